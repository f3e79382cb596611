"""Work from the rows themselves: sweeps what is due, claims it, has it run. What one process needs, or a few beside it.

Knows when and how many at once; knows nothing of what a step does.
"""

import asyncio
from collections.abc import Iterable, Sequence

import structlog
from sqlalchemy import bindparam, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from jobs.hands import Hands
from jobs.presence import Presence
from news.app import App
from news.models import Work
from news.pipeline import STEPS, Step
from news.work import claim

log = structlog.get_logger(__name__)
_DUE = (
    select(col(Work.step))
    .where(col(Work.step).in_(bindparam("steps", expanding=True)), col(Work.due_at) <= bindparam("now"))
    .distinct()
)


class Sweeper:
    """Claims due work of its steps, up to each step's concurrency, and has it run."""

    def __init__(self, app: App, steps: Sequence[Step] = STEPS, *, presence: Presence | None = None) -> None:
        self._app = app
        self._sweeping = asyncio.Lock()
        self._stopping = False
        self.presence = presence or Presence(app, steps)
        self.hands = Hands(app, steps, self.presence, on_room=app.bell.ring)

    async def sweep(self, names: Iterable[str] | None = None) -> int:
        """Starts everything that is due and has room; gives how many were started."""
        if self._stopping:
            return 0
        steps = self.hands.steps
        async with self._sweeping:
            due = await self._due(steps if names is None else [name for name in names if name in steps])
            return sum([await self._start(name) for name in due])

    async def _due(self, names: Iterable[str]) -> list[str]:
        """A look without the write lock, so that an idle program leaves the database alone."""
        wanted = [name for name in names if self.hands.room(name) > 0]
        if not wanted:
            return []
        async with self._app.reading(brief=True) as session:
            found = await session.execute(_DUE, {"steps": wanted, "now": self._app.now()})
            return list(found.scalars())

    async def _start(self, name: str) -> int:
        step = self.hands.steps[name]
        async with self._app.session(brief=True) as session:
            is_held = step.holds_back is not None and await step.holds_back(self._app, session)
            claims = await claim(
                session,
                name,
                now=self._app.now(),
                lease=step.lease,
                limit=self.hands.room(name),
                worker=self.presence.name,
                calm=0 if is_held else self.hands.calm_room(name),
            )
        self.hands.start(claims)
        return len(claims)

    async def run_now(self, name: str, row: int) -> bool:
        """Runs this one piece of work to its end, due or not; False when another worker has it."""
        return await self.hands.run_now(name, row)

    async def listen(self) -> None:
        """Sweeps a step at once when somebody rings for it, until `drain`."""
        while not self._stopping:
            rung = await self._app.bell.heard()
            try:
                await self.sweep(rung)
            except (SQLAlchemyError, OSError) as error:  # the clock sweeps it again in a second
                await self._app.troubles.heard(error)

    async def idle(self) -> None:
        """Waits until nothing runs. What falls due meanwhile is not waited for."""
        await self.hands.idle()

    async def drain(self) -> None:
        """Takes no new work; lets the running finish. What is cut off or outlasts the wait is given back by its lease."""
        self._stopping = True
        self._app.bell.ring()
        async with self._sweeping:  # a sweep under way still starts what it has claimed
            pass
        await self.hands.drain()
