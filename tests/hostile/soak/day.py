"""A day of the whole program, as a process of its own, between a Telegram, a press and readers on loopback, with trouble.

Time goes as on the machine while anything is under way, and is moved on to what comes next where nothing is: so timeouts,
leases and paces stand to each other as they do in life, and a day takes minutes. After the day comes a time without trouble,
in which all that is owed must be settled.
"""

import asyncio
import heapq
import json
import os
import random
import signal
import sqlite3
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import count
from pathlib import Path

import aiohttp

from sandbox import server
from sandbox.limits import Limits
from sandbox.updates import RESTART
from tests.hostile.soak import press as presses
from tests.hostile.soak.board import CANCELLED, LOCKED, Board
from tests.hostile.soak.happenings import a_day
from tests.hostile.soak.readers import Phones, Reader, some_readers
from tests.scripted_model import ScriptedModel, playing

ROOT = Path(__file__).parents[3]
BEGIN = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)
"""In the night in which Europe's clocks are put back."""
AT_LEAST, AT_MOST = timedelta(seconds=30), timedelta(minutes=10)
LITTLE_WRONG, MUCH_WRONG = timedelta(minutes=75), timedelta(minutes=3_000)
"""By which the program's clock may be wrong: what people and time zones do to clocks, and what a bad battery does."""
CLOCK_ERRORS = (
    *(timedelta(minutes=minutes) for minutes in (0, 0, 0, 0, -70, -20, 25)),
    *(LITTLE_WRONG, -MUCH_WRONG, MUCH_WRONG),
)
REST_WITHIN_S, IDLE_FOR_S, LOOK_EVERY_S = 20.0, 2.0, 0.01
FAULTS = (
    *({"kind": "error", "error_code": code} for code in (500, 502, 504)),
    *({"kind": "reset"}, {"kind": "lost_reply"}, {"kind": "lost_reply"}, {"kind": "delay", "seconds": 1.0}),
    *({"kind": "error", "retry_after": 1}, {"kind": "error", "retry_after": 3}),
)
BAD_ANSWERS = (
    *("429", "500", "503_html", "reset", "invalid_json", "truncated", "empty", "refusal", "content_filter"),
    *("bad_citation", "made_up_number", "made_up_name", "wrong_language", "injection_obeyed", "drop_item"),
    *("digit_slip", "negation_flip", "cut_stream", "torn_stream", "too_long", "leak_prompt"),
)
"""What the model does where it is in trouble; none of it takes long, as it would by the machine's own clock."""
METHODS = (
    "sendMessage",
    "sendMessage",
    "sendMessage",
    "editMessageText",
    "answerCallbackQuery",
    "getUpdates",
    "*",
)


@dataclass(frozen=True)
class Plan:
    """`hours` with trouble and `settling` without, simulated; the program is killed `kills` times in the first part of them, so
    that its last life is long enough to see whether it grows."""

    seed: int
    hours: float
    settling: float
    readers: int
    papers: int
    wires: int
    """They tell all the same now and then, within minutes: what breaks."""
    events_an_hour: float
    acts_an_hour: float
    kills: int
    locks: int
    """How often another process holds the database's lock, longer than we wait for it."""
    by_meaning: bool = True
    is_traced: bool = False

    @property
    def end(self) -> datetime:
        return BEGIN + timedelta(hours=self.hours)

    @property
    def settled_at(self) -> datetime:
        return self.end + timedelta(hours=self.settling)


@dataclass(frozen=True)
class Vitals:
    """The program at one moment: which of its lives, and what it holds."""

    hour: float
    life: int
    rss_mb: float
    files: int
    tasks: int
    children: int


@dataclass(frozen=True)
class Astray:
    """While the program's clock was off by `error`."""

    begin: datetime
    end: datetime
    error: timedelta


@dataclass
class Day:
    """What became of it, for `verdict` to judge."""

    plan: Plan
    folder: Path
    readers: list[Reader]
    began: datetime
    record: list[dict[str, object]] = field(default_factory=list)
    vitals: list[Vitals] = field(default_factory=list)
    did: Counter[str] = field(default_factory=Counter)
    log: str = ""
    deaths: list[int] = field(default_factory=list)
    """Exit codes that nobody wished for."""
    astray: list[Astray] = field(default_factory=list)
    ended: datetime = BEGIN

    @property
    def database(self) -> Path:
        return self.folder / "desk.sqlite3"


# --- the program ---------------------------------------------------------------------------------


@dataclass
class Program:
    folder: Path
    seed: int
    environment: dict[str, str]
    lives: int = 0
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        self.lives += 1
        with (self.folder / "program.log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.hostile.soak.program", str(self.folder), str(self.seed)),
                cwd=self.folder,
                env=self.environment,
                stdout=log,
                stderr=log,
            )

    async def end(self, by: signal.Signals) -> int:
        assert self.process is not None
        with suppress(ProcessLookupError):
            self.process.send_signal(by)
        code = await asyncio.wait_for(self.process.wait(), timeout=300)
        self.process = None
        return code

    def vitals(self, hour: float, *, tasks: int) -> Vitals | None:
        """None where it does not run, or where the system does not tell."""
        place = Path(f"/proc/{self.process.pid}") if self.process else Path("/nowhere")
        try:
            status = (place / "status").read_text()
            files = len(os.listdir(place / "fd"))
            children = (place / "task" / place.name / "children").read_text().split()
        except OSError:
            return None
        rss_kb = int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])
        return Vitals(hour, self.lives, rss_kb / 1024, files, tasks, len(children))


# --- the day -------------------------------------------------------------------------------------

Happening = Callable[[], Awaitable[None]]


class Soak:
    """Moves the time on, and does at each moment what is to be done."""

    def __init__(
        self,
        day: Day,
        board: Board,
        telegram: server.Sandbox,
        press: presses.Press,
        program: Program,
        phones: Phones,
        model: ScriptedModel,
    ) -> None:
        self.day, self.board, self.telegram, self.press = day, board, telegram, press
        self.model = model
        self.program, self.phones = program, phones
        self.chance = random.Random(f"soak {day.plan.seed}")
        self._to_come: list[tuple[datetime, int, Happening]] = []
        self._number = count()
        self._is_troubled = False
        self._wrong_since = BEGIN

    @cached_property
    def _database(self) -> sqlite3.Connection:
        """For looking; the program makes the file."""
        return sqlite3.connect(f"file:{self.day.database}?mode=ro", uri=True, timeout=5.0)

    def plan(self, at: datetime, what: Happening) -> None:
        heapq.heappush(self._to_come, (at, next(self._number), what))

    async def live(self) -> None:
        plan = self.day.plan
        self._plan_readers()
        self._plan_troubles()
        self._plan_kills()
        await self._until(plan.end)
        await self.calm()
        await self._until(plan.settled_at)
        self.day.ended = self.board.now()

    async def _until(self, end: datetime) -> None:
        while self.board.now() < end:
            await self.rest()
            await self._move_on(end)
            while self._to_come and self._to_come[0][0] <= self.board.now():
                await heapq.heappop(self._to_come)[2]()
            await self._see_to_it_that_it_lives()

    async def _move_on(self, end: datetime) -> None:
        """To what is due next, or what happens next."""
        now = self.board.now()
        coming = [end, now + AT_MOST, max(self._next_due(), now + AT_LEAST)]
        if self._to_come:
            coming.append(self._to_come[0][0])
        self._put(self.board.read().ahead_s + max(0.0, (min(coming) - now).total_seconds()))
        if self._is_troubled:
            self._lay_faults()

    def _put(self, ahead_s: float) -> None:
        self.board.set_time(ahead_s=ahead_s, error_s=self.board.read().error_s)

    def _next_due(self) -> datetime:
        told = self.board.as_the_program_has_it()
        found = self._asked("SELECT min(due_at) FROM work WHERE due_at > ?", told)
        due_at = datetime.fromisoformat(str(found)).replace(tzinfo=UTC) if found else told + AT_MOST
        return due_at - timedelta(seconds=self.board.read().error_s)

    # --- rest ------------------------------------------------------------------------------------

    async def rest(self) -> None:
        """Until nothing is under way and nothing is due that could be. What is due and not begun for a while waits for the
        machine's clock, as who finds the database away does."""
        loop = asyncio.get_running_loop()
        until, looks, busy_at = loop.time() + REST_WITHIN_S, self.board.read().looks, loop.time()
        while self.program.process is not None and self.program.process.returncode is None:
            told, now = self.board.read(), loop.time()
            is_busy = told.running or told.looks <= looks + 2 or self._is_in_the_air()
            busy_at = now if is_busy else busy_at
            if busy_at < now and (not self._is_owed() or now - busy_at > IDLE_FOR_S):
                return
            if now > until:
                self.day.did["times it never came to rest"] += 1
                return
            await asyncio.sleep(LOOK_EVERY_S)

    def _is_in_the_air(self) -> bool:
        """A request that Telegram has not obeyed yet, though whoever made it may have been cut off or killed: in no time at all
        it would be obeyed an hour later."""
        return any(method != "getUpdates" for method in self.telegram.api.under_way.elements())

    def _is_owed(self) -> bool:
        if len(self.telegram.world.updates):
            return True
        due = "SELECT (SELECT count(*) FROM work WHERE due_at <= ?) + (SELECT count(*) FROM inbox WHERE handled_at IS NULL)"
        return bool(self._asked(due, self.board.as_the_program_has_it()))

    def _asked(self, question: str, at: datetime) -> object:
        try:
            return self._database.execute(question, (f"{at:%Y-%m-%d %H:%M:%S.%f}",)).fetchone()[0]
        except sqlite3.OperationalError:  # held by the lock that we laid ourselves
            return 1

    async def _see_to_it_that_it_lives(self) -> None:
        process = self.program.process
        if process is not None and process.returncode is not None:
            self.day.deaths.append(process.returncode)
            await self.start()

    async def start(self) -> None:
        """Until it polls and rests."""
        self.board.set_trouble(0)
        self.telegram.world.updates.interrupt(RESTART)  # the poll of the one before
        await self.program.start()
        deadline = asyncio.get_running_loop().time() + 300
        while not self.telegram.world.updates.is_polled:
            is_dead = self.program.process is None or self.program.process.returncode is not None
            if is_dead or asyncio.get_running_loop().time() > deadline:
                raise TimeoutError(
                    f"it does not start: {(self.day.folder / 'program.log').read_text()[-2000:]}"
                )
            await asyncio.sleep(0.05)
        self.day.did["starts"] += 1

    # --- what happens ----------------------------------------------------------------------------

    def _plan_readers(self) -> None:
        plan = self.day.plan
        for reader in self.day.readers:
            if reader.blocks_at and reader.comes_back_at:
                self.plan(reader.blocks_at, lambda reader=reader: self.phones.block(reader))
                self.plan(reader.comes_back_at, lambda reader=reader: self.phones.come_back(reader))
            at = BEGIN
            while not reader.is_steady and at < plan.end:
                at += timedelta(hours=self.chance.expovariate(plan.acts_an_hour))
                self.plan(at, lambda reader=reader: self._act(reader))
        for hour in range(int((plan.settled_at - BEGIN) / timedelta(minutes=30)) + 1):
            self.plan(BEGIN + hour * timedelta(minutes=30), self._take_vitals)

    async def _act(self, reader: Reader) -> None:
        if self.board.now() < self.day.plan.end:
            self.day.did["acts of restless readers"] += 1
            await self.phones.do_anything(reader)

    async def _take_vitals(self) -> None:
        hour = (self.board.now() - BEGIN) / timedelta(hours=1)
        taken = self.program.vitals(hour, tasks=self.board.read().tasks)
        if taken is not None:
            self.day.vitals.append(taken)
            self._write_down_growth(taken)

    def _write_down_growth(self, taken: Vitals) -> None:
        """Once the last life is warm, and at its end."""
        of_this_life = [each for each in self.day.vitals if each.life == taken.life]
        if self.program.process is not None and (
            len(of_this_life) == 4 or self.board.now() > self.day.plan.end
        ):
            self.program.process.send_signal(signal.SIGUSR1)

    # --- trouble ---------------------------------------------------------------------------------

    def _plan_troubles(self) -> None:
        at = BEGIN + timedelta(minutes=20)
        while at < self.day.plan.end:
            self.plan(at, self._trouble)
            at += timedelta(minutes=self.chance.uniform(10, 35))
            self.plan(at, self.calm)
            at += timedelta(minutes=self.chance.uniform(5, 40))
        span = self.day.plan.end - BEGIN
        for _ in range(self.day.plan.locks):
            self.plan(BEGIN + span * self.chance.uniform(0.1, 0.95), self._hold_the_lock)

    async def _trouble(self) -> None:
        self._is_troubled = self.chance.random() < 0.7
        self.press.trouble = self.chance.choice((0.0, 0.3, 0.9))
        self.model.plays.extend(self.chance.choices(BAD_ANSWERS, k=self.chance.choice((0, 3, 12))))
        self.board.set_trouble(self.chance.choice((0, LOCKED, CANCELLED, LOCKED | CANCELLED)))
        error = self.chance.choice(CLOCK_ERRORS)
        self._set_clock_wrong_by(error)
        self.day.did["times of trouble"] += 1
        self.day.did["jumps of the clock"] += 2 * bool(error)

    async def calm(self) -> None:
        self._is_troubled, self.press.trouble = False, 0.0
        self.model.plays.clear()
        self.telegram.api.faults.clear()
        self.board.set_trouble(0)
        self._set_clock_wrong_by(timedelta())

    def _set_clock_wrong_by(self, error: timedelta) -> None:
        told, now = self.board.read(), self.board.now()
        if told.error_s:
            self.day.astray.append(Astray(self._wrong_since, now, timedelta(seconds=told.error_s)))
        self._wrong_since = now
        self.board.set_time(ahead_s=told.ahead_s, error_s=error.total_seconds())

    def _lay_faults(self) -> None:
        waiting = len(list(self.telegram.api.faults.listed()))
        for _ in range(self.chance.choice((0, 0, 1, 1, 3)) if waiting < 6 else 0):
            fault = {"method": self.chance.choice(METHODS), **self.chance.choice(FAULTS)}
            self.telegram.api.faults.lay(fault)
            self.day.did["faults of Telegram"] += 1

    async def _hold_the_lock(self) -> None:
        """Another process at the database, for longer than we wait for it."""
        self.day.did["locks held for 17 s"] += 1
        locker = sqlite3.connect(self.day.database, isolation_level=None, timeout=10.0)
        try:
            locker.execute("BEGIN IMMEDIATE")
            await asyncio.sleep(17.0)
            locker.execute("ROLLBACK")
        except sqlite3.OperationalError:
            self.day.did["locks held for 17 s"] -= 1
        finally:
            locker.close()

    # --- deaths ----------------------------------------------------------------------------------

    def _plan_kills(self) -> None:
        plan = self.day.plan
        first_part = (plan.end - BEGIN) * 0.4
        due = sorted({at for reader in self.day.readers for at in reader.instants(BEGIN, BEGIN + first_part)})
        for number in range(plan.kills):
            by_chance = BEGIN + first_part * self.chance.random()
            self.plan(self.chance.choice(due) if number % 2 and due else by_chance, self._kill)

    async def _kill(self) -> None:
        """In the middle of what it does; it is down for a while."""
        if self.program.process is None:
            return
        await asyncio.sleep(self.chance.choice((0.0, 0.02, 0.05, 0.1, 0.2, 0.4)))
        by = self.chance.choice((signal.SIGKILL, signal.SIGKILL, signal.SIGKILL, signal.SIGTERM))
        code = await self.program.end(by)
        if by == signal.SIGTERM and code != 0:
            self.day.deaths.append(code)
        self.day.did[by.name] += 1
        while self._is_in_the_air():
            await asyncio.sleep(LOOK_EVERY_S)
        down_for = timedelta(minutes=self.chance.choice((0, 0, 3, 25, 95)))
        self._put(self.board.read().ahead_s + down_for.total_seconds())
        await self.start()


# --- putting it together -------------------------------------------------------------------------


@asynccontextmanager
async def _laid_out(plan: Plan, folder: Path) -> AsyncIterator[Soak]:
    board, chance = Board(folder / "board"), random.Random(f"day {plan.seed}")
    board.set_time(ahead_s=(BEGIN - timedelta(minutes=10) - datetime.now(UTC)).total_seconds(), error_s=0.0)
    readers = some_readers(plan.readers, chance, begin=BEGIN, end=plan.end)
    news = a_day(
        plan.seed,
        begin=BEGIN,
        end=plan.settled_at,
        papers=plan.papers,
        wires=plan.wires,
        events_an_hour=plan.events_an_hour,
    )
    press = presses.Press(plan.papers, plan.wires, news, board.now, chance)
    limits = Limits(overall_per_second=200)
    async with (
        _a_model() as model,
        presses.serve(press),
        server.serve(now=board.seconds, limits=limits) as telegram,
        aiohttp.ClientSession() as http,
    ):
        (folder / "feeds.toml").write_text(press.catalogue(), encoding="utf-8")
        program = Program(folder, plan.seed, _environment(plan, folder, telegram, model))
        day = Day(plan, folder, readers, began=board.now())
        soak = Soak(day, board, telegram, press, program, Phones(http, telegram.url, chance), model)
        try:
            yield soak
        finally:
            if program.process is not None:
                await program.end(signal.SIGKILL)


@asynccontextmanager
async def _a_model() -> AsyncIterator[ScriptedModel]:
    with playing(say=lambda text: text) as model:
        yield model


def _environment(plan: Plan, folder: Path, telegram: server.Sandbox, model: ScriptedModel) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder),
        "TELEGRAM_BOT_TOKEN": telegram.token,
        "TELEGRAM_API_URL": telegram.url,
        "TELEGRAM_PER_SECOND": "100",
        "DATABASE_URL": f"sqlite:///{folder}/desk.sqlite3",
        "FEEDS": "feeds.toml",
        "FETCH_ALLOW": "127.0.0.0/8",
        "OPENAI_BASE_URL": model.url,
        "OPENAI_MODEL": "scripted",
        "OPENAI_TIMEOUT_S": "5",
        "JOIN_BY_MEANING": str(plan.by_meaning).lower(),
        "LOG_LEVEL": "INFO",
        **({"SOAK_TRACED": "1"} if plan.is_traced else {}),
    }


async def soaked(plan: Plan, folder: Path) -> Day:
    """The day, lived."""
    async with _laid_out(plan, folder) as soak:
        await soak.start()
        await soak.rest()
        for reader in soak.day.readers:
            await soak.phones.introduce(reader)
            for said in reader.set_up():
                await soak.phones.say(reader, said)
        await soak.rest()
        await soak.live()
        code = await soak.program.end(signal.SIGTERM)
        if code != 0:
            soak.day.deaths.append(code)
        soak.day.record = await _record(soak)
        soak.day.log = (folder / "program.log").read_text(encoding="utf-8", errors="replace")
        soak.day.did["answers of the press"] = soak.press.answers
        soak.day.did["of them trouble"] = sum(soak.press.troubled.values())
        soak.day.did["answers of the model"] = len(soak.model.asked)
        soak.day.did["of them bad"] = sum(asked.play != "good" for asked in soak.model.asked)
        soak.day.did["articles published"] = sum(
            article.at <= soak.day.ended for article in soak.press.articles
        )
        return soak.day


async def _record(soak: Soak) -> list[dict[str, object]]:
    async with soak.phones.http.get(f"{soak.telegram.url}/operator/record") as answer:
        found: list[dict[str, object]] = json.loads(await answer.read())
    return found
