"""Runs the steps in this process: sweeps what is due, claims it, runs it, drains before it stops.

Knows when and how many at once; knows nothing of what a step does.
"""

import asyncio
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import timedelta
from functools import partial

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from news.app import App
from news.errors import LostClaim
from news.models import Work
from news.operating.notices import tell_operator
from news.pipeline import STEPS, Step
from news.work import Claim, claim, claim_row, fail
from news.workers import Watch, beat, beats, bury, dead_here, sign_in, sign_out

log = structlog.get_logger(__name__)

DRAIN = timedelta(seconds=25)
CUT_OFF_AFTER = timedelta(seconds=2)


class Sweeper:
    """Claims due work of its steps, up to each step's concurrency, and runs it."""

    def __init__(
        self, app: App, steps: Sequence[Step] = STEPS, *, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._app = app
        self._seconds = seconds
        self._steps = {step.name: step for step in steps}
        self._running: dict[str, set[asyncio.Task[None]]] = {step.name: set() for step in steps}
        self._sweeping = asyncio.Lock()
        self._stopping = False
        self._name: str | None = None
        self._watch = Watch()

    async def sign_in(self) -> None:
        """Says who claims from now on, and gives back what workers of this machine held when they died."""
        async with self._app.session() as session:
            await bury(session, await dead_here(session), now=self._app.now(), still={})
            self._name = await sign_in(session, now=self._app.now())

    async def beat(self) -> None:
        """Says that we live, and gives back what the silent held. Buried by others, we go on under a new name."""
        if self._name is None:
            return
        async with self._app.session() as session:
            if not await beat(session, self._name, now=self._app.now()):
                log.warning("taken for dead", worker=self._name)
                self._name = await sign_in(session, now=self._app.now())
            others = await beats(session, but=self._name)
            if silent := self._watch.silent(others, at_s=self._seconds()):
                every = (*STEPS, *self._steps.values())
                still = {step.name: step.lease - step.timeout for step in every if step.is_alone}
                given = await bury(session, silent, now=self._app.now(), still=still)
                log.warning("workers fell silent", workers=silent, given_back=given)

    async def sign_out(self) -> None:
        """No more claims under this name."""
        if self._name is not None:
            async with self._app.session() as session:
                await sign_out(session, self._name)
        self._name = None

    async def sweep(self, names: Iterable[str] | None = None) -> int:
        """Starts everything that is due and has room; gives how many were started."""
        if self._stopping:
            return 0
        async with self._sweeping:
            due = await self._due(self._steps if names is None else [n for n in names if n in self._steps])
            return sum([await self._start(self._steps[name]) for name in due])

    async def _due(self, names: Iterable[str]) -> list[str]:
        """A look without the write lock, so that an idle program leaves the database alone."""
        wanted = [name for name in names if self._room(self._steps[name])]
        if not wanted:
            return []
        async with self._app.reading() as session:
            found = await session.execute(
                select(col(Work.step))
                .where(col(Work.step).in_(wanted), col(Work.due_at) <= self._app.now())
                .distinct()
            )
            return list(found.scalars())

    def _room(self, step: Step) -> int:
        return step.concurrency - len(self._running[step.name])

    async def _start(self, step: Step) -> int:
        async with self._app.session() as session:
            claims = await claim(
                session,
                step.name,
                now=self._app.now(),
                lease=step.lease,
                limit=self._room(step),
                worker=self._name,
            )
        for claimed in claims:
            task = asyncio.create_task(self._run(step, claimed), name=f"{step.name} {claimed.row}")
            self._running[step.name].add(task)
            task.add_done_callback(partial(self._leave, step))
        return len(claims)

    def _leave(self, step: Step, task: asyncio.Task[None]) -> None:
        self._running[step.name].discard(task)
        self._app.bell.ring(step.name)  # there is room for one more

    async def _run(self, step: Step, claimed: Claim) -> None:
        try:
            async with asyncio.timeout(step.timeout.total_seconds()):
                await step.run(self._app, claimed)
        except LostClaim as lost:
            log.warning("claim lost", step=lost.step, row=lost.row)
        except Exception as error:
            await self._give_back(step, claimed, error)

    async def _give_back(self, step: Step, claimed: Claim, error: Exception) -> None:
        reason = f"{type(error).__name__}: {error}"
        async with self._app.session() as session:
            again = await fail(session, claimed, reason, now=self._app.now(), most=step.attempts)
        if not again:
            text = f"{step.name} {claimed.row} failed {step.attempts} times and rests: {reason}. See `pressradar jobs`."
            await tell_operator(self._app, f"{step.name} rests", text)
        log.error("step failed", step=step.name, row=claimed.row, again=again, exc_info=error)

    async def run_now(self, name: str, row: int) -> bool:
        """Runs this one piece of work to its end, due or not; False when another worker has it."""
        step = self._steps[name]
        async with self._app.session() as session:
            claimed = await claim_row(
                session, name, row, now=self._app.now(), lease=step.lease, worker=self._name
            )
        if claimed is None:
            return False
        await self._run(step, claimed)
        return True

    async def listen(self) -> None:
        """Sweeps a step at once when somebody rings for it, until `drain`."""
        while not self._stopping:
            rung = await self._app.bell.heard()
            try:
                await self.sweep(rung)
            except SQLAlchemyError as error:  # locked by a backup, say: the clock sweeps it again in a second
                log.error("not swept", steps=sorted(rung), reason=str(error))

    async def idle(self) -> None:
        """Waits until nothing runs. What falls due meanwhile is not waited for."""
        while running := [task for tasks in self._running.values() for task in tasks]:
            await asyncio.wait(running)

    async def drain(self) -> None:
        """Takes no new work; lets the running finish. What is cut off or outlasts the wait is given back by its lease."""
        self._stopping = True
        self._app.bell.ring()
        async with self._sweeping:  # a sweep under way still starts what it has claimed
            running = [task for tasks in self._running.values() for task in tasks]
        late = await _ended(running, within=CUT_OFF_AFTER)
        for step in self._steps.values():
            if step.can_wait:
                for task in late & self._running[step.name]:
                    task.cancel()
        if late := await _ended(late, within=DRAIN):
            log.warning("left running at stop", tasks=[task.get_name() for task in late])


async def _ended(tasks: Collection[asyncio.Task[None]], *, within: timedelta) -> set[asyncio.Task[None]]:
    """Waits for the tasks; gives those that have not ended."""
    if not tasks:
        return set()
    return (await asyncio.wait(tasks, timeout=within.total_seconds()))[1]
