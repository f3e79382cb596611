"""How many digests are made ahead of their sending: enough that sending never waits, few enough that what is sent is fresh.

Where more digests fall due than may be sent at once, making them all would send the last of them hours old, and by settings that their readers have
changed since. So new ones are begun only while what is made lasts for less than `STOCK`; what a reader waits for, and what is begun, goes on. For a
crowded hour the stock is made before it strikes. Among those of one hour the order is another each day: nobody is always last.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.models import Work

STOCK = timedelta(seconds=90)
"""For so long what is made lasts at the rate that is allowed."""
AHEAD = timedelta(minutes=2)
"""So long before a crowded hour its digests are begun."""
CROWD = timedelta(seconds=20)
"""An hour is crowded that has more digests than can be sent in this time."""
WITHIN = timedelta(seconds=1)


def turn_of(digest_id: int) -> timedelta:
    """Its place among those of its hour, as a part of a second: digests of a day are numbered in the order of the day before, and this follows
    no order (Knuth's multiplicative hashing)."""
    return WITHIN * (digest_id * 2_654_435_761 % 2**32 / 2**32)


async def is_stocked(session: AsyncSession, *, per_second: float, now: datetime) -> bool:
    """Whether so many messages are made and unsent that no digest need be begun."""
    waiting = (col(Work.step) == "deliver", ~col(Work.urgent), col(Work.due_at) <= now + AHEAD)
    return await _are_over(session, *waiting, count=per_second * STOCK.total_seconds())


async def is_crowded(session: AsyncSession, hour_at: datetime, *, per_second: float) -> bool:
    """Whether more digests are to be made until this hour than can be sent as it strikes."""
    due = (col(Work.step) == "compose", ~col(Work.urgent), col(Work.due_at) <= hour_at)
    return await _are_over(session, *due, count=per_second * CROWD.total_seconds())


async def _are_over(session: AsyncSession, *conditions: object, count: float) -> bool:
    """Whether so many rows are there: along an index, without counting the rest."""
    found = await session.execute(
        select(col(Work.id)).where(*conditions).offset(max(int(count), 1)).limit(1)  # type: ignore[arg-type]
    )
    return found.first() is not None
