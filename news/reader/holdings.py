"""Which rows are a reader's: found by walking the references between tables, so that a table added later is found too.

Whatever refers to a reader's chat, or to a row that does, is theirs. Knows no table by name but the few where walking begins
or does not lead; what is done with the rows is for others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Select, Table, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.models import Chat, Row, Update

CHAT, INBOX = "chat", "inbox"
ENCLOSED = {"enclosure": ("delivery", "enclosure_id")}
"""Tables that a reader's rows refer to, and that hold nothing of anybody else."""
NUMBERED = {"chatadmin": ("chat_id", "user_id"), "use": ("who",)}
"""Tables that name chats and people by Telegram's numbers; in private these are the same."""
NAMED_IN_OTHERS = (("chat", "added_by"), ("question", "asked_by"))
"""Where other chats' rows name a person by number."""
OWED = {
    "compose": "digest",
    "deliver": "delivery",
    "answer": "question",
    "stand": "standing",
    "alert": "alert",
    "follow": "ownstory",
    "titles": "titleorder",
    "listen": "voiceorder",
    "compare": "broughtpost",
    "look": "feedlookup",
    "export": "subscriber",
}
"""Which table the rows of a step's work are of, where that is a reader's."""


@dataclass(frozen=True)
class Reader:
    """Whose rows are meant: places of one chat, the `numbers` of chats whose updates are theirs alone, and of a topic the
    `updates` that stood in it."""

    chats: tuple[int, ...]
    numbers: tuple[int, ...]
    updates: tuple[int, ...] = ()


async def reader_of(session: AsyncSession, chat: Chat) -> Reader:
    """In private all places of the chat are one person's; in a group each topic has its own settings, and of what was said to
    us in the group its own share."""
    found = await session.execute(select(col(Chat.id)).where(col(Chat.chat_id) == chat.chat_id))
    places = tuple(place for place in found.scalars() if place is not None)
    if chat.kind == "private" or len(places) == 1:
        return Reader(places, (chat.chat_id,))
    return await topic_of(session, chat)


async def topic_of(session: AsyncSession, chat: Chat) -> Reader:
    """One topic of a group, whatever others there are rows of."""
    return Reader((chat.id or 0,), (), await _said_in(session, chat))


async def _said_in(session: AsyncSession, topic: Chat) -> tuple[int, ...]:
    """The updates of a group that stood in this topic, or in none (thread 0)."""
    found = await session.execute(
        select(col(Update.id), col(Update.payload)).where(col(Update.chat_id) == topic.chat_id)
    )
    return tuple(number for number, payload in found if _thread_of(payload) == topic.thread_id)


def _thread_of(payload: Mapping[str, Any]) -> int | None:
    """None where nothing is said, or it is no longer told where."""
    for content in payload.values():
        message = content.get("message", content) if isinstance(content, dict) else None
        if isinstance(message, dict) and message.get("date"):
            return message.get("message_thread_id", 0) if message.get("is_topic_message") else 0
    return None


@lru_cache(maxsize=1)
def held_tables() -> tuple[Table, ...]:
    """The tables that hold readers' rows, what is referred to before what refers to it."""
    found: dict[str, Table] = {}
    for table in Row.metadata.sorted_tables:
        if table.name in (CHAT, INBOX, *NUMBERED) or any(
            key.column.table.name in found for key in table.foreign_keys
        ):
            found[table.name] = table
    return tuple(found.values())


def is_of(table: Table, reader: Reader) -> ColumnElement[bool]:
    """The condition that a row of the table is this reader's."""
    if table.name == CHAT:
        return table.c.id.in_(reader.chats)
    if table.name == INBOX:
        return or_(table.c.chat_id.in_(reader.numbers), table.c.id.in_(reader.updates))
    if table.name in NUMBERED:
        return or_(*(table.c[column].in_(reader.numbers) for column in NUMBERED[table.name]))
    return or_(*(key.parent.in_(_referred(key, reader)) for key in _keys(table)))


def _keys(table: Table) -> list[ForeignKey]:
    held = {held.name for held in held_tables()} - {table.name}
    return sorted((key for key in table.foreign_keys if key.column.table.name in held), key=_name)


def _name(key: ForeignKey) -> str:
    return str(key.parent)


def _referred(key: ForeignKey, reader: Reader) -> Select[tuple[object]]:
    if key.column.table.name == INBOX:  # what refers to an update of a topic says itself whose it is
        reader = replace(reader, updates=())
    return select(key.column).where(is_of(key.column.table, reader))


def enclosed(table: Table, reader: Reader) -> ColumnElement[bool]:
    """The same for a table that a reader's rows refer to."""
    by, column = ENCLOSED[table.name]
    owner = Row.metadata.tables[by]
    held = select(owner.c[column]).where(is_of(owner, reader), owner.c[column].is_not(None))
    return table.c.id.in_(held)


def enclosed_tables() -> Sequence[Table]:
    return [Row.metadata.tables[name] for name in ENCLOSED]
