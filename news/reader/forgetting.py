"""Forgetting a reader: every row that is theirs, at once, and a tombstone by which a restored backup forgets them again.

The tombstone is a hash of the chat's number with a salt of this installation. It stands in a row and in a plain list beside
the database: whoever restores an older copy of the one has the other. Knows no Telegram.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import ColumnElement, Table, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.models import Chat, Delivery, Feed, Forgotten, Mark, Row, Subscription, Update, Work
from news.reader.holdings import (
    INBOX,
    NAMED_IN_OTHERS,
    OWED,
    Reader,
    enclosed,
    enclosed_tables,
    held_tables,
    is_of,
    reader_of,
    topic_of,
)
from news.reader.tombstones import Listed
from news.sending.settling import mark_of
from news.story.old_stories import delete_feeds

if TYPE_CHECKING:
    from news.app import App

log = structlog.get_logger(__name__)

SALT = "salt"
NO_PLACE = 0
"""`Delivery.sets_up` of a menu whose chat is forgotten: no row has this number."""
AT_A_TIME = 500


async def forget_reader(
    session: AsyncSession, chat: Chat, *, now: datetime, update_id: int | None = None
) -> None:
    """Deletes all that is kept of who is in this chat, but the tombstone. `update_id` is the update that asks for it: what
    they wrote is emptied with those that were handled before; the rows say how far Telegram was read.

    Rows that are loaded in the session are its caller's to let go.
    """
    reader = await reader_of(session, chat)
    salt = await salt_of(session, now=now)
    written = _written(chat, is_whole=chat.chat_id in reader.numbers)
    await _delete(session, chat, reader, update_id)
    await session.merge(Forgotten(mark=tombstone(written, salt=salt), at=now))
    await session.flush()


async def _delete(session: AsyncSession, chat: Chat, reader: Reader, update_id: int | None = None) -> None:
    number = chat.chat_id
    await _take_off(session, reader)
    if chat.kind != "private":
        await _let_go_of_menus(session, reader)
    files = [(table, enclosed(table, reader)) for table in enclosed_tables()]
    held_files = [(table, await _ids(session, table, condition)) for table, condition in files]
    brought = await _brought(session, reader)
    for table in reversed(held_tables()):
        if table.name != INBOX:
            await session.execute(delete(table).where(is_of(table, reader)))
    for table, ids in held_files:
        await session.execute(delete(table).where(table.c.id.in_(ids)))
    await delete_feeds(session, await _unfollowed(session, brought))
    await _empty_inbox(session, reader, update_id)
    if chat.kind == "private":
        await _empty_in_groups(session, number)
    for name, column in NAMED_IN_OTHERS:
        table = Row.metadata.tables[name]
        named = table.c[column].in_(reader.numbers)
        await session.execute(update(table).where(named).values({column: None}))
    if number in reader.numbers:
        await session.execute(delete(Mark).where(col(Mark.name) == mark_of(number)))


async def _ids(session: AsyncSession, table: Table, condition: ColumnElement[bool]) -> list[int]:
    return list((await session.execute(select(table.c.id).where(condition))).scalars())


async def _brought(session: AsyncSession, reader: Reader) -> list[int]:
    """The feeds they follow that no catalogue has: an address may say who has it."""
    followed = Row.metadata.tables["subscription"]
    targets = await session.execute(
        select(followed.c.target).where(is_of(followed, reader), followed.c.kind == "feed")
    )
    ids = [int(target) for target in targets.scalars() if target.isdecimal()]
    found = await session.execute(select(col(Feed.id)).where(col(Feed.id).in_(ids), col(Feed.is_brought)))
    return [feed or 0 for feed in found.scalars()]


async def _unfollowed(session: AsyncSession, feeds: Sequence[int]) -> list[int]:
    found = await session.execute(
        select(col(Subscription.target)).where(
            col(Subscription.kind) == "feed", col(Subscription.target).in_([str(feed) for feed in feeds])
        )
    )
    others = set(found.scalars())
    return [feed for feed in feeds if str(feed) not in others]


async def _take_off(session: AsyncSession, reader: Reader) -> None:
    """Nothing more is owed for rows of theirs."""
    for step, name in OWED.items():
        table = Row.metadata.tables[name]
        rows = select(table.c.id).where(is_of(table, reader))
        await session.execute(delete(Work).where(col(Work.step) == step, col(Work.row).in_(rows)))


async def _let_go_of_menus(session: AsyncSession, reader: Reader) -> None:
    """What its admins were shown of it in private stays with them, says nothing any more, and sets up no other chat."""
    menus = col(Delivery.sets_up).in_(reader.chats)
    is_over = col(Delivery.state).not_in(("pending", "sending"))
    for condition, values in ((menus & is_over, {"payload": {}}), (menus, {"sets_up": NO_PLACE})):
        await session.execute(
            update(Delivery).where(condition).values(values).execution_options(synchronize_session=False)
        )


async def _empty_inbox(session: AsyncSession, reader: Reader, update_id: int | None) -> None:
    is_over = or_(col(Update.handled_at).is_not(None), col(Update.id) == update_id)
    await session.execute(
        update(Update)
        .where(or_(col(Update.chat_id).in_(reader.numbers), col(Update.id).in_(reader.updates)), is_over)
        .values(payload={}, chat_id=0, error=None)
        .execution_options(synchronize_session=False)
    )


async def _empty_in_groups(session: AsyncSession, person: int) -> None:
    """What they wrote and tapped in groups and was handled: the last days', which no index finds by person."""
    found = await session.execute(
        select(col(Update.id), col(Update.payload)).where(
            col(Update.chat_id) < 0, col(Update.handled_at).is_not(None)
        )
    )
    theirs = [number for number, payload in found if _writer(payload) == person]
    for at in range(0, len(theirs), AT_A_TIME):
        await session.execute(
            update(Update)
            .where(col(Update.id).in_(theirs[at : at + AT_A_TIME]))
            .values(payload={}, error=None)
            .execution_options(synchronize_session=False)
        )


def _writer(payload: Mapping[str, Any]) -> int | None:
    for content in payload.values():
        if isinstance(content, Mapping) and isinstance(user := content.get("from"), Mapping):
            number = user.get("id")
            return number if isinstance(number, int) else None
    return None


# --- tombstones ----------------------------------------------------------------------------------


def tombstone(written: str, *, salt: str) -> str:
    return hmac.new(bytes.fromhex(salt), written.encode(), hashlib.sha256).hexdigest()


async def was_forgotten(session: AsyncSession, chat_id: int, thread_id: int, *, now: datetime) -> bool:
    """Whether somebody asked that of this chat, or of this topic of it."""
    salt = await salt_of(session, now=now)
    place = Chat(chat_id=chat_id, thread_id=thread_id, created_at=now)
    marks = [tombstone(_written(place, is_whole=is_whole), salt=salt) for is_whole in (True, False)]
    found = await session.execute(select(col(Forgotten.mark)).where(col(Forgotten.mark).in_(marks)))
    return found.first() is not None


def _written(chat: Chat, *, is_whole: bool) -> str:
    """The chat, or one topic of a group whose other topics stay."""
    return str(chat.chat_id) if is_whole else f"{chat.chat_id}/{chat.thread_id}"


async def salt_of(session: AsyncSession, *, now: datetime) -> str:
    """This installation's, made when it is first needed."""
    kept = await session.get(Mark, SALT)
    if kept is None:
        kept = Mark(name=SALT, value=secrets.token_hex(16), at=now)
        session.add(kept)
        await session.flush()
    return kept.value


async def heed_tombstones(app: "App") -> int:
    """Brings rows and list together, and forgets whoever a restored copy of the database has again; gives how many."""
    if app.tombstones is None:
        return 0
    listed = app.tombstones.read()
    async with app.session() as session:
        again = await _forget_again(session, listed, now=app.now()) if listed else 0
    await list_tombstones(app)
    if again:
        log.warning("forgotten again", chats=again)
    return again


async def list_tombstones(app: "App") -> None:
    """Writes every tombstone that there is into the list."""
    if app.tombstones is None:
        return
    async with app.session() as session:
        salt = await salt_of(session, now=app.now())
        rows = {row.mark: row.at for row in (await session.execute(select(Forgotten))).scalars()}
    app.tombstones.write(Listed(salt, rows))


async def _forget_again(session: AsyncSession, listed: Listed, *, now: datetime) -> int:
    """A copy that was made before the salt was gets it from the list. No tombstone is written anew: it is as old as the wish, and as wide,
    or whoever came back since would be forgotten by the next copy."""
    await session.merge(Mark(name=SALT, value=listed.salt, at=now))
    for mark, at in listed.forgotten.items():
        kept = await session.get(Forgotten, mark)
        await session.merge(Forgotten(mark=mark, at=max(at, kept.at) if kept is not None else at))
    await session.flush()
    chats = (await session.execute(select(Chat))).scalars().all()
    again = 0
    for chat in chats:
        if _is_again(chat, listed, is_whole=True):
            reader = await reader_of(session, chat)
        elif _is_again(chat, listed, is_whole=False):
            reader = await topic_of(session, chat)
        else:
            continue
        session.expunge(chat)
        await _delete(session, chat, reader)
        again += 1
    await session.flush()
    return again


def _is_again(chat: Chat, listed: Listed, *, is_whole: bool) -> bool:
    """Whether this chat was forgotten after the row was made: who came back since is welcome."""
    at = listed.forgotten.get(tombstone(_written(chat, is_whole=is_whole), salt=listed.salt))
    return at is not None and chat.created_at < at
