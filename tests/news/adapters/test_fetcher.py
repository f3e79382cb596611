"""HTTP as feeds' servers speak it, and as hostile ones do: a real server on loopback, raw where it must be."""

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from news.adapters.fetcher import HttpFetcher, user_agent
from news.errors import FetchFailed, FetchRefused
from news.intake.addresses import IP
from news.intake.freshness import retry_after
from news.intake.inflate import Inflation, InflationRefused
from news.ports import Body, Unchanged

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
FEED = b'<rss version="2.0"><channel><title>North</title></channel></rss>'
LOOPBACK = ("127.0.0.0/8",)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def serving(handler: Handler, host: str = "127.0.0.1") -> AsyncIterator[TestServer]:
    site = web.Application()
    site.router.add_route("GET", "/{tail:.*}", handler)
    server = TestServer(site, host=host)
    await server.start_server()
    try:
        yield server
    finally:
        await server.close()


@asynccontextmanager
async def raw(answer: bytes, *, drip_s: float = 0) -> AsyncIterator[str]:
    """A server that says exactly these bytes, a few at a time where it drips."""

    async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            for part in [answer[at : at + 4] for at in range(0, len(answer), 4)] if drip_s else [answer]:
                writer.write(part)
                await writer.drain()
                await asyncio.sleep(drip_s)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(say, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    finally:
        server.close()


@asynccontextmanager
async def fetcher(*allow: str, **settings: Any) -> AsyncIterator[HttpFetcher]:
    made = HttpFetcher(allow or LOOPBACK, now=lambda: NOW, **settings)
    try:
        yield made
    finally:
        await made.close()


def answering(status: int = 200, body: bytes = FEED, **headers: str) -> Handler:
    async def answer(_request: web.Request) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(status=status, body=body, headers=named)

    return answer


def redirecting(status: int, *hops: int) -> Handler:
    """/0 goes to /1 by `status`, and so on by `hops`; the last answers."""

    async def answer(request: web.Request) -> web.StreamResponse:
        at = int(request.path.strip("/") or 0)
        codes = [status, *hops]
        if at < len(codes):
            return web.Response(status=codes[at], headers={"Location": f"/{at + 1}"})
        return web.Response(body=FEED)

    return answer


async def failure(handler: Handler, **settings: Any) -> FetchFailed:
    async with serving(handler) as server, fetcher(**settings) as http:
        with pytest.raises(FetchFailed) as caught:
            await http.get(str(server.make_url("/")))
    return caught.value


# --- what HTTP says ------------------------------------------------------------------------------


async def test_a_body_comes_with_what_http_said_of_it() -> None:
    said = answering(
        Content_Type="application/rss+xml; charset=utf-8",
        ETag='W/"1"',
        Last_Modified="Sun, 22 Nov 2026 07:00:00 GMT",
        Cache_Control="public, max-age=600",
    )
    async with serving(said) as server, fetcher() as http:
        url = str(server.make_url("/a?b=c"))
        body = await http.get(url)
    assert isinstance(body, Body)
    assert (body.content, body.sha256) == (FEED, sha256(FEED).hexdigest())
    assert body.content_type == "application/rss+xml; charset=utf-8"
    assert body.url == url
    fresh = body.freshness
    assert (fresh.etag, fresh.last_modified) == ('W/"1"', "Sun, 22 Nov 2026 07:00:00 GMT")
    assert (fresh.max_age, fresh.moved_to) == (timedelta(minutes=10), None)


async def test_we_say_who_we_are_and_ask_only_for_gzip() -> None:
    seen: list[web.Request] = []

    async def look(request: web.Request) -> web.StreamResponse:
        seen.append(request)
        return web.Response(body=FEED, headers={"Set-Cookie": "track=1"})

    async with serving(look) as server, fetcher() as http:
        await http.get(str(server.make_url("/")), etag='"1"', last_modified="Sun, 22 Nov 2026 07:00:00 GMT")
        await http.get(str(server.make_url("/")))
    first, second = (request.headers for request in seen)
    assert first["User-Agent"] == user_agent()
    assert first["User-Agent"].startswith("Pressradar/")
    assert first["Accept-Encoding"] == "gzip"
    assert "application/rss+xml" in first["Accept"]
    assert (first["If-None-Match"], first["If-Modified-Since"]) == ('"1"', "Sun, 22 Nov 2026 07:00:00 GMT")
    assert "Cookie" not in second
    assert "If-None-Match" not in second


async def test_304_and_equal_bytes_are_unchanged() -> None:
    async with serving(answering(304, b"", ETag='"2"')) as server, fetcher() as http:
        unchanged = await http.get(str(server.make_url("/")), etag='"1"')
    assert isinstance(unchanged, Unchanged)
    assert unchanged.freshness.etag == '"2"'
    async with serving(answering()) as server, fetcher() as http:
        same = await http.get(str(server.make_url("/")), body_hash=sha256(FEED).hexdigest())
    assert isinstance(same, Unchanged)


@pytest.mark.parametrize("status", [204, 206, 304, 400, 401, 403, 404, 410, 418, 429, 451, 500, 502, 503])
async def test_any_other_answer_is_a_failure_with_its_status(status: int) -> None:
    error = await failure(answering(status, b""))
    assert error.status == status
    assert error.after is None


@pytest.mark.parametrize(
    ("written", "after"),
    [
        ("120", timedelta(minutes=2)),
        ("0", timedelta(minutes=1)),
        ("-5", timedelta(minutes=1)),
        ("864000000", timedelta(hours=24)),
        ("Sun, 22 Nov 2026 10:00:00 GMT", timedelta(hours=2)),
        ("Sun, 22 Nov 2020 10:00:00 GMT", timedelta(minutes=1)),
        ("Sun, 22 Nov 2036 10:00:00 GMT", timedelta(hours=24)),
        ("1.5", timedelta(minutes=1)),
        ("soon", None),
        ("", None),
        ("99999999999999999999", None),
    ],
)
async def test_retry_after_is_kept_between_a_minute_and_a_day(written: str, after: timedelta | None) -> None:
    assert retry_after(written, now=NOW) == after
    assert (await failure(answering(429, b"", Retry_After=written))).after == after


@pytest.mark.parametrize(
    ("headers", "max_age"),
    [
        ({"Cache_Control": "max-age=60"}, timedelta(minutes=1)),
        ({"Cache_Control": "MAX-AGE=60, public", "Age": "20"}, timedelta(seconds=40)),
        ({"Cache_Control": "max-age=60, no-cache"}, timedelta(0)),
        ({"Cache_Control": "no-store"}, timedelta(0)),
        ({"Cache_Control": "s-maxage=60"}, None),
        (
            {"Expires": "Sun, 22 Nov 2026 09:00:00 GMT", "Date": "Sun, 22 Nov 2026 08:30:00 GMT"},
            timedelta(minutes=30),
        ),
        ({"Expires": "0"}, timedelta(0)),
        ({"Cache_Control": "max-age=junk"}, None),
        ({}, None),
    ],
)
async def test_cache_headers_say_how_long_an_answer_is_good(
    headers: dict[str, str], max_age: timedelta | None
) -> None:
    async with serving(answering(**headers)) as server, fetcher() as http:
        assert (await http.get(str(server.make_url("/")))).freshness.max_age == max_age


# --- redirects -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("codes", "moved"),
    [
        ([301], True),
        ([308], True),
        ([301, 308, 301], True),
        ([302], False),
        ([303], False),
        ([307], False),
        ([301, 302], False),
        ([302, 301], False),
        ([301, 301, 301, 301, 301], True),
    ],
)
async def test_only_a_chain_of_permanent_redirects_is_a_move(codes: list[int], moved: bool) -> None:
    async with serving(redirecting(*codes)) as server, fetcher() as http:
        body = await http.get(str(server.make_url("/0")))
        last = str(server.make_url(f"/{len(codes)}"))
    assert isinstance(body, Body)
    assert body.url == last
    assert body.freshness.moved_to == (body.url if moved else None)


async def test_endless_redirects_end() -> None:
    async with serving(redirecting(*[302] * 6)) as server, fetcher() as http:
        with pytest.raises(FetchFailed):
            await http.get(str(server.make_url("/0")))
    assert (await failure(answering(302, b""))).status == 302


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.2:{port}/", "file:///etc/passwd", "http://[::1]:{port}/",
     "http://user:pw@127.0.0.1:{port}/", "//127.0.0.2:{port}/", "http://10.0.0.1/", "gopher://127.0.0.1/",
     "http://2130706434:{port}/", "http://169.254.169.254/latest/meta-data/"],
)  # fmt: skip
@pytest.mark.parametrize("hops", [0, 2])
async def test_no_redirect_leads_to_a_private_place(target: str, hops: int) -> None:
    hits: list[str] = []

    async def canary(request: web.Request) -> web.StreamResponse:
        hits.append(request.path)
        return web.Response(body=FEED)

    async with serving(canary, "127.0.0.2") as private, fetcher("127.0.0.1/32") as http:
        location = target.format(port=private.port)

        async def answer(request: web.Request) -> web.StreamResponse:
            at = int(request.path.strip("/"))
            onward = location if at == hops else f"/{at + 1}"
            return web.Response(status=301, headers={"Location": onward})

        async with serving(answer) as public:
            with pytest.raises(FetchRefused):
                await http.get(str(public.make_url("/0")))
    assert hits == []


# --- which address ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answers",
    [
        ["127.0.0.1"],
        ["93.184.216.34", "127.0.0.1"],
        ["::ffff:127.0.0.1"],
        ["10.1.2.3"],
        ["64:ff9b::7f00:1"],
        [],
    ],
)
async def test_a_name_with_any_private_answer_is_refused_before_connecting(answers: list[str]) -> None:
    async def lookup(_host: str, _port: int) -> Sequence[IP]:
        return [ip_address(answer) for answer in answers]

    hits = 0

    async def canary(_request: web.Request) -> web.StreamResponse:
        nonlocal hits
        hits += 1
        return web.Response(body=FEED)

    async with serving(canary), fetcher("feeds.local", lookup=lookup) as http:
        with pytest.raises(FetchRefused):
            await http.get("http://north.example.com/feed")
    assert hits == 0


async def test_a_name_that_turns_private_between_two_polls_is_refused_and_looked_up_once_each() -> None:
    """DNS rebinding: the answers that are checked are the ones that are connected to."""
    lookups = 0

    async def lookup(_host: str, _port: int) -> Sequence[IP]:
        nonlocal lookups
        lookups += 1
        return [ip_address("127.0.0.1" if lookups == 1 else "127.0.0.2")]

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.Response(body=FEED, headers={"X-Host": request.headers["Host"]})
        response.force_close()
        return response

    async with serving(answer) as server, fetcher("127.0.0.1/32", lookup=lookup) as http:
        url = f"http://rebound.example.com:{server.port}/"
        assert isinstance(await http.get(url), Body)
        with pytest.raises(FetchRefused):
            await http.get(url)
    assert lookups == 2


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://0:{port}/",
    ],
)
async def test_without_an_allowance_nothing_on_this_machine_is_reached(url: str) -> None:
    async with serving(answering()) as server:
        http = HttpFetcher()
        with pytest.raises(FetchRefused):
            await http.get(url.format(port=server.port))
        await http.close()


async def test_a_server_of_our_own_may_be_allowed_later() -> None:
    async with serving(answering()) as server, fetcher("feeds.local") as http:
        with pytest.raises(FetchRefused):
            await http.get(str(server.make_url("/")))
        http.also_allow("127.0.0.1")
        assert isinstance(await http.get(str(server.make_url("/"))), Body)


# --- bounds --------------------------------------------------------------------------------------


async def test_gzip_is_undone() -> None:
    packed = answering(200, gzip.compress(FEED, mtime=0), Content_Encoding="gzip")
    async with serving(packed) as server, fetcher() as http:
        body = await http.get(str(server.make_url("/")))
    assert isinstance(body, Body)
    assert body.content == FEED


def bomb() -> bytes:
    """About 100 kB that inflate to 100 MB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(bytes(1_000_000)) for _ in range(100)) + packer.flush()


@pytest.mark.parametrize(
    ("body", "encoding", "reason"),
    [
        (bomb(), "gzip", "inflates"),
        (gzip.compress(bomb(), mtime=0), "gzip, gzip", "did not ask"),
        (FEED, "br", "did not ask"),
        (zlib.compress(FEED), "deflate", "did not ask"),
        (FEED, "gzip", "not the gzip"),
        (gzip.compress(FEED, mtime=0)[:-9], "gzip", "broke off"),
        (b"x" * 5_000_001, "identity", "larger"),
    ],
)
async def test_bodies_beyond_the_bounds_are_failures(body: bytes, encoding: str, reason: str) -> None:
    error = await failure(answering(200, body, Content_Encoding=encoding))
    assert reason in error.reason


def test_a_bomb_is_refused_before_it_is_large() -> None:
    inflation = Inflation(["gzip"], most_raw=5_000_000, most=10_000_000)
    with pytest.raises(InflationRefused):
        inflation.feed(bomb())
    assert inflation.held_bytes < 2_000_000


def test_a_large_body_that_inflates_as_text_does_is_refused_by_its_size() -> None:
    text = b"".join(sha256(str(n).encode()).hexdigest().encode() for n in range(170_000))
    inflation = Inflation(["gzip"], most_raw=50_000_000, most=10_000_000)
    with pytest.raises(InflationRefused, match="10 MB"):
        inflation.feed(gzip.compress(text, 1))


def test_members_of_gzip_one_after_another_are_one_body() -> None:
    inflation = Inflation(["gzip"], most_raw=5_000_000, most=10_000_000)
    inflation.feed(gzip.compress(b"one ") + gzip.compress(b"two") + bytes(10))
    assert inflation.finished() == b"one two"


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n" + b"<rss>" * 800,
        b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * 4_000 + b"\r\n\r\n",
    ],
    ids=["body", "headers"],
)
async def test_a_slow_drip_ends_at_the_deadline(answer: bytes) -> None:
    async with raw(answer, drip_s=0.02) as url, fetcher(deadline_s=0.3) as http:
        started = asyncio.get_running_loop().time()
        with pytest.raises(FetchFailed, match=r"0\.3 s"):
            await http.get(url)
        assert asyncio.get_running_loop().time() - started < 30  # the whole of it takes a minute and more


async def test_all_hops_share_one_deadline() -> None:
    async def slow(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.15)
        return web.Response(status=302, headers={"Location": f"/{request.path.count('/')}"})

    async with serving(slow) as server, fetcher(deadline_s=0.4) as http:
        with pytest.raises(FetchFailed, match=r"0\.4 s"):
            await http.get(str(server.make_url("/")))


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\x16\x03\x01 no http",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 20_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: a\r\n" % n for n in range(500)) + b"\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 301 Moved\r\nLocation: http://[\r\nContent-Length: 0\r\n\r\n",
    ],
    ids=["nothing", "no http", "long header", "many headers", "short", "bad chunk", "bad location"],
)
async def test_broken_servers_are_failures_and_never_surprises(answer: bytes) -> None:
    async with raw(answer) as url, fetcher() as http:
        with pytest.raises((FetchFailed, FetchRefused)):
            await http.get(url)


async def test_a_port_where_nobody_listens_is_a_failure() -> None:
    async with serving(answering()) as server:
        url = str(server.make_url("/"))
    async with fetcher() as http:
        with pytest.raises(FetchFailed, match="cannot be reached"):
            await http.get(url)


@pytest.mark.parametrize("etag", ["\u00fc", "a\r\nX-Injected: 1"])
async def test_a_validator_that_cannot_be_sent_is_left_out(etag: str) -> None:
    seen: list[str] = []

    async def look(request: web.Request) -> web.StreamResponse:
        seen.extend(request.headers)
        return web.Response(body=FEED)

    async with serving(look) as server, fetcher() as http:
        await http.get(str(server.make_url("/")), etag=etag)
    assert "If-None-Match" not in seen
    assert "X-Injected" not in seen


# --- politeness ----------------------------------------------------------------------------------


async def test_a_host_has_at_most_two_of_our_requests_at_once_and_another_host_does_not_wait() -> None:
    running = most = 0
    opened = asyncio.Event()

    async def answer(_request: web.Request) -> web.StreamResponse:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await opened.wait()
        running -= 1
        return web.Response(body=FEED)

    async with serving(answer) as slow, serving(answering()) as quick, fetcher() as http:
        async with asyncio.TaskGroup() as group:
            for _ in range(6):
                group.create_task(http.get(str(slow.make_url("/"))))
            await http.get(str(quick.make_url("/")))
            opened.set()
    assert most == 2


async def test_a_strangers_host_is_asked_with_a_pause_between() -> None:
    times: list[float] = []

    async def answer(_request: web.Request) -> web.StreamResponse:
        times.append(asyncio.get_running_loop().time())
        return web.Response(body=FEED)

    async def lookup(_host: str, _port: int) -> Sequence[IP]:
        return [ip_address("127.0.0.1")]

    async with serving(answer) as server, fetcher(lookup=lookup, spacing_s=0.4) as http:
        url = f"http://north.example.com:{server.port}/"
        await asyncio.gather(*(http.get(url) for _ in range(3)))
    assert times[1] - times[0] > 0.2  # of 0.4: either may be late by what the machine does else
    assert times[2] - times[1] > 0.2
