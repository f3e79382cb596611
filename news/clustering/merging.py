"""Stories that turn out to be one: the younger becomes part of the older, and no reader sees it as new.

The younger keeps its row, its facts and its briefs, and says in `merged_into` what it became; its articles move,
and their past memberships stay as history. Knows nothing of how it is found that two stories are one.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.errors import NotFound
from news.models import Membership, Story


async def merge_stories(
    session: AsyncSession, merged: Mapping[int, int], *, now: datetime
) -> list[Membership]:
    """`merged` gives for each younger story the one it became. Gives the new memberships, with their ids.

    Raises NotFound where one of them was merged by somebody else meanwhile.
    """
    if not merged:
        return []
    stories = await _stories(session, {*merged, *merged.values()})
    for younger, older in merged.items():
        if stories[younger].merged_into is not None or stories[older].merged_into is not None:
            raise NotFound("story", younger)
        stories[younger].merged_into = older
        stories[younger].closed_at = stories[younger].changed_at = now
    found = await session.execute(
        select(Membership)
        .where(col(Membership.story_id).in_(merged), col(Membership.until_at).is_(None))
        .with_for_update()
    )
    return await move_memberships(
        session, [(past, merged[past.story_id]) for past in found.scalars()], now=now
    )


async def move_memberships(
    session: AsyncSession, moved: Iterable[tuple[Membership, int]], *, now: datetime
) -> list[Membership]:
    """Ends each and begins one in the story given; gives those, with their ids."""
    begun = []
    for past, story in moved:
        at = max(now, past.since_at + timedelta(microseconds=1))  # an article is in one story at a time
        past.until_at = at
        begun.append(Membership(article_id=past.article_id, story_id=story, since_at=at))
    session.add_all(begun)
    await session.flush()
    return begun


async def _stories(session: AsyncSession, ids: set[int]) -> dict[int, Story]:
    found = await session.execute(select(Story).where(col(Story.id).in_(ids)).with_for_update())
    return {story.id or 0: story for story in found.scalars()}
