"""Brings a catalogue into rows: topics, outlets and feeds as it lists them; what it no longer lists rests.

Rows are never deleted, as articles and subscriptions point to them. Doing it again changes nothing. Knows
nothing of where the catalogue was read from, nor when its feeds will be fetched, except that one never
polled is due.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as replace_fields
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.catalogue import Catalogue, FeedEntry, OutletEntry, TopicEntry
from news.db import insert_missing
from news.models import Feed, Outlet, Story, Topic, Work
from news.takedown.register import Register, read_register

MOST_ROWS_A_STATEMENT = 500


@dataclass(frozen=True)
class Enlisted:
    """How many outlets and feeds the catalogue has; how many feeds are new to us; how many rest since."""

    outlets: int
    feeds: int
    added: int
    retired: int


async def enlist(
    session: AsyncSession, catalogue: Catalogue, topics: Iterable[TopicEntry], *, now: datetime, replace: bool
) -> Enlisted:
    """Makes the rows say what the catalogue says, and owes `fetch` for feeds never polled.

    `topics` are those that exist besides the catalogue's own. With `replace`, feeds that it does not list
    become inactive; without, they stay. The caller commits.
    """
    catalogue = without(catalogue, await read_register(session))
    await _enlist_topics(session, {topic.slug: topic for topic in (*topics, *catalogue.topics)}.values())
    outlets = await _enlist_outlets(session, catalogue.outlets)
    listed = {
        feed.url: (feed, outlets[outlet.domain]) for outlet in catalogue.outlets for feed in outlet.feeds
    }
    added = await _enlist_feeds(session, listed)
    retired = await _retire(session, set(listed)) if replace else 0
    await _owe_first_polls(session, now=now)
    return Enlisted(outlets=len(outlets), feeds=len(listed), added=added, retired=retired)


def without(catalogue: Catalogue, register: Register) -> Catalogue:
    """What it lists of outlets that were not taken down."""
    kept = (
        replace_fields(outlet, feeds=tuple(feed for feed in outlet.feeds if not register.has(feed.url)))
        for outlet in catalogue.outlets
        if not register.has_domain(outlet.domain)
    )
    return replace_fields(catalogue, outlets=tuple(kept))


async def _enlist_topics(session: AsyncSession, topics: Iterable[TopicEntry]) -> None:
    wanted: dict[str, dict[str, Any]] = {
        topic.slug: {
            "parent": topic.parent, "emoji": topic.emoji, "names": dict(topic.names),
            "territory": topic.territory, "position": position,
        }
        for position, topic in enumerate(topics)
    }  # fmt: skip
    rows = {row.slug: row for row in await session.scalars(select(Topic))}
    session.add_all(Topic(slug=slug, **values) for slug, values in wanted.items() if slug not in rows)
    for slug, row in rows.items():
        _amend(row, wanted.get(slug, {}))
    await session.flush()


async def _enlist_outlets(session: AsyncSession, entries: Sequence[OutletEntry]) -> dict[str, int]:
    """The outlets' ids by domain."""
    rows = {row.domain: row for row in await session.scalars(select(Outlet))}
    for entry in entries:
        values: dict[str, Any] = {
            "name": entry.name, "country": entry.country, "language": entry.language, "owner": entry.owner,
            "kind": entry.kind, "facts_from": entry.source,
        }  # fmt: skip
        if entry.domain in rows:
            _amend(rows[entry.domain], values)
        else:
            rows[entry.domain] = Outlet(domain=entry.domain, **values)
            session.add(rows[entry.domain])
    await session.flush()
    return {entry.domain: rows[entry.domain].id or 0 for entry in entries}


async def _enlist_feeds(session: AsyncSession, listed: Mapping[str, tuple[FeedEntry, int]]) -> int:
    """A feed is known by the address it has, or by the one it was listed under before it moved."""
    rows: dict[str, Feed] = {}
    for row in await session.scalars(select(Feed)):
        rows[row.url] = row
        if row.listed_as is not None:
            rows.setdefault(row.listed_as, row)
    new = []
    for url, (entry, outlet_id) in listed.items():
        values: dict[str, Any] = {
            "outlet_id": outlet_id,
            "topics": list(entry.topics),
            "language": entry.language,
            "is_brought": False,
        }
        if url not in rows:
            new.append(Feed(url=url, title=entry.title, **values))
            continue
        row = rows[url]
        if row.is_brought:
            await make_public(session, row)
        values["title"] = entry.title or row.title
        if not row.active and row.last_error is None and row.paused_at is None:
            values["active"] = (
                True  # it rested because no catalogue listed it, not because its server ended it
            )
        _amend(row, values)
    session.add_all(new)
    await session.flush()
    return len(new)


async def make_public(session: AsyncSession, feed: Feed) -> None:
    """A reader brought it before; now the catalogue has it, and everybody may see what it told."""
    await session.execute(update(Story).where(col(Story.feed_id) == feed.id).values(feed_id=None))
    if feed.last_error is None:
        feed.active = True


async def _retire(session: AsyncSession, listed: set[str]) -> int:
    rows = await session.execute(
        select(col(Feed.id), col(Feed.url), col(Feed.listed_as)).where(
            col(Feed.active), col(Feed.is_brought).is_(False), col(Feed.is_added).is_(False)
        )
    )
    gone = [row_id for row_id, url, listed_as in rows if url not in listed and listed_as not in listed]
    for part in _parts(gone):
        await session.execute(
            update(Feed).where(col(Feed.id).in_(part)).values(active=False, last_error=None)
        )
    return len(gone)


async def _owe_first_polls(session: AsyncSession, *, now: datetime) -> None:
    """For every active feed without work: at once if it was never polled, else as if its time had come."""
    owed = select(col(Work.row)).where(col(Work.step) == "fetch")
    ids = await session.scalars(select(col(Feed.id)).where(col(Feed.active), col(Feed.id).not_in(owed)))
    for part in _parts(list(ids)):
        rows = [{"step": "fetch", "row": feed_id, "due_at": now, "attempts": 0} for feed_id in part]
        await insert_missing(session, Work, rows, unique=("step", "row"))


def _amend(row: Any, values: Mapping[str, Any]) -> None:
    """Sets only what differs, so that nothing is written where nothing changed."""
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def _parts(ids: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (ids[at : at + MOST_ROWS_A_STATEMENT] for at in range(0, len(ids), MOST_ROWS_A_STATEMENT))
