"""This process among those that work on one database: its name, its beat, and the seats it has.

A seat is what one process alone may do: a step, because of what it keeps in memory (the pace of sending, the window of live stories), or
something else that others would do a second time. Who comes second stands by, and takes the seat within seconds of its being
left. Knows nothing of what steps do.
"""

import asyncio
import time
from collections.abc import Callable, Collection, Sequence
from datetime import timedelta

import structlog
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from jobs.jumps import LEAST, Jumps
from news.app import App
from news.db import passing
from news.holds import let_go, take_all
from news.operating.troubles import Troubles, is_passing
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
    """Signed in from `sign_in` to `sign_out`; `beat` is to be called every two seconds. It wants the seats of its steps, and `seats`."""

    def __init__(
        self,
        app: App,
        steps: Sequence[Step] = (),
        *,
        seats: Collection[str] = (),
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._seconds = seconds
        self._steps = tuple(steps)
        self._wanted = {step.name for step in steps if step.by_one_process} | set(seats)
        self._watch = Watch()
        self._beat_at_s = 0.0
        self._jumps = Jumps()
        self._put_back_by: timedelta | None = None  # until it is put right
        self._found_dead: set[str] = set()
        self._is_kept_waiting = False
        self._seats: set[str] = set()
        self._stands_by: set[str] = set()
        self._speaking = asyncio.Lock()  # no beat while signing out: it would sign in again
        self.name: str | None = None

    @property
    def troubles(self) -> Troubles:
        return self._app.troubles

    def may_run(self, step: Step) -> bool:
        """Whether this process may claim work of the step now."""
        return not step.by_one_process or self.name is None or self.has_seat(step.name)

    def has_seat(self, name: str) -> bool:
        """Whoever could not say for long that it lives may be taken for dead by now, and have lost its seats."""
        silent_s = self._seconds() - self._beat_at_s
        return name in self._seats and silent_s < (SILENCE - BEAT).total_seconds()

    async def sign_in(self) -> None:
        """Says who claims from now on, and gives back what workers of this machine held when they died."""
        began_s = self._seconds()
        async with self._app.session() as session:
            ahead = await ahead_by(session, now=self._app.now())
            if ahead >= LEAST:  # the clock was put back while nobody was here
                await self._put_right(session, ahead)
            await bury(session, await dead_here(session), now=self._app.now(), still={})
            name = await sign_in(session, now=self._app.now())
            seats = await self._sit_down(session, name)
        self.name, self._beat_at_s = name, began_s
        self._has(seats)

    async def beat(self) -> None:
        """Says that we live, and gives back what the dead and the silent held. Buried by others, we go on under a new name."""
        async with self._speaking:
            if self.name is not None:  # signed out meanwhile
                await self._beat(self.name)

    async def _beat(self, name: str) -> None:
        """First our own, by itself: whatever others have locked, they do not take us for dead."""
        began_s, before_s = self._seconds(), self._beat_at_s
        try:
            name = await self._say_that_we_live(name)
            self.name, self._beat_at_s = name, began_s
            self._has(await self._look_after_others(name, began_s, before_s))
        except DBAPIError as error:
            if not is_passing(error):
                raise
            if not self._is_kept_waiting:
                log.warning("others keep rows locked", why=str(error.orig), tried_again="at each beat")
            self._is_kept_waiting = True
        else:
            self._is_kept_waiting = False
        await self._app.troubles.over()

    async def _say_that_we_live(self, name: str) -> str:
        """Our name, a new one where others have buried us."""
        async with self._app.session(brief=True) as session:
            await passing(session)
            if not await beat(session, name, now=self._app.now()):
                log.warning("taken for dead", worker=name)
                self._seats.clear()
                name = await sign_in(session, now=self._app.now())
        return name

    async def _look_after_others(self, name: str, began_s: float, before_s: float) -> set[str]:
        """Buries the dead and sits down, in one transaction; gives the seats that we have. Not to be had at once, it is done at the
        next beat. Who was buried since its own beat takes no seat (`news.holds`)."""
        self._put_back_by = self._jumps.put_back_by(self._app.now(), began_s) or self._put_back_by
        async with self._app.session() as session:
            await passing(session)
            await self._bury_the_dead(session, name, before_s)
            if self._put_back_by:
                await self._put_right(session, self._put_back_by)
            seats = await self._sit_down(session, name)
        self._put_back_by = None
        return seats

    async def _bury_the_dead(self, session: AsyncSession, name: str, before_s: float) -> None:
        """`before_s`: when our beat before this one was. Said once of each: it may take several beats until all is given back."""
        ended = await dead_here(session, at_start=False)
        if ended:
            given = await bury(session, ended, now=self._app.now(), still={})
            if given or not self._found_dead.issuperset(ended):
                log.warning("workers of this machine ended", workers=ended, given_back=given)
        others = await beats(session, but=name)
        silent = self._watch.silent(others, at_s=self._seconds(), own_beat_at_s=before_s)
        if silent:
            every = (*STEPS, *self._steps)
            still = {step.name: step.lease - step.timeout for step in every if step.is_alone}
            given = await bury(session, silent, now=self._app.now(), still=still)
            if given or not self._found_dead.issuperset(silent):
                log.warning("workers fell silent", workers=silent, given_back=given)
        self._found_dead = {*ended, *silent}

    async def _put_right(self, session: AsyncSession, back: timedelta) -> None:
        pulled = await pull_ahead(session, now=self._app.now())
        planned = await plan_what_was_ahead(session, now=self._app.now())
        await shorten_leases(session, {step.name: step.lease for step in STEPS}, now=self._app.now())
        log.warning(
            "clock put back", by_s=round(back.total_seconds()), due_again=pulled, planned_again=planned
        )

    async def leave(self, seat: str) -> None:
        """Others may have this seat, which we want no more."""
        async with self._speaking:
            self._wanted.discard(seat)
            if self.name is None or seat not in self._seats:
                return
            self._seats.discard(seat)
            try:
                async with self._app.session() as session:
                    await let_go(session, _hold(seat), worker=self.name)
            except (SQLAlchemyError, OSError) as error:  # it is free when we sign out, or are found dead
                await self.troubles.heard(error)

    def want_no_more(self) -> None:
        """From now on we take no seat: we are about to end. Those that we have we keep."""
        self._wanted &= self._seats

    async def sign_out(self) -> None:
        """No more claims under this name; its seats are free."""
        async with self._speaking:
            name, self.name = self.name, None
            self._seats.clear()
            if name is not None:
                async with self._app.session() as session:
                    await sign_out(session, name)

    async def _sit_down(self, session: AsyncSession, name: str) -> set[str]:
        """On every free seat that we want; gives those that we have. All at once, so that of two that begin together one has all."""
        if self._wanted <= self._seats:
            return self._seats & self._wanted
        held = await take_all(session, [_hold(seat) for seat in self._wanted], worker=name)
        return {seat for seat in self._wanted if _hold(seat) in held}

    def _has(self, seats: set[str]) -> None:
        """It is committed that these are ours."""
        for seat in sorted(seats - self._seats):
            self._app.bell.ring(seat)
            log.info("has the seat", step=seat)
        for seat in sorted(self._wanted - seats - self._stands_by):
            log.info("stands by", step=seat, why="another process has the seat")
        self._seats, self._stands_by = set(seats), self._wanted - seats


def _hold(seat: str) -> str:
    return f"seat {seat}"
