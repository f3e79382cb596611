"""What readers bring is looked at: sites, feeds and lists of them."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from news.app import App
from news.catalogue import read_any
from news.intake.found_feeds import FEED, Found, as_row
from news.intake.opml import write_opml
from news.looking import found_at, look
from news.ports import Body
from news.reader.brought import MOST_FEEDS, as_catalogue
from news.reader.following import subscriptions
from news.testing import (
    a_feed,
    an_article,
    an_outlet,
)
from news.work import claim_row, fail
from tests.news.intake.feed_sites import LIST, PAGE, a_reader, a_web, ordered, read_list, rss, run, said


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    async with a_web(tmp_path) as opened:
        yield opened


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
