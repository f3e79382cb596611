"""`/admin`, in the operator's chat only: how the installation is doing, its feeds, and announcements. In English (see `news.operating.notices`).

To every other chat it is a command that we do not know, and its buttons are out of date.
"""

import re

from telegram import Message as TelegramMessage
from telegram import MessageEntity

from bot.greeting import helping
from bot.operators import inviting, operating_feeds
from bot.turn import Turn
from news.announce import begin, end, fates_of, readers_left
from news.callbacks import Press
from news.markup import Html, esc
from news.models import Announcement, Awaited
from news.operating.overview import read_overview
from news.ports import Message
from news.rendering.render_operator import overview_message, progress_message, shown_message
from news.work import owe

DRAWN = "It is being drawn."
_OF_FEEDS = ("feeds", "feed", "pause", "resume", "move", "take")
_ANNOUNCED = re.compile(r"/admin(?:@\w+)?\s+announce\s+", re.IGNORECASE)


def is_operator(turn: Turn) -> bool:
    return turn.app.operator_chat_id is not None and turn.chat.chat_id == turn.app.operator_chat_id


async def admin_command(turn: Turn, argument: str) -> None:
    verb, _, rest = argument.partition(" ")
    if not is_operator(turn):
        turn.say(helping.not_understood(turn))
    elif verb.casefold() == "announce":
        await _show_announcement(turn)
    elif verb.casefold() in ("feed", "feeds"):
        await operating_feeds.feed_command(turn, rest.strip())
    elif verb.casefold() == "week":
        await _owe_picture(turn)
        turn.say(Message(esc(DRAWN)))
    elif verb.casefold() == "invite":
        await inviting.invite_command(turn, rest.strip())
    elif verb.casefold() == "invites":
        await inviting.invites_command(turn)
    else:
        turn.say(await _overview(turn))


async def pressed_admin(turn: Turn, press: Press) -> None:
    what = press.word()
    if not is_operator(turn):
        turn.toast(turn.speech.gettext("This button is out of date."))
    elif what == "home":
        turn.edit(await _overview(turn))
    elif what == "week":
        await _owe_picture(turn)
        turn.toast(DRAWN)
    elif what == "revoke":
        await inviting.pressed_revoke(turn, press)
    elif what in _OF_FEEDS:
        await operating_feeds.pressed_feeds(turn, press)
    else:
        await _pressed_announcement(turn, press)


async def typed(turn: Turn, text: str, awaited: Awaited) -> None:
    """What the operator was asked to type."""
    if is_operator(turn):
        await operating_feeds.typed(turn, text, awaited)


async def _owe_picture(turn: Turn) -> None:
    await owe(turn.session, "review", turn.chat.id or 0, at=turn.now, urgent=True)
    turn.ring("review")


async def _overview(turn: Turn) -> Message:
    up_for = turn.now - turn.app.started_at if turn.app.started_at is not None else None
    return overview_message(await read_overview(turn.app, turn.session), up_for=up_for)


# --- announcements -------------------------------------------------------------------------------


async def _show_announcement(turn: Turn) -> None:
    """What readers would see, as it is, and under it what to press."""
    html = announced_text(turn.update.effective_message)
    if not html:
        turn.say(Message(esc("Say what to announce: /admin announce We move house on Friday.")))
        return
    row = Announcement(html=html, made_at=turn.now)
    turn.session.add(row)
    await turn.session.flush()
    chats = await readers_left(turn.session, row.id or 0, now=turn.now)
    turn.say(Message(Html(html)), shown_message(row.id or 0, chats=chats))


def announced_text(message: TelegramMessage | None) -> str:
    """What stands behind the command, with its lines, bold words and links."""
    text = message.text if message is not None else None
    command = _ANNOUNCED.match(text or "")
    if message is None or text is None or command is None:
        return ""
    before = len(text[: command.end()].encode("utf-16-le")) // 2
    kept = [entity for entity in message.entities if entity.offset >= before]
    rest = TelegramMessage(
        message.message_id, message.date, message.chat, text=text[command.end() :],
        entities=MessageEntity.shift_entities(-before, kept),
    )  # fmt: skip
    return rest.text_html


async def _pressed_announcement(turn: Turn, press: Press) -> None:
    row = await turn.session.get(Announcement, press.number(1) or 0, with_for_update=True)
    if row is None:
        turn.toast(turn.speech.gettext("This button is out of date."))
        return
    what = press.word()
    if what == "send" and row.state == "shown":
        await begin(turn.session, row, now=turn.now)
        turn.ring("announce")
    elif what == "drop" and row.state == "shown":
        row.state, row.ended_at = "dropped", turn.now
    elif what == "halt" and row.state == "sending":
        await end(turn.session, row, now=turn.now)
    await turn.session.flush()
    left = await readers_left(turn.session, row.id or 0, now=turn.now)
    fates = await fates_of(turn.session, row.id or 0)
    turn.edit(progress_message(row.id or 0, row.state, fates, left=left))
