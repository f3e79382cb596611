"""Searching: the stories whose articles have the words, as they are now, best first. Reading only.

What can be found is what any reader of this installation may have: articles of feeds that are read here, in the story
they are in now, also what a reader muted: who looks for it, wants it. The newest articles that have the words are looked at, the rest of
the archive only where the words are rare; so a common word costs no more than a rare one.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.language.tokens import primary_subtag
from news.models import Article, Brief, Feed, Membership, Outlet, Story
from news.searching.search import Part, Sought, without
from news.searching.search_index import find
from news.searching.search_ranking import Match, Result, ranked

LOOKED_AT = 100
"""Articles, the newest that have the words."""
TODAY = timedelta(hours=24)


@dataclass(frozen=True)
class Found:
    """The stories found, best first. `left_out` are parts that nothing has, so the others were looked for.

    `upto` is the newest article that was there: with it, a later look finds the same. `are_more`: older ones have the
    words, too.
    """

    results: tuple[Result, ...]
    upto: int = 0
    are_more: bool = False
    left_out: tuple[Part, ...] = ()


async def search(
    session: AsyncSession,
    sought: Sought,
    *,
    now: datetime,
    upto: int | None = None,
) -> Found:
    """At most `LOOKED_AT` articles' stories. Two queries; where nothing has all the words, one more for each word."""
    articles = await find(session, sought, most=LOOKED_AT, upto=upto)
    left_out: tuple[Part, ...] = ()
    if not articles and len(sought.wanted) > 1:
        left_out = await _found_nowhere(session, sought, upto=upto)
        rest = without(sought, left_out) if left_out else None
        if rest is not None:
            sought, articles = rest, await find(session, rest, most=LOOKED_AT, upto=upto)
    matches = await _matches(session, articles)
    return Found(
        results=tuple(ranked(matches, sought, now=now)),
        upto=upto or max(articles, default=0),
        are_more=len(articles) == LOOKED_AT,
        left_out=left_out,
    )


async def _found_nowhere(session: AsyncSession, sought: Sought, *, upto: int | None) -> tuple[Part, ...]:
    return tuple(
        [
            part
            for part in sought.wanted
            if not await find(session, Sought((part,), (), part.shown), most=1, upto=upto)
        ]
    )


async def _matches(session: AsyncSession, articles: Collection[int]) -> list[Match]:
    """Of these articles those that stand, in a story, of feeds that are read here: one that rests because its server ended
    it had its day, one that no catalogue lists any more is not this installation's."""
    if not articles:
        return []
    rows = await session.execute(
        select(
            col(Article.id),
            col(Membership.story_id),
            col(Story.headline),
            col(Story.independent),
            col(Story.topics),
            col(Article.title),
            col(Article.language),
            col(Article.url),
            col(Outlet.name),
            col(Outlet.domain),
            col(Article.published_at),
        )
        .join(Membership, col(Membership.article_id) == col(Article.id))
        .join(Story, col(Story.id) == col(Membership.story_id))
        .join(Outlet, col(Outlet.id) == col(Article.outlet_id))
        .join(Feed, col(Feed.id) == col(Article.feed_id))
        .where(
            col(Article.id).in_(articles),
            col(Article.superseded_at).is_(None),
            col(Membership.until_at).is_(None),
            col(Story.feed_id).is_(None),
            or_(col(Feed.active), col(Feed.last_error).is_not(None)),
        )
    )
    return [
        Match(article or 0, story, headline, independent, tuple(topics), *source)
        for article, story, headline, independent, topics, *source in rows.all()
    ]


# --- without words -------------------------------------------------------------------------------


async def top_stories(session: AsyncSession, *, now: datetime, most: int, language: str) -> list[int]:
    """What most independent outlets report today; of those, what there is in this language first."""
    rows = await session.execute(
        select(col(Story.id), col(Story.languages))
        .where(
            col(Story.last_published_at) >= now - TODAY,
            col(Story.merged_into).is_(None),
            col(Story.feed_id).is_(None),
            col(Story.articles) > 0,
        )
        .order_by(col(Story.independent).desc(), col(Story.last_published_at).desc(), col(Story.id).desc())
        .limit(most)
    )
    listed = {story or 0: {primary_subtag(one) for one in languages} for story, languages in rows}
    told = await session.execute(
        select(col(Brief.story_id)).where(
            col(Brief.story_id).in_(listed), col(Brief.language) == language, col(Brief.state) == "ready"
        )
    )
    readable = set(told.scalars()) | {
        story for story, languages in listed.items() if primary_subtag(language) in languages
    }
    return sorted(listed, key=lambda story: story not in readable)
