"""What an outlet has in the rows: itself and what lies below its domain, feeds, articles, stories, readers. Reading only."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped
from sqlmodel import col

from news.models import Article, Brief, Feed, Membership, Outlet, Page, Story, Subscription, TranslatedTitle
from news.takedown.register import Listed
from news.writing.resting import told_in

MOST_VALUES = 500
T = TypeVar("T")


@dataclass(frozen=True)
class Scope:
    """Ids of all that is the outlet's. `articles` also those of its site that other feeds listed."""

    outlets: tuple[int, ...]
    feeds: tuple[int, ...]
    articles: tuple[int, ...]
    stories: tuple[int, ...]
    followers: int


async def outlets_named(session: AsyncSession, named: str) -> list[Outlet]:
    """By domain, or by name however it is spelled."""
    wanted = named.strip().casefold()
    wanted = wanted.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
    found = await session.execute(
        select(Outlet)
        .where(or_(func.lower(col(Outlet.name)) == named.strip().lower(), col(Outlet.domain) == wanted))
        .order_by(col(Outlet.domain))
    )
    return list(found.scalars())


async def addresses_of(session: AsyncSession, outlet: Outlet) -> frozenset[str]:
    """Of its feeds."""
    rows = await session.execute(
        select(col(Feed.url), col(Feed.listed_as)).where(col(Feed.outlet_id) == outlet.id)
    )
    return frozenset(url for row in rows for url in row if url)


async def scope_of(session: AsyncSession, listed: Listed) -> Scope:
    ids = await outlets_of(session, listed)
    rows = await session.execute(
        select(Feed).where(or_(col(Feed.outlet_id).in_(ids), _is_at(col(Feed.url), listed)))
    )
    feeds = tuple(feed.id or 0 for feed in rows.scalars() if feed.outlet_id in ids or listed.has(feed.url))
    found = await session.execute(
        select(col(Article.id), col(Article.outlet_id), col(Article.feed_id), col(Article.url)).where(
            or_(
                col(Article.outlet_id).in_(ids),
                col(Article.feed_id).in_(feeds),
                _is_at(col(Article.url), listed),
            )
        )
    )
    articles = tuple(
        article or 0
        for article, outlet, feed, url in found
        if outlet in ids or feed in feeds or listed.has(url)
    )
    stories = sorted({story for part in parts(articles) for story in await _stories(session, part)})
    readers = await session.execute(
        select(func.count(func.distinct(col(Subscription.subscriber_id)))).where(
            col(Subscription.kind) == "feed", col(Subscription.target).in_([str(feed) for feed in feeds])
        )
    )
    return Scope(ids, feeds, articles, tuple(stories), readers.scalar_one())


async def outlets_of(session: AsyncSession, listed: Listed) -> tuple[int, ...]:
    """The outlet, and those below its domain."""
    rows = await session.execute(select(col(Outlet.id), col(Outlet.domain)))
    return tuple(outlet or 0 for outlet, domain in rows if listed.has(f"https://{domain}"))


def _is_at(column: Mapped[str], listed: Listed) -> ColumnElement[bool]:
    """Near enough for the database; `Listed.has` says the rest."""
    return or_(
        column.contains(f"//{listed.domain}"), column.contains(f".{listed.domain}"), column.in_(listed.feeds)
    )


async def _stories(session: AsyncSession, articles: Sequence[int]) -> set[int]:
    """Those that ever had one of the articles."""
    rows = await session.execute(
        select(col(Membership.story_id)).where(col(Membership.article_id).in_(articles)).distinct()
    )
    return set(rows.scalars())


async def told_alone(session: AsyncSession, scope: Scope) -> int:
    """How many stories nobody else reports."""
    theirs, others = set(scope.articles), set()
    for part in parts(scope.stories):
        rows = await session.execute(
            select(col(Membership.story_id), col(Membership.article_id)).where(
                col(Membership.story_id).in_(part), col(Membership.until_at).is_(None)
            )
        )
        others |= {story for story, article in rows if article not in theirs}
    living = 0
    for part in parts(scope.stories):
        rows = await session.execute(
            select(col(Story.id)).where(col(Story.id).in_(part), col(Story.merged_into).is_(None))
        )
        living += len({story for story in rows.scalars()} - others)
    return living


async def texts_of(session: AsyncSession, scope: Scope) -> list[str]:
    """What it said, and what was told from it: titles, texts, pages, in other languages too."""
    found: list[str] = []
    for part in parts(scope.articles):
        rows = await session.execute(
            select(col(Article.title), col(Article.text), col(Page.text))
            .outerjoin(Page, col(Page.article_id) == col(Article.id))
            .where(col(Article.id).in_(part))
        )
        found += [text for row in rows for text in row if text]
        titles = select(col(TranslatedTitle.text)).where(col(TranslatedTitle.article_id).in_(part))
        found += [text for text in (await session.execute(titles)).scalars() if text]
    for part in parts(scope.stories):
        briefs = (await session.execute(select(Brief).where(col(Brief.story_id).in_(part)))).scalars()
        found += _told(briefs, set(scope.articles))
    return found


def _told(briefs: Iterable[Brief], theirs: Collection[int]) -> Iterator[str]:
    for brief in briefs:
        for row in told_in(brief):
            if not set(row.get("cites") or ()).isdisjoint(theirs):
                yield str(row["text"])


def parts(ids: Sequence[T], *, most: int = MOST_VALUES) -> Iterator[Sequence[T]]:
    """By default as many as a statement takes."""
    return (ids[at : at + most] for at in range(0, len(ids), most))
