"""The live window of this process (`window`), kept in step with the rows; `cluster` plans with it and commits.

Knows how the window is filled, followed and emptied; nothing of what a story's rows say.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from news.clustering.arrivals import Arrival, Batch
from news.clustering.embeddings import kept_meanings
from news.clustering.joining import Item, read_item
from news.clustering.live import NO_EVENT
from news.clustering.live_articles import FEWEST, SPAN
from news.clustering.meanings import Meaning, is_fluent
from news.clustering.regrouping import NEARLY, regroup
from news.clustering.window import Window
from news.language.tokens import primary_subtag
from news.models import Article, Membership, Story
from news.ports import Embedder

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
MEMBERSHIPS_LOOKED_BACK = 1_000
"""On Postgres a lower id may be committed after a higher one; so many are looked at again."""
_OLDER = aliased(Article)


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
        self._known: tuple[tuple[str, frozenset[str] | None], ...] = ()  # models, and the languages they know

    async def follow(
        self, session: AsyncSession, *, now: datetime, embedders: Sequence[Embedder] = ()
    ) -> None:
        """Bring the window up to what is committed: two queries, and three more if others committed something."""
        known = tuple((embedder.name, embedder.languages) for embedder in embedders)
        if known != self._known:
            self.forget()  # what it holds was told by another model, or by one that was not known yet
        self._known = known
        open_and_live = (
            col(Membership.until_at).is_(None),
            col(Article.published_at) >= await _live_since(session, now),
            col(Story.feed_id).is_(None),  # what a reader brought joins nobody's story
        )
        joined = (
            select(Membership, Article)
            .join(Article, col(Article.id) == col(Membership.article_id))
            .join(Story, col(Story.id) == col(Membership.story_id))
            .where(*open_and_live)
            .order_by(col(Article.published_at), col(Article.id))
        )
        window = self._window
        if window is not None:
            since = self._last_membership - MEMBERSHIPS_LOOKED_BACK
            recent = await session.execute(
                select(col(Membership.id), col(Membership.article_id), col(Membership.story_id))
                .join(Article, col(Article.id) == col(Membership.article_id))
                .join(Story, col(Story.id) == col(Membership.story_id))
                .where(col(Membership.id) > since, *open_and_live)
            )
            listed = recent.all()
            unknown = [membership or 0 for membership, article, _ in listed if article not in window]
            with self._lock:
                for _, article, story in listed:  # others merged stories
                    window.move(article, story)
            if not unknown:
                return
            replaced = await _older_versions(session, unknown)
            with self._lock:
                for article in replaced:
                    window.remove(article)
            joined = joined.where(col(Membership.id).in_(unknown))
        rows = (await session.execute(joined)).all()
        kept = await kept_meanings(session, [article.id or 0 for _, article in rows], embedders)
        await asyncio.to_thread(self._take_in, rows, kept, now)

    def story_of(self, article: int) -> int | None:
        """None where the article is not live."""
        with self._lock:
            return self._window.story_of(article) if self._window else None

    async def plan(self, batch: "Batch", meanings: Mapping[int, Meaning], *, now: datetime) -> "Plan":
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

    def _take_in(self, rows: Sequence[Any], kept: Mapping[int, Meaning], now: datetime) -> None:
        with self._lock:
            window = self._window or Window()
            news = [
                (self._item(article, kept.get(article.id)), membership.story_id)
                for membership, article in rows
                if article.id not in window
            ]
            window.observe([item for item, _ in news], now=now)
            for item, story in news:
                window.add(item, story, now=now)
            self._window = window
            self._last_membership = max([self._last_membership, *(row[0].id for row in rows)])

    def _plan(self, batch: "Batch", meanings: Mapping[int, Meaning], now: datetime) -> "Plan":
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
            urls: dict[int, int] = {}
            for item, arrival in zip(items, batch.arrivals, strict=True):
                story = _last(became, arrival.inherits or 0)
                if _goes_on(window, item, arrival, story):
                    window.add(item, story, now=now)
                else:
                    url = (arrival.article.outlet_id, arrival.article.canonical_url)
                    same_url = urls.get(item.address, batch.story_of_url.get(url))
                    known = None if same_url is None or arrival.inherits else _last(became, same_url)
                    taken = window.take(item, -item.article, now=now, same_url=known)
                    became |= dict(taken.merged)
                    story = taken.story
                story_of[item.article] = story
                if item.address and item.rubric not in NO_EVENT:
                    urls[item.address] = story
            regrouped = regroup(window)
            return planned(story_of, became | dict(regrouped.merged), regrouped.moved)

    def _item(self, article: Article, meaning: Meaning | None) -> Item:
        """An article's row as joining sees it."""
        return read_item(
            article.id or 0,
            outlet=article.outlet_id,
            language=article.language,
            url=article.canonical_url,
            published_at=article.published_at,
            title=article.title,
            text=article.text,
            meaning=meaning,
            is_fluent=is_fluent(
                meaning, primary_subtag(article.language), [languages for _, languages in self._known]
            ),
        )


@dataclass(frozen=True)
class Plan:
    """The story of each arrival by article id, a key below zero is a story to be made; the stories that turned out to
    be part of an older one; and the articles that turned out to belong elsewhere than the rest of their story."""

    story_of: Mapping[int, int]
    merged: Mapping[int, int]
    moved: Mapping[int, int] = field(default_factory=dict)

    @property
    def stories(self) -> set[int]:
        return {*self.story_of.values(), *self.merged, *self.merged.values(), *self.moved.values()}

    def goal_of(self, article: int, story: int) -> int:
        """Where an article of this story is from now on."""
        return self.moved.get(article, self.merged.get(story, story))


def planned(
    story_of: Mapping[int, int], became: Mapping[int, int], moved: Mapping[int, int] | None = None
) -> Plan:
    """What the window did, as what is to be written. `story_of` says where each arrival was put first, `became` which
    story each merged one became, `moved` where articles, arrivals too, were put afterwards."""
    went = {article: _last(became, story) for article, story in (moved or {}).items()}
    return Plan(
        story_of={article: went.get(article, _last(became, story)) for article, story in story_of.items()},
        merged={younger: _last(became, younger) for younger in became if younger > 0},
        moved={article: story for article, story in went.items() if article not in story_of},
    )


def alone(batch: Batch) -> Plan:
    """Each article in a story of its own; a newer version stays where the one it replaces was."""
    return Plan(
        {
            arrival.article.id or 0: arrival.inherits or -(arrival.article.id or 0)
            for arrival in batch.arrivals
        },
        merged={},
    )


def _goes_on(window: Window, item: Item, arrival: Arrival, story: int) -> bool:
    """Whether it is a newer version that stays in this story: it tells what the one it replaces told, or it fits the
    others. Some feeds use an id again for another event. The replaced one leaves the window either way."""
    if arrival.replaces is None:
        return False
    is_retold = window.is_retold(item, arrival.replaces)
    window.remove(arrival.replaces)
    return arrival.inherits is not None and (is_retold or window.margin_to(item, story) >= NEARLY)


def _last(became: Mapping[int, int], story: int) -> int:
    while story in became:
        story = became[story]
    return story


async def _older_versions(session: AsyncSession, memberships: Collection[int]) -> Sequence[int]:
    """Of the articles of these memberships: they are in no story any more."""
    found = await session.execute(
        select(col(_OLDER.id))
        .join(
            Article, (col(Article.feed_id) == col(_OLDER.feed_id)) & (col(Article.guid) == col(_OLDER.guid))
        )
        .join(Membership, col(Membership.article_id) == col(Article.id))
        .where(col(Membership.id).in_(memberships), col(_OLDER.version) < col(Article.version))
    )
    return [article for article in found.scalars() if article is not None]


async def _live_since(session: AsyncSession, now: datetime) -> datetime:
    """Articles published since then are in the window: those of its span, and the newest ones however old."""
    oldest = await session.execute(
        select(col(Article.published_at)).order_by(col(Article.published_at).desc()).offset(FEWEST).limit(1)
    )
    first = oldest.scalar_one_or_none()
    return min(now - SPAN, first) if first is not None else LONG_AGO
