"""Deleting stories that nobody keeps and no reader's row refers to any more, with everything that was made of them.

What refers to a story is found by walking the references between tables: rows of readers keep it, rows of the press go with
it. Its articles go too, but for items whose feed gives no dates: as long as such a feed lists them, only the row says that
they are not new.
"""

import asyncio
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Column, ColumnElement, Table, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from news.models import Article, Feed, FeedInventory, Membership, Outlet, Row, Story, Work
from news.reader.holdings import held_tables

if TYPE_CHECKING:
    from news.app import App

BATCH = 100
MOST_BATCHES = 50
PAUSE_S = 0.05


async def delete_old_stories(app: "App", *, before: datetime) -> int:
    """Those that were last reported before then; gives how many."""
    done = 0
    for _ in range(MOST_BATCHES):
        async with app.reading() as session:
            stories = await _old(session, before=before)
        if stories:
            async with app.session() as session:
                await _delete(session, stories)
            done += len(stories)
        if len(stories) < BATCH:
            break
        await asyncio.sleep(PAUSE_S)
    return done


async def delete_feeds(session: AsyncSession, feeds: Collection[int]) -> None:
    """Feeds that a reader brought and nobody follows any more, with all that came of them; what another reader's rows still
    refer to stays, and the feed rests. Should it be read again, all of it is new."""
    await session.execute(delete(FeedInventory).where(col(FeedInventory.feed_id).in_(feeds)))
    found = await session.execute(select(col(Story.id)).where(col(Story.feed_id).in_(feeds), *_unkept()))
    await _delete(session, [story for story in found.scalars() if story is not None], undated=True)
    left = await session.execute(select(col(Article.id)).where(col(Article.feed_id).in_(feeds)))
    await _delete_articles(session, [article or 0 for article in left.scalars()], undated=True)
    used = [exists().where(column == col(Feed.id)) for column in referring("feed")]
    over = await session.execute(select(Feed).where(col(Feed.id).in_(feeds), ~or_(*used)))
    gone = list(over.scalars())
    for step in ("fetch", "cluster"):
        await session.execute(
            delete(Work).where(col(Work.step) == step, col(Work.row).in_([feed.id for feed in gone]))
        )
    await session.execute(update(Feed).where(col(Feed.id).in_(feeds)).values(active=False))
    await session.execute(delete(Feed).where(col(Feed.id).in_([feed.id for feed in gone])))
    outlets = [feed.outlet_id for feed in gone]
    named = or_(*(exists().where(column == col(Outlet.id)) for column in referring("outlet")))
    await session.execute(delete(Outlet).where(col(Outlet.id).in_(outlets), ~named))


def _unkept() -> list[ColumnElement[bool]]:
    """That no reader's row refers to the story."""
    return [~exists().where(column == col(Story.id)) for column in referring("story") if _is_held(column)]


async def _old(session: AsyncSession, *, before: datetime) -> list[int]:
    became = aliased(Story)
    found = await session.execute(
        select(col(Story.id))
        .where(
            col(Story.last_published_at) < before,
            col(Story.closed_at).is_not(None),
            ~exists().where(col(became.merged_into) == col(Story.id)),
            *_unkept(),
        )
        .order_by(col(Story.last_published_at))
        .limit(BATCH)
    )
    return [story for story in found.scalars() if story is not None]


def referring(name: str) -> list[Column[object]]:
    """The columns that refer to a table."""
    return [
        key.parent
        for table in Row.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == name
    ]


def _is_held(column: Column[object]) -> bool:
    return column.table in held_tables()


async def _delete(session: AsyncSession, stories: Sequence[int], *, undated: bool = False) -> None:
    held = await session.execute(
        select(col(Membership.article_id)).where(col(Membership.story_id).in_(stories)).distinct()
    )
    articles = list(held.scalars())
    await session.execute(update(Story).where(col(Story.split_from).in_(stories)).values(split_from=None))
    for column in referring("story"):
        if column.table.name != "story" and not _is_held(column):
            await session.execute(delete(_table(column)).where(column.in_(stories)))
    await session.execute(delete(Story).where(col(Story.id).in_(stories)))
    await _delete_articles(session, articles, undated=undated)


async def _delete_articles(session: AsyncSession, articles: Sequence[int], *, undated: bool) -> None:
    """Of these, those that are in no story any more and would not come back; with `undated`, also those that would."""
    keeping = [column for column in referring("article") if _is_held(column) or column.table.name in _JOINING]
    is_needed = or_(*(exists().where(column == col(Article.id)) for column in keeping))
    found = await session.execute(
        select(col(Article.id)).where(
            col(Article.id).in_(articles),
            *([] if undated else [col(Article.published_at) != col(Article.fetched_at)]),
            ~is_needed,
        )
    )
    over = list(found.scalars())
    for column in referring("article"):
        if column not in keeping:
            await session.execute(delete(_table(column)).where(column.in_(over)))
    await session.execute(delete(Article).where(col(Article.id).in_(over)))


_JOINING = ("membership", "fact", "correction")
"""Rows of other stories that an article may still be in."""


def _table(column: Column[object]) -> Table:
    return column.table
