"""The one door to the outside: no private place is reached by any spelling, name, redirect or lookup, and no answer takes more
time or memory than it may. What reaches a socket is seen by an audit hook of the interpreter.
"""

import asyncio
import json
import random
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from news.adapters.fetcher import HttpFetcher
from news.errors import FetchFailed, FetchRefused
from news.intake.addresses import IP, is_public
from tests.hostile.conftest import PRIVATE, PUBLIC, sampled, vectors
from tests.measured import IS_WHOLE, SEED
from tests.news.adapters.test_fetcher import FEED, fetcher, serving

UNREACHED = "1.1.1.1"
"""A public address; that a socket was told to connect to it is seen, whether this machine has a way there or not."""


async def refused(http: HttpFetcher, url: str) -> bool:
    try:
        await http.get(url)
    except FetchRefused:
        return True
    except FetchFailed:
        return False
    return False


async def test_no_special_address_is_connected_to_by_itself_or_behind_a_name(
    connections: list[Any], record
) -> None:
    rows = vectors("ip_vectors.json")
    blocked = [row["ip"] for row in rows if row["expect"] == "block"]
    answer = [ip_address("127.0.0.1")]

    async def lookup(_host: str, _port: int) -> Sequence[IP]:
        return answer

    http = HttpFetcher(lookup=lookup, spacing_s=0)
    reached = []
    for ip in blocked:
        answer[:] = [ip_address(ip)]
        literal = f"http://[{ip}]/feed" if ":" in ip else f"http://{ip}/feed"
        if not await refused(http, literal) or not await refused(
            http, f"http://n{hash(ip)}.example.com/feed"
        ):
            reached.append(ip)
    await http.close()
    allowed = [row["ip"] for row in rows if row["expect"] == "allow" and is_public(ip_address(row["ip"]))]
    assert (reached, connections, len(allowed)) == ([], [], 27)
    record(
        "Private and special addresses, each by itself and behind a name",
        bar="264 of 264 refused without a packet, 27 of 27 good ones accepted",
        figure=f"{len(blocked) - len(reached)} of {len(blocked)}, {len(connections)} connections; {len(allowed)} of 27",
    )


async def test_no_spelling_of_a_private_place_is_connected_to(connections: list[Any], record) -> None:
    rows = vectors("url_vectors.json")
    blocked = [row["url"] for row in rows if row["expect"] == "block"]

    async def lookup(_host: str, _port: int) -> Sequence[IP]:
        return [ip_address(PRIVATE)]

    http = HttpFetcher(lookup=lookup, spacing_s=0)
    reached = [url for url in blocked if not await refused(http, url)]
    collected = [row["url"] for row in vectors("urls_collected.json") if row["url"] != "http://1.1.1.1"]
    reached += [url for url in collected if not await refused(http, url)]
    await http.close()
    assert (reached, connections) == ([], [])
    record(
        "Spellings of private places, and collected attack addresses",
        bar="511 of 511 and 237 of 237 refused without a packet",
        figure=f"{len(blocked)} of {len(blocked)} and {len(collected)} of {len(collected)}, {len(connections)} connections",
    )


async def test_addresses_of_public_places_are_let_through(connections: list[Any], record) -> None:
    rows = [row["url"] for row in vectors("url_vectors.json") if row["expect"] == "allow"]

    async def lookup(_host: str, _port: int) -> Sequence[IP]:
        return [ip_address(UNREACHED)]

    http = HttpFetcher(lookup=lookup, spacing_s=0, deadline_s=0.2)
    let_through = [url for url in rows if not await refused(http, url)]
    await http.close()
    assert let_through == rows
    assert len(rows) == 10
    assert {place[0] for place in connections} <= {UNREACHED, "93.184.216.34", "2606:4700::1111"}
    record(
        "Addresses of public places",
        bar="10 of 10 let through",
        figure=f"{len(let_through)} of {len(rows)}",
    )


async def test_a_name_that_changes_its_mind_reaches_nothing_private(record) -> None:
    """DNS rebinding: public at first, then private, mixed, or mapped."""
    chance, hits, lookups = random.Random(SEED), 0, 0
    rounds = len(sampled(range(1_000), 200))
    answers: list[list[IP]] = []

    async def lookup(_host: str, _port: int) -> Sequence[IP]:
        nonlocal lookups
        lookups += 1
        return answers.pop(0)

    async def canary(_request: web.Request) -> web.StreamResponse:
        nonlocal hits
        hits += 1
        return web.Response(body=FEED)

    async def closing(_request: web.Request) -> web.StreamResponse:
        response = web.Response(body=FEED)
        response.force_close()
        return response

    async with serving(closing, PUBLIC) as public, serving(canary, PRIVATE) as private:
        async with fetcher(f"{PUBLIC}/32", lookup=lookup, spacing_s=0) as http:
            for turn in range(rounds):
                port = chance.choice([public.port, private.port])
                bad = chance.choice([[PRIVATE], [PUBLIC, PRIVATE], ["::ffff:127.0.0.1"], [PRIVATE, PUBLIC]])
                answers[:] = [[ip_address(PUBLIC)], [ip_address(one) for one in bad]]
                url = f"http://n{turn}.example.com:{port}/"
                with suppress(
                    FetchFailed
                ):  # the private server's port at the public address: nobody listens there
                    await http.get(url)
                assert await refused(http, url)
    assert (hits, lookups) == (0, 2 * rounds)
    record(
        "DNS rebinding",
        bar="1,000 of 1,000 refused, one lookup a connection",
        figure=f"{rounds:,} of {rounds:,} refused, {hits} packets to the private place, {lookups / rounds / 2:g} lookups a connection",
    )


PRIVATE_TARGETS = (
    "http://{private}/", "http://localhost:{port}/", "http://[::1]:{port}/", "http://[::ffff:127.0.0.1]:{port}/",
    "http://2130706433:{port}/", "http://127.1:{port}/", "file:///etc/passwd", "//{private}/", "gopher://{private}/", "http://u:p@{private}/",
)  # fmt: skip


@pytest.mark.parametrize("hop", [1, 2, 3, 5])
async def test_no_chain_of_redirects_leads_to_a_private_place(hop: int, record) -> None:
    hits = 0

    async def canary(_request: web.Request) -> web.StreamResponse:
        nonlocal hits
        hits += 1
        return web.Response(body=FEED)

    async with serving(canary, PRIVATE) as private:
        for target in PRIVATE_TARGETS:
            location = target.format(private=f"{PRIVATE}:{private.port}", port=private.port)

            async def onward(request: web.Request, location: str = location) -> web.StreamResponse:
                at = int(request.path.strip("/") or 0) + 1
                code = random.Random(at).choice([301, 302, 303, 307, 308])
                return web.Response(status=code, headers={"Location": location if at == hop else f"/{at}"})

            async with serving(onward, PUBLIC) as public, fetcher(f"{PUBLIC}/32", spacing_s=0) as http:
                assert await refused(http, f"http://{PUBLIC}:{public.port}/0")
    assert hits == 0
    record(
        f"Redirects to private places at hop {hop}",
        bar="0 of 10 reach it",
        figure=f"{hits} of {len(PRIVATE_TARGETS)}",
    )


async def test_loops_and_endless_chains_of_redirects_end() -> None:
    asked = 0

    async def onward(request: web.Request) -> web.StreamResponse:
        nonlocal asked
        asked += 1
        return web.Response(status=302, headers={"Location": request.query.get("to") or f"/{asked}"})

    async with serving(onward, PUBLIC) as public, fetcher(f"{PUBLIC}/32", spacing_s=0) as http:
        for path in ("/", "/?to=/?to=/"):
            with pytest.raises(FetchFailed):
                await http.get(f"http://{PUBLIC}:{public.port}{path}")
    assert asked <= 12


BOMBER = """
import asyncio, json, resource, sys, time
from news.adapters.fetcher import HttpFetcher
from news.errors import FetchFailed, FetchRefused

async def main(url):
    http = HttpFetcher(["127.0.0.0/8"])
    try:
        await http.get(url + "warm")
    except FetchFailed:
        pass
    before, cpu = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    try:
        await http.get(url + "bomb")
        ended = "read"
    except (FetchFailed, FetchRefused) as error:
        ended = str(error)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    await http.close()
    print(json.dumps([ended, (after - before) / 1024, time.process_time() - cpu]))

asyncio.run(main(sys.argv[1]))
"""


async def exploded(content: bytes, encoding: str) -> tuple[str, float, float]:
    """What became of a body with this Content-Encoding, in a process of its own: its end, MB and CPU seconds."""

    async def answer(request: web.Request) -> web.StreamResponse:
        if request.path == "/warm":
            return web.Response(body=FEED)
        return web.Response(body=content, headers={"Content-Encoding": encoding})

    async with serving(answer) as server:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", BOMBER, f"http://127.0.0.1:{server.port}/", stdout=asyncio.subprocess.PIPE
        )
        said, _ = await process.communicate()
    ended, megabytes, seconds = json.loads(said)
    return ended, megabytes, seconds


async def test_a_decompression_bomb_costs_no_more_than_an_ordinary_feed(bombs: Path, record) -> None:
    encodings = {".gz": "gzip", ".zz": "deflate", ".df": "deflate", ".br": "br", ".zst": "zstd"}
    files = [
        path for path in sorted(bombs.iterdir()) if path.suffix in encodings and path.name.startswith("bomb")
    ]
    costs = {}
    for path in files:
        nested = "gzip, gzip" if path.name.endswith(".gz.gz") else encodings[path.suffix]
        ended, megabytes, seconds = await exploded(path.read_bytes(), nested)
        assert ended != "read", path.name
        costs[path.name] = (megabytes, seconds)
    most_mb = max(mb for mb, _ in costs.values())
    most_s = max(seconds for _, seconds in costs.values())
    assert most_mb <= 20, costs
    assert most_s <= (0.2 if IS_WHOLE else 2.0), costs  # beside other tests the same work takes longer
    record(
        f"Decompression bombs over HTTP, {len(costs)} kinds",
        bar="refused at <= 20 MB and 0.2 CPU s",
        figure=f"all refused; at most {most_mb:.0f} MB and {most_s:.2f} CPU s",
    )


UNASKED = (
    "br",
    "zstd",
    "deflate",
    "compress",
    "gzip, br",
    "br, gzip",
    "gzip, gzip",
    "dcb",
    "GZIP, ZSTD",
    "x-unknown",
)
"""Encodings of bodies that we do not undo; three of them hold a gigabyte in a few kB."""


def a_gigabyte_in_zstd() -> bytes:
    """A frame of blocks that say one byte 128 KiB times (RFC 8878, 3.1.1.2: RLE_Block): 33 kB."""
    block = (131_072 << 3 | 1 << 1).to_bytes(3, "little") + b" "
    last = (131_072 << 3 | 1 << 1 | 1).to_bytes(3, "little") + b" "
    return bytes.fromhex("28b52ffd") + b"\x00\x88" + block * 8_191 + last


async def test_an_encoding_that_was_not_asked_for_is_refused_and_never_undone(record) -> None:
    asked: set[str | None] = set()
    content, spent = a_gigabyte_in_zstd(), 0.0

    async def answer(request: web.Request) -> web.StreamResponse:
        asked.add(request.headers.get("Accept-Encoding"))
        encoding = UNASKED[int(request.path.strip("/"))]
        return web.Response(body=content, headers={"Content-Encoding": encoding})

    said = []
    async with serving(answer, PUBLIC) as public, fetcher(f"{PUBLIC}/32", spacing_s=0) as http:
        started = time.process_time()
        for number in range(len(UNASKED)):
            with pytest.raises(FetchFailed) as refusal:
                await http.get(f"http://{PUBLIC}:{public.port}/{number}")
            said.append(refusal.value.reason)
        spent = time.process_time() - started
    assert asked == {"gzip"}
    assert all("encoded in a way we did not ask for" in reason for reason in said), said
    assert max(map(len, said)) < 120
    record(
        f"Encodings that were not asked for (brotli, zstandard, deflate, stacked ones), {len(UNASKED)} kinds",
        bar="only gzip is asked for; all others refused in words, none undone",
        figure=f"{len(said)} of {len(UNASKED)} refused, {spent / len(UNASKED):.3f} CPU s each",
    )
