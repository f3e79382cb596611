"""How the installation is doing, in numbers for a monitor: read from the rows, so that any process can say it of all.

Only reads. Knows nothing of how it is asked for or written down (`adapters.monitor`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.models import Delivery, Digest, Spending, Story, Subscriber, Work, Worker
from news.operating.health import FeedCounts, Inbox, Owed, feed_counts, owed_by_step
from news.operating.health import inbox as inbox_counts

LATELY = timedelta(hours=1)
ALIVE = timedelta(seconds=30)
LATEST = 5_000
"""Of so many digests of the last hour at most their lateness is read, the latest."""


@dataclass(frozen=True)
class Lateness:
    """How long after their hour the digests of the last hour arrived, in seconds; None where none did."""

    median_s: float | None
    p95_s: float | None
    most_s: float | None


@dataclass(frozen=True)
class Spent:
    """What a model used up today (UTC) for one kind of question."""

    calls: int
    tokens: int
    cost: float | None


@dataclass(frozen=True)
class VitalSigns:
    """`oldest_due_s` is how long the longest waiting piece of work of each step has been due; `sent` and `failed` count the
    messages of the last hour; `workers` those that said lately that they live. `backlog_s` is how long what is due takes to
    be sent at the rate that is allowed: so late is the last of it at least."""

    oldest_due_s: Mapping[str, float]
    owed: Mapping[str, Owed]
    feeds: FeedCounts
    inbox: Inbox
    live_stories: int
    readers: int
    sent: int
    failed: int
    lateness: Lateness
    spent: Mapping[str, Spent]
    workers: int
    backlog_s: float = 0.0


async def read_vital_signs(session: AsyncSession, *, now: datetime, per_second: float) -> VitalSigns:
    """A dozen small queries, each on an index."""
    ended = await _ended(session, now=now)
    owed = await owed_by_step(session, now=now)
    return VitalSigns(
        oldest_due_s=await _oldest_due(session, now=now),
        owed=owed,
        feeds=await feed_counts(session),
        inbox=await inbox_counts(session),
        live_stories=await _count(session, Story, col(Story.closed_at).is_(None)),
        readers=await _count(session, Subscriber, col(Subscriber.state) == "active"),
        sent=ended.get("sent", 0),
        failed=sum(count for state, count in ended.items() if state != "sent"),
        lateness=await _lateness(session, now=now),
        spent=await _spent(session, now=now),
        workers=await _count(session, Worker, col(Worker.seen_at) > now - ALIVE),
        backlog_s=backlog_s(owed, per_second=per_second),
    )


def backlog_s(owed: Mapping[str, Owed], *, per_second: float) -> float:
    """How long it takes to send what is made, and what is to be made of digests whose hour has come: a message each."""
    return sum(owed[step].due for step in ("compose", "deliver") if step in owed) / per_second


async def _count(session: AsyncSession, table: type, condition: object) -> int:
    return int(await session.scalar(select(func.count()).select_from(table).where(condition)) or 0)  # type: ignore[arg-type]


async def _oldest_due(session: AsyncSession, *, now: datetime) -> dict[str, float]:
    rows = await session.execute(
        select(col(Work.step), func.min(col(Work.due_at)))
        .where(col(Work.due_at) <= now)
        .group_by(col(Work.step))
    )
    return {step: (now - _utc(due_at)).total_seconds() for step, due_at in rows}


def _utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


async def _ended(session: AsyncSession, *, now: datetime) -> dict[str, int]:
    rows = await session.execute(
        select(col(Delivery.state), func.count())
        .where(col(Delivery.finished_at) > now - LATELY)
        .group_by(
            col(Delivery.state).concat("")
        )  # by itself, SQLite would walk all there are along its index
    )
    return {state: count for state, count in rows}


async def _lateness(session: AsyncSession, *, now: datetime) -> Lateness:
    rows = await session.execute(
        select(col(Delivery.finished_at), col(Digest.slot_at))
        .join(Digest, col(Digest.id) == col(Delivery.subject))
        .where(
            col(Delivery.kind).concat("")
            == "digest",  # so that SQLite goes by the time, and not by all digests
            col(Delivery.state).concat("") == "sent",
            col(Delivery.part) == 0,
            col(Delivery.finished_at) > now - LATELY,
            col(Digest.schedule_id).is_not(None),
        )
        .order_by(col(Delivery.finished_at).desc())
        .limit(LATEST)
    )
    late = sorted((sent_at - slot_at).total_seconds() for sent_at, slot_at in rows if sent_at is not None)
    if not late:
        return Lateness(None, None, None)
    return Lateness(late[len(late) // 2], late[min(len(late) - 1, len(late) * 95 // 100)], late[-1])


async def _spent(session: AsyncSession, *, now: datetime) -> dict[str, Spent]:
    rows = await session.execute(
        select(
            col(Spending.kind),
            func.sum(col(Spending.calls)),
            func.sum(col(Spending.tokens_in) + col(Spending.tokens_out)),
            func.sum(col(Spending.cost)),
        )
        .where(col(Spending.day) == now.date())
        .group_by(col(Spending.kind))
    )
    return {kind: Spent(int(calls), int(tokens), cost) for kind, calls, tokens, cost in rows}
