"""Step 2: join a feed's new articles to stories. Row: a feed.

Reads the articles that have no story yet, has their meaning told where there is an encoder, decides in a thread
over the live window (`window`, `joining`), and writes memberships, stories, facts and meanings in one commit. A
newer version of an article takes its place in the story; stories that turn out to be one become the older. Knows nothing of how stories are ranked or told.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
import structlog
from numpy.typing import NDArray
from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.db import insert_missing
from news.errors import NotFound
from news.extract import facts
from news.joining import Item, lead, read_item
from news.language.rubrics import Rubric
from news.language.tokens import primary_subtag
from news.merging import merge_stories
from news.models import Article, Embedding, Fact, Feed, Membership, Outlet, Story
from news.ports import Embedder
from news.stories import Source, read_stories, source_of, with_families
from news.tally import Tally, tally
from news.window import FEWEST, SPAN, Window
from news.work import Claim, finish

if TYPE_CHECKING:
    from news.app import App

__all__ = ["StoryIndex", "cluster"]

ARTICLES_A_RUN = 500
ROWS_A_STATEMENT = 2_000
"""Rows of one insert: SQLite allows 32,766 variables."""
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
MEMBERSHIPS_LOOKED_BACK = 1_000
"""On Postgres a lower id may be committed after a higher one; so many are looked at again."""

log = structlog.get_logger(__name__)


async def cluster(app: "App", claim: Claim) -> None:
    """Join at most `ARTICLES_A_RUN` articles of the feed; what is left is due again at once."""
    now = app.now()
    async with app.reading() as session:
        batch = await _read_batch(session, claim.row)
        if batch.arrivals:
            await app.index.follow(session, now=now, embedder=app.embedder)
    if not batch.arrivals:
        async with app.session() as session:
            await _close_quiet(session, now)
            await finish(session, claim)
        return
    try:
        meanings = await _meanings(app.embedder, batch)
        plan = await app.index.plan(batch, meanings, now=now)
        async with app.reading() as session:
            before = await _read_before(session, {story for story in plan.stories if story > 0})
        changes = await asyncio.to_thread(_work_out, batch, plan, before)
        async with app.session() as session:
            named, last = await _write(session, batch, changes, plan.merged, now=now)
            await _keep_meanings(session, app.embedder, meanings)
            await _close_quiet(session, now)
            await finish(session, claim, again_at=now if batch.more else None)
    except BaseException:  # whatever it was, the window must not keep what was not committed
        app.index.forget()
        raise
    app.index.settle(named, last_membership=last)
    log.debug("clustered", feed=claim.row, articles=len(batch.arrivals), stories=len(changes), new=len(named))


Vector = NDArray[np.float32]


async def _meanings(embedder: Embedder | None, batch: "Batch") -> dict[int, Vector]:
    """By article id; empty without an encoder."""
    if embedder is None:
        return {}
    articles = [arrival.article for arrival in batch.arrivals]
    told = await embedder.embed([lead(article.title, article.text, article.language) for article in articles])
    return {article.id or 0: vector for article, vector in zip(articles, told, strict=True)}


async def _keep_meanings(
    session: AsyncSession, embedder: Embedder | None, meanings: Mapping[int, Vector]
) -> None:
    if embedder is not None:
        rows = [
            {"article_id": article, "model": embedder.name, "vector": vector.astype(np.float16).tobytes()}
            for article, vector in meanings.items()
        ]
        await insert_missing(session, Embedding, rows, unique=("article_id", "model"))


# --- the index -----------------------------------------------------------------------------------


class StoryIndex:
    """The live window of this process, in step with what is committed.

    Filled from rows when first used; what other workers commit is read before each run. What this worker
    plans is in it at once, under keys below zero for stories that have no id yet; `settle` after the commit
    gives them their ids, `forget` after a failure empties it, and it is read again from the rows.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._window: Window | None = None
        self._last_membership = 0
        self._languages: frozenset[str] | None = frozenset()  # that the encoder is good at

    async def follow(self, session: AsyncSession, *, now: datetime, embedder: Embedder | None = None) -> None:
        """Bring the window up to what is committed: two queries, and one more if others committed something."""
        self._languages = embedder.languages if embedder else frozenset()
        open_and_live = (
            col(Membership.until_at).is_(None),
            col(Article.published_at) >= await _live_since(session, now),
        )
        model = embedder.name if embedder else ""
        joined = (
            select(Membership, Article, col(Embedding.vector))
            .join(Article, col(Article.id) == col(Membership.article_id))
            .outerjoin(
                Embedding,
                (col(Embedding.article_id) == col(Article.id)) & (col(Embedding.model) == model),
            )
            .where(*open_and_live)
            .order_by(col(Article.published_at), col(Article.id))
        )
        window = self._window
        if window is not None:
            since = self._last_membership - MEMBERSHIPS_LOOKED_BACK
            recent = await session.execute(
                select(col(Membership.id), col(Membership.article_id), col(Membership.story_id))
                .join(Article, col(Article.id) == col(Membership.article_id))
                .where(col(Membership.id) > since, *open_and_live)
            )
            listed = recent.all()
            unknown = [membership for membership, article, _ in listed if article not in window]
            with self._lock:
                for _, article, story in listed:  # others merged stories
                    window.move(article, story)
            if not unknown:
                return
            joined = joined.where(col(Membership.id).in_(unknown))
        rows = (await session.execute(joined)).all()
        await asyncio.to_thread(self._take_in, rows, now)

    async def plan(self, batch: "Batch", meanings: Mapping[int, Vector], *, now: datetime) -> "Plan":
        return await asyncio.to_thread(self._plan, batch, meanings, now)

    def settle(self, named: Mapping[int, int], *, last_membership: int) -> None:
        """The plan was committed: stories made have these ids."""
        with self._lock:
            if self._window is not None:
                self._window.rename(named)
            self._last_membership = max(self._last_membership, last_membership)

    def forget(self) -> None:
        """The plan was not committed. A thread that still works on it works on what nobody reads."""
        self._window = None
        self._last_membership = 0

    def _take_in(self, rows: Sequence[Any], now: datetime) -> None:
        with self._lock:
            window = self._window or Window()
            news = [
                (self._item(article, _vector(kept)), membership.story_id)
                for membership, article, kept in rows
                if article.id not in window
            ]
            window.observe([item for item, _ in news], now=now)
            for item, story in news:
                window.add(item, story, now=now)
            self._window = window
            self._last_membership = max([self._last_membership, *(row[0].id for row in rows)])

    def _plan(self, batch: "Batch", meanings: Mapping[int, Vector], now: datetime) -> "Plan":
        with self._lock:
            window = self._window
            if window is None:
                raise RuntimeError("the index is planned with before it follows the rows")
            window.evict(now)
            items = [
                self._item(arrival.article, meanings.get(arrival.article.id or 0))
                for arrival in batch.arrivals
            ]
            window.observe(items, now=now)
            story_of: dict[int, int] = {}
            became: dict[int, int] = {}
            urls: dict[tuple[int, str], int] = {}
            for item, arrival in zip(items, batch.arrivals, strict=True):
                if arrival.replaces is not None:
                    window.remove(arrival.replaces)
                if arrival.inherits is not None:
                    story = _last(became, arrival.inherits)
                    window.add(item, story, now=now)
                else:
                    same_url = urls.get(
                        (item.outlet, item.url), batch.story_of_url.get((item.outlet, item.url))
                    )
                    known = None if same_url is None else _last(became, same_url)
                    taken = window.take(item, -item.article, now=now, same_url=known)
                    became |= dict(taken.merged)
                    story = taken.story
                story_of[item.article] = story
                if item.url and item.rubric not in (Rubric.STANDING, Rubric.ROUNDUP):
                    urls[item.outlet, item.url] = story
            return Plan(
                {article: _last(became, story) for article, story in story_of.items()},
                {younger: _last(became, younger) for younger in became if younger > 0},
            )

    def _item(self, article: Article, meaning: Vector | None) -> Item:
        """An article's row as joining sees it."""
        known = self._languages
        return read_item(
            article.id or 0,
            outlet=article.outlet_id,
            language=article.language,
            url=article.canonical_url,
            published_at=article.published_at,
            title=article.title,
            text=article.text,
            meaning=meaning,
            is_fluent=known is None or primary_subtag(article.language) in known,
        )


@dataclass(frozen=True)
class Plan:
    """The story of each arrival by article id, a key below zero is a story to be made; and the stories that
    turned out to be part of an older one."""

    story_of: Mapping[int, int]
    merged: Mapping[int, int]

    @property
    def stories(self) -> set[int]:
        return {*self.story_of.values(), *self.merged, *self.merged.values()}


def _last(became: Mapping[int, int], story: int) -> int:
    while story in became:
        story = became[story]
    return story


def _vector(kept: bytes | None) -> Vector | None:
    return None if kept is None else np.frombuffer(kept, dtype=np.float16).astype(np.float32)


async def _live_since(session: AsyncSession, now: datetime) -> datetime:
    """Articles published since then are in the window: those of its span, and the newest ones however old."""
    oldest = await session.execute(
        select(col(Article.published_at)).order_by(col(Article.published_at).desc()).offset(FEWEST).limit(1)
    )
    first = oldest.scalar_one_or_none()
    return min(now - SPAN, first) if first is not None else LONG_AGO


# --- reading -------------------------------------------------------------------------------------


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
    """What one run joins. `story_of_url` are stories that have an address from an outlet already."""

    arrivals: tuple[Arrival, ...]
    topics: tuple[str, ...]
    story_of_url: Mapping[tuple[int, str], int]
    more: bool


@dataclass(frozen=True)
class Before:
    """A story as it stood: its sources, their topics, and the facts it has as (value, family)."""

    sources: tuple[Source, ...]
    topics_of: Mapping[int, Sequence[str]]
    known: frozenset[tuple[str, int]]
    is_joined: bool = False


async def _read_batch(session: AsyncSession, feed_id: int) -> Batch:
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
    urls = {article.canonical_url for article in articles if _is_of_one_article(article.canonical_url)}
    if not urls:
        return {}
    result = await session.execute(
        select(col(Article.outlet_id), col(Article.canonical_url), col(Membership.story_id))
        .join(Membership, col(Membership.article_id) == col(Article.id))
        .where(
            col(Article.canonical_url).in_(urls),
            col(Article.published_at) >= min(article.published_at for article in articles) - SPAN,
            col(Membership.until_at).is_(None),
        )
    )
    return {(outlet, url): story for outlet, url, story in result}


def _is_of_one_article(url: str) -> bool:
    """Not empty and not a front page: an address that can say that two items are one."""
    return len(url.partition("://")[2].partition("/")[2]) > 1


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
