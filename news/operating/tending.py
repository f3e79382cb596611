"""Feeds as the operator looks after them: added for everybody, paused, read again, given the address they moved to.

What readers brought is theirs and not listed here. Knows nothing of the network, nor of how anything is said. The caller commits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.intake.enlist import make_public
from news.intake.found_feeds import Found
from news.models import Feed, Outlet
from news.reader.brought import feed_at, outlet_for
from news.work import forgive, owe_at


@dataclass(frozen=True)
class Tended:
    """A feed and its outlet's name. `standing` is well, new (never read), failing, ended (by its server), resting (in no
    catalogue) or paused."""

    feed: Feed
    outlet: str

    @property
    def standing(self) -> str:
        if self.feed.paused_at is not None:
            return "paused"
        if not self.feed.active:
            return "ended" if self.feed.last_error is not None else "resting"
        if self.feed.failures:
            return "failing"
        return "new" if self.feed.fetched_at is None else "well"


async def feeds_in_need(session: AsyncSession, *, skip: int, most: int) -> tuple[Sequence[Tended], int]:
    """Feeds that fail, that their servers ended or that are paused, those that fail most first; and how many there are."""
    count = await session.execute(select(func.count()).select_from(Feed).where(_needs_a_hand()))
    rows = await session.execute(
        select(Feed, col(Outlet.name))
        .join(Outlet, col(Outlet.id) == col(Feed.outlet_id))
        .where(_needs_a_hand())
        .order_by(col(Feed.paused_at).is_not(None), col(Feed.failures).desc(), col(Feed.id))
        .offset(skip)
        .limit(most)
    )
    return [Tended(feed, outlet) for feed, outlet in rows], count.scalar_one()


def _needs_a_hand() -> ColumnElement[bool]:
    is_failing = and_(col(Feed.active), col(Feed.failures) > 0)
    is_ended = and_(~col(Feed.active), col(Feed.last_error).is_not(None))
    return and_(~col(Feed.is_brought), or_(is_failing, is_ended, col(Feed.paused_at).is_not(None)))


async def tended(session: AsyncSession, feed_id: int) -> Tended | None:
    feed = await session.get(Feed, feed_id)
    if feed is None or feed.is_brought:
        return None
    return Tended(feed, (await session.get_one(Outlet, feed.outlet_id)).name)


async def feeds_named(session: AsyncSession, named: str) -> Sequence[Feed]:
    """The feed of that address, or all of the outlet with that domain; readers' own are not among them."""
    if "://" in named:
        feed = await feed_at(session, named)
        return [] if feed is None or feed.is_brought else [feed]
    rows = await session.scalars(
        select(Feed)
        .join(Outlet, col(Outlet.id) == col(Feed.outlet_id))
        .where(col(Outlet.domain) == named.casefold().removeprefix("www."), ~col(Feed.is_brought))
        .order_by(col(Feed.id))
    )
    return rows.all()


async def paused_feeds(session: AsyncSession) -> Sequence[Feed]:
    """Those that the operator paused, the latest first."""
    rows = await session.scalars(
        select(Feed)
        .where(col(Feed.paused_at).is_not(None))
        .order_by(col(Feed.paused_at).desc(), col(Feed.id))
    )
    return rows.all()


async def add_feed(session: AsyncSession, found: Found, *, now: datetime) -> Feed:
    """The feed, read for everybody from now on, whether it was new, brought by a reader, paused or at rest."""
    feed = await feed_at(session, found.url)
    if feed is None:
        outlet = await outlet_for(session, found)
        feed = Feed(
            outlet_id=outlet.id or 0, url=found.url, title=found.title or None, language=found.language
        )
        session.add(feed)
        await session.flush()
    elif feed.is_brought:
        await make_public(session, feed)
        feed.is_brought = False
    feed.is_added = True
    await resume_feed(session, feed, now=now)
    return feed


async def pause_feed(session: AsyncSession, feed: Feed, *, now: datetime) -> None:
    """It is read no more until it is resumed, also where the catalogue is read anew."""
    feed.active, feed.paused_at = False, now
    await forgive(session, "fetch", feed.id or 0)


async def resume_feed(session: AsyncSession, feed: Feed, *, now: datetime) -> None:
    """It is read now, and then at its pace."""
    feed.active, feed.paused_at, feed.failures = True, None, 0
    await session.flush()
    await owe_at(session, "fetch", feed.id or 0, at=now)


async def mend_feed(session: AsyncSession, feed: Feed, found: Found, *, now: datetime) -> bool:
    """The feed is read at the address that was found; a catalogue knows it by its old one. False where another feed is there."""
    there = await feed_at(session, found.url)
    if there is not None and there.id != feed.id:
        return False
    if found.url != feed.url:
        feed.listed_as = feed.listed_as or feed.url
        feed.url, feed.etag, feed.last_modified, feed.body_hash = found.url, None, None, None
        feed.moved_to, feed.moved_since_at, feed.moved_count = None, None, 0
    feed.failures, feed.last_error = 0, None
    await resume_feed(session, feed, now=now)
    return True
