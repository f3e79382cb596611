"""Sending messages.

*CPU*: what a message costs this process with 64 on their way, through the program's messenger, its pace and its transport (`news/adapters/telegram.py`,
`pace.py`, `transport.py`), against `send_message` of the library's bot with its default transport. The server is a small one on loopback in
a process of its own, without TLS.

*Pace*: messages to as many chats, all handed over at once, to a server that refuses more than 30 in any second with 429 and a wait of one second, as the
library's own limiter (AIORateLimiter, five retries) does it, and as ours does it, by the clock. The share is of the 30 a second that are
allowed. The library's limiter is not installed with the program but by `make bench`; without it, the row stands against the limit alone.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from importlib.util import find_spec
from urllib.request import urlopen

from telegram import Bot, __version__
from telegram.error import TelegramError
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from benchmarks.speed.measured import Row, cpu_s
from benchmarks.speed.server import serving
from news.adapters.telegram import TelegramMessenger, make_bot
from news.adapters.turns import Rates
from news.ports import Later, Outgoing, Sent

TOKEN = "12345:token"
MESSAGES, IN_FLIGHT, ROUNDS = 1_500, 64, 3
PACED, LIMIT = 900, 30
FREE = Rates(overall_per_second=1e6)
TEXT = "<b>Two libraries open in the north</b>\n" + "The council said so on Monday. " * 20
SAID = {
    "ok": True,
    "result": {"message_id": 7, "date": 1_700_000_000, "chat": {"id": 1, "type": "private"}, "text": TEXT},
}
ME = {"ok": True, "result": {"id": 12345, "is_bot": True, "first_name": "Press", "username": "press_bot"}}
PATHS = {f"/bot{TOKEN}/sendMessage": SAID, f"/bot{TOKEN}/getMe": ME}
BODIES = {path: json.dumps(said).encode() for path, said in PATHS.items()}
LIBRARY = f"python-telegram-bot {__version__}"
Send = Callable[[int], Awaitable[bool]]
"""To a chat; whether it was taken."""


async def rows(*, sample: bool) -> list[Row]:
    messages, rounds = (100, 1) if sample else (MESSAGES, ROUNDS)
    with serving(BODIES) as port:
        took = [
            (await _cost(_ours, port, messages), await _cost(_theirs, port, messages))
            for _ in range(rounds + 1)
        ]
    ours, theirs = (sorted(pair[side] for pair in took[1:])[rounds // 2] for side in (0, 1))
    cpu = Row(
        f"CPU of a message, {IN_FLIGHT} on their way", f"{1e3 * ours:.2f} ms", f"{LIBRARY}, its transport", f"{1e3 * theirs:.2f} ms",
        theirs / ours, "at least 5",
    )  # fmt: skip
    return [cpu, *await _paced(60 if sample else PACED)]


async def _cost(open_bot: Callable[..., Send], port: int, messages: int) -> float:
    send, close = await open_bot(port, rates=FREE)
    await send(1)
    began = cpu_s()
    await _all(send, messages, at_a_time=IN_FLIGHT)
    spent = cpu_s() - began
    await close()
    return spent / messages


async def _all(send: Send, messages: int, *, at_a_time: int) -> int:
    """Each to a chat of its own; gives how many were taken."""
    chats, taken = iter(range(1, messages + 1)), 0

    async def one_after_another() -> None:
        nonlocal taken
        for chat in chats:
            was_taken = await send(chat)
            taken += was_taken

    async with asyncio.TaskGroup() as tasks:
        for _ in range(at_a_time):
            tasks.create_task(one_after_another())
    return taken


async def _ours(port: int, *, rates: Rates | None = None) -> tuple[Send, Callable[[], Awaitable[None]]]:
    bot = make_bot(TOKEN, f"http://127.0.0.1:{port}", rates=rates)
    await bot.initialize()
    messenger = TelegramMessenger(bot)

    async def send(chat: int) -> bool:
        outcome = await messenger.send(_message(chat))
        if isinstance(outcome, Later):
            await asyncio.sleep(outcome.after.total_seconds())
            return await send(chat)
        return isinstance(outcome, Sent)

    return send, bot.shutdown


def _message(chat: int) -> Outgoing:
    payload = {"text": TEXT, "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}
    return Outgoing(chat, 0, "sendMessage", payload, bulk=True)


async def _theirs(port: int, **_: object) -> tuple[Send, Callable[[], Awaitable[None]]]:
    return await _library(Bot(TOKEN, f"http://127.0.0.1:{port}/bot", request=_request()))


async def _limited(port: int) -> tuple[Send, Callable[[], Awaitable[None]]]:
    limiter = AIORateLimiter(max_retries=5)
    return await _library(
        ExtBot(TOKEN, f"http://127.0.0.1:{port}/bot", request=_request(), rate_limiter=limiter)
    )


def _request() -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=256, pool_timeout=600, read_timeout=60, httpx_kwargs={"trust_env": False}
    )


async def _library(bot: Bot) -> tuple[Send, Callable[[], Awaitable[None]]]:
    await bot.initialize()

    async def send(chat: int) -> bool:
        try:
            await bot.send_message(chat, TEXT, parse_mode="HTML", disable_web_page_preview=True)
        except TelegramError:
            return False
        return True

    return send, bot.shutdown


# --- the pace ------------------------------------------------------------------------------------


async def _paced(messages: int) -> list[Row]:
    share, refused, lost = await _share(_ours, messages)
    ours = f"{share:.1%} ({refused} refused, {lost} lost)"
    found = [
        Row(
            f"share of {LIMIT} messages a second, {messages} at once",
            ours,
            "the limit",
            "100 %",
            share,
            "at least 0.95",
        )
    ]
    if find_spec("aiolimiter"):
        theirs, their_refused, their_lost = await _share(_limited, messages)
        told = f"{theirs:.1%} ({their_refused} refused, {their_lost} lost)"
        found.append(Row("the same", ours, f"{LIBRARY}, AIORateLimiter", told, share / theirs))
    return found


async def _share(open_bot: Callable[..., Send], messages: int) -> tuple[float, int, int]:
    """Of what is allowed a second; how many calls were answered 429; how many messages were lost."""
    with serving(BODIES, limit=LIMIT) as port:
        send, close = await open_bot(port)
        began = time.monotonic()
        taken = await _all(send, messages, at_a_time=messages)
        took = time.monotonic() - began
        await close()
        counted = json.loads(await asyncio.to_thread(_read, port))
    return taken / took / LIMIT, counted.get("refused", 0), messages - taken


def _read(port: int) -> bytes:
    with urlopen(f"http://127.0.0.1:{port}/count") as reply:
        return bytes(reply.read())
