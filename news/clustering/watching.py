"""Keeps what is usual for a topic at an hour of the week, and marks the stories that break, as articles are joined.

Decides nothing itself (`breaking`); reads and writes rows in the session of the commit that joined the articles. A story
is marked once, and then alerts are owed. Most runs cost one query: few stories have reports of the last half hour.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import structlog
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.clustering.breaking import (
    Habit,
    hour_of_week,
    is_breaking,
    looking_since,
    observed,
    recent,
    slot_of,
    strength,
    usual,
)
from news.db import insert_missing
from news.models import Article, Mark, Story, Usual
from news.story.stories import Source
from news.work import owe

WATCH = "watch"  # the mark that says since when nothing was missed, and when we last looked
ALL_HOURS = -1

log = structlog.get_logger(__name__)


async def watch(session: AsyncSession, told: Mapping[int, Sequence[Source]], *, now: datetime) -> None:
    """`told` gives the sources of each story that this run changed, by its id."""
    since = await _looking_since(session, now)
    reports = {story: recent(sources, since=since, now=now) for story, sources in told.items()}
    bursting = {story: found for story, found in reports.items() if found}
    stories = await _stories(session, bursting)
    rows = await _usual(session, {_topic(story) for story in stories}, now=now)
    for story in stories:
        found = bursting[story.id or 0]
        expected = _expected(rows, _topic(story), strength(found), since=since, now=now)
        await _mark(session, story, found, expected=expected, now=now)


def _topic(story: Story) -> str:
    """The strongest one; stories without any are compared with each other."""
    return next(iter(story.topics), "")


async def _looking_since(session: AsyncSession, now: datetime) -> datetime:
    await insert_missing(
        session, Mark, [{"name": WATCH, "value": now.isoformat(), "at": now}], unique=("name",)
    )
    mark = await session.get_one(Mark, WATCH)
    since = looking_since(datetime.fromisoformat(mark.value), mark.at, now=now)
    mark.value, mark.at = since.isoformat(), now
    return since


async def _stories(session: AsyncSession, ids: Collection[int]) -> Sequence[Story]:
    if not ids:
        return []
    found = await session.execute(
        select(Story).where(col(Story.id).in_(ids), col(Story.merged_into).is_(None)).order_by(col(Story.id))
    )
    return found.scalars().all()


Rows = Mapping[tuple[str, int], Usual]
"""By topic and hour."""


async def _usual(session: AsyncSession, topics: Collection[str], *, now: datetime) -> Rows:
    """What is kept of these topics for this hour of the week and for all hours; made where it is missing, by whichever
    worker comes first."""
    if not topics:
        return {}
    hours = (hour_of_week(now), ALL_HOURS)
    fresh = [
        Usual(topic=topic, hour=hour, slot_at=slot_of(now)) for topic in sorted(topics) for hour in hours
    ]
    await insert_missing(session, Usual, [row.model_dump() for row in fresh], unique=("topic", "hour"))
    found = await session.execute(
        select(Usual).where(col(Usual.topic).in_(topics), col(Usual.hour).in_(hours))
    )
    return {(row.topic, row.hour): row for row in found.scalars()}


def _expected(rows: Rows, topic: str, families: int, *, since: datetime, now: datetime) -> float:
    """What is usual for the topic now; remembers in the rows what was seen of this story."""
    habits: list[Habit] = []
    for hour in (hour_of_week(now), ALL_HOURS):
        row = rows[topic, hour]
        known = Habit(row.rate, row.slots, row.slot_at, row.most)
        habit = observed(known, families, now=now, since=since, weekly=hour != ALL_HOURS)
        row.rate, row.slots, row.most = habit.rate, habit.slots, habit.most
        row.slot_at = habit.slot_at or row.slot_at
        habits.append(habit)
    return usual(*habits)


async def _mark(
    session: AsyncSession, story: Story, reports: Sequence[Source], *, expected: float, now: datetime
) -> None:
    if story.breaking_at is not None or not _breaks(story, reports, expected, now):
        return
    first_read = await _first_read(session, {report.feed for report in reports})
    reports = [report for report in reports if report.published_at > first_read[report.feed]]
    if _breaks(story, reports, expected, now):
        story.breaking_at = now
        await owe(session, "spot", story.id or 0, at=now, urgent=True)
        log.info("breaking", story=story.id, families=strength(reports), usual=round(expected, 2))


def _breaks(story: Story, reports: Sequence[Source], expected: float, now: datetime) -> bool:
    return is_breaking(reports, usual=expected, first_at=story.first_published_at, now=now)


async def _first_read(session: AsyncSession, feeds: Collection[int]) -> dict[int, datetime]:
    """When each feed was read for the first time: what it listed then is no news. Asked only where a story would
    break, for it looks at all articles of these feeds."""
    found = await session.execute(
        select(col(Article.feed_id), func.min(col(Article.fetched_at)))
        .where(col(Article.feed_id).in_(feeds))
        .group_by(col(Article.feed_id))
    )
    return {feed: first for feed, first in found}
