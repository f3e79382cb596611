"""How the line is doing, read from its rows: feeds, what is owed, what rests. For whoever looks after it.

Only reads. Knows nothing of how it is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.models import Feed, Outlet, Update, Work
from news.work import REST


@dataclass(frozen=True)
class FeedCounts:
    """Active feeds by how their last poll went, and those that rest (in no catalogue, or ended by their server)."""

    well: int
    failing: int
    never: int
    resting: int

    @property
    def active(self) -> int:
        return self.well + self.failing + self.never


@dataclass(frozen=True)
class FeedHealth:
    """One active feed. `fetched_at` None: never polled."""

    id: int
    outlet: str
    url: str
    language: str | None
    fetched_at: datetime | None
    failures: int
    last_error: str | None


@dataclass(frozen=True)
class Owed:
    """What is owed of one step: due now, waiting for its time, in a worker's hands, at rest after too many failures.

    `last_error` is the one of the piece that failed most.
    """

    step: str
    due: int
    waiting: int
    running: int
    resting: int
    last_error: str | None


@dataclass(frozen=True)
class Inbox:
    """Updates of Telegram that wait, and those put aside because handling them failed."""

    waiting: int
    put_aside: int


async def feed_counts(session: AsyncSession) -> FeedCounts:
    never, failing = col(Feed.fetched_at).is_(None) & (col(Feed.failures) == 0), col(Feed.failures) > 0
    counted = await session.execute(
        select(
            _how_many(and_(col(Feed.active), ~never, ~failing)),
            _how_many(and_(col(Feed.active), failing)),
            _how_many(and_(col(Feed.active), never)),
            _how_many(~col(Feed.active)),
        )
    )
    well, bad, new, resting = counted.one()
    return FeedCounts(well=well, failing=bad, never=new, resting=resting)


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


async def feeds_by_health(session: AsyncSession, *, only_failing: bool = False) -> Sequence[FeedHealth]:
    """Active feeds, those that fail most first, then those never polled, then by outlet."""
    statement = (
        select(Feed, col(Outlet.name))
        .join(Outlet, col(Outlet.id) == col(Feed.outlet_id))
        .where(col(Feed.active))
        .order_by(
            col(Feed.failures).desc(), col(Feed.fetched_at).is_not(None), col(Outlet.name), col(Feed.url)
        )
    )
    if only_failing:
        statement = statement.where(col(Feed.failures) > 0)
    return [
        FeedHealth(
            feed.id or 0, outlet, feed.url, feed.language, feed.fetched_at, feed.failures, feed.last_error
        )
        for feed, outlet in await session.execute(statement)
    ]


async def longest_unpolled(session: AsyncSession, *, limit: int | None = None) -> Sequence[int]:
    """Ids of active feeds, those never polled first, then the longest ago."""
    found = await session.execute(
        select(col(Feed.id))
        .where(col(Feed.active))
        .order_by(col(Feed.fetched_at).is_not(None), col(Feed.fetched_at), col(Feed.id))
        .limit(limit)
    )
    return [feed or 0 for feed in found.scalars()]


def rests(now: datetime) -> ColumnElement[bool]:
    """Work that will not be tried again by itself."""
    return col(Work.due_at) > now + REST / 2


async def owed_by_step(session: AsyncSession, *, now: datetime) -> dict[str, Owed]:
    """By step name; a step of which nothing is owed is not there."""
    later = and_(col(Work.due_at) > now, ~rests(now))
    counted = await session.execute(
        select(
            col(Work.step),
            _how_many(col(Work.due_at) <= now),
            _how_many(and_(later, ~col(Work.leased))),
            _how_many(and_(later, col(Work.leased))),
            _how_many(rests(now)),
        ).group_by(col(Work.step))
    )
    errors = await _worst_errors(session)
    return {
        step: Owed(step, due, waiting, running, resting, errors.get(step))
        for step, due, waiting, running, resting in counted
    }


async def _worst_errors(session: AsyncSession) -> dict[str, str]:
    most = func.row_number().over(
        partition_by=col(Work.step), order_by=(col(Work.attempts).desc(), col(Work.id))
    )
    ranked = (
        select(col(Work.step), col(Work.last_error), most.label("place"))
        .where(col(Work.last_error).is_not(None))
        .subquery()
    )
    found = await session.execute(select(ranked.c.step, ranked.c.last_error).where(ranked.c.place == 1))
    return {row[0]: row[1] for row in found}


async def inbox(session: AsyncSession) -> Inbox:
    """Each count along an index: the inbox remembers months."""
    waits = select(func.count()).select_from(Update).where(col(Update.handled_at).is_(None))
    failed = (
        select(func.count())
        .select_from(Update)
        .where(text("attempts > 0"), col(Update.attempts) > 2, col(Update.handled_at).is_not(None))
    )
    counted = await session.execute(select(waits.scalar_subquery(), failed.scalar_subquery()))
    waiting, put_aside = counted.one()
    return Inbox(waiting=waiting, put_aside=put_aside)


async def newest_moment(session: AsyncSession) -> datetime | None:
    """The latest time that the program itself has written: a clock before it is wrong."""
    moments = [
        (await session.execute(select(func.max(column)))).scalar_one_or_none()
        for column in (col(Feed.fetched_at), col(Update.handled_at))
    ]
    return max((moment for moment in moments if moment is not None), default=None)
