"""This process among those that work on one database: its name, its beat, and the seats it has.

A seat is a step that one process alone may run, because of what it keeps in memory: the pace of sending, the window of live
stories. Who comes second stands by, and takes the seat within seconds of its being left. Knows nothing of what steps do.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from jobs.jumps import LEAST, Jumps
from news.app import App
from news.holds import take
from news.operating.troubles import Troubles
from news.pipeline import STEPS, Step
from news.reader.agenda import plan_what_was_ahead
from news.work import pull_ahead, shorten_leases
from news.workers import (
    BEAT,
    SILENCE,
    Watch,
    ahead_by,
    beat,
    beats,
    bury,
    dead_here,
    sign_in,
    sign_out,
)

log = structlog.get_logger(__name__)


class Presence:
    """Signed in from `sign_in` to `sign_out`; `beat` is to be called every five seconds."""

    def __init__(
        self, app: App, steps: Sequence[Step] = (), *, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._app = app
        self._seconds = seconds
        self._steps = tuple(steps)
        self._watch = Watch()
        self._beat_at_s = 0.0
        self._jumps = Jumps()
        self._seats: set[str] = set()
        self._stands_by: set[str] = set()
        self._speaking = asyncio.Lock()  # no beat while signing out: it would sign in again
        self.name: str | None = None

    @property
    def troubles(self) -> Troubles:
        return self._app.troubles

    def may_run(self, step: Step) -> bool:
        """Whether this process may claim work of the step now. Whoever could not say for long that it lives may be taken
        for dead by now, and have lost its seats."""
        if not step.by_one_process or self.name is None:
            return True
        silent_s = self._seconds() - self._beat_at_s
        return step.name in self._seats and silent_s < (SILENCE - BEAT).total_seconds()

    async def sign_in(self) -> None:
        """Says who claims from now on, and gives back what workers of this machine held when they died."""
        async with self._app.session() as session:
            ahead = await ahead_by(session, now=self._app.now())
            if ahead >= LEAST:  # the clock was put back while nobody was here
                await self._put_right(session, ahead)
            await bury(session, await dead_here(session), now=self._app.now(), still={})
            self.name = await sign_in(session, now=self._app.now())
        self._beat_at_s = self._seconds()
        await self._sit_down()

    async def beat(self) -> None:
        """Says that we live, and gives back what the silent held. Buried by others, we go on under a new name."""
        async with self._speaking:
            if self.name is not None:  # signed out meanwhile
                await self._beat()

    async def _beat(self) -> None:
        assert self.name is not None
        began_s = self._seconds()
        async with self._app.session() as session:
            if not await beat(session, self.name, now=self._app.now()):
                log.warning("taken for dead", worker=self.name)
                self._seats.clear()
                self.name = await sign_in(session, now=self._app.now())
            others = await beats(session, but=self.name)
            if silent := self._watch.silent(others, at_s=self._seconds()):
                every = (*STEPS, *self._steps)
                still = {step.name: step.lease - step.timeout for step in every if step.is_alone}
                given = await bury(session, silent, now=self._app.now(), still=still)
                log.warning("workers fell silent", workers=silent, given_back=given)
            if back := self._jumps.put_back_by(self._app.now(), began_s):
                await self._put_right(session, back)
        self._beat_at_s = began_s
        await self._app.troubles.over()
        await self._sit_down()

    async def _put_right(self, session: AsyncSession, back: timedelta) -> None:
        pulled = await pull_ahead(session, now=self._app.now())
        planned = await plan_what_was_ahead(session, now=self._app.now())
        await shorten_leases(session, {step.name: step.lease for step in STEPS}, now=self._app.now())
        log.warning(
            "clock put back", by_s=round(back.total_seconds()), due_again=pulled, planned_again=planned
        )

    async def sign_out(self) -> None:
        """No more claims under this name; its seats are free."""
        async with self._speaking:
            name, self.name = self.name, None
            self._seats.clear()
            if name is not None:
                async with self._app.session() as session:
                    await sign_out(session, name)

    async def _sit_down(self) -> None:
        """On every free seat of our steps."""
        for step in self._steps:
            if not step.by_one_process or step.name in self._seats or self.name is None:
                continue
            async with self._app.session() as session:
                is_ours = await take(session, f"seat {step.name}", worker=self.name)
            if is_ours:
                self._seats.add(step.name)
                self._stands_by.discard(step.name)
                self._app.bell.ring(step.name)
                log.info("has the seat", step=step.name)
            elif step.name not in self._stands_by:
                self._stands_by.add(step.name)
                log.info("stands by", step=step.name, why="another process has the seat")
