"""A digest to be made: for whom, and what they want. Reading only, for one reader or many at once; `choosing` finds the stories
that fit, `compose` acts on it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.catalogue import TopicEntry
from news.clock import local_date
from news.digest.rank import Taste
from news.digest.shelf import FAR, NEAR
from news.models import Chat, Digest, Schedule, Subscriber, Subscription
from news.queries import addresses_of, below, children_of, read_topics
from news.reader.agenda import is_paused
from news.reader.interests import of_feed, of_words
from news.reader.learning import learned_of_all
from news.reader.look import Look, look_of, stories_for
from news.reader.mutes import Rule
from news.reader.muting import Muting, mutes_of, reads, rules_of
from news.reader.phrases import Phrase, parse, written

OWN_WORDS = 1.5
"""What a story weighs that is about a reader's own words, as against 1 for a topic: nobody else chose it for them."""
OWN_FEEDS = 1.5
CATCH_UP, MOST_IN_CATCH_UP = 2, 10
"""How many times as long the digest after a pause is, and what it has at most where it is counted by stories."""


@dataclass(frozen=True)
class Desk:
    """A digest to be made, for whom, and what they want: stories `since` a time, some of which the digest before,
    composed at `last_at`, may have shown. `reaches`: each topic that is followed, with all below it. `is_catch_up`: it is the
    first after a pause."""

    digest: Digest
    subscriber: Subscriber
    chat: Chat
    schedule: Schedule | None
    taste: Taste
    since: datetime
    last_at: datetime | None
    reaches: tuple[frozenset[str], ...] = ()
    phrases: tuple[Phrase, ...] = ()
    muting: Muting = field(default_factory=Muting)
    feeds: Mapping[int, str] = field(default_factory=dict)
    is_catch_up: bool = False

    @property
    def is_recap(self) -> bool:
        """Whether it tells the biggest since the reader was away, known or not: what they were sent they may not have read."""
        return self.digest.composed_at is None and self.digest.covers_from_at is not None

    @property
    def count(self) -> int:
        """How many stories to choose; after a pause there is more to tell."""
        if self.minutes is not None:
            return stories_for(self.minutes, self.subscriber.look)
        count = (self.schedule.stories if self.schedule else None) or self.subscriber.stories
        return min(CATCH_UP * count, max(count, MOST_IN_CATCH_UP)) if self.is_catch_up else count

    @property
    def minutes(self) -> int | None:
        """How long it may take to read; None where it is as long as its number of stories."""
        own = self.schedule
        is_own = own is not None and (own.minutes or own.stories)
        minutes = own.minutes if own is not None and is_own else self.subscriber.minutes
        return minutes * CATCH_UP if minutes and self.is_catch_up else minutes

    @property
    def look(self) -> Look:
        reader = self.subscriber
        return look_of(reader.look, is_bilingual=reader.is_bilingual, has_images=reader.has_images)


async def read_desk(session: AsyncSession, digest_id: int, *, now: datetime) -> Desk | None:
    """None where nothing is to be made any more: composed already, or the reader has stopped or pauses."""
    return (await read_desks(session, [digest_id], now=now)).get(digest_id)


async def read_desks(session: AsyncSession, digests: Collection[int], *, now: datetime) -> dict[int, Desk]:
    """By digest, as `read_desk`, of those that are to be made; a dozen queries however many."""
    found = await session.execute(
        select(Digest, Subscriber, Chat, Schedule)
        .join(Subscriber, col(Subscriber.id) == col(Digest.subscriber_id))
        .join(Chat, col(Chat.id) == col(Subscriber.chat))
        .outerjoin(Schedule, col(Schedule.id) == col(Digest.schedule_id))
        .where(col(Digest.id).in_(digests), col(Digest.state).in_(("planned", "chosen")))
    )
    due = [
        _Asked(digest, subscriber, chat, schedule)
        for digest, subscriber, chat, schedule in found.all()
        if chat.state == "active"  # asked of SQLite, it would begin with all chats that are
        and (
            digest.schedule_id is None
            or (subscriber.state == "active" and not is_paused(subscriber, now=now))
        )
    ]
    return {desk.digest.id or 0: desk for desk in await _laid(session, due, now=now)}


async def read_wishes(session: AsyncSession, subscriber: Subscriber, chat: Chat, *, now: datetime) -> Desk:
    """What a reader wants at this moment, apart from any digest."""
    [desk] = await wishes_of(session, [(subscriber, chat)], now=now)
    return desk


async def wishes_of(
    session: AsyncSession, readers: Sequence[tuple[Subscriber, Chat]], *, now: datetime
) -> list[Desk]:
    """As `read_wishes`, for each of them in their order."""
    no_digests = [
        Digest(
            subscriber_id=reader.id or 0, local_date=local_date(now, zone=reader.zone), slot_at=now, created_at=now
        )
        for reader, _ in readers
    ]  # fmt: skip
    asked = [
        _Asked(digest, reader, chat, None) for digest, (reader, chat) in zip(no_digests, readers, strict=True)
    ]
    return await _laid(session, asked, now=now)


@dataclass(frozen=True)
class _Asked:
    """A digest, and who it is for."""

    digest: Digest
    subscriber: Subscriber
    chat: Chat
    schedule: Schedule | None


async def _laid(session: AsyncSession, asked: Sequence[_Asked], *, now: datetime) -> list[Desk]:
    readers = {each.subscriber.id or 0 for each in asked}
    if not readers:
        return []
    topics = await read_topics(session)
    reaches = Reaches(topics)
    follows = await _follows(session, readers)
    last_at = await _last_composed_at(session, readers)
    leans = await learned_of_all(session, readers, now=now)
    mutes = await mutes_of(session, readers, now=now)
    found = []
    for each in asked:
        reader = each.subscriber.id or 0
        rules = rules_of(mutes.get(reader, ()), topics)
        found.append(
            _desk(each, follows[reader], reaches, last_at.get(reader), leans.get(reader, {}), rules, now=now)
        )
    return found


class Reaches:
    """What each topic reaches, reckoned once for all readers."""

    def __init__(self, topics: Mapping[str, TopicEntry]) -> None:
        self._children = children_of(topics)
        self._known: dict[str, frozenset[str]] = {}
        self.roots = [slug for slug, topic in topics.items() if topic.parent is None]

    def of(self, slug: str) -> frozenset[str]:
        if slug not in self._known:
            self._known[slug] = below([slug], self._children)
        return self._known[slug]


@dataclass
class _Follows:
    """What a reader follows, in the order they chose it; feeds by id with their addresses."""

    topics: list[str] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    feeds: dict[int, str] = field(default_factory=dict)


async def _follows(session: AsyncSession, readers: Collection[int]) -> Mapping[int, _Follows]:
    columns = (col(Subscription.subscriber_id), col(Subscription.kind), col(Subscription.target))
    rows = (
        await session.execute(
            select(*columns)
            .where(col(Subscription.subscriber_id).in_(readers))
            .order_by(col(Subscription.id))
        )
    ).all()
    addresses = await addresses_of(session, {int(t) for _, kind, t in rows if kind == "feed" and t.isdigit()})
    found: dict[int, _Follows] = defaultdict(_Follows)
    for reader, kind, target in rows:
        if kind == "topic":
            found[reader].topics.append(target)
        elif kind == "phrase":
            found[reader].phrases.append(target)
        elif kind == "feed" and target.isdigit() and int(target) in addresses:
            found[reader].feeds[int(target)] = addresses[int(target)]
    return found


def _desk(
    asked: _Asked,
    follows: _Follows,
    reaches: Reaches,
    last_at: datetime | None,
    leans: Mapping[str, float],
    rules: tuple[Rule, ...],
    *,
    now: datetime,
) -> Desk:
    subscriber, schedule = asked.subscriber, asked.schedule
    mine = _of_schedule(schedule, follows) if schedule is not None else follows
    read = reads(subscriber)
    phrases = tuple(p for target in mine.phrases if (p := parse(target, languages=read)))
    interests = {of_words(written(phrase)): OWN_WORDS for phrase in phrases}
    interests |= {of_feed(url): OWN_FEEDS for url in mine.feeds.values()}
    # who follows neither topic nor words nor feed gets the most important of everything
    slugs = mine.topics or ([] if interests else reaches.roots)
    wants = {slug: reaches.of(slug) for slug in mine.topics} | {one: frozenset({one}) for one in interests}
    taste = Taste(
        topics=frozenset(interests).union(*map(reaches.of, slugs)),
        language=subscriber.digest_language,
        min_outlets=subscriber.min_outlets,
        weights=interests,
        leans=leans,
    )
    return Desk(
        digest=asked.digest,
        subscriber=subscriber,
        chat=asked.chat,
        schedule=schedule,
        taste=taste,
        since=_since(asked.digest.covers_from_at, last_at or subscriber.paused_at, now=now),
        last_at=last_at,
        reaches=tuple(map(reaches.of, slugs)),
        phrases=phrases,
        muting=Muting(rules, wants, read),
        feeds=mine.feeds,
        is_catch_up=subscriber.paused_at is not None and not is_paused(subscriber, now=now),
    )


def _of_schedule(schedule: Schedule, follows: _Follows) -> _Follows:
    """What a schedule has of its own; where it has nothing, or only words and sites that are followed no more, all that is
    followed."""
    words = [each for each in schedule.words if each in follows.phrases]
    feeds = {feed: url for feed, url in follows.feeds.items() if str(feed) in schedule.feeds}
    return _Follows(list(schedule.topics), words, feeds) if schedule.topics or words or feeds else follows


async def _last_composed_at(session: AsyncSession, readers: Collection[int]) -> dict[int, datetime]:
    """By reader, when the last digest was composed."""
    found = await session.execute(
        select(col(Digest.subscriber_id), func.max(col(Digest.composed_at)))
        .where(col(Digest.subscriber_id).in_(readers), col(Digest.composed_at).is_not(None))
        .group_by(col(Digest.subscriber_id))
    )
    return {reader: at for reader, at in found if at is not None}


def _since(from_at: datetime | None, last_at: datetime | None, *, now: datetime) -> datetime:
    """From when on stories count: from where it was asked to begin; else the last two days, or since the last digest if
    that is longer ago."""
    earliest = now - FAR
    if from_at is not None:
        return max(earliest, from_at)
    return max(earliest, min(now - NEAR, last_at)) if last_at else now - NEAR
