"""Real processes, really killed: every reader of a broadcast gets it, and gets it once.

The program under test is this file run by itself: it opens the database, delivers what is due, and is killed.
"""

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news import deliver as step
from news.adapters.telegram import TelegramMessenger, open_bot
from news.adapters.turns import Rates
from news.db import Database, open_engine
from news.deliver import deliver
from news.errors import LostClaim
from news.models import Chat, Delivery, Row, Work
from news.sending import doubts
from news.sending.in_flight import InFlight
from news.sending.lots import Lots
from news.work import Bell, claim, owe, take_back
from sandbox.limits import Limits
from sandbox.server import Sandbox, serve
from tests.waiting import Noted

AT_ONCE, KEPT_FREE, LEASE = 16, 4, timedelta(seconds=180)
"""As `deliver` is run."""


@dataclass(frozen=True)
class Broadcast:
    """One digest for each of so many readers, sent by a program that is killed so often; some replies never come."""

    readers: int
    kills: int
    lost_replies: int
    per_second: int
    seed: int
    by: signal.Signals = signal.SIGKILL
    trouble: tuple[dict[str, Any], ...] = ()
    """Faults, as the sandbox takes them, one of which meets each of `troubled` readers."""
    troubled: int = 0
    limit: int = 1_000
    """Messages a second that the server takes from all of the bot; what is over is answered with 429."""

    @property
    def rates(self) -> Rates:
        return Rates(overall_per_second=self.per_second, chat_per_second=10, chat_burst=10)


@dataclass(frozen=True)
class Arrived:
    """How often each reader got it, by the server's own record; how the deliveries ended; calls made to look."""

    by_reader: Counter[int]
    states: Counter[str]
    probes: int
    calls: int

    @property
    def refused(self) -> int:
        """Calls that made no message; where no reply is lost, those that got a 429."""
        return self.calls - self.by_reader.total()

    def lost(self, readers: int) -> int:
        return sum(self.by_reader[reader] == 0 for reader in range(1, readers + 1))

    @property
    def duplicates(self) -> int:
        return sum(count - 1 for count in self.by_reader.values() if count > 1)


@dataclass(frozen=True)
class App:
    """As much of an app as delivering needs."""

    db: Database
    messenger: Any
    bell: Bell = field(default_factory=Bell)
    in_flight: InFlight = field(default_factory=InFlight)
    intents: Lots[Any, Any] = field(default_factory=Lots)
    outcomes: Lots[Any, Any] = field(default_factory=Lots)

    def now(self) -> datetime:
        return datetime.now(UTC)

    def session(self, *, brief: bool = False) -> AbstractAsyncContextManager[AsyncSession]:
        return self.db.session(brief=brief)

    def reading(self, *, brief: bool = False) -> AbstractAsyncContextManager[AsyncSession]:
        return self.db.reading(brief=brief)


@asynccontextmanager
async def an_app(file: Path, messenger: Any) -> AsyncIterator[App]:
    database = Database(open_engine(f"sqlite:///{file}"))
    try:
        yield App(database, messenger)
    finally:
        await database.close()


# --- the program that is killed ------------------------------------------------------------------


async def work_until_nothing_is_owed(file: Path, url: str, token: str, per_second: int) -> None:
    # this server holds no request longer
    step.SETTLE_AFTER = doubts.SETTLE_AFTER = doubts.LEAVES_WITHIN = timedelta(seconds=0.5)
    rates = Broadcast(0, 0, 0, per_second, 0).rates
    stopping = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    async with open_bot(token, url, rates=rates) as bot, an_app(file, TelegramMessenger(bot)) as app:
        app.in_flight.hears = True  # nobody writes here
        async with app.session() as session:
            await take_back(session, now=app.now())
        running: set[asyncio.Task[None]] = set()
        while await owed(app) and not stopping.is_set():
            running -= {task for task in running if task.done()}
            async with app.session() as session:
                room = AT_ONCE - len(running)
                calm = max(room - KEPT_FREE, 0)
                claims = await claim(session, "deliver", now=app.now(), lease=LEASE, limit=room, calm=calm)
            running |= {asyncio.create_task(one_step(app, each)) for each in claims}
            await (asyncio.wait(running, return_when="FIRST_COMPLETED") if running else asyncio.sleep(0.05))
        if running:
            await asyncio.wait(running)  # told to stop: what is under way ends


async def one_step(app: App, claimed: Any) -> None:
    with suppress(LostClaim):
        await deliver(app, claimed)  # type: ignore[arg-type]


async def owed(app: App) -> int:
    async with app.reading() as session:
        return (await session.execute(select(func.count()).select_from(Work))).scalar_one()


# --- the test ------------------------------------------------------------------------------------


async def owe_everybody(app: App, readers: int) -> None:
    now = app.now()
    async with app.db.engine.begin() as connection:
        await connection.run_sync(Row.metadata.create_all)
    async with app.session() as session:
        chats = [Chat(chat_id=reader, created_at=now) for reader in range(1, readers + 1)]
        session.add_all(chats)
        await session.flush()
        deliveries = [
            Delivery(
                kind="digest",
                subject=chat.chat_id,
                chat=chat.id or 0,
                bulk=True,
                created_at=now,
                payload={"text": f"digest of {chat.chat_id}"},
            )
            for chat in chats
        ]
        session.add_all(deliveries)
        await session.flush()
        for delivery in deliveries:
            await owe(session, "deliver", delivery.id or 0, at=now)


async def start(file: Path, sandbox: Sandbox, per_second: int) -> asyncio.subprocess.Process:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    return await asyncio.create_subprocess_exec(
        sys.executable, __file__, str(file), sandbox.url, sandbox.token, str(per_second), env=environment
    )


async def accepted(sandbox: Sandbox, more: int, *, program: asyncio.subprocess.Process, readers: int) -> None:
    """Waits until the server has taken that many more messages, or the program has ended."""
    record = sandbox.world.record
    assert isinstance(record, Noted)
    goal = min(len(record) + more, readers - 1)
    waiting = [
        asyncio.create_task(record.until(lambda: len(record) >= goal, patience_s=300.0)),
        asyncio.create_task(program.wait()),
    ]
    try:
        await asyncio.wait(waiting, return_when="FIRST_COMPLETED")
    finally:
        for task in waiting:
            task.cancel()


async def survive(broadcast: Broadcast, folder: Path) -> Arrived:
    """Sends it, killing the program at random moments, until nothing is owed."""
    chance, file, readers = random.Random(broadcast.seed), folder / "kill.sqlite3", broadcast.readers
    limits = Limits(overall_per_second=broadcast.limit)
    async with serve(limits=limits) as sandbox, an_app(file, None) as app:
        sandbox.world.record = Noted()
        for reader in range(1, readers + 1):
            sandbox.world.person(reader).has_started = True
        await owe_everybody(app, readers)
        for reader in chance.sample(range(1, readers + 1), broadcast.lost_replies):
            kind = chance.choice(["lost_reply", "lost_reply", "reset"])
            sandbox.api.faults.lay({"method": "sendMessage", "kind": kind, "chat_id": reader})
        for reader in chance.sample(range(1, readers + 1), broadcast.troubled):
            sandbox.api.faults.lay(
                {"method": "sendMessage", "chat_id": reader} | chance.choice(broadcast.trouble)
            )
        for _ in range(broadcast.kills):
            program = await start(file, sandbox, broadcast.per_second)
            more = chance.randint(readers // broadcast.kills // 4 + 1, max(2, readers // broadcast.kills))
            await accepted(sandbox, more, program=program, readers=readers)
            if program.returncode is None:
                program.send_signal(broadcast.by)
            await program.wait()
        program = await start(file, sandbox, broadcast.per_second)
        async with asyncio.timeout(60 + readers / 10):
            assert await program.wait() == 0
        got = Counter(chat for chat, _ in sandbox.world.record)
        async with app.reading() as session:
            states = (await session.execute(select(col(Delivery.state)))).scalars().all()
        called = sandbox.api.called
        return Arrived(got, Counter(states), called["editMessageText"], called["sendMessage"])


@pytest.mark.parametrize("seed", [1])
async def test_a_broadcast_survives_kills_and_lost_replies_without_loss_or_duplicate(
    tmp_path: Path, seed: int
) -> None:
    broadcast = Broadcast(readers=200, kills=4, lost_replies=6, per_second=300, seed=seed)
    arrived = await survive(broadcast, tmp_path)
    assert (arrived.lost(200), arrived.duplicates) == (0, 0)
    assert arrived.states == {"sent": 200}


async def test_kills_among_refusals_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    """A server that takes fewer messages than the program sends, which learns it by being refused."""
    broadcast = Broadcast(readers=80, kills=3, lost_replies=0, per_second=300, seed=1, limit=8)
    arrived = await survive(broadcast, tmp_path)
    assert (arrived.lost(80), arrived.duplicates) == (0, 0)
    assert arrived.refused > 0
    assert arrived.states == {"sent": 80}


async def test_a_broadcast_that_is_stopped_in_order_leaves_nothing_to_look_for(tmp_path: Path) -> None:
    broadcast = Broadcast(readers=150, kills=3, lost_replies=0, per_second=300, seed=1, by=signal.SIGTERM)
    arrived = await survive(broadcast, tmp_path)
    assert (arrived.lost(150), arrived.duplicates, arrived.probes) == (0, 0, 0)


if __name__ == "__main__":
    asyncio.run(work_until_nothing_is_owed(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])))
