"""What a reader follows, as rows: topics, own words, feeds; and what they just dropped, to be brought back by one tap.

Knows nothing of how it is said. The caller commits.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.models import Dropped, Mute, Schedule, Subscription
from news.queries import followed
from news.reader.interests import of_words

MOST_PHRASES = 20
"""Words of their own that a reader may follow: each costs a look at the news of two days."""
REMEMBERED = timedelta(days=1)
"""So long what was dropped can be brought back."""


_SUBSCRIPTIONS = (
    select(col(Subscription.id), col(Subscription.target))
    .where(
        col(Subscription.subscriber_id) == bindparam("subscriber"),
        col(Subscription.kind) == bindparam("kind"),
    )
    .order_by(col(Subscription.id))
)
_BESIDE_TOPICS = (
    select(col(Subscription.id))
    .where(col(Subscription.subscriber_id) == bindparam("subscriber"), col(Subscription.kind) != "topic")
    .limit(1)
)


async def follow_topics(
    session: AsyncSession, subscriber_id: int, slugs: Sequence[str], *, now: datetime
) -> None:
    """Exactly these topics from now on. Those that stay keep their rows, to which mutes may refer."""
    before = await followed(session, subscriber_id)
    for slug in before:
        if slug not in slugs:
            await _delete(session, subscriber_id, "topic", slug)
    new = [slug for slug in dict.fromkeys(slugs) if slug not in before]
    session.add_all(Subscription(subscriber_id=subscriber_id, target=slug, created_at=now) for slug in new)
    await session.flush()


async def subscriptions(session: AsyncSession, subscriber_id: int, *, kind: str) -> dict[int, str]:
    """The targets of this kind by the subscription's id, in the order they were chosen."""
    rows = await session.execute(_SUBSCRIPTIONS, {"subscriber": subscriber_id, "kind": kind})
    return {number: target for number, target in rows if number is not None}


async def follows_beside_topics(session: AsyncSession, subscriber_id: int) -> bool:
    """Whether the reader follows words or feeds."""
    return await session.scalar(_BESIDE_TOPICS, {"subscriber": subscriber_id}) is not None


async def own_subscription(
    session: AsyncSession, subscriber_id: int, number: int, *, kind: str
) -> Subscription | None:
    """The reader's subscription of this id and kind; None where it is another's, or gone."""
    found = await session.get(Subscription, number)
    is_own = found is not None and found.subscriber_id == subscriber_id and found.kind == kind
    return found if is_own else None


async def follow(
    session: AsyncSession, subscriber_id: int, kind: str, target: str, *, now: datetime
) -> Subscription:
    """The subscription, made where there is none yet."""
    found = await session.execute(
        select(Subscription).where(
            col(Subscription.subscriber_id) == subscriber_id,
            col(Subscription.kind) == kind,
            col(Subscription.target) == target,
        )
    )
    row = found.scalar_one_or_none()
    if row is None:
        row = Subscription(subscriber_id=subscriber_id, kind=kind, target=target, created_at=now)
        session.add(row)
        await session.flush()
    return row


async def drop(session: AsyncSession, row: Subscription, *, now: datetime) -> Dropped:
    """Ends it; gives what can bring it back."""
    await session.execute(
        delete(Dropped).where(
            col(Dropped.subscriber_id) == row.subscriber_id, col(Dropped.dropped_at) < now - REMEMBERED
        )
    )
    dropped = Dropped(subscriber_id=row.subscriber_id, kind=row.kind, target=row.target, dropped_at=now)
    session.add(dropped)
    await _delete(session, row.subscriber_id, row.kind, row.target)
    await session.flush()
    return dropped


async def reword(session: AsyncSession, subscriber_id: int, old: str, new: str) -> None:
    """The reader's digests and mutes that name the old words name the new ones."""
    schedules = await session.execute(select(Schedule).where(col(Schedule.subscriber_id) == subscriber_id))
    for schedule in schedules.scalars():
        if old in schedule.words:
            renamed = (new if word == old else word for word in schedule.words)
            schedule.words = list(dict.fromkeys(renamed))
            session.add(schedule)
    await _move_mutes(session, subscriber_id, of_words(old), of_words(new))


async def _move_mutes(session: AsyncSession, subscriber_id: int, old: str, new: str) -> None:
    """From one interest to another; what is muted there already is muted once."""
    if old == new:
        return
    found = await session.execute(
        select(Mute)
        .where(col(Mute.subscriber_id) == subscriber_id, col(Mute.within).in_((old, new)))
        .order_by(col(Mute.id))
    )
    mutes = list(found.scalars())
    there = {(mute.kind, mute.target): mute for mute in mutes if mute.within == new}
    for mute in (one for one in mutes if one.within == old):
        twin = there.get((mute.kind, mute.target))
        if twin is not None and twin.lifted_at is None:
            await session.delete(mute)
            continue
        if twin is not None:
            await session.delete(twin)
            await session.flush()  # there is one row of each
        mute.within = new
        session.add(mute)
    await session.flush()


async def bring_back(
    session: AsyncSession, subscriber_id: int, number: int, *, now: datetime
) -> Subscription | None:
    """What was dropped, followed again; None where it is another's or too long ago."""
    dropped = await session.get(Dropped, number)
    if dropped is None or dropped.subscriber_id != subscriber_id:
        return None
    row = await follow(session, subscriber_id, dropped.kind, dropped.target, now=now)
    await session.delete(dropped)
    return row


async def _delete(session: AsyncSession, subscriber_id: int, kind: str, target: str) -> None:
    await session.execute(
        delete(Subscription).where(
            col(Subscription.subscriber_id) == subscriber_id,
            col(Subscription.kind) == kind,
            col(Subscription.target) == target,
        )
    )
