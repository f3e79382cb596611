"""Work over a wire: clocks put on it what has fallen due, workers take off it what they have room for.

Any number of both, on any number of machines. A clock holds no state and leads nobody: it marks the rows it puts on the wire,
skipping those another is marking. What the wire lost falls due again for the clocks; what is on it twice is claimed once.
Knows the wire by its port, and nothing of what a step does.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from jobs.hands import Hands
from jobs.wire import Call, Wire, WireBroken
from news.app import App
from news.models import Work
from news.pipeline import STEPS
from news.work import claim

log = structlog.get_logger(__name__)

MOST_WAITING = 200
"""Calls of one step on the wire: enough for many workers, and what is urgent still comes before what is due for longer."""
AGAIN_AFTER = timedelta(seconds=15)
"""Work that is still due so long after it was put on the wire is put there again."""
HOLDING_BACK = {step.name: step.holds_back for step in STEPS if step.holds_back is not None}
LOOK_S = 1.0
LOST_S = (0.5, 1.0, 2.0, 5.0)


class Clock:
    """Puts due work on the wire. Losing one loses nothing, and two of them put nothing there twice."""

    def __init__(self, app: App, wire: Wire, steps: Iterable[str]) -> None:
        self._app = app
        self._wire = wire
        self._steps = tuple(steps)
        self._ticking = asyncio.Lock()
        self._stopping = False

    async def tick(self, names: Iterable[str] | None = None) -> int:
        """Puts what has fallen due on the wire, of these steps or of all; gives how many calls."""
        async with self._ticking:
            return await self._tick(names)

    async def _tick(self, names: Iterable[str] | None) -> int:
        now = self._app.now()
        wanted = self._steps if names is None else [name for name in names if name in self._steps]
        async with self._app.reading() as session:
            due = await _due(session, wanted, now=now)
        if not due:
            return 0
        waiting = await self._wire.waiting()
        async with self._app.session() as session:
            calls: list[Call] = []
            for name in due:
                holds_back = HOLDING_BACK.get(name)
                is_held = holds_back is not None and await holds_back(self._app, session)
                most = MOST_WAITING - waiting.get(name, 0)
                calls += await mark(session, name, now=now, most=most, only_urgent=is_held)
            await self._wire.put(session, calls)
        return len(calls)

    async def listen(self) -> None:
        """Ticks at once for the steps that somebody of this process rings for, until `stop`."""
        while not self._stopping:
            rung = await self._app.bell.heard()
            try:
                await self.tick(rung)
            except (SQLAlchemyError, OSError, WireBroken) as error:  # the next tick of any clock finds it
                log.warning("not put on the wire", steps=sorted(rung), reason=str(error))

    def stop(self) -> None:
        self._stopping = True
        self._app.bell.ring()

    async def idle(self) -> None:
        """Waits for a tick under way: it may be inside a transaction."""
        async with self._ticking:
            pass


async def _due(session: AsyncSession, names: Collection[str], *, now: datetime) -> Sequence[str]:
    """A look without a lock, so that an idle program leaves the rows alone."""
    if not names:
        return []
    found = await session.execute(
        select(col(Work.step)).where(col(Work.step).in_(names), *_owed_to_the_wire(now)).distinct()
    )
    return list(found.scalars())


def _owed_to_the_wire(now: datetime) -> tuple[Any, ...]:
    """Due, and not put on the wire since it fell due; or so long ago that it was lost there."""
    wired_at = col(Work.wired_at)
    return (
        col(Work.due_at) <= now,
        or_(wired_at.is_(None), wired_at < col(Work.due_at), wired_at < now - AGAIN_AFTER),
    )


async def mark(
    session: AsyncSession, name: str, *, now: datetime, most: int, only_urgent: bool = False
) -> list[Call]:
    """Marks at most so many due pieces of the step as put on the wire, the urgent and the longest due first."""
    if most <= 0:
        return []
    due = (
        select(col(Work.id))
        .where(col(Work.step) == name, *_owed_to_the_wire(now), *([col(Work.urgent)] if only_urgent else []))
        .order_by(col(Work.urgent).desc(), col(Work.due_at))
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    marked = await session.execute(
        update(Work)
        .where(col(Work.id).in_(due))
        .values(wired_at=now)
        .returning(col(Work.row), col(Work.due_at), col(Work.urgent))
        .execution_options(synchronize_session=False)
    )
    return [Call(name, row, due_at, urgent) for row, due_at, urgent in marked]


class Carrier:
    """Takes work off the wire, as much as there is room for, claims it in its rows, and has it run."""

    def __init__(self, app: App, wire: Wire, hands: Hands, *, worker: Callable[[], str | None]) -> None:
        self._app = app
        self._wire = wire
        self._hands = hands
        self._worker = worker
        self._stirred = asyncio.Event()
        self._stopping = False

    def stir(self) -> None:
        """Something lies on the wire, or there is room for more."""
        self._stirred.set()

    async def carry(self) -> int:
        """Takes and starts what there is room for; gives how many pieces were started."""
        rooms = {name: self._hands.room(name) for name in self._hands.steps}
        if not any(room > 0 for room in rooms.values()):
            return 0
        waiting = await self._wire.waiting()
        return sum(
            [await self._take(name, room) for name, room in rooms.items() if room > 0 and name in waiting]
        )

    async def _take(self, name: str, room: int) -> int:
        rows = await self._wire.take(name, most=room)
        if not rows:
            return 0
        async with self._app.session() as session:
            claims = await claim(
                session,
                name,
                now=self._app.now(),
                lease=self._hands.steps[name].lease,
                limit=room,
                worker=self._worker(),
                rows=rows,
            )
        self._hands.start(claims)
        return len(claims)

    async def run(self) -> None:
        """Until `drain`. Where the database goes away, waits and looks again."""
        failures = 0
        while not self._stopping:
            self._stirred.clear()
            try:
                if failures:
                    await self._wire.open(self.stir)
                started = await self.carry()
            except (SQLAlchemyError, OSError, WireBroken) as error:
                log.warning("wire broken", reason=str(error), failures=failures)
                await self._rest(LOST_S[min(failures, len(LOST_S) - 1)])
                failures += 1
                continue
            failures = 0
            if not started:
                await self._rest(LOOK_S)

    def stop(self) -> None:
        """Takes nothing more off the wire."""
        self._stopping = True
        self.stir()

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stirred.wait()
