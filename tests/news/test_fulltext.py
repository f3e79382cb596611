"""Pages are opened for what a digest will use, where that is wanted and allowed; their texts do not stay."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from news.app import App, open_app
from news.compose import compose
from news.errors import FetchFailed, FetchRefused, ParseFailed
from news.fulltext import KEPT_FOR, read
from news.intake.fulltext_orders import ENOUGH_CHARS, order_pages
from news.intake.fulltext_page import extended
from news.models import Article, Digest, Page, Work
from news.ports import PageText, Withheld
from news.settings import Settings
from news.story.stories import read_stories, read_story
from news.testing import NOON, Clock, a_feed, a_story, a_subscriber, a_topic, an_app, an_article, an_outlet
from news.work import claim, claim_row
from news.writing.extractive import extract
from news.writing.quoting import MOST_CHARS, MOST_SENTENCES

TITLE = "Ferry sinks off Marel in night storm"
TEASER = "A ferry sank off Marel on Tuesday night."
SAID = f"""{TEASER} All 212 people on board were rescued by noon, the coastguard said.
The ferry had left Tidewater at nine in the evening with 80 cars on its lower deck.
Harbour master Ada Lund said that the wind had reached 120 kilometres an hour off Marel."""


class Library:
    """Pages that say what a test wants; keeps which were asked for."""

    def __init__(self, answer: PageText | Withheld | Exception) -> None:
        self.answer, self.asked = answer, list[str]()

    async def read(self, url: str) -> PageText | Withheld:
        self.asked.append(url)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    async def close(self) -> None: ...


@asynccontextmanager
async def a_desk(
    folder: Path, answer: PageText | Withheld | Exception = PageText(SAID), *, wanted: bool = True
) -> AsyncIterator[tuple[App, Library, Clock, int]]:
    """An app with one thin article (its id), and the pages that there are."""
    clock, library = Clock(), Library(answer)
    async with an_app(folder, clock=clock) as bare:
        app = replace(bare, pages=library if wanted else None)
        async with app.session() as session:
            await a_topic(session, "world")
            outlet = await an_outlet(session, "Marel Post", language="en")
            article = await an_article(session, await a_feed(session, outlet, "world"), TITLE, TEASER)
            await a_story(session, article)
            found = article.id or 0
        yield app, library, clock, found


async def run(app: App, article: int) -> None:
    async with app.session() as session:
        claimed = await claim_row(session, "read", article, now=app.now(), lease=timedelta(minutes=5))
    assert claimed is not None
    await read(app, claimed)


async def row(app: App, article: int) -> Page | None:
    async with app.reading() as session:
        return await session.get(Page, article)


async def owed(app: App, step: str) -> dict[int, Work]:
    async with app.reading() as session:
        found = (await session.execute(select(Work))).scalars()
        return {work.row: work for work in found if work.step == step}


async def test_a_page_that_was_read_tells_the_story_with_its_feed(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as (app, _, _, article):
        await run(app, article)
        async with app.reading() as session:
            told = await read_story(session, 1)
    assert told is not None
    (source,) = told.sources
    assert source.text.startswith(TEASER)
    assert source.text.count("A ferry sank off Marel") == 1
    assert "80 cars on its lower deck" in source.text


async def test_a_text_is_deleted_after_72_hours_and_its_page_not_opened_again(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as (app, library, clock, article):
        await run(app, article)
        assert (await owed(app, "read"))[article].due_at == NOON + KEPT_FOR
        clock.move(KEPT_FOR)
        async with app.session() as session:
            (claimed,) = await claim(session, "read", now=app.now(), lease=timedelta(minutes=5), limit=9)
        await read(app, claimed)
        left = await row(app, article)
        assert left is not None
        assert (left.state, left.text) == ("deleted", "")
        assert await owed(app, "read") == {}
        async with app.session() as session:
            assert await order_pages(session, [1], now=app.now()) == 0
        assert len(library.asked) == 1


async def test_a_text_is_deleted_though_full_texts_are_no_longer_wanted(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as (app, library, clock, article):
        await run(app, article)
        clock.move(KEPT_FOR)
        await run(replace(app, pages=None), article)
        left = await row(app, article)
        assert left is not None
        assert left.text == ""
        assert len(library.asked) == 1


async def test_a_claim_before_its_time_keeps_the_text(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as (app, library, clock, article):
        await run(app, article)
        clock.move(timedelta(hours=1))
        await run(app, article)
        left = await row(app, article)
        assert left is not None
        assert left.state == "kept"
        assert (await owed(app, "read"))[article].due_at == NOON + KEPT_FOR
        assert len(library.asked) == 1


@pytest.mark.parametrize(
    ("answer", "state", "reason"),
    [
        (Withheld("tdm-reservation"), "withheld", "tdm-reservation"),
        (FetchFailed("u", "the server is in trouble (503)", status=503), "failed", "the server is in trouble (503)"),
        (FetchRefused("u", "a private address"), "failed", "a private address"),
        (ParseFailed("u", "no web page"), "failed", "no web page"),
        (PageText("Please accept our cookies to go on. " * 20), "failed", "the page is about something else"),
    ],
)  # fmt: skip
async def test_what_cannot_be_read_is_kept_as_why_and_the_feed_tells_the_story(
    tmp_path: Path, answer: PageText | Withheld | Exception, state: str, reason: str
) -> None:
    async with a_desk(tmp_path, answer) as (app, _, _, article):
        await run(app, article)
        left = await row(app, article)
        assert left is not None
        assert (left.state, left.reason, left.text) == (state, reason, "")
        assert await owed(app, "read") == {}
        async with app.reading() as session:
            told = await read_story(session, 1)
    assert told is not None
    assert told.sources[0].text == TEASER


async def test_nothing_is_opened_unless_the_operator_wants_it(tmp_path: Path) -> None:
    async with a_desk(tmp_path, wanted=False) as (app, library, _, article):
        await run(app, article)
        assert await row(app, article) is None
        assert await owed(app, "read") == {}
        assert library.asked == []


async def test_a_digest_orders_the_pages_of_its_stories_and_writes_after_them(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as (app, _, _, article):
        await order_a_digest(app)
        assert list(await owed(app, "read")) == [article]
        (brief,) = (await owed(app, "write")).values()
        assert NOON < brief.due_at < NOON + timedelta(minutes=2)


async def test_a_digest_without_full_texts_writes_at_once(tmp_path: Path) -> None:
    async with a_desk(tmp_path, wanted=False) as (app, _, _, _):
        await order_a_digest(app)
        assert await owed(app, "read") == {}
        (brief,) = (await owed(app, "write")).values()
        assert brief.due_at == NOON


async def order_a_digest(app: App) -> None:
    """The run of compose three minutes ahead of a slot."""
    async with app.session() as session:
        reader = await a_subscriber(session, 1, "world")
        digest = Digest(
            subscriber_id=reader.id or 0,
            local_date=NOON.date(),
            slot_at=NOON + timedelta(minutes=3),
            created_at=NOON,
        )
        session.add(digest)
        await session.flush()
        claimed = await claim_row(session, "compose", digest.id or 0, now=NOON, lease=timedelta(minutes=5))
    assert claimed is not None
    await compose(app, claimed)


async def test_only_thin_news_of_different_outlets_is_worth_a_request(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as (app, _, _, first):
        async with app.session() as session:
            made = [await session.get(Article, first)]
            for number, (text, kind) in enumerate(
                [
                    ("Long. " * (ENOUGH_CHARS // 5), "news"),
                    ("Short and mine.", "opinion"),
                    ("Divers searched the wreck all day.", "news"),
                ]
            ):
                outlet = await an_outlet(session, f"Outlet {number}", language="en")
                feed = await a_feed(session, outlet, "world")
                made.append(await an_article(session, feed, f"{kind} {text[:30]}", text, kind=kind))
            story = await a_story(session, *[article for article in made[1:] if article])
            assert await order_pages(session, [1, story.id or 0], now=NOON) == 2
        assert set(await owed(app, "read")) == {first, made[3].id if made[3] else 0}


async def test_however_much_a_page_says_no_more_is_quoted_of_it(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as (app, _, _, article):
        await run(app, article)
        async with app.reading() as session:
            told = await read_story(session, 1)
    assert told is not None
    made = extract(told.sources)
    assert made is not None
    assert len(made.sentences) <= MOST_SENTENCES
    assert sum(len(said.text) for said in made.sentences) <= MOST_CHARS


async def test_what_readers_are_shown_of_an_outlet_is_from_its_feed(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as (app, _, _, article):
        await run(app, article)
        async with app.reading() as session:
            told = await read_stories(session, [1])
    assert told[1].sources[0].text == TEASER


def test_the_feed_keeps_its_sentences_and_their_places() -> None:
    made = extended(
        "One stands here. Two stands here.", "Two stands here. Three is new.\nOne stands here.", language="en"
    )
    assert made == "One stands here. Two stands here.\nThree is new."
    assert extended("", "All of it.", language="en") == "All of it."


@pytest.mark.parametrize("wanted", [True, False])
async def test_pages_are_there_only_by_opt_in(tmp_path: Path, wanted: bool) -> None:
    pytest.importorskip("trafilatura", reason="the optional dependency of FULL_TEXT is not installed")
    plain = Settings(
        _env_file=None,
        database_url=f"sqlite:///{tmp_path}/x.sqlite3",
        join_by_meaning=False,
        full_text=wanted,
    )
    async with open_app(plain) as app:
        assert (app.pages is not None) is wanted
