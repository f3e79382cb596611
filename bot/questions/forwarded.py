"""Posts that a reader brings to have them compared: forwarded, pasted, or as a link."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import col
from telegram import Message as TelegramMessage
from telegram.constants import MessageEntityType

from bot.limiting import may, speaker
from bot.turn import Turn
from news.comparing.pieces import goes_on, stands_alone
from news.comparing.post import MOST_CHARS, Post, read_post
from news.language.tokens import words
from news.markup import esc
from news.models import BroughtPost, Update
from news.ports import Message
from news.reader.limits import Thing
from news.rendering.directions import rtl
from news.work import owe

PASTED_WORDS = 6
"""From so many words a text that asks nothing is taken for a pasted one."""
LOOKED_BACK = 500
"""Updates of all chats between two pieces."""
PIECES_APART = timedelta(seconds=2)
"""Of a long text."""


async def brought(turn: Turn) -> bool:
    """Takes a forwarded message, or one with a link, to be compared; False where it is neither, or replies to something."""
    message = turn.update.effective_message
    if message is None or message.reply_to_message is not None:
        return False
    post = _read(turn, message)
    if message.forward_origin is None and not post.links:
        return False
    return bool(post.sentences or post.links) and await _take(turn, message)


async def continued(turn: Turn) -> bool:
    """Takes a further piece of a text too long for one message: apps send those one right after the other. The first was
    read, and is answered; under the second it is said that no more is read. Two texts that are merely long are two, and so is what
    asks or orders by itself."""
    message = turn.update.effective_message
    if message is None or message.forward_origin is not None or stands_alone(message.text or ""):
        return False
    before = await _messages_before(turn)
    told = [message.to_dict(), *before]
    if not before or not _follows(told[1], told[0]):
        return False
    is_second = len(before) < 2 or not _follows(before[1], before[0])
    if is_second:
        said = turn.speech.gettext(
            "I took this for the rest of your long message, of which I read the first part only. If it is something else, send it again."
        )
        turn.say(Message(rtl(esc(said), turn.speech)), reply_to=message.message_id)
    return True


async def _messages_before(turn: Turn) -> list[dict[str, Any]]:
    """The two updates of this chat before this one, as messages, the latest first; what is no message is empty."""
    found = await turn.session.execute(
        select(col(Update.payload))
        .where(
            col(Update.chat_id) == turn.chat.chat_id,
            col(Update.id).between(turn.update.update_id - LOOKED_BACK, turn.update.update_id - 1),
        )
        .order_by(col(Update.id).desc())
        .limit(2)
    )
    return [payload.get("message") or {} for payload in found.scalars()]


def _follows(before: Mapping[str, Any], message: Mapping[str, Any]) -> bool:
    """Whether the one can be the piece after the other, by the same hand."""
    if "forward_origin" in before or not goes_on(before.get("text") or "", message.get("text") or ""):
        return False
    is_theirs = (before.get("from") or {}).get("id") == (message.get("from") or {}).get("id")
    return (
        is_theirs and (message.get("date") or 0) - (before.get("date") or 0) <= PIECES_APART.total_seconds()
    )


async def pasted(turn: Turn) -> bool:
    """Takes words that ask nothing, and are too many to be meant for us, to be compared; False for fewer."""
    message = turn.update.effective_message
    if message is None or len(words(_read(turn, message).text)) < PASTED_WORDS:
        return False
    return await _take(turn, message)


async def shown(turn: Turn) -> bool:
    """Takes the message of somebody else that a member shows us, by calling us in reply to it; False where there is none."""
    message = turn.update.effective_message
    post = message.reply_to_message if message is not None else None
    if message is None or post is None or len(words(_read(turn, post).text)) < PASTED_WORDS:
        return False
    return await _take(turn, post, asked_in=message)


def _read(turn: Turn, message: TelegramMessage) -> Post:
    return read_post(_text(message), reads=turn.subscriber.digest_language, links=_links(message))


def _text(message: TelegramMessage) -> str:
    return (message.text or message.caption or "").strip()


async def _take(turn: Turn, message: TelegramMessage, *, asked_in: TelegramMessage | None = None) -> bool:
    if not await may(turn, Thing.POST):
        return True
    row = BroughtPost(
        update_id=turn.update.update_id, subscriber_id=turn.subscriber_id, text=_text(message)[:MOST_CHARS],
        links=_links(message), reply_to=(asked_in or message).message_id, asked_at=turn.now,
    )  # fmt: skip
    turn.session.add(row)
    await turn.session.flush()
    await owe(turn.session, "compare", row.id or 0, at=turn.now, lane=speaker(turn.update))
    turn.ring("compare")
    return True


def _links(message: TelegramMessage) -> list[str]:
    """The addresses behind words."""
    entities = [*message.entities, *message.caption_entities]
    return [
        entity.url
        for entity in entities
        if entity.type == MessageEntityType.TEXT_LINK and entity.url is not None
    ]
