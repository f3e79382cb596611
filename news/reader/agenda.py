"""What is planned for a reader: each active schedule has exactly one digest ahead of it.

A planned digest is a row with its slot; `compose` is owed for it a little before, to order briefs.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, delete, exists, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.clock import Slot, local_date, next_slot
from news.db import past_orm
from news.models import Digest, Schedule, Subscriber, Work
from news.queries import active_schedules
from news.sending.stock import turn_of
from news.work import REST, forgive, owe_at, owe_new

LEAD = timedelta(minutes=3)
UNMADE = ("planned", "chosen")
LOOKED_BACK = timedelta(days=3)
"""For slots that have fired: a local date is at most a day away from that of UTC."""


@dataclass(frozen=True)
class Hour:
    """When a schedule of a reader fires: all that planning asks of them."""

    schedule: int
    reader: int
    local_time: str
    days: str
    zone: str
    paused_until: date | None


_HOURS = (
    select(
        col(Schedule.id),
        col(Subscriber.id),
        col(Schedule.local_time),
        col(Schedule.days),
        col(Subscriber.zone),
        col(Subscriber.paused_until),
    )
    .join(Subscriber, col(Subscriber.id) == col(Schedule.subscriber_id))
    .where(col(Schedule.id).in_(bindparam("schedules", expanding=True)), col(Schedule.active))
    .where(col(Subscriber.state) == "active")
)


async def plan_next(
    session: AsyncSession, schedule: Schedule, subscriber: Subscriber, *, now: datetime
) -> Digest:
    """Replaces what was planned for this schedule: today if its hour is still to come, or is this very minute, and
    today's slot has not fired, else the next day it runs, after a pause. One whose hour has come is owed, and stays."""
    hour = Hour(
        schedule.id or 0,
        subscriber.id or 0,
        schedule.local_time,
        schedule.days,
        subscriber.zone,
        subscriber.paused_until,
    )
    [number] = await plan_next_of(session, [hour], now=now)
    digest = await session.get(Digest, number)
    assert digest is not None
    return digest


async def hours_of(session: AsyncSession, schedules: Collection[int]) -> list[Hour]:
    """Those of these schedules that fire, of readers who want digests, as they are set at this moment."""
    rows = await past_orm(session, _HOURS, {"schedules": list(schedules)})
    return [Hour(*row) for row in rows]


async def plan_next_of(session: AsyncSession, hours: Sequence[Hour], *, now: datetime) -> list[int]:
    """As `plan_next`, for each hour; gives the digests' ids."""
    ids = [hour.schedule for hour in hours]
    await _unplan(session, ids, after=now)
    fired: dict[int, set[date]] = defaultdict(set)
    recent = await session.execute(
        select(col(Digest.schedule_id), col(Digest.local_date)).where(
            col(Digest.schedule_id).in_(ids), col(Digest.local_date) >= now.date() - LOOKED_BACK
        )
    )
    for schedule_id, day in recent:
        fired[schedule_id or 0].add(day)
    slots = {hour.schedule: _following(hour, frozenset(fired[hour.schedule]), now=now) for hour in hours}
    await _plan(session, {hour.schedule: hour.reader for hour in hours}, slots, now=now)
    found = await session.execute(
        select(col(Digest.id), col(Digest.schedule_id), col(Digest.local_date)).where(
            col(Digest.schedule_id).in_(slots), col(Digest.state) == "planned"
        )
    )
    planned = {number or 0: slots[of or 0] for number, of, day in found if slots[of or 0].local_date == day}
    begins_at = {one: max(slot.at - LEAD - turn_of(one), now) for one, slot in planned.items()}
    await owe_new(session, "compose", begins_at)
    return list(planned)


async def _plan(
    session: AsyncSession, readers: Mapping[int, int], slots: Mapping[int, Slot], *, now: datetime
) -> None:
    """The rows of the digests, of each schedule one."""
    rows = [
        {
            "subscriber_id": readers[schedule], "schedule_id": schedule, "local_date": slot.local_date,
            "slot_at": slot.at, "state": "planned", "items": [], "hidden": [], "created_at": now,
        }
        for schedule, slot in slots.items()
    ]  # fmt: skip
    if rows:
        await past_orm(session, insert(Digest), rows)


def _following(hour: Hour, fired: frozenset[date], *, now: datetime) -> Slot:
    return next_slot(
        hour.local_time,
        zone=hour.zone,
        now=now.replace(second=0, microsecond=0) - timedelta(microseconds=1),
        days=hour.days,
        fired=fired,
        since=hour.paused_until,
    )


def is_paused(subscriber: Subscriber, *, now: datetime) -> bool:
    """Whether nothing is to come unasked yet."""
    until = subscriber.paused_until
    return until is not None and local_date(now, zone=subscriber.zone) < until


async def plan_all(session: AsyncSession, subscriber: Subscriber, *, now: datetime) -> list[Digest]:
    """Plans every active schedule anew: after a change of hour, zone or state."""
    schedules = await active_schedules(session, subscriber.id or 0)
    return [await plan_next(session, schedule, subscriber, now=now) for schedule in schedules]


async def plan_what_was_ahead(session: AsyncSession, *, now: datetime) -> int:
    """Plans anew what a clock that was ahead of this one planned, or took up before its hour: days on which nothing would come.
    What is due by now goes on now. Gives how many were planned."""
    await _take_up_now(session, now=now)
    await session.execute(
        update(Digest)
        .where(col(Digest.state) == "chosen", col(Digest.slot_at) > now)
        .values(state="planned", items=[], hidden=[])
        .execution_options(synchronize_session=False)
    )
    is_late = exists().where(
        col(Work.step) == "compose", col(Work.row) == col(Digest.id), col(Work.due_at) > col(Digest.slot_at)
    )
    found = await session.execute(
        select(Schedule, Subscriber)
        .join(Digest, col(Digest.schedule_id) == col(Schedule.id))
        .join(Subscriber, col(Subscriber.id) == col(Schedule.subscriber_id))
        .where(col(Digest.state) == "planned", col(Digest.slot_at) > now, col(Schedule.active))
        .where(or_(col(Digest.created_at) > now, is_late))
    )
    ahead = found.all()
    for schedule, subscriber in ahead:
        await plan_next(session, schedule, subscriber, now=now)
    return len(ahead)


async def _take_up_now(session: AsyncSession, *, now: datetime) -> None:
    """What is due by this clock, and was put off by the other; what somebody asked for by hand was due at once. Whoever has it
    in hand, by the other clock, loses it."""
    unmade = col(Digest.state).in_(UNMADE)
    is_due = or_(col(Digest.slot_at) <= now, col(Digest.schedule_id).is_(None))
    for column in (Digest.slot_at, Digest.created_at):
        await session.execute(
            update(Digest)
            .where(unmade, is_due, col(column) > now)
            .values({col(column): now})
            .execution_options(synchronize_session=False)
        )
    await session.execute(
        update(Work)
        .where(col(Work.step) == "compose", col(Work.due_at) > now, col(Work.due_at) < now + REST / 2)
        .where(col(Work.row).in_(select(col(Digest.id)).where(unmade, col(Digest.slot_at) <= now)))
        .values(due_at=now, leased=False)
        .execution_options(synchronize_session=False)
    )


async def unplan(session: AsyncSession, schedule: Schedule, *, after: datetime | None = None) -> None:
    """Takes back what is planned and not begun; with `after`, only what is planned for later than that."""
    await _unplan(session, [schedule.id or 0], after=after)


async def _unplan(session: AsyncSession, schedules: Collection[int], *, after: datetime | None) -> None:
    asked = select(col(Digest.id)).where(
        col(Digest.schedule_id).in_(schedules), col(Digest.state) == "planned"
    )
    planned = await session.execute(asked if after is None else asked.where(col(Digest.slot_at) > after))
    for digest_id in planned.scalars().all():
        await forgive(session, "compose", digest_id or 0)
        await session.execute(delete(Digest).where(col(Digest.id) == digest_id))


_PLANNED = (
    select(Digest)
    .where(
        col(Digest.subscriber_id) == bindparam("subscriber"),
        col(Digest.state) == "planned",
        col(Digest.schedule_id).is_not(None),
    )
    .order_by(col(Digest.slot_at))
)


async def next_planned(session: AsyncSession, subscriber_id: int) -> Digest | None:
    """The reader's next digest, for "your next digest comes ..."."""
    return next(iter(await planned_digests(session, subscriber_id)), None)


async def planned_digests(session: AsyncSession, subscriber_id: int) -> list[Digest]:
    """The next digest of each schedule, soonest first."""
    found = await session.execute(_PLANNED, {"subscriber": subscriber_id})
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
