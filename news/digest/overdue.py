"""Digests that a downtime kept for half a day and more: one makes up for all that a reader was to have by now, and for one whose hour is near.

What has topics, words or sites of its own makes up for nothing, and nothing for it. Knows nothing of stories.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.digest.arriving import FIRST_NEWS_WAIT, is_news_arriving
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
"""What is owed later than that rests after its failures, and makes up for nothing."""
LOOK_AGAIN = timedelta(seconds=5)


def is_overdue(digest: Digest, *, now: datetime) -> bool:
    return now - digest.slot_at > OVERDUE


# --- those that are not needed any more ----------------------------------------------------------


async def skip_needless(
    app: "App", claims: Sequence[Claim], desks: Mapping[int, Desk], *, now: datetime
) -> set[int]:
    """Ends those that others make up for, and plans what follows them, in one commit; gives their ids. What makes up for them has the
    earliest of their hours from then on, and says so."""
    async with app.reading(brief=True) as session:
        suspects = await _suspects(session, desks, started_at=app.started_at, now=now)
    if not suspects:
        return set()
    async with app.session() as session:
        mine = await still_ours(session, [claim for claim in claims if claim.row in suspects])
        needless = await _needless(session, mine, desks, started_at=app.started_at, now=now)
        if needless:
            await session.execute(
                update(Digest)
                .where(col(Digest.id).in_(needless))
                .values(state="skipped", items=[], hidden=[])
                .execution_options(synchronize_session=False)
            )
            schedules = [desks[number].digest.schedule_id or 0 for number in sorted(needless)]
            await plan_next_of(session, await hours_of(session, schedules), now=now)
            await finish_all(session, dict.fromkeys(claim for claim in mine if claim.row in needless))
    return needless


async def _suspects(
    session: AsyncSession, desks: Mapping[int, Desk], *, started_at: datetime | None, now: datetime
) -> set[int]:
    """Those that may be needless: a look without a lock, which finds none on nearly every day."""
    due = {
        number: desk
        for number, desk in desks.items()
        if _is_of_all(desk.schedule) and desk.digest.slot_at <= now
    }
    readers = {desk.subscriber.id or 0 for desk in due.values()}
    missed = {desk.subscriber.id or 0 for desk in due.values() if is_overdue(desk.digest, now=now)}
    if _is_new_here(started_at, now=now):
        missed |= await _told_late(session, readers, started_at=started_at, now=now)
        missed |= await _who_missed_some(session, readers, now=now)
    return {number for number, desk in due.items() if desk.subscriber.id in missed}


def _is_new_here(started_at: datetime | None, *, now: datetime) -> bool:
    """Whether what a downtime kept may just have been told, or be about to be."""
    return started_at is not None and now - started_at <= 2 * NEAR


async def _who_missed_some(session: AsyncSession, readers: Collection[int], *, now: datetime) -> set[int]:
    found = await session.scalars(
        select(col(Digest.subscriber_id))
        .where(col(Digest.subscriber_id).in_(readers), col(Digest.state).in_(UNMADE))
        .where(col(Digest.schedule_id).is_not(None), col(Digest.slot_at) < now - OVERDUE)
    )
    return set(found)


async def _told_late(
    session: AsyncSession, readers: Collection[int], *, started_at: datetime | None, now: datetime
) -> set[int]:
    """Those who were told a moment ago what a downtime had kept from them: by one whose hour was before the program started, so that it waited
    for news."""
    if started_at is None or not _is_new_here(started_at, now=now):
        return set()
    found = await session.execute(
        select(Digest, Schedule)
        .join(Schedule, col(Schedule.id) == col(Digest.schedule_id))
        .where(col(Digest.subscriber_id).in_(readers), col(Digest.state) == "ready")
        .where(col(Digest.composed_at) > now - NEAR, col(Digest.slot_at) < started_at)
    )
    told = [
        (digest.subscriber_id, digest.slot_at, digest.composed_at or now)
        for digest, schedule in found
        if _is_of_all(schedule) and is_overdue(digest, now=digest.composed_at or now)
    ]
    return {reader for reader, _, _ in told} if told and await _were_read(session, told) else set()


async def _were_read(session: AsyncSession, told: Collection[tuple[int, datetime, datetime]]) -> bool:
    """Whether feeds brought anything after the downtime and before these were made. Where the network was away still, they told old news."""
    since, until = max(slot_at for _, slot_at, _ in told), min(made_at for _, _, made_at in told)
    read = select(col(Article.id)).where(col(Article.fetched_at) > since, col(Article.fetched_at) <= until)
    return (await session.execute(read.limit(1))).first() is not None


async def _needless(
    session: AsyncSession,
    claims: Sequence[Claim],
    desks: Mapping[int, Desk],
    *,
    started_at: datetime | None,
    now: datetime,
) -> set[int]:
    """Nobody else decides of these readers' digests until the commit: of two that would make up for each other, one is made."""
    readers = {desks[claim.row].subscriber.id or 0 for claim in claims}
    unmade = await _unmade(session, readers, now=now)
    told = await _told_late(session, readers, started_at=started_at, now=now)
    owed = await _owed(session, [digest.id or 0 for each in unmade.values() for digest in each], now=now)
    mine = {claim.row for claim in claims}
    needless: set[int] = set()
    for reader, digests in unmade.items():
        ours = [digest for digest in digests if digest.id in mine]
        if reader in told:
            needless |= {digest.id or 0 for digest in ours}
            continue
        last = next((digest for digest in reversed(digests) if digest.id in owed), None)
        if last is None or not any(is_overdue(digest, now=now) for digest in digests):
            continue
        over = {digest.id or 0 for digest in ours if _place(digest) < _place(last)}
        needless |= over
        if over or last in ours:  # also for those that it is made before, as after a kill
            last.slot_at = digests[0].slot_at
    return needless


async def _unmade(
    session: AsyncSession, readers: Collection[int], *, now: datetime
) -> Mapping[int, Sequence[Digest]]:
    """By reader, what was to be there by now and is not, in the order of the hours."""
    found = await session.execute(
        select(Digest, Schedule)
        .join(Schedule, col(Schedule.id) == col(Digest.schedule_id))
        .where(col(Digest.subscriber_id).in_(readers), col(Digest.state).in_(UNMADE))
        .where(col(Digest.slot_at) <= now)
        .order_by(col(Digest.id))
        .with_for_update(of=Digest)
    )
    unmade: dict[int, list[Digest]] = defaultdict(list)
    for digest, schedule in found:
        if _is_of_all(schedule):
            unmade[digest.subscriber_id].append(digest)
    return {reader: sorted(digests, key=_place) for reader, digests in unmade.items()}


async def _owed(session: AsyncSession, digests: Collection[int], *, now: datetime) -> set[int]:
    """Those that somebody makes soon."""
    rows = await session.scalars(
        select(col(Work.row)).where(
            col(Work.step) == "compose", col(Work.row).in_(digests), col(Work.due_at) <= now + OWED_WITHIN
        )
    )
    return set(rows)


def _place(digest: Digest) -> tuple[datetime, int]:
    return digest.slot_at, digest.id or 0


def _is_of_all(schedule: Schedule | None) -> bool:
    return schedule is not None and not (schedule.topics or schedule.words or schedule.feeds)


# --- those that wait for news --------------------------------------------------------------------


async def hold_for_news(
    app: "App", claims: Sequence[Claim], desks: Mapping[int, Desk], *, now: datetime
) -> set[int]:
    """Puts off those that a downtime kept, for as long as feeds are first read after it: what was read before is no news, nor is what was
    chosen of it. Gives their ids."""
    kept = {number for number, desk in desks.items() if was_kept(desk, started_at=app.started_at, now=now)}
    if not kept or app.started_at is None or now > app.started_at + FIRST_NEWS_WAIT:
        return set()
    async with app.session() as session:
        if not await is_news_arriving(session, now=now):
            return set()
        mine = await still_ours(session, [claim for claim in claims if claim.row in kept])
        await session.execute(
            update(Digest)
            .where(col(Digest.id).in_([claim.row for claim in mine]), col(Digest.state) == "chosen")
            .values(state="planned", items=[], hidden=[])
            .execution_options(synchronize_session=False)
        )
        await finish_all(session, dict.fromkeys(mine, now + LOOK_AGAIN))
    return kept


def was_kept(desk: Desk, *, started_at: datetime | None, now: datetime) -> bool:
    """Whether it is overdue because nobody was there at its hour."""
    return (
        desk.schedule is not None
        and started_at is not None
        and desk.digest.slot_at < started_at <= now
        and is_overdue(desk.digest, now=now)
    )
