"""What the press promises to whoever fetches from it."""

import gzip
import io
import tomllib
from calendar import timegm
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import feedparser
import pytest
import pytest_asyncio

from sandbox.edition.contents import Feed
from sandbox.press import Press, serve

START = datetime(2031, 5, 4, 7, 30, 15, tzinfo=UTC)


@dataclass
class Clock:
    at: datetime = START

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Reader:
    """A press at work, its clock, and a client that leaves bodies as they were sent."""

    press: Press
    clock: Clock
    client: aiohttp.ClientSession

    async def get(self, path: str, method: str = "GET", **headers: str) -> tuple[Any, bytes]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        url = path if path.startswith("http") else f"{self.press.url}/{path}"
        async with self.client.request(method, url, headers=named) as answer:
            return answer, await answer.read()

    async def parsed(self, feed: Feed) -> Any:
        answer, body = await self.get(feed.path)
        assert answer.status == 200
        return feedparser.parse(
            io.BytesIO(body), response_headers={"content-type": answer.headers["Content-Type"]}
        )

    def feeds(self) -> list[Feed]:
        return [feed for outlet in self.press.outlets for feed in outlet.feeds]

    def feed(self, path: str) -> Feed:
        return next(feed for feed in self.feeds() if feed.path == path)


@pytest_asyncio.fixture
async def reader() -> AsyncIterator[Reader]:
    clock = Clock()
    async with serve(now=clock) as press:
        async with aiohttp.ClientSession(
            auto_decompress=False, skip_auto_headers=["Accept-Encoding"]
        ) as client:
            yield Reader(press, clock, client)


async def test_every_feed_parses_and_gives_its_articles_at_their_ages(reader: Reader) -> None:
    for feed in reader.feeds():
        parsed = await reader.parsed(feed)
        assert not parsed.bozo, (feed.path, parsed.get("bozo_exception"))
        assert parsed.version == {"rss": "rss20", "atom": "atom10", "rdf": "rss10"}[feed.dialect]
        expected = sorted(article.age for article in feed.articles if not article.is_late)
        dates = [entry.get("published_parsed") or entry.get("updated_parsed") for entry in parsed.entries]
        assert [START - datetime.fromtimestamp(timegm(date), UTC) for date in dates] == expected
        assert all(
            entry.title and entry.id and (entry.get("summary") or entry.content) for entry in parsed.entries
        )


async def test_ages_do_not_move_while_the_press_runs(reader: Reader) -> None:
    feed = reader.feed("orrery/science.atom")
    before = [entry.published for entry in (await reader.parsed(feed)).entries]
    reader.clock.at += timedelta(hours=3)
    assert [entry.published for entry in (await reader.parsed(feed)).entries] == before


async def test_every_link_leads_to_a_page_with_every_sentence(reader: Reader) -> None:
    for feed in reader.feeds():
        for entry in (await reader.parsed(feed)).entries:
            answer, body = await reader.get(entry.link)
            assert answer.status == 200
            assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
            article = next(one for one in feed.articles if entry.link.endswith(f"/{one.slug}"))
            page = body.decode()
            assert page.count("<p>") >= len(article.first.sentences) + 3
            assert all(escape(sentence) in page for sentence in article.first.sentences)


async def test_a_page_says_that_it_is_invented_and_which_way_it_reads(reader: Reader) -> None:
    _, english = await reader.get("pages/marelpost.example/ferry-halcyon-hits-quay")
    _, arabic = await reader.get("pages/almarsa.example/kas-al-sahil")
    assert "Invented article of the sample edition" in english.decode()
    assert '<html lang="ar" dir="rtl">' in arabic.decode()


async def test_an_article_changes_under_its_guid_once_the_time_has_come(reader: Reader) -> None:
    feed = reader.feed("marel-post/world.xml")
    before = next(entry for entry in (await reader.parsed(feed)).entries if "Halcyon" in entry.title)
    reader.clock.at += timedelta(seconds=89)
    still = next(entry for entry in (await reader.parsed(feed)).entries if "Halcyon" in entry.title)
    reader.clock.at += timedelta(seconds=1)
    after = next(entry for entry in (await reader.parsed(feed)).entries if "Halcyon" in entry.title)
    assert before.summary == still.summary
    assert (before.id, before.link, before.published) == (after.id, after.link, after.published)
    assert "injuring 12 people" in before.summary
    assert "injuring 14 people" in after.summary
    assert timegm(after.updated_parsed) == (START + timedelta(seconds=90)).timestamp()


async def test_a_follow_up_appears_with_the_second_edition(reader: Reader) -> None:
    feed = reader.feed("harbour-dispatch/front.xml")
    before = (await reader.parsed(feed)).entries
    _, missing = await reader.get("pages/harbourdispatch.example/halcyon-inquiry-bow-thruster")
    reader.clock.at += timedelta(seconds=90)
    after = (await reader.parsed(feed)).entries
    assert len(after) == len(before) + 1
    assert "bow thruster" in after[0].title
    assert b"404" in missing
    assert (await reader.get(after[0].link))[0].status == 200


async def test_the_time_of_the_second_edition_can_be_set() -> None:
    clock = Clock()
    async with serve(now=clock, update_after=timedelta(0)) as press:
        feed = next(
            feed for outlet in press.outlets for feed in outlet.feeds if feed.path == "marel-post/world.xml"
        )
        assert any("14 injured" in item.title for item in press.standing(feed, clock()))


async def test_an_unchanged_feed_is_answered_with_304(reader: Reader) -> None:
    for feed in reader.feeds():
        first, _ = await reader.get(feed.path)
        by_tag, body = await reader.get(feed.path, If_None_Match=first.headers["ETag"])
        by_date, _ = await reader.get(feed.path, If_Modified_Since=first.headers["Last-Modified"])
        assert (by_tag.status, by_date.status, body) == (304, 304, b"")


async def test_a_changed_feed_is_sent_again_whatever_the_validator(reader: Reader) -> None:
    first, _ = await reader.get("marel-post/world.xml")
    reader.clock.at += timedelta(minutes=2)
    by_tag, _ = await reader.get("marel-post/world.xml", If_None_Match=first.headers["ETag"])
    by_date, _ = await reader.get("marel-post/world.xml", If_Modified_Since=first.headers["Last-Modified"])
    both, _ = await reader.get(
        "marel-post/world.xml",
        If_None_Match='"another"',
        If_Modified_Since="Sun, 04 May 2031 09:00:00 GMT",
    )
    assert (by_tag.status, by_date.status, both.status) == (200, 200, 200)


async def test_bodies_are_gzipped_only_for_those_who_accept_it(reader: Reader) -> None:
    plain, plain_body = await reader.get("marel-post/world.xml")
    zipped, zipped_body = await reader.get("marel-post/world.xml", Accept_Encoding="deflate, gzip")
    assert "Content-Encoding" not in plain.headers
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped_body) == plain_body


async def test_head_answers_as_get_without_a_body(reader: Reader) -> None:
    got, _ = await reader.get("mesures/sciences-sante.atom")
    headed, body = await reader.get("mesures/sciences-sante.atom", "HEAD")
    assert (headed.status, body) == (200, b"")
    assert headed.headers["ETag"] == got.headers["ETag"]
    assert (
        headed.headers["Content-Type"] == got.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    )


@pytest.mark.parametrize(
    "path",
    ["", "nothing.xml", "marel-post/nothing.xml", "pages/marelpost.example/x", "pages/x/adrift", "a/b/c/d"],
)
async def test_what_does_not_exist_is_404(reader: Reader, path: str) -> None:
    assert (await reader.get(path))[0].status == 404


async def test_the_russian_feed_is_windows_1251_in_word_and_deed(reader: Reader) -> None:
    answer, body = await reader.get("vestnik-velina/novosti.xml")
    assert answer.headers["Content-Type"] == "application/rss+xml; charset=windows-1251"
    assert body.startswith(b'<?xml version="1.0" encoding="windows-1251"?>')
    assert "Ирина Валдова побеждает" in body.decode("windows-1251")
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")


async def test_one_feed_writes_its_letters_as_character_references(reader: Reader) -> None:
    _, body = await reader.get("courrier-saint-orme/monde.xml")
    assert body.isascii()
    titles = [entry.title for entry in feedparser.parse(io.BytesIO(body)).entries]
    assert "Séisme de magnitude 5,4 dans le nord du Samhar" in titles


async def test_the_catalogue_names_every_feed_at_this_press(reader: Reader) -> None:
    listed = tomllib.loads(reader.press.catalogue())["outlet"]
    assert [entry["domain"] for entry in listed] == [outlet.domain for outlet in reader.press.outlets]
    assert {entry["source"] for entry in listed} == {"sample edition, invented (MIT)"}
    for entry in listed:
        for feed in entry["feed"]:
            assert urlsplit(feed["url"]).hostname == "127.0.0.1"
            assert feed["topics"]
            assert (await reader.get(feed["url"]))[0].status == 200


async def test_the_catalogue_can_be_addressed_elsewhere(reader: Reader) -> None:
    listed = tomllib.loads(reader.press.catalogue("http://news.example"))["outlet"]
    assert all(feed["url"].startswith("http://news.example/") for entry in listed for feed in entry["feed"])


async def test_the_phrasebook_lies_where_the_press_says(reader: Reader) -> None:
    found = {path.stem for path in reader.press.phrasebook_path.glob("*.json")}
    assert found == {"en", "de", "es", "fr", "ru", "uk", "ar", "zh"}
