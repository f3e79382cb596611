"""What a reader brought is followed for them alone, and has one place at a time among what is read."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from sqlalchemy import select, update
from sqlmodel import col

from news.app import App
from news.catalogue import read_any
from news.cluster import cluster
from news.fetch import fetch
from news.intake.enlist import enlist
from news.intake.found_feeds import FEED, Found
from news.looking import look
from news.models import Feed, Story, Subscriber, Subscription, Work
from news.reader.brought import follow_feed
from news.searching.search import read
from news.searching.search_index import find
from news.searching.search_stories import top_stories
from news.testing import (
    NOON,
    a_feed,
    a_story,
    a_topic,
    an_article,
    an_outlet,
)
from news.work import claim, owe
from tests.news.intake.feed_sites import LIST, a_reader, a_web, brought, ordered, rss, run, wanted


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    async with a_web(tmp_path) as opened:
        yield opened


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
