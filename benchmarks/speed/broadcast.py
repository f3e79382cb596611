"""A broadcast from its rows: digests that are owed are claimed, their intent committed, sent over HTTP, their outcome committed, as in a running program
(`news/deliver.py`, `jobs/here.py`, the pace and the transport), from a SQLite file.

*Share*: to a server that refuses more than 30 in any second, by the clock, after the first second; beside it, twice a second, a reader's tap is answered
with a message, and how long that takes from the row to the reply is the second figure. *CPU*: the same without a limit: how many messages a second of
this process's CPU time carry, against the 30 a second that are to be carried. One process sends, so that this is what bounds a raised limit
([scale](scale.md)); the transport alone (deliver) is a thirtieth of it.

*Where it stops*: by the clock this process shares two cores with seven others at work; on such a machine it waits for its turn longer than the
messages are apart.
"""

import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from benchmarks.speed.deliver import BODIES, FREE, TEXT, TOKEN
from benchmarks.speed.measured import Row, cpu_s
from benchmarks.speed.server import serving
from jobs.here import Sweeper
from news.adapters.telegram import TelegramMessenger, make_bot
from news.adapters.turns import Rates
from news.app import App, utc_now
from news.models import Chat, Delivery
from news.pipeline import STEPS
from news.ports import Outcome, Outgoing
from news.sending.deliveries import owe_delivery
from news.testing import an_app

LIMIT, MESSAGES, UNPACED = 30, 2_400, 1_500
TAP_EVERY_S, FIRST_S, AIM_S = 0.5, 1.0, 1.0
TAPPERS = 1_000_000


@dataclass
class Timed:
    """A messenger that notes when each call was answered: broadcasts, and answers by their chat."""

    messenger: TelegramMessenger
    sent_at: list[float] = field(default_factory=list)
    answered_at: dict[int, float] = field(default_factory=dict)

    @property
    def username(self) -> str:
        return self.messenger.username

    async def send(self, call: Outgoing) -> Outcome:
        outcome = await self.messenger.send(call)
        self.sent_at.append(time.monotonic())
        if not call.bulk:
            self.answered_at[call.chat_id] = time.monotonic()
        return outcome

    async def exists(self, call: Outgoing, message_id: int) -> bool | None:
        return await self.messenger.exists(call, message_id)

    async def read_file(self, file_id: str, *, most_bytes: int) -> bytes:
        return await self.messenger.read_file(file_id, most_bytes=most_bytes)


async def rows(*, sample: bool) -> list[Row]:
    share, waited_s, refused = await _paced(60 if sample else MESSAGES)
    rate = await _unpaced(60 if sample else UNPACED)
    return [
        Row(f"share of {LIMIT} messages a second, from {MESSAGES:,} rows", f"{share:.1%} ({refused} refused)", "the limit", "100 %", share, "at least 0.95"),
        Row("the longest that a tap waited beside it, by the clock", f"{waited_s:.2f} s", "limit", f"{AIM_S:.0f} s", waited_s / AIM_S, "at most 1"),
        Row("messages from their rows to their outcome", f"{rate:,.0f}/CPU s", "limit", f"{LIMIT}/CPU s", rate / LIMIT, "at least 1"),
    ]  # fmt: skip


@asynccontextmanager
async def _a_program(port: int, *, rates: Rates, digests: int) -> AsyncIterator[tuple[App, Timed]]:
    """At work, with so many digests owed."""
    with tempfile.TemporaryDirectory() as folder:
        bot = make_bot(TOKEN, f"http://127.0.0.1:{port}", rates=rates)
        await bot.initialize()
        timed = Timed(TelegramMessenger(bot))
        async with an_app(Path(folder), messenger=timed, clock=utc_now) as app:
            for first in range(1, digests + 1, 500):
                async with app.session() as session:
                    for chat in range(first, min(first + 500, digests + 1)):
                        await _owe(session, app, chat, bulk=True)
            sweeper = Sweeper(app, [step for step in STEPS if step.name == "deliver"])
            listening = asyncio.create_task(sweeper.listen())
            yield app, timed
            await sweeper.drain()
            await listening
        await bot.shutdown()


async def _owe(session: AsyncSession, app: App, chat_id: int, *, bulk: bool) -> None:
    chat = Chat(chat_id=chat_id, created_at=app.now())
    session.add(chat)
    await session.flush()
    delivery = Delivery(
        kind="digest" if bulk else "answer", subject=chat_id, chat=chat.id or 0, payload={"text": TEXT, "parse_mode": "HTML"}, bulk=bulk,
        created_at=app.now(),
    )  # fmt: skip
    await owe_delivery(session, delivery, now=app.now())


async def _paced(digests: int) -> tuple[float, float, int]:
    """The share of what is allowed after the first second; the longest that a tap waited, in seconds; how many were refused."""
    asked_at: dict[int, float] = {}
    with serving(BODIES, limit=LIMIT) as port:
        async with _a_program(port, rates=Rates(), digests=digests) as (app, timed):
            tapping = asyncio.create_task(_tap(app, asked_at))
            await _until_sent(app)
            tapping.cancel()
            await asyncio.wait([tapping])
        counted = json.loads(await asyncio.to_thread(_count, port))
    began = timed.sent_at[0]
    rest = [at for at in timed.sent_at if at > began + FIRST_S]
    waited = [at - asked_at[chat] for chat, at in timed.answered_at.items()]
    share = len(rest) / max(rest[-1] - began - FIRST_S, 1e-9) / LIMIT if rest else 0.0
    return share, max(waited, default=0.0), counted.get("refused", 0)


async def _tap(app: App, asked_at: dict[int, float]) -> None:
    """A reader after the other taps, and is owed an answer."""
    chat = TAPPERS
    while True:
        await asyncio.sleep(TAP_EVERY_S)
        chat += 1
        asked_at[chat] = time.monotonic()
        async with app.session() as session:
            await _owe(session, app, chat, bulk=False)
        app.bell.ring("deliver")


async def _until_sent(app: App) -> None:
    """Rings each second, as the clock does."""
    while await _owed(app):
        app.bell.ring("deliver")
        await asyncio.sleep(1)


async def _owed(app: App) -> int:
    async with app.reading() as session:
        waiting = select(func.count()).where(col(Delivery.bulk), col(Delivery.state) != "sent")
        return int(await session.scalar(waiting) or 0)


async def _unpaced(digests: int) -> float:
    """Messages by CPU second."""
    with serving(BODIES) as port:
        async with _a_program(port, rates=FREE, digests=digests) as (app, _):
            began = cpu_s()
            await _until_sent(app)
            return digests / (cpu_s() - began)


def _count(port: int) -> bytes:
    with urlopen(f"http://127.0.0.1:{port}/count") as reply:
        return bytes(reply.read())
