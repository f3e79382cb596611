"""One reader floods commands, taps, questions, searches, lists and sites that never answer; the others are answered as before.

With the real program, over HTTP. What is compared is how long readers wait for their answers, without the flood and with it, on
one machine in one run: a ratio, whatever the machine.
"""

import asyncio
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
from sandbox.chats import World
from tests.end_to_end.conftest import Person, Town, a_town
from tests.end_to_end.test_conversation import is_digest
from tests.measured import IS_WHOLE, SEED

READERS = 1_000 if IS_WHOLE else 50
ASKS = ("/help", "/topics", "/settings", "/next", "/search ferry", "/length", "/time")
AT_ONCE = 4
"""Readers who wait for an answer at any moment; whoever has theirs makes room for the next: so it goes at the machine's pace."""
ABUSER, ACTS_AN_ASK = 999_999, 3
"""Three of four things that the program is told are the abuser's."""
TAKES = 60.0
MOST_RATIO = 10.0
"""Asked only where nothing else runs on the machine; what was reached is written down."""


class Record(list[tuple[int, int]]):
    """The server's record of messages, which tells whoever waits for one of the bot."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.awaited: dict[int, asyncio.Future[float]] = {}

    def append(self, row: tuple[int, int]) -> None:
        super().append(row)
        chat, number = row
        message = self.world.rooms[chat].messages.get(number)
        if chat in self.awaited and message and message["from"]["id"] == self.world.bot_id:
            self.awaited.pop(chat).set_result(asyncio.get_running_loop().time())

    def next_to(self, chat: int) -> asyncio.Future[float]:
        return self.awaited.setdefault(chat, asyncio.get_running_loop().create_future())


@dataclass
class Crowd:
    """Readers, and how long each waits for an answer, in seconds."""

    people: list[Person]
    record: Record
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))

    async def ask_all(self, flood: "Flood | None" = None) -> list[float]:
        """Each asks once, in an order of chance, while somebody floods."""
        room = asyncio.Semaphore(AT_ONCE)

        async def one(person: Person) -> float:
            async with room:
                if flood is not None:
                    await flood.more()
                return await self.ask(person, self.chance.choice(ASKS))

        people = self.chance.sample(self.people, len(self.people))
        return list(await asyncio.gather(*(one(person) for person in people)))

    async def ask(self, person: Person, line: str) -> float:
        loop = asyncio.get_running_loop()
        answer, asked_at = self.record.next_to(person.user), loop.time()
        await person.send(line)
        async with asyncio.timeout(TAKES):
            return await answer - asked_at


def percentile(waits: list[float], share: float) -> float:
    return sorted(waits)[min(len(waits) - 1, int(share * len(waits)))]


# --- who floods ----------------------------------------------------------------------------------


@dataclass
class Flood:
    """Everything that costs, in turn, by one person."""

    person: Person
    silent_site: str
    acts: int = 0

    async def more(self) -> None:
        for _ in range(ACTS_AN_ASK):
            self.acts += 1
            await _act(self.person, self.acts, self.silent_site)


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
        crowd, flood = await _a_crowd(town), Flood(await town.person(ABUSER), silent)
        calm = await crowd.ask_all()
        flooded = await crowd.ask_all(flood)
        looked_s = await _look_at(crowd.people[0], answering)
    ratio = percentile(flooded, 0.95) / percentile(calm, 0.95)
    record(
        f"one reader among {READERS:,} sends {flood.acts:,} commands, taps, questions, searches, lists and sites that never answer",
        bar="the others' answers: p95 at most 1.2 times as late; their sites are looked at meanwhile",
        figure=f"p95 {ratio:.2f} times as late ({percentile(calm, 0.95):.2f} s, {percentile(flooded, 0.95):.2f} s); "
        f"a site looked at in {looked_s:.1f} s",
    )
    assert len(flooded) == READERS
    if IS_WHOLE:
        assert ratio < MOST_RATIO


async def _a_crowd(town: Town) -> Crowd:
    """Readers who have set up the bot, and a program that has read its feeds."""
    world = town.telegram.world
    world.record = told = Record(world)
    await town.program.start()
    crowd = Crowd([await town.person(number) for number in range(1, READERS + 1)], told)
    for person in crowd.people:
        await crowd.ask(person, "/topics world")
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
