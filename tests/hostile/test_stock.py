"""A crowded hour by a program that is killed while it makes digests ahead, and while it sends them: everybody gets theirs once, none too early.

Real processes, really killed, each at a statement or a commit of its database that chance has chosen; their clock is made up, and goes on from life to life.
Counted by the server's own record.
"""

import asyncio
import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import event, func, select
from sqlmodel import col

from jobs.here import Sweeper
from jobs.presence import Presence
from news.adapters.telegram import TelegramMessenger, open_bot
from news.adapters.turns import Rates
from news.app import App
from news.models import Delivery, Digest, Seen, Work
from news.pipeline import STEPS
from news.reader.agenda import plan_next
from news.sending.stock import AHEAD
from news.testing import NOON, a_schedule, a_subscriber, a_topic, an_app
from sandbox.bot_api import BotApi
from sandbox.chats import World
from sandbox.limits import Limits
from sandbox.server import DEFAULT_TOKEN, build
from tests.measured import IS_WHOLE, SEED
from tests.news.test_compose import a_told_story

READERS, KILLS_BEFORE, KILLS_AFTER = (2_000, 20, 60) if IS_WHOLE else (30, 1, 2)
PER_SECOND = READERS / 100
"""As is allowed: the hour is a crowded one, and what is made ahead is less than all of it."""
HOUR_AT = NOON + timedelta(minutes=4)
FAST = Rates(overall_per_second=10_000, chat_per_second=1_000, chat_burst=1_000)
LIVED = [step for step in STEPS if step.name in ("compose", "deliver")]
RESTART = timedelta(seconds=1)
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload([__name__])


# --- the program that is killed ------------------------------------------------------------------


@dataclass(frozen=True)
class Life:
    """Of one process: it ends when all is done that is due until then, or is killed at this moment of its database."""

    folder: Path
    url: str
    until: datetime
    dies_at: int | None


def live(life: Life, clock: "Synchronized[float]") -> None:
    asyncio.run(_live(life, clock))


async def _live(life: Life, clock: "Synchronized[float]") -> None:
    def now() -> datetime:
        return datetime.fromtimestamp(clock.value, UTC)

    async with (
        open_bot(DEFAULT_TOKEN, life.url, rates=FAST) as bot,
        an_app(life.folder, clock=now, messenger=TelegramMessenger(bot)) as opened,
    ):
        app = replace(opened, messages_per_second=PER_SECOND)
        app.in_flight.hears = True  # nobody writes here
        sweeper = Sweeper(app, LIVED, presence=Presence(app, LIVED, seconds=lambda: 0.0))
        await sweeper.presence.sign_in()
        _make_mortal(app, life.dies_at)
        while True:
            while await sweeper.sweep():
                await sweeper.idle()
            next_at = await _next_after(app, now())
            if next_at is None or next_at > life.until:
                return
            clock.value = next_at.timestamp()


def _make_mortal(app: App, dies_at: int | None) -> None:
    moments = 0

    def pass_one(*_: Any) -> None:
        nonlocal moments
        moments += 1
        if moments == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    for what in ("before_cursor_execute", "commit"):
        event.listen(app.db.engine.sync_engine, what, pass_one)


async def _next_after(app: App, now: datetime) -> datetime | None:
    async with app.reading() as session:
        found = await session.execute(select(func.min(col(Work.due_at))).where(col(Work.due_at) > now))
        return found.scalar_one()


# --- the test ------------------------------------------------------------------------------------


@dataclass
class Telegram:
    """A server that outlives the program."""

    world: World
    server: web.Server
    url: str

    async def has_heard_the_dead(self) -> None:
        """Until what a killed process had sent is obeyed, and its connections are closed."""
        while self.server.connections:
            await asyncio.sleep(0)

    @property
    def by_reader(self) -> Counter[int]:
        return Counter(chat for chat, _ in self.world.record)


@asynccontextmanager
async def a_telegram() -> AsyncIterator[Telegram]:
    world = World(token=DEFAULT_TOKEN, now=time.time, limits=Limits(enabled=False))
    runner = web.AppRunner(
        build(world, BotApi(world, retry_seconds=1.0)), access_log=None, shutdown_timeout=0.1
    )
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        assert runner.server is not None
        yield Telegram(world, runner.server, f"http://127.0.0.1:{runner.addresses[0][1]}")
    finally:
        await runner.cleanup()


async def _everybody_waits_for_noon(app: App, telegram: Telegram) -> None:
    async with app.session() as session:
        await a_topic(session, "world")
        await a_told_story(session)
        for number in range(1, READERS + 1):
            telegram.world.person(number).has_started = True
            reader = await a_subscriber(session, number, "world")
            schedule = await a_schedule(session, reader, f"{HOUR_AT:%H:%M}")
            await plan_next(session, schedule, reader, now=NOON)


@dataclass
class Town:
    """Lives, one after the other, on one database and one clock."""

    folder: Path
    telegram: Telegram
    clock: "Synchronized[float]"
    chance: random.Random
    killed: int = 0

    async def live(self, until: datetime, *, kills: int, moments: int) -> None:
        """Until all that is due until then is done; on the way it is killed so often, each time within so many moments."""
        for kill in range(kills + 1):
            dies_at = self.chance.randint(1, moments) if kill < kills else None
            life = Life(self.folder, self.telegram.url, until, dies_at)
            process = PROCESSES.Process(target=live, args=(life, self.clock))
            process.start()
            await asyncio.to_thread(process.join)
            await self.telegram.has_heard_the_dead()
            assert process.exitcode in (0, -signal.SIGKILL), process.exitcode
            self.killed += process.exitcode != 0
            self.clock.value += RESTART.total_seconds()


@pytest.mark.timeout(3600)
async def test_who_is_killed_in_a_crowded_hour_loses_nothing_repeats_nothing_and_sends_nothing_too_early(
    tmp_path: Path, record: Any
) -> None:
    begins_at = HOUR_AT - AHEAD - timedelta(minutes=2)
    async with a_telegram() as telegram, an_app(tmp_path) as app:
        await _everybody_waits_for_noon(app, telegram)
        clock = PROCESSES.Value("d", begins_at.timestamp())
        town = Town(tmp_path, telegram, clock, random.Random(SEED))
        await town.live(HOUR_AT - timedelta(seconds=1), kills=KILLS_BEFORE, moments=60)
        made = await _count(app, select(func.count()).select_from(Delivery))
        early, killed_before = len(telegram.world.record), town.killed
        await town.live(HOUR_AT + timedelta(hours=6), kills=KILLS_AFTER, moments=READERS * 15 // KILLS_AFTER)
        got = telegram.by_reader
        lost, twice = READERS - len(got), sum(times - 1 for times in got.values())
        record(
            f"kill -9 {killed_before} times while digests of a crowded hour of {READERS:,} are made ahead, "
            f"{town.killed - killed_before} times while they are sent, each at a statement or a commit of the database",
            bar="0 lost, 0 twice, 0 before their hour",
            figure=f"{lost} lost, {twice} twice, {early} before their hour; {made:,} made ahead",
        )
        assert (early, lost, twice) == (0, 0, 0)
        assert made > 0, "something was made ahead"
        assert town.killed > killed_before > 0
        assert await _states(app) == {
            ("ready", HOUR_AT): READERS,
            ("planned", HOUR_AT + timedelta(days=1)): READERS,
        }
        assert await _count(app, select(func.count()).select_from(Seen)) == READERS, (
            "each was shown its one story"
        )


async def _count(app: App, asked: Any) -> int:
    async with app.reading() as session:
        return int((await session.execute(asked)).scalar_one())


async def _states(app: App) -> Counter[tuple[str, datetime]]:
    async with app.reading() as session:
        found = await session.execute(select(col(Digest.state), col(Digest.slot_at)))
        return Counter((state, slot_at) for state, slot_at in found)
