"""A press on loopback whose feeds grow over the day; a part of its answers is trouble, where that is wanted."""

import asyncio
import gzip
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from html import escape
from zlib import crc32

from aiohttp import web

from tests.hostile.soak.happenings import Article, topics_of

LISTED = 40
COUNTRIES = ("GB", "IE", "CA", "AU", "NZ")


@dataclass
class Press:
    """Papers, and wires numbered after them. `trouble` is the share of answers that go wrong."""

    papers: int
    wires: int
    articles: Sequence[Article]
    now: Callable[[], datetime]
    chance: random.Random
    trouble: float = 0.0
    url: str = ""
    answers: int = 0
    troubled: dict[str, int] = field(default_factory=dict)

    def catalogue(self) -> str:
        """The outlets and their feeds, one a topic, as the operator's catalogue."""
        return "\n".join(
            f'[[outlet]]\nname = "Paper {outlet}"\ndomain = "paper-{outlet}.example"\nlanguage = "en"\n'
            f'owner = "Owner {outlet}"\nkind = "private"\ncountry = "{COUNTRIES[outlet % len(COUNTRIES)]}"\n'
            + "\n".join(
                f'[[outlet.feed]]\nurl = "{self.url}/{outlet}/{topic}"\ntopics = ["{topic}"]'
                for topic in topics_of(outlet, papers=self.papers)
            )
            for outlet in range(self.papers + self.wires)
        )

    def standing(self, outlet: int, topic: str) -> list[Article]:
        at = self.now()
        there = [
            article
            for article in self.articles
            if article.outlet == outlet
            and article.topic == topic
            and article.at <= at
            and (article.until is None or article.until > at)
        ]
        return there[-LISTED:][::-1]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.answers += 1
        outlet, topic = int(request.match_info["outlet"]), request.match_info["topic"]
        body = self._feed(outlet, topic).encode()
        if self.chance.random() < self.trouble:
            made = self.chance.choice(TROUBLES)
            self.troubled[made.__name__] = self.troubled.get(made.__name__, 0) + 1
            return await made(self, request, body)
        tag = f"{crc32(body):x}"
        if request.if_none_match and any(known.value == tag for known in request.if_none_match):
            return web.Response(status=304, headers={"ETag": f'"{tag}"'})
        return web.Response(body=body, content_type="application/rss+xml", headers={"ETag": f'"{tag}"'})

    def _feed(self, outlet: int, topic: str) -> str:
        at = self.now()
        items = "".join(
            f"<item><title>{escape(article.title)}</title><guid>{article.slug}</guid>"
            f"<link>https://paper-{outlet}.example/{article.slug}</link>"
            f"<description>{escape(article.text_at(at))}</description>"
            f"<pubDate>{format_datetime(article.at)}</pubDate></item>"
            for article in self.standing(outlet, topic)
        )
        return f"<rss version='2.0'><channel><title>Paper {outlet}</title>{items}</channel></rss>"


# --- what goes wrong -----------------------------------------------------------------------------


async def an_error(press: Press, _request: web.Request, _body: bytes) -> web.StreamResponse:
    return web.Response(status=press.chance.choice((500, 502, 503, 403, 404)), text="no")


async def too_often(press: Press, _request: web.Request, _body: bytes) -> web.StreamResponse:
    wait = press.chance.choice(("1", "120", "-5", "soon", "99999999999", "Wed, 21 Oct 2015 07:28:00 GMT"))
    return web.Response(status=press.chance.choice((429, 503)), headers={"Retry-After": wait})


async def garbage(press: Press, _request: web.Request, _body: bytes) -> web.StreamResponse:
    return web.Response(body=press.chance.randbytes(2_000), content_type="application/rss+xml")


async def half(press: Press, _request: web.Request, body: bytes) -> web.StreamResponse:
    return web.Response(body=body[: len(body) // 2], content_type="application/rss+xml")


async def a_page(_press: Press, _request: web.Request, _body: bytes) -> web.StreamResponse:
    return web.Response(
        text="<html><body><h1>We are being repaired</h1></body></html>", content_type="text/html"
    )


async def nothing(_press: Press, _request: web.Request, _body: bytes) -> web.StreamResponse:
    return web.Response(body=b"", content_type="application/rss+xml")


async def a_lie(_press: Press, _request: web.Request, _body: bytes) -> web.StreamResponse:
    """Unchanged, says the server, whatever was asked."""
    return web.Response(status=304)


async def a_circle(_press: Press, request: web.Request, _body: bytes) -> web.StreamResponse:
    return web.Response(status=302, headers={"Location": str(request.url)})


async def a_bomb(_press: Press, _request: web.Request, _body: bytes) -> web.StreamResponse:
    packed = gzip.compress(b" " * 30_000_000)
    return web.Response(body=packed, headers={"Content-Encoding": "gzip"}, content_type="application/rss+xml")


async def a_reset(_press: Press, request: web.Request, _body: bytes) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def a_drip(_press: Press, request: web.Request, body: bytes) -> web.StreamResponse:
    """A byte now and then: it would take for ever."""
    response = web.StreamResponse(headers={"Content-Type": "application/rss+xml"})
    await response.prepare(request)
    for place in range(60):
        try:
            await response.write(body[place : place + 1])
        except ConnectionResetError:
            break
        await asyncio.sleep(0.5)
    return response


async def silence(_press: Press, _request: web.Request, _body: bytes) -> web.StreamResponse:
    await asyncio.sleep(30)
    return web.Response()


Trouble = Callable[[Press, web.Request, bytes], Awaitable[web.StreamResponse]]
TROUBLES: tuple[Trouble, ...] = (
    *(an_error, too_often, garbage, half, a_page, nothing, a_lie, a_circle, a_bomb, a_reset, a_drip, silence),
    *(an_error, too_often, half, a_reset),
)


@asynccontextmanager
async def serve(press: Press) -> AsyncIterator[Press]:
    """Serves until the block is left."""
    application = web.Application()
    application.router.add_get("/{outlet:[0-9]+}/{topic}", press.answer)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        press.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield press
    finally:
        await runner.cleanup()
