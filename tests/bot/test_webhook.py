"""Updates by webhook: kept before they are acknowledged, from Telegram alone, in each chat's order among several processes."""

import asyncio
import hmac
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlmodel import col

from bot.dispatching import Dispatcher
from bot.inbox import ALLOWED, keep
from bot.lines import SharedLines
from bot.polling import receive
from bot.webhook import MOST_BYTES, SECRET_HEADER, Webhook, announce, listening, look
from news.adapters.telegram import open_bot
from news.app import App
from news.errors import SettingsError
from news.models import Hold, Update
from news.operating.pulse import Pulse
from news.testing import an_app
from news.workers import bury, sign_in
from sandbox.posting import post
from sandbox.server import Sandbox, serve
from tests.waiting import PATIENCE_S, Noted

SECRET = "Wq8_-" * 8


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    async with an_app(tmp_path) as opened:
        yield opened


@asynccontextmanager
async def a_hook(
    take: Callable[[Any], Awaitable[None]], *, secret: str = SECRET, port: int | None = None
) -> AsyncIterator[str]:
    """Its address."""
    port = port or a_free_port()
    url = f"http://127.0.0.1:{port}/telegram/updates"
    async with listening(Webhook(url, secret, "127.0.0.1", port), take):
        yield url


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def an_update(number: int, *, chat: int = 7, text: str = "hello") -> dict[str, Any]:
    place = {"id": chat, "type": "private"}
    return {"update_id": number, "message": {"message_id": number, "date": 0, "chat": place, "text": text}}


async def kept(app: App) -> list[int]:
    async with app.reading() as session:
        return list(await session.scalars(select(col(Update.id)).order_by(col(Update.id))))


async def test_an_update_is_in_the_inbox_before_it_is_acknowledged(app: App) -> None:
    async def take(update: Any) -> None:
        await keep(app, [update])

    async with a_hook(take) as url, aiohttp.ClientSession() as http:
        async with http.post(url, json=an_update(5), headers={SECRET_HEADER: SECRET}) as answer:
            assert answer.status == 200
            assert await kept(app) == [5]


async def test_an_update_that_is_brought_twice_is_kept_once(app: App) -> None:
    new = []

    async def take(update: Any) -> None:
        new.append(await keep(app, [update]))

    async with a_hook(take) as url, aiohttp.ClientSession() as http:
        for _ in range(3):
            async with http.post(url, json=an_update(5), headers={SECRET_HEADER: SECRET}) as answer:
                assert answer.status == 200
    assert (new, await kept(app)) == ([1, 0, 0], [5])


@pytest.mark.parametrize("said", [None, "", SECRET[:-1], SECRET + "x", SECRET.lower(), "ä" * 40])
async def test_who_does_not_know_the_secret_is_turned_away_unread(said: str | None) -> None:
    taken: list[Any] = []

    async def take(update: Any) -> None:
        taken.append(update)

    headers = {} if said is None else {SECRET_HEADER: said}
    async with a_hook(take) as url, aiohttp.ClientSession() as http:
        async with http.post(url, json=an_update(5), headers=headers) as answer:
            assert answer.status == 403
    assert taken == []


async def test_the_secret_is_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the one function that takes as long for a first wrong letter as for the last, and whole."""
    compared: list[tuple[bytes, bytes]] = []

    def compare(said: bytes, ours: bytes) -> bool:
        compared.append((said, ours))
        return False

    monkeypatch.setattr(hmac, "compare_digest", compare)
    async with a_hook(_never) as url, aiohttp.ClientSession() as http:
        async with http.post(url, json=an_update(5), headers={SECRET_HEADER: "x" + SECRET}) as answer:
            assert answer.status == 403
    assert compared == [(f"x{SECRET}".encode(), SECRET.encode())]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
async def test_nothing_but_a_post_is_heard(method: str) -> None:
    async with a_hook(_never) as url, aiohttp.ClientSession() as http:
        async with http.request(method, url, headers={SECRET_HEADER: SECRET}) as answer:
            assert answer.status == 405


@pytest.mark.parametrize("path", ["/", "/telegram", "/telegram/updates/", "/telegram/updates/x", "/metrics"])
async def test_nothing_is_heard_but_on_the_path_that_telegram_knows(path: str) -> None:
    async with a_hook(_never) as url, aiohttp.ClientSession() as http:
        where = url.removesuffix("/telegram/updates") + path
        async with http.post(where, json=an_update(5), headers={SECRET_HEADER: SECRET}) as answer:
            assert answer.status == 404


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"7", b'{"update_id": "7"}', b'{"update_id": true}', b'{"update_id": -1}', b"\xff"],
)
async def test_what_is_no_update_is_refused(body: bytes) -> None:
    async with a_hook(_never) as url, aiohttp.ClientSession() as http:
        async with http.post(url, data=body, headers={SECRET_HEADER: SECRET}) as answer:
            assert answer.status == 400


async def test_a_body_beyond_any_update_is_not_read_to_its_end() -> None:
    async with a_hook(_never) as url, aiohttp.ClientSession() as http:
        body = b'{"update_id": 5, "x": "' + b"a" * MOST_BYTES + b'"}'
        async with http.post(url, data=body, headers={SECRET_HEADER: SECRET}) as answer:
            assert answer.status == 413


async def test_what_cannot_be_kept_now_is_brought_again() -> None:
    troubles = iter([OperationalError("INSERT", {}, Exception("server closed the connection"))])

    async def take(_update: Any) -> None:
        for trouble in troubles:
            raise trouble

    async with a_hook(take) as url, aiohttp.ClientSession() as http:
        statuses = []
        for _ in range(2):
            async with http.post(url, json=an_update(5), headers={SECRET_HEADER: SECRET}) as answer:
                statuses.append(answer.status)
    assert statuses == [503, 200]


async def test_a_port_that_is_taken_is_said_in_a_sentence() -> None:
    port = a_free_port()
    async with a_hook(_never, port=port):
        with pytest.raises(SettingsError, match=f"WEBHOOK_PORT: 127.0.0.1:{port} cannot be had"):
            async with a_hook(_never, port=port):
                pass


def test_neither_the_address_nor_the_secret_is_in_what_a_log_would_show() -> None:
    shown = repr(Webhook("https://bot.example.org/telegram/updates", SECRET, "127.0.0.1", 8080))
    assert SECRET not in shown
    assert "telegram/updates" not in shown


async def _never(_update: Any) -> None:
    raise AssertionError("nothing should have come through")


# --- with Telegram -------------------------------------------------------------------------------


def say(sandbox: Sandbox, user: int, text: str) -> None:
    sandbox.world.person(user).has_started = True
    post(sandbox.world, sandbox.world.rooms[user], {"text": text}, sender_id=user)


async def test_telegram_is_told_the_address_and_brings_what_waited(app: App) -> None:
    arrived = asyncio.Event()
    stop = asyncio.Event()

    async def take(update: Any) -> None:
        await keep(app, [update])
        arrived.set()

    async with serve() as sandbox, open_bot(sandbox.token, sandbox.url) as bot, a_hook(take) as url:
        say(sandbox, 7, "before anybody listened")
        announcing = asyncio.create_task(announce(bot, Webhook(url, SECRET, "127.0.0.1", 1), stop=stop))
        await asyncio.wait_for(arrived.wait(), PATIENCE_S)
        stop.set()
        await announcing
        (called,) = [call for call in sandbox.api.calls if call["method"] == "setWebhook"]
        assert set(json.loads(called["parameters"]["allowed_updates"])) == set(ALLOWED)
        assert not sandbox.api.violations
    assert len(await kept(app)) == 1


async def test_what_telegram_says_of_the_webhook_is_kept_for_a_monitor() -> None:
    pulse = Pulse()
    async with serve() as sandbox, open_bot(sandbox.token, sandbox.url) as bot:
        hook = Webhook("http://127.0.0.1:9/telegram/updates", SECRET, "127.0.0.1", 1)
        await bot.call("setWebhook", {"url": hook.url, "secret_token": SECRET})  # nobody listens there
        say(sandbox, 7, "is anybody there?")
        async with asyncio.timeout(PATIENCE_S):
            while pulse.brought is None or pulse.brought.failed_at is None:
                await look(bot, hook, pulse)
        assert pulse.brought.is_ours
        assert pulse.brought.waiting == 1
        assert pulse.brought.reason
        await look(bot, replace(hook, url="http://127.0.0.1:9/another"), pulse)
        assert not pulse.brought.is_ours


async def test_who_polls_afterwards_takes_the_webhook_down_and_loses_nothing(app: App) -> None:
    stop, arrived = asyncio.Event(), asyncio.Event()
    async with serve() as sandbox, open_bot(sandbox.token, sandbox.url) as bot:
        address = {"url": "http://127.0.0.1:9/telegram/updates", "secret_token": SECRET}
        await bot.call("setWebhook", address)  # nobody listens there
        say(sandbox, 7, "is anybody there?")
        polling = asyncio.create_task(receive(app, bot, stop=stop, on_arrival=arrived.set))
        await asyncio.wait_for(arrived.wait(), PATIENCE_S)
        stop.set()
        await polling
        assert sandbox.api.sender.webhook is None
    assert len(await kept(app)) == 1


# --- several processes ---------------------------------------------------------------------------


class Desk:
    """What processes that share an inbox handled, in order; and how many of one chat at the same time."""

    def __init__(self, app: App) -> None:
        self._app = app
        self.handled = Noted[int]()
        self.at_work: set[int] = set()
        self.is_doubled = False

    async def handle(self, row: Update) -> None:
        self.is_doubled = self.is_doubled or row.chat_id in self.at_work
        self.at_work.add(row.chat_id)
        await asyncio.sleep(0)
        async with self._app.session() as session:
            found = await session.get(Update, row.id, with_for_update=True)
            assert found is not None
            is_new = found.handled_at is None
            found.handled_at = found.handled_at or self._app.now()
        if is_new:
            self.handled.append(row.id)
        self.at_work.discard(row.chat_id)


@asynccontextmanager
async def processes(app: App, desk: Desk, many: int) -> AsyncIterator[list[Dispatcher]]:
    stop, names = asyncio.Event(), []
    async with app.session() as session:
        for _ in range(many):
            names.append(await sign_in(session, now=app.now()))
    dispatchers = [
        Dispatcher(app, desk.handle, shared=SharedLines(app, lambda name=name: name)) for name in names
    ]
    running = [asyncio.create_task(dispatcher.run(stop)) for dispatcher in dispatchers]
    yield dispatchers
    stop.set()
    await asyncio.wait(running)


async def test_several_processes_handle_each_update_once_and_each_chat_in_its_order(app: App) -> None:
    desk = Desk(app)
    async with processes(app, desk, 3) as dispatchers:
        for number in range(1, 61):  # a balancer brings them to one process after the other
            await keep(app, [an_update(number, chat=number % 5 + 1)])
            dispatchers[number % 3].wake()
        await desk.handled.until(lambda: len(desk.handled) == 60)
    assert sorted(desk.handled) == list(range(1, 61))
    assert not desk.is_doubled, "no two processes had one chat at the same time"
    for chat in range(5):
        of_chat = [number for number in desk.handled if number % 5 == chat]
        assert of_chat == sorted(of_chat)
    async with app.reading() as session:
        assert list(await session.scalars(select(Hold))) == [], "every turn was given back"


async def test_a_chat_whose_process_died_waits_until_that_one_is_found_dead(app: App) -> None:
    desk = Desk(app)
    async with app.session() as session:
        dead = await sign_in(session, now=app.now())
    assert await SharedLines(app, lambda: dead).take(7)
    await keep(app, [an_update(1), an_update(2, chat=8)])
    async with processes(app, desk, 1):
        await desk.handled.until(lambda: desk.handled == [2])
        async with app.session() as session:
            await bury(session, [dead], now=app.now(), still={})
        await desk.handled.until(lambda: len(desk.handled) == 2)
    assert desk.handled == [2, 1]


async def test_a_process_without_a_name_takes_no_turn(app: App) -> None:
    assert not await SharedLines(app, lambda: None).take(7)
