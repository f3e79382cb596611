"""What is delivered, to whom and by what, for tests: chats of a strict Bot API server, and a process that may die at any call."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.adapters.telegram import TelegramMessenger, open_bot
from news.adapters.turns import Rates
from news.db import Database, open_engine
from news.deliver import deliver
from news.errors import LostClaim
from news.models import Chat, Delivery, Work
from news.ports import Outcome, Outgoing
from news.sending.in_flight import InFlight
from news.sending.lots import Lots
from news.sending.settling import (
    ACCOUNT,
    OWN_COUNTER,
    mark_of,
    note_ids,
)
from news.testing import make_tables
from news.work import Bell, Claim, claim, fail, owe, take_back
from sandbox.limits import Limits
from sandbox.server import Sandbox, serve

FAST = Rates(overall_per_second=1_000, chat_per_second=1_000, chat_burst=1_000, group_per_minute=60_000)
LEASE = timedelta(seconds=180)
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class Clock:
    """A time that stands until a test moves it."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at

    def move(self, by: timedelta) -> None:
        self.at += by

    def seconds(self) -> float:
        """As a clock that nobody sets has it, where nobody sets this one."""
        return (self.at - NOON).total_seconds()


@dataclass(frozen=True)
class App:
    """As much of an app as delivering needs."""

    db: Database
    now: Clock
    messenger: Any
    operator_chat_id: int | None = None
    bell: Bell = field(default_factory=Bell)
    in_flight: InFlight = field(default_factory=InFlight)
    intents: Lots[Any, Any] = field(default_factory=Lots)
    outcomes: Lots[Any, Any] = field(default_factory=Lots)

    def session(self, *, brief: bool = False) -> AbstractAsyncContextManager[AsyncSession]:
        return self.db.session(brief=brief)

    def reading(self, *, brief: bool = False) -> AbstractAsyncContextManager[AsyncSession]:
        return self.db.reading(brief=brief)


@asynccontextmanager
async def an_app(folder: Path, *, clock: Clock, messenger: Any) -> AsyncIterator[App]:
    database = Database(open_engine(f"sqlite:///{folder}/test.sqlite3"))
    async with database.engine.begin() as connection:
        await connection.run_sync(make_tables)
    try:
        yield App(database, clock, messenger, in_flight=InFlight(seconds=clock.seconds))
    finally:
        await database.close()


async def kept(session: AsyncSession, row: Any) -> Any:
    session.add(row)
    await session.flush()
    return row


class Died(BaseException):
    """As if the process had been killed there."""


class Dying:
    """A messenger whose process dies as soon as its call is done. Calls are made in their order, as pace has it."""

    def __init__(self, messenger: TelegramMessenger) -> None:
        self._messenger = messenger
        self._turn = asyncio.Lock()
        self.username = messenger.username

    async def send(self, call: Outgoing) -> Outcome:
        async with self._turn:
            await self._messenger.send(call)
        raise Died

    async def exists(self, call: Outgoing, message_id: int) -> bool | None:
        return await self._messenger.exists(call, message_id)


@dataclass
class Post:
    """The app, the server, and the people there."""

    app: App
    sandbox: Sandbox
    clock: Clock
    chats: dict[int, int] = field(default_factory=dict)

    def fault(self, **order: Any) -> None:
        self.sandbox.api.faults.lay({"method": "sendMessage", **order})

    async def chat(self, chat_id: int, *, kind: str = "private") -> int:
        """The row of a chat that has spoken to us once (so that some id of it is known)."""
        if kind == "private":
            self.sandbox.world.person(chat_id).has_started = True
        async with self.app.session() as session:
            chat = await kept(session, Chat(chat_id=chat_id, kind=kind, created_at=self.clock()))
            heard = self.sandbox.world.next_message_id(self.sandbox.world.rooms[chat_id])
            counted_by = {mark_of(chat_id): heard} | ({ACCOUNT: heard} if kind not in OWN_COUNTER else {})
            await note_ids(session, counted_by, now=self.clock())
        self.app.in_flight.hear([heard] if kind not in OWN_COUNTER else [])
        self.chats[chat_id] = chat.id or 0
        return chat.id or 0

    async def owe(
        self, chat_id: int, text: str, *, kind: str = "digest", subject: int = 1, **more: Any
    ) -> int:
        markup = {
            "inline_keyboard": [[{"text": "Open", "callback_data": f"v1:{kind}:{subject}:{text[:20]}"}]]
        }
        row = {"kind": kind, "subject": subject, "created_at": self.clock(), "chat": self.chats[chat_id]}
        payload = {"text": text, "parse_mode": "HTML", "reply_markup": markup}
        async with self.app.session() as session:
            delivery = await kept(session, Delivery(**{"payload": payload, **row, **more}))
            await owe(session, "deliver", delivery.id or 0, at=self.clock())
        return delivery.id or 0

    async def sweep(self, *, app: App | None = None) -> int:
        """Everything that is due now, at once, as the sweeper would; gives how much that was."""
        running = app or self.app
        async with self.app.session() as session:
            claims = await claim(session, "deliver", now=self.clock(), lease=LEASE, limit=25)
        await asyncio.gather(*(self._run(running, one) for one in claims))
        return len(claims)

    async def _run(self, app: App, one: Claim) -> None:
        try:
            await deliver(app, one)
        except (Died, LostClaim):
            pass
        except Exception as error:
            async with self.app.session() as session:
                await fail(session, one, str(error), now=self.clock(), most=10)
            raise

    async def until_done(self, *, most: timedelta = timedelta(hours=3)) -> None:
        """Sweeps and lets time pass until nothing is owed."""
        end = self.clock() + most
        while self.clock() < end:
            if await self.sweep():
                continue
            async with self.app.reading() as session:
                next_at = (
                    (await session.execute(select(col(Work.due_at)).order_by(col(Work.due_at))))
                    .scalars()
                    .first()
                )
            if next_at is None:
                return
            self.clock.at = max(next_at, self.clock() + timedelta(milliseconds=1))
        raise AssertionError("still owed")

    async def begin_again(self) -> None:
        """As a program does that was killed."""
        self.app = replace(self.app, in_flight=InFlight(seconds=self.clock.seconds))
        async with self.app.session() as session:
            await take_back(session, now=self.clock())

    async def row(self, delivery_id: int) -> Delivery:
        async with self.app.reading() as session:
            return (
                await session.execute(select(Delivery).where(col(Delivery.id) == delivery_id))
            ).scalar_one()

    def texts(self, chat_id: int) -> list[str]:
        room = self.sandbox.world.rooms[chat_id]
        return [message["text"] for message in room.messages.after(0) if "text" in message]

    def calls(self, method: str = "sendMessage") -> list[dict[str, Any]]:
        return [call for call in self.sandbox.api.calls if call["method"] == method]


@asynccontextmanager
async def a_post(folder: Path) -> AsyncIterator[Post]:
    async with serve(limits=Limits(enabled=False)) as sandbox:
        async with open_bot(sandbox.token, sandbox.url, rates=FAST) as bot:
            clock = Clock()
            async with an_app(folder, clock=clock, messenger=TelegramMessenger(bot)) as app:
                yield Post(app, sandbox, clock)
