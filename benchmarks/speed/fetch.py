"""Asking a feed whether anything is new, and hearing 304: the CPU time of the program's fetcher, with all its checks of
addresses, bounds and deadlines, against a bare httpx client.

A thousand hosts (addresses of 127.0.0.0/8) on one small server in a process of its own, a connection each, 64 requests at a
time; both clients take turns. No TLS, no name lookups: those cost both the same.

Three quarters of ours is aiohttp and asyncio, a third the opening of connections. uvloop was tried in place of asyncio's loop and takes the
same CPU time here.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx

from benchmarks.speed.measured import Row, cpu_s
from benchmarks.speed.server import serving
from news.adapters.fetcher import HttpFetcher
from news.ports import Unchanged

HOSTS, AT_A_TIME, ROUNDS = 1_000, 64, 5
Ask = Callable[[str], Awaitable[None]]


async def rows(*, sample: bool) -> list[Row]:
    hosts, rounds = (50, 1) if sample else (HOSTS, ROUNDS)
    with serving({"/feed": b"<rss/>"}) as port:
        urls = [f"http://127.{1 + n // 250}.0.{1 + n % 250}:{port}/feed" for n in range(hosts)]
        took = [(await _cost(ours, urls), await _cost(theirs, urls)) for _ in range(rounds + 1)][1:]
    mine, other = (sorted(pair[side] for pair in took)[len(took) // 2] for side in (0, 1))
    return [
        Row(
            f"304 from {hosts:,} hosts, {AT_A_TIME} at a time",
            f"{1e3 * mine:.2f} ms",
            f"httpx {httpx.__version__}",
            f"{1e3 * other:.2f} ms",
            mine / other,
            "at most 0.25",
        )
    ]


async def _cost(client: Callable[[], AsyncIterator[Ask]], urls: list[str]) -> float:
    """CPU seconds a request, of a client that is opened beforehand."""
    async with client() as ask:
        await ask(urls[0])
        began = cpu_s()
        await _all(ask, urls)
        return (cpu_s() - began) / len(urls)


async def _all(ask: Ask, urls: list[str]) -> None:
    waiting = iter(urls)

    async def one_after_another() -> None:
        for url in waiting:
            await ask(url)

    async with asyncio.TaskGroup() as tasks:
        for _ in range(AT_A_TIME):
            tasks.create_task(one_after_another())


@asynccontextmanager
async def ours() -> AsyncIterator[Ask]:
    fetcher = HttpFetcher(["127.0.0.0/8"])

    async def ask(url: str) -> None:
        assert isinstance(await fetcher.get(url, etag='"1"'), Unchanged)

    try:
        yield ask
    finally:
        await fetcher.close()


@asynccontextmanager
async def theirs() -> AsyncIterator[Ask]:
    async with httpx.AsyncClient(trust_env=False) as client:

        async def ask(url: str) -> None:
            reply = await client.get(url, headers={"If-None-Match": '"1"'})
            assert reply.status_code == 304

        yield ask
