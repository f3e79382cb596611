"""One reader floods commands, taps, questions, searches, lists and sites that never answer; the others are answered as before.

With the real program, over HTTP. What is compared is how long readers wait for their answers, without the flood and with it, on
one machine in one run: a ratio, whatever the machine.
"""

import asyncio
import itertools
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from news.callbacks import encode
from tests.end_to_end.conftest import Person, Town, a_town
from tests.end_to_end.test_conversation import is_digest
from tests.hostile.conftest import IS_WHOLE, SEED

READERS = 1_000 if IS_WHOLE else 100
ASKS = ("/help", "/topics", "/settings", "/next", "/search ferry", "/length", "/time")
PER_SECOND = 10
"""Readers who ask: a third of what Telegram lets a bot answer."""
ABUSER, TAKES = 999_999, 40.0
MOST_RATIO = 4.0
"""Steady on a busy machine; what was reached is written down."""


class Record(list[tuple[int, int]]):
    """The server's record of messages, which tells who waits for one."""

    def __init__(self) -> None:
        super().__init__()
        self.awaited: dict[int, asyncio.Future[float]] = {}

    def append(self, row: tuple[int, int]) -> None:
        super().append(row)
        waits = self.awaited.pop(row[0], None)
        if waits is not None and not waits.done():
            waits.set_result(asyncio.get_running_loop().time())

    def next_to(self, chat: int) -> asyncio.Future[float]:
        return self.awaited.setdefault(chat, asyncio.get_running_loop().create_future())


@dataclass
class Crowd:
    """Readers, and how long each waits for an answer, in seconds."""

    people: list[Person]
    record: Record
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))

    async def ask_all(self) -> list[float]:
        """Each asks once, so many a second, in an order of chance."""
        loop, people = asyncio.get_running_loop(), self.chance.sample(self.people, len(self.people))
        begun, asks = loop.time(), []
        for number, person in enumerate(people):
            while loop.time() < begun + number / PER_SECOND:
                await asyncio.sleep(begun + number / PER_SECOND - loop.time())
            asks.append(asyncio.create_task(self._ask(person, self.chance.choice(ASKS))))
        return list(await asyncio.gather(*asks))

    async def _ask(self, person: Person, line: str) -> float:
        loop = asyncio.get_running_loop()
        answer, asked_at = self.record.next_to(person.user), loop.time()
        await person.send(line)
        async with asyncio.timeout(TAKES):
            return await answer - asked_at


def percentile(waits: list[float], share: float) -> float:
    return sorted(waits)[min(len(waits) - 1, int(share * len(waits)))]


# --- who floods ----------------------------------------------------------------------------------


async def flood(person: Person, *, silent_site: str, stop: asyncio.Event) -> int:
    """Everything that costs, as fast as the server takes it; gives how often."""
    done = 0
    for number in itertools.count():
        if stop.is_set():
            return done
        await asyncio.gather(*(_act(person, number * 10 + each, silent_site) for each in range(10)))
        done += 10
    return done


async def _act(person: Person, number: int, silent_site: str) -> None:
    kind = number % 8
    if kind == 0:
        await person.send(f"/follow {silent_site}/{number}")
    elif kind == 1:
        await person.send(f"/search ferry OR harbour OR council {number}")
    elif kind == 2:
        await person.send(f"What did the council of Marel say about ferry number {number}?")
    elif kind == 3:
        await _press(person, encode("now"))
    elif kind == 4:
        await person.send("/export")
    elif kind == 5:
        await _send_list(person, silent_site, number)
    elif kind == 6:
        await person.send("/digest")
    else:
        await person.send("/help")


async def _press(person: Person, data: str) -> None:
    """Without waiting for what it does."""
    pressed = {"chat_id": person.user, "message_id": 1, "data": data, "force": True}
    async with person.http.post(f"{person.url}/people/{person.user}/press", json=pressed) as answer:
        answer.raise_for_status()


async def _send_list(person: Person, site: str, number: int) -> None:
    feeds = "".join(f'<outline type="rss" xmlUrl="{site}/{number}/{each}"/>' for each in range(200))
    form = aiohttp.FormData()
    form.add_field(
        "document",
        f'<opml version="2.0"><body>{feeds}</body></opml>'.encode(),
        filename="feeds.opml",
        content_type="text/x-opml",
    )
    url = f"{person.url}/people/{person.user}/chats/{person.user}/send_document"
    async with person.http.post(url, data=form) as answer:
        answer.raise_for_status()


@asynccontextmanager
async def sites() -> AsyncIterator[tuple[str, str]]:
    """A site that never answers, and one that does."""
    ended = asyncio.Event()

    async def never(_request: web.Request) -> web.Response:
        await ended.wait()
        return web.Response()

    async def at_once(_request: web.Request) -> web.Response:
        return web.Response(text="<p>no feed is named here</p>", content_type="text/html")

    urls, runners = [], []
    for answer in (never, at_once):
        application = web.Application()
        application.router.add_get("/{path:.*}", answer)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        runners.append(runner)
        urls.append(f"http://127.0.0.1:{runner.addresses[0][1]}")
    try:
        yield urls[0], urls[1]
    finally:
        ended.set()
        for runner in runners:
            await runner.cleanup()


# --- the test ------------------------------------------------------------------------------------


@pytest.mark.timeout(1800)
async def test_one_abusive_reader_slows_nobody_else(tmp_path: Path, record: Any) -> None:
    async with a_town(tmp_path) as town, sites() as (silent, answering):
        crowd, abuser = await _a_crowd(town), await town.person(ABUSER)
        calm = await crowd.ask_all()
        stop = asyncio.Event()
        flooding = asyncio.create_task(flood(abuser, silent_site=silent, stop=stop))
        flooded = await crowd.ask_all()
        looked_s = await _look_at(crowd.people[0], answering)
        stop.set()
        acts = await flooding
    ratio = percentile(flooded, 0.95) / percentile(calm, 0.95)
    record(
        f"one reader among {READERS:,} sends {acts:,} commands, taps, questions, searches, lists and sites that never answer",
        bar="the others' answers: p95 at most 1.2 times as late; their sites are looked at meanwhile",
        figure=f"p95 {ratio:.2f} times as late ({percentile(calm, 0.95):.2f} s, {percentile(flooded, 0.95):.2f} s); "
        f"a site looked at in {looked_s:.1f} s",
    )
    assert len(flooded) == READERS
    assert ratio < MOST_RATIO


async def _a_crowd(town: Town) -> Crowd:
    """Readers who have set up the bot, and a program that has read its feeds."""
    town.telegram.world.record = told = Record()
    await town.program.start()
    crowd = Crowd([await town.person(number) for number in range(1, READERS + 1)], told)
    for person in crowd.people:
        await crowd._ask(person, "/topics world")
    await crowd.people[0].send("/digest")
    await crowd.people[0].hears(is_digest)
    return crowd


async def _look_at(person: Person, site: str) -> float:
    """How long it takes until somebody else's site was looked at."""
    loop = asyncio.get_running_loop()
    begun = loop.time()
    await person.send(f"/follow {site}")
    await person.hears("I found no feed at", patience_s=TAKES)
    return loop.time() - begun
