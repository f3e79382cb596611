"""A reader's mutes and the stories they keep out, from the rows. Reading only; `mutes` decides."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, or_, select
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


_HOLDING = (
    select(Mute)
    .where(
        col(Mute.subscriber_id).in_(bindparam("subscribers", expanding=True)),
        col(Mute.lifted_at).is_(None),
        or_(col(Mute.until_at).is_(None), col(Mute.until_at) > bindparam("now")),
    )
    .order_by(col(Mute.id))
)


async def read_mutes(session: AsyncSession, subscriber_id: int, *, now: datetime) -> list[Mute]:
    """Those that hold now, the oldest first."""
    return (await mutes_of(session, [subscriber_id], now=now)).get(subscriber_id, [])


async def mutes_of(
    session: AsyncSession, subscribers: Collection[int], *, now: datetime
) -> dict[int, list[Mute]]:
    """By reader, those that hold now, the oldest first."""
    rows = await session.execute(_HOLDING, {"subscribers": list(subscribers), "now": now})
    found: dict[int, list[Mute]] = defaultdict(list)
    for mute in rows.scalars():
        found[mute.subscriber_id].append(mute)
    return found


async def muted_outlets(session: AsyncSession, subscriber_id: int, *, now: datetime) -> list[str]:
    """The domains that are muted everywhere."""
    mutes = await read_mutes(session, subscriber_id, now=now)
    return [mute.target for mute in mutes if mute.kind == "outlet" and not mute.within]


async def read_rules(
    session: AsyncSession, subscriber_id: int, topics: Mapping[str, TopicEntry], *, now: datetime
) -> tuple[Rule, ...]:
    return rules_of(await read_mutes(session, subscriber_id, now=now), topics)


def rules_of(mutes: Iterable[Mute], topics: Mapping[str, TopicEntry]) -> tuple[Rule, ...]:
    return tuple(
        Rule(
            mute.kind,
            mute.target,
            mute.within,
            with_descendants([mute.target], topics) if mute.kind == "topic" else frozenset(),
        )
        for mute in mutes
    )


class Telling:
    """What mutes ask of live stories, read once for all who mute the same: which of them say a word, and which outlets tell
    those that a muted outlet tells."""

    def __init__(self) -> None:
        self._said: dict[tuple[str, frozenset[str]], Collection[int]] = {}
        self._domains: set[str] = set()
        self._outlets: dict[int, frozenset[str]] = {}

    async def ask(
        self, session: AsyncSession, mentions: Mentions, mutings: Iterable[Muting], *, since: datetime
    ) -> None:
        """Reads what these mutes ask and was not asked before. No query where nothing is muted."""
        for muting in mutings:
            for target in dict.fromkeys(muting.words):
                phrase = phrase_of(target, read=muting.languages)
                if (target, phrase.languages) not in self._said:
                    saying = await mentions.stories_saying(session, phrase, since=since)
                    self._said[target, phrase.languages] = saying
            domains = {rule.target for rule in muting.rules if rule.kind == "outlet"} - self._domains
            self._outlets |= await _outlets(session, domains, since=since)
            self._domains |= domains

    def judge(self, muting: Muting) -> Callable[[int, Sequence[str]], tuple[Rule, ...]]:
        """Tells of a story with its topics by what it is kept out from this reader, for whose mutes was asked."""
        said = {
            target: self._said[target, phrase_of(target, read=muting.languages).languages]
            for target in muting.words
        }

        def kept_out_by(story: int, topics: Sequence[str]) -> tuple[Rule, ...]:
            heard = [target for target, stories in said.items() if story in stories]
            asked = Asked(topics, self._outlets.get(story, frozenset()), heard)
            return kept_out(asked, muting.rules, wants=muting.wants)

        return kept_out_by


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


async def _outlets(
    session: AsyncSession, muted: Collection[str], *, since: datetime
) -> dict[int, frozenset[str]]:
    """The outlets of the stories that one of the muted ones tells."""
    if not muted:
        return {}
    is_muted = [
        condition
        for domain in sorted(muted)
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
    wanted = list(told.scalars())
    found: dict[int, frozenset[str]] = {}
    for at in range(0, len(wanted), AT_ONCE):
        domains = await outlets_of(session, wanted[at : at + AT_ONCE])
        found.update((story, frozenset(each)) for story, each in domains.items())
    return found
