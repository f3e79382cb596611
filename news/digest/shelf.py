"""The live stories as ranking sees them, read once for all readers while nothing changes.

A digest needs a few fields of every story of two days. Loading them as rows for each reader would cost a second a
digest at 40,000 stories; here they are values, read again only when a story came, changed or left.
"""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.clustering.mentions import Mentions
from news.models import Article, Membership, Story
from news.ports import Embedder

REACH = timedelta(hours=12)
"""A little further back than asked is kept from the last reading, so that readers share it; much further is not."""


@dataclass(frozen=True)
class Listed:
    """What ranking asks of a story. `languages` are base languages."""

    id: int
    revision: int
    headline: str
    language: str | None
    topics: tuple[str, ...]
    languages: frozenset[str]
    independent: int
    last_at: datetime


class Shelf:
    """One an app. Safe to share: a reader at worst reads again what another is reading."""

    def __init__(self, embedder: Embedder | None = None) -> None:
        self._stamp: Any = None
        self._since: datetime | None = None
        self._stories: tuple[Listed, ...] = ()
        self.mentions = Mentions(embedder)

    async def live(self, session: AsyncSession, *, since: datetime) -> Sequence[Listed]:
        """The stories with news since then that are still themselves, not merged into another."""
        reach = since if self._since is None else min(since, max(self._since, since - REACH))
        stamp = await _stamp(session, since=reach)
        if stamp != self._stamp or reach != self._since:
            rows = (await session.execute(_fields(reach).where(col(Story.feed_id).is_(None)))).all()
            stories = await asyncio.to_thread(lambda: tuple(_listed(row) for row in rows))
            self._stories, self._stamp, self._since = stories, stamp, reach
        return [story for story in self._stories if story.last_at >= since]


async def _stamp(session: AsyncSession, *, since: datetime) -> tuple[Any, ...]:
    """Differs whenever a story of the time came, changed, merged or left."""
    found = await session.execute(
        select(
            func.count(col(Story.id)),
            func.sum(col(Story.revision)),
            func.max(col(Story.changed_at)),
            func.count(col(Story.merged_into)),
            func.sum(col(Story.articles)),
        ).where(col(Story.last_published_at) >= since)
    )
    return tuple(found.one())


def _fields(since: datetime) -> Any:
    return select(
        col(Story.id),
        col(Story.revision),
        col(Story.headline),
        col(Story.language),
        col(Story.topics),
        col(Story.languages),
        col(Story.independent),
        col(Story.last_published_at),
    ).where(col(Story.last_published_at) >= since, col(Story.merged_into).is_(None))


async def of_brought_feeds(
    session: AsyncSession, feeds: Collection[int], *, since: datetime
) -> Sequence[Listed]:
    """The stories that these feeds, which readers brought, told alone. They stand on no shelf: only who follows one of the
    feeds may see them."""
    if not feeds:
        return []
    rows = (await session.execute(_fields(since).where(col(Story.feed_id).in_(feeds)))).all()
    return [_listed(row) for row in rows]


async def stories_of_feeds(
    session: AsyncSession, feeds: Collection[int], *, since: datetime
) -> Sequence[tuple[int, int]]:
    """Which stories have an article of one of these feeds since then: (story, feed), each once."""
    if not feeds:
        return []
    rows = await session.execute(
        select(col(Membership.story_id), col(Article.feed_id))
        .join(Article, col(Article.id) == col(Membership.article_id))
        .where(
            col(Article.feed_id).in_(feeds),
            col(Article.published_at) >= since,
            col(Membership.until_at).is_(None),
        )
        .distinct()
    )
    return [(story, feed) for story, feed in rows]


def _listed(row: Any) -> Listed:
    story_id, revision, headline, language, topics, languages, independent, last_at = row
    bases = frozenset((code or "").split("-")[0] for code in languages)
    return Listed(story_id, revision, headline, language, tuple(topics), bases, independent, last_at)
