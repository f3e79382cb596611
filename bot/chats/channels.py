"""Groups and channels that somebody looks after, set up from the private chat with us.

A chat is chosen from a list, or reached from what we say when we are let in. The menu that opens belongs to that chat: its
buttons, and replies to it, change what is set there (`Delivery.sets_up`). Whether one may is `bot.chats.admins`.
"""

from sqlalchemy import bindparam, select
from sqlmodel import col

from bot import keyboards
from bot.setting import Setting
from bot.stories.permalinks import own_name
from bot.turn import Turn
from news.callbacks import Press, encode
from news.i18n import Speech
from news.markup import bold, broken, esc, paragraphs
from news.models import Chat, ChatAdmin
from news.ports import Button, Message
from news.rendering.directions import rtl

MOST = 30
LABEL_CHARS = 40


async def channels_command(turn: Turn, _argument: str = "") -> None:
    turn.say(await places_menu(turn))


async def places_menu(turn: Turn) -> Message:
    """The chats that this reader looks after, with a button each, and two to add us to another."""
    speech, bot = turn.speech, own_name(turn.update)
    places = await _looked_after(turn)
    said = [
        speech.gettext("Each group, channel and forum topic has its own settings."),
        *([speech.gettext("You can change them here, or in that chat.")] if places else []),
    ]
    rows: keyboards.Rows = [(Button(_label(place), encode("place", place.id or 0)),) for place in places]
    rows += [
        (Button("+ " + speech.gettext("Add the bot to a group"), url=f"https://t.me/{bot}?startgroup"),),
        (
            Button(
                "+ " + speech.gettext("Add the bot to a channel"),
                url=f"https://t.me/{bot}?startchannel&admin=post_messages+edit_messages",
            ),
        ),
        keyboards.back(speech),
    ]
    return Message(
        paragraphs([rtl(bold("📣 " + _name(speech)), speech), *(rtl(esc(one), speech) for one in said)]), rows
    )


async def pressed_place(turn: Turn, _press: Press) -> None:
    """The settings of that chat, in a message of their own. Only its admins come here."""
    from bot.greeting.language import language_menu
    from bot.settings import show_settings

    if not turn.is_for_another:
        turn.toast(turn.speech.gettext("This button is out of date."))
        return
    is_new = turn.subscriber.state == "new"
    turn.say(language_menu(turn, then="setup") if is_new else await show_settings(turn))


_KNOWN = select(col(ChatAdmin.chat_id)).where(col(ChatAdmin.user_id) == bindparam("user"))
_ADDED = select(col(Chat.chat_id)).where(col(Chat.added_by) == bindparam("user"))
_LOOKED_AFTER = (
    select(Chat)
    .where(col(Chat.chat_id).in_(_KNOWN) | col(Chat.chat_id).in_(_ADDED))
    .where(col(Chat.kind) != "private")
    .order_by(col(Chat.title), col(Chat.chat_id), col(Chat.thread_id))
)


async def _looked_after(turn: Turn) -> list[Chat]:
    """Where this reader was an admin when Telegram was last asked, or has let us in; those we are in now."""
    found = await turn.session.execute(_LOOKED_AFTER, {"user": turn.chat.chat_id})
    # asked of SQLite whether it is active, it would begin with all chats that are
    return [chat for chat in found.scalars() if chat.state == "active"][:MOST]


def _label(place: Chat) -> str:
    sign = "📣" if place.kind == "channel" else "👥"
    name = place.title or str(place.chat_id)
    if place.thread_id:
        sign, name = "#️⃣", f"{name} › {place.topic or place.thread_id}"
    return f"{sign} {name if len(name) <= LABEL_CHARS else name[: LABEL_CHARS - 1] + '…'}"


async def _value(turn: Turn) -> str | None:
    places = await _looked_after(turn) if turn.is_private and not turn.is_for_another else []
    return (
        turn.speech.listed([turn.speech.isolated(broken(_label(place))) for place in places])
        if places
        else None
    )


def _name(speech: Speech) -> str:
    return speech.gettext("The bot in groups and channels")


SETTING = Setting("places", "📣", _name, _value, places_menu)
