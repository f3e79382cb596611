"""Searching: the stories whose articles have the words, as they are now, or that were told in them in a language of the
reader's, best first. Reading only.

What can be found is what any reader of this installation may have: articles of feeds that are read here, in the story
they are in now, also what a reader muted: who looks for it, wants it. The newest articles that have the words are looked at, the rest of
the archive only where the words are rare; so a common word costs no more than a rare one.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.language.tokens import primary_subtag
from news.models import Article, Brief, Feed, Membership, Outlet, Story
from news.searching.search import Part, Sought, without
from news.searching.search_index import find, find_told
from news.searching.search_ranking import Match, Result, Telling, ranked
from news.story.stories import living

LOOKED_AT = 100
"""Articles, the newest that have the words."""
TODAY = timedelta(hours=24)


@dataclass(frozen=True)
class Found:
    """The stories found, best first. `left_out` are parts that nothing has, so the others were looked for.

    `upto` is the newest article that was there: with it, a later look finds the same stories. `are_more`: older ones have
    the words, too.
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
    languages: Collection[str] = (),
    upto: int | None = None,
) -> Found:
    """The stories of at most `LOOKED_AT` articles, and of as many briefs in these `languages`. Five queries; where nothing
    has all the words, two more for each word."""
    upto = await _newest(session) if upto is None else upto
    look = Look(session, languages=languages, upto=upto)
    articles, briefs = await look.find(sought)
    left_out: tuple[Part, ...] = ()
    if not (articles or briefs) and len(sought.wanted) > 1:
        left_out = await look.found_nowhere(sought)
        rest = without(sought, left_out) if left_out else None
        if rest is not None:
            sought, (articles, briefs) = rest, await look.find(rest)
    matches = await _matches(session, articles)
    tellings = await _tellings(session, briefs, upto=upto)
    return Found(
        results=tuple(ranked(matches, sought, now=now, tellings=tellings)),
        upto=upto,
        are_more=LOOKED_AT in (len(articles), len(briefs)),
        left_out=left_out,
    )


async def _newest(session: AsyncSession) -> int:
    return (await session.execute(select(func.max(col(Article.id))))).scalar_one() or 0


@dataclass(frozen=True)
class Look:
    """A look into both indexes: of articles, of those with ids `upto` this one, and of what was told in these languages."""

    session: AsyncSession
    languages: Collection[str]
    upto: int

    async def find(self, sought: Sought, *, most: int = 0) -> tuple[list[int], list[int]]:
        most = most or LOOKED_AT
        articles = await find(self.session, sought, most=most, upto=self.upto)
        if not self.languages:
            return articles, []
        return articles, await find_told(self.session, sought, languages=self.languages, most=most)

    async def found_nowhere(self, sought: Sought) -> tuple[Part, ...]:
        return tuple(
            [
                part
                for part in sought.wanted
                if not any(await self.find(Sought((part,), (), part.shown), most=1))
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
            _is_read_here(),
        )
    )
    return [
        Match(article or 0, story, headline, independent, tuple(topics), *source)
        for article, story, headline, independent, topics, *source in rows.all()
    ]


async def _tellings(session: AsyncSession, briefs: Collection[int], *, upto: int) -> list[Telling]:
    """Of these briefs those that stand, of stories that were there then and that an article of a feed which is read here
    still tells; of one that became another, that one."""
    if not briefs:
        return []
    rows = await session.execute(
        select(col(Brief.story_id), col(Brief.headline), col(Brief.language)).where(
            col(Brief.id).in_(briefs), col(Brief.state) == "ready"
        )
    )
    told = [(story, headline, language) for story, headline, language in rows.all()]
    stories = await living(session, {story for story, *_ in told})
    here = await _told_here(session, {story.id or 0 for story in stories.values()}, upto=upto)
    found = []
    for number, headline, language in told:
        story = stories.get(number)
        if story is not None and story.id in here:
            found.append(
                Telling(story.id or 0, story.independent, headline, language, story.last_published_at)
            )
    return found


async def _told_here(session: AsyncSession, stories: Collection[int], *, upto: int) -> set[int]:
    rows = await session.execute(
        select(col(Membership.story_id))
        .join(Article, col(Article.id) == col(Membership.article_id))
        .join(Story, col(Story.id) == col(Membership.story_id))
        .join(Feed, col(Feed.id) == col(Article.feed_id))
        .where(
            col(Membership.story_id).in_(stories),
            col(Membership.article_id) <= upto,
            col(Membership.until_at).is_(None),
            col(Story.feed_id).is_(None),
            _is_read_here(),
        )
        .distinct()
    )
    return set(rows.scalars())


def _is_read_here() -> ColumnElement[bool]:
    return or_(col(Feed.active), col(Feed.last_error).is_not(None))


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
