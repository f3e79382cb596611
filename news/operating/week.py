"""The installation's last seven days in numbers, day by day (UTC), and as a board of charts. Only reads.

Knows nothing of how a board is drawn (`adapters/drawing.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.models import Article, Delivery, Digest, Story
from news.operating.costs import costs_by_day

DAYS = 7
LATE = timedelta(days=3)
"""A story that begins with an older article than this is of an archive, and no news of the day."""


@dataclass(frozen=True)
class Day:
    """`late_s` is the median of how long after their hour digests came; None where none did. `articles` were read of feeds,
    `stories` begun by them."""

    day: date
    sent: int
    failed: int
    late_s: float | None
    readers: int
    tokens: int
    articles: int
    stories: int


@dataclass(frozen=True)
class Panel:
    """One chart: a value a day, None where there is none."""

    title: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Board:
    """Charts over the same days, one below the other."""

    title: str
    days: tuple[str, ...]
    panels: tuple[Panel, ...]


def board_of(days: Sequence[Day]) -> Board:
    return Board(
        "Pressradar, the last seven days (UTC)",
        tuple(f"{day.day:%a} {day.day.day}" for day in days),
        (
            Panel("Articles read", tuple(float(day.articles) for day in days)),
            Panel("New stories", tuple(float(day.stories) for day in days)),
            Panel("Messages sent", tuple(float(day.sent) for day in days)),
            Panel("Messages not sent", tuple(float(day.failed) for day in days)),
            Panel("Readers with a digest", tuple(float(day.readers) for day in days)),
            Panel("Digests late by, median seconds", tuple(day.late_s for day in days)),
            Panel("Model tokens, thousands", tuple(day.tokens / 1_000 for day in days)),
        ),
    )


async def read_week(session: AsyncSession, *, now: datetime) -> Sequence[Day]:
    """The earliest first; today as far as it has come."""
    costs = {one.day: one for one in await costs_by_day(session, today=now.date(), days=DAYS)}
    found = []
    for back in reversed(range(DAYS)):
        day = now.date() - timedelta(days=back)
        sent, failed = await _ended(session, day)
        spent = costs.get(day)
        tokens = spent.tokens_in + spent.tokens_out if spent else 0
        readers = spent.readers if spent else 0
        articles, stories = await _read(session, day)
        found.append(Day(day, sent, failed, await _late(session, day), readers, tokens, articles, stories))
    return found


def _span(day: date) -> tuple[datetime, datetime]:
    start = datetime.combine(day, time(), tzinfo=UTC)
    return start, start + timedelta(days=1)


async def _ended(session: AsyncSession, day: date) -> tuple[int, int]:
    start, end = _span(day)
    rows = await session.execute(
        select(col(Delivery.state), func.count())
        .where(col(Delivery.finished_at) >= start, col(Delivery.finished_at) < end)
        .group_by(
            col(Delivery.state).concat("")
        )  # by itself, SQLite would walk all there are along its index
    )
    states = {state: int(count) for state, count in rows}
    sent = states.pop("sent", 0)
    return sent, sum(states.values())


async def _read(session: AsyncSession, day: date) -> tuple[int, int]:
    """Articles of all feeds, and the stories that are of the press and not of a reader's own feed."""
    start, end = _span(day)
    articles = await session.scalar(
        select(func.count())
        .select_from(Article)
        .where(col(Article.fetched_at) >= start, col(Article.fetched_at) < end)
    )
    stories = await session.scalar(
        select(func.count())
        .select_from(Story)
        .where(col(Story.last_published_at) >= start - LATE)  # by itself, it would read all there are
        .where(col(Story.created_at) >= start, col(Story.created_at) < end)
        .where(col(Story.merged_into).is_(None), col(Story.feed_id).is_(None))
    )
    return int(articles or 0), int(stories or 0)


async def _late(session: AsyncSession, day: date) -> float | None:
    start, end = _span(day)
    rows = await session.execute(
        select(col(Delivery.finished_at), col(Digest.slot_at))
        .join(Digest, col(Digest.id) == col(Delivery.subject))
        .where(col(Delivery.finished_at) >= start, col(Delivery.finished_at) < end)
        .where(col(Delivery.kind).concat("") == "digest", col(Delivery.state).concat("") == "sent")
        .where(col(Delivery.part) == 0)
        .where(col(Digest.schedule_id).is_not(None))
    )
    late = [(sent_at - slot_at).total_seconds() for sent_at, slot_at in rows if sent_at is not None]
    return median(late) if late else None
