"""Feeds that readers bring: what was found at an address, and following it.

A feed that a catalogue has is followed as it is. Any other becomes a row of its own, read for its followers only, under an
outlet named after it. Knows nothing of the network, nor of how anything is said. The caller commits.
"""

from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.catalogue import Catalogue, FeedEntry, OutletEntry
from news.intake.discovery import site_of
from news.intake.found_feeds import FEED, Found
from news.models import Article, Feed, Outlet, Subscription
from news.reader.following import follow, subscriptions
from news.work import owe

MOST_FEEDS = 100
"""Feeds that one reader may follow."""
MOST_BROUGHT = 5_000
"""Feeds that all readers of an installation may bring: each is asked again and again."""


async def follow_feed(
    session: AsyncSession, subscriber_id: int, found: Found, *, now: datetime
) -> Subscription | None:
    """The subscription, of the catalogue's feed where it has one at this address. None where no more may be followed."""
    mine = await subscriptions(session, subscriber_id, kind="feed")
    feed = await feed_at(session, found.url)
    if feed is not None and str(feed.id) in mine.values():
        return await follow(session, subscriber_id, "feed", str(feed.id), now=now)
    if len(mine) >= MOST_FEEDS:
        return None
    if feed is None:
        feed = await _bring(session, found)
    if feed is None:
        return None
    await wake(session, feed, by=subscriber_id, now=now)
    return await follow(session, subscriber_id, "feed", str(feed.id), now=now)


async def feed_at(session: AsyncSession, url: str) -> Feed | None:
    """The feed of this address, of one that only its scheme or last slash tells apart, or that moved from there."""
    rest = url.partition("://")[2].rstrip("/")
    spelled = [f"{scheme}://{rest}{end}" for scheme in ("https", "http") for end in ("", "/")]
    rows = await session.execute(
        select(Feed)
        .where(or_(col(Feed.url).in_(spelled), col(Feed.listed_as).in_(spelled)))
        .order_by(col(Feed.is_brought), col(Feed.id))
        .limit(1)
    )
    return rows.scalar_one_or_none()


async def feeds_of_site(session: AsyncSession, host: str, *, most: int) -> list[Found]:
    """The feeds that a catalogue has of the outlet with this domain, or one above it: they are told with all others, and
    need not be looked for."""
    labels = host.split(".")
    domains = [".".join(labels[at:]) for at in range(len(labels) - 1)]
    rows = await session.execute(
        select(Feed, Outlet)
        .join(Outlet, col(Outlet.id) == col(Feed.outlet_id))
        .where(col(Outlet.domain).in_(domains), col(Feed.active), col(Feed.is_brought).is_(False))
        .order_by(func.length(col(Outlet.domain)).desc(), col(Feed.id))
        .limit(most)
    )
    return [await _known_feed(session, feed, outlet) for feed, outlet in rows.all()]


async def _known_feed(session: AsyncSession, feed: Feed, outlet: Outlet) -> Found:
    newest = await session.execute(
        select(col(Article.title), col(Article.published_at))
        .where(col(Article.feed_id) == feed.id, col(Article.superseded_at).is_(None))
        .order_by(col(Article.published_at).desc())
        .limit(1)
    )
    title, at = next(iter(newest.all()), ("", None))
    latest_at = at.isoformat() if at is not None else None
    language = feed.language or outlet.language
    return Found(feed.url, FEED, feed.title or outlet.name, language, title, latest_at)


async def wake(session: AsyncSession, feed: Feed, *, by: int, now: datetime) -> None:
    """A brought feed that rests because nobody followed it is read again, in turn with the others that this subscriber brought."""
    if feed.is_brought:
        feed.active, feed.paused_at, feed.failures = True, None, 0
        session.add(feed)
        await owe(session, "fetch", feed.id or 0, at=now, lane=by)


async def _bring(session: AsyncSession, found: Found) -> Feed | None:
    """A new row; None where the installation reads as many as it can."""
    brought = await session.execute(select(func.count()).where(col(Feed.is_brought), col(Feed.active)))
    if brought.scalar_one() >= MOST_BROUGHT:
        return None
    outlet = await outlet_for(session, found)
    feed = Feed(
        outlet_id=outlet.id or 0,
        url=found.url,
        title=found.title or None,
        language=found.language,
        is_brought=True,
    )
    session.add(feed)
    await session.flush()
    return feed


async def outlet_for(session: AsyncSession, found: Found) -> Outlet:
    """The outlet of the feed's host where a catalogue has it; else one of the feed's own, as many people share a host."""
    host = site_of(found.url)
    known = await session.execute(select(Outlet).where(col(Outlet.domain) == host))
    outlet = known.scalar_one_or_none()
    if outlet is not None and await _is_catalogued(session, outlet):
        return outlet
    domain = host if outlet is None else f"{host}{urlsplit(found.url).path}"
    shared = await session.execute(select(Outlet).where(col(Outlet.domain) == domain))
    made = shared.scalar_one_or_none() or Outlet(name=found.name, domain=domain, language=found.language)
    session.add(made)
    await session.flush()
    return made


async def _is_catalogued(session: AsyncSession, outlet: Outlet) -> bool:
    rows = await session.execute(
        select(col(Feed.id)).where(col(Feed.outlet_id) == outlet.id, col(Feed.is_brought).is_(False)).limit(1)
    )
    return rows.first() is not None


# --- what is followed ----------------------------------------------------------------------------


async def feeds_of(session: AsyncSession, subscriber_id: int) -> dict[int, tuple[Feed, Outlet]]:
    """The feeds that a reader follows, by the subscription's id, in the order they were chosen."""
    mine = await subscriptions(session, subscriber_id, kind="feed")
    if not mine:
        return {}
    rows = await session.execute(
        select(Feed, Outlet)
        .join(Outlet, col(Outlet.id) == col(Feed.outlet_id))
        .where(col(Feed.id).in_([int(target) for target in mine.values() if target.isdigit()]))
    )
    by_id = {str(feed.id): (feed, outlet) for feed, outlet in rows}
    return {number: by_id[target] for number, target in mine.items() if target in by_id}


async def as_catalogue(session: AsyncSession, subscriber_id: int) -> Catalogue:
    """The feeds that a reader follows, for `opml.write_opml`. An outlet is named once, whatever it is of."""
    feeds: dict[str, list[tuple[Feed, Outlet]]] = {}
    for feed, outlet in (await feeds_of(session, subscriber_id)).values():
        feeds.setdefault(outlet.domain, []).append((feed, outlet))
    outlets = (
        OutletEntry(
            name=held[0][1].name, domain=domain, country=None, language=held[0][1].language, owner=None, kind=None,
            source=None, feeds=tuple(FeedEntry(feed.url, (), feed.language, feed.title) for feed, _ in held),
        )
        for domain, held in feeds.items()
    )  # fmt: skip
    return Catalogue(outlets=tuple(outlets), topics=())
