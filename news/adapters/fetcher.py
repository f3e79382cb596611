"""The one way out to feeds: HTTP by aiohttp, with every bound that a hostile or broken server makes
necessary.

Which address may be fetched is decided by `news.intake.addresses`, once per hop and again on the addresses that
DNS gave; the connection goes to exactly those, so there is no second lookup to lie to. One deadline holds
for all hops, body included. Bodies are inflated here, with a bound, as clients do not bound it. Keeps no
cookies and no credentials.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import PackageMetadata, metadata
from ipaddress import ip_address
from urllib.parse import urljoin

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from news.errors import FetchFailed, FetchRefused
from news.intake.addresses import (
    IP,
    Address,
    Allowance,
    check_answers,
    check_name,
    read_address,
    read_allowance,
)
from news.intake.freshness import read_freshness, retry_after
from news.intake.inflate import Inflation, InflationRefused
from news.ports import Body, Fetched, Freshness, Unchanged

MOST_RAW_BYTES = 5_000_000
MOST_BYTES = 10_000_000
MOST_HOPS = 5
DEADLINE_S = 20.0
QUEUE_S = 30.0
PER_HOST = 2
SPACING_S = 0.5
MOST_GATES = 1_000
HEADER_BYTES, MOST_HEADERS = 8_190, 100
ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml;q=0.9, application/xml;q=0.8, "
    "text/xml;q=0.8, */*;q=0.1"
)

OF_REUSE = {"x-robots-tag", "tdm-reservation", "content-signal", "content-usage"}

_PERMANENT, _TEMPORARY = {301, 308}, {302, 303, 307}
_WORDS = {
    401: "asks for a password", 403: "forbids it", 404: "has no such page", 410: "says it is gone for good",
    429: "says we ask too often", 451: "withholds it for legal reasons",
}  # fmt: skip

Lookup = Callable[[str, int], Awaitable[Sequence[IP]]]


def user_agent() -> str:
    """Who we are, honestly: name, version, and where to read about us."""
    about: PackageMetadata = metadata("pressradar")
    links = [link.partition(",")[2].strip() for link in about.get_all("Project-URL") or []]
    return f"Pressradar/{about['Version']} (+{links[0] if links else 'news digest bot'})"


async def system_lookup(host: str, port: int) -> Sequence[IP]:
    """All addresses of a host by the system's resolver. Raises OSError where there are none."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ip_address(answer[4][0]) for answer in dict.fromkeys(found)]


class HttpFetcher:
    """Fulfils `news.ports.Fetcher`. Connections open at the first `get`, in its event loop."""

    def __init__(
        self,
        allow: Sequence[str] = (),
        *,
        deadline_s: float = DEADLINE_S,
        spacing_s: float = SPACING_S,
        lookup: Lookup = system_lookup,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._allowance = read_allowance(allow)
        self._deadline_s, self._now = deadline_s, now
        self._gates = _Gates(spacing_s)
        self._resolver = _CheckedResolver(self._allowance, lookup)
        self._http: aiohttp.ClientSession | None = None

    async def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        body_hash: str | None = None,
    ) -> Fetched:
        asked = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {
            name: value for name, value in asked.items() if value and value.isprintable() and value.isascii()
        }
        address, moved_to, permanent, left_s = read_address(url), None, True, self._deadline_s
        for _ in range(MOST_HOPS + 1):
            check_name(address, self._allowance)
            async with self._gates.slot(url, address, self._is_ours(address)):
                started = asyncio.get_running_loop().time()
                reply = await self._hop(url, address, headers, left_s)
                left_s -= asyncio.get_running_loop().time() - started
            if reply.location is None:
                return self._fetched(
                    url, reply, address, moved_to if permanent else None, body_hash, bool(headers)
                )
            permanent = permanent and reply.status in _PERMANENT
            address = self._next(url, address, reply.location)
            moved_to = address.url
        raise FetchFailed(url, f"redirects more than {MOST_HOPS} times")

    def also_allow(self, host: str) -> None:
        """Adds to what FETCH_ALLOW allows: a server of our own on this machine."""
        self._allowance = self._allowance.joined(read_allowance([host]))
        self._resolver.allowance = self._allowance

    async def close(self) -> None:
        if self._http is not None:
            await self._http.close()
            self._http = None

    # --- one request -----------------------------------------------------------------------------

    async def _hop(self, url: str, address: Address, headers: Mapping[str, str], left_s: float) -> "_Reply":
        try:
            async with asyncio.timeout(max(left_s, 0.0)):
                return await self._request(url, address, headers)
        except TimeoutError as error:
            raise FetchFailed(url, f"took longer than {self._deadline_s:g} s") from error
        except FetchRefused as error:
            raise FetchRefused(url, error.reason) from error
        except (aiohttp.ClientError, OSError, ValueError, asyncio.IncompleteReadError) as error:
            raise FetchFailed(url, _said(error)) from error

    async def _request(self, url: str, address: Address, headers: Mapping[str, str]) -> "_Reply":
        target = URL(address.url, encoded=True)
        if (target.raw_host or "").strip("[]") != address.host or target.port != address.port:
            raise FetchRefused(url, "the address reads in two ways")
        async with self._client().get(target, headers=headers, allow_redirects=False) as response:
            return await self._reply(url, response)

    async def _reply(self, url: str, response: aiohttp.ClientResponse) -> "_Reply":
        status, headers = response.status, response.headers
        reply = _Reply(status, read_freshness(headers, now=self._now()), headers.get("Content-Type"))
        if status == 304:
            return reply
        if status in _PERMANENT | _TEMPORARY:
            if not (location := headers.get("Location", "").strip()):
                raise FetchFailed(url, "redirects without saying where to", status=status)
            return replace(reply, location=location)
        if status not in (200, 203):
            words = _WORDS.get(status, "is in trouble" if status >= 500 else "answers oddly")
            after = retry_after(headers.get("Retry-After"), now=self._now())
            raise FetchFailed(url, f"the server {words} ({status})", status=status, after=after)
        said = tuple((name.lower(), value) for name, value in headers.items() if name.lower() in OF_REUSE)
        return replace(reply, content=await _content(url, response), reuse=said)

    def _client(self) -> aiohttp.ClientSession:
        if self._http is None:
            connector = aiohttp.TCPConnector(
                resolver=self._resolver,
                use_dns_cache=False,
                limit=100,
                limit_per_host=PER_HOST,
                keepalive_timeout=10,
            )
            self._http = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": user_agent(), "Accept": ACCEPT, "Accept-Encoding": "gzip"},
                timeout=aiohttp.ClientTimeout(total=None),  # one deadline of ours holds for all hops
                auto_decompress=False,
                max_line_size=HEADER_BYTES,
                max_field_size=HEADER_BYTES,
                max_headers=MOST_HEADERS,
            )
        return self._http

    # --- what it means ---------------------------------------------------------------------------

    def _fetched(
        self,
        url: str,
        reply: "_Reply",
        address: Address,
        moved_to: str | None,
        body_hash: str | None,
        asked: bool,
    ) -> Fetched:
        freshness = replace(reply.freshness, moved_to=moved_to)
        if reply.content is None:
            if not asked:
                raise FetchFailed(
                    url, "says that nothing changed, though we never had it", status=reply.status
                )
            return Unchanged(freshness)
        digest = sha256(reply.content).hexdigest()
        if digest == body_hash:
            return Unchanged(freshness)
        return Body(reply.content, reply.content_type, address.url, digest, freshness, reply.reuse)

    def _next(self, url: str, address: Address, location: str) -> Address:
        try:
            return read_address(urljoin(address.url, location.replace(" ", "%20")))
        except (FetchRefused, ValueError) as error:
            raise FetchRefused(url, "redirects to what is no web address") from error

    def _is_ours(self, address: Address) -> bool:
        """Whether the operator allowed it by name or literal: then no pause is due between requests."""
        return self._allowance.has(address.host, [address.ip] if address.ip else [])


@dataclass(frozen=True)
class _Reply:
    """What one hop answered: a place to go on to, a body, or (304) neither."""

    status: int
    freshness: Freshness
    content_type: str | None
    location: str | None = None
    content: bytes | None = None
    reuse: tuple[tuple[str, str], ...] = ()


async def _content(url: str, response: aiohttp.ClientResponse) -> bytes:
    """The body, inflated. Raises FetchFailed beyond the bounds or for an encoding that was not asked for."""
    try:
        inflation = Inflation(
            response.headers.getall("Content-Encoding", []), most_raw=MOST_RAW_BYTES, most=MOST_BYTES
        )
        inflation.announced(response.content_length)
        async for chunk in response.content.iter_any():
            inflation.feed(chunk)
        return inflation.finished()
    except InflationRefused as error:
        response.close()
        raise FetchFailed(url, str(error), status=response.status) from error


def _said(error: Exception) -> str:
    """A failure of the connection in words, without addresses."""
    match error:
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientConnectorSSLError():
            return "the server's certificate or encryption does not hold"
        case aiohttp.ClientConnectorDNSError() | socket.gaierror():
            return "the host has no address"
        case aiohttp.ClientConnectorError():
            return "the server cannot be reached"
        case aiohttp.ClientPayloadError():
            return "the answer broke off or is garbled"
        case aiohttp.ServerDisconnectedError() | ConnectionError():
            return "the server hung up"
    return f"the server does not speak HTTP as we know it ({type(error).__name__})"


class _CheckedResolver(AbstractResolver):
    """Looks a name up once for a connection, and lets it through only if all of its addresses may be
    reached.
    """

    def __init__(self, allowance: Allowance, lookup: Lookup) -> None:
        self.allowance, self._lookup = allowance, lookup

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        answers = await self._lookup(host, port)
        check_answers(Address(host, "", host, port, None), answers, self.allowance)
        return [_result(host, port, ip) for ip in answers]

    async def close(self) -> None:
        """Holds nothing."""


def _result(host: str, port: int, ip: IP) -> ResolveResult:
    family = socket.AF_INET if ip.version == 4 else socket.AF_INET6
    return ResolveResult(
        hostname=host, host=str(ip), port=port, family=family, proto=0, flags=socket.AI_NUMERICHOST
    )


@dataclass
class _Gate:
    """A host and port: how many requests at once, and when the next may start."""

    slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(PER_HOST))
    users: int = 0
    next_at: float = 0.0


class _Gates:
    """Keeps us polite: at most two requests at once to a host and port, and a pause between their starts."""

    def __init__(self, spacing_s: float) -> None:
        self._spacing_s = spacing_s
        self._gates: dict[tuple[str, int], _Gate] = {}

    @asynccontextmanager
    async def slot(self, url: str, address: Address, ours: bool) -> AsyncIterator[None]:
        gate = self._gate((address.host, address.port))
        gate.users += 1
        held = False
        try:
            try:
                async with asyncio.timeout(QUEUE_S) if gate.slots.locked() or not ours else nullcontext():
                    held = await gate.slots.acquire()
                    if not ours:
                        await self._pause(gate)
            except TimeoutError as error:
                raise FetchFailed(url, "others of our requests kept the host busy") from error
            yield
        finally:
            gate.users -= 1
            if held:
                gate.slots.release()

    async def _pause(self, gate: _Gate) -> None:
        now = asyncio.get_running_loop().time()
        start_at = max(now, gate.next_at)
        gate.next_at = start_at + self._spacing_s
        await asyncio.sleep(start_at - now)

    def _gate(self, key: tuple[str, int]) -> _Gate:
        if len(self._gates) > MOST_GATES:
            now = asyncio.get_running_loop().time()
            self._gates = {key: gate for key, gate in self._gates.items() if gate.users or gate.next_at > now}
        return self._gates.setdefault(key, _Gate())
