"""Which stories readers get: for many readers at once, in as many queries as for one. Reading only.

What all readers share (the order of the live stories, the names in them) stands on the shelf; of each reader only what is
their own is looked at: what they have seen, their own words and sites, what they mute.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from heapq import heappush, heapreplace, merge, nlargest

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.breathing import in_turns
from news.digest.desk import Desk
from news.digest.rank import (
    Candidate,
    Likely,
    Standing,
    diverse,
    first_followed,
    lean_of_topics,
    pool_for,
    score,
    spread,
)
from news.digest.rankings import Listed, Rankings
from news.digest.shelf import Live, Shelf, bare, described, of_brought_feeds, reach_of, stories_of_feeds
from news.models import Digest, Seen, Story
from news.reader.interests import of_feed, of_words
from news.reader.learned import MOST
from news.reader.mutes import Rule
from news.reader.own_stories import muted_stories_of
from news.reader.phrases import written

COMPARED = 40  # of the best stories, the names are read, so that one event told twice is noticed


@dataclass(frozen=True)
class Choice:
    """The best stories for a reader, and those that would have been among them but for a mute, with what keeps them out."""

    best: list[Candidate]
    hidden: dict[int, tuple[Rule, ...]]


async def choose(session: AsyncSession, shelf: Shelf, desk: Desk, *, now: datetime, count: int) -> Choice:
    """The best stories for this reader, at most `count`."""
    [choice] = await choose_all(session, shelf, [(desk, count)], now=now)
    return choice


async def choose_all(
    session: AsyncSession, shelf: Shelf, wanted: Sequence[tuple[Desk, int]], *, now: datetime
) -> list[Choice]:
    """As `choose`, for each desk with its count, in their order."""
    by_reach: dict[timedelta, list[int]] = defaultdict(list)
    for at, (desk, _) in enumerate(wanted):
        by_reach[reach_of(desk.since, now=now)].append(at)
    found: dict[int, Choice] = {}
    for places in by_reach.values():
        some = [wanted[at] for at in places]
        live = await shelf.live(session, since=min(desk.since for desk, _ in some), now=now)
        found.update(zip(places, await _chosen(session, live, some, now=now), strict=True))
    return [found[at] for at in range(len(wanted))]


async def wanting(
    session: AsyncSession, shelf: Shelf, desks: Sequence[Desk], story: int, *, now: datetime
) -> list[Desk]:
    """Those for whom a live story is about something that they follow and do not mute, and new."""
    if not desks:
        return []
    live = await shelf.live(session, since=min(desk.since for desk in desks), now=now)
    return [own.desk for own in await _read(session, live, desks) if _is_wanted(own, story)]


def _is_wanted(own: "_Own", story: int) -> bool:
    listed = own.listed(story)
    if listed is None or story in own.seen or not own.is_about(listed):
        return False
    return not own.live.telling.judge(own.desk.muting)(story, listed.topics)


# --- what is a reader's own ----------------------------------------------------------------------


@dataclass
class _Own:
    """Of the live stories, what a reader has `seen` in which revision, and muted (`left_out`); `marked` are those of their own
    words and sites, with these before their topics; `updates` those seen that have facts new to them, with how many."""

    desk: Desk
    live: Live
    seen: Mapping[int, int]
    left_out: Collection[int]
    marked: Mapping[int, Listed]
    updates: dict[int, int] = field(default_factory=dict)

    def listed(self, story: int) -> Listed | None:
        return self.marked.get(story) or self.live.stories.get(story)

    def is_about(self, story: Listed) -> bool:
        """Whether it is recent and about something that is followed, and was not muted."""
        return (
            story.last_at >= self.desk.since
            and story.id not in self.left_out
            and not self.desk.taste.topics.isdisjoint(story.topics)
        )

    @property
    def apart(self) -> list[Candidate]:
        """What is no news to them but an update, or their own: as yet without words and names."""
        fresh = (
            story for story in self.marked.values() if story.id not in self.seen and self.is_about(story)
        )
        known = ((self.listed(story), facts) for story, facts in self.updates.items())
        return [
            *(bare(story) for story in fresh),
            *(bare(story, new_facts=facts) for story, facts in known if story is not None),
        ]


async def _read(session: AsyncSession, live: Live, desks: Sequence[Desk]) -> list[_Own]:
    readers = {desk.subscriber.id or 0 for desk in desks}
    seen = await _seen(session, readers, since=live.since)
    left_out = await muted_stories_of(session, readers)
    marked = await _marked(session, live, desks)
    await live.telling.ask(session, live.mentions, (desk.muting for desk in desks), since=live.since)
    found = []
    for desk, own in zip(desks, marked, strict=True):
        reader = desk.subscriber.id or 0
        known = {} if desk.is_recap else seen.get(reader, {})
        found.append(_Own(desk, live, known, left_out.get(reader, ()), own))
    await _find_updates(session, live, found)
    return found


async def _seen(
    session: AsyncSession, readers: Collection[int], *, since: datetime
) -> dict[int, dict[int, int]]:
    """By reader, the revisions of the recent stories that they were shown."""
    rows = await session.execute(
        select(col(Seen.subscriber_id), col(Seen.story_id), col(Seen.revision))
        .join(Story, col(Story.id) == col(Seen.story_id))
        .where(col(Seen.subscriber_id).in_(readers), col(Story.last_published_at) >= since)
    )
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for reader, story, revision in rows:
        found[reader][story] = revision
    return found


async def _marked(session: AsyncSession, live: Live, desks: Sequence[Desk]) -> list[dict[int, Listed]]:
    """For each, the stories about the reader's words and of their feeds, with which of them before their topics."""
    feeds = {feed for desk in desks for feed in desk.feeds}
    brought = await of_brought_feeds(session, feeds, since=live.since)
    by_feed: dict[int, list[int]] = defaultdict(list)
    for story, feed in await stories_of_feeds(session, feeds, since=live.since):
        by_feed[feed].append(story)
    found = []
    for desk in desks:
        own = {story.id: story for feed in desk.feeds for story in brought.get(feed, ())}
        marks: dict[int, list[str]] = {story: [] for story in own}
        for phrase in desk.phrases:
            for story in await live.about(session, phrase):
                marks.setdefault(story, []).append(of_words(written(phrase)))
        for feed, url in desk.feeds.items():
            for story in by_feed[feed]:
                marks.setdefault(story, []).append(of_feed(url))
        listed = {story: own.get(story) or live.stories.get(story) for story in marks}
        found.append(
            {
                story: replace(one, topics=(*marks[story], *one.topics))
                for story, one in listed.items()
                if one is not None
            }
        )
    return found


async def _find_updates(session: AsyncSession, live: Live, owns: Sequence[_Own]) -> None:
    """Looks among what readers know for facts that they were not shown."""
    grown = {
        (own.desk.subscriber.id or 0, story): own
        for own in owns
        for story, revision in own.seen.items()
        if (listed := own.listed(story)) and listed.revision > revision and own.is_about(listed)
    }
    if not grown:
        return
    stories = {story for _, story in grown}
    await live.describe(session, stories)
    rows = await session.execute(
        select(col(Seen.subscriber_id), col(Seen.story_id), col(Seen.facts)).where(
            col(Seen.subscriber_id).in_({reader for reader, _ in grown}), col(Seen.story_id).in_(stories)
        )
    )
    for reader, story, facts in rows:
        own = grown.get((reader, story))
        if own is not None and (new := live.facts(story).difference(facts)):
            own.updates[story] = len(new)


# --- choosing ------------------------------------------------------------------------------------


async def _chosen(
    session: AsyncSession, live: Live, wanted: Sequence[tuple[Desk, int]], *, now: datetime
) -> list[Choice]:
    owns = await _read(session, live, [desk for desk, _ in wanted])
    rankings = live.rankings(now=now)
    lists = []
    async for own, (_, count) in in_turns(zip(owns, wanted, strict=True)):
        lists.append(_shortlist(own, rankings, count=count))
    await live.describe(session, {story for each in lists for story in each.stories})
    leaning = {story for each in lists if each.own.desk.taste.leans for story in each.stories}
    await live.find_outlets(session, leaning)
    before = await _hidden_before(session, [each.own.desk for each in lists if each.muted])
    choices = []
    async for each, (_, count) in in_turns(zip(lists, wanted, strict=True)):
        known = before.get(each.own.desk.digest.id or 0, set())
        choices.append(_choice(each, rankings, count=count, before=known))
    return choices


@dataclass(frozen=True)
class _Shortlist:
    """The stories among which a reader's are chosen: those `open` to them, and all of them, with the mutes that keep some out."""

    own: _Own
    open: Sequence[Likely]
    all: Sequence[Likely]
    apart: Mapping[int, Candidate]
    muted: Mapping[int, tuple[Rule, ...]]

    @property
    def stories(self) -> set[int]:
        return {each[1] for each in (*self.open, *(self.all if self.muted else ()))}


def _shortlist(own: _Own, rankings: Rankings, *, count: int) -> _Shortlist:
    apart = {one.story: one for one in own.apart}
    likely = _likely(own, rankings, apart.values(), pool=pool_for(max(count, COMPARED)))
    if own.desk.is_recap:
        likely = iter(_largest(own, likely))
    most = max(count, COMPARED)
    if not own.desk.muting.rules:
        found = spread(likely, count=most)
        return _Shortlist(own, found, found, apart, {})
    else_most = max(own.desk.count, COMPARED)
    free, both, muted = _parted(own, likely, most=pool_for(most), else_most=pool_for(else_most))
    return _Shortlist(own, spread(free, count=most), spread(both, count=else_most), apart, muted)


def _likely(own: _Own, rankings: Rankings, apart: Iterable[Candidate], *, pool: int) -> Iterator[Likely]:
    """What fits the reader, best first: of what all readers share what they do not know yet, and what is `apart`."""
    desk, taste = own.desk, own.desk.taste
    shared: Iterable[Likely] = rankings.best(
        desk.reaches,
        language=taste.language,
        min_outlets=taste.min_outlets,
        since=desk.since,
        without=(*own.seen, *own.marked, *own.left_out),
    )
    if taste.leans:
        shared = _leaning(own, shared, pool=None if desk.muting.rules or desk.is_recap else pool)
    special = (
        (-score(one, taste, now=rankings.at), one.story, first_followed(one.topics, taste) or "", one.last_at)
        for one in apart
    )
    listed = sorted(special)
    return merge(shared, listed) if listed else iter(shared)


def _leaning(own: _Own, shared: Iterable[Likely], *, pool: int | None) -> Iterable[Likely]:
    """The best of them in the order that the reader's votes give them; all, or as many as a pool holds. What leans bring is
    bounded, so that no more of them need to be looked at than could still be among those."""
    best: list[tuple[float, int, Likely]] = []
    for low, story, lead, last_at in shared:
        if pool is not None and len(best) >= pool and -low + MOST < best[0][0]:
            break
        low -= lean_of_topics(own.live.stories[story].topics, own.desk.taste)
        one = (-low, -story, (low, story, lead, last_at))
        if pool is None or len(best) < pool:
            heappush(best, one)
        elif one > best[0]:
            heapreplace(best, one)
    return sorted(likely for _, _, likely in best)


def _largest(own: _Own, likely: Iterable[Likely]) -> list[Likely]:
    """To catch up: those that most outlets told, in their order."""

    def size(each: Likely) -> tuple[int, datetime]:
        story = own.listed(each[1])
        assert story is not None
        return story.independent, story.last_at

    return sorted(nlargest(COMPARED, likely, key=size))


def _parted(
    own: _Own, likely: Iterable[Likely], *, most: int, else_most: int
) -> tuple[list[Likely], list[Likely], dict[int, tuple[Rule, ...]]]:
    """So many that no mute keeps out, so many whatever mutes say, and what is kept out."""
    free: list[Likely] = []
    both: list[Likely] = []
    muted: dict[int, tuple[Rule, ...]] = {}
    judge = own.live.telling.judge(own.desk.muting)
    for each in likely:
        listed = own.listed(each[1])
        rules = judge(each[1], listed.topics if listed else ())
        if rules:
            muted[each[1]] = rules
        elif len(free) < most:
            free.append(each)
        if len(both) < else_most:
            both.append(each)
        if len(free) == most and len(both) == else_most:
            break
    return free, both, muted


def _choice(short: _Shortlist, rankings: Rankings, *, count: int, before: set[int]) -> Choice:
    best = diverse(_standings(short, short.open, rankings), count=count)
    if not short.muted:
        return Choice(best, {})
    else_best = diverse(_standings(short, short.all, rankings), count=short.own.desk.count)
    passed = [one.story for one in else_best if one.story in short.muted and one.story not in before]
    return Choice(best, {story: short.muted[story] for story in passed})


def _standings(short: _Shortlist, likely: Iterable[Likely], rankings: Rankings) -> list[Standing]:
    taste = short.own.desk.taste
    return [Standing.of(each, _described(short, each[1]), taste, now=rankings.at) for each in likely]


def _described(short: _Shortlist, story: int) -> Candidate:
    """With the words and names that tell it apart, and who tells it where something was learned about that."""
    live = short.own.live
    if (special := short.apart.get(story)) is not None:
        listed = short.own.listed(story)
        assert listed is not None
        found = described(special, listed, names=live.names(story))
    else:
        found = live.candidate(story)
    return replace(found, outlets=live.outlets(story)) if short.own.desk.taste.leans else found


async def _hidden_before(session: AsyncSession, desks: Sequence[Desk]) -> dict[int, set[int]]:
    """By digest, what other digests of these days have said to be hidden: it is said once."""
    if not desks:
        return {}
    rows = (
        await session.execute(
            select(
                col(Digest.id), col(Digest.subscriber_id), col(Digest.composed_at), col(Digest.hidden)
            ).where(
                col(Digest.subscriber_id).in_({desk.subscriber.id for desk in desks}),
                col(Digest.composed_at) >= min(desk.since for desk in desks),
            )
        )
    ).all()
    return {
        desk.digest.id or 0: {
            item["story"]
            for digest, reader, composed_at, hidden in rows
            if reader == desk.subscriber.id and digest != desk.digest.id and composed_at >= desk.since
            for item in hidden
        }
        for desk in desks
    }
