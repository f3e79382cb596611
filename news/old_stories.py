"""Deleting stories that nobody keeps and no reader's row refers to any more, with everything that was made of them.

What refers to a story is found by walking the references between tables: rows of readers keep it, rows of the press go with
it. Its articles go too, but for items whose feed gives no dates: as long as such a feed lists them, only the row says that
they are not new.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Column, Table, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from news.holdings import held_tables
from news.models import Article, Membership, Row, Story

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


async def _old(session: AsyncSession, *, before: datetime) -> list[int]:
    became = aliased(Story)
    is_kept = [exists().where(column == col(Story.id)) for column in _referring("story") if _is_held(column)]
    found = await session.execute(
        select(col(Story.id))
        .where(
            col(Story.last_published_at) < before,
            col(Story.closed_at).is_not(None),
            ~exists().where(col(became.merged_into) == col(Story.id)),
            *(~kept for kept in is_kept),
        )
        .order_by(col(Story.last_published_at))
        .limit(BATCH)
    )
    return [story for story in found.scalars() if story is not None]


def _referring(name: str) -> list[Column[object]]:
    """The columns that refer to a table."""
    return [
        key.parent
        for table in Row.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == name
    ]


def _is_held(column: Column[object]) -> bool:
    return column.table in held_tables()


async def _delete(session: AsyncSession, stories: Sequence[int]) -> None:
    held = await session.execute(
        select(col(Membership.article_id)).where(col(Membership.story_id).in_(stories)).distinct()
    )
    articles = list(held.scalars())
    await session.execute(update(Story).where(col(Story.split_from).in_(stories)).values(split_from=None))
    for column in _referring("story"):
        if column.table.name != "story" and not _is_held(column):
            await session.execute(delete(_table(column)).where(column.in_(stories)))
    await session.execute(delete(Story).where(col(Story.id).in_(stories)))
    await _delete_articles(session, articles)


async def _delete_articles(session: AsyncSession, articles: Sequence[int]) -> None:
    """Of these, those that are in no story any more and would not come back."""
    keeping = [
        column for column in _referring("article") if _is_held(column) or column.table.name in _JOINING
    ]
    is_needed = or_(*(exists().where(column == col(Article.id)) for column in keeping))
    found = await session.execute(
        select(col(Article.id)).where(
            col(Article.id).in_(articles), col(Article.published_at) != col(Article.fetched_at), ~is_needed
        )
    )
    over = list(found.scalars())
    for column in _referring("article"):
        if column not in keeping:
            await session.execute(delete(_table(column)).where(column.in_(over)))
    await session.execute(delete(Article).where(col(Article.id).in_(over)))


_JOINING = ("membership", "fact", "correction")
"""Rows of other stories that an article may still be in."""


def _table(column: Column[object]) -> Table:
    return column.table
