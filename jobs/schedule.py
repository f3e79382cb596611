"""The clock: APScheduler, which sweeps what is due every second and says every five that this process lives. It holds no state of its own.

The default misfire grace of one second would silently skip a run after a blocked loop, hence the defaults here.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from jobs.here import Sweeper
from news.workers import BEAT

SWEEP_SECONDS = 1


@asynccontextmanager
async def running(sweeper: Sweeper) -> AsyncIterator[Sweeper]:
    """Sweeps until the end of the block, then drains."""
    clock = AsyncIOScheduler(
        timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )
    clock.add_job(sweeper.sweep, "interval", seconds=SWEEP_SECONDS, id="sweep")
    clock.add_job(sweeper.beat, "interval", seconds=BEAT.total_seconds(), id="beat")
    await sweeper.sign_in()
    clock.start()
    listening = asyncio.create_task(sweeper.listen(), name="bell")
    try:
        yield sweeper
    finally:
        clock.pause()
        await sweeper.drain()  # never cancelled: a sweep may be inside a transaction
        await listening
        await sweeper.sign_out()
        clock.shutdown(wait=False)
