"""Two programs with one token and one database: one of them asks for updates and sends, the other stands by, and takes over when that one
ends, however it ends.
"""

import asyncio
import os
import random
import re
import signal
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from news.db import Database, open_engine
from news.operating.moving import move
from news.testing import a_postgres
from sandbox.limits import Limits
from tests.end_to_end.conftest import ROOT, Person, Program, one_process
from tests.hostile.rush import QUICK, Rush, a_rush
from tests.measured import IS_WHOLE, SEED
from tests.waiting import Writes

READERS, PER_SECOND = (400, 10) if IS_WHOLE else (20, 30)
ENDINGS = (signal.SIGKILL, signal.SIGTERM)
ROUNDS = 25 if IS_WHOLE else len(ENDINGS)
COMMAND = ("bot", "run") if IS_WHOLE else QUICK
HAND_OVER_S = 15.0
HAS_SEAT, STANDS_BY = ('"step": "receive", ' + said for said in ('"event": "has the seat"', '"why": '))
PATIENCE_S = 60.0


@dataclass
class Pair:
    """Of two programs one is at work, and the other stands by or is not started."""

    rush: Rush
    person: Person
    at_work: Program
    other: Program

    def swap(self) -> None:
        self.at_work, self.other = self.other, self.at_work

    @property
    def in_each_others_way(self) -> int:
        """Polls that met another's."""
        calls = self.rush.telegram.api.calls
        return sum(call["method"] == "getUpdates" and call["error_code"] == 409 for call in calls)


async def says(program: Program, words: str) -> None:
    """Waits until the newest log of the program has these words."""
    async with Writes(program.folder) as writes:
        await writes.until(
            lambda: words in program.logs[-1].read_text(errors="replace"), patience_s=PATIENCE_S
        )


async def moved(database: Database, url: str) -> None:
    target = open_engine(url)
    await move(database.engine, target, said=lambda *_: None)
    await target.dispose()


@asynccontextmanager
async def a_pair(folder: Path, *, is_on_postgres: bool) -> AsyncIterator[Pair]:
    limits = Limits(overall_per_second=PER_SECOND)
    settings = {"TELEGRAM_PER_SECOND": str(PER_SECOND), "LOG_LEVEL": "INFO"}
    async with AsyncExitStack() as stack:
        rush = await stack.enter_async_context(
            a_rush(folder, READERS, limits=limits, command=COMMAND, name="first", **settings)
        )
        if is_on_postgres:
            server = os.environ.get("TEST_POSTGRES_URL")
            if server is None:
                pytest.skip("TEST_POSTGRES_URL names no PostgreSQL server")
            url = await stack.enter_async_context(a_postgres(server))
            await moved(rush.database, url)
            rush.program.environment["DATABASE_URL"] = url
        other = await stack.enter_async_context(
            one_process(folder, rush.program.environment, command=COMMAND, name="second")
        )
        http = await stack.enter_async_context(aiohttp.ClientSession())
        person = Person(http, rush.telegram.url, READERS + 1)
        await person.arrive()
        yield Pair(rush, person, rush.program, other)


async def answers(person: Person) -> list[str]:
    texts = [message.get("text", "") for message in await person.messages()]
    return [text for text in texts if "/settings" in text]


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("database", ["SQLite", "PostgreSQL"])
async def test_who_stands_by_takes_over_and_nothing_comes_twice(
    tmp_path: Path, database: str, record
) -> None:
    """In each round the one that is at work is ended, a reader writes at once, and it begins again to stand by. Meanwhile digests go out."""
    chance, waited = random.Random(SEED), list[float]()
    async with a_pair(tmp_path, is_on_postgres=database == "PostgreSQL") as pair:
        rush = pair.rush
        await pair.at_work.start()
        await says(pair.at_work, HAS_SEAT)
        for number in range(ROUNDS):
            await pair.other.start()
            await says(pair.other, STANDS_BY)
            goal = min(len(rush.record) + chance.randint(1, 3), READERS)
            await rush.record.until(lambda goal=goal: len(rush.record) >= goal, patience_s=PATIENCE_S)
            await pair.at_work.stop(by=ENDINGS[number % len(ENDINGS)])
            began = time.monotonic()
            await pair.person.send("/help")
            await pair.person.hears("/settings")
            waited.append(time.monotonic() - began)
            pair.swap()
        await rush.all_arrived(patience_s=120 + READERS)
        await pair.at_work.stop()
    record(
        f"Two programs on one database ({database}), the one at work ended {ROUNDS} times by kill -9 and SIGTERM in turn, while {READERS} digests are sent and a reader writes",
        bar=f"one of them works at a time, 0 lost, 0 duplicates, the reader is answered within {HAND_OVER_S:.0f} s",
        figure=f"{pair.in_each_others_way} polls in each other's way, {rush.lost} lost, {rush.doubled} duplicates; answered after {max(waited):.1f} s at most",
    )
    assert (rush.lost, rush.doubled, pair.in_each_others_way) == (0, 0, 0)
    if IS_WHOLE:
        assert max(waited) <= HAND_OVER_S


async def test_what_was_written_to_who_died_is_answered_once_by_who_takes_over(tmp_path: Path) -> None:
    """Whether it was kept, handled or neither when the one at work was killed."""
    async with a_pair(tmp_path, is_on_postgres=False) as pair:
        await pair.at_work.start()
        await says(pair.at_work, HAS_SEAT)
        await pair.other.start()
        await says(pair.other, STANDS_BY)
        await pair.rush.all_arrived(patience_s=PATIENCE_S)
        for _ in range(3):
            await pair.person.send("/help")
        await pair.at_work.stop(by=signal.SIGKILL)
        await says(pair.other, HAS_SEAT)
        await pair.person.send("/help")  # in its turn the last to be answered
        while len(await answers(pair.person)) < 4:
            await pair.person.hears("/settings")
        await pair.other.stop()
        assert len(await answers(pair.person)) == 4


async def test_without_a_token_a_second_program_says_where_the_first_is_and_ends(tmp_path: Path) -> None:
    """It would write its own Telegram over the other's."""
    feeds = tmp_path / "feeds.opml"
    feeds.write_text('<opml version="2.0"><body><outline xmlUrl="http://127.0.0.1:9/feed"/></body></opml>')
    settings = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/bot.sqlite3",
        "FEEDS": str(feeds),
        "SANDBOX_PORT": "0",
        "LOG_LEVEL": "INFO",
    }
    async with (
        one_process(tmp_path, settings, name="first") as first,
        one_process(tmp_path, settings, name="second") as second,
    ):
        await first.start()
        await says(first, HAS_SEAT)
        await second.start()
        assert second.process is not None
        async with asyncio.timeout(PATIENCE_S):
            assert await second.process.wait() == 2
        address = re.search(r"Open (http://\S+/) in", first.said)
        assert address is not None
        assert f"already, and its Telegram at {address[1]}." in second.said
        await first.stop(by=signal.SIGKILL)
        await second.start()
        await says(second, HAS_SEAT)
        assert await second.stop() == 0
