"""What is planned for a reader: each active schedule has exactly one digest ahead of it.

A planned digest is a row with its slot; `compose` is owed for it a little before, to order briefs.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.clock import local_date, next_slot
from news.models import Digest, Schedule, Subscriber
from news.queries import active_schedules
from news.sending.stock import turn_of
from news.work import forgive, owe_at

LEAD = timedelta(minutes=3)


async def plan_next(
    session: AsyncSession, schedule: Schedule, subscriber: Subscriber, *, now: datetime
) -> Digest:
    """Replaces what was planned for this schedule: today if its hour is still to come, or is this very minute, and
    today's slot has not fired, else the next day it runs, after a pause. One whose hour has come is owed, and stays."""
    await unplan(session, schedule, after=now)
    recent = await session.execute(
        select(col(Digest.local_date)).where(
            col(Digest.schedule_id) == schedule.id,
            col(Digest.local_date) >= local_date(now, zone=subscriber.zone) - timedelta(days=2),
        )
    )
    slot = next_slot(
        schedule.local_time,
        zone=subscriber.zone,
        now=now.replace(second=0, microsecond=0) - timedelta(microseconds=1),
        days=schedule.days,
        fired=frozenset(recent.scalars()),
        since=subscriber.paused_until,
    )
    digest = Digest(
        subscriber_id=subscriber.id or 0,
        schedule_id=schedule.id,
        local_date=slot.local_date,
        slot_at=slot.at,
        created_at=now,
    )
    session.add(digest)
    await session.flush()
    await owe_at(session, "compose", digest.id or 0, at=max(slot.at - LEAD - turn_of(digest.id or 0), now))
    return digest


def is_paused(subscriber: Subscriber, *, now: datetime) -> bool:
    """Whether nothing is to come unasked yet."""
    until = subscriber.paused_until
    return until is not None and local_date(now, zone=subscriber.zone) < until


async def plan_all(session: AsyncSession, subscriber: Subscriber, *, now: datetime) -> list[Digest]:
    """Plans every active schedule anew: after a change of hour, zone or state."""
    schedules = await active_schedules(session, subscriber.id or 0)
    return [await plan_next(session, schedule, subscriber, now=now) for schedule in schedules]


async def plan_what_was_ahead(session: AsyncSession, *, now: datetime) -> int:
    """Plans anew what was planned by a clock that was ahead of this one: days on which nothing would come. Gives how many."""
    found = await session.execute(
        select(Schedule, Subscriber)
        .join(Digest, col(Digest.schedule_id) == col(Schedule.id))
        .join(Subscriber, col(Subscriber.id) == col(Schedule.subscriber_id))
        .where(col(Digest.state) == "planned", col(Digest.created_at) > now, col(Schedule.active))
    )
    ahead = found.all()
    for schedule, subscriber in ahead:
        await plan_next(session, schedule, subscriber, now=now)
    return len(ahead)


async def unplan(session: AsyncSession, schedule: Schedule, *, after: datetime | None = None) -> None:
    """Takes back what is planned and not begun; with `after`, only what is planned for later than that."""
    asked = select(col(Digest.id)).where(
        col(Digest.schedule_id) == schedule.id, col(Digest.state) == "planned"
    )
    planned = await session.execute(asked if after is None else asked.where(col(Digest.slot_at) > after))
    for digest_id in planned.scalars():
        await forgive(session, "compose", digest_id or 0)
        await session.execute(delete(Digest).where(col(Digest.id) == digest_id))


async def next_planned(session: AsyncSession, subscriber_id: int) -> Digest | None:
    """The reader's next digest, for "your next digest comes ..."."""
    return next(iter(await planned_digests(session, subscriber_id)), None)


async def planned_digests(session: AsyncSession, subscriber_id: int) -> list[Digest]:
    """The next digest of each schedule, soonest first."""
    found = await session.execute(
        select(Digest)
        .where(
            col(Digest.subscriber_id) == subscriber_id,
            col(Digest.state) == "planned",
            col(Digest.schedule_id).is_not(None),
        )
        .order_by(col(Digest.slot_at))
    )
    return list(found.scalars())


async def digest_now(
    session: AsyncSession, subscriber: Subscriber, *, now: datetime, covers_from: datetime | None = None
) -> Digest:
    """A digest asked for by hand: it has no schedule and uses up none. `covers_from`: to catch up, the biggest since then."""
    digest = Digest(
        subscriber_id=subscriber.id or 0,
        local_date=local_date(now, zone=subscriber.zone),
        slot_at=now,
        covers_from_at=covers_from,
        created_at=now,
    )
    session.add(digest)
    await session.flush()
    await owe_at(session, "compose", digest.id or 0, at=now, urgent=True)
    return digest
