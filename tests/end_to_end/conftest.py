"""The real program in a process of its own, a Telegram and a press on loopback, and people who use it."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from bot.keyboards import HOURS
from news.db import Database, open_engine
from news.i18n import open_words
from news.models import Feed, Story, Work
from news.testing import a_postgres
from sandbox import press, server
from tests.commits import commits_of
from tests.end_to_end.machines import Fleet, a_fleet

ROOT = Path(__file__).parents[2]
PATIENCE_S = 75.0
BEGAN_AT = datetime.now(UTC)


def an_hour_far_off(zone: str = "Europe/London", *, place: int = 0) -> str:
    """Of the hours that buttons offer, the one farthest from now on the clock of `zone`, or the next after it: a digest that
    falls due by itself while a test goes on would be one more than the test counts."""
    now = BEGAN_AT.astimezone(ZoneInfo(zone))
    minute = now.hour * 60 + now.minute

    def distance(hour: str) -> int:
        apart = abs(int(hour[:2]) * 60 + int(hour[3:]) - minute)
        return min(apart, 24 * 60 - apart)

    return sorted(HOURS, key=distance, reverse=True)[place]


def its_button(hour: str) -> str:
    """As an English reader sees it."""
    return open_words()("en").wall_time(hour)


@dataclass
class Person:
    """Somebody in a chat with the bot: sends, presses, waits for what comes."""

    http: aiohttp.ClientSession
    url: str
    user: int
    language: str = "en"
    read_to: int = 0

    async def arrive(self) -> None:
        await self._post(
            "/people",
            {"user": self.user, "first_name": f"Reader {self.user}", "language_code": self.language},
        )

    async def send(self, text: str, **more: Any) -> dict[str, Any]:
        made = await self._post(f"/people/{self.user}/chats/{self.user}/send", {"text": text, **more})
        self.read_to = max(self.read_to, made["message"]["message_id"])
        return made["message"]

    async def messages(self) -> list[dict[str, Any]]:
        """Everything in the chat that the bot wrote, oldest first."""
        async with self.http.get(f"{self.url}/people/{self.user}/chats/{self.user}/messages") as answer:
            answer.raise_for_status()
            found = await answer.json()
        return [message for message in found if not message.get("outgoing")]

    async def hears(
        self, wanted: Callable[[dict[str, Any]], bool] | str, *, patience_s: float = PATIENCE_S
    ) -> dict[str, Any]:
        """Waits for a message of the bot, newer than the last one sent or heard, that fits."""
        fits = (lambda m: wanted in m.get("text", "")) if isinstance(wanted, str) else wanted
        deadline = asyncio.get_running_loop().time() + patience_s
        while asyncio.get_running_loop().time() < deadline:
            for message in await self.messages():
                if message["message_id"] > self.read_to and fits(message):
                    self.read_to = message["message_id"]
                    return message
            await asyncio.sleep(0)
            await self._next_event()
        texts = [m.get("text", "")[:300] for m in await self.messages()]
        raise AssertionError(
            f"never heard {wanted!r}; the chat holds: {json.dumps(texts, ensure_ascii=False, indent=1)}"
        )

    async def sees(self, message_id: int, wanted: str, *, patience_s: float = PATIENCE_S) -> dict[str, Any]:
        """Waits until that message reads as wanted: menus change in place."""
        deadline = asyncio.get_running_loop().time() + patience_s
        while asyncio.get_running_loop().time() < deadline:
            for message in await self.messages():
                if message["message_id"] == message_id and wanted in message.get("text", ""):
                    return message
            await self._next_event()
        raise AssertionError(f"message {message_id} never read {wanted!r}: {await self.messages()}")

    async def sees_button(self, message_id: int, label: str, *, patience_s: float = PATIENCE_S) -> None:
        """Waits until that message has a button of this label: ticks change in place."""
        deadline = asyncio.get_running_loop().time() + patience_s
        while asyncio.get_running_loop().time() < deadline:
            for message in await self.messages():
                rows = message.get("reply_markup", {}).get("inline_keyboard", [])
                if message["message_id"] == message_id and label in [b["text"] for row in rows for b in row]:
                    return
            await self._next_event()
        raise AssertionError(f"message {message_id} never had a button {label!r}")

    async def press(self, message: dict[str, Any], label: str) -> str | None:
        """Presses the button whose label holds `label`; gives the toast."""
        for row in message["reply_markup"]["inline_keyboard"]:
            for button in row:
                if label in button["text"]:
                    return await self.press_data(message["message_id"], button["callback_data"])
        raise AssertionError(f"no button {label!r} in {message['reply_markup']}")

    async def press_data(self, message_id: int, data: str, **more: Any) -> str | None:
        pressed = {"chat_id": self.user, "message_id": message_id, "data": data, **more}
        made = await self._post(f"/people/{self.user}/press", pressed)
        url = f"{self.url}/people/{self.user}/answers/{made['callback_query_id']}"
        async with self.http.get(url, params={"timeout": "20"}) as answer:
            said = await answer.json()
        assert said["answered"], "the press was not answered"
        return said.get("text")

    async def stop(self, draft_id: int) -> None:
        """Presses the stop button of what the bot is writing."""
        await self._post(f"/people/{self.user}/chats/{self.user}/stop", {"draft_id": draft_id})

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        async with self.http.post(self.url + path, json=body) as answer:
            assert answer.status < 300, await answer.text()
            return await answer.json()

    async def _next_event(self) -> None:
        """Waits for the chat's next event, at most a second."""
        timeout = aiohttp.ClientTimeout(total=1.0)
        try:
            async with self.http.get(f"{self.url}/people/{self.user}/events", timeout=timeout) as events:
                async for line in events.content:
                    if line.startswith(b"event: "):
                        return
        except TimeoutError:
            return


@dataclass
class Program:
    """`pressradar run` as an operator starts it."""

    folder: Path
    environment: dict[str, str]
    command: Sequence[str] = ("bot", "run")
    name: str = "run"
    process: asyncio.subprocess.Process | None = None
    logs: list[Path] = field(default_factory=list)

    async def start(self) -> None:
        log = self.folder / f"{self.name}{len(self.logs)}.log"
        self.logs.append(log)
        with log.open("wb") as file:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                *self.command,
                cwd=self.folder,
                env=self.environment,
                stdout=file,
                stderr=file,
            )

    async def stop(self, by: signal.Signals = signal.SIGTERM) -> int:
        """Ends it; gives its exit code."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(by)
        code = await asyncio.wait_for(self.process.wait(), timeout=40)
        self.process = None
        return code

    @property
    def said(self) -> str:
        return "\n".join(log.read_text(errors="replace") for log in self.logs)


@dataclass
class Town:
    """A Telegram, a press, the program, and who lives there."""

    telegram: server.Sandbox
    press: press.Press
    program: Program | Fleet
    http: aiohttp.ClientSession

    async def person(self, user: int = 1, *, language: str = "en") -> Person:
        person = Person(self.http, self.telegram.url, user, language)
        await person.arrive()
        return person


async def news_read(town: Town, *, patience_s: float = PATIENCE_S) -> None:
    """Waits until every feed was read and what it says is stories."""
    url = town.program.environment["DATABASE_URL"]
    database = Database(open_engine(url))

    async def is_read() -> bool:
        unread = select(func.count()).select_from(Feed).where(col(Feed.fetched_at).is_(None))
        owed = select(func.count()).select_from(Work).where(col(Work.step) == "cluster")
        stories = select(func.count()).select_from(Story)
        try:
            async with database.reading() as session:
                counts = [int(await session.scalar(each) or 0) for each in (unread, owed, stories)]
        except SQLAlchemyError:  # the program begins, and has made no tables yet
            return False
        return counts[:2] == [0, 0] and counts[2] > 0

    try:
        async with commits_of(url, "feed", "work", "story") as commits:
            await commits.until_true(is_read, patience_s=patience_s)
    finally:
        await database.close()


def opml_of(served: press.Press) -> str:
    """The edition's feeds as an operator's OPML file: folders name topics."""
    from news.catalogue import read_catalogue
    from news.intake.opml import write_opml

    return write_opml(read_catalogue(served.catalogue(), source="edition"))


@asynccontextmanager
async def a_town(folder: Path, *, many: bool = False, **environment: str) -> AsyncIterator[Town]:
    """With `many`, the program is several processes, and Telegram brings updates by webhook."""
    async with (
        server.serve() as telegram,
        press.serve(now=lambda: datetime.now(UTC)) as served,
        aiohttp.ClientSession() as http,
    ):
        (folder / "feeds.opml").write_text(opml_of(served), encoding="utf-8")
        settings = program_settings(folder, telegram) | environment
        async with a_fleet(folder, settings) if many else one_process(folder, settings) as program:
            yield Town(telegram, served, program, http)


def program_settings(folder: Path, telegram: server.Sandbox) -> dict[str, str]:
    """The environment of a program that knows this Telegram, keeps its rows in the folder and reads the feeds named there."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder),
        "TELEGRAM_BOT_TOKEN": telegram.token,
        "TELEGRAM_API_URL": telegram.url,
        "DATABASE_URL": f"sqlite:///{folder}/desk.sqlite3",
        "FEEDS": "feeds.opml",
        "FETCH_ALLOW": "127.0.0.0/8",
    }


@asynccontextmanager
async def one_process(
    folder: Path, settings: dict[str, str], *, command: Sequence[str] = ("bot", "run"), name: str = "run"
) -> AsyncIterator[Program]:
    program = Program(folder, settings, command, name)
    try:
        yield program
    finally:
        if program.process is not None:
            await program.stop(signal.SIGKILL)


ON_BOTH = ("test_conversation", "test_own_data")
"""What is tried on PostgreSQL in every run, by one process and by several: conversations, restarts, kills. With LONG_RUNS=1,
all is."""
MODES = ("SQLite", "PostgreSQL", "several processes")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_url" in metafunc.fixturenames:
        is_on_both = metafunc.module.__name__.endswith(ON_BOTH)
        modes = MODES if os.environ.get("LONG_RUNS") else (MODES[0], MODES[2]) if is_on_both else MODES[:1]
        metafunc.parametrize("database_url", modes, indirect=True)


@pytest.fixture
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The address of an empty database, of each kind that we run on."""
    server = os.environ.get("TEST_POSTGRES_URL")
    if request.param == "SQLite":
        yield f"sqlite:///{tmp_path}/desk.sqlite3"
    elif server is None:
        pytest.skip("TEST_POSTGRES_URL names no PostgreSQL server")
    else:
        async with a_postgres(server) as url:
            yield url


@pytest.fixture
async def town(request: pytest.FixtureRequest, tmp_path: Path, database_url: str) -> AsyncIterator[Town]:
    """A town whose program runs, as one process or as several."""
    is_many = MODES[2] in request.node.name
    async with a_town(tmp_path, many=is_many, DATABASE_URL=database_url) as made:
        await made.program.start()
        yield made
