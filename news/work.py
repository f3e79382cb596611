"""One mechanism: due, claim, give back. The rows are the queue.

What is owed is a `Work` row (step, row), written in the same commit as the change that owes it.
A claim is one UPDATE that moves `due_at` ahead by a lease, WHERE it is due: whoever changed the row won,
and a dead worker gives the work back by doing nothing. Finishing is fenced by the claimed `due_at`.
"""

import asyncio
import random
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Result,
    Select,
    and_,
    bindparam,
    delete,
    literal,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningUpdate
from sqlmodel import col

from news.db import insert_missing
from news.errors import LostClaim
from news.models import Work

FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(hours=1)
REST = timedelta(days=36_500)
ERROR_CHARS = 2_000
AT_AN_HOUR = ("compose",)
"""Steps that are owed at a time that means something to a reader, and trust it; the others' is a while from when they were owed, or
they look at the hour themselves."""
TAKEN_UP_FIRST = ("deliver",)
"""Steps of which what the dead had in hand goes before what nobody had: it is not to wait for the end of a broadcast."""
# Made once, and past the ORM, as every piece of work of every step begins and ends with some.
_TABLE = Work.__table__  # type: ignore[attr-defined]
_OTHER = _TABLE.alias()
_OF_STEP = _TABLE.c.step == bindparam("of_step")
_IN_LANES = _TABLE.c.lane.in_(bindparam("lanes", expanding=True))
_IN_ROWS = _TABLE.c.row.in_(bindparam("rows", expanding=True))
_BEHIND = (
    update(_TABLE)
    .where(_OF_STEP, _IN_LANES, ~_TABLE.c.leased, _TABLE.c.due_at < bindparam("now"))
    .values(due_at=bindparam("now"))
)
_HELD = (
    select(_TABLE.c.row, _TABLE.c.due_at).where(_OF_STEP, _IN_ROWS).order_by(_TABLE.c.row).with_for_update()
)
_ALL_DONE = delete(_TABLE).where(_OF_STEP, _IN_ROWS)
_ALL_AGAIN = update(_TABLE).where(_OF_STEP, _IN_ROWS)
_IS_CLAIMED = (
    _TABLE.c.step == bindparam("of_step"),
    _TABLE.c.row == bindparam("of_row"),
    _TABLE.c.due_at == bindparam("until_at"),
)
_DONE = delete(_TABLE).where(*_IS_CLAIMED)
_AGAIN = update(_TABLE).where(*_IS_CLAIMED)
_SOONER = update(_TABLE).where(
    _TABLE.c.step == bindparam("of_step"),
    _TABLE.c.row == bindparam("of_row"),
    _TABLE.c.due_at > bindparam("at"),
)


@dataclass(frozen=True)
class Claim:
    """A piece of work that is ours until `until_at`. `attempts` counts failures before this try."""

    step: str
    row: int
    until_at: datetime
    attempts: int
    urgent: bool = False


async def owe(
    session: AsyncSession,
    step: str,
    row: int,
    *,
    at: datetime,
    urgent: bool = False,
    lane: int | None = None,
) -> None:
    """This work is owed at `at`. If it is owed already, the earlier of the two times stays.

    `urgent` work goes before other due work of its step, however long that has waited. Of one `lane` (whose it is, by any
    number that is theirs) one piece of a step is done at a time; None stands in nobody's way.
    """
    work = {
        "step": step,
        "row": row,
        "due_at": at,
        "leased": False,
        "urgent": urgent,
        "lane": lane,
        "attempts": 0,
    }
    made = await insert_missing(session, Work, [work], unique=("step", "row"))
    if not made:
        sooner = {"of_step": step, "of_row": row, "at": at}
        await session.execute(_SOONER, sooner | {"due_at": at, "leased": False})


async def owe_new(
    session: AsyncSession,
    step: str,
    rows: Mapping[int, datetime],
    *,
    urgent: Collection[int] = (),
    lanes: Mapping[int, int] | None = None,
) -> None:
    """As `owe`, of rows that are as new as this transaction, each at its time; of an older row of the same id that is gone
    nothing stays owed."""
    lanes = lanes or {}
    work = [
        {
            "step": step,
            "row": row,
            "due_at": at,
            "leased": False,
            "urgent": row in urgent,
            "lane": lanes.get(row),
            "attempts": 0,
        }
        for row, at in rows.items()
    ]
    made = await insert_missing(session, Work, work, unique=("step", "row"))
    if len(made) < len(work):
        for row, at in rows.items():
            await owe_at(session, step, row, at=at, urgent=row in urgent)


async def owe_at(session: AsyncSession, step: str, row: int, *, at: datetime, urgent: bool = False) -> None:
    """As `owe`, but `at` replaces whatever time stood there: for work whose time was changed by a reader."""
    await owe(session, step, row, at=at, urgent=urgent)
    await session.execute(
        update(Work)
        .where(col(Work.step) == step, col(Work.row) == row)
        .values(due_at=at, leased=False, attempts=0, **({"urgent": True} if urgent else {}))
    )


async def join_lane(session: AsyncSession, step: str, row: int, *, lane: int) -> None:
    """Work that was owed in no lane is of this one from now on."""
    await session.execute(
        update(Work)
        .where(col(Work.step) == step, col(Work.row) == row, col(Work.lane).is_(None))
        .values(lane=lane)
        .execution_options(synchronize_session=False)
    )


async def forgive(session: AsyncSession, step: str, row: int) -> None:
    """This work is no longer owed."""
    await session.execute(delete(Work).where(col(Work.step) == step, col(Work.row) == row))


async def claim(
    session: AsyncSession,
    step: str,
    *,
    now: datetime,
    lease: timedelta,
    limit: int,
    worker: str | None = None,
    rows: Collection[int] | None = None,
    calm: int | None = None,
) -> list[Claim]:
    """Take at most `limit` due pieces of `step`, the urgent before the others and the longest due first, for the length of
    `lease`; of a lane one, and the rest of it goes behind all that is due now. Of these `rows` alone, where they are given.

    `worker` is who claims, as `workers` knows them; None is nobody that could be found dead. Of what is not urgent at most
    `calm`, where that is given."""
    claims: list[Claim] = []
    due = {"of_step": step, "now": now} | ({} if rows is None else {"rows": list(rows)})
    taken = {"until_at": now + lease, "by": worker}
    for urgent in (True, False):
        most = limit if urgent or calm is None else min(limit, len(claims) + calm)
        if len(claims) < most:
            statement = _claiming(urgent=urgent, is_among=rows is not None)
            asked = {**due, **taken, "most": most - len(claims)}
            claims += await _taken(session, step, await session.execute(statement, asked), asked)
    return claims


async def _taken(
    session: AsyncSession, step: str, taken: Result[Any], asked: Mapping[str, Any]
) -> list[Claim]:
    rows: Sequence[Any] = taken.all()
    lanes = {lane for *_, lane in rows if lane is not None}
    if lanes:  # whoever is served stands at the end of the queue with what else they want: readers take turns
        await session.execute(_BEHIND, {"of_step": step, "lanes": list(lanes), "now": asked["now"]})
    return [
        Claim(step=step, row=row, until_at=asked["until_at"], attempts=attempts, urgent=urgent)
        for row, attempts, urgent, _ in rows
    ]


@cache
def _claiming(*, urgent: bool, is_among: bool) -> ReturningUpdate[Any]:
    """Takes what is next due `now`, `is_among`: of these `rows` alone."""
    work = _TABLE.c
    return (
        update(_TABLE)
        .where(work.id.in_(_next_due(urgent=urgent, is_among=is_among)), work.due_at <= bindparam("now"))
        .values(due_at=bindparam("until_at"), leased=True, worker=bindparam("by"))
        .returning(work.row, work.attempts, work.urgent, work.lane)
    )


def _next_due(*, urgent: bool, is_among: bool) -> Select[Any]:
    """Along an index, so that it takes no longer where a hundred thousand are due: the others are asked apart."""
    work = _TABLE.c
    return (
        select(work.id)
        .where(_OF_STEP, work.urgent == urgent, work.due_at <= bindparam("now"))
        .where(*((_IN_ROWS,) if is_among else ()))
        .where(or_(work.lane.is_(None), ~_is_behind_its_own()))
        .order_by(work.due_at, work.id)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True)
    )


def _is_behind_its_own() -> ColumnElement[bool]:
    """Whether another piece of its lane is in hand, or due and before it."""
    work, other = _TABLE.c, _OTHER.c
    now: BindParameter[datetime] = bindparam("now")
    in_hand = and_(other.leased, other.due_at > now)
    is_before = or_(
        and_(other.urgent, ~work.urgent),
        and_(other.urgent == work.urgent, tuple_(other.due_at, other.id) < tuple_(work.due_at, work.id)),
    )
    return (
        select(literal(1))
        .where(other.step == bindparam("of_step"), other.lane == work.lane, other.id != work.id)
        .where(or_(in_hand, and_(other.due_at <= now, is_before)))
        .correlate(_TABLE)
        .exists()
    )


async def claim_row(
    session: AsyncSession,
    step: str,
    row: int,
    *,
    now: datetime,
    lease: timedelta,
    worker: str | None = None,
) -> Claim | None:
    """Take this piece of work now, owed or not, due or not; None while a worker holds it."""
    await owe(session, step, row, at=now + REST)
    taken = await session.execute(
        update(Work)
        .where(col(Work.step) == step, col(Work.row) == row)
        .where(or_(~col(Work.leased), col(Work.due_at) <= now))
        .values(due_at=now + lease, leased=True, worker=worker)
        .returning(col(Work.attempts))
        .execution_options(synchronize_session=False)
    )
    attempts = taken.scalar_one_or_none()
    return None if attempts is None else Claim(step=step, row=row, until_at=now + lease, attempts=attempts)


async def take_back(session: AsyncSession, *, now: datetime, but: Collection[str] = ()) -> int:
    """Ends every lease but those of these workers: at the start of a program, when whoever else held some is dead."""
    ends = (col(Work.leased), or_(col(Work.worker).is_(None), col(Work.worker).not_in(but)))
    await session.execute(update(Work).where(*ends, col(Work.step).in_(TAKEN_UP_FIRST)).values(urgent=True))
    ended = await session.execute(update(Work).where(*ends).values(due_at=now, leased=False, worker=None))
    return int(ended.rowcount)  # type: ignore[attr-defined]


async def finish(
    session: AsyncSession, claimed: Claim, *, again_at: datetime | None = None, urgent: bool | None = None
) -> None:
    """Give the work back as done, in the commit of its result; `again_at` when it is owed again, from then on `urgent` or
    not where that is said.

    Raises LostClaim if the lease ran out and another worker has it: the caller's commit must not happen.
    """
    if again_at is None:
        result = await session.execute(_DONE, _of(claimed))
    else:
        how = {} if urgent is None else {"urgent": urgent}
        again = {"due_at": again_at, "leased": False, "attempts": 0, "last_error": None, **how}
        result = await session.execute(_AGAIN, _of(claimed) | again)
    if result.rowcount == 0:  # type: ignore[attr-defined]
        raise LostClaim(claimed.step, claimed.row)


def _of(claimed: Claim) -> dict[str, Any]:
    """What `_IS_CLAIMED` asks for."""
    return {"of_step": claimed.step, "of_row": claimed.row, "until_at": claimed.until_at}


async def still_ours(session: AsyncSession, claims: Sequence[Claim]) -> list[Claim]:
    """Those of one step that nobody else has by now, nor will have before the end of the transaction."""
    if not claims:
        return []
    held = {"of_step": claims[0].step, "rows": [claimed.row for claimed in claims]}
    found = await session.execute(_HELD, held)
    until_at = {row: due_at for row, due_at in found}
    return [claimed for claimed in claims if until_at.get(claimed.row) == claimed.until_at]


async def finish_all(
    session: AsyncSession, claims: Mapping[Claim, datetime | None], *, urgent: bool | None = None
) -> None:
    """As `finish`, of one step, each with when it is owed again. They are `still_ours` in this transaction."""
    how = {} if urgent is None else {"urgent": urgent}
    again: dict[datetime | None, list[Claim]] = defaultdict(list)
    for claimed, at in claims.items():
        again[at].append(claimed)
    for at, some in again.items():
        mine = {"of_step": some[0].step, "rows": [claimed.row for claimed in some]}
        if at is None:
            await session.execute(_ALL_DONE, mine)
            continue
        values = {"due_at": at, "leased": False, "attempts": 0, "last_error": None, **how}
        await session.execute(_ALL_AGAIN.values(values), mine)


async def fail(session: AsyncSession, claimed: Claim, error: str, *, now: datetime, most: int) -> bool:
    """Keep the error and back off; after `most` attempts the row rests (a poisoned row must not spin).

    Gives True when it will be tried again. A claim that was lost is left to its new owner.
    """
    attempts = claimed.attempts + 1
    again = attempts < most
    at = now + (backoff(attempts) if again else REST)
    failed = {"due_at": at, "leased": False, "attempts": attempts, "last_error": error[:ERROR_CHARS]}
    await session.execute(_AGAIN, _of(claimed) | failed)
    return again


async def put_off(session: AsyncSession, claimed: Claim, *, until: datetime) -> None:
    """Give the work back as it was, to be done later. A claim that was lost is left to its new owner."""
    await session.execute(_AGAIN, _of(claimed) | {"due_at": until, "leased": False})


async def pull_ahead(session: AsyncSession, *, now: datetime) -> int:
    """What was put off by a clock that was ahead is due now; gives how many rows. What is owed at an hour of somebody's, and what
    rests, stays."""
    late = (col(Work.due_at) > now, col(Work.due_at) < now + REST / 2, ~col(Work.leased))
    pulled = await session.execute(
        update(Work).where(*late, col(Work.step).not_in(AT_AN_HOUR)).values(due_at=now)
    )
    return int(pulled.rowcount)  # type: ignore[attr-defined]


async def shorten_leases(session: AsyncSession, leases: Mapping[str, timedelta], *, now: datetime) -> None:
    """By step, none lasts longer than one that is given now: a clock that was ahead gave it for as long as it was ahead. Whoever
    still works under it is done or cut off by then."""
    for step, lease in leases.items():
        too_long = (col(Work.step) == step, col(Work.leased), col(Work.due_at) > now + lease)
        await session.execute(update(Work).where(*too_long).values(due_at=now + lease))


def backoff(attempts: int) -> timedelta:
    """Full jitter over a doubling span (AWS "Exponential Backoff And Jitter"), never under half of it."""
    span: timedelta = min(FIRST_RETRY * 2 ** min(attempts - 1, 20), LONGEST_RETRY)
    return span * random.uniform(0.5, 1.0)  # noqa: S311


class Bell:
    """Wakes the sweeper of a step at once instead of at its next tick. Losing a ring loses nothing."""

    def __init__(self) -> None:
        self._rung: set[str] = set()
        self._event = asyncio.Event()

    def ring(self, *steps: str) -> None:
        self._rung.update(steps)
        self._event.set()

    async def heard(self) -> set[str]:
        """Waits for a ring; gives the steps rung for since the last time."""
        await self._event.wait()
        self._event.clear()
        rung, self._rung = self._rung, set()
        return rung
