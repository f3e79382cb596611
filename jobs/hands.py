"""Runs claimed work in this process, as much at once as each step allows, and drains before it stops.

Knows nothing of how work is found, and nothing of what a step does.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial

import structlog
from sqlalchemy.exc import SQLAlchemyError

from jobs.presence import Presence
from news.app import App
from news.collecting import let_go
from news.errors import LostClaim
from news.operating.notices import tell_operator
from news.operating.troubles import trouble_of
from news.pipeline import Step
from news.work import Claim, claim_row, fail, put_off
from news.writers import having_time

log = structlog.get_logger(__name__)

DRAIN = timedelta(seconds=25)
CUT_OFF_AFTER = timedelta(seconds=2)
PUT_OFF = timedelta(seconds=10)
NOTED_AFTER_S = (0.0, 1.0, 2.0, 5.0, 10.0, 20.0)
"""A failure is noted as soon as the database takes it again; where it never does, the lease gives the work back."""


class Hands:
    """`on_room` is called whenever a piece of work ended, with the name of its step."""

    def __init__(
        self,
        app: App,
        steps: Sequence[Step],
        presence: Presence,
        *,
        on_room: Callable[[str], None] = lambda _step: None,
    ) -> None:
        self._app = app
        self._presence = presence
        self._on_room = on_room
        self._running: dict[str, set[asyncio.Task[None]]] = {step.name: set() for step in steps}
        self.steps: Mapping[str, Step] = {step.name: step for step in steps}

    def room(self, name: str) -> int:
        """How many more of this step may be claimed now; below one, none."""
        step = self.steps[name]
        free = step.concurrency - len(self._running[name])
        return free * step.at_once if self._presence.may_run(step) else 0

    def calm_room(self, name: str) -> int:
        """How many of those may be what nobody waits for."""
        step = self.steps[name]
        return max(self.room(name) - step.kept_free * step.at_once, 0)

    def start(self, claims: Collection[Claim]) -> None:
        """Runs them, each in a task of its own, or as many together as the step takes at once."""
        by_step: dict[str, list[Claim]] = {}
        for claimed in claims:
            by_step.setdefault(claimed.step, []).append(claimed)
        for name, owed in by_step.items():
            step = self.steps[name]
            for at in range(0, len(owed), step.at_once):
                some = owed[at : at + step.at_once]
                running = self._run(step, some[0]) if len(some) == 1 else self._run_all(step, some)
                task = asyncio.create_task(running, name=f"{name} {some[0].row}")
                self._running[name].add(task)
                task.add_done_callback(partial(self._leave, step))

    async def run_now(self, name: str, row: int) -> bool:
        """Runs this one piece of work to its end, due or not; False when another worker has it."""
        step = self.steps[name]
        async with self._app.session() as session:
            claimed = await claim_row(
                session, name, row, now=self._app.now(), lease=step.lease, worker=self._presence.name
            )
        if claimed is None:
            return False
        await self._run(step, claimed)
        return True

    async def idle(self) -> None:
        """Waits until nothing runs. What falls due meanwhile is not waited for."""
        while running := [task for tasks in self._running.values() for task in tasks]:
            await asyncio.wait(running)

    async def drain(self) -> None:
        """Lets the running finish. What is cut off or outlasts the wait is given back by its lease. The seat of a step of which nothing
        runs any more is left at once, whatever else still runs."""
        self._presence.want_no_more()
        seats = [step for step in self.steps.values() if step.by_one_process]
        await asyncio.gather(self._finish(), *(self._leave_seat(step) for step in seats))

    async def _leave_seat(self, step: Step) -> None:
        if not await _ended(self._running[step.name], within=DRAIN):
            await self._presence.leave(step.name)

    async def _finish(self) -> None:
        running = [task for tasks in self._running.values() for task in tasks]
        late = await _ended(running, within=CUT_OFF_AFTER)
        for step in self.steps.values():
            if step.can_wait:
                for task in late & self._running[step.name]:
                    task.cancel()
        if late := await _ended(late, within=DRAIN):
            log.warning("left running at stop", tasks=[task.get_name() for task in late])

    def _leave(self, step: Step, task: asyncio.Task[None]) -> None:
        self._running[step.name].discard(task)
        self._on_room(step.name)

    async def _run_all(self, step: Step, claims: Sequence[Claim]) -> None:
        """Together; where that fails, each alone, so that the one it failed for stops no other."""
        assert step.run_all is not None
        error = await _failure(step, partial(step.run_all, self._app, claims))
        if error is None:
            return
        if trouble_of(error) is not None:
            await self._app.troubles.heard(error)
            for claimed in claims:
                await self._put_off(claimed)
            return
        log.warning("step failed for many", step=step.name, rows=len(claims), exc_info=error)
        let_go(error)
        for claimed in claims:
            await self._run(step, claimed)

    async def _run(self, step: Step, claimed: Claim) -> None:
        with having_time(not claimed.urgent):
            await self._tried(step, claimed)

    async def _tried(self, step: Step, claimed: Claim) -> None:
        error = await _failure(step, partial(step.run, self._app, claimed))
        if isinstance(error, LostClaim):
            log.warning("claim lost", step=error.step, row=error.row)
        elif error is not None and trouble_of(error) is not None:
            await self._app.troubles.heard(error)
            await self._put_off(claimed)
        elif error is not None:
            await self._give_back(step, claimed, error)
        let_go(error)

    async def _put_off(self, claimed: Claim) -> None:
        """The step did not fail, the database did: nothing is counted, and the work waits a little."""
        for wait_s in NOTED_AFTER_S:
            await asyncio.sleep(wait_s)
            with suppress(SQLAlchemyError, OSError):
                async with self._app.session() as session:
                    return await put_off(session, claimed, until=self._app.now() + PUT_OFF)

    async def _give_back(self, step: Step, claimed: Claim, error: Exception) -> None:
        reason = f"{type(error).__name__}: {error}"
        again = await self._note(step, claimed, reason)
        if not again:
            text = f"{step.name} {claimed.row} failed {step.attempts} times and rests: {reason}. See `pressradar jobs`."
            await tell_operator(self._app, f"{step.name} rests", text)
        log.error("step failed", step=step.name, row=claimed.row, again=again, exc_info=error)

    async def _note(self, step: Step, claimed: Claim, reason: str) -> bool:
        """Whether it will be tried again. A database that was restarted under the step takes the note a little later."""
        for wait_s in NOTED_AFTER_S:
            await asyncio.sleep(wait_s)
            try:
                async with self._app.session() as session:
                    return await fail(session, claimed, reason, now=self._app.now(), most=step.attempts)
            except (SQLAlchemyError, OSError) as gone:
                await self._app.troubles.heard(gone)
        return True


async def _failure(step: Step, run: Callable[[], Awaitable[None]]) -> Exception | None:
    """What came of it, where it went wrong or took too long: a step may raise anything, and no other work stands still for it."""
    try:
        async with asyncio.timeout(step.timeout.total_seconds()):
            await run()
    except Exception as error:
        return error
    return None


async def _ended(tasks: Collection[asyncio.Task[None]], *, within: timedelta) -> set[asyncio.Task[None]]:
    """Waits for the tasks; gives those that have not ended."""
    if not tasks:
        return set()
    return (await asyncio.wait(tasks, timeout=within.total_seconds()))[1]
