"""What a model has cost, by the day (UTC), beside what readers had of it. Only reads; knows nothing of how it is shown."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.models import Brief, Digest, Spending
from news.writing.modes import TRIMMED, WHOLE


@dataclass(frozen=True)
class DayCosts:
    """`stories` and `translations` are those that a model told, `fell_back` those it was paid for and that the outlets' own
    sentences tell. `cost` None: no prices were known. `readers` had a digest that day."""

    day: date
    stories: int = 0
    translations: int = 0
    fell_back: int = 0
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float | None = None
    readers: int = 0


async def costs_by_day(session: AsyncSession, *, today: date, days: int) -> Sequence[DayCosts]:
    """The latest day first; days on which nothing happened are left out."""
    since = today - timedelta(days=days - 1)
    told, readers = await _told(session, since), await _readers(session, since)
    spent = await _spent(session, since)
    found = {day for day, _ in told} | set(readers) | set(spent)
    return [
        replace(
            spent.get(day, DayCosts(day)),
            stories=told[day, "stories"],
            translations=told[day, "translations"],
            fell_back=told[day, "fell_back"],
            readers=readers.get(day, 0),
        )
        for day in sorted(found, reverse=True)
    ]


def total_of(days: Sequence[DayCosts]) -> DayCosts:
    """All of them as one, under the earliest day."""
    costs = [day.cost for day in days if day.cost is not None]
    return DayCosts(
        min((day.day for day in days), default=date.min),
        stories=sum(day.stories for day in days),
        translations=sum(day.translations for day in days),
        fell_back=sum(day.fell_back for day in days),
        calls=sum(day.calls for day in days),
        tokens_in=sum(day.tokens_in for day in days),
        tokens_out=sum(day.tokens_out for day in days),
        cost=sum(costs) if costs else None,
        readers=sum(day.readers for day in days),
    )


async def _spent(session: AsyncSession, since: date) -> dict[date, DayCosts]:
    found = await session.execute(
        select(
            col(Spending.day),
            func.sum(col(Spending.calls)),
            func.sum(col(Spending.tokens_in)),
            func.sum(col(Spending.tokens_out)),
            func.sum(col(Spending.cost)),
        )
        .where(col(Spending.day) >= since)
        .group_by(col(Spending.day))
    )
    return {
        day: DayCosts(day, calls=int(calls), tokens_in=int(read), tokens_out=int(written), cost=cost)
        for day, calls, read, written, cost in found
    }


async def _told(session: AsyncSession, since: date) -> Counter[tuple[date, str]]:
    """How many briefs became ready, by day and by what they are."""
    briefs = await session.execute(
        select(col(Brief.ready_at), col(Brief.mode), col(Brief.prompt_version)).where(
            col(Brief.ready_at) >= datetime.combine(since, time(), tzinfo=UTC),
            (col(Brief.mode).in_((WHOLE, TRIMMED))) | (col(Brief.calls) > 0),
        )
    )
    return Counter((ready_at.date(), _what(mode, version)) for ready_at, mode, version in briefs if ready_at)


def _what(mode: str | None, version: str | None) -> str:
    if mode not in (WHOLE, TRIMMED):
        return "fell_back"
    return "translations" if (version or "").startswith("translate/") else "stories"


async def _readers(session: AsyncSession, since: date) -> dict[date, int]:
    found = await session.execute(
        select(col(Digest.local_date), func.count(col(Digest.subscriber_id).distinct()))
        .where(col(Digest.local_date) >= since, col(Digest.state) == "ready")
        .group_by(col(Digest.local_date))
    )
    return {day: int(readers) for day, readers in found}
