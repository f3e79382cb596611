"""Finds the related stories among the rows; `related` decides. Reading only.

Goes from the story's names to the stories that have them, by an index, and looks closer at the few that share most:
the cost grows with how often its names are in the news, not with the archive.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.models import Fact, Story
from news.queries import facts_of, outlets_of
from news.story.related import MOST, WITHIN, Outline, most_with_a_name, rarity, related

LOOKED_AT = 60
SPARE = 3
"""Given beyond what is shown: some turn out to be told under the reader's own headline."""


async def related_stories(session: AsyncSession, story: Story) -> Sequence[Story]:
    """Other stories of the same thread, best first: a few more than `MOST`, for the caller to choose from."""
    since = story.last_published_at - WITHIN
    told = (await facts_of(session, [story.id or 0])).get(story.id or 0, ())
    names = {fact.value for fact in told if fact.kind == "name"}
    rarities = await _rarities(session, names, since=since)
    likely = await _likely(session, story, rarities, since=since)
    outlines = {outline.story: outline for outline in await _outlines(session, [story, *likely])}
    if story.id not in outlines:
        return []
    found = related(outlines[story.id], outlines.values(), rarities, most=MOST + SPARE)
    by_id = {one.id: one for one in likely}
    return [by_id[other] for other in found]


async def _rarities(session: AsyncSession, names: Collection[str], *, since: datetime) -> dict[str, float]:
    """Of the names that are not common among the live stories."""
    live = (
        await session.execute(select(func.count(col(Story.id))).where(col(Story.last_published_at) >= since))
    ).scalar_one()
    counted = await session.execute(
        select(col(Fact.value), func.count(func.distinct(col(Fact.story_id))))
        .where(col(Fact.value).in_(names), col(Fact.first_at) >= since)
        .group_by(col(Fact.value))
    )
    return {name: rarity(count, live) for name, count in counted if count <= most_with_a_name(live)}


async def _likely(
    session: AsyncSession, story: Story, rarities: Mapping[str, float], *, since: datetime
) -> list[Story]:
    """The stories that share most of the rare names."""
    having = await session.execute(
        select(col(Fact.story_id), col(Fact.value))
        .where(
            col(Fact.value).in_(rarities),
            col(Fact.kind) == "name",
            col(Fact.first_at) >= since,
            col(Fact.story_id) != story.id,
        )
        .distinct()
    )
    shared: dict[int, float] = defaultdict(float)
    for other, name in having:
        shared[other] += rarities[name]
    most = sorted(shared, key=lambda other: (-shared[other], -other))[:LOOKED_AT]
    found = await session.execute(
        select(Story).where(
            col(Story.id).in_(most),
            col(Story.merged_into).is_(None),
            col(Story.feed_id).is_(None),
            col(Story.last_published_at) >= since,
        )
    )
    return list(found.scalars())


async def _outlines(session: AsyncSession, stories: Sequence[Story]) -> list[Outline]:
    ids = [story.id or 0 for story in stories]
    named = await session.execute(
        select(col(Fact.story_id), col(Fact.value), col(Fact.family)).where(
            col(Fact.story_id).in_(ids), col(Fact.kind) == "name"
        )
    )
    names: dict[int, Counter[str]] = defaultdict(Counter)
    families: dict[int, set[int]] = defaultdict(set)
    for story, name, family in named:
        names[story][name] += 1
        families[story].add(family)
    outlets = await outlets_of(session, ids)
    return [
        _outline(story, names[story.id or 0], len(families[story.id or 0]), outlets[story.id or 0])
        for story in stories
    ]


def _outline(story: Story, names: Counter[str], families: int, outlets: Collection[str]) -> Outline:
    return Outline(
        story=story.id or 0,
        headline=story.headline,
        language=story.language,
        names=names,
        families=max(families, story.independent),  # some name nobody
        outlets=frozenset(outlets),
        languages=frozenset(story.languages),
        independent=story.independent,
        first_at=story.first_published_at,
        last_at=story.last_published_at,
    )
