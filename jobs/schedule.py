"""The beat of a process: APScheduler, which calls every second for what is due and says every two that we live.

It holds no state of its own. Its default misfire grace of one second would silently skip a run after a blocked loop, hence
the defaults here.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.exc import SQLAlchemyError

from jobs.afar import Carrier, Clock
from jobs.hands import Hands
from jobs.here import Sweeper
from jobs.presence import Presence
from jobs.wire import Wire, WireBroken
from news.answers.stops import heed_stops
from news.app import App
from news.operating.troubles import Troubles
from news.workers import BEAT

TICK_S = 1
TIDY_S = 600
LIVE = "beat"


@asynccontextmanager
async def running(sweeper: Sweeper) -> AsyncIterator[AsyncIOScheduler]:
    """Sweeps until the end of the block, then drains."""
    async with present(sweeper.presence) as beats:
        beats.add_job(
            unless_away(sweeper.sweep, sweeper.presence.troubles), "interval", seconds=TICK_S, id="sweep"
        )
        listening = asyncio.create_task(sweeper.listen(), name="bell")
        try:
            yield beats
        finally:
            only_live(beats)
            await sweeper.drain()  # never cancelled: a sweep may be inside a transaction
            await listening


@asynccontextmanager
async def calling(
    clock: Clock, wire: Wire, presence: Presence, *, every: bool
) -> AsyncIterator[AsyncIOScheduler]:
    """Puts on the wire what this process rings for, and with `every` each second whatever is due, until the end of the block."""
    async with present(presence) as beats:
        if every:
            beats.add_job(unless_away(clock.tick, presence.troubles), "interval", seconds=TICK_S, id="tick")
            beats.add_job(unless_away(wire.tidy, presence.troubles), "interval", seconds=TIDY_S, id="tidy")
        listening = asyncio.create_task(clock.listen(), name="bell")
        try:
            yield beats
        finally:
            only_live(beats)
            clock.stop()
            await listening
            await clock.idle()


@asynccontextmanager
async def carrying(carrier: Carrier, hands: Hands) -> AsyncIterator[None]:
    """Takes work off the wire until the end of the block, then drains."""
    taking = asyncio.create_task(carrier.run(), name="wire")
    try:
        yield
    finally:
        carrier.stop()
        await taking
        await hands.drain()


@asynccontextmanager
async def present(presence: Presence) -> AsyncIterator[AsyncIOScheduler]:
    """Signed in, with a beat, until the end of the block."""
    beats = AsyncIOScheduler(
        timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )
    beats.add_job(
        unless_away(presence.beat, presence.troubles), "interval", seconds=BEAT.total_seconds(), id=LIVE
    )
    await presence.sign_in()
    beats.start()
    try:
        yield beats
    finally:
        beats.pause()
        await unless_away(presence.sign_out, presence.troubles)()
        beats.shutdown(wait=False)


def only_live(beats: AsyncIOScheduler) -> None:
    """From now on it only says that we live: whoever is silent while it finishes what runs would be taken for dead."""
    for job in beats.get_jobs():
        if job.id != LIVE:
            job.pause()


def heeding(beats: AsyncIOScheduler, app: App) -> None:
    """From now on an answer that is worded here ends where its reader stopped it, whichever process was told."""

    async def heed() -> None:
        await heed_stops(app)

    beats.add_job(unless_away(heed, app.troubles), "interval", seconds=TICK_S, id="stops")


def unless_away(call: Callable[[], Awaitable[object]], troubles: Troubles) -> Callable[[], Awaitable[None]]:
    """The call; where the database does not take it, that is said: the next beat tries again."""

    async def calls() -> None:
        try:
            await call()
        except (SQLAlchemyError, OSError, WireBroken) as error:
            await troubles.heard(error)

    return calls
