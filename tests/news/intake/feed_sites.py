"""Sites and lists of feeds that readers bring, for tests, and having them looked at."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from news.app import App
from news.cluster import cluster
from news.digest.choosing import choose
from news.digest.desk import read_desk
from news.errors import FetchFailed, FetchRefused
from news.fetch import fetch
from news.intake.found_feeds import FEED, Found
from news.intake.parse import parse
from news.looking import look
from news.models import Delivery, Digest, FeedLookup, Story, Update
from news.ports import Body, Freshness, Inventory, ParsedFeed
from news.reader.brought import follow_feed
from news.testing import (
    NOON,
    Clock,
    Outbox,
    a_subscriber,
    an_app,
)
from news.work import claim_row

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Ann's {name}</title><language>en</language>
<item><title>Ferry sinks off Marel</title><link>https://ann.example/1</link><guid>1</guid>
<pubDate>{at}</pubDate><description>The ferry sank at dawn with nobody on board.</description></item>
<item><title>Older post</title><link>https://ann.example/0</link><guid>0</guid><pubDate>{before}</pubDate>
</item></channel></rss>"""
PAGE = '<html><head><link rel="alternate" type="application/rss+xml" href="/posts.xml"></head><body>Hello</body></html>'


class Web:
    """A fetcher of pages that a test wrote; others are not there, and private ones are refused."""

    def __init__(self, pages: Mapping[str, str]) -> None:
        self.pages = dict(pages)
        self.asked: list[str] = []

    async def get(self, url: str, **_: Any) -> Body:
        self.asked.append(url)
        if "localhost" in url or "10.0.0." in url:
            raise FetchRefused(url, "the host is not on the public internet")
        if url not in self.pages:
            raise FetchFailed(url, "the server has no such page (404)", status=404)
        return Body(self.pages[url].encode(), None, url, f"hash of {url}", Freshness())

    def also_allow(self, host: str) -> None: ...

    async def close(self) -> None: ...


class Here:
    """The real parser, in this process."""

    async def parse(
        self, body: Body, *, before: Inventory | None = None, since: datetime | None = None
    ) -> ParsedFeed:
        return parse(body, before=before, since=since)

    async def close(self) -> None: ...


def rss(name: str = "posts", *, at: datetime = NOON - timedelta(hours=1)) -> str:
    """A post of this time, and one of the day before it."""
    before = at - timedelta(days=1)
    return RSS.format(name=name, at=format_datetime(at), before=format_datetime(before))


@asynccontextmanager
async def a_web(folder: Path) -> AsyncIterator[App]:
    """An app, and sites of people who write: one with a feed that its page names, one in a usual place, one without."""
    async with an_app(folder, clock=Clock()) as opened:
        web = Web(
            {
                "https://ann.example": PAGE,
                "https://ann.example/posts.xml": rss(),
                "https://plain.example": "<html><body>nothing</body></html>",
                "https://quiet.example": "<html></html>",
                "https://quiet.example/feed": rss("quiet feed"),
            }
        )
        yield replace(opened, fetcher=web, parser=Here(), messenger=Outbox())


async def a_reader(app: App, chat: int = 1, *topics: str) -> int:
    async with app.session() as session:
        return (await a_subscriber(session, chat, *topics)).id or 0


async def ordered(app: App, reader: int, *, update: int, **more: Any) -> int:
    async with app.session() as session:
        session.add(Update(id=update, chat_id=1, payload={}, received_at=NOON))
        await session.flush()
        row = FeedLookup(update_id=update, subscriber_id=reader, asked_at=NOON, **more)
        session.add(row)
        await session.flush()
        return row.id or 0


async def run(app: App, step: Any, name: str, row: int) -> None:
    async with app.session() as session:
        claimed = await claim_row(session, name, row, now=app.now(), lease=timedelta(hours=1))
    assert claimed is not None
    await step(app, claimed)


async def said(app: App) -> list[dict[str, Any]]:
    async with app.reading() as session:
        rows = await session.execute(
            select(Delivery).where(col(Delivery.kind) == "lookup").order_by(col(Delivery.id))
        )
        return [row.payload for row in rows.scalars()]


async def brought(app: App, reader: int, url: str = "https://ann.example/posts.xml") -> int:
    """A feed that this reader brought, read once and joined; its id."""
    async with app.session() as session:
        row = await follow_feed(
            session, reader, Found(url, FEED, title="Ann's posts", language="en"), now=app.now()
        )
        assert row is not None
    feed = int(row.target)
    await run(app, fetch, "fetch", feed)
    await run(app, cluster, "cluster", feed)
    return feed


async def wanted(app: App, reader: int) -> list[str]:
    """The headlines that the reader's digest would choose from."""
    async with app.session() as session:
        digest = Digest(
            subscriber_id=reader, local_date=app.now().date(), slot_at=app.now(), created_at=app.now()
        )
        session.add(digest)
        await session.flush()
        desk = await read_desk(session, digest.id or 0, now=app.now())
        assert desk is not None
        found = (await choose(session, app.shelf, desk, now=app.now(), count=20)).best
        stories = await session.execute(select(Story).where(col(Story.id).in_([c.story for c in found])))
        return sorted(story.headline for story in stories.scalars())


LIST = """<opml version="2.0"><body><outline text="Mine">
<outline text="Ann" xmlUrl="https://ann.example/posts.xml"/><outline text="Quiet" xmlUrl="https://quiet.example/feed"/>
<outline text="Page" xmlUrl="https://plain.example"/><outline text="Gone" xmlUrl="https://gone.example/feed"/>
<outline text="Inside" xmlUrl="http://10.0.0.7/feed"/></outline></body></opml>"""


async def read_list(app: App, reader: int, content: str, *, update: int = 1) -> list[str]:
    app.messenger.files["file"] = content.encode()  # type: ignore[union-attr]
    lookup = await ordered(app, reader, update=update, file_id="file")
    for _ in range(40):
        await run(app, look, "look", lookup)
        async with app.reading() as session:
            if (await session.get_one(FeedLookup, lookup)).done_at is not None:
                break
    return [payload["text"] for payload in await said(app)]
