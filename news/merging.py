"""Stories that turn out to be one: the younger becomes part of the older, and no reader sees it as new.

The younger keeps its row, its facts and its briefs, and says in `merged_into` what it became; its articles move,
and their past memberships stay as history. Knows nothing of how it is found that two stories are one.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.db import insert_missing
from news.errors import NotFound
from news.models import Fact, Membership, Seen, Story

FACTS_A_STATEMENT = 2_000


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
    moved = await _move_articles(session, merged, now)
    await _copy_facts(session, merged)
    await _share_seen(session, merged, stories)
    return moved


async def _stories(session: AsyncSession, ids: set[int]) -> dict[int, Story]:
    found = await session.execute(select(Story).where(col(Story.id).in_(ids)))
    return {story.id or 0: story for story in found.scalars()}


async def _move_articles(session: AsyncSession, merged: Mapping[int, int], now: datetime) -> list[Membership]:
    found = await session.execute(
        select(Membership).where(col(Membership.story_id).in_(merged), col(Membership.until_at).is_(None))
    )
    moved = []
    for past in found.scalars():
        at = max(now, past.since_at + timedelta(microseconds=1))  # an article is in one story at a time
        past.until_at = at
        moved.append(Membership(article_id=past.article_id, story_id=merged[past.story_id], since_at=at))
    session.add_all(moved)
    await session.flush()
    return moved


async def _copy_facts(session: AsyncSession, merged: Mapping[int, int]) -> None:
    found = (await session.execute(select(Fact).where(col(Fact.story_id).in_(merged)))).scalars()
    rows = [fact.model_dump(exclude={"id"}) | {"story_id": merged[fact.story_id]} for fact in found]
    for at in range(0, len(rows), FACTS_A_STATEMENT):
        await insert_missing(
            session, Fact, rows[at : at + FACTS_A_STATEMENT], unique=("story_id", "value", "family")
        )


async def _share_seen(session: AsyncSession, merged: Mapping[int, int], stories: Mapping[int, Story]) -> None:
    """Who was shown any of them was shown the story: what all of them knew until now is not new to this reader.

    Facts are taken as known although the reader saw those of one part only: names in another language would
    else look like news.
    """
    facts: dict[int, set[str]] = defaultdict(set)
    for story, value in await session.execute(
        select(col(Fact.story_id), col(Fact.value)).where(col(Fact.story_id).in_(set(merged.values())))
    ):
        facts[story].add(value)
    shown: dict[tuple[int, int], list[Seen]] = defaultdict(list)
    for seen in (
        await session.execute(select(Seen).where(col(Seen.story_id).in_({*merged, *merged.values()})))
    ).scalars():
        shown[seen.subscriber_id, merged.get(seen.story_id, seen.story_id)].append(seen)
    for (subscriber, story), parts in shown.items():
        whole = next((seen for seen in parts if seen.story_id == story), None) or Seen(
            subscriber_id=subscriber, story_id=story, revision=0, shown_at=parts[0].shown_at
        )
        whole.revision = stories[story].revision
        whole.facts = sorted(facts[story].union(*(seen.facts for seen in parts)))
        whole.families = sorted({family for seen in parts for family in seen.families})
        whole.shown_at = max(seen.shown_at for seen in parts)
        session.add(whole)
