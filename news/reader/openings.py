"""What of what is followed a reader opens, in the rows; and what is therefore offered for pruning, which `pruning` decides."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.models import Digest, Opening, Story, Subscription
from news.queries import feeds_followed, read_topics, with_descendants
from news.reader.interests import is_own, of_feed, of_words
from news.reader.pruning import APART, UNOPENED, Followed, to_offer

LOOKED_BACK = 10
"""Digests in which an opened story is looked for."""


async def followed_by(session: AsyncSession, subscriber_id: int) -> dict[str, Subscription]:
    """What a reader follows, by its interest."""
    found = await session.execute(
        select(Subscription).where(col(Subscription.subscriber_id) == subscriber_id)
    )
    feeds = await feeds_followed(session, subscriber_id)
    return {interest: row for row in found.scalars() if (interest := _interest(row, feeds))}


def _interest(row: Subscription, feeds: Mapping[int, str]) -> str | None:
    if row.kind == "feed":
        url = feeds.get(int(row.target)) if row.target.isdigit() else None
        return of_feed(url) if url else None
    return of_words(row.target) if row.kind == "phrase" else row.target


async def mark_opened(session: AsyncSession, subscriber_id: int, story: Story, *, now: datetime) -> None:
    """A story was opened: of everything for which it came, or else that it is about."""
    for interest in await _served(session, subscriber_id, story):
        row = await _opening(session, subscriber_id, interest)
        row.opened_at = now
    await session.flush()


async def _served(session: AsyncSession, subscriber_id: int, story: Story) -> list[str]:
    found = await session.execute(
        select(col(Digest.items))
        .where(col(Digest.subscriber_id) == subscriber_id, col(Digest.state) == "ready")
        .order_by(col(Digest.composed_at).desc())
        .limit(LOOKED_BACK)
    )
    for items in found.scalars():
        for item in items:
            if item["story"] == story.id and (item.get("why") or {}).get("for"):
                return list(item["why"]["for"])
    topics = await read_topics(session)
    mine = [interest for interest in await followed_by(session, subscriber_id) if not is_own(interest)]
    return [slug for slug in mine if not with_descendants([slug], topics).isdisjoint(story.topics)]


async def _opening(session: AsyncSession, subscriber_id: int, interest: str) -> Opening:
    row = await session.get(Opening, (subscriber_id, interest))
    if row is None:
        row = Opening(subscriber_id=subscriber_id, interest=interest)
        session.add(row)
    return row


async def openers_among(session: AsyncSession, subscribers: Collection[int], *, now: datetime) -> set[int]:
    """Those who opened anything lately: nobody else is asked what to prune."""
    found = await session.execute(
        select(col(Opening.subscriber_id))
        .where(col(Opening.subscriber_id).in_(subscribers), col(Opening.opened_at) > now - UNOPENED)
        .distinct()
    )
    return set(found.scalars())


async def offered(
    session: AsyncSession, subscriber_id: int, *, now: datetime
) -> tuple[str, Subscription] | None:
    """The interest to offer for pruning now, which is taken as asked, with its row. Mostly one small query, and nothing."""
    found = await session.execute(select(Opening).where(col(Opening.subscriber_id) == subscriber_id))
    openings = {row.interest: row for row in found.scalars()}
    if not any(row.opened_at and row.opened_at > now - UNOPENED for row in openings.values()):
        return None
    if any(row.asked_at and row.asked_at > now - APART for row in openings.values()):
        return None
    rows = await followed_by(session, subscriber_id)
    came = await _came(session, subscriber_id, now=now)
    interest = to_offer(
        {
            name: Followed(
                row.created_at,
                came[name],
                openings[name].opened_at if name in openings else None,
                openings[name].asked_at if name in openings else None,
            )
            for name, row in rows.items()
        },
        now=now,
    )
    if interest is None:
        return None
    (await _opening(session, subscriber_id, interest)).asked_at = now
    return interest, rows[interest]


async def _came(session: AsyncSession, subscriber_id: int, *, now: datetime) -> Counter[str]:
    """How many stories came for each interest since `UNOPENED`."""
    found = await session.execute(
        select(col(Digest.items)).where(
            col(Digest.subscriber_id) == subscriber_id, col(Digest.composed_at) > now - UNOPENED
        )
    )
    return Counter(interest for items in found.scalars() for interest in _interests(items))


def _interests(items: Iterable[dict[str, object]]) -> list[str]:
    reasons = (item.get("why") for item in items)
    return [str(one) for why in reasons if isinstance(why, dict) for one in why.get("for", ())]
