"""Questions to the rows that more than one verb or handler asks. Reading only; no session outlives a call."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType

from sqlalchemy import Text, bindparam, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.catalogue import TopicEntry
from news.models import (
    Article,
    Brief,
    Delivery,
    Digest,
    Fact,
    Feed,
    Membership,
    Outlet,
    Schedule,
    Seen,
    Story,
    Subscriber,
    Subscription,
    Topic,
)

_TOPICS = select(
    col(Topic.slug), col(Topic.parent), col(Topic.emoji), cast(col(Topic.names), Text), col(Topic.territory)
).order_by(col(Topic.position), col(Topic.id))
_SCHEDULES = (
    select(Schedule)
    .where(col(Schedule.subscriber_id) == bindparam("subscriber"), col(Schedule.active))
    .order_by(col(Schedule.id))
)
_FOLLOWED = (
    select(col(Subscription.target))
    .where(
        col(Subscription.subscriber_id) == bindparam("subscriber"),
        col(Subscription.kind) == bindparam("kind"),
    )
    .order_by(col(Subscription.id))
)


async def read_topics(session: AsyncSession) -> Mapping[str, TopicEntry]:
    """Every topic that can be followed, by slug, in the catalogue's order."""
    return _entries(tuple(map(tuple, await session.execute(_TOPICS))))


@lru_cache(maxsize=4)
def _entries(rows: tuple[tuple[str, str | None, str, str, str | None], ...]) -> Mapping[str, TopicEntry]:
    """Made of the same rows once: reading their names in all languages anew at each tap was most of what the topics cost."""
    return MappingProxyType(
        {
            slug: TopicEntry(
                slug=slug, parent=parent, emoji=emoji, names=MappingProxyType(json.loads(names)), territory=territory
            )
            for slug, parent, emoji, names, territory in rows
        }
    )  # fmt: skip


def with_descendants(slugs: Iterable[str], topics: Mapping[str, TopicEntry]) -> frozenset[str]:
    """The slugs and everything below them in the tree."""
    return below(slugs, children_of(topics))


def children_of(topics: Mapping[str, TopicEntry]) -> Mapping[str | None, Sequence[str]]:
    """The slugs right below each topic."""
    children: dict[str | None, list[str]] = defaultdict(list)
    for entry in topics.values():
        children[entry.parent].append(entry.slug)
    return children


def below(slugs: Iterable[str], children: Mapping[str | None, Sequence[str]]) -> frozenset[str]:
    """The slugs and everything below them, where it is known what is right below each."""
    found: set[str] = set()
    waiting = list(slugs)
    while waiting:
        slug = waiting.pop()
        if slug not in found:
            found.add(slug)
            waiting.extend(children.get(slug, ()))
    return frozenset(found)


def wider_topics(
    slugs: Iterable[str], topics: Mapping[str, TopicEntry], *, most: int = 2
) -> list[TopicEntry]:
    """The topics right above those, that do not follow from them already."""
    mine = set(slugs)
    reached = with_descendants(mine, topics)
    above = (topics[slug].parent for slug in slugs if slug in topics)
    found = dict.fromkeys(parent for parent in above if parent in topics and parent not in reached)
    return [topics[parent] for parent in found if parent][:most]


async def followed(session: AsyncSession, subscriber_id: int, *, kind: str = "topic") -> list[str]:
    """What a reader follows, in the order they chose it."""
    rows = await session.execute(_FOLLOWED, {"subscriber": subscriber_id, "kind": kind})
    return list(rows.scalars())


async def feeds_followed(session: AsyncSession, subscriber_id: int) -> dict[int, str]:
    """The feeds that a reader follows: their addresses by id."""
    targets = await followed(session, subscriber_id, kind="feed")
    return await addresses_of(session, [int(target) for target in targets if target.isdigit()])


async def addresses_of(session: AsyncSession, feeds: Collection[int]) -> dict[int, str]:
    """Of the feeds that there are, by id."""
    if not feeds:
        return {}
    rows = await session.execute(select(col(Feed.id), col(Feed.url)).where(col(Feed.id).in_(feeds)))
    return {number or 0: url for number, url in rows}


async def first_follower_of(session: AsyncSession, feed_id: int) -> int | None:
    """The subscriber who has followed this feed for longest; None where nobody does."""
    return await session.scalar(
        select(col(Subscription.subscriber_id))
        .where(col(Subscription.kind) == "feed", col(Subscription.target) == str(feed_id))
        .order_by(col(Subscription.id))
        .limit(1)
    )


async def active_schedules(session: AsyncSession, subscriber_id: int) -> list[Schedule]:
    return list((await session.execute(_SCHEDULES, {"subscriber": subscriber_id})).scalars())


async def seen_by(
    session: AsyncSession,
    subscriber_id: int,
    stories: Iterable[int] | None = None,
    *,
    since: datetime | None = None,
) -> dict[int, Seen]:
    """What the reader was shown of these stories, or of those with news since then."""
    asked = select(Seen).where(col(Seen.subscriber_id) == subscriber_id)
    if stories is not None:
        asked = asked.where(col(Seen.story_id).in_(list(stories)))
    if since is not None:
        asked = asked.join(Story, col(Story.id) == col(Seen.story_id))
        asked = asked.where(col(Story.last_published_at) >= since)
    return {row.story_id: row for row in (await session.execute(asked)).scalars()}


async def facts_of(session: AsyncSession, stories: Iterable[int]) -> dict[int, list[Fact]]:
    found: dict[int, list[Fact]] = {}
    for fact in (await session.execute(select(Fact).where(col(Fact.story_id).in_(list(stories))))).scalars():
        found.setdefault(fact.story_id, []).append(fact)
    return found


async def outlet_names(session: AsyncSession, domains: Collection[str]) -> dict[str, str]:
    """Domain -> name, of the outlets we know."""
    if not domains:
        return {}
    named = select(col(Outlet.domain), col(Outlet.name)).where(col(Outlet.domain).in_(list(domains)))
    return {domain: name for domain, name in await session.execute(named)}


async def outlets_of(session: AsyncSession, stories: Iterable[int]) -> dict[int, set[str]]:
    """The domains of the outlets that tell each story now."""
    found = await session.execute(
        select(col(Membership.story_id), col(Outlet.domain))
        .join(Article, col(Article.id) == col(Membership.article_id))
        .join(Outlet, col(Outlet.id) == col(Article.outlet_id))
        .where(col(Membership.story_id).in_(list(stories)), col(Membership.until_at).is_(None))
        .distinct()
    )
    domains: dict[int, set[str]] = defaultdict(set)
    for story, domain in found:
        domains[story].add(domain)
    return domains


async def briefs_of(session: AsyncSession, stories: Iterable[int]) -> dict[tuple[int, str, int], Brief]:
    """Every brief of these stories by (story, language, revision)."""
    rows = (await session.execute(select(Brief).where(col(Brief.story_id).in_(list(stories))))).scalars()
    return {(row.story_id, row.language, row.revision): row for row in rows}


async def readers_of(session: AsyncSession, language: str) -> int:
    """How many active readers have their digest in this language."""
    found = await session.execute(
        select(func.count())
        .select_from(Subscriber)
        .where(col(Subscriber.digest_language) == language, col(Subscriber.state) == "active")
    )
    return int(found.scalar_one())


async def last_digest(session: AsyncSession, subscriber_id: int) -> Digest | None:
    """The last digest that had stories in it."""
    return (
        await session.execute(
            select(Digest)
            .where(col(Digest.subscriber_id) == subscriber_id, col(Digest.state) == "ready")
            .order_by(col(Digest.composed_at).desc(), col(Digest.id).desc())
            .limit(1)
        )
    ).scalar_one_or_none()


async def delivery_of(session: AsyncSession, chat: int, message_id: int) -> Delivery | None:
    """What we sent as this message."""
    return (
        await session.execute(
            select(Delivery)
            .where(col(Delivery.chat) == chat, col(Delivery.message_id) == message_id)
            .order_by(col(Delivery.id).desc())
            .limit(1)
        )
    ).scalar_one_or_none()
