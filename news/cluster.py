"""Step 2: join a feed's new articles to stories. Row: a feed.

Reads the articles that have no story yet, has their meaning told where there is an encoder, decides in a thread
over the live window (`window`, `joining`), and writes memberships, stories, facts and meanings in one commit. A
newer version of an article takes its place in the story; stories that turn out to be one become the older. Knows nothing of how stories are ranked or told.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.arrivals import Arrival, Batch, read_batch
from news.db import insert_missing
from news.embeddings import keep_meanings, read_meanings, tell_meanings
from news.errors import NotFound
from news.extract import facts
from news.merging import merge_stories
from news.models import Article, Fact, Feed, Membership, Story
from news.stories import Source, read_stories, source_of, with_families
from news.story_index import Plan
from news.tally import Tally, tally
from news.window import SPAN
from news.work import Claim, finish

if TYPE_CHECKING:
    from news.app import App

ROWS_A_STATEMENT = 2_000
"""Rows of one insert: SQLite allows 32,766 variables."""

log = structlog.get_logger(__name__)


async def cluster(app: "App", claim: Claim) -> None:
    """Join at most `arrivals.ARTICLES_A_RUN` articles of the feed; what is left is due again at once."""
    now = app.now()
    if app.embedder is not None:
        await app.embedder.prepare()
    async with app.reading() as session:
        batch = await read_batch(session, claim.row)
        if batch.arrivals:
            await app.index.follow(session, now=now, embedder=app.embedder)
        kept = await read_meanings(session, batch, app.embedder)
    if not batch.arrivals:
        async with app.session() as session:
            await _close_quiet(session, now)
            await finish(session, claim)
        return
    try:
        meanings = await tell_meanings(app, batch, kept)
        plan = await app.index.plan(batch, meanings, now=now)
        async with app.reading() as session:
            before = await _read_before(session, {story for story in plan.stories if story > 0})
        changes = await asyncio.to_thread(_work_out, batch, plan, before)
        async with app.session() as session:
            named, last = await _write(session, batch, changes, plan.merged, now=now)
            await keep_meanings(session, app.embedder, meanings)
            await _close_quiet(session, now)
            await finish(session, claim, again_at=now if batch.more else None)
    except BaseException:  # whatever it was, the window must not keep what was not committed
        app.index.forget()
        raise
    app.index.settle(named, last_membership=last)
    log.debug("clustered", feed=claim.row, articles=len(batch.arrivals), stories=len(changes), new=len(named))


# --- reading -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Before:
    """A story as it stood: its sources, their topics, and the facts it has as (value, family)."""

    sources: tuple[Source, ...]
    topics_of: Mapping[int, Sequence[str]]
    known: frozenset[tuple[str, int]]
    is_joined: bool = False


async def _read_before(session: AsyncSession, stories: set[int]) -> dict[int, Before]:
    if not stories:
        return {}
    told = await read_stories(session, stories)
    topics = await session.execute(
        select(col(Article.id), col(Feed.topics))
        .join(Feed, col(Feed.id) == col(Article.feed_id))
        .join(Membership, col(Membership.article_id) == col(Article.id))
        .where(col(Membership.story_id).in_(stories), col(Membership.until_at).is_(None))
    )
    topics_of = {article: listed for article, listed in topics if article is not None}
    known: dict[int, set[tuple[str, int]]] = defaultdict(set)
    for story, value, family in await session.execute(
        select(col(Fact.story_id), col(Fact.value), col(Fact.family)).where(col(Fact.story_id).in_(stories))
    ):
        known[story].add((value, family))
    return {story: Before(whole.sources, topics_of, frozenset(known[story])) for story, whole in told.items()}


# --- working out, in a thread --------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """What a run makes of a story: `story` below zero is new. `facts` are rows without the story's id."""

    story: int
    arrivals: tuple[Arrival, ...]
    tally: Tally
    facts: tuple[dict[str, Any], ...]
    is_material: bool


def _work_out(batch: Batch, plan: Plan, before: Mapping[int, Before]) -> list[Change]:
    joining: dict[int, list[Arrival]] = {story: [] for story in plan.merged.values()}
    for arrival in batch.arrivals:
        joining.setdefault(plan.story_of[arrival.article.id or 0], []).append(arrival)
    parts: dict[int, list[Before]] = defaultdict(list)
    for younger, older in plan.merged.items():
        parts[older].append(before[younger])
    nothing = Before((), {}, frozenset())
    return [
        _change(story, arrivals, _with(before.get(story, nothing), parts[story]), batch.topics)
        for story, arrivals in joining.items()
    ]


def _with(before: Before, parts: Sequence[Before]) -> Before:
    """The story as if it had been one with these all along; what they told first is new to it."""
    if not parts:
        return before
    sources = {source.article_id: source for one in (before, *parts) for source in one.sources}
    return Before(
        sources=tuple(sources.values()),
        topics_of={article: topics for one in (*parts, before) for article, topics in one.topics_of.items()},
        known=before.known.union(*(part.known for part in parts)),
        is_joined=True,
    )


def _change(story: int, arrivals: Sequence[Arrival], before: Before, topics: Sequence[str]) -> Change:
    replaced = {arrival.replaces: arrival for arrival in arrivals if arrival.replaces is not None}
    arrived = {arrival.article.id or 0 for arrival in arrivals}
    kept = [source for source in before.sources if source.article_id not in replaced]
    sources = with_families(
        [*kept, *(source_of(arr.article, arr.outlet, first_version=arr.first_version) for arr in arrivals)]
    )
    new_facts = _new_facts([source for source in sources if source.article_id in arrived], before.known)
    values = {value for value, _ in before.known}
    told_families = {source.family for source in before.sources}
    return Change(
        story=story,
        arrivals=tuple(arrivals),
        tally=tally(sources, {**before.topics_of, **dict.fromkeys(arrived, topics)}),
        facts=tuple(new_facts),
        is_material=before.is_joined
        or any(fact["kind"] in ("number", "name") and fact["value"] not in values for fact in new_facts)
        or any(source.family not in told_families for source in sources),
    )


def _new_facts(sources: Iterable[Source], known: frozenset[tuple[str, int]]) -> list[dict[str, Any]]:
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for source in sources:
        for fact in facts(f"{source.title}\n{source.text}", source.language):
            key = (fact.value, source.family)
            if key not in known and key not in found:
                found[key] = {
                    "kind": fact.kind,
                    "value": fact.value,
                    "family": source.family,
                    "article_id": source.article_id,
                    "first_at": source.published_at,
                }
    return list(found.values())


# --- writing -------------------------------------------------------------------------------------


async def _write(
    session: AsyncSession,
    batch: Batch,
    changes: Sequence[Change],
    merged: Mapping[int, int],
    *,
    now: datetime,
) -> tuple[dict[int, int], int]:
    """Everything of one run; gives the ids of the stories made, and the highest membership id."""
    made = {change.story: _new_story(change.tally, now) for change in changes if change.story < 0}
    session.add_all(made.values())
    await session.flush()
    named = {key: story.id for key, story in made.items() if story.id is not None}
    await _update(session, [change for change in changes if change.story > 0], now)
    moved = await merge_stories(session, merged, now=now)
    await _end_replaced(session, batch, now)
    memberships = [
        Membership(
            article_id=arrival.article.id or 0, story_id=named.get(change.story, change.story), since_at=now
        )
        for change in changes
        for arrival in change.arrivals
    ]
    session.add_all(memberships)
    await session.flush()
    rows = [
        {**fact, "story_id": named.get(change.story, change.story)}
        for change in changes
        for fact in change.facts
    ]
    for at in range(0, len(rows), ROWS_A_STATEMENT):
        await insert_missing(
            session, Fact, rows[at : at + ROWS_A_STATEMENT], unique=("story_id", "value", "family")
        )
    return named, max(membership.id or 0 for membership in [*memberships, *moved])


def _new_story(counted: Tally, now: datetime) -> Story:
    return Story(**asdict(counted), created_at=now, changed_at=now)


async def _update(session: AsyncSession, changes: Sequence[Change], now: datetime) -> None:
    if not changes:
        return
    result = await session.execute(
        select(Story).where(col(Story.id).in_([change.story for change in changes]))
    )
    stories = {story.id: story for story in result.scalars()}
    for change in changes:
        story = stories[change.story]
        if story.merged_into is not None:
            raise NotFound("story", change.story)  # another worker merged it: read the rows again
        for column, value in asdict(change.tally).items():
            setattr(story, column, value)
        if change.is_material:
            story.revision += 1
            story.changed_at = now
        if story.last_published_at >= now - SPAN:
            story.closed_at = None


async def _end_replaced(session: AsyncSession, batch: Batch, now: datetime) -> None:
    replaced = [arrival.replaces for arrival in batch.arrivals if arrival.replaces is not None]
    if replaced:
        await session.execute(
            update(Membership)
            .where(col(Membership.article_id).in_(replaced), col(Membership.until_at).is_(None))
            .values(until_at=now)
        )


async def _close_quiet(session: AsyncSession, now: datetime) -> None:
    """Stories with nothing published for as long as the window are closed, in passing."""
    await session.execute(
        update(Story)
        .where(col(Story.closed_at).is_(None), col(Story.last_published_at) < now - SPAN)
        .values(closed_at=now)
        .execution_options(synchronize_session=False)
    )
