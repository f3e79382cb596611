"""`/admin`: the operator sees how things are and speaks to everybody; nobody else learns that it is there."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from news.callbacks import encode
from news.catalogue import Catalogue, FeedEntry, OutletEntry
from news.intake.enlist import enlist
from news.looking import look
from news.models import Announcement, Delivery, Enclosure, Feed, Work
from news.review import review
from news.testing import NOON, a_feed, a_story, a_subscriber, an_article, an_outlet
from news.work import claim
from tests.bot.readers import Json, Reader, a_reader, button, data_of
from tests.news.intake.feed_sites import PAGE, Here, Web, rss
from tests.news.test_draw import Painter


@pytest.fixture
async def operator(tmp_path: Path) -> AsyncIterator[Reader]:
    async with a_reader(tmp_path) as reader:
        reader.app = replace(reader.app, operator_chat_id=reader.chat)
        yield reader


async def rows(reader: Reader, table: type) -> list:
    async with reader.app.reading() as session:
        return list((await session.execute(select(table))).scalars())


@pytest.mark.parametrize("line", ["/admin", "/admin announce Hello", "/admin feed https://example.org"])
async def test_to_everybody_else_it_is_no_command(operator: Reader, line: str):
    operator.app = replace(operator.app, operator_chat_id=8)
    said = await operator.types(line)
    unknown = await operator.types("/adminn")
    assert said["text"] == unknown["text"]
    assert await rows(operator, Announcement) == []


@pytest.mark.parametrize("line", ["/admin", "/admin announce Hello"])
async def test_without_an_operator_nobody_is_one(operator: Reader, line: str):
    operator.app = replace(operator.app, operator_chat_id=None)
    assert "did not understand" in (await operator.types(line))["text"]


async def test_it_shows_how_everything_is_doing(operator: Reader):
    async with operator.app.session() as session:
        await a_subscriber(session, 1)
        await a_subscriber(session, 2, state="stopped")
    said = await operator.types("/admin")
    for name in ("Feeds", "Readers", "Deliveries", "Model", "1 reader", "1 stopped", "GiB"):
        assert name in said["text"]
    assert "Feeds" in (await operator.taps(button(said, "Refresh")))["text"]


async def test_an_announcement_is_shown_as_readers_will_see_it_and_sent_after_a_tap(operator: Reader):
    async with operator.app.session() as session:
        await a_subscriber(session, 1)
        await a_subscriber(session, 2)
    text = "/admin announce We <move>\nhouse 🏠 today"
    bold = {"type": "bold", "offset": text.index("today") + 1, "length": 5}  # in UTF-16, 🏠 is two
    command = {"type": "bot_command", "offset": 0, "length": 6}
    asked = await operator.types(text, entities=[command, bold])
    assert operator.answers[-2]["text"] == "We &lt;move&gt;\nhouse 🏠 <b>today</b>"
    assert "2 chats" in asked["text"]
    assert "announce" not in {work.step for work in await rows(operator, Work)}

    told = await operator.taps(button(asked, "Send"))
    assert "Sending" in told["text"]
    assert "announce" in {work.step for work in await rows(operator, Work)}
    await operator.taps(button(asked, "Send"))  # a second tap does not begin anew
    [row] = await rows(operator, Announcement)
    assert row.state == "sending"
    assert "Stopped" in (await operator.taps(button(told, "Stop")))["text"]


async def test_what_was_dropped_is_not_sent_by_a_late_tap(operator: Reader):
    async with operator.app.session() as session:
        await a_subscriber(session, 1)
    asked = await operator.types("/admin announce Oops")
    assert "Dropped" in (await operator.taps(button(asked, "Drop")))["text"]
    assert "Dropped" in (await operator.taps(button(asked, "Send")))["text"]
    assert "announce" not in {work.step for work in await rows(operator, Work)}


async def test_an_announcement_of_nothing_says_how_it_is_done(operator: Reader):
    assert "/admin announce" in (await operator.types("/admin announce"))["text"]
    assert await rows(operator, Announcement) == []


async def test_no_tap_of_another_chat_does_anything(operator: Reader):
    async with operator.app.session() as session:
        await a_subscriber(session, 1)
    asked = await operator.types("/admin announce Hello")
    stranger = replace(operator, app=replace(operator.app, operator_chat_id=8), update_id=100)
    for data in [*data_of(asked), encode("admin", "home")]:
        assert await stranger.taps(data) == {}
    [row] = await rows(operator, Announcement)
    assert row.state == "shown"


# --- the picture ---------------------------------------------------------------------------------


async def test_the_last_seven_days_come_as_a_picture(operator: Reader):
    operator.app = replace(operator.app, painter=Painter())
    await operator.taps(button(await operator.types("/admin"), "seven days"))
    sent = await reviewed(operator)
    assert sent.method == "sendPhoto"
    async with operator.app.reading() as session:
        enclosure = await session.get_one(Enclosure, sent.enclosure_id)
    assert enclosure.content == b"\x89PNG drawn"
    [board] = operator.app.painter.charts
    assert len(board.days) == 7
    assert {len(panel.values) for panel in board.panels} == {7}


async def test_the_picture_comes_by_a_line_too(operator: Reader):
    operator.app = replace(operator.app, painter=Painter())
    assert (await operator.types("/admin week"))["text"] == "It is being drawn."
    assert (await reviewed(operator)).method == "sendPhoto"


async def test_the_picture_has_what_was_read_and_told_each_day(operator: Reader):
    operator.app = replace(operator.app, painter=Painter())
    async with operator.app.session() as session:
        feed = await a_feed(session, await an_outlet(session, "Post"))
        for number, days in enumerate((0, 0, 1)):
            at = NOON - timedelta(days=days)
            article = await an_article(session, feed, f"Ferry {number}", published_at=at)
            await a_story(session, article, created_at=at, last_published_at=at)
    await operator.types("/admin week")
    await reviewed(operator)
    [board] = operator.app.painter.charts
    shown = {panel.title: panel.values for panel in board.panels}
    assert shown["Articles read"] == (0, 0, 0, 0, 0, 1, 2)
    assert shown["New stories"] == (0, 0, 0, 0, 0, 1, 2)


async def test_a_picture_that_cannot_be_drawn_is_said(operator: Reader):
    operator.app = replace(operator.app, painter=Painter(None))
    await operator.taps(button(await operator.types("/admin"), "seven days"))
    assert "could not be drawn" in (await reviewed(operator)).payload["text"]


async def reviewed(reader: Reader) -> Delivery:
    async with reader.app.session() as session:
        [one] = await claim(session, "review", now=NOON, lease=timedelta(minutes=5), limit=10)
    await review(reader.app, one)
    [sent] = [row for row in await rows(reader, Delivery) if row.kind == "review"]
    return sent


# --- feeds ---------------------------------------------------------------------------------------


@pytest.fixture
async def with_web(operator: Reader) -> Reader:
    pages = {
        "https://ann.example": PAGE,
        "https://ann.example/posts.xml": rss(),
        "https://new.example/rss": rss("new"),
    }
    operator.app = replace(operator.app, fetcher=Web(pages), parser=Here())
    return operator


async def looked(reader: Reader) -> Json:
    """What was found at the address that was asked for last."""
    async with reader.app.session() as session:
        [one] = await claim(session, "look", now=NOON, lease=timedelta(minutes=5), limit=10)
    await look(reader.app, one)
    said = [row for row in await rows(reader, Delivery) if row.kind == "lookup"]
    return said[-1].payload


async def a_failing_feed(reader: Reader, **more: object) -> Feed:
    async with reader.app.session() as session:
        outlet = await an_outlet(session, "Post")
        return await a_feed(session, outlet, failures=4, last_error="no such page (404)", **more)


async def test_a_feed_is_added_for_everybody_by_its_site_and_stays_when_the_catalogue_is_read_anew(with_web):
    assert "looking at" in (await with_web.types("/admin feed ann.example"))["text"]
    shown = await looked(with_web)
    assert "Ann's posts" in shown["text"]
    await with_web.taps(button(shown, "Add for everybody"))
    async with with_web.app.session() as session:
        await enlist(session, Catalogue(outlets=(), topics=()), [], now=NOON, replace=True)
    [feed] = await rows(with_web, Feed)
    assert (feed.url, feed.active, feed.is_brought) == ("https://ann.example/posts.xml", True, False)
    assert ("fetch", feed.id) in {(work.step, work.row) for work in await rows(with_web, Work)}


async def test_the_address_of_a_feed_that_everybody_has_shows_its_page(with_web):
    async with with_web.app.session() as session:
        await a_feed(session, await an_outlet(session, "Post"), url="https://post.example/rss")
    page = await with_web.types("/admin feed https://post.example/rss")
    assert "Post" in page["text"]
    await with_web.taps(button(page, "Pause"))
    [feed] = await rows(with_web, Feed)
    assert not feed.active


async def test_a_readers_own_feed_that_the_operator_adds_is_everybodys(with_web):
    async with with_web.app.session() as session:
        outlet = await an_outlet(session, "Ann")
        await a_feed(session, outlet, url="https://ann.example/posts.xml", is_brought=True, active=False)
    await with_web.types("/admin feed https://ann.example/posts.xml")
    await with_web.taps(button(await looked(with_web), "Add for everybody"))
    [feed] = await rows(with_web, Feed)
    assert (feed.is_brought, feed.active, feed.is_added) == (False, True, True)


async def test_a_failing_feed_is_paused_and_resumed_by_taps_from_the_list(with_web):
    number = (await a_failing_feed(with_web)).id
    listed = await with_web.taps(button(await with_web.types("/admin"), "Feeds to look after"))
    assert "no such page (404)" in listed["text"]
    page = await with_web.taps(button(listed, "1"))
    page = await with_web.taps(button(page, "Pause"))
    [feed] = await rows(with_web, Feed)
    assert not feed.active
    listing = Catalogue(
        outlets=(
            OutletEntry(
                "Post", "post.example", None, None, None, None, None, (FeedEntry(feed.url, (), None, None),)
            ),
        ),
        topics=(),
    )
    async with with_web.app.session() as session:
        await enlist(session, listing, [], now=NOON, replace=True)
    [feed] = await rows(with_web, Feed)
    assert not feed.active, "reading the catalogue anew does not end the pause"
    await with_web.taps(button(page, "Read it again"))
    [feed] = await rows(with_web, Feed)
    assert feed.active
    assert feed.paused_at is None
    assert ("fetch", number) in {(work.step, work.row) for work in await rows(with_web, Work)}


@pytest.mark.parametrize("by", ["tap", "line"])
async def test_a_failing_feed_gets_a_new_address(with_web, by: str):
    feed = await a_failing_feed(with_web)
    if by == "tap":
        page = await with_web.types(f"/admin feed {feed.id}")
        await with_web.taps(button(page, "New address"))
        await with_web.types("https://new.example/rss")
    else:
        await with_web.types(f"/admin feed {feed.id} https://new.example/rss")
    await with_web.taps(button(await looked(with_web), "Read it here"))
    [mended] = await rows(with_web, Feed)
    assert (mended.url, mended.listed_as, mended.failures) == ("https://new.example/rss", feed.url, 0)


async def test_two_feeds_are_never_read_at_one_address(with_web):
    feed = await a_failing_feed(with_web)
    async with with_web.app.session() as session:
        await a_feed(session, await an_outlet(session, "New"), url="https://new.example/rss")
    await with_web.types(f"/admin feed {feed.id} https://new.example/rss")
    await with_web.taps(button(await looked(with_web), "Read it here"))
    assert {one.url for one in await rows(with_web, Feed)} == {feed.url, "https://new.example/rss"}


async def test_what_readers_brought_is_theirs_and_not_listed(with_web):
    feed = await a_failing_feed(with_web, is_brought=True)
    assert "No feed fails" in (await with_web.types("/admin feeds"))["text"]
    assert "There is no feed" in (await with_web.types(f"/admin feed {feed.id}"))["text"]
