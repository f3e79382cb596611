"""A reader's mutes and the stories they keep out, from the rows. Reading only; `mutes` decides."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.catalogue import TopicEntry
from news.clustering.mentions import SHARE, Mentions, lead_of
from news.models import Article, Membership, Mute, Outlet, Story, Subscriber
from news.queries import followed, outlets_of, read_topics, with_descendants
from news.reader.mutes import Asked, Rule, kept_out, phrase_of, words_said

AT_ONCE = 500


@dataclass(frozen=True)
class Muting:
    """What a reader mutes, by what they follow (`wants`: what each interest reaches), and the languages they read."""

    rules: tuple[Rule, ...] = ()
    wants: Mapping[str, frozenset[str]] = field(default_factory=dict)
    languages: tuple[str, ...] = ()

    @property
    def words(self) -> list[str]:
        return [rule.target for rule in self.rules if rule.kind == "word"]

    @property
    def outlets(self) -> list[str]:
        """Those that are muted everywhere."""
        return [rule.target for rule in self.rules if rule.kind == "outlet" and not rule.within]


def reads(subscriber: Subscriber) -> tuple[str, ...]:
    """The languages that a reader's own words may be in."""
    return (subscriber.digest_language, subscriber.interface_language)


async def read_mutes(session: AsyncSession, subscriber_id: int, *, now: datetime) -> list[Mute]:
    """Those that hold now, the oldest first."""
    found = await session.execute(
        select(Mute)
        .where(
            col(Mute.subscriber_id) == subscriber_id,
            col(Mute.lifted_at).is_(None),
            or_(col(Mute.until_at).is_(None), col(Mute.until_at) > now),
        )
        .order_by(col(Mute.id))
    )
    return list(found.scalars())


async def muted_outlets(session: AsyncSession, subscriber_id: int, *, now: datetime) -> list[str]:
    """The domains that are muted everywhere."""
    mutes = await read_mutes(session, subscriber_id, now=now)
    return [mute.target for mute in mutes if mute.kind == "outlet" and not mute.within]


async def read_rules(
    session: AsyncSession, subscriber_id: int, topics: Mapping[str, TopicEntry], *, now: datetime
) -> tuple[Rule, ...]:
    return tuple(
        Rule(
            mute.kind,
            mute.target,
            mute.within,
            with_descendants([mute.target], topics) if mute.kind == "topic" else frozenset(),
        )
        for mute in await read_mutes(session, subscriber_id, now=now)
    )


async def muted_among(
    session: AsyncSession,
    mentions: Mentions,
    topics: Mapping[int, Sequence[str]],
    muting: Muting,
    *,
    since: datetime,
) -> dict[int, tuple[Rule, ...]]:
    """Of these stories, given with their topics, those that are kept out, and by what. No query where nothing is muted."""
    if not muting.rules:
        return {}
    said = await _saying(session, mentions, muting, since=since)
    outlets = await _outlets(session, muting.rules, topics, since=since)
    nothing: frozenset[str] = frozenset()
    found = {
        story: kept_out(
            Asked(about, frozenset(outlets.get(story, ())), said.get(story, nothing)),
            muting.rules,
            wants=muting.wants,
        )
        for story, about in topics.items()
    }
    return {story: rules for story, rules in found.items() if rules}


async def muted_now(
    session: AsyncSession, subscriber: Subscriber, stories: Collection[int], *, now: datetime
) -> dict[int, tuple[Rule, ...]]:
    """Of a few stories, those that the reader's mutes keep out at this moment, and by what, read from their articles. One query
    where nothing is muted."""
    reader = subscriber.id or 0
    if not stories or not await read_mutes(session, reader, now=now):
        return {}
    topics = await read_topics(session)
    rules = await read_rules(session, reader, topics, now=now)
    slugs = await followed(session, reader)
    wants = {slug: with_descendants([slug], topics) for slug in slugs}
    words = [rule.target for rule in rules if rule.kind == "word"]
    said = await _said_in(session, words, stories, read=reads(subscriber)) if words else {}
    outlets = await outlets_of(session, stories)
    rows = await session.execute(select(col(Story.id), col(Story.topics)).where(col(Story.id).in_(stories)))
    found = {
        story or 0: kept_out(
            Asked(about, frozenset(outlets.get(story or 0, ())), said.get(story or 0, frozenset())),
            rules,
            wants=wants,
        )
        for story, about in rows
    }
    return {story: at_work for story, at_work in found.items() if at_work}


async def _said_in(
    session: AsyncSession, words: Sequence[str], stories: Collection[int], *, read: Collection[str]
) -> dict[int, frozenset[str]]:
    """Which muted words each story says: enough of its articles, as where digests look."""
    rows = await session.execute(
        select(col(Membership.story_id), col(Article.title), lead_of(), col(Article.language))
        .join(Article, col(Article.id) == col(Membership.article_id))
        .where(
            col(Membership.story_id).in_(stories),
            col(Membership.until_at).is_(None),
            col(Article.superseded_at).is_(None),
        )
    )
    told: dict[int, list[frozenset[str]]] = defaultdict(list)
    for story, title, lead, language in rows:
        told[story].append(words_said(words, lead or "", title=title, language=language, read=read))
    return {
        story: frozenset(
            word
            for word in words
            if SHARE * sum(word in one for one in each) >= len(each) and any(word in one for one in each)
        )
        for story, each in told.items()
    }


async def _saying(
    session: AsyncSession, mentions: Mentions, muting: Muting, *, since: datetime
) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for target in dict.fromkeys(muting.words):
        phrase = phrase_of(target, read=muting.languages)
        for story in await mentions.stories_saying(session, phrase, since=since):
            found.setdefault(story, set()).add(target)
    return found


async def _outlets(
    session: AsyncSession, rules: Iterable[Rule], stories: Collection[int], *, since: datetime
) -> dict[int, set[str]]:
    """The outlets of the stories that a muted one tells."""
    muted = [rule.target for rule in rules if rule.kind == "outlet"]
    if not muted:
        return {}
    is_muted = [
        condition
        for domain in muted
        for condition in (
            col(Outlet.domain) == domain,
            col(Outlet.domain).endswith("." + domain, autoescape=True),
        )
    ]
    told = await session.execute(
        select(col(Membership.story_id))
        .join(Article, col(Article.id) == col(Membership.article_id))
        .join(Outlet, col(Outlet.id) == col(Article.outlet_id))
        .join(Story, col(Story.id) == col(Membership.story_id))
        .where(or_(*is_muted), col(Membership.until_at).is_(None), col(Story.last_published_at) >= since)
        .distinct()
    )
    wanted = [story for story in told.scalars() if story in stories]
    found: dict[int, set[str]] = {}
    for at in range(0, len(wanted), AT_ONCE):
        found |= await outlets_of(session, wanted[at : at + AT_ONCE])
    return found
