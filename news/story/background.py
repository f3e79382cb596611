"""What lies behind a story, read from the rows: its timeline, and who of those we read reported it. Reading only."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.models import Feed, Outlet, Story
from news.queries import facts_of
from news.story.coverage import Coverage, Side, coverage
from news.story.timeline import Entry, Joined, Said, timeline
from news.story.views import StoryView

READ_WITHIN = timedelta(days=7)


async def timeline_of(session: AsyncSession, view: StoryView) -> tuple[Entry, ...]:
    facts = (await facts_of(session, [view.story])).get(view.story, ())
    said = [Said(fact.kind, fact.value, fact.family, fact.first_at) for fact in facts]
    return timeline(view.sources.values(), said, await _joined(session, view.story))


async def _joined(session: AsyncSession, story: int) -> Sequence[Joined]:
    found = await session.execute(
        select(col(Story.headline), col(Story.closed_at)).where(col(Story.merged_into) == story)
    )
    return [Joined(headline, at) for headline, at in found if at is not None]


async def coverage_of(session: AsyncSession, view: StoryView, *, now: datetime) -> Coverage:
    return coverage(view.sources.values(), await _read(session, view.topics, now=now))


async def _read(session: AsyncSession, topics: Collection[str], *, now: datetime) -> list[Side]:
    """The feeds about any of these topics that could be read within a week."""
    found = await session.execute(
        select(
            col(Feed.topics), col(Feed.language), col(Outlet.language), col(Outlet.country), col(Outlet.name)
        )
        .join(Outlet, col(Outlet.id) == col(Feed.outlet_id))
        .where(
            col(Feed.active),
            col(Feed.failures) == 0,
            col(Feed.fetched_at) >= now - READ_WITHIN,
            col(Feed.is_brought).is_(False),
        )
    )
    return [
        Side(language=language or usual, country=country, outlet=name)
        for about, language, usual, country, name in found
        if not set(topics).isdisjoint(about)
    ]
