"""What commands of the terminal are tried on: a folder, a database, a server of feeds, a Telegram beside them."""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TypeVar

import pytest
import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from typer.testing import CliRunner

from bot.__main__ import app
from bot.terminal.opening import console
from news.db import Database, open_engine
from news.schema import bring_up_to_date
from news.settings import Settings
from news.testing import a_feed, an_outlet

T = TypeVar("T")

T = TypeVar("T")
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Orrery</title><link>{url}</link><description/>
<language>en</language><item><guid>1</guid><title>A comet passes the moon tonight</title><link>{url}/1</link>
<description>It can be seen with the naked eye.</description><pubDate>{date}</pubDate></item></channel></rss>"""


def a_newcomers_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Nothing set, no database."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(console, "_width", 200)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield tmp_path
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


def run(*words: str, exits: int = 0) -> str:
    """Everything the command says."""
    result = CliRunner().invoke(app, words)
    assert result.exit_code == exits, result.output + repr(result.exception)
    return result.output


def in_database(what: Callable[[AsyncSession], Awaitable[T]]) -> T:
    async def begin() -> T:
        database = Database(open_engine("sqlite:///pressradar.sqlite3"))
        try:
            await bring_up_to_date(database.engine)
            async with database.session() as session:
                return await what(session)
        finally:
            await database.close()

    return asyncio.run(begin())


async def some_feeds(session: AsyncSession) -> None:
    orrery = await an_outlet(session, "Orrery", language="en")
    marel = await an_outlet(session, "Marel Post", language="de")
    await a_feed(session, orrery, "science", fetched_at=datetime.now(UTC) - timedelta(minutes=5))
    await a_feed(session, marel, "world", failures=3, last_error="HTTP 503", fetched_at=datetime.now(UTC))
    await a_feed(session, marel, "sport", url="https://marel-post.example/sport")


@contextmanager
def a_feed_server() -> Iterator[str]:
    """`/feed` is a feed with one article of an hour ago; everything else is not found."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path == "/feed"
            date = (datetime.now(UTC) - timedelta(hours=1)).strftime("%a, %d %b %Y %H:%M:%S GMT")
            body = RSS.format(url="http://orrery.example", date=date).encode() if found else b"no"
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def in_another_loop(served: AbstractAsyncContextManager[T]) -> Iterator[T]:
    """Serves in a thread of its own, as the command has a loop of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield asyncio.run_coroutine_threadsafe(served.__aenter__(), loop).result(10)
    finally:
        asyncio.run_coroutine_threadsafe(served.__aexit__(None, None, None), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
