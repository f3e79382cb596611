"""A Telegram, a clock and a program that delivers, as a game: each move is one thing that may happen, in any order.

The program's code is the real one over a real database; what is played is when a request leaves, when it is obeyed, what of the
replies arrives, what others write, what the machine's clock shows, and when the program dies. Two clocks: `at_s` goes on as
time does, the program's own is that much wrong. Nothing waits for anything but the next move.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.db import Database, open_engine
from news.deliver import deliver
from news.errors import LostClaim
from news.models import Chat, Delivery, Row, Work
from news.ports import Later, Outcome, Outgoing, Sent, Unknown
from news.sending.doubts import SETTLE_AFTER
from news.sending.in_flight import InFlight
from news.sending.lots import Lots
from news.sending.settling import ACCOUNT, mark_of, note_ids
from news.work import Bell, Claim, claim, owe, take_back

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LEASE, STEP_TIMEOUT_S = timedelta(seconds=180), 90.0
OBEYED_WITHIN_S = SETTLE_AFTER.total_seconds() - 0.1
"""A request whose caller is gone is obeyed so soon, or never: what the program rests on."""
AT_ONCE = 4
PRIVATE, GROUP = (1, 2, 3, 4, 5, 6), -100


@dataclass(eq=False)
class Request:
    """A message on its way to Telegram. `gone_at_s`: since when nobody waits for its reply."""

    chat_id: int
    text: str
    reply: asyncio.Future[Outcome]
    message_id: int | None = None
    gone_at_s: float | None = None


@dataclass
class Telegram:
    """`counters` of the account, by 0, and of the group; `messages` are ours, by chat and id."""

    counters: Counter[int] = field(default_factory=Counter)
    messages: dict[tuple[int, int], str] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    silent_probes: int = 0

    def next_id(self, chat_id: int) -> int:
        counter = chat_id if chat_id == GROUP else 0
        self.counters[counter] += 1
        return self.counters[counter]

    def obey(self, request: Request) -> None:
        request.message_id = self.next_id(request.chat_id)
        self.messages[request.chat_id, request.message_id] = request.text

    @property
    def times(self) -> Counter[str]:
        return Counter(self.messages.values())


@dataclass
class Line:
    """The messenger of one life of the program."""

    telegram: Telegram
    username: str = "bot"

    async def send(self, call: Outgoing) -> Outcome:
        request = Request(call.chat_id, str(call.payload["text"]), asyncio.get_running_loop().create_future())
        self.telegram.requests.append(request)
        return await request.reply

    async def exists(self, call: Outgoing, message_id: int) -> bool | None:
        if self.telegram.silent_probes:
            self.telegram.silent_probes -= 1
            return None
        found = self.telegram.messages.get((call.chat_id, message_id))
        assert found in (None, call.payload["text"]), "another message would have been changed"
        return found is not None


@dataclass(frozen=True)
class App:
    """As much of an app as delivering needs."""

    db: Database
    now: Callable[[], datetime]
    messenger: Line
    in_flight: InFlight
    operator_chat_id: int | None = None
    bell: Bell = field(default_factory=Bell)
    intents: Lots[Any, Any] = field(default_factory=Lots)
    outcomes: Lots[Any, Any] = field(default_factory=Lots)

    def session(self, *, brief: bool = False) -> AbstractAsyncContextManager[AsyncSession]:
        return self.db.session(brief=brief)

    def reading(self, *, brief: bool = False) -> AbstractAsyncContextManager[AsyncSession]:
        return self.db.reading(brief=brief)


class World:
    """Moves are methods; the program stands still between them."""

    def __init__(self, database: Database) -> None:
        self.telegram = Telegram()
        self.at_s, self.error_s = 1_000.0, 0.0
        self._database = database
        self._steps: dict[asyncio.Task[None], float] = {}
        self._unheard: Counter[int] = Counter()
        self._written: list[int] = []
        self.chats: dict[int, int] = {}
        self.owed: list[int] = []
        self.app = self._begun()

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.at_s + self.error_s)

    def _begun(self) -> App:
        in_flight = InFlight(seconds=lambda: self.at_s)
        in_flight.hears = False
        return App(self._database, self.now, Line(self.telegram), in_flight)

    async def people(self) -> None:
        """Some have spoken to us before."""
        async with self.app.session() as session:
            for chat_id in (*PRIVATE, GROUP):
                kind = "supergroup" if chat_id == GROUP else "private"
                chat = Chat(chat_id=chat_id, kind=kind, created_at=self.now())
                session.add(chat)
                await session.flush()
                self.chats[chat_id] = chat.id or 0
                self._hear(chat_id, self.telegram.next_id(chat_id))
        await self.poll()

    # --- the program -----------------------------------------------------------------------------

    async def owe(self, chat_id: int, bulk: bool = False) -> None:  # a move is a list of words
        async with self.app.session() as session:
            number = len(self.owed)
            row = {"kind": "reply", "subject": number, "chat": self.chats[chat_id], "created_at": self.now()}
            delivery = Delivery(payload={"text": f"message {number}"}, bulk=bulk, **row)
            session.add(delivery)
            await session.flush()
            await owe(session, "deliver", delivery.id or 0, at=self.now(), lane=delivery.chat)
        self.owed.append(delivery.id or 0)

    async def sweep(self) -> int:
        """Takes up what is due by its own clock; gives how much that was."""
        async with self.app.session() as session:
            room = AT_ONCE - len(self._steps)
            claims = await claim(session, "deliver", now=self.now(), lease=LEASE, limit=max(room, 0))
        for claimed in claims:
            self._steps[asyncio.create_task(self._run(self.app, claimed))] = self.at_s
            await self._standstill()
        return len(claims)

    async def _run(self, app: App, claimed: Claim) -> None:
        with suppress(LostClaim):
            await deliver(app, claimed)  # type: ignore[arg-type]

    async def _standstill(self) -> None:
        """Until each step has ended or waits for a reply."""
        while True:
            waiting = sum(not each.reply.done() for each in self.telegram.requests if each.gone_at_s is None)
            running = [step for step in self._steps if not step.done()]
            self._steps = {step: since for step, since in self._steps.items() if not step.done()}
            if len(running) <= waiting:
                return
            await asyncio.wait(running, timeout=0.002, return_when=asyncio.FIRST_COMPLETED)

    async def die(self) -> None:
        """And begin again at once."""
        await self._cut(list(self._steps))
        self.app = self._begun()
        async with self.app.session() as session:
            await take_back(session, now=self.now())

    async def cancel(self) -> None:
        """One step, as a timeout or a stop does. Its lease runs on."""
        await self._cut(list(self._steps)[:1])

    async def _cut(self, steps: list[asyncio.Task[None]]) -> None:
        for step in steps:
            step.cancel()
            with suppress(asyncio.CancelledError):
                await step
            self._steps.pop(step, None)
        for request in self.telegram.requests:
            if request.reply.cancelled() and request.gone_at_s is None:
                request.gone_at_s = self.at_s

    # --- Telegram --------------------------------------------------------------------------------

    def _waiting(self, number: int) -> Request | None:
        waiting = [each for each in self.telegram.requests if each.message_id is None]
        return waiting[number % len(waiting)] if waiting else None

    async def obey(self, number: int) -> None:
        if request := self._waiting(number):
            self.telegram.obey(request)

    async def reply(self, number: int) -> None:
        """To a request that was obeyed, or, where none was, it obeys one and says so."""
        open_ones = [each for each in self.telegram.requests if not each.reply.done()]
        if open_ones:
            request = open_ones[number % len(open_ones)]
            if request.message_id is None:
                self.telegram.obey(request)
            await self._answer(request, Sent(request.message_id))

    async def refuse(self, number: int) -> None:
        """Too many requests: it is not obeyed."""
        request = self._waiting(number)
        if request is not None and not request.reply.done():
            self.telegram.requests.remove(request)
            await self._answer(request, Later(timedelta(seconds=3), "429"))

    async def break_off(self, number: int) -> None:
        """The connection. The request may have been obeyed, and may be yet."""
        open_ones = [each for each in self.telegram.requests if not each.reply.done()]
        if open_ones:
            request = open_ones[number % len(open_ones)]
            request.gone_at_s = self.at_s
            await self._answer(request, Unknown("reset"))

    async def _answer(self, request: Request, outcome: Outcome) -> None:
        request.reply.set_result(outcome)
        if request.message_id is not None and request in self.telegram.requests:
            self.telegram.requests.remove(request)
        await asyncio.sleep(0)
        await self._standstill()

    # --- others, and time ------------------------------------------------------------------------

    async def write(self, chat_id: int, number: int) -> None:
        """So many messages of others, which a program that polls well hears of at once; the group's it never hears."""
        for _ in range(number):
            self._hear(chat_id, self.telegram.next_id(chat_id))
        if self.app.in_flight.hears:
            await self.poll()

    def _hear(self, chat_id: int, message_id: int) -> None:
        if chat_id not in self._unheard or chat_id in PRIVATE:
            self._unheard[chat_id] = message_id
        if chat_id in PRIVATE:
            self._written.append(message_id)

    async def poll(self) -> None:
        self.app.in_flight.hear(self._written)
        self._written = []
        async with self.app.session() as session:
            private = {mark_of(chat): number for chat, number in self._unheard.items()}
            highest = max((number for chat, number in self._unheard.items() if chat != GROUP), default=0)
            await note_ids(session, private | ({ACCOUNT: highest} if highest else {}), now=self.now())
        self.app.in_flight.hears = True

    async def go_deaf(self) -> None:
        self.app.in_flight.hears = False

    async def silence_probes(self, number: int) -> None:
        self.telegram.silent_probes = number

    async def pass_time(self, seconds: float) -> None:
        """What nobody waits for any more is obeyed soon or never; and no step lasts for ever."""
        self.at_s += seconds
        late = [step for step, since in self._steps.items() if self.at_s - since > STEP_TIMEOUT_S]
        await self._cut(late)
        self.telegram.requests = [
            each
            for each in self.telegram.requests
            if each.gone_at_s is None or self.at_s - each.gone_at_s < OBEYED_WITHIN_S
        ]

    async def jump(self, seconds: float) -> None:
        """Only the clock that the program reads."""
        self.error_s = seconds

    # --- the end ---------------------------------------------------------------------------------

    async def calm(self) -> None:
        """All goes well until nothing is owed."""
        self.telegram.silent_probes = 0
        await self.poll()
        for _ in range(400):
            while any(not each.reply.done() for each in self.telegram.requests):
                await self.reply(0)
            await self.pass_time(1.0)
            if await self.sweep():
                continue
            async with self.app.reading() as session:
                due = (await session.execute(select(col(Work.due_at)).order_by(col(Work.due_at)))).scalars()
                next_at = due.first()
            if next_at is None:
                return
            await self.pass_time(max((next_at - self.now()).total_seconds(), 0.0))
        raise AssertionError("still owed")

    async def states(self) -> Counter[str]:
        async with self.app.reading() as session:
            return Counter((await session.execute(select(col(Delivery.state)))).scalars().all())

    async def rolled(self) -> set[str]:
        async with self.app.reading() as session:
            found = await session.execute(
                select(col(Delivery.payload), col(Chat.chat_id))
                .join(Chat, col(Chat.id) == col(Delivery.chat))
                .where(col(Delivery.state) == "rolled")
            )
            return {payload["text"] for payload, _ in found}


@asynccontextmanager
async def a_world(folder: Path) -> AsyncIterator[World]:
    file = folder / "world.sqlite3"
    database = Database(open_engine(f"sqlite:///{file}"))
    async with database.engine.begin() as connection:
        await connection.run_sync(
            lambda sync: Row.metadata.create_all(sync, tables=[Row.metadata.tables[name] for name in TABLES])
        )
    world = World(database)
    try:
        await world.people()
        yield world
    finally:
        await world.pass_time(10_000)
        await database.close()


TABLES = ("chat", "delivery", "work", "mark", "subscriber", "carried", "picture", "enclosure", "seen")
Move = tuple[Any, ...]


async def play(world: World, moves: list[Move]) -> None:
    """Each move by its name; after it, no message may stand in Telegram twice."""
    for name, *given in moves:
        await getattr(world, name)(*given)
        doubled = {text: times for text, times in world.telegram.times.items() if times > 1}
        assert not doubled, doubled
