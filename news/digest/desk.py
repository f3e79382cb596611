"""A digest to be made: for whom, what they want, and which stories fit. Reading only; `compose` acts on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from heapq import nlargest

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.catalogue import TopicEntry
from news.clock import local_date
from news.digest.rank import Candidate, Taste, rank
from news.digest.shelf import Listed, Shelf, of_brought_feeds, stories_of_feeds
from news.language.rubrics import rubric
from news.language.tokens import terms
from news.models import Chat, Digest, Schedule, Seen, Subscriber, Work
from news.queries import (
    facts_of,
    feeds_followed,
    followed,
    outlets_of,
    read_topics,
    seen_by,
    with_descendants,
)
from news.reader.agenda import is_paused
from news.reader.interests import of_feed, of_words
from news.reader.learning import learned_of
from news.reader.look import Look, look_of, stories_for
from news.reader.mutes import Rule
from news.reader.muting import Muting, muted_among, read_rules, reads
from news.reader.own_stories import muted_stories
from news.reader.phrases import Phrase, parse, written

WINDOW = timedelta(hours=48)
LONGEST_WINDOW = timedelta(days=7)
FIRST_NEWS_WAIT = timedelta(seconds=60)  # only while feeds are being read; usually it is there within 30 s
MORE_NEWS_WAIT = timedelta(seconds=5)
OWN_WORDS = 1.5
"""What a story weighs that is about a reader's own words, as against 1 for a topic: nobody else chose it for them."""
OWN_FEEDS = 1.5
CATCH_UP, MOST_IN_CATCH_UP = 2, 10
"""How many times as long the digest after a pause is, and what it has at most where it is counted by stories."""
COMPARED = 40  # of the best stories, the names are read, so that one event told twice is noticed


@dataclass(frozen=True)
class Desk:
    """A digest to be made, for whom, and what they want: stories `since` a time, some of which the digest before,
    composed at `last_at`, may have shown. `is_catch_up`: it is the first after a pause."""

    digest: Digest
    subscriber: Subscriber
    chat: Chat
    schedule: Schedule | None
    taste: Taste
    since: datetime
    last_at: datetime | None
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
    digest = await session.get(Digest, digest_id)
    if digest is None or digest.state not in ("planned", "chosen"):
        return None
    subscriber = await session.get(Subscriber, digest.subscriber_id)
    chat = await session.get(Chat, subscriber.chat) if subscriber else None
    if subscriber is None or chat is None or chat.state != "active":
        return None
    is_planned = digest.schedule_id is not None
    if is_planned and (subscriber.state != "active" or is_paused(subscriber, now=now)):
        return None
    schedule = await session.get(Schedule, digest.schedule_id) if is_planned else None
    return await _laid(session, digest, subscriber, chat, schedule, now=now)


async def read_wishes(session: AsyncSession, subscriber: Subscriber, chat: Chat, *, now: datetime) -> Desk:
    """What a reader wants at this moment, apart from any digest."""
    day = local_date(now, zone=subscriber.zone)
    no_digest = Digest(subscriber_id=subscriber.id or 0, local_date=day, slot_at=now, created_at=now)
    return await _laid(session, no_digest, subscriber, chat, None, now=now)


async def _laid(
    session: AsyncSession,
    digest: Digest,
    subscriber: Subscriber,
    chat: Chat,
    schedule: Schedule | None,
    *,
    now: datetime,
) -> Desk:
    feeds = await feeds_followed(session, subscriber.id or 0)
    own = {feed: url for feed, url in feeds.items() if schedule and str(feed) in schedule.feeds}
    targets = await followed(session, subscriber.id or 0, kind="phrase")
    own_words = [words for words in schedule.words if words in targets] if schedule else []
    if schedule is not None and (schedule.topics or own_words or own):
        slugs, targets, feeds = schedule.topics, own_words, own
    else:  # it has nothing of its own, or only words and sites that are followed no more
        slugs = await followed(session, subscriber.id or 0)
    phrases = tuple(p for target in targets if (p := parse(target, languages=reads(subscriber))))
    last_at = await _last_composed_at(session, subscriber)
    topics = await read_topics(session)
    taste = _taste(subscriber, slugs, phrases, feeds, topics)
    taste = replace(taste, leans=await learned_of(session, subscriber.id or 0, now=now))
    rules = await read_rules(session, subscriber.id or 0, topics, now=now)
    others = [*(of_words(written(phrase)) for phrase in phrases), *map(of_feed, feeds.values())]
    wants = _wants(slugs, others, topics)
    muting = Muting(rules, wants, reads(subscriber))
    since = _since(digest.covers_from_at, last_at or subscriber.paused_at, now=now)
    is_catch_up = subscriber.paused_at is not None and not is_paused(subscriber, now=now)
    return Desk(
        digest, subscriber, chat, schedule, taste, since, last_at, phrases, muting, feeds, is_catch_up
    )


def _wants(
    slugs: Sequence[str], others: Sequence[str], topics: Mapping[str, TopicEntry]
) -> dict[str, frozenset[str]]:
    """What each thing that is followed reaches; nothing where everything is. `others` are the interests that are no topics."""
    return {slug: with_descendants([slug], topics) for slug in slugs} | {i: frozenset({i}) for i in others}


def _taste(
    subscriber: Subscriber,
    slugs: Sequence[str],
    phrases: Sequence[Phrase],
    feeds: Mapping[int, str],
    topics: Mapping[str, TopicEntry],
) -> Taste:
    """Who follows neither topic nor words nor feed gets the most important of everything."""
    everything = [] if phrases or feeds else [slug for slug, topic in topics.items() if topic.parent is None]
    interests = {of_words(written(phrase)): OWN_WORDS for phrase in phrases}
    interests |= {of_feed(url): OWN_FEEDS for url in feeds.values()}
    return Taste(
        topics=with_descendants(slugs or everything, topics) | frozenset(interests),
        language=subscriber.digest_language,
        min_outlets=subscriber.min_outlets,
        weights=interests,
    )


async def _last_composed_at(session: AsyncSession, subscriber: Subscriber) -> datetime | None:
    return (
        await session.execute(
            select(col(Digest.composed_at))
            .where(col(Digest.subscriber_id) == subscriber.id, col(Digest.composed_at).is_not(None))
            .order_by(col(Digest.composed_at).desc())
            .limit(1)
        )
    ).scalar_one_or_none()


def _since(from_at: datetime | None, last_at: datetime | None, *, now: datetime) -> datetime:
    """From when on stories count: from where it was asked to begin; else the last two days, or since the last digest if
    that is longer ago."""
    earliest = now - LONGEST_WINDOW
    if from_at is not None:
        return max(earliest, from_at)
    return max(earliest, min(now - WINDOW, last_at)) if last_at else now - WINDOW


async def is_early(
    session: AsyncSession, desk: Desk, *, found: int, started_at: datetime | None, now: datetime
) -> bool:
    """Whether it should wait a little, after it was asked for by hand or the program has started: feeds are being read
    this moment, and little is there yet. So the first digest of a new installation, and one whose hour came
    while nobody worked, holds news instead of saying that there is none."""
    begun = [at for at in (started_at, None if desk.schedule else desk.digest.created_at) if at is not None]
    if found >= desk.count or not begun:
        return False
    if now > max(begun) + (FIRST_NEWS_WAIT if found == 0 else MORE_NEWS_WAIT):
        return False
    arriving = await session.execute(
        select(col(Work.id))
        .where(col(Work.step).in_(("fetch", "cluster")), or_(col(Work.due_at) <= now, col(Work.leased)))
        .limit(1)
    )
    return arriving.first() is not None


@dataclass(frozen=True)
class Choice:
    """The best stories for a reader, and those that would have been among them but for a mute, with what keeps them out."""

    best: list[Candidate]
    hidden: dict[int, tuple[Rule, ...]]


async def choose(session: AsyncSession, shelf: Shelf, desk: Desk, *, now: datetime, count: int) -> Choice:
    """The best stories for this reader, at most `count`."""
    fitting = await _fitting(session, shelf, desk)
    candidates = await _candidates(session, desk, fitting)
    topics = {c.story: c.topics for c in candidates}
    muted = await muted_among(session, shelf.mentions, topics, desk.muting, since=desk.since)
    is_open = [c for c in candidates if c.story not in muted]
    best = await _best(session, is_open, fitting, desk, now=now, count=count)
    if not muted:
        return Choice(best, {})
    before = await _hidden_before(session, desk)
    else_best = await _best(session, candidates, fitting, desk, now=now, count=desk.count)
    passed = [c.story for c in else_best if c.story in muted and c.story not in before]
    return Choice(best, {story: muted[story] for story in passed})


async def is_wanted(session: AsyncSession, shelf: Shelf, desk: Desk, story: int) -> bool:
    """Whether a story on the shelf is about something that the reader follows and does not mute, and new to them."""
    listed = next((s for s in await shelf.live(session, since=desk.since) if s.id == story), None)
    if listed is None:
        return False
    topics = (*(await _marks(session, shelf, desk)).get(story, ()), *listed.topics)
    if desk.taste.topics.isdisjoint(topics) or story in await muted_stories(session, desk.subscriber.id or 0):
        return False
    if await seen_by(session, desk.subscriber.id or 0, [story]):
        return False
    return not await muted_among(session, shelf.mentions, {story: topics}, desk.muting, since=desk.since)


async def _fitting(session: AsyncSession, shelf: Shelf, desk: Desk) -> dict[int, Listed]:
    """The stories of something that is followed."""
    stories = [
        *await shelf.live(session, since=desk.since),
        *await of_brought_feeds(session, desk.feeds, since=desk.since),
    ]
    marks = await _marks(session, shelf, desk)
    stories = [replace(s, topics=(*marks[s.id], *s.topics)) if s.id in marks else s for s in stories]
    muted = await muted_stories(session, desk.subscriber.id or 0)
    return {s.id: s for s in stories if s.id not in muted and not desk.taste.topics.isdisjoint(s.topics)}


async def _candidates(session: AsyncSession, desk: Desk, fitting: Mapping[int, Listed]) -> list[Candidate]:
    """Those that the reader has not seen as they are now; to catch up, those that most outlets told."""
    if desk.is_recap:
        largest = nlargest(COMPARED, fitting.values(), key=lambda s: (s.independent, s.last_at))
        return [_candidate(story, new_facts=0, is_update=False) for story in largest]
    seen = await seen_by(session, desk.subscriber.id or 0, since=desk.since)
    again = [i for i, s in fitting.items() if i in seen and s.revision > seen[i].revision]
    updates = await _updates(session, desk, again, seen)
    return [
        _candidate(story, new_facts=updates.get(story_id, 0), is_update=story_id in updates)
        for story_id, story in fitting.items()
        if story_id not in seen or story_id in updates
    ]


async def _best(
    session: AsyncSession,
    candidates: Sequence[Candidate],
    fitting: Mapping[int, Listed],
    desk: Desk,
    *,
    now: datetime,
    count: int,
) -> list[Candidate]:
    best = rank(candidates, desk.taste, now=now, count=max(count, COMPARED))
    described = await _described(session, best, fitting, with_outlets=bool(desk.taste.leans))
    return rank(described, desk.taste, now=now, count=count)


async def _hidden_before(session: AsyncSession, desk: Desk) -> set[int]:
    """What digests of these days have said to be hidden: it is said once."""
    found = await session.execute(
        select(col(Digest.hidden)).where(
            col(Digest.subscriber_id) == desk.subscriber.id,
            col(Digest.composed_at) >= desk.since,
            col(Digest.id) != desk.digest.id,
        )
    )
    return {item["story"] for hidden in found.scalars() for item in hidden}


async def _marks(session: AsyncSession, shelf: Shelf, desk: Desk) -> dict[int, list[str]]:
    """By story, which of the reader's words it is about, and which of their feeds it is in."""
    marks: dict[int, list[str]] = {}
    if desk.phrases:
        about = await shelf.mentions.stories_of(session, desk.phrases, since=desk.since)
        marks = {story: [of_words(phrase) for phrase in phrases] for story, phrases in about.items()}
    for story, feed in await stories_of_feeds(session, desk.feeds, since=desk.since):
        marks.setdefault(story, []).append(of_feed(desk.feeds[feed]))
    return marks


async def _described(
    session: AsyncSession,
    candidates: Sequence[Candidate],
    stories: Mapping[int, Listed],
    *,
    with_outlets: bool,
) -> list[Candidate]:
    """The candidates with what tells them apart: the words of their headlines, the names in them, and who tells them where
    something was learned about that."""
    ids = [candidate.story for candidate in candidates]
    facts = await facts_of(session, ids)
    outlets = await outlets_of(session, ids) if with_outlets else {}
    return [
        replace(
            c,
            words=frozenset(terms(stories[c.story].headline, stories[c.story].language)),
            rubric=rubric(stories[c.story].headline),
            names=frozenset(fact.value for fact in facts.get(c.story, ()) if fact.kind == "name"),
            outlets=frozenset(outlets.get(c.story, ())),
        )
        for c in candidates
    ]


async def _updates(
    session: AsyncSession, desk: Desk, ids: Sequence[int], seen: dict[int, Seen]
) -> dict[int, int]:
    """Stories the reader knows that have facts they were not shown, with how many."""
    found = {}
    for story_id, facts in (await facts_of(session, ids)).items() if ids else ():
        new = {fact.value for fact in facts} - set(seen[story_id].facts)
        if new:
            found[story_id] = len(new)
    return found


def _candidate(story: Listed, *, new_facts: int, is_update: bool) -> Candidate:
    return Candidate(
        story=story.id,
        revision=story.revision,
        topics=story.topics,
        languages=story.languages,
        independent=story.independent,
        last_at=story.last_at,
        is_update=is_update,
        new_facts=new_facts,
    )
