"""The fetch step against a real server on loopback: what a poll leaves in the rows."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import select, update
from sqlmodel import col

from news.adapters.fetcher import HttpFetcher
from news.db import Database, open_engine
from news.fetch import fetch
from news.i18n import open_words
from news.intake.parse import parse
from news.models import Article, Chat, Delivery, Feed, Outlet, Subscription, Work
from news.ports import Body, Inventory, ParsedFeed
from news.testing import a_subscriber, make_tables
from news.work import Bell, claim, owe

if TYPE_CHECKING:
    from news.app import App

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@dataclass
class Item:
    """An item of a feed as a test writes it."""

    guid: str
    title: str = "The council opens two libraries"
    text: str = "Two new libraries open in the northern districts on Monday, the council said."
    at: datetime | None = START - timedelta(hours=1)
    link: str | None = "/news/1?utm_source=rss"

    def xml(self) -> str:
        date = f"<pubDate>{format_datetime(self.at)}</pubDate>" if self.at else ""
        link = f"<link>{self.link.replace('&', '&amp;')}</link>" if self.link else ""
        guid = f'<guid isPermaLink="false">{self.guid}</guid>'
        told = f"<title>{self.title}</title><description>{self.text}</description>"
        return f"<item>{guid}{told}{link}{date}</item>"


@dataclass
class ParserHere:
    """Parses in the test's own process, and keeps which items it gave; that it may run in another is tested with the parser."""

    given: list[list[str]] = field(default_factory=list)

    async def parse(
        self, body: Body, *, before: Inventory | None = None, since: datetime | None = None
    ) -> ParsedFeed:
        feed = parse(body, before=before, since=since)
        self.given.append([article.guid for article in feed.articles])
        return feed


@dataclass
class Press:
    """A server with one feed, whose items and answers a test sets, and a database that polls it."""

    app: "App"
    feed_id: int
    items: list[Item] = field(default_factory=list)
    answer: Callable[[web.Request], Awaitable[web.StreamResponse]] | None = None
    head: str = "<language>en</language>"
    clock: datetime = START
    asked: list[web.Request] = field(default_factory=list)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        if self.answer is not None and request.path == "/feed":
            return await self.answer(request)
        items = "".join(item.xml() for item in self.items)
        text = f'<rss version="2.0"><channel><title>North</title>{self.head}{items}</channel></rss>'
        response = web.Response(text=text, content_type="application/rss+xml")
        response.etag = str(abs(hash(text)))
        if request.headers.get("If-None-Match") == response.headers["ETag"]:
            return web.Response(status=304)
        return response

    async def poll(self) -> None:
        """Makes the feed's poll due now and runs it, as the runner would."""
        async with self.app.session() as session:
            await owe(session, "fetch", self.feed_id, at=self.clock)
            await session.execute(update(Work).where(col(Work.step) == "fetch").values(due_at=self.clock))
            (mine,) = await claim(session, "fetch", now=self.clock, lease=timedelta(minutes=2), limit=1)
        await fetch(self.app, mine)

    async def feed(self) -> Feed:
        async with self.app.reading() as session:
            return (await session.scalars(select(Feed).where(col(Feed.id) == self.feed_id))).one()

    async def follow(self) -> None:
        """Somebody follows this very feed."""
        async with self.app.session() as session:
            reader = await a_subscriber(session, 7)
            follows = Subscription(kind="feed", target=str(self.feed_id), created_at=self.clock)
            follows.subscriber_id = reader.id or 0
            session.add(follows)
            await session.execute(update(Feed).where(col(Feed.id) == self.feed_id).values(title="North"))

    async def beside_another(self) -> None:
        """Another feed was read just now."""
        async with self.app.session() as session:
            other = (await session.scalars(select(Feed).where(col(Feed.id) != self.feed_id))).first()
            other = other or Feed(outlet_id=1, url="https://other.example/feed")
            other.fetched_at = self.clock
            session.add(other)

    async def told(self) -> list[tuple[int, str]]:
        """Messages owed, each with its chat."""
        async with self.app.reading() as session:
            found = await session.execute(
                select(col(Chat.chat_id), col(Delivery.payload)).join(
                    Delivery, col(Delivery.chat) == col(Chat.id)
                )
            )
            return [(chat, re.sub("[\u2066-\u2069]", "", payload["text"])) for chat, payload in found]

    async def articles(self) -> list[Article]:
        async with self.app.reading() as session:
            rows = await session.scalars(select(Article).order_by(col(Article.guid), col(Article.version)))
            return list(rows)

    async def due(self, step: str = "fetch") -> timedelta | None:
        async with self.app.reading() as session:
            at = await session.scalar(select(col(Work.due_at)).where(col(Work.step) == step))
        return None if at is None else at - self.clock


@pytest.fixture
async def press(tmp_path: Path) -> AsyncIterator[Press]:
    db = Database(open_engine(f"sqlite:///{tmp_path}/t.sqlite3"))
    async with db.engine.begin() as connection:
        await connection.run_sync(make_tables)
    fetcher, parser = HttpFetcher(allow=["127.0.0.0/8"]), ParserHere()
    app = SimpleNamespace(
        db=db, fetcher=fetcher, parser=parser, bell=Bell(), session=db.session, reading=db.reading,
        words=open_words(), operator_chat_id=99,
    )  # fmt: skip
    made = Press(cast("App", app), 0)
    app.now = lambda: made.clock
    site = web.Application()
    site.router.add_route("GET", "/{tail:.*}", made.serve)
    server = TestServer(site)
    await server.start_server()
    async with db.session() as session:
        outlet = Outlet(name="North", domain="north.example", language="en")
        session.add(outlet)
        await session.flush()
        feed = Feed(outlet_id=outlet.id or 0, url=str(server.make_url("/feed")), language="en")
        session.add(feed)
        await session.flush()
        made.feed_id = feed.id or 0
    yield made
    await server.close()
    await fetcher.close()
    await db.close()


def answering(status: int, **headers: str) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, headers={k.replace("_", "-"): v for k, v in headers.items()})

    return answer


async def test_a_new_item_becomes_an_article_and_clustering_is_owed(press: Press) -> None:
    press.items = [Item("a")]
    await press.poll()
    (article,) = await press.articles()
    feed = await press.feed()
    assert (article.title, article.language, article.version) == (press.items[0].title, "en", 1)
    assert article.url == feed.url.replace("/feed", "/news/1?utm_source=rss")
    assert article.canonical_url == feed.url.replace("/feed", "/news/1")
    assert article.published_at == START - timedelta(hours=1)
    assert await press.due("cluster") == timedelta(0)
    assert "cluster" in await press.app.bell.heard()
    assert (feed.title, feed.failures, feed.last_error, feed.changed_at) == ("North", 0, None, START)


async def test_the_same_feed_again_makes_no_article_and_a_longer_wait(press: Press) -> None:
    press.items = [Item("a")]
    await press.poll()
    first = await press.feed()
    press.clock += timedelta(minutes=10)
    await press.poll()
    again = await press.feed()
    assert len(await press.articles()) == 1
    assert press.asked[-1].headers["If-None-Match"] == first.etag
    assert again.interval_s > first.interval_s
    assert again.changed_at == START


async def test_what_was_listed_before_is_not_parsed_again(press: Press) -> None:
    press.items = [Item("a", link="/a"), Item("b", link="/b")]
    await press.poll()
    press.clock += timedelta(minutes=10)
    press.items.insert(0, Item("c", title="A third", link="/c"))
    await press.poll()
    assert press.app.parser.given == [["a", "b"], ["c"]]
    assert [article.guid for article in await press.articles()] == ["a", "b", "c"]


async def test_an_undated_item_below_an_old_one_that_stays_on_top_is_new(press: Press) -> None:
    pinned = Item("pinned", at=START - timedelta(days=400), link="/p")
    press.items = [pinned, Item("a", at=None, link="/a")]
    await press.poll()
    press.clock += timedelta(minutes=10)
    press.items = [
        pinned,
        Item("b", at=None, link="/b"),
        Item("a", at=None, link="/a"),
        Item("c", at=None, link="/c"),
    ]
    await press.poll()
    assert [article.guid for article in await press.articles()] == ["a", "b"]


async def test_a_changed_item_is_a_second_version_and_supersedes_the_first(press: Press) -> None:
    press.items = [Item("a"), Item("b", title="Another")]
    await press.poll()
    press.clock += timedelta(minutes=10)
    press.items[0] = Item("a", title="The council opens three libraries")
    await press.poll()
    old, new, other = await press.articles()
    assert (old.version, old.superseded_at) == (1, press.clock)
    assert (new.version, new.superseded_at, new.title) == (2, None, "The council opens three libraries")
    assert (new.guid, other.version, other.superseded_at) == ("a", 1, None)
    press.clock += timedelta(minutes=10)
    press.items[0] = Item("a", title="The council opens four libraries")
    await press.poll()
    assert [a.version for a in await press.articles() if a.superseded_at is None] == [3, 1]


async def test_an_article_of_ours_that_has_grown_old_is_still_replaced(press: Press) -> None:
    press.items = [Item("a")]
    await press.poll()
    press.clock += timedelta(days=9)
    press.items[0] = Item("a", title="The council opens three libraries")
    await press.poll()
    assert [(a.version, a.superseded_at is None) for a in await press.articles()] == [(1, False), (2, True)]


async def test_what_was_too_old_when_a_feed_was_first_read_is_never_new(press: Press) -> None:
    old = START - timedelta(days=9)
    press.items = [Item("a"), Item("b", at=old, link="/b")]
    await press.poll()
    press.clock += timedelta(minutes=10)
    press.items[1] = Item("b", title="The council opens three libraries", at=old, link="/b")
    await press.poll()
    assert [article.guid for article in await press.articles()] == ["a"]


async def test_case_and_spacing_alone_are_no_change(press: Press) -> None:
    press.items = [Item("a")]
    await press.poll()
    press.items = [Item("a", title="The  Council opens two Libraries ")]
    await press.poll()
    assert len(await press.articles()) == 1


@pytest.mark.parametrize(
    ("status", "headers", "least", "most"),
    [
        (500, {}, timedelta(minutes=5), timedelta(minutes=6)),
        (401, {}, timedelta(minutes=5), timedelta(minutes=6)),
        (403, {}, timedelta(minutes=5), timedelta(minutes=6)),
        (404, {}, timedelta(minutes=5), timedelta(minutes=6)),
        (451, {}, timedelta(minutes=5), timedelta(minutes=6)),
        (429, {"Retry_After": "3600"}, timedelta(hours=1), timedelta(hours=1)),
        (503, {"Retry_After": "864000"}, timedelta(hours=24), timedelta(hours=24)),
        (503, {"Retry_After": "junk"}, timedelta(minutes=5), timedelta(minutes=6)),
    ],
)
async def test_a_failure_is_kept_and_waited_out(
    press: Press, status: int, headers: dict[str, str], least: timedelta, most: timedelta
) -> None:
    press.answer = answering(status, **headers)
    await press.poll()
    feed, due = await press.feed(), await press.due()
    assert feed.failures == 1
    assert str(status) in (feed.last_error or "")
    assert due is not None
    assert least <= due <= most


async def test_failures_in_a_row_are_waited_out_longer_and_forgotten_after_a_success(press: Press) -> None:
    press.answer = answering(500)
    waits = []
    for _ in range(12):
        await press.poll()
        wait = await press.due()
        assert wait is not None
        waits.append(wait)
        press.clock += wait
    assert all(later > earlier for earlier, later in pairwise(waits[:8]))
    assert waits[-1] <= timedelta(hours=12)
    press.answer = None
    await press.poll()
    assert ((await press.feed()).failures, (await press.feed()).last_error) == (0, None)


async def test_a_feed_that_is_gone_for_good_is_not_asked_again(press: Press) -> None:
    press.answer = answering(410)
    await press.poll()
    feed = await press.feed()
    assert not feed.active
    assert "410" in (feed.last_error or "")
    assert await press.due() is None


@pytest.mark.parametrize("is_gone", [True, False], ids=["ended by its server", "failing for two weeks"])
async def test_who_follows_a_feed_that_ends_and_the_operator_hear_of_it_once(
    press: Press, *, is_gone: bool
) -> None:
    await press.follow()
    await press.beside_another()
    press.answer = answering(410 if is_gone else 500)
    polls = 0
    while (await press.feed()).active:
        await press.poll()
        wait = await press.due()
        press.clock += wait or timedelta(days=1)
        polls += 1
        await press.beside_another()
    assert polls == 1 or press.clock - START > timedelta(days=14)
    told, operator = sorted(await press.told(), key=lambda row: row[0] == 99)
    assert told == (7, "North can no longer be read, so I have stopped asking it.")
    assert operator[0] == 99
    assert "is read no more" in operator[1]
    assert await press.due() is None


async def test_where_no_feed_can_be_read_none_ends(press: Press) -> None:
    await press.follow()
    press.answer = answering(500)
    async with press.app.session() as session:
        await session.execute(update(Feed).values(failures=200))
    await press.poll()
    assert (await press.feed()).active
    assert await press.told() == []


async def test_a_feed_that_is_not_allowed_does_not_end(press: Press) -> None:
    await press.beside_another()
    async with press.app.session() as session:
        await session.execute(
            update(Feed)
            .where(col(Feed.id) == press.feed_id)
            .values(failures=5_000, url="http://10.0.0.1/feed")
        )
    await press.poll()
    assert (await press.feed()).active


async def test_an_inactive_feed_is_not_asked(press: Press) -> None:
    async with press.app.session() as session:
        await session.execute(update(Feed).values(active=False))
    await press.poll()
    assert press.asked == []
    assert await press.due() is None


async def test_what_is_no_feed_is_a_failure_of_the_feed(press: Press) -> None:
    async def page(_request: web.Request) -> web.StreamResponse:
        return web.Response(text="<!doctype html><html><body>Hello</body></html>", content_type="text/html")

    press.answer = page
    await press.poll()
    feed = await press.feed()
    assert (feed.failures, feed.last_error) == (1, "a web page, not a feed")


async def test_a_private_feed_that_moved_is_asked_at_its_new_place(press: Press) -> None:
    press.items = [Item("a")]
    press.answer = answering(301, Location="/new")
    await press.poll()
    feed = await press.feed()
    assert feed.url.endswith("/new")
    assert (feed.listed_as or "").endswith("/feed")
    assert len(await press.articles()) == 1
    press.clock += timedelta(hours=1)
    await press.poll()
    assert press.asked[-1].path == "/new"
    assert len(await press.articles()) == 1


async def test_a_feed_does_not_move_onto_another(press: Press) -> None:
    feed = await press.feed()
    async with press.app.session() as session:
        session.add(Feed(outlet_id=feed.outlet_id, url=feed.url.replace("/feed", "/new"), active=False))
    press.answer = answering(301, Location="/new")
    await press.poll()
    async with press.app.reading() as session:
        rows = (await session.scalars(select(Feed).order_by(col(Feed.id)))).all()
    assert [row.url.rpartition("/")[2] for row in rows] == ["feed", "new"]


async def test_a_temporary_move_changes_nothing(press: Press) -> None:
    press.items = [Item("a")]
    press.answer = answering(302, Location="/new")
    await press.poll()
    feed = await press.feed()
    assert feed.url.endswith("/feed")
    assert feed.moved_to is None
    assert len(await press.articles()) == 1


async def test_the_server_sets_how_soon_it_may_be_asked_again(press: Press) -> None:
    press.items, press.head = [Item("a")], "<ttl>240</ttl>"
    await press.poll()
    due = await press.due()
    assert due is not None
    assert timedelta(hours=4) <= due <= timedelta(hours=4.8)


async def test_an_item_without_link_leads_to_its_outlet(press: Press) -> None:
    press.items = [Item("a", link=None), Item("b", link="javascript:alert(1)", title="Another")]
    await press.poll()
    one, other = await press.articles()
    assert one.url == other.url == "https://north.example/"
    assert one.canonical_url != other.canonical_url


async def test_five_hundred_items_are_one_short_commit(press: Press) -> None:
    press.items = [Item(str(n), title=f"Council opens library number {n}") for n in range(520)]
    await press.poll()
    assert len(await press.articles()) == 500
