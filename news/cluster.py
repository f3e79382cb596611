"""Step 2: join a feed's new articles to stories. Row: a feed.

Reads the articles that have no story yet, has their meaning told where there is an encoder, decides in a thread
over the live window (`window`, `joining`), and writes memberships, stories, facts and meanings in one commit. A
newer version of an article takes its place in the story; stories that turn out to be one become the older, and what
turns out to belong elsewhere goes there (`changes` works out what that makes of them). Knows nothing of how stories
are ranked or told.
"""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.clustering.arrivals import Batch, read_batch
from news.clustering.changes import Before, Change, Changes, Told, work_out
from news.clustering.embeddings import keep_meanings, read_meanings, tell_meanings
from news.clustering.live_articles import SPAN
from news.clustering.merging import merge_stories
from news.clustering.splitting import end_emptied, move_articles, retell
from news.clustering.story_index import Plan, alone
from news.clustering.watching import watch
from news.db import insert_missing
from news.errors import NotFound
from news.models import Article, Fact, Feed, Membership, Story
from news.reader.seen import share_merged, share_moved
from news.story.stories import first_version, read_stories
from news.work import Claim, finish
from news.writing.recalling import fallen, recall

if TYPE_CHECKING:
    from news.app import App

ROWS_A_STATEMENT = 2_000
"""Rows of one insert: SQLite allows 32,766 variables."""

log = structlog.get_logger(__name__)


async def cluster(app: "App", claim: Claim) -> None:
    """Join at most `arrivals.ARTICLES_A_RUN` articles of the feed; what is left is due again at once."""
    now = app.now()
    for embedder in app.embedders:
        await embedder.prepare()
    async with app.reading() as session:
        batch = await read_batch(session, claim.row)
        if batch.arrivals and not batch.is_brought:
            await app.index.follow(session, now=now, embedders=app.embedders)
        kept = await read_meanings(session, batch, app.embedders)
    if not batch.arrivals:
        async with app.session() as session:
            await _close_quiet(session, now)
            await finish(session, claim)
        return
    if batch.is_brought:
        await _keep_apart(app, claim, batch, now=now)
        return
    try:
        meanings = await tell_meanings(app, batch, kept)
        plan = await app.index.plan(batch, meanings, now=now)
        async with app.reading() as session:
            before = await _read_before(session, batch, plan)
        changes = await asyncio.to_thread(work_out, batch, plan, before)
        async with app.session() as session:
            named, last = await _write(session, batch, plan, changes, before, now=now)
            await keep_meanings(session, app.embedders, meanings)
            told = {named.get(one.story, one.story): one.sources for one in changes.of_stories}
            await watch(session, told, now=now)
            await _close_quiet(session, now)
            await finish(session, claim, again_at=now if batch.more else None)
    except BaseException:  # whatever it was, the window must not keep what was not committed
        app.index.forget()
        raise
    app.index.settle(named, last_membership=last)
    log.debug(
        "clustered",
        feed=claim.row,
        articles=len(batch.arrivals),
        stories=len(changes.of_stories),
        new=len(named),
    )


async def _keep_apart(app: "App", claim: Claim, batch: Batch, *, now: datetime) -> None:
    """Each article of a feed that a reader brought is a story of its own: it joins nobody's, nobody's joins it, and neither
    encoders nor what is watched for breaking news hear of it (docs/decisions)."""
    plan = alone(batch)
    async with app.reading() as session:
        before = await _read_before(session, batch, plan)
    changes = await asyncio.to_thread(work_out, batch, plan, before)
    async with app.session() as session:
        await _write(session, batch, plan, changes, before, now=now, feed=claim.row)
        await finish(session, claim, again_at=now if batch.more else None)


# --- reading -------------------------------------------------------------------------------------


async def _read_before(session: AsyncSession, batch: Batch, plan: Plan) -> dict[int, Before]:
    """Every story that an article comes from or goes to."""
    stories = {story for story in plan.stories if story > 0}
    stories |= {arrival.inherits for arrival in batch.arrivals if arrival.inherits is not None}
    stories |= await _origins(session, plan.moved)
    if not stories:
        return {}
    told = await read_stories(session, stories)
    topics_of = await _topics_of(session, stories)
    facts = await _facts_of(session, stories)
    return {
        story: Before(
            sources=whole.sources,
            topics_of={source.article_id: topics_of.get(source.article_id, ()) for source in whole.sources},
            facts=tuple(facts.get(story, ())),
        )
        for story, whole in told.items()
    }


async def _origins(session: AsyncSession, articles: Collection[int]) -> set[int]:
    if not articles:
        return set()
    found = await session.execute(
        select(col(Membership.story_id)).where(
            col(Membership.article_id).in_(articles), col(Membership.until_at).is_(None)
        )
    )
    return set(found.scalars())


async def _topics_of(session: AsyncSession, stories: Collection[int]) -> dict[int, Sequence[str]]:
    rows = await session.execute(
        select(col(Article.id), col(Feed.topics))
        .join(Feed, col(Feed.id) == col(Article.feed_id))
        .join(Membership, col(Membership.article_id) == col(Article.id))
        .where(col(Membership.story_id).in_(stories), col(Membership.until_at).is_(None))
    )
    return {article: listed for article, listed in rows if article is not None}


async def _facts_of(session: AsyncSession, stories: Collection[int]) -> dict[int, list[Told]]:
    columns = (Fact.kind, Fact.value, Fact.family, Fact.article_id, Fact.first_at)
    rows = await session.execute(
        select(col(Fact.story_id), *map(col, columns), first_version())
        .join(Article, col(Article.id) == col(Fact.article_id))
        .where(col(Fact.story_id).in_(stories))
        .order_by(col(Fact.id))
    )
    found: dict[int, list[Told]] = defaultdict(list)
    for story, *told in rows:
        found[story].append(Told(*told))
    return found


# --- writing -------------------------------------------------------------------------------------


async def _write(
    session: AsyncSession,
    batch: Batch,
    plan: Plan,
    changes: Changes,
    before: Mapping[int, Before],
    *,
    now: datetime,
    feed: int | None = None,
) -> tuple[dict[int, int], int]:
    """Everything of one run; gives the ids of the stories made, and the highest membership id. `feed`: the brought feed that
    alone tells them."""
    made = {change.story: _new_story(change, now, feed) for change in changes.of_stories if change.story < 0}
    session.add_all(made.values())
    await session.flush()
    named = {key: story.id for key, story in made.items() if story.id is not None} | dict(changes.kept)
    written = [replace(change, story=named.get(change.story, change.story)) for change in changes.of_stories]
    old = [change for change, was in zip(written, changes.of_stories, strict=True) if was.story > 0]
    await _update(session, old, now)
    emptied = {story: named.get(goal, goal) for story, goal in changes.emptied.items()}
    begun = await _move(session, batch, written, plan.merged, emptied, now=now)
    await _write_facts(session, written)
    await _share_seen(session, written, plan.merged, before)
    left = {change.story: set(change.left) for change in old if change.left}
    for change in written:
        untrue = await recall(
            session, change.story, fallen(change.arrivals, change.sources), change.sources, now=now
        )
        if untrue:
            left.setdefault(change.story, set()).update(untrue)
    await retell(session, left, news={change.story for change in old if change.is_material}, now=now)
    return named, max((membership.id or 0 for membership in begun), default=0)


async def _move(
    session: AsyncSession,
    batch: Batch,
    changes: Sequence[Change],
    merged: Mapping[int, int],
    emptied: Mapping[int, int],
    *,
    now: datetime,
) -> list[Membership]:
    """Every article into its story; stories merged and emptied say what they became. Gives what began."""
    moved = await move_articles(
        session,
        {
            article: (origin, change.story)
            for change in changes
            for article, origin in change.came.items()
            if merged.get(origin) != change.story and article not in change.arrived
        },
        now=now,
    )
    moved += await merge_stories(session, merged, now=now)
    await _end_replaced(session, batch, now)
    await end_emptied(session, emptied, now=now)
    joined = [
        Membership(article_id=article, story_id=change.story, since_at=now)
        for change in changes
        for article in sorted(change.arrived)
    ]
    session.add_all(joined)
    await session.flush()
    return [*moved, *joined]


async def _write_facts(session: AsyncSession, changes: Sequence[Change]) -> None:
    reshaped = [change.story for change in changes if change.is_reshaped]
    if reshaped:
        await session.execute(delete(Fact).where(col(Fact.story_id).in_(reshaped)))
    rows = [_fact_row(told, change.story) for change in changes for told in change.facts]
    for at in range(0, len(rows), ROWS_A_STATEMENT):
        await insert_missing(
            session, Fact, rows[at : at + ROWS_A_STATEMENT], unique=("story_id", "value", "family")
        )


def _fact_row(told: Told, story: int) -> dict[str, Any]:
    return {
        "story_id": story,
        "kind": told.kind,
        "value": told.value,
        "family": told.family,
        "article_id": told.article_id,
        "first_at": told.first_at,
    }


async def _share_seen(
    session: AsyncSession, changes: Sequence[Change], merged: Mapping[int, int], before: Mapping[int, Before]
) -> None:
    came: dict[int, dict[int, int]] = {}
    for change in changes:
        lineage = {source.article_id: source.first_version for source in change.sources}
        if articles := {
            lineage[article]: origin
            for article, origin in change.came.items()
            if merged.get(origin) != change.story
        }:
            came[change.story] = articles
    arrived = {article for change in changes for article in change.arrived}
    await share_merged(session, merged, arrived=arrived)
    await share_moved(session, came, {story: was.sources for story, was in before.items()})


def _new_story(change: Change, now: datetime, feed: int | None) -> Story:
    told = asdict(change.tally)
    return Story(**told, split_from=change.split_from, feed_id=feed, created_at=now, changed_at=now)


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
