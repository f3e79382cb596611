"""Step: owe everybody what the operator tells them, some readers at a time. Row: an announcement.

Who had it is in the deliveries, written in the commit that owes them: a kill repeats nothing and leaves nobody out. Only so
many are on their way at once, so that a stop stops nearly at once and who leaves meanwhile hears nothing. Channels are left
out: what stands there is their owners' word.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from news.markup import Html
from news.models import Announcement, Chat, Delivery, Subscriber, Work
from news.operating.notices import operator_chat
from news.ports import Message
from news.rendering.render_operator import announced_message
from news.sending.deliveries import owe_messages
from news.work import Claim, finish, owe

if TYPE_CHECKING:
    from news.app import App

KIND = "announcement"
AT_ONCE = 150
"""Messages on their way: five seconds of what Telegram allows."""
SOON, LATER = timedelta(seconds=2), timedelta(seconds=5)


async def announce(app: "App", claim: Claim) -> None:
    """Owes it to the next readers; where all had it, says so to the operator."""
    async with app.session() as session:
        row = await session.get(Announcement, claim.row)
        if row is None or row.state != "sending":
            is_over = row is None or not await _drop_waiting(session, claim.row, now=app.now())
            await finish(session, claim, again_at=None if is_over else app.now() + LATER)
            return
        fates = await fates_of(session, claim.row)
        waiting = fates.get("pending", 0) + fates.get("sending", 0)
        owed = await _owe_some(session, row, most=AT_ONCE - waiting, now=app.now())
        if owed or waiting:
            await finish(session, claim, again_at=app.now() + (SOON if owed else LATER))
        else:
            row.state, row.ended_at = "sent", app.now()
            await _report(app, session, claim.row, fates)
            await finish(session, claim)
    app.bell.ring("deliver")


async def begin(session: AsyncSession, row: Announcement, *, now: datetime) -> None:
    """The operator has said yes."""
    row.state = "sending"
    await owe(session, "announce", row.id or 0, at=now, urgent=True)


async def end(session: AsyncSession, row: Announcement, *, now: datetime) -> None:
    """Nobody else gets it. What is with Telegram already arrives."""
    row.state, row.ended_at = "stopped", now
    await _drop_waiting(session, row.id or 0, now=now)


async def _drop_waiting(session: AsyncSession, announcement: int, *, now: datetime) -> bool:
    """True as long as some are with Telegram, which may yet turn them down for now."""
    mine = and_(
        col(Delivery.kind) == KIND, col(Delivery.subject) == announcement, col(Delivery.part) > 0
    )  # fmt: skip
    waiting = and_(mine, col(Delivery.state) == "pending")
    await session.execute(
        delete(Work)
        .where(col(Work.step) == "deliver", ~col(Work.leased))
        .where(col(Work.row).in_(select(col(Delivery.id)).where(waiting)))
        .execution_options(synchronize_session=False)
    )
    await session.execute(
        update(Delivery)
        .where(waiting)
        .values(state="gone", finished_at=now, error="stopped by the operator")
        .execution_options(synchronize_session=False)
    )
    return bool((await fates_of(session, announcement)).get("sending"))


async def readers_left(session: AsyncSession, announcement: int, *, now: datetime) -> int:
    """How many chats would still get it."""
    left = _unannounced(announcement, now).subquery()
    return int((await session.execute(select(func.count()).select_from(left))).scalar_one())


async def fates_of(session: AsyncSession, announcement: int) -> Mapping[str, int]:
    """How many of its messages are in which state."""
    rows = await session.execute(
        select(col(Delivery.state), func.count())
        .where(col(Delivery.kind) == KIND, col(Delivery.subject) == announcement, col(Delivery.part) > 0)
        .group_by(col(Delivery.state))
    )
    return Counter({state: count for state, count in rows})


async def _owe_some(session: AsyncSession, row: Announcement, *, most: int, now: datetime) -> int:
    """To a chat as the part of its own number: a second row for it cannot be."""
    if most <= 0:
        return 0
    found = await session.execute(
        select(Chat).where(col(Chat.id).in_(_unannounced(row.id or 0, now).limit(most)))
    )
    chats = found.scalars().all()
    for chat in chats:
        told = [Message(Html(row.html))]
        await owe_messages(
            session, chat, KIND, row.id or 0, told, now=now, first_part=chat.id or 0, bulk=True
        )
    return len(chats)


def _unannounced(announcement: int, now: datetime) -> Select[int | None]:
    """The row of each chat that wants to hear from us and did not get this; of a forum, one of its topics."""
    other = aliased(Chat)
    had = (
        exists()
        .where(col(Delivery.kind) == KIND, col(Delivery.subject) == announcement, col(Delivery.part) > 0)
        .where(col(other.id) == col(Delivery.chat), col(other.chat_id) == col(Chat.chat_id))
    )
    return (
        select(func.min(col(Chat.id)))
        .join(Subscriber, col(Subscriber.chat) == col(Chat.id))
        .where(_wants(now), ~had)
        .group_by(col(Chat.chat_id))
    )


def _wants(now: datetime) -> ColumnElement[bool]:
    """A pause ends by the calendar in UTC here: to the day is near enough."""
    return and_(
        col(Chat.state) == "active",
        col(Chat.kind) != "channel",
        col(Subscriber.state) == "active",
        or_(col(Subscriber.paused_until).is_(None), col(Subscriber.paused_until) <= now.date()),
    )


async def _report(app: "App", session: AsyncSession, announcement: int, fates: Mapping[str, int]) -> None:
    if app.operator_chat_id is None:
        return
    chat = await operator_chat(session, app.operator_chat_id, now=app.now())
    told = [announced_message(fates)]
    await owe_messages(session, chat, "announced", announcement, told, now=app.now())
