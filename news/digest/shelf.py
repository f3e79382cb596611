"""The live stories as ranking sees them, read once for all readers while nothing changes.

A digest needs a few fields of every story of two days. Loading them as rows for each reader would cost a second a
digest at 40,000 stories; here they are values, and only those are read again around which a story came, changed or left. What
was found out of some of them for one reader (the names in them, who tells them, whose own words they are about) is there for the
next.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.clustering.mentions import Mentions
from news.digest.rank import Candidate
from news.digest.rankings import Listed, Rankings
from news.language.rubrics import rubric
from news.language.tokens import terms
from news.models import Article, Fact, Membership, Story
from news.ports import Embedder
from news.queries import outlets_of
from news.reader.muting import Telling
from news.reader.phrases import Phrase

T = TypeVar("T")

NEAR, FAR = timedelta(hours=48), timedelta(days=7)
"""How far back digests look: mostly, and after a long absence."""
LOOK_AGAIN = timedelta(seconds=1)
"""So soon nothing is asked again: whether a story changed is asked of all of them."""
ORDER_HOLDS = timedelta(minutes=1)
"""So long the stories keep their order: freshness falls to a third in hours."""
AT_ONCE = 500
BLOCK = 128
"""Stories of so many ids in a row are read again together: the news of a second touches a few of these blocks."""


@dataclass
class Live:
    """The stories with news since a time that are still themselves, by id, and what is known of them. It grows while readers
    are served; where a story changes, there is a new one."""

    stories: Mapping[int, Listed]
    since: datetime
    mentions: Mentions
    telling: Telling = field(default_factory=Telling)
    _rankings: Rankings | None = None
    _facts: dict[int, tuple[frozenset[str], frozenset[str]]] = field(default_factory=dict)
    _outlets: dict[int, frozenset[str]] = field(default_factory=dict)
    _candidates: dict[int, Candidate] = field(default_factory=dict)
    _about: dict[tuple[Phrase, frozenset[str]], Sequence[int]] = field(default_factory=dict)

    def rankings(self, *, now: datetime) -> Rankings:
        """Their order at this moment, or less than a minute ago."""
        if self._rankings is None or not timedelta(0) <= now - self._rankings.at < ORDER_HOLDS:
            self._rankings = Rankings(self.stories.values(), now=now)
        return self._rankings

    def renewed(self, came: Mapping[int, Listed], gone: Set[int]) -> "Live":
        """Another one in which these stories have `gone` and these came, a changed one in both; of all others what is known
        stays known, but for what readers' words are about: there are new articles. Those that are read again and the same keep
        their places."""
        changed = {story for story in gone | came.keys() if self.stories.get(story) != came.get(story)}

        def kept(known: Mapping[int, T]) -> dict[int, T]:
            left = dict(known)
            for story in gone:
                left.pop(story, None)
            return left

        return Live(
            {**kept(self.stories), **came},
            self.since,
            self.mentions,
            _rankings=self._rankings
            and self._rankings.renewed(
                [came[story] for story in changed if story in came],
                [self.stories[story] for story in changed if story in self.stories],
            ),
            _facts=kept(self._facts),
            _outlets=kept(self._outlets),
            _candidates=kept(self._candidates),
        )

    def count(self, *, since: datetime) -> int:
        return sum(story.last_at >= since for story in self.stories.values())

    def candidate(self, story: int) -> Candidate:
        """As a reader finds it that has not seen it and asked for nothing special: of a story that was `described`."""
        if (found := self._candidates.get(story)) is None:
            listed = self.stories[story]
            found = self._candidates[story] = described(bare(listed), listed, names=self.names(story))
        return found

    def facts(self, story: int) -> frozenset[str]:
        """Of a story that was `described`."""
        return self._facts[story][0]

    def names(self, story: int) -> frozenset[str]:
        return self._facts[story][1]

    def outlets(self, story: int) -> frozenset[str]:
        return self._outlets[story]

    async def describe(self, session: AsyncSession, ids: Collection[int]) -> None:
        """Reads the facts of these stories, as far as they are not known."""
        for some in _some(set(ids) - self._facts.keys()):
            facts: dict[int, set[str]] = {story: set() for story in some}
            names: dict[int, set[str]] = {story: set() for story in some}
            columns = (col(Fact.story_id), col(Fact.kind), col(Fact.value))
            for story, kind, value in await session.execute(
                select(*columns).where(col(Fact.story_id).in_(some))
            ):
                facts[story].add(value)
                if kind == "name":
                    names[story].add(value)
            for story in some:
                self._facts[story] = frozenset(facts[story]), frozenset(names[story])

    async def find_outlets(self, session: AsyncSession, ids: Collection[int]) -> None:
        """Reads who tells these stories, as far as it is not known."""
        for some in _some(set(ids) - self._outlets.keys()):
            told = await outlets_of(session, some)
            self._outlets.update((story, frozenset(told.get(story, ()))) for story in some)

    async def about(self, session: AsyncSession, phrase: Phrase) -> Sequence[int]:
        """The stories that are about a reader's own words."""
        key = (phrase, phrase.languages)
        if key not in self._about:
            found = await self.mentions.stories_of(session, [phrase], since=self.since)
            self._about[key] = tuple(found)
        return self._about[key]


class Shelf:
    """One an app. Safe to share: a reader at worst reads again what another is reading."""

    def __init__(self, embedder: Embedder | None = None) -> None:
        self._held: dict[timedelta, _Held] = {}
        self.mentions = Mentions(embedder)

    async def live(self, session: AsyncSession, *, since: datetime, now: datetime) -> Live:
        """The stories with news since then, and some with older ones."""
        reach = reach_of(since, now=now)
        begins = min(since, _half_day(now - reach))
        held = self._held.get(reach)
        if (
            held is not None
            and held.live.since == begins
            and timedelta(0) < now - held.looked_at < LOOK_AGAIN
        ):
            return held.live
        stamps = await _stamps(session, since=begins)
        if held is not None and held.stamps == stamps:
            held.looked_at = now
            return held.live
        if held is not None and held.live.since == begins:
            live = await _read_again(session, held, stamps)
        else:
            live = Live(await _read(session, since=begins), begins, self.mentions)
        self._held[reach] = _Held(stamps, now, live)
        return live


Stamps = Mapping[int, tuple[Any, ...]]
"""By block of ids, what differs whenever one of its stories came, changed, merged or left."""


@dataclass
class _Held:
    """A reading of the stories, what told that it is theirs, and when that was last asked."""

    stamps: Stamps
    looked_at: datetime
    live: Live


async def _read_again(session: AsyncSession, held: _Held, stamps: Stamps) -> Live:
    """The stories of the blocks in which something changed."""
    changed = {block for block in held.stamps.keys() | stamps if held.stamps.get(block) != stamps.get(block)}
    came: dict[int, Listed] = {}
    for block in changed & stamps.keys():
        came |= await _read(session, since=held.live.since, block=block)
    return held.live.renewed(came, {story for block in changed for story in _ids_of(block)})


async def _read(session: AsyncSession, *, since: datetime, block: int | None = None) -> dict[int, Listed]:
    asked = _fields(since).where(col(Story.feed_id).is_(None))
    if block is not None:
        asked = asked.where(col(Story.id).between(_ids_of(block)[0], _ids_of(block)[-1]))
    rows = (await session.execute(asked)).all()
    return await asyncio.to_thread(lambda: {row[0]: _listed(row) for row in rows})


def _ids_of(block: int) -> range:
    return range(block * BLOCK, (block + 1) * BLOCK)


def reach_of(since: datetime, *, now: datetime) -> timedelta:
    """How far back is read for whoever wants stories since then."""
    return NEAR if since >= now - NEAR else FAR


def _half_day(at: datetime) -> datetime:
    return at.replace(hour=at.hour // 12 * 12, minute=0, second=0, microsecond=0)


def bare(story: Listed, *, new_facts: int | None = None) -> Candidate:
    """A story as ranking sees it first; an update where it has `new_facts`."""
    return Candidate(
        story=story.id,
        revision=story.revision,
        topics=story.topics,
        languages=story.languages,
        independent=story.independent,
        last_at=story.last_at,
        is_update=new_facts is not None,
        new_facts=new_facts or 0,
    )


def described(one: Candidate, story: Listed, *, names: frozenset[str]) -> Candidate:
    """With what tells it apart."""
    words = frozenset(terms(story.headline, story.language))
    return replace(one, words=words, names=names, rubric=rubric(story.headline))


async def _stamps(session: AsyncSession, *, since: datetime) -> Stamps:
    block = col(Story.id) // BLOCK
    found = await session.execute(
        select(
            block,
            func.count(),
            func.sum(col(Story.revision)),
            func.max(col(Story.changed_at)),
            func.count(col(Story.merged_into)),
            func.count(col(Story.feed_id)),
            func.sum(col(Story.articles)),
        )
        .where(col(Story.last_published_at) >= since)
        .group_by(block)
    )
    return {number or 0: tuple(stamp) for number, *stamp in found}


def _fields(since: datetime) -> Any:
    return select(
        col(Story.id),
        col(Story.revision),
        col(Story.headline),
        col(Story.language),
        col(Story.topics),
        col(Story.languages),
        col(Story.independent),
        col(Story.last_published_at),
        col(Story.feed_id),
    ).where(col(Story.last_published_at) >= since, col(Story.merged_into).is_(None))


async def of_brought_feeds(
    session: AsyncSession, feeds: Collection[int], *, since: datetime
) -> dict[int, list[Listed]]:
    """By feed, the stories that these feeds, which readers brought, told alone. They stand on no shelf: only who follows one of
    the feeds may see them."""
    found: dict[int, list[Listed]] = {}
    for some in _some(feeds):
        for row in await session.execute(_fields(since).where(col(Story.feed_id).in_(some))):
            found.setdefault(row[-1], []).append(_listed(row))
    return found


async def stories_of_feeds(
    session: AsyncSession, feeds: Collection[int], *, since: datetime
) -> Sequence[tuple[int, int]]:
    """Which stories have an article of one of these feeds since then: (story, feed), each once."""
    found: list[tuple[int, int]] = []
    for some in _some(feeds):
        rows = await session.execute(
            select(col(Membership.story_id), col(Article.feed_id))
            .join(Article, col(Article.id) == col(Membership.article_id))
            .where(
                col(Article.feed_id).in_(some),
                col(Article.published_at) >= since,
                col(Membership.until_at).is_(None),
            )
            .distinct()
        )
        found += [(story, feed) for story, feed in rows]
    return found


def _some(ids: Iterable[int]) -> Iterable[list[int]]:
    """So many that a statement takes them."""
    listed = sorted(ids)
    return (listed[at : at + AT_ONCE] for at in range(0, len(listed), AT_ONCE))


def _listed(row: Any) -> Listed:
    story_id, revision, headline, language, topics, languages, independent, last_at, _ = row
    bases = frozenset((code or "").split("-")[0] for code in languages)
    return Listed(story_id, revision, headline, language, tuple(topics), bases, independent, last_at)
