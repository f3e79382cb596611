"""The whole program: it can be stopped at any time, and says what the operator must change."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from aiohttp import web
from sqlalchemy import select
from sqlmodel import col

from bot.serve import serve
from news.db import Database, open_engine
from news.errors import SettingsError
from news.models import Work, Worker
from news.schema import bring_up_to_date
from news.settings import Settings
from news.work import claim, owe_new
from news.workers import sign_in
from sandbox import server

TOKEN = "7000000001:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
PORT = 39174
NOBODYS_FEEDS = '<opml version="2.0"><body><outline text="A" xmlUrl="http://127.0.0.1:9/feed"/></body></opml>'


def settings(tmp_path, api_url: str) -> Settings:
    feeds = tmp_path / "feeds.opml"
    feeds.write_text(NOBODYS_FEEDS)
    return Settings(
        _env_file=None,
        telegram_bot_token=TOKEN,
        telegram_api_url=api_url,
        database_url=f"sqlite:///{tmp_path}/bot.sqlite3",
        feeds=str(feeds),
    )


@asynccontextmanager
async def a_telegram_in_trouble(asked: asyncio.Event) -> AsyncIterator[str]:
    """Its address; it answers nothing but errors."""

    async def in_trouble(_: web.Request) -> web.Response:
        asked.set()
        return web.Response(status=502)

    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", in_trouble)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_it_can_be_stopped_while_telegram_does_not_answer(tmp_path):
    asked = asyncio.Event()
    said: list[str] = []
    async with a_telegram_in_trouble(asked) as url:
        running = asyncio.create_task(serve(settings(tmp_path, url), say=said.append))
        await asyncio.wait_for(asked.wait(), 20)
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(running, 20)
    assert said[-1] == "Stopped."


async def test_it_lives_for_a_monitor_while_telegram_does_not_answer(tmp_path):
    asked = asyncio.Event()
    async with a_telegram_in_trouble(asked) as url:
        watched = settings(tmp_path, url).model_copy(update={"monitor_port": PORT})
        running = asyncio.create_task(serve(watched, say=lambda _: None))
        await asyncio.wait_for(asked.wait(), 20)
        async with aiohttp.ClientSession(f"http://127.0.0.1:{PORT}") as http:
            async with http.get("/healthz") as answer:
                assert answer.status == 200
            async with http.get("/readyz") as answer:
                assert (answer.status, await answer.text()) == (503, "not ready: waits for Telegram\n")
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(running, 20)


async def test_beside_another_program_on_its_file_it_leaves_alone_what_that_one_has_in_hand(tmp_path):
    """As it starts it takes up what is held by nobody."""
    database = Database(open_engine(f"sqlite:///{tmp_path}/bot.sqlite3"))
    await bring_up_to_date(database.engine)
    now, lease = datetime.now(UTC), timedelta(hours=1)
    async with database.session() as session:
        other = await sign_in(session, now=now)
        worker = await session.get(Worker, other)
        assert worker is not None
        worker.pid = os.getppid()
        await owe_new(session, "listen", {1: now, 2: now}, lanes={})
        for row, who in ((1, other), (2, None)):
            assert await claim(session, "listen", now=now, lease=lease, limit=1, worker=who, rows=[row])
    async with server.serve(token=TOKEN) as telegram:
        running = asyncio.create_task(serve(settings(tmp_path, telegram.url), say=lambda _: None))
        await asyncio.wait_for(telegram.world.updates.polled.wait(), 20)
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(running, 20)
    async with database.reading() as session:
        held = await session.execute(select(col(Work.row), col(Work.due_at)).where(col(Work.leased)))
        assert {row: due_at for row, due_at in held} == {1: now + lease}
    await database.close()


async def test_a_token_that_is_revoked_ends_it_with_a_sentence(tmp_path):
    async with server.serve(token=TOKEN) as telegram:
        running = asyncio.create_task(serve(settings(tmp_path, telegram.url), say=lambda _: None))
        await asyncio.wait_for(telegram.world.updates.polled.wait(), 20)
        telegram.world.token = "7000000001:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"
        chat = {"id": 5, "type": "private", "first_name": "Ada"}
        telegram.world.updates.put("edited_message", {"message_id": 1, "date": 0, "chat": chat, "text": "."})
        with pytest.raises(SettingsError, match="no longer accepts"):
            await asyncio.wait_for(running, 30)
