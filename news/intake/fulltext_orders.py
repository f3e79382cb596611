"""Which articles' pages are worth opening: those of stories that a digest is about to tell, where the feed said little.

A few of each story, of different outlets: a page costs its outlet a request, and a story needs no more.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.clustering.families import owner_of
from news.models import Page
from news.story.stories import Source, read_stories
from news.work import owe

PAGES_A_STORY = 3
ENOUGH_CHARS = 1_200
"""Of one article no more is read by the writer (`shaping.Limits`)."""


async def order_pages(session: AsyncSession, stories: Collection[int], *, now: datetime) -> int:
    """Owes `read` for the pages worth opening; gives how many were not read before."""
    told = await read_stories(session, stories)
    wanted = {source.article_id for each in told.values() for source in worth_opening(each.sources)}
    found = await session.execute(select(col(Page.article_id)).where(col(Page.article_id).in_(wanted)))
    new = sorted(wanted - set(found.scalars()))
    for article in new:
        await owe(session, "read", article, at=now)
    return len(new)


def worth_opening(sources: Sequence[Source]) -> list[Source]:
    """News of which the feed gives little, the newest first, one of each outlet."""
    thin = [s for s in sources if s.kind == "news" and not s.is_copy and len(s.text) < ENOUGH_CHARS]
    newest: dict[str, Source] = {}
    for source in sorted(thin, key=lambda s: (s.published_at, s.article_id), reverse=True):
        newest.setdefault(owner_of(source), source)
    return list(newest.values())[:PAGES_A_STORY]
