"""What readers bring is looked at: sites, feeds and lists of them; and what is found is followed for them alone."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import select, update
from sqlmodel import col

from news.app import App
from news.catalogue import read_any
from news.cluster import cluster
from news.digest.choosing import choose
from news.digest.desk import read_desk
from news.errors import FetchFailed, FetchRefused
from news.fetch import fetch
from news.intake.enlist import enlist
from news.intake.found_feeds import FEED, Found, as_row
from news.intake.opml import write_opml
from news.intake.parse import parse
from news.looking import found_at, look
from news.models import Delivery, Digest, Feed, FeedLookup, Story, Subscriber, Subscription, Update, Work
from news.ports import Body, Freshness, Inventory, ParsedFeed
from news.reader.brought import MOST_FEEDS, as_catalogue, follow_feed
from news.reader.following import subscriptions
from news.searching.search import read
from news.searching.search_index import find
from news.searching.search_stories import top_stories
from news.testing import (
    NOON,
    Clock,
    Outbox,
    a_feed,
    a_story,
    a_subscriber,
    a_topic,
    an_app,
    an_article,
    an_outlet,
)
from news.work import claim, claim_row, fail, owe

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


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    async with an_app(tmp_path, clock=Clock()) as opened:
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


# --- looking -------------------------------------------------------------------------------------


async def test_a_feed_is_found_by_its_address(app: App) -> None:
    (found,) = await found_at(app, "https://ann.example/posts.xml")
    assert (found.state, found.title, found.language, found.latest) == (
        FEED,
        "Ann's posts",
        "en",
        "Ferry sinks off Marel",
    )


async def test_a_feed_is_found_by_the_page_that_names_it(app: App) -> None:
    (found,) = await found_at(app, "https://ann.example")
    assert found.url == "https://ann.example/posts.xml"


async def test_a_feed_is_found_in_a_usual_place_that_no_page_names(app: App) -> None:
    found = await found_at(app, "https://quiet.example")
    assert [one.url for one in found] == ["https://quiet.example/feed"]


async def test_what_is_private_is_refused_in_the_words_of_what_cannot_be_reached(app: App) -> None:
    reader = await a_reader(app)
    for number, address in enumerate(
        ("http://localhost/", "http://10.0.0.7/feed", "https://nowhere.example/"), start=1
    ):
        await run(app, look, "look", await ordered(app, reader, update=number, address=address))
    texts = [payload["text"].replace("\u2060", "") for payload in await said(app)]
    hosts = ("localhost", "10.0.0.7", "nowhere.example")
    assert {text.replace(host, "it") for text, host in zip(texts, hosts, strict=True)} == {
        "I could not reach \u2068it\u2069."
    }


async def test_a_page_that_leads_to_private_addresses_is_not_followed_there(app: App) -> None:
    app.fetcher.pages["https://evil.example"] = PAGE.replace("/posts.xml", "http://localhost/admin")  # type: ignore[attr-defined]
    (found,) = await found_at(app, "https://evil.example")
    assert found.state == "no feed"


async def test_what_was_found_is_shown_before_it_is_followed(app: App) -> None:
    reader = await a_reader(app)
    lookup = await ordered(app, reader, update=1, address="https://ann.example", reply_to=7)
    await run(app, look, "look", lookup)
    (shown,) = await said(app)
    assert "Ann's posts" in shown["text"]
    assert "English" in shown["text"]
    assert "Ferry sinks off Marel" in shown["text"]
    assert shown["reply_parameters"]["message_id"] == 7
    ((button,),) = shown["reply_markup"]["inline_keyboard"]
    assert button["callback_data"] == f"v1:feed:{lookup}:0"
    async with app.reading() as session:
        assert await subscriptions(session, reader, kind="feed") == {}


async def test_a_feed_with_hostile_words_is_shown_as_text(app: App) -> None:
    app.fetcher.pages["https://evil.example"] = rss("&lt;b&gt;bold &amp;amp; @everyone")  # type: ignore[attr-defined]
    reader = await a_reader(app)
    await run(app, look, "look", await ordered(app, reader, update=1, address="https://evil.example"))
    (shown,) = await said(app)
    assert "<b>bold" not in shown["text"]
    assert "@everyone" not in shown["text"]


async def test_a_lookup_that_was_done_says_nothing_again(app: App) -> None:
    reader = await a_reader(app)
    lookup = await ordered(app, reader, update=1, address="https://ann.example")
    for _ in range(2):
        await run(app, look, "look", lookup)
    assert len(await said(app)) == 1


# --- a list --------------------------------------------------------------------------------------

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


async def test_a_list_is_followed_with_a_report_for_each_feed(app: App) -> None:
    reader = await a_reader(app)
    begun, told = await read_list(app, reader, LIST)
    assert begun == "I found 5 feeds in your list. I am looking at each of them. That takes a minute or two."
    parts = {part.splitlines()[0]: part for part in told.split("\n\n")}
    followed = next(part for head, part in parts.items() if "Now followed: 2" in head)
    assert "Ann's posts" in followed
    assert "Page" in next(part for head, part in parts.items() if "No feed there: 1" in head)
    out = next(part for head, part in parts.items() if "Not reachable: 2" in head)
    assert "Gone" in out
    assert "Inside" in out
    async with app.reading() as session:
        assert len(await subscriptions(session, reader, kind="feed")) == 2


async def test_a_list_read_twice_says_that_it_was_followed_before(app: App) -> None:
    reader = await a_reader(app)
    await read_list(app, reader, LIST)
    told = (await read_list(app, reader, LIST, update=2))[-1]
    assert "Followed before: 2" in told
    assert "Now followed" not in told


async def test_a_long_list_is_told_whole_in_messages_that_fit_and_stops_at_what_can_be_followed(
    app: App,
) -> None:
    reader = await a_reader(app)
    feeds = {
        f"https://site{n}.example/feed": rss(f"site number {n} with a long name indeed") for n in range(130)
    }
    app.fetcher.pages |= feeds  # type: ignore[attr-defined]
    told = await read_list(
        app,
        reader,
        "<opml><body>" + "".join(f'<outline text="S" xmlUrl="{url}"/>' for url in feeds) + "</body></opml>",
    )
    assert all(len(text) < 4_096 * 2 for text in told)
    assert f"Now followed: {MOST_FEEDS}" in "".join(told)
    assert "More than you can follow: 30" in "".join(told)
    assert all(f"site{n}.example" in "".join(told).replace("\u2060", "") for n in range(130))


@pytest.mark.parametrize(
    "content",
    [
        "no list",
        '<!DOCTYPE x [<!ENTITY a "b">]><opml><body><outline xmlUrl="https://a.example"/></body></opml>',
        "<html>",
    ],
)
async def test_a_file_that_is_no_list_is_told_so(app: App, content: str) -> None:
    (told,) = await read_list(app, await a_reader(app), content)
    assert told.startswith("I cannot read this file.")


async def test_a_list_without_feeds_is_told_so(app: App) -> None:
    assert await read_list(app, await a_reader(app), "<opml><body></body></opml>") == [
        "There is no feed in this list."
    ]


@pytest.mark.parametrize("others", ["", '<outline text="Ann" xmlUrl="https://ann.example/posts.xml"/>'])
async def test_what_has_no_web_address_is_reported_too(app: App, others: str) -> None:
    old = '<outline text="Old news" xmlUrl="ftp://old.example/feed"/><outline text="Torn" xmlUrl="https//torn"/>'
    *begun, told = await read_list(
        app, await a_reader(app), f"<opml><body>{others}{old}{others}</body></opml>"
    )
    assert begun == (["I found 1 feed in your list."] if others else [])
    assert ("Now followed: 1" in told) == bool(others)
    rest = told[told.index("Not a web address: 2") :]
    assert "Old news" in rest
    assert "Torn" in rest


async def test_a_file_that_is_too_large_is_not_read(app: App) -> None:
    (told,) = await read_list(app, await a_reader(app), LIST + " " * 1_000_001)
    assert told.startswith("I cannot read this file.")


async def test_what_is_followed_goes_out_as_it_came_in(app: App) -> None:
    reader = await a_reader(app)
    await read_list(app, reader, LIST)
    async with app.reading() as session:
        text = write_opml(await as_catalogue(session, reader))
    again = read_any(text.encode(), source="own")
    assert {feed.url for outlet in again.outlets for feed in outlet.feeds} == {
        "https://ann.example/posts.xml",
        "https://quiet.example/feed",
    }


# --- for its followers alone ---------------------------------------------------------------------


async def test_what_a_brought_feed_tells_is_in_its_followers_digest_and_in_nobody_elses(app: App) -> None:
    async with app.session() as session:
        await a_topic(session, "world")
    ann, ben = await a_reader(app, 1), await a_reader(app, 2)
    await brought(app, ann)
    assert await wanted(app, ann) == ["Ferry sinks off Marel", "Older post"]
    assert await wanted(app, ben) == []


async def test_a_brought_feed_joins_nobodys_story_and_counts_as_nobodys_outlet(app: App) -> None:
    async with app.session() as session:
        await a_topic(session, "world")
        feed = await a_feed(session, await an_outlet(session, "Post", language="en"), "world")
        await a_story(
            session,
            await an_article(
                session, feed, "Ferry sinks off Marel", "The ferry sank at dawn with nobody on board."
            ),
        )
    await brought(app, await a_reader(app))
    async with app.reading() as session:
        public = (await session.execute(select(Story).where(col(Story.feed_id).is_(None)))).scalars().all()
        assert [(story.headline, story.articles, story.independent) for story in public] == [
            ("Ferry sinks off Marel", 1, 1)
        ]


async def test_a_public_feed_joins_no_story_of_a_brought_one(app: App) -> None:
    ann = await a_reader(app)
    theirs = await brought(app, ann)
    app.fetcher.pages["https://post.example/feed"] = rss("paper")  # type: ignore[attr-defined]
    async with app.session() as session:
        feed = await a_feed(session, await an_outlet(session, "Post", language="en"), "world")
    await run(app, fetch, "fetch", feed.id or 0)
    await run(app, cluster, "cluster", feed.id or 0)
    async with app.reading() as session:
        stories = (await session.execute(select(Story))).scalars().all()
        assert sorted((story.headline, story.feed_id or 0) for story in stories) == sorted(
            (headline, owner) for headline in ("Ferry sinks off Marel", "Older post") for owner in (0, theirs)
        )
        assert all(story.articles == 1 for story in stories)


async def test_a_brought_feed_is_in_no_search_and_in_no_list_of_the_day(app: App) -> None:
    await brought(app, await a_reader(app))
    sought = read("ferry")
    assert sought is not None
    async with app.reading() as session:
        assert await find(session, sought, most=9) == []
        assert await top_stories(session, now=app.now(), most=9, language="en") == []


async def test_a_new_version_of_an_item_stays_its_own_story(app: App) -> None:
    feed = await brought(app, await a_reader(app))
    page = app.fetcher.pages["https://ann.example/posts.xml"].replace(
        "nobody on board", "two people on board"
    )  # type: ignore[attr-defined]
    app.fetcher.pages["https://ann.example/posts.xml"] = page  # type: ignore[attr-defined]
    async with app.session() as session:
        (await session.get_one(Feed, feed)).body_hash = None
    await run(app, fetch, "fetch", feed)
    await run(app, cluster, "cluster", feed)
    async with app.reading() as session:
        stories = (await session.execute(select(Story).where(col(Story.articles) > 0))).scalars().all()
        assert len(stories) == 2
        assert {story.feed_id for story in stories} == {feed}


async def test_a_brought_feed_is_read_as_long_as_somebody_follows_it(app: App) -> None:
    ann = await a_reader(app)
    feed = await brought(app, ann)
    async with app.session() as session:
        row = (
            await session.execute(select(Subscription).where(col(Subscription.kind) == "feed"))
        ).scalar_one()
        await session.delete(row)
    app.fetcher.asked.clear()  # type: ignore[attr-defined]
    await run(app, fetch, "fetch", feed)
    assert app.fetcher.asked == []  # type: ignore[attr-defined]
    async with app.reading() as session:
        assert not (await session.get_one(Feed, feed)).active
    await brought(app, ann)
    async with app.reading() as session:
        assert (await session.get_one(Feed, feed)).active


async def test_a_catalogue_that_does_not_list_a_brought_feed_leaves_it_alone(app: App) -> None:
    feed = await brought(app, await a_reader(app))
    catalogue = read_any(
        LIST.replace("https://ann.example/posts.xml", "https://other.example/feed").encode(), source="x"
    )
    async with app.session() as session:
        await enlist(session, catalogue, (), now=NOON, replace=True)
    async with app.reading() as session:
        assert (await session.get_one(Feed, feed)).active


async def test_what_a_catalogue_takes_up_becomes_everybodys(app: App) -> None:
    feed = await brought(app, await a_reader(app))
    async with app.session() as session:
        await enlist(session, read_any(LIST.encode(), source="x"), (), now=NOON, replace=True)
    async with app.reading() as session:
        assert not (await session.get_one(Feed, feed)).is_brought
        assert (
            not (await session.execute(select(Story).where(col(Story.feed_id).is_not(None)))).scalars().all()
        )


async def test_a_feed_that_the_catalogue_has_is_followed_as_it_is(app: App) -> None:
    ann = await a_reader(app)
    async with app.session() as session:
        feed = await a_feed(
            session,
            await an_outlet(session, "Post", language="en"),
            "world",
            url="http://ann.example/posts.xml/",
        )
        row = await follow_feed(session, ann, Found("https://ann.example/posts.xml", FEED), now=NOON)
        assert row is not None
        assert row.target == str(feed.id)
        assert len((await session.execute(select(Feed))).scalars().all()) == 1


async def test_two_people_on_one_host_are_two_outlets(app: App) -> None:
    ann = await a_reader(app)
    async with app.session() as session:
        for name in ("ann", "ben"):
            await follow_feed(
                session, ann, Found(f"https://host.example/{name}/feed", FEED, title=name), now=NOON
            )
    async with app.reading() as session:
        names = {feed.outlet_id for feed in (await session.execute(select(Feed))).scalars()}
    assert len(names) == 2


def test_what_was_found_is_kept_as_it_was() -> None:
    found = Found(
        "https://ann.example/",
        FEED,
        title="Ann",
        language="en",
        latest="x",
        latest_at="2026-11-22T11:00:00+00:00",
    )
    assert Found(**as_row(found)) == found


async def test_a_look_that_fails_for_reasons_of_ours_is_answered_all_the_same(app: App) -> None:
    async def broken(url: str, **_: Any) -> Body:
        raise RuntimeError(url)

    reader = await a_reader(app)
    lookup = await ordered(app, reader, update=1, address="https://ann.example")
    app.fetcher.get = broken  # type: ignore[method-assign]
    for tried in range(3):
        async with app.session() as session:
            claimed = await claim_row(session, "look", lookup, now=app.now(), lease=timedelta(hours=1))
        assert claimed is not None
        assert claimed.attempts == tried
        try:
            await look(app, claimed)
        except RuntimeError as error:
            async with app.session() as session:
                await fail(session, claimed, str(error), now=app.now(), most=3)
    (told,) = await said(app)
    assert told["text"].startswith("I could not reach")


async def test_the_site_of_an_outlet_that_the_catalogue_has_gives_its_feeds_at_once(app: App) -> None:
    reader = await a_reader(app)
    async with app.session() as session:
        outlet = await an_outlet(session, "Post", domain="post.example", language="en")
        feed = await a_feed(session, outlet, "world", url="https://feeds.example/world", title="Post World")
        await a_feed(session, outlet, "sport", url="https://feeds.example/sport", title="Post Sport")
        await an_article(session, feed, "Ferry sinks off Marel")
    await run(app, look, "look", await ordered(app, reader, update=1, address="https://www.post.example"))
    (shown,) = await said(app)
    assert app.fetcher.asked == []  # type: ignore[attr-defined]
    assert "Post World" in shown["text"]
    assert "Ferry sinks off Marel" in shown["text"]
    assert len(shown["reply_markup"]["inline_keyboard"]) == 2


async def test_a_brought_feed_is_offered_to_nobody_else(app: App) -> None:
    await brought(app, await a_reader(app))
    ben = await a_reader(app, 2)
    app.fetcher.asked.clear()  # type: ignore[attr-defined]
    await run(app, look, "look", await ordered(app, ben, update=1, address="https://ann.example"))
    assert app.fetcher.asked[0] == "https://ann.example"  # type: ignore[attr-defined]


async def test_the_address_of_a_brought_feed_is_in_no_log(
    app: App, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    structlog.reset_defaults()  # a test before may have asked for warnings only
    monkeypatch.setattr("news.fetch._log", structlog.get_logger())
    url = "https://ann.example/posts.xml?token=canary"
    app.fetcher.pages[url] = rss()  # type: ignore[attr-defined]
    reader = await a_reader(app)
    with structlog.testing.capture_logs() as logged:
        await run(app, look, "look", await ordered(app, reader, update=1, address=url))
        feed = await brought(app, reader, url)
        del app.fetcher.pages[url]  # type: ignore[attr-defined]
        await run(app, fetch, "fetch", feed)
    assert any(line["event"] == "feed failed" for line in logged)
    assert "canary" not in str(logged)
    assert "canary" not in str(capfd.readouterr())


# --- a fair share --------------------------------------------------------------------------------


async def claimed_of(app: App, *, most: int = 16) -> list[int]:
    """The feeds that are fetched at once, were all of them due."""
    async with app.session() as session:
        await session.execute(update(Work).values(due_at=NOON))
        return [
            one.row
            for one in await claim(session, "fetch", now=app.now(), lease=timedelta(seconds=120), limit=most)
        ]


async def test_however_many_feeds_a_reader_brings_they_take_one_place_at_a_time(app: App) -> None:
    ann, ben = await a_reader(app, 1), await a_reader(app, 2)
    async with app.session() as session:
        found = [Found(f"https://slow.example/{number}", FEED) for number in range(40)]
        for one in found:
            assert await follow_feed(session, ann, one, now=app.now())
        other = await follow_feed(session, ben, Found("https://other.example/feed", FEED), now=app.now())
        assert other is not None
    claimed = await claimed_of(app)
    assert len(claimed) == 2
    assert int(other.target) in claimed


async def test_a_feed_that_was_brought_before_there_were_shares_gets_its_readers_at_its_next_reading(
    app: App,
) -> None:
    feed = await brought(app, await a_reader(app))
    async with app.session() as session:
        await session.execute(update(Work).where(col(Work.step) == "fetch").values(lane=None))
    await run(app, fetch, "fetch", feed)
    async with app.reading() as session:
        lanes = await session.execute(select(col(Work.lane)).where(col(Work.step) == "fetch"))
        assert list(lanes.scalars()) == [(await session.execute(select(col(Subscriber.id)))).scalar_one()]


async def test_what_the_catalogue_has_is_in_nobodys_share(app: App) -> None:
    async with app.session() as session:
        outlet = await an_outlet(session, "Marel Post")
        feeds = [await a_feed(session, outlet, url=f"https://marel.example/{number}") for number in range(5)]
        for feed in feeds:
            await owe(session, "fetch", feed.id or 0, at=NOON)
    assert len(await claimed_of(app)) == 5
