"""Digests that could not come for half a day and more, as after a downtime: one makes up for all that a reader missed, and for one whose hour
is near. Reading only.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.digest.desk import Desk
from news.models import Digest, Schedule

OVERDUE = timedelta(hours=12)
NEAR = timedelta(hours=1)
"""A digest that is this near says nothing after one that covers all until now."""


def is_overdue(digest: Digest, *, now: datetime) -> bool:
    return now - digest.slot_at > OVERDUE


async def made_up_for(session: AsyncSession, desks: Collection[Desk], *, now: datetime) -> set[int]:
    """Those of these digests that another one of the reader makes up for: overdue too, of a later hour, and of all that is followed as
    well. What has topics, words or sites of its own is made up for by nothing."""
    late = [desk for desk in desks if is_overdue(desk.digest, now=now) and _is_of_all(desk.schedule)]
    if not late:
        return set()
    readers = {desk.subscriber.id for desk in late}
    found = await session.execute(
        select(Digest, Schedule)
        .join(Schedule, col(Schedule.id) == col(Digest.schedule_id))
        .where(col(Digest.subscriber_id).in_(readers), col(Digest.state) != "skipped")
        .where(col(Digest.slot_at) < now - OVERDUE)
        .where(or_(col(Digest.composed_at).is_(None), col(Digest.composed_at) > now - NEAR))
    )
    latest: dict[int, tuple[datetime, int]] = {}
    for digest, schedule in found:
        if _is_of_all(schedule):
            place = (digest.slot_at, digest.id or 0)
            latest[digest.subscriber_id] = max(place, latest.get(digest.subscriber_id, place))
    return {
        desk.digest.id or 0
        for desk in late
        if (desk.digest.slot_at, desk.digest.id or 0) < latest[desk.subscriber.id or 0]
    }


def _is_of_all(schedule: Schedule | None) -> bool:
    return schedule is not None and not (schedule.topics or schedule.words or schedule.feeds)
