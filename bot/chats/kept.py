"""What is kept about a group, a channel or a forum's topic: said, handed over to its admins, deleted by them.

From the place itself, from its settings, or in reply to them in private. A file goes to the private chat of whoever asks, as
it holds what people wrote to us. Deleting is asked about twice: both questions are bound to the place as it was then and to
whoever asked, so no other tap on them counts. A reader's own things are for `bot.own_data`.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from hashlib import sha256

from telegram import Update as TelegramUpdate

from bot import keyboards
from bot.limiting import NOBODY, may
from bot.setting import Setting
from bot.stories.permalinks import own_name, place_link
from bot.turn import Turn, place_of, thread_of
from news.app import App
from news.callbacks import Press, decode, encode
from news.export import owe_export
from news.i18n import Speech
from news.markup import bold, esc, paragraphs, quiet
from news.models import Chat, Subscriber
from news.ports import Button, Message
from news.reader.chats import chat_at, subscriber_of, threads_of
from news.reader.forgetting import forget_reader, was_forgotten
from news.reader.limits import Thing
from news.rendering.directions import rtl

Command = Callable[[Turn, str], Awaitable[None]]

COUNTS_FOR = timedelta(hours=1)
"""So long a question may be answered: one that is found again much later was about something else."""
ANYBODY = 0
"""Who asked, where Telegram does not say: an admin who writes as the group. The first to go on is bound by it."""


def or_place(otherwise: Command, command: Command) -> Command:
    """A command that is about the place that is set up, or else about the reader's own chat."""

    async def chosen(turn: Turn, argument: str) -> None:
        await (command if is_about_place(turn) else otherwise)(turn, argument)

    return chosen


def is_about_place(turn: Turn) -> bool:
    return turn.place.kind != "private"


async def kept_message(turn: Turn) -> Message:
    """What is kept, for how long, and what admins can do about it."""
    speech = turn.speech
    said = speech.gettext(
        "I keep what is set for {chat}, what it follows, what it was sent and what was asked there. It goes half a year after I am put out, or at once when an admin deletes it.",
        chat=_whom(turn.place, speech),
    )
    rows: keyboards.Rows = [
        (_export_button(speech),),
        (Button("🗑 " + speech.gettext("Delete everything"), encode("kept", "ask")),),
        keyboards.back(speech),
    ]
    return Message(paragraphs([rtl(bold("🔐 " + _name(speech)), speech), rtl(quiet(said), speech)]), rows)


async def pressed_kept(turn: Turn, press: Press) -> None:
    """Only admins come here."""
    speech, step = turn.speech, press.word()
    if not is_about_place(turn):
        turn.toast(speech.gettext("This button is out of date."))
    elif turn.chat.kind == "channel":
        turn.toast_url = _link(turn)  # all who read it would read the rest, too
    elif step == "export":
        await _send(turn)
    elif step == "ask":
        turn.edit(await _first_question(turn, _asker(turn)))
    elif step in ("again", "yes"):
        await _go_on(turn, press)
    else:
        turn.edit(await kept_message(turn))


# --- handed over ---------------------------------------------------------------------------------


async def export_command(turn: Turn, _argument: str = "") -> None:
    if turn.chat.kind == "channel":
        _lead_away(turn, turn.speech.gettext("That is between you and me."))
    else:
        await _send(turn)


async def _send(turn: Turn) -> None:
    """To the private chat of whoever asks. In a group the others see that it was asked for, and nothing else."""
    speech = turn.speech
    taker = await _private_chat(turn)
    if taker is None:
        _lead_away(
            turn,
            speech.gettext("I cannot write to you yet: open our private chat and ask for the file there."),
        )
        return
    if not await may(turn, Thing.FILE):
        return
    chat, reader = taker
    theirs = turn.app.words(reader.interface_language)
    await owe_export(
        turn.session, turn.place, turn.subscriber, to=chat, speech=theirs, now=turn.now,
        whose=_whom(turn.place, theirs),
    )  # fmt: skip
    turn.ring("deliver")
    if turn.is_private:
        turn.toast(speech.gettext("Your file is on its way."))
    else:
        _lead_away(
            turn,
            speech.gettext("I send the file in our private chat: what people wrote to me stands in it."),
        )


async def _private_chat(turn: Turn) -> tuple[Chat, Subscriber] | None:
    """None where nobody says who asks, or they have never let us write to them, or no longer do."""
    if turn.is_private:
        return turn.chat, turn.reader
    chat = await chat_at(turn.session, _asker(turn)) if _asker(turn) != ANYBODY else None
    reader = await subscriber_of(turn.session, chat) if chat is not None else None
    if chat is None or reader is None or chat.kind != "private" or chat.state != "active":
        return None
    return chat, reader


def _lead_away(turn: Turn, said: str) -> None:
    """Says it here, with the way to this place's data in private."""
    speech = turn.speech
    button = Button("💬 " + speech.gettext("Open our private chat"), url=_link(turn))
    turn.say(Message(rtl(esc(said), speech), [(button,)]))


# --- deleted -------------------------------------------------------------------------------------


async def forget_command(turn: Turn, _argument: str = "") -> None:
    """Asks the first of two questions, whatever stands behind it: others are concerned, too."""
    if turn.chat.kind == "channel":
        _lead_away(turn, turn.speech.gettext("That is between you and me."))
    else:
        turn.say(await _first_question(turn, _asker(turn)))


async def _first_question(turn: Turn, asker: int) -> Message:
    speech = turn.speech
    told = speech.gettext(
        "This deletes everything that I keep about {chat}: settings, what it follows, its stories, questions and digests. Nothing more is sent there.",
        chat=_whom(turn.place, speech),
    )
    said = [bold("🗑 " + speech.gettext("Delete everything")), quiet(told)]
    if len(await threads_of(turn.session, turn.place.chat_id)) > 1:
        said.append(esc(speech.gettext("Other topics of this group stay as they are.")))
    rows = [
        (_export_button(speech),),
        (Button("🗑 " + speech.gettext("Delete everything"), _bound("again", turn, asker)),),
        (_keep_button(speech),),
    ]
    return Message(paragraphs(rtl(part, speech) for part in said), rows)


def _last_question(turn: Turn) -> Message:
    speech = turn.speech
    said = speech.gettext(
        "Delete everything about {chat} now? This cannot be undone.", chat=_whom(turn.place, speech)
    )
    rows = [
        (Button("🗑 " + speech.gettext("Yes, delete everything"), _bound("yes", turn, _asker(turn))),),
        (_keep_button(speech),),
    ]
    return Message(rtl(bold(said), speech), rows)


async def _go_on(turn: Turn, press: Press) -> None:
    """One question further, if it was put to who answers it, about this place, and not long ago."""
    step, bond, at = press.word(), press.word(1), press.number(2) or 0
    mine = {_bond(step, turn.place, _asker(turn), at)}
    if step == "again":
        mine.add(_bond(step, turn.place, ANYBODY, at))
    if not timedelta(0) <= timedelta(seconds=int(turn.now.timestamp()) - at) <= COUNTS_FOR:
        turn.toast(turn.speech.gettext("This button is out of date."))
    elif bond not in mine:
        turn.toast(turn.speech.gettext("Only who asked for this can go on here."), alert=True)
    elif step == "again":
        turn.edit(_last_question(turn))
    else:
        await _erase(turn)


async def _erase(turn: Turn) -> None:
    """In this turn's transaction. In the place itself nothing is owed to a chat that we no longer know, so the last word goes
    out with the answer to the press."""
    place = turn.place
    if turn.is_for_another:
        said = turn.speech.gettext("Everything about {chat} is deleted.", chat=_whom(place, turn.speech))
        turn.let_go_of_place()
        await forget_reader(turn.session, place, now=turn.now)
        turn.edit(Message(rtl(quiet(said), turn.speech), [keyboards.back(turn.speech)]))
    else:
        turn.leave(turn.speech.gettext("Everything is deleted. Send /start to begin again."))
        await forget_reader(turn.session, place, now=turn.now, update_id=turn.update.update_id)


def _bound(step: str, turn: Turn, asker: int) -> str:
    at = int(turn.now.timestamp())
    return encode("kept", step, _bond(step, turn.place, asker, at), at)


def _bond(step: str, place: Chat, asker: int, at: int) -> str:
    """Who was asked what, about which place: a row's number may be another's later, the rest may not. No secret, and it gives no
    right: that is Telegram's to say."""
    made = int(place.created_at.timestamp())
    told = f"{step} {place.id} {place.chat_id} {place.thread_id} {made} {asker} {at}"
    return sha256(told.encode()).hexdigest()[:16]


def _asker(turn: Turn) -> int:
    user = turn.update.effective_user
    return user.id if user is not None and user.id not in NOBODY else ANYBODY


async def last_word(app: App, update: TelegramUpdate, speech: Speech) -> str | None:
    """What is said where the last question is answered in a place that we know nothing of: that all is deleted only where it was. A
    group that became another has its rows under the new number. None where that is not the case: nobody is known anew by it."""
    query, chat = update.callback_query, update.effective_chat
    press = decode(query.data) if query is not None else None
    if query is None or chat is None or press is None or chat.type == "private":
        return None
    if press.act != "kept" or press.word() != "yes" or press.place is not None:
        return None
    async with app.session() as session:
        if await place_of(session, chat.id, query.message) is not None:
            return None
        was = await was_forgotten(session, chat.id, thread_of(query.message), now=app.now())
    return (
        speech.gettext("Everything is deleted. Send /start to begin again.")
        if was
        else speech.gettext("This button is out of date.")
    )


# --- in the settings -----------------------------------------------------------------------------


def _link(turn: Turn) -> str:
    return place_link(own_name(turn.update), turn.place.id or 0)


def _whom(place: Chat, speech: Speech) -> str:
    """The place by its name; a topic with its group's."""
    name = place.title or str(place.chat_id)
    return speech.isolated(f"{name} › {place.topic or place.thread_id}" if place.thread_id else name)


def _export_button(speech: Speech) -> Button:
    return Button("📦 " + speech.gettext("Send me this data"), encode("kept", "export"))


def _keep_button(speech: Speech) -> Button:
    return Button("✕ " + speech.gettext("Cancel"), encode("kept", "no"))


def _name(speech: Speech) -> str:
    return speech.gettext("Data of this chat")


async def _value(_turn: Turn) -> None:
    return None


async def _show(turn: Turn) -> Message:
    from bot.own_data import privacy

    return await kept_message(turn) if is_about_place(turn) else privacy(turn)


SETTING = Setting("kept", "🔐", _name, _value, _show)
