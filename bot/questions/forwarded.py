"""Posts that a reader brings to have them compared: forwarded, pasted, or as a link."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlmodel import col
from telegram import Message as TelegramMessage
from telegram.constants import MessageEntityType

from bot.limiting import may, speaker
from bot.turn import Turn
from news.comparing.pieces import goes_on
from news.comparing.post import MOST_CHARS, Post, read_post
from news.language.tokens import words
from news.models import BroughtPost, Update
from news.reader.limits import Thing
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


async def continues(turn: Turn) -> bool:
    """Whether it is a further piece of a text too long for one message: apps send those one right after the other. The first
    was read, and is answered; two texts that are merely long are two."""
    message = turn.update.effective_message
    if message is None or message.forward_origin is not None:
        return False
    found = await turn.session.execute(
        select(col(Update.payload))
        .where(
            col(Update.chat_id) == turn.chat.chat_id,
            col(Update.id).between(turn.update.update_id - LOOKED_BACK, turn.update.update_id - 1),
        )
        .order_by(col(Update.id).desc())
        .limit(1)
    )
    before = (found.scalar_one_or_none() or {}).get("message") or {}
    is_piece = goes_on(before.get("text") or "", message.text or "") and "forward_origin" not in before
    sent_by = (before.get("from") or {}).get("id")
    is_theirs = message.from_user is not None and sent_by == message.from_user.id
    apart = message.date - datetime.fromtimestamp(before.get("date") or 0, tz=UTC)
    return is_piece and is_theirs and apart <= PIECES_APART


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
