"""A model within the day's budget: reserved before it is asked, settled after, and the operator told once it is used up.

Every question that an endpoint took on is in the rows, whatever became of it. A day is a day in UTC. Knows the port
and the rows; no endpoint and no story. Voices keep to the same budget (`news.voicing.budgeted`).
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.db import Database, insert_missing, whole
from news.errors import ModelFailed, OverBudget, SpeechFailed
from news.models import Spending
from news.operating.usage import Allowance, Usage, Used
from news.ports import Model, OnPart, Prompt, Reply

T = TypeVar("T")

Tell = Callable[[str, str], Awaitable[object]]
"""The operator: about what (a short stable name), and a sentence."""


Refusal = Callable[[Used], Awaitable[Exception]]
"""What is raised where there is no room, by what is used up today."""


@dataclass
class Bill:
    """What one question may use up, and what it did. `name` is who is asked: a model or a voice."""

    day: date
    kind: str
    name: str
    most: Usage
    used: Usage = field(default_factory=Usage)
    is_reserved: bool = False


@dataclass(frozen=True)
class Budget:
    """What the operator allows, and the rows that say what is left of it today."""

    database: Database
    allowance: Allowance

    @asynccontextmanager
    async def room_for(self, bill: Bill, *, refusal: Refusal, is_spare: bool = False) -> AsyncIterator[None]:
        """Reserves the most that is asked for, and settles what was used, whatever happens meanwhile: what the caller writes into
        `bill.used`, or what a failure of the model or voice says."""

        async def take_room() -> None:
            used = await self._reserve(bill, is_spare=is_spare)
            if not bill.is_reserved:
                raise await refusal(used)

        bill.used = Usage(bill.name)
        try:
            await whole(take_room())
            bill.used = bill.most  # cut off from now on: it may be billed
            yield
        except (ModelFailed, SpeechFailed) as failure:
            bill.used = failure.usage
            raise
        finally:
            if bill.is_reserved:
                await whole(self._settle(bill))

    async def _reserve(self, bill: Bill, *, is_spare: bool) -> Used:
        """Says in the bill whether there was room; gives what was used up before."""
        async with self.database.session() as session:
            await open_row(session, bill.day, bill.kind, bill.name)  # so that there is one to lock
            used = used_of(await spent_on(session, bill.day, lock=True))
            has_room = self.allowance.has_room(
                used, kind=bill.kind, tokens=bill.most.tokens, is_spare=is_spare
            )
            if has_room:
                await reserve(session, bill.day, bill.kind, bill.name, tokens=bill.most.tokens)
        bill.is_reserved = has_room
        return used

    async def _settle(self, bill: Bill) -> None:
        async with self.database.session() as session:
            await settle(session, bill.day, bill.kind, bill.name, reserved=bill.most.tokens, usage=bill.used)


class BudgetedModel:
    """`ports.Model`, of another one."""

    def __init__(
        self,
        model: Model,
        database: Database,
        *,
        allowance: Allowance,
        now: Callable[[], datetime],
        tell: Tell,
    ) -> None:
        self._model, self._budget, self._now, self._tell = model, Budget(database, allowance), now, tell

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def trouble(self) -> str | None:
        return self._model.trouble

    def most(self, prompt: Prompt) -> Usage:
        return self._model.most(prompt)

    async def generate(self, prompt: Prompt, *, returns: type[T], on_part: OnPart | None = None) -> Reply[T]:
        """As the model does; raises OverBudget too."""

        async def refusal(used: Used) -> OverBudget:
            allowance = self._budget.allowance
            if not prompt.is_spare:
                await self._tell("budget", _used_up(prompt.kind, used, allowance))
            return OverBudget(f"{used.tokens} of {allowance.tokens} tokens are used today")

        bill = Bill(self._now().date(), prompt.kind, self.name, most=self.most(prompt))
        try:
            async with self._budget.room_for(bill, refusal=refusal, is_spare=prompt.is_spare):
                reply = await self._model.generate(prompt, returns=returns, on_part=on_part)
                bill.used = reply.usage
        finally:
            if bill.is_reserved and self.trouble is not None:
                await self._tell("model", self.trouble)
        return reply

    async def close(self) -> None:
        await self._model.close()


def _used_up(kind: str, used: Used, allowance: Allowance) -> str:
    of_kind = allowance.by_kind.get(kind)
    limits = f"{used.tokens:,} of {allowance.tokens:,} tokens and {used.calls:,} of {allowance.calls:,} calls"
    if of_kind is not None:
        limits += f", {used.by_kind.get(kind, 0):,} of {of_kind:,} tokens for kind {kind}"
    return (
        f"Today's budget for the model is used up ({limits}): until midnight UTC stories are told in their sources' own "
        "sentences. OPENAI_TOKENS_PER_DAY sets it."
    )


# --- rows ----------------------------------------------------------------------------------------


async def spent_on(session: AsyncSession, day: date, *, lock: bool = False) -> Sequence[Spending]:
    """The rows of a day. With `lock`, until the end of the transaction nobody else reserves against them."""
    statement = select(Spending).where(col(Spending.day) == day).order_by(col(Spending.kind))
    found = await session.execute(statement.with_for_update() if lock else statement)
    return found.scalars().all()


def used_of(rows: Sequence[Spending]) -> Used:
    by_kind: dict[str, int] = {}
    for row in rows:
        by_kind[row.kind] = by_kind.get(row.kind, 0) + row.tokens_in + row.tokens_out + row.reserved
    return Used(sum(by_kind.values()), sum(row.questions for row in rows), by_kind)


async def open_row(session: AsyncSession, day: date, kind: str, model: str) -> None:
    fresh = {"questions": 0, "calls": 0, "tokens_in": 0, "tokens_out": 0, "reserved": 0}
    row = {"day": day, "kind": kind, "model": model} | fresh
    await insert_missing(session, Spending, [row], unique=("day", "kind", "model"))


async def reserve(session: AsyncSession, day: date, kind: str, model: str, *, tokens: int) -> None:
    await open_row(session, day, kind, model)
    await session.execute(
        update(Spending)
        .where(col(Spending.day) == day, col(Spending.kind) == kind, col(Spending.model) == model)
        .values(reserved=Spending.reserved + tokens, questions=Spending.questions + 1)
    )


async def settle(
    session: AsyncSession, day: date, kind: str, model: str, *, reserved: int, usage: Usage
) -> None:
    """What was reserved is given back, and what was used up is counted. A question that nothing was taken on of does
    not count."""
    changed: dict[str, Any] = {
        "reserved": Spending.reserved - reserved,
        "calls": Spending.calls + usage.calls,
        "tokens_in": Spending.tokens_in + usage.tokens_in,
        "tokens_out": Spending.tokens_out + usage.tokens_out,
    }
    if not usage.calls:
        changed["questions"] = Spending.questions - 1
    if usage.cost is not None:
        changed["cost"] = func.coalesce(Spending.cost, 0.0) + float(usage.cost)
    await session.execute(
        update(Spending)
        .where(col(Spending.day) == day, col(Spending.kind) == kind, col(Spending.model) == model)
        .values(changed)
    )


@dataclass(frozen=True)
class Spent:
    """Of some days. `cost` None: no prices were known."""

    calls: int
    tokens: int
    cost: float | None


def total_of(rows: Sequence[Spending]) -> Spent:
    costs = [row.cost for row in rows if row.cost is not None]
    return Spent(
        calls=sum(row.calls for row in rows),
        tokens=sum(row.tokens_in + row.tokens_out for row in rows),
        cost=sum(costs) if costs else None,
    )
