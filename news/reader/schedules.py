"""A reader's digests: added, changed, dropped. Each local time is one digest. What is changed is planned at once.

A digest that was dropped keeps its row, so that the same hour taken up again the same day fires once. The caller commits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.clock import EVERY_DAY
from news.models import Schedule, Subscriber
from news.reader.agenda import plan_all, unplan

MOST = 8
"""Digests a reader may have a day."""


@dataclass(frozen=True)
class Selection:
    """What a digest is of: slugs, phrases as written, ids of feeds. Empty: all that the reader follows."""

    topics: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """What is to be different; None: it stays as it is."""

    days: str | None = None
    minutes: int | None = None
    stories: int | None = None
    is_silent: bool | None = None
    is_spoken: bool | None = None
    of: Selection | None = None


@dataclass(frozen=True)
class Timed:
    """A local time with what is wanted of it: `sign` "" (these times and no others), "+" or "-"."""

    sign: str
    local_time: str
    change: Change = Change()


async def set_times(
    session: AsyncSession, subscriber: Subscriber, wanted: Sequence[Timed], *, now: datetime
) -> list[Schedule] | None:
    """Makes the reader's digests so, and gives those that are gone; None, and nothing changed, where they would be too many."""
    rows = await _rows(session, subscriber)
    active = {row.local_time: row for row in rows if row.active}
    asked = {timed.local_time: timed.change for timed in wanted if timed.sign != "-"}
    gone = {timed.local_time for timed in wanted if timed.sign == "-"}
    is_exact = any(timed.sign == "" for timed in wanted)
    kept = {} if is_exact else {at: Change() for at in active if at not in gone}
    final = kept | asked
    if len(final) > MOST:
        return None
    spare = [row for at, row in active.items() if at not in final]
    for at, change in final.items():
        is_moved = at not in active and is_exact and spare  # with what it is of
        row = active.get(at) or (spare.pop(0) if is_moved else _taken_up(rows, subscriber, at))
        row.local_time = at
        apply(row, change)
        session.add(row)
    await _drop(session, spare)
    await (start if asked else replan)(session, subscriber, now=now)
    return spare


async def bring_back(session: AsyncSession, subscriber: Subscriber, row: Schedule, *, now: datetime) -> bool:
    """Makes a digest that was dropped what it was; False where there is one of its hour, or there are too many."""
    taken = {other.local_time for other in await _rows(session, subscriber) if other.active}
    if row.local_time in taken or len(taken) >= MOST:
        return False
    row.active = True
    session.add(row)
    await start(session, subscriber, now=now)
    return True


def _taken_up(rows: Iterable[Schedule], subscriber: Subscriber, local_time: str) -> Schedule:
    """A new digest, or the one of this hour that was dropped before, as new."""
    row = next((row for row in rows if not row.active and row.local_time == local_time), None)
    row = row or Schedule(subscriber_id=subscriber.id or 0, local_time=local_time)
    row.active, row.days, row.is_silent, row.is_spoken = True, EVERY_DAY, False, False
    row.topics, row.words, row.feeds, row.minutes, row.stories = [], [], [], None, None
    return row


def apply(row: Schedule, change: Change) -> None:
    """A length in stories replaces one in minutes, and the other way round."""
    if change.days is not None:
        row.days = change.days
    if change.is_silent is not None:
        row.is_silent = change.is_silent
    if change.is_spoken is not None:
        row.is_spoken = change.is_spoken
    if change.minutes is not None or change.stories is not None:
        row.minutes, row.stories = change.minutes, change.stories
    if change.of is not None:
        row.topics, row.words, row.feeds = (
            list(which) for which in (change.of.topics, change.of.words, change.of.feeds)
        )


async def drop(session: AsyncSession, row: Schedule) -> None:
    await _drop(session, [row])


async def _drop(session: AsyncSession, rows: Iterable[Schedule]) -> None:
    for row in rows:
        row.active = False
        session.add(row)
        await unplan(session, row)


async def start(session: AsyncSession, subscriber: Subscriber, *, now: datetime) -> None:
    """Whoever sets an hour wants digests: planned as everything stands now."""
    subscriber.state = "active"
    session.add(subscriber)
    await session.flush()
    await plan_all(session, subscriber, now=now)


async def replan(session: AsyncSession, subscriber: Subscriber, *, now: datetime) -> None:
    """Whoever changes a digest or has one less has it planned anew; whoever stopped stays so."""
    if subscriber.state != "stopped":
        await start(session, subscriber, now=now)


async def _rows(session: AsyncSession, subscriber: Subscriber) -> list[Schedule]:
    found = await session.execute(
        select(Schedule).where(col(Schedule.subscriber_id) == subscriber.id).order_by(col(Schedule.id))
    )
    return list(found.scalars())
