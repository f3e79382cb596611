"""A digest that is made and not yet sent, and whose reader has changed something since: it is taken apart and made anew, or not at all.

In a crowded hour a digest waits some minutes to be sent. Whoever stops or pauses meanwhile gets none; whoever wrote or pressed anything gets it by what
they want now. What it would have told counts as not shown again, in the commit that takes it apart. Nothing of it may be on its way.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.models import Carried, Chat, Delivery, Digest, Schedule, Subscriber
from news.reader.agenda import is_paused
from news.reader.seen import mark_unseen
from news.sending.stock import AHEAD
from news.work import forgive, owe_at

FRESH = timedelta(seconds=5)
"""What was made within this time is sent as it is."""


async def withdraw_if_outdated(
    session: AsyncSession, delivery: Delivery, chat: Chat, *, now: datetime
) -> bool:
    """True where this part of a digest is no longer to be sent: all of it is deleted, with the work for it, but that of this part."""
    if (
        delivery.kind != "digest"
        or not delivery.bulk
        or delivery.state != "pending"
        or now - delivery.created_at < FRESH
    ):
        return False
    row = await _made(session, delivery)
    if row is None:
        return False
    digest, reader, schedule = row
    is_unwanted = reader.state != "active" or is_paused(reader, now=now) or not schedule.active
    is_anew = (
        digest.created_at > digest.slot_at - AHEAD
    )  # once is enough: who keeps writing is to get it, too
    is_heard = reader.heard_at is not None and reader.heard_at > delivery.created_at
    is_changed = is_heard and not is_anew and not schedule.is_spoken
    if not (is_unwanted or is_changed) or await _is_begun(session, delivery):
        return False
    await _take_apart(session, delivery, digest, chat, now=now)
    digest.state = "skipped" if is_unwanted else "planned"
    if not is_unwanted:
        await owe_at(session, "compose", digest.id or 0, at=now, urgent=True)
    return True


async def _made(session: AsyncSession, delivery: Delivery) -> tuple[Digest, Subscriber, Schedule] | None:
    """The digest that it tells stories of, locked, with whose it is."""
    found = await session.execute(
        select(Digest, Subscriber, Schedule)
        .join(Subscriber, col(Subscriber.id) == col(Digest.subscriber_id))
        .join(Schedule, col(Schedule.id) == col(Digest.schedule_id))
        .where(col(Digest.id) == delivery.subject, col(Digest.state) == "ready")
        .with_for_update(of=Digest)
    )
    row = found.one_or_none()
    return None if row is None else (row[0], row[1], row[2])


async def _is_begun(session: AsyncSession, delivery: Delivery) -> bool:
    """Whether another part of it is sent or may be."""
    found = await session.execute(
        select(col(Delivery.id))
        .where(col(Delivery.kind) == "digest", col(Delivery.subject) == delivery.subject)
        .where(col(Delivery.state) != "pending")
        .limit(1)
    )
    return found.first() is not None


async def _take_apart(
    session: AsyncSession, delivery: Delivery, digest: Digest, chat: Chat, *, now: datetime
) -> None:
    """What it would have shown is unseen; its messages are deleted."""
    told = [item["story"] for item in digest.items]
    await mark_unseen(session, chat.id or 0, told, shown_at=delivery.created_at)
    parts = await session.execute(
        select(col(Delivery.id)).where(
            col(Delivery.kind) == "digest", col(Delivery.subject) == delivery.subject
        )
    )
    for part in parts.scalars().all():
        if part != delivery.id:
            await forgive(session, "deliver", part or 0)
        await session.execute(delete(Carried).where(col(Carried.delivery_id) == part))
        await session.execute(delete(Delivery).where(col(Delivery.id) == part))
    digest.items, digest.hidden = [], []
    digest.composed_at = digest.covers_from_at = None  # who asks to catch up is told what they know, too
    digest.created_at = now
