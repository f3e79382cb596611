"""Which articles of a feed have no story yet, and what of them is known already. Reading only."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.clustering.live_articles import SPAN
from news.intake.links import is_of_one_article
from news.models import Article, Feed, Membership, Outlet, Story

ARTICLES_A_RUN = 500


@dataclass(frozen=True)
class Arrival:
    """An article without a story. A newer version `replaces` the article that is in story `inherits`;
    `first_version` is its own id, or that of its oldest version."""

    article: Article
    outlet: Outlet
    replaces: int | None = None
    inherits: int | None = None
    first_version: int = 0


@dataclass(frozen=True)
class Batch:
    """What one run joins. `story_of_url` are stories that have an address from an outlet already. `is_brought`: a reader
    brought the feed, and no catalogue has it."""

    arrivals: tuple[Arrival, ...]
    topics: tuple[str, ...]
    story_of_url: Mapping[tuple[int, str], int]
    more: bool
    is_brought: bool = False


async def read_batch(session: AsyncSession, feed_id: int) -> Batch:
    joined = exists().where(col(Membership.article_id) == col(Article.id), col(Membership.until_at).is_(None))
    query = (
        select(Article, Outlet, Feed)
        .join(Outlet, col(Outlet.id) == col(Article.outlet_id))
        .join(Feed, col(Feed.id) == col(Article.feed_id))
        .where(col(Article.feed_id) == feed_id, col(Article.superseded_at).is_(None), ~joined)
        .order_by(col(Article.published_at), col(Article.id))
        .limit(ARTICLES_A_RUN + 1)
    )
    rows = (await session.execute(query)).all()
    kept = rows[:ARTICLES_A_RUN]
    older = await _older_versions(session, feed_id, [row.Article for row in kept])
    return Batch(
        arrivals=tuple(_arrival(row.Article, row.Outlet, older.get(row.Article.guid, ())) for row in kept),
        topics=tuple(kept[0].Feed.topics) if kept else (),
        story_of_url=await _stories_of_urls(session, [row.Article for row in kept]),
        more=len(rows) > ARTICLES_A_RUN,
        is_brought=bool(kept) and kept[0].Feed.is_brought,
    )


def _arrival(article: Article, outlet: Outlet, older: Sequence[tuple[int, int | None]]) -> Arrival:
    member = next(((version, story) for version, story in reversed(older) if story is not None), (None, None))
    return Arrival(
        article=article,
        outlet=outlet,
        replaces=member[0],
        inherits=member[1],
        first_version=older[0][0] if older else article.id or 0,
    )


async def _older_versions(
    session: AsyncSession, feed_id: int, articles: Iterable[Article]
) -> dict[str, list[tuple[int, int | None]]]:
    """By guid, the versions before this one: id and the story it is in, if it is in one; oldest first."""
    guids = [article.guid for article in articles if article.version > 1]
    if not guids:
        return {}
    result = await session.execute(
        select(col(Article.guid), col(Article.id), col(Membership.story_id))
        .outerjoin(
            Membership,
            (col(Membership.article_id) == col(Article.id)) & col(Membership.until_at).is_(None),
        )
        .where(
            col(Article.feed_id) == feed_id,
            col(Article.guid).in_(guids),
            col(Article.superseded_at).is_not(None),
        )
        .order_by(col(Article.version))
    )
    found: dict[str, list[tuple[int, int | None]]] = defaultdict(list)
    for guid, article_id, story_id in result:
        found[guid].append((article_id or 0, story_id))
    return found


async def _stories_of_urls(session: AsyncSession, articles: Sequence[Article]) -> dict[tuple[int, str], int]:
    """Stories in which these outlets have these addresses already, from another feed."""
    urls = {article.canonical_url for article in articles if is_of_one_article(article.canonical_url)}
    if not urls:
        return {}
    result = await session.execute(
        select(col(Article.outlet_id), col(Article.canonical_url), col(Membership.story_id))
        .join(Membership, col(Membership.article_id) == col(Article.id))
        .join(Story, col(Story.id) == col(Membership.story_id))
        .where(
            col(Story.feed_id).is_(None),
            col(Article.canonical_url).in_(urls),
            col(Article.published_at) >= min(article.published_at for article in articles) - SPAN,
            col(Membership.until_at).is_(None),
        )
    )
    return {(outlet, url): story for outlet, url, story in result}
