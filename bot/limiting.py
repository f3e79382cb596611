"""Counting what costs something, and saying which limit is met and until when. How much there is of what is `news.reader.limits`."""

from telegram import Update as TelegramUpdate

from bot.turn import Turn
from news.app import App
from news.i18n import Speech
from news.markup import esc
from news.models import Update
from news.ports import Message
from news.reader.chats import chat_at, subscriber_of
from news.reader.limits import HOUR, Limit, Met, Thing
from news.reader.uses import use
from news.rendering.directions import rtl
from news.rendering.render import moment
from news.sending.deliveries import owe_messages

NOBODY = frozenset({777_000, 136_817_688, 1_087_968_824})
"""Whom Telegram names where it does not say who wrote: itself, a channel, an admin as the group
(https://core.telegram.org/bots/api#message, `from`)."""


async def may(turn: Turn, thing: Thing) -> bool:
    """Counts it; False where there is no more of it now, which is said then. Nothing that was written is touched by it."""
    broken = await use(turn.session, speaker(turn.update), thing, limits=turn.app.limits, now=turn.now)
    if broken is None:
        return True
    refuse(turn, explained(turn.speech, thing, broken, zone=turn.reader.zone))
    return False


def refuse(turn: Turn, said: str) -> None:
    """Why not: where it was pressed, on top of everything; else as a message."""
    if turn.update.callback_query is not None:
        turn.toast(said, alert=True)
    else:
        turn.say(Message(rtl(esc(said), turn.speech)))


async def is_free(turn: Turn, thing: Thing) -> bool:
    """Counts it where there is room; says nothing: for what nobody asked for."""
    who, limits = speaker(turn.update), turn.app.limits
    return await use(turn.session, who, thing, limits=limits, now=turn.now) is None


def speaker(update: TelegramUpdate) -> int:
    """Telegram's number of who wrote or pressed; of the chat, where it does not say."""
    user, chat = update.effective_user, update.effective_chat
    if user is not None and user.id not in NOBODY:
        return user.id
    return chat.id if chat is not None else 0


def explained(speech: Speech, thing: Thing, broken: Met, *, zone: str) -> str:
    """ "Search: at most 120 an hour. There is room again from Nov 22 14:05." """
    most = bound(speech, broken.limit)
    said = [f"{speech.labelled(names(speech)[thing])} {most}"]
    if broken.free_at is not None:
        said.append(room_again(speech, broken, zone=zone))
    return speech.prose(said)


def bound(speech: Speech, limit: Limit) -> str:
    n = speech.number(limit.most)
    if limit.within == HOUR:
        return speech.gettext("at most {n} an hour.", n=n)
    return speech.gettext("at most {n} a day.", n=n)


def room_again(speech: Speech, broken: Met, *, zone: str) -> str:
    """When; the day is said, too, as it may be tomorrow."""
    at = broken.free_at
    return speech.gettext("There is room again from {time}.", time=moment(at, speech, zone)) if at else ""


async def slow_down(app: App, row: Update) -> None:
    """Says, once in a flood, that its messages are taken one a second from here on. In private only: in a group it is not one
    person's doing."""
    async with app.session() as session:
        chat = await chat_at(session, row.chat_id)
        reader = await subscriber_of(session, chat) if chat is not None else None
        if chat is None or reader is None or chat.kind != "private":
            return
        speech = app.words(reader.interface_language)
        said = speech.gettext(
            "That is a lot at once. From here on I take one message a second, in order; nothing is lost."
        )
        message = Message(rtl(esc(said), speech))
        await owe_messages(session, chat, "flood", row.id, [message], now=app.now())
    app.bell.ring("deliver")


def names(speech: Speech) -> dict[Thing, str]:
    """As the buttons and menus call it."""
    return {
        Thing.SEARCH: speech.gettext("Search"),
        Thing.INLINE: speech.gettext("Search"),
        Thing.SITE: speech.gettext("Sites you follow"),
        Thing.LIST: "OPML",
        Thing.POST: speech.gettext("What outlets report on this"),
        Thing.DIGEST: speech.gettext("Send me a digest now"),
        Thing.STORY: speech.gettext("Open the story"),
        Thing.TITLES: speech.gettext("Translate the headlines"),
        Thing.CHART: speech.gettext("Chart: who reported when"),
        Thing.VOICE: speech.gettext("Listen"),
        Thing.OWN: speech.gettext("Your stories"),
        Thing.FILE: speech.gettext("Your data"),
    }
