"""Digests that a downtime kept for half a day and more: one makes up for all that a reader was to have by now, and for one whose hour is near.

It is whichever is told first, and the others are skipped in that commit: until then each of them may still be the one. What has topics,
words or sites of its own, rests, or failed at its last try takes no part. Knows nothing of stories.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from news.digest.arriving import FIRST_NEWS_WAIT, is_news_arriving, is_noted, waits_since
from news.digest.desk import Desk
from news.models import Article, Digest, Schedule, Work
from news.reader.agenda import UNMADE, hours_of, plan_next_of
from news.work import Claim, finish_all, still_ours

if TYPE_CHECKING:
    from news.app import App

OVERDUE = timedelta(hours=12)
NEAR = timedelta(hours=1)
"""A digest that is this near says nothing after one that covers all until now."""
OWED_WITHIN = timedelta(hours=1)
"""What is owed later than that rests after its failures."""
LOOK_AGAIN = timedelta(seconds=5)
NEWEST = 4
"""Rows of a schedule that may still be to be made."""


def is_overdue(digest: Digest, *, now: datetime) -> bool:
    return now - digest.slot_at > OVERDUE


# --- the one that makes up for the others --------------------------------------------------------


@dataclass(frozen=True)
class Unmade:
    """A digest of all that a reader follows, which somebody makes soon."""

    digest: int
    schedule: int
    reader: int
    slot_at: datetime
    created_at: datetime


async def missed_hours(
    session: AsyncSession, desks: Collection[Desk], *, started_at: datetime | None, now: datetime
) -> list[Unmade]:
    """Of those that are due: what they may have to make up for, themselves among it. Gives none on a day without a downtime. What is a
    little late, as after a restart, asks for the others only while what a downtime kept may be about to be told."""
    is_new_here = started_at is not None and started_at <= now <= started_at + 2 * NEAR
    readers = {
        desk.subscriber.id or 0
        for desk in desks
        if _is_of_all(desk.schedule) and desk.digest.slot_at <= now
        if is_new_here or is_overdue(desk.digest, now=now)
    }
    unmade = await _unmade(session, readers, until=now, now=now) if readers else []
    missed = {each.reader for each in unmade if now - each.slot_at > OVERDUE}
    return [each for each in unmade if each.reader in missed]


def take_over(desks: Mapping[int, Desk], missed: Sequence[Unmade]) -> list[Unmade]:
    """Each of them has the earliest hour of its reader's from now on. Gives what they make up for. `missed`: see `missed_hours`."""
    taking = {each.reader: each.digest for each in missed if each.digest in desks}
    earliest: dict[int, datetime] = {}
    for each in missed:
        earliest[each.reader] = min(each.slot_at, earliest.get(each.reader, each.slot_at))
    for each in missed:
        if each.digest in desks:
            desks[each.digest].digest.slot_at = earliest[each.reader]
    return [each for each in missed if each.reader in taking and each.digest not in desks]


async def skip(session: AsyncSession, needless: Collection[Unmade], *, now: datetime) -> None:
    """Plans what follows them. Whoever has one in hand, or takes it, finds that nobody wants it any more."""
    if not needless:
        return
    skipped = await session.scalars(
        update(Digest)
        .where(col(Digest.id).in_([each.digest for each in needless]), col(Digest.state).in_(UNMADE))
        .values(state="skipped", items=[], hidden=[])
        .returning(col(Digest.schedule_id))
        .execution_options(synchronize_session=False)
    )
    schedules = [number for number in skipped if number is not None]
    await plan_next_of(session, await hours_of(session, sorted(schedules)), now=now)


async def skip_near(
    session: AsyncSession, told: Collection[Desk], *, started_at: datetime | None, now: datetime
) -> None:
    """Those that are near, of readers who are being told what a downtime kept from them. One that the reader set after it comes as ever."""
    late = [
        desk for desk in told if _is_of_all(desk.schedule) and was_kept(desk, started_at=started_at, now=now)
    ]
    if started_at is None or not late or not await _were_read(session, late, now=now):
        return
    readers = {desk.subscriber.id or 0 for desk in late}
    near = [
        each
        for each in await _unmade(session, readers, until=now + NEAR, now=now)
        if now < each.slot_at < now + NEAR
    ]
    since_then = [each for each in near if started_at <= each.created_at < now]
    await skip(session, [each for each in near if each not in since_then], now=now)


async def _were_read(session: AsyncSession, told: Collection[Desk], *, now: datetime) -> bool:
    """Whether feeds brought anything since the downtime. Where the network is away still, these tell old news."""
    since = max(desk.digest.slot_at for desk in told)
    read = select(col(Article.id)).where(col(Article.fetched_at) > since, col(Article.fetched_at) <= now)
    return (await session.execute(read.limit(1))).first() is not None


async def _unmade(
    session: AsyncSession, readers: Collection[int], *, until: datetime, now: datetime
) -> list[Unmade]:
    """What these readers are to have until then. Of each schedule only its newest rows are looked at, along the index: one that is overdue,
    and those that were planned beside it when the reader set something, or the clock was wrong."""
    other = aliased(Digest)
    newest = (
        select(col(other.id))
        .where(col(other.schedule_id) == col(Schedule.id))
        .order_by(col(other.local_date).desc())
        .limit(NEWEST)
        .correlate(Schedule)
        .scalar_subquery()
    )
    found = await session.execute(
        select(col(Digest.id), col(Digest.slot_at), col(Digest.created_at), Schedule)
        .join(Digest, and_(col(Digest.schedule_id) == col(Schedule.id), col(Digest.id).in_(newest)))
        .join(Work, and_(col(Work.step) == "compose", col(Work.row) == col(Digest.id)))
        .where(col(Schedule.subscriber_id).in_(readers), col(Digest.state).in_(UNMADE))
        .where(col(Digest.slot_at) <= until)
        .where(col(Work.attempts) == 0, col(Work.due_at) <= now + OWED_WITHIN)
        .order_by(col(Digest.id))
    )
    return [
        Unmade(number or 0, schedule.id or 0, schedule.subscriber_id, slot_at, created_at)
        for number, slot_at, created_at, schedule in found
        if _is_of_all(schedule)
    ]


def _is_of_all(schedule: Schedule | None) -> bool:
    return schedule is not None and not (schedule.topics or schedule.words or schedule.feeds)


# --- those that wait for news --------------------------------------------------------------------


async def hold_for_news(
    app: "App", claims: Sequence[Claim], desks: Mapping[int, Desk], *, now: datetime
) -> set[int]:
    """Puts off those that a downtime kept, for as long as feeds are first read after it: what was read before is no news, nor is what was
    chosen of it. Gives their ids. The wait begins when one is first seen, and not anew with each start: its row notes when."""
    started_at = app.started_at
    kept = {
        number
        for number, desk in desks.items()
        if was_kept(desk, started_at=started_at, now=now)
        and now <= news_awaited_until(desk.digest, started_at=started_at, now=now)
    }
    if not kept:
        return set()
    async with app.session() as session:
        mine = await still_ours(session, [claim for claim in claims if claim.row in kept])
        unnoted = [claim.row for claim in mine if not is_noted(desks[claim.row].digest, now=now)]
        await session.execute(
            update(Digest)
            .where(col(Digest.id).in_(unnoted))
            .values(created_at=now)
            .execution_options(synchronize_session=False)
        )
        for number in unnoted:
            desks[number].digest.created_at = now
        if not await is_news_arriving(session, now=now):
            return set()
        await session.execute(
            update(Digest)
            .where(col(Digest.id).in_([claim.row for claim in mine]), col(Digest.state) == "chosen")
            .values(state="planned", items=[], hidden=[])
            .execution_options(synchronize_session=False)
        )
        await finish_all(session, dict.fromkeys(mine, now + LOOK_AGAIN))
    return kept


def was_kept(desk: Desk, *, started_at: datetime | None, now: datetime) -> bool:
    """Whether it is overdue because nobody was there at its hour. By a clock that was ahead at the start, none is."""
    return (
        desk.schedule is not None
        and started_at is not None
        and desk.digest.slot_at < started_at <= now
        and is_overdue(desk.digest, now=now)
    )


def news_awaited_until(digest: Digest, *, started_at: datetime | None, now: datetime) -> datetime:
    """Of one that was kept."""
    return (waits_since(digest, started_at=started_at, now=now) or now) + FIRST_NEWS_WAIT
