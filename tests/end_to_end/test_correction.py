"""An outlet takes back what it wrote; what was sent is taken back in every reader's chat, by the real program."""

import asyncio
import os
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from aiohttp import web

from tests.end_to_end.conftest import PATIENCE_S, Person, Town, a_town

TITLE = "Ferry Halcyon hits quay in Port Ansel"
HIT = "The ferry Halcyon struck the east quay of Port Ansel on Friday, injuring {n} people, the harbour office said."
CAPTAIN = "The captain told investigators that the engine did not answer when he tried to slow down."
MILL = "A fire destroyed the paper mill of Tarn overnight and 230 jobs with it, the town council said."


@dataclass
class Item:
    title: str
    text: str
    at: datetime = field(default_factory=lambda: datetime.now(UTC) - timedelta(minutes=5))


@dataclass
class Papers:
    """Feeds on loopback, an item each, that tests rewrite."""

    url: str = ""
    items: dict[str, Item] = field(
        default_factory=lambda: {
            "herald": Item(f"{TITLE}, 12 injured", f"{HIT.format(n=12)} {CAPTAIN}"),
            "gazette": Item("Fire destroys paper mill in Tarn", MILL),
        }
    )

    def feed(self, name: str) -> str:
        item = self.items[name]
        return (
            f'<?xml version="1.0"?><rss version="2.0"><channel><title>{name.title()}</title><language>en</language>'
            f"<item><guid>{name}-1</guid><link>https://{name}.example/1</link><title>{escape(item.title)}</title>"
            f"<description>{escape(item.text)}</description><pubDate>{format_datetime(item.at)}</pubDate></item>"
            "</channel></rss>"
        )

    @property
    def opml(self) -> str:
        rows = "".join(
            f'<outline type="rss" text="{name.title()}" xmlUrl="{self.url}/{name}.xml" language="en"/>'
            for name in self.items
        )
        return f'<opml version="2.0"><body><outline text="World">{rows}</outline></body></opml>'


@asynccontextmanager
async def papers() -> AsyncIterator[Papers]:
    printed = Papers()

    async def serve(request: web.Request) -> web.Response:
        return web.Response(text=printed.feed(request.match_info["name"]), content_type="application/rss+xml")

    application = web.Application()
    application.router.add_get("/{name}.xml", serve)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        printed.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield printed
    finally:
        await runner.cleanup()


def query(town: Town, statement: str) -> list[tuple]:
    with sqlite3.connect(town.program.folder / "desk.sqlite3", timeout=20) as database:
        return database.execute(statement).fetchall()


def poll_feeds(town: Town) -> None:
    """Feeds are asked every five minutes at most; the rows are the queue, so they are due when a row says so."""
    query(town, "UPDATE work SET due_at = '2020-01-01 00:00:00.000000' WHERE step = 'fetch' AND NOT leased")


async def until(town: Town, statement: str) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not await asyncio.to_thread(_is_so, town, statement):
            await asyncio.to_thread(os.sched_yield)


def _is_so(town: Town, statement: str) -> bool:
    try:
        return bool(query(town, statement)[0][0])
    except sqlite3.OperationalError:  # the program has not made its tables yet
        return False


@pytest.fixture
async def printed() -> AsyncIterator[Papers]:
    async with papers() as made:
        yield made


@pytest.fixture
async def town(tmp_path: Path, printed: Papers) -> AsyncIterator[Town]:
    async with a_town(tmp_path, FEEDS="papers.opml", JOIN_BY_MEANING="false") as made:
        (tmp_path / "papers.opml").write_text(printed.opml, encoding="utf-8")
        await made.program.start()
        await until(made, "SELECT count(*) = 2 FROM membership")
        yield made


def is_digest(message: dict) -> bool:
    return message["text"].startswith("🗞") and "Halcyon" in message["text"]


async def a_reader(town: Town, user: int, language: str) -> tuple[Person, dict]:
    """Somebody who has the digest."""
    reader = await town.person(user, language=language)
    await reader.send(f"/language {language}")
    await reader.hears(lambda m: bool(m.get("text")))
    await reader.send("/topics world")
    await reader.hears(lambda m: bool(m.get("text")))
    await reader.send("/digest")
    return reader, await reader.hears(is_digest)


async def test_what_was_sent_is_corrected_in_every_chat_and_in_an_opened_story_too(
    town: Town, printed: Papers
) -> None:
    ann, sent = await a_reader(town, 1, "en")
    ben, bens = await a_reader(town, 2, "de")
    number = next(line[0] for line in sent["text"].split("\n") if "Halcyon" in line)
    await ann.press(sent, number)
    story = await ann.hears("Outlets")
    printed.items["herald"] = Item(f"{TITLE}, 14 injured", f"{HIT.format(n=14)} {CAPTAIN}")
    poll_feeds(town)
    corrected = await ann.sees(sent["message_id"], "Corrected")
    assert HIT.format(n=14) in corrected["text"]
    assert "12 people" not in corrected["text"]
    assert "230 jobs" in corrected["text"]
    assert any(entity["type"] == "date_time" for entity in corrected["entities"])
    opened = await ann.sees(story["message_id"], "Corrected")
    assert "14 people" in opened["text"]
    assert "Korrigiert" in (await ben.sees(bens["message_id"], "14 people"))["text"]
    await ann.press(sent, number)
    again = await ann.hears("Outlets")
    assert "14 people" in again["text"]


async def test_a_kill_between_neither_loses_a_correction_nor_makes_it_twice(
    town: Town, printed: Papers
) -> None:
    ann, sent = await a_reader(town, 1, "en")
    ben, bens = await a_reader(town, 2, "en")
    printed.items["herald"] = Item(f"{TITLE}, 14 injured", f"{HIT.format(n=14)} {CAPTAIN}")
    poll_feeds(town)
    await until(town, "SELECT count(*) FROM correction")
    await town.program.stop(signal.SIGKILL)
    await town.program.start()
    for reader, message in ((ann, sent), (ben, bens)):
        seen = await reader.sees(message["message_id"], "Corrected")
        assert seen["text"].count("Corrected") == 1
    query(town, "UPDATE work SET due_at = '2020-01-01 00:00:00.000000' WHERE step = 'correct'")
    (edits,) = query(town, "SELECT count(*), count(DISTINCT subject) FROM delivery WHERE kind = 'correction'")
    assert edits == (2, 2)
    assert len(await ann.messages()) == len(await ben.messages())


async def test_a_withdrawn_article_is_struck_out_where_it_was_told(town: Town, printed: Papers) -> None:
    ann, sent = await a_reader(town, 1, "en")
    printed.items["herald"] = Item(f"WITHDRAWN: {TITLE}", "This article has been withdrawn.")
    poll_feeds(town)
    seen = await ann.sees(sent["message_id"], "Withdrawn by")
    assert any(entity["type"] == "strikethrough" for entity in seen["entities"])
    assert "Herald" in seen["text"]


async def test_an_item_that_leaves_its_feed_takes_nothing_back(town: Town, printed: Papers) -> None:
    ann, sent = await a_reader(town, 1, "en")
    printed.items["herald"] = Item(
        "Choir of Lissen wins prize", "The choir of Lissen Island won the prize of 3 juries."
    )
    printed.feed = lambda name, told=printed.feed: (
        told(name).replace("herald-1", "herald-2").replace("/1<", "/2<")
    )  # type: ignore[method-assign]
    poll_feeds(town)
    await until(town, "SELECT count(*) FROM membership WHERE article_id = (SELECT max(id) FROM article)")
    await until(town, "SELECT count(*) > 2 FROM article")
    assert query(town, "SELECT count(*) FROM correction") == [(0,)]
    assert (
        next(m for m in await ann.messages() if m["message_id"] == sent["message_id"])["text"] == sent["text"]
    )
