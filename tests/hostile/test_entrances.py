"""Each way in which strangers name addresses to us leads through the one door: lists of feeds, sites that are looked for feeds,
redirects of feeds, pages of articles, pictures. Over HTTP, with the collected addresses where they are on this machine and with
ours; which sockets were told to connect is heard from the interpreter. Nobody learns by our words what is behind the door.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from html import escape, unescape
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest
from aiohttp import web
from sqlalchemy import select

from news.adapters.fetcher import HttpFetcher
from news.adapters.page import WebPages
from news.app import App
from news.errors import FetchFailed, FetchRefused
from news.fetch import fetch
from news.fulltext import read
from news.intake.addresses import IP
from news.intake.discovery import MOST_NAMED
from news.intake.found_feeds import NO_FEED, OUT_OF_REACH
from news.intake.parse import MOST_ARTICLES
from news.looking import MOST_LOOKED_AT, found_at, look
from news.models import Article, Brief, Feed, Page
from news.ports import PageText
from news.queries import briefs_of
from news.reader.look import Look
from news.rendering import render_digest
from news.story.stories import read_stories
from news.story.viewing import view_of
from news.testing import NOON, Clock, Outbox, a_feed, a_story, an_app, an_article, an_outlet
from tests.hostile.conftest import HOSTILE, PRIVATE, PUBLIC, sampled, vectors
from tests.news.adapters.test_fetcher import serving
from tests.news.intake.feed_sites import Here, a_reader, read_list, run, said
from tests.news.intake.feed_sites import ordered as ordered_look
from tests.news.test_plays import ordered

OURS = (
    "http://127.0.0.1/", "http://127.0.0.1:8080/feed", "http://localhost/feed", "http://localhost.localdomain/", "http://[::1]/",
    "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/feed", "http://[fe80::1]/", "http://[fd00:ec2::254]/latest", "http://0.0.0.0/",
    "http://127.1/", "http://2130706433/", "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://10.0.0.7/feed", "http://192.168.1.1/admin",
    "http://172.16.3.4/", "http://169.254.169.254/latest/meta-data/", "http://100.100.100.200/", "http://168.63.129.16/",
    "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://100.64.0.1/", "http://224.0.0.1/", "http://rebound.example.com/feed",
    "http://metadata.google.internal/", "http://printer.local/", "http://u:p@rebound.example.com/", "http://rebound.example.com:22/feed",
    "http://rebound.example.com#@127.0.0.1/", "https://127.0.0.1:443/feed.xml", "http://①②⑦.⓪.⓪.①/",
)  # fmt: skip
"""Ways to write a private place; the names are looked up and lead to one."""


def addresses(most: int = 60) -> list[str]:
    """Ours, and as many of the collected ones; all of them with HOSTILE=whole."""
    collected: list[str] = []
    if HOSTILE.exists():
        rows = vectors("url_vectors.json") + vectors("urls_collected.json")
        collected = [row["url"] for row in rows if row.get("expect") != "allow"]
        ips = [row["ip"] for row in vectors("ip_vectors.json") if row["expect"] == "block"]
        collected += [f"http://[{ip}]/feed" if ":" in ip else f"http://{ip}/feed" for ip in ips]
        collected.remove("http://1.1.1.1")  # an open place
    return [*OURS, *sampled(collected, most)]


def in_parts(urls: Sequence[str], most: int) -> Iterator[Sequence[str]]:
    return (urls[at : at + most] for at in range(0, len(urls), most))


@dataclass
class Road:
    """An app with the real door, a server at the one place that it lets through, and what sockets were connected to beside it."""

    app: App
    http: HttpFetcher
    url: str
    files: dict[str, web.StreamResponse | bytes]
    connections: list[Any]

    @property
    def elsewhere(self) -> list[Any]:
        place = (PUBLIC, int(self.url.rpartition(":")[2]))
        return [made for made in self.connections if tuple(made[:2]) != place]

    def redirects(self, urls: Sequence[str]) -> list[str]:
        """Addresses of ours that lead to these, by every kind of redirect in turn."""
        paths = [f"/to/{number}" for number in range(len(urls))]
        for number, (path, url) in enumerate(zip(paths, urls, strict=True)):
            self.files[path] = web.Response(
                status=(301, 302, 303, 307, 308)[number % 5], headers={"Location": one_line(url)}
            )
        return [self.url + path for path in paths]


def one_line(url: str) -> str:
    """As a header can have it: what breaks a line cannot be sent."""
    return re.sub(r"[\x00-\x1f\x7f]", "", url).encode("utf-8", "replace").decode("utf-8")


@asynccontextmanager
async def a_road(folder: Path, connections: list[Any], *, deadline_s: float = 5.0) -> AsyncIterator[Road]:
    files: dict[str, web.StreamResponse | bytes] = {}

    async def answer(request: web.Request) -> web.StreamResponse:
        found = files.get(request.path)
        if isinstance(found, bytes):
            return web.Response(body=found)
        if found is None:
            return web.Response(status=404)
        assert isinstance(found, web.Response)
        return web.Response(status=found.status, headers={"Location": found.headers["Location"]})

    async def lookup(_host: str, _port: int) -> Sequence[IP]:
        return [ip_address(PRIVATE)]

    http = HttpFetcher([f"{PUBLIC}/32"], lookup=lookup, spacing_s=0, deadline_s=deadline_s)
    async with serving(answer, PUBLIC) as server, an_app(folder, clock=Clock()) as plain:
        app = replace(plain, fetcher=http, parser=Here(), messenger=Outbox())
        try:
            yield Road(app, http, f"http://{PUBLIC}:{server.port}", files, connections)
        finally:
            await http.close()


@pytest.fixture
async def road(tmp_path: Path, connections: list[Any]) -> AsyncIterator[Road]:
    async with a_road(tmp_path, connections) as made:
        yield made


# --- which ways there are --------------------------------------------------------------------------

A_WAY_OUT = re.compile(
    r"ClientSession\(|httpx2?\.(?:Async)?Client\(|urllib\.request|http\.client|open_connection\(|create_connection\(|AsyncOpenAI\("
)
WAYS_OUT = {
    "news/adapters/fetcher.py": "the door",
    "news/adapters/transport.py": "Telegram, where the operator's settings say",
    "news/adapters/endpoint.py": "models and voices, where the operator's settings say",
    "bot/terminal/doctor_model.py": "models, where the operator's settings say",
    "bot/terminal/doctor_telegram.py": "Telegram, likewise: what time it is there",
}


def test_no_other_module_can_open_a_connection() -> None:
    root = Path(__file__).parents[2]
    found = {
        str(file.relative_to(root))
        for folder in ("bot", "jobs", "news")
        for file in (root / folder).rglob("*.py")
        if A_WAY_OUT.search(file.read_text(encoding="utf-8"))
    }
    assert found == set(WAYS_OUT)


# --- each of them --------------------------------------------------------------------------------


async def test_no_list_of_feeds_reaches_a_private_place(road: Road, record) -> None:
    """OPML that a reader sends: its addresses, and what they redirect to."""
    reader = await a_reader(road.app)
    urls = addresses()
    listed = [*urls, *road.redirects(urls)]
    told: list[str] = []
    for number, part in enumerate(in_parts(listed, MOST_LOOKED_AT), start=1):
        outlines = "".join(f"<outline text='Inside' xmlUrl={quoteattr(one_line(url))}/>" for url in part)
        told += await read_list(road.app, reader, f"<opml><body>{outlines}</body></opml>", update=number)
    assert road.elsewhere == []
    text = "".join(told)
    assert "Not reachable" in text
    assert "Now followed" not in text
    assert "No feed there" not in text
    record(
        f"Lists of feeds (OPML) with {len(urls)} private places, named and behind redirects",
        bar="0 packets there",
        figure=f"{len(road.elsewhere)} packets",
    )


async def test_no_site_that_is_looked_for_feeds_leads_to_a_private_place(road: Road, record) -> None:
    """What somebody types, what a page names as its feeds, its base, and what any of it redirects to."""
    urls = addresses()
    for url in [*urls, *road.redirects(urls)]:
        assert [one.state for one in await found_at(road.app, url)] == [OUT_OF_REACH], url
    for number, part in enumerate(in_parts(urls, MOST_NAMED - 1)):
        links = "".join(
            f'<link rel="alternate" type="application/rss+xml" href="{escape(url)}">' for url in part
        )
        road.files[f"/names{number}"] = f"<html><head>{links}</head><a href='/to/{number}'>rss</a>".encode(
            "utf-8", "replace"
        )
        assert [one.state for one in await found_at(road.app, f"{road.url}/names{number}")] == [NO_FEED]
    for number, url in enumerate(urls):
        road.files[f"/base{number}"] = (
            f'<html><head><base href="{escape(url)}"><link rel="alternate" type="application/rss+xml" href="feed.xml">'
        ).encode("utf-8", "replace")
        await found_at(road.app, f"{road.url}/base{number}")
    assert road.elsewhere == []
    record(
        f"Sites that are looked for feeds, which are, name, have as base or redirect to {len(urls)} private places",
        bar="0 packets there",
        figure=f"{len(road.elsewhere)} packets",
    )


async def test_no_redirect_of_a_feed_reaches_a_private_place_or_is_kept(road: Road, record) -> None:
    urls = addresses()
    async with road.app.session() as session:
        outlet = await an_outlet(session, "North")
        rows = [
            (await a_feed(session, outlet, "world", url=address)).id or 0 for address in road.redirects(urls)
        ]
        before = {feed.id: feed.url for feed in (await session.execute(select(Feed))).scalars()}
    for row in rows:
        await run(road.app, fetch, "fetch", row)
    async with road.app.reading() as session:
        feeds = list((await session.execute(select(Feed))).scalars())
    assert road.elsewhere == []
    assert {feed.id: feed.url for feed in feeds} == before
    assert all(feed.failures == 1 for feed in feeds)
    record(
        f"Feeds that redirect to {len(urls)} private places, by each kind of redirect",
        bar="0 packets there, no such address kept",
        figure=f"{len(road.elsewhere)} packets, 0 kept",
    )


async def test_no_page_of_an_article_is_read_in_a_private_place(road: Road, record) -> None:
    """Links of items, what their pages redirect to, and what their sites' robots.txt redirects to."""
    urls = addresses()
    pages = WebPages(road.http, now=road.app.now)
    app = replace(road.app, pages=pages)
    async with app.session() as session:
        feed = await a_feed(session, await an_outlet(session, "North"), "world")
        rows = [
            (await an_article(session, feed, f"Story {number}", url=url, canonical_url=url)).id or 0
            for number, url in enumerate([*urls, *road.redirects(urls)])
        ]
    for row in rows:
        await run(app, read, "read", row)
    for url in urls:
        road.files["/robots.txt"] = web.Response(status=302, headers={"Location": one_line(url)})
        asked = WebPages(road.http, now=road.app.now)
        road.files["/page"] = b"<html></html>"
        assert not await is_read(asked, f"{road.url}/page")
        await asked.close()
    await pages.close()
    async with app.reading() as session:
        came = list((await session.execute(select(Page))).scalars())
    assert road.elsewhere == []
    assert len(came) == len(rows)
    assert {page.state for page in came} <= {"failed", "withheld"}
    record(
        f"Articles whose pages are in, or redirect to, {len(urls)} private places; sites whose robots.txt does",
        bar="0 packets there",
        figure=f"{len(road.elsewhere)} packets",
    )


async def is_read(pages: WebPages, url: str) -> bool:
    try:
        return isinstance(await pages.read(url), PageText)
    except (FetchFailed, FetchRefused):
        return False


async def test_no_picture_or_preview_is_fetched_by_us(road: Road, record) -> None:
    """Pictures that feeds name in every way are asked for by nobody; the preview above a digest, which Telegram makes, is of an
    article."""
    urls = [url for url in addresses() if url.isprintable()][:MOST_ARTICLES]
    road.files["/feed"] = with_pictures(urls)
    async with road.app.session() as session:
        outlet = await an_outlet(session, "North", language="en")
        feed = (await a_feed(session, outlet, "world", url=f"{road.url}/feed")).id or 0
    await run(road.app, fetch, "fetch", feed)
    async with road.app.session() as session:
        articles = list((await session.execute(select(Article))).scalars())
        story = (await a_story(session, *articles[:3])).id or 0
    [brief] = await ordered(road.app, story, "en")
    sent = await digest_of(road.app, brief)
    links = {url for payload in sent for url in links_in(payload)}
    assert len(articles) == len(urls)
    assert road.elsewhere == []
    assert sent[0]["link_preview_options"]["url"] in links
    assert links <= {article.url for article in articles}
    record(
        f"Items with {len(urls)} private places as picture, enclosure, thumbnail, icon and hub",
        bar="0 packets there; links and previews are of articles only",
        figure=f"{len(road.elsewhere)} packets, {len(links)} links of articles",
    )


def with_pictures(urls: Sequence[str]) -> bytes:
    """A feed of an item for each address, which is its picture in every way that feeds have."""
    names = 'xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    items = []
    for number, url in enumerate(urls):
        at, text = (
            quoteattr(one_line(url)),
            escape(f'<p>A ferry sank off Marel.</p><img src="{escape(one_line(url))}">'),
        )
        items.append(
            f"<item><title>Ferry sinks off Marel {number}</title><link>https://north.example/{number}</link><guid>{number}</guid>"
            f"<pubDate>Sun, 22 Nov 2026 11:00:00 GMT</pubDate><description>{text} The coastguard rescued {number + 20} people.</description>"
            f'<enclosure url={at} type="image/jpeg" length="9"/><media:content url={at} medium="image"/>'
            f"<media:thumbnail url={at}/><itunes:image href={at}/></item>"
        )
    first = quoteattr(one_line(urls[0]))
    head = f"<title>North</title><image><url>{escape(one_line(urls[0]))}</url></image><itunes:image href={first}/>"
    hub = f'<link xmlns="http://www.w3.org/2005/Atom" rel="hub" href={first}/>'
    return f'<rss version="2.0" {names}><channel>{head}{hub}{"".join(items)}</channel></rss>'.encode(
        "utf-8", "replace"
    )


async def digest_of(app: App, brief: Brief) -> list[dict[str, Any]]:
    """A digest of this story, with its picture."""
    async with app.reading() as session:
        told = (await read_stories(session, [brief.story_id]))[brief.story_id]
        briefs = await briefs_of(session, [brief.story_id])
    view = view_of(told, briefs, language=brief.language)
    assert view is not None
    heading = render_digest.Heading(day=NOON.date(), now=NOON)
    made = render_digest.digest(
        [view], app.words(brief.language), heading=heading, look=Look(has_images=True)
    )
    return [message.payload() for message in made]


def links_in(payload: dict[str, Any]) -> set[str]:
    """What can be tapped or is previewed, without the part of a page that it leads to."""
    found = {unescape(link) for link in re.findall(r'href="([^"]*)"', payload["text"])}
    rows = payload.get("reply_markup", {}).get("inline_keyboard", [])
    found |= {button["url"] for row in rows for button in row if "url" in button}
    preview = payload["link_preview_options"].get("url")
    return {link.partition("#:~:text=")[0] for link in found | ({preview} if preview else set())}


# --- what is said of it --------------------------------------------------------------------------


async def test_the_same_is_said_of_what_is_blocked_refused_or_timed_out(
    tmp_path: Path, connections: list[Any]
) -> None:
    """To who types an address and to who sends a list: nobody learns which private places answer."""
    over = asyncio.Event()

    async def canary(_request: web.Request) -> web.StreamResponse:
        raise AssertionError("the private place was reached")

    async def silent(_request: web.Request) -> web.StreamResponse:
        await over.wait()
        return web.Response()

    async with (
        serving(canary, PRIVATE) as private,
        serving(silent, PUBLIC) as slow,
        a_road(tmp_path, connections, deadline_s=0.5) as road,
    ):
        inside = f"http://{PRIVATE}:{private.port}/feed"
        road.files["/in"] = web.Response(status=302, headers={"Location": inside})
        road.files["/loop"] = web.Response(status=302, headers={"Location": "/loop"})
        places = {
            "blocked": inside,
            "blocked by name": "http://name.example.com/feed",
            "blocked by spelling": "http://2130706433/feed",
            "blocked behind a redirect": f"{road.url}/in",
            "refused": f"http://{PUBLIC}:9/feed",
            "timed out": f"http://{PUBLIC}:{slow.port}/feed",
            "not there": f"{road.url}/nothing",
            "endless": f"{road.url}/loop",
        }
        reader = await a_reader(road.app)
        for number, address in enumerate(places.values(), start=1):
            lookup = await ordered_look(road.app, reader, update=number, address=address)
            await run(road.app, look, "look", lookup)
        typed = [payload["text"] for payload in await said(road.app)]
        outlines = "".join(f"<outline text='Mine' xmlUrl={quoteattr(url)}/>" for url in places.values())
        [*_, listed] = await read_list(
            road.app, reader, f"<opml><body>{outlines}</body></opml>", update=len(places) + 1
        )
        over.set()
    assert len(typed) == len(places)
    assert {without_site(text) for text in typed} == {"I could not reach it."}
    assert f"Not reachable: {len(places)}" in listed
    assert len({without_site(line) for line in listed.splitlines() if line.startswith("• ")}) == 1


def without_site(text: str) -> str:
    """A text without the name of the site that stands in it, and the marks around that."""
    return re.sub("\u2068[^\u2069]*\u2069", "it", text.replace("\u2060", "").replace("\u200e", ""))
