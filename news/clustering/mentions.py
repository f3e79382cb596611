"""Which stories readers' own words are about, without asking every story for every reader.

An index in memory over the words of the articles of some days (`phrases.keys`), read on from the rows when asked, and
only where somebody follows words. A phrase looks up a few articles by its rarest words, each is judged once, and what was
judged is kept for all readers of the phrase. Where an encoder on this machine tells meanings, articles that mean the words
are found as well. Knows nothing of who follows what. The words never leave the process.
"""

import asyncio
from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import log
from sys import intern
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.clustering.meant import LIKE, is_meant
from news.clustering.topics import read_signs
from news.language.tokens import primary_subtag
from news.models import Article, Embedding, Membership, Story
from news.ports import Embedder
from news.reader.phrases import (
    LEAD_CHARS,
    Passage,
    Phrase,
    keys,
    keys_of,
    matches,
    read_passage,
    says,
    says_whole,
    written,
)

T = TypeVar("T")

AT_ONCE = 500
MOST_CANDIDATES = 2_000
"""The newest articles that a phrase looks at: one that is about everything is about nothing."""
LOOKED_BACK = 1_000
"""On Postgres a lower id may be committed after a higher one; so many are looked at again."""
KEPT = timedelta(days=8)
MOST_PHRASES = 5_000
SHARE = 8
"""Of a story's articles one in so many must match: a word in one headline of twenty is not the story's."""


@dataclass
class _Judged:
    """What became of the articles that were compared with a phrase."""

    seen: set[int] = field(default_factory=set)
    matched: set[int] = field(default_factory=set)
    vector: NDArray[np.float32] | None = None
    compared: int = 0


class _Day:
    """The articles of a day by the words they have. Most words are of one article: a list for each would take most of the memory."""

    def __init__(self) -> None:
        self.articles: list[int] = []
        self._having: dict[str, int | array[int]] = {}

    def add(self, key: str, article: int) -> None:
        known = self._having.setdefault(intern(key), article)
        if isinstance(known, array):
            known.append(article)
        elif known != article:
            self._having[key] = array("q", (known, article))

    def having(self, key: str) -> Iterable[int]:
        known = self._having.get(key, ())
        return (known,) if isinstance(known, int) else known


class _Meanings:
    """The vectors of the articles that are known, in the order they came."""

    def __init__(self) -> None:
        self.articles: list[int] = []
        self.last = 0
        self._known: set[int] = set()
        self._vectors: list[NDArray[np.float16]] = []  # as the rows have them

    def add(self, article: int, vector: NDArray[np.float16]) -> None:
        if article not in self._known:
            self.articles.append(article)
            self._known.add(article)
            self._vectors.append(vector)
            self.last = max(self.last, article)

    def near(self, meant: NDArray[np.float32], *, after: int) -> dict[int, float]:
        """Of those after the first so many, the articles that are alike, and how much."""
        if after >= len(self.articles):
            return {}
        likeness = np.vstack(self._vectors[after:]).astype(np.float32) @ meant
        found = np.flatnonzero(likeness >= LIKE)
        return {self.articles[after + int(at)]: float(likeness[at]) for at in found}


class Mentions:
    """One an app. About 0.6 ms of CPU and 6 KB an article, once, off the event loop (13,837 articles of 60 languages);
    then 2 ms a phrase that was asked for before, and 35 ms one that is new."""

    def __init__(self, embedder: Embedder | None = None) -> None:
        """An `embedder` that is not on this machine is not asked: readers' words are nobody else's business."""
        self._embedder = embedder if embedder is not None and embedder.is_local else None
        self._days: dict[date, _Day] = {}
        self._known: set[int] = set()
        self._languages: set[str] = set()
        self._since: datetime | None = None
        self._last = 0
        self._judged: dict[tuple[str, str, frozenset[str]], _Judged] = {}
        self._meanings = _Meanings()
        self._model = ""
        self._turn = asyncio.Lock()

    async def stories_of(
        self,
        session: AsyncSession,
        phrases: Sequence[Phrase],
        *,
        since: datetime,
    ) -> dict[int, list[str]]:
        """By story, the phrases it is about, in their written form, in the order given."""
        found: dict[int, list[str]] = {}
        async with self._turn:
            await self._follow(session, since)
            if self._embedder is not None:
                await self._follow_meanings(session, self._embedder.name)
            for phrase in phrases:
                if self._embedder is not None:
                    await self._judge_meanings(session, phrase, self._embedder)
                for story in await self._stories(session, phrase):
                    found.setdefault(story, []).append(written(phrase))
        return found

    async def stories_saying(
        self, session: AsyncSession, phrase: Phrase, *, since: datetime
    ) -> frozenset[int]:
        """The stories that say what is muted, in a headline or below one: enough of their articles do."""
        [part] = phrase.plain
        async with self._turn:
            await self._follow(session, since)
            judged = self._judged_before(phrase, use="said")
            new = self._articles(part) - judged.seen
            if new:
                passages = await _read(session, sorted(new)[-MOST_CANDIDATES:])
                judged.matched |= await asyncio.to_thread(_saying, phrase, passages)
                judged.seen |= new
            held = await _holding(session, judged.matched)
        return frozenset(story for story, is_enough in held.items() if is_enough)

    # --- following the rows ----------------------------------------------------------------------

    async def _follow(self, session: AsyncSession, since: datetime) -> None:
        if self._since is None or since < self._since:
            self._days, self._known, self._last, self._since = {}, set(), 0, since
        rows = await session.execute(
            select(*_FIELDS, col(Article.published_at)).where(
                col(Article.id) > self._last - LOOKED_BACK,
                col(Article.published_at) >= self._since,
                col(Article.superseded_at).is_(None),
            )
        )
        new = sorted((row for row in rows if row.id not in self._known), key=lambda row: row.id)
        for some in _chunks(new):  # a run that is cut short has not read in vain
            await asyncio.to_thread(self._take_in, some)
        self._forget(since - KEPT)

    def _take_in(self, rows: Sequence[Any]) -> None:
        for row in rows:
            passage = _passage(row)
            day = self._days.setdefault(row.published_at.date(), _Day())
            for key in keys(passage):
                day.add(key, row.id)
            day.articles.append(row.id)
            self._languages.add(passage.language)
            self._known.add(row.id)
            self._last = max(self._last, row.id)

    async def _follow_meanings(self, session: AsyncSession, model: str) -> None:
        """Vectors come with the joining, after the articles: those of articles that are known and have none yet."""
        if model != self._model:
            self._meanings, self._model = _Meanings(), model
            for judged in self._judged.values():
                judged.vector, judged.compared = None, 0
        rows = await session.execute(
            select(col(Embedding.article_id), col(Embedding.vector)).where(
                col(Embedding.model) == model,
                col(Embedding.article_id) > self._meanings.last - LOOKED_BACK,
            )
        )
        for article, vector in rows:
            if article in self._known:
                self._meanings.add(article, np.frombuffer(vector, dtype=np.float16))

    def _forget(self, before: datetime) -> None:
        """Once a day, what is too old for any digest; what was judged is judged again, so that it does not pile up."""
        if any(day < before.date() for day in self._days):
            self._days = {day: held for day, held in self._days.items() if day >= before.date()}
            self._known = {article for held in self._days.values() for article in held.articles}
            self._judged.clear()
            self._meanings = _Meanings()

    # --- a phrase --------------------------------------------------------------------------------

    async def _stories(self, session: AsyncSession, phrase: Phrase) -> list[int]:
        by_part = {part: self._articles(part) for part in phrase.wanted}
        judged = self._judged_before(phrase)
        new = _candidates(by_part) - judged.seen
        if new:
            rarity = {part: _rarity(len(ids), len(self._known)) for part, ids in by_part.items()}
            passages = await _read(session, sorted(new)[-MOST_CANDIDATES:])
            judged.matched |= await asyncio.to_thread(_matching, phrase, passages, rarity)
            judged.seen |= new
        held = await _holding(session, judged.matched)
        shut = await self._shut_out(session, phrase, held)
        return sorted(story for story, is_enough in held.items() if is_enough and story not in shut)

    async def _judge_meanings(self, session: AsyncSession, phrase: Phrase, embedder: Embedder) -> None:
        judged = self._judged_before(phrase)
        if judged.vector is None:
            [judged.vector] = await embedder.embed([" ".join(phrase.wanted)])
        if judged.vector is None:
            return
        near = await asyncio.to_thread(self._meanings.near, judged.vector, after=judged.compared)
        judged.compared = len(self._meanings.articles)
        rows = await _rows(session, sorted(near))
        judged.matched |= await asyncio.to_thread(_meant, phrase, rows, near)

    def _judged_before(self, phrase: Phrase, *, use: str = "about") -> _Judged:
        if len(self._judged) >= MOST_PHRASES:
            self._judged.clear()
        return self._judged.setdefault((use, written(phrase), phrase.languages), _Judged())

    def _articles(self, part: str) -> set[int]:
        return {
            article
            for key in keys_of(part, self._languages)
            for day in self._days.values()
            for article in day.having(key)
        }

    async def _shut_out(self, session: AsyncSession, phrase: Phrase, stories: Collection[int]) -> set[int]:
        """The stories of which an article says what must not be there."""
        suspects = set().union(*(self._articles(part) for part in phrase.never)) if phrase.never else set()
        if not suspects or not stories:
            return set()
        found: set[int] = set()
        for some in _chunks(sorted(stories)):
            rows = await session.execute(
                select(col(Membership.story_id), *_FIELDS)
                .join(Article, col(Article.id) == col(Membership.article_id))
                .where(col(Membership.story_id).in_(some), col(Membership.until_at).is_(None))
            )
            for row in rows:
                if row.id in suspects and any(says(part, _passage(row), phrase) for part in phrase.never):
                    found.add(row.story_id)
        return found


def lead_of() -> Any:
    """In a query of articles: the beginning of the text, as far as matching reads."""
    return func.substr(col(Article.text), 1, LEAD_CHARS).label("lead")


_FIELDS = (col(Article.id), col(Article.title), lead_of(), col(Article.language))


def _passage(row: Any) -> Passage:
    return read_passage(row.title, row.lead or "", primary_subtag(row.language))


def _candidates(by_part: Mapping[str, set[int]]) -> set[int]:
    """Articles that may say enough of it: both of two words, two of more."""
    listed = sorted((ids for ids in by_part.values() if ids), key=len)
    if len(by_part) <= 2:
        return set.intersection(*by_part.values())
    seen: set[int] = set()
    twice: set[int] = set()
    for ids in listed:
        twice |= seen & ids
        seen |= ids
    return twice


def _rarity(found: int, among: int) -> float:
    return max(0.1, log((among + 1) / (found + 1)) / log(among + 2))


def _matching(phrase: Phrase, passages: Mapping[int, Passage], rarity: Mapping[str, float]) -> set[int]:
    return {article for article, passage in passages.items() if matches(phrase, passage, rarity=rarity)}


def _saying(phrase: Phrase, passages: Mapping[int, Passage]) -> set[int]:
    [part] = phrase.plain
    return {article for article, passage in passages.items() if says_whole(part, passage, phrase)}


def _meant(phrase: Phrase, rows: Sequence[Any], near: Mapping[int, float]) -> set[int]:
    return {
        row.id
        for row in rows
        if is_meant(
            phrase,
            _passage(row),
            read_signs(row.title, row.lead or "", row.language),
            likeness=near[row.id],
        )
    }


async def _read(session: AsyncSession, articles: Sequence[int]) -> dict[int, Passage]:
    rows = await _rows(session, articles)
    return await asyncio.to_thread(lambda: {row.id: _passage(row) for row in rows})


async def _rows(session: AsyncSession, articles: Sequence[int]) -> list[Any]:
    rows: list[Any] = []
    for some in _chunks(articles):
        rows.extend(await session.execute(select(*_FIELDS).where(col(Article.id).in_(some))))
    return rows


async def _holding(session: AsyncSession, articles: Collection[int]) -> dict[int, bool]:
    """The stories these articles are in now, and whether they are enough of the story."""
    counts: dict[int, int] = {}
    sizes: dict[int, int] = {}
    for some in _chunks(sorted(articles)):
        rows = await session.execute(
            select(col(Membership.story_id), func.count(), func.max(col(Story.articles)))
            .join(Story, col(Story.id) == col(Membership.story_id))
            .where(col(Membership.article_id).in_(some), col(Membership.until_at).is_(None))
            .group_by(col(Membership.story_id))
        )
        for story, count, size in rows:
            counts[story] = counts.get(story, 0) + count
            sizes[story] = size
    return {story: SHARE * count >= sizes[story] for story, count in counts.items()}


def _chunks(listed: Sequence[T]) -> Iterable[Sequence[T]]:
    return (listed[at : at + AT_ONCE] for at in range(0, len(listed), AT_ONCE))
