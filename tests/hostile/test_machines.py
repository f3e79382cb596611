"""Several processes on one PostgreSQL server, any of which is killed at any time, the server too: nothing is lost, doubled or stuck.

Bots by webhook, workers and clocks, as `tests/end_to_end/machines.py` starts them. Counted by Telegram's own record and in the rows.
"""

import asyncio
import os
import random
import re
import shutil
import signal
import subprocess
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from news.db import Database, open_engine
from news.models import Delivery, Digest, Hold, Schedule, Subscriber, Update, Work
from news.pipeline import STEPS
from news.work import REST
from tests.commits import commits_of
from tests.end_to_end.conftest import Person, Town, a_town, an_hour_far_off, news_read
from tests.end_to_end.machines import Fleet, free_ports, postgres_tools
from tests.measured import IS_WHOLE

READERS, ROUNDS = (60, 8) if IS_WHOLE else (8, 1)
"""In each round every process is killed once, and the server."""
SERVER = "postgres"
QUIET_S = 240.0
"""What a killed process held is taken up within half a minute; a call that was in flight to Telegram, within three."""


@dataclass
class Server:
    """A PostgreSQL server of our own, which may be killed as others could not bear."""

    folder: Path
    tools: Path
    port: int
    run_as: Sequence[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def make(self) -> None:
        self._call(
            "initdb", "--pgdata=rows", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"
        )

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder} -c max_connections=200"
        self._call(
            "pg_ctl", "-D", "rows", "-w", "-l", str(self.folder / "server.log"), "-o", options, "start"
        )

    def crash(self) -> None:
        """As after a power cut: it recovers from its log at the next start."""
        self._call("pg_ctl", "-D", "rows", "-m", "immediate", "stop")

    def _call(self, tool: str, *arguments: str) -> None:
        command = [*self.run_as, str(self.tools / tool), *arguments]
        with (self.folder / "tools.log").open("ab") as log:
            subprocess.run(command, cwd=self.folder, stdout=log, stderr=log, check=True)


@asynccontextmanager
async def a_server() -> AsyncIterator[Server]:
    tools = postgres_tools()
    if tools is None:
        pytest.skip("no PostgreSQL server is installed here")
    with TemporaryDirectory(prefix="pressradar-postgres-") as folder:
        run_as: list[str] = []
        if os.geteuid() == 0:  # it refuses to run as root
            shutil.chown(folder, "postgres")
            run_as = ["runuser", "-u", "postgres", "--"]
        server = Server(Path(folder), tools, free_ports(1)[0], run_as)
        await asyncio.to_thread(server.make)
        await asyncio.to_thread(server.start)
        try:
            yield server
        finally:
            await asyncio.to_thread(server.crash)


@dataclass
class Chaos:
    """Kills what it is told to, starts it again, and lets people write meanwhile."""

    town: Town
    fleet: Fleet
    server: Server
    chance: random.Random
    killed: list[str] = field(default_factory=list)

    def victims(self) -> list[str]:
        everybody = [*self.fleet.roles, SERVER]
        return [victim for _ in range(ROUNDS) for victim in self.chance.sample(everybody, len(everybody))]

    async def strike(self, victim: str) -> None:
        self.killed.append(victim)
        if victim == SERVER:
            await asyncio.to_thread(self.server.crash)
            await asyncio.to_thread(self.server.start)
            return
        await self.fleet.stop_one(victim, signal.SIGKILL)
        await self.fleet.start_one(victim)


async def greet(readers: Sequence[Person]) -> None:
    for reader in readers:
        await reader.send("/topics world")
    for reader in readers:
        await reader.hears("World", patience_s=120)
        await reader.send(f"/time {an_hour_far_off('Europe/Berlin')} Europe/Berlin")
    for reader in readers:
        await reader.hears("Your next digest", patience_s=120)


async def due_now(database: Database, *, within: timedelta) -> datetime:
    """Everybody's digest falls due at one moment, soon; gives when."""
    at = datetime.now(UTC) + within
    async with database.session() as session:
        planned = await session.scalars(select(Digest).where(col(Digest.state) == "planned"))
        for digest in planned:
            digest.slot_at = at
        rows = [
            digest.id or 0
            for digest in (await session.scalars(select(Digest))).all()
            if digest.state == "planned"
        ]
        work = await session.scalars(select(Work).where(col(Work.step) == "compose", col(Work.row).in_(rows)))
        for owed in work:
            owed.due_at = datetime.now(UTC)
    return at


async def at_rest(database: Database) -> bool:
    """Nothing is due, running, waiting to be handled or on its way."""
    now = datetime.now(UTC)
    try:
        async with database.reading() as session:
            waiting = await session.scalar(
                select(func.count()).select_from(Update).where(col(Update.handled_at).is_(None))
            )
            under_way = await session.scalar(
                select(func.count())
                .select_from(Delivery)
                .where(col(Delivery.state).in_(("pending", "sending")))
            )
            due = await session.scalar(
                select(func.count())
                .select_from(Work)
                .where(col(Work.step).in_(("compose", "deliver", "write", "translate", "cluster")))
                .where(col(Work.due_at) <= now + timedelta(minutes=10))
            )
    except (SQLAlchemyError, OSError):
        return False
    return not (waiting or under_way or due)


async def rest(fleet: Fleet, database: Database, server: Server) -> None:
    """Until nothing is under way; who began while the server was still recovering has ended, and begins again."""

    async def is_still() -> bool:
        await fleet.revive()
        return await at_rest(database)

    async with commits_of(server.url, "inbox", "delivery", "work") as commits:
        fleet.on_end = commits.wake
        await commits.until_true(is_still, patience_s=QUIET_S)


@pytest.mark.timeout(3600)
async def test_whatever_is_killed_nothing_is_lost_doubled_or_stuck(tmp_path: Path, record) -> None:
    seed = 11
    chance = random.Random(seed)
    async with a_server() as server:
        settings = {"DATABASE_URL": server.url, "TELEGRAM_PER_SECOND": "30"}
        (tmp_path / "town").mkdir()
        async with a_town(tmp_path / "town", many=True, **settings) as town:
            fleet = town.program
            assert isinstance(fleet, Fleet)
            await fleet.start()
            readers = [await town.person(number) for number in range(1, READERS + 1)]
            await greet(readers)
            database = Database(open_engine(server.url))
            await news_read(town, patience_s=QUIET_S)
            await due_now(database, within=timedelta(seconds=5))
            chaos = Chaos(town, fleet, server, chance)
            questions = await under_fire(chaos, readers)
            await rest(fleet, database, server)
            heard = [await reader.messages() for reader in readers]
            rows = await what_is_left(database)
            await database.close()
    answered = [Counter(number for number in numbers_in(messages)) for messages in heard]
    wanted = [Counter(questions[reader.user]) for reader in readers]
    digests = [sum(is_digest(message) for message in messages) for messages in heard]
    lost = sum((want - got).total() for want, got in zip(wanted, answered, strict=True)) + digests.count(0)
    doubled = sum((got - want).total() for want, got in zip(wanted, answered, strict=True))
    doubled += sum(count - 1 for count in digests if count > 1)
    record(
        f"kill -9 at {len(chaos.killed)} random moments, each of 5 processes and the database server {ROUNDS} times, {READERS} readers, seed {seed}",
        bar="0 lost, 0 duplicates, nothing stuck",
        figure=f"{lost} lost, {doubled} duplicates, {len(rows)} stuck",
    )
    assert (lost, doubled, rows) == (0, 0, []), chaos.killed


async def under_fire(chaos: Chaos, readers: Sequence[Person]) -> dict[int, list[str]]:
    """People write numbered searches while processes die; gives what each of them wrote."""
    said: dict[int, list[str]] = {reader.user: [] for reader in readers}
    for strike, victim in enumerate(chaos.victims()):
        for reader in chaos.chance.sample(list(readers), len(readers) // 2):
            word = f"zq{strike}x{reader.user}"
            await reader.send(f"/search {word}")
            said[reader.user].append(word)
        await asyncio.sleep(chaos.chance.uniform(0, 3))  # at whatever moment
        await chaos.strike(victim)
    return said


def numbers_in(messages: Sequence[dict[str, Any]]) -> list[str]:
    """Which numbered searches were answered, each as often as it was."""
    return [word for m in messages for word in set(re.findall(r"zq\d+x\d+", m.get("text", "")))]


def is_digest(message: dict[str, Any]) -> bool:
    return message.get("text", "").startswith("🗞")


async def what_is_left(database: Database) -> list[str]:
    """Rows that should not be there when all is at rest."""
    now = datetime.now(UTC)
    async with database.reading() as session:
        stuck = [
            f"{work.step} {work.row}: {work.last_error}"
            for work in await session.scalars(select(Work))
            if work.step in {step.name for step in STEPS} and work.due_at > now + REST / 2
        ]
        unsent = await session.scalars(select(Delivery).where(col(Delivery.state) != "sent"))
        stuck += [f"delivery {one.id}: {one.state} {one.error}" for one in unsent]
        turns = await session.scalars(select(Hold).where(col(Hold.name).like("chat %")))
        stuck += [f"hold {hold.name}" for hold in turns]
        plans = await session.scalar(select(func.count()).select_from(Schedule))
        people = await session.scalar(select(func.count()).select_from(Subscriber))
        if plans != people:
            stuck.append(f"{people} readers, {plans} schedules")
    return stuck
