"""What people have used of things that are limited: a row a use, kept for as long as it counts, so that a restart forgets none.

Counted by Telegram's number of the person, wherever they speak: many groups are not many limits. Knows not what is said of it.
"""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.models import Use
from news.reader.limits import Limits, Met, Thing, Used, met


async def use(session: AsyncSession, who: int, thing: Thing, *, limits: Limits, now: datetime) -> Met | None:
    """Counts one more; where that would break a limit nothing is counted, and the limit is given. The caller commits."""
    of_thing = limits.of(thing)
    longest = max(limit.within for limit in of_thing)
    mine = (col(Use.who) == who, col(Use.thing) == thing.value)
    found = await session.execute(select(col(Use.at)).where(*mine, col(Use.at) > now - longest))
    broken = met([Used(at) for at in found.scalars()], of_thing, now=now)
    if broken is not None:
        return broken
    await session.execute(delete(Use).where(*mine, col(Use.at) <= now - longest))
    session.add(Use(who=who, thing=thing.value, at=now))
    return None
