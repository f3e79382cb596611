"""What lies behind a story is read from the rows, and pressed for in the chat."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from news.app import App
from news.models import Fact, Story
from news.story.background import coverage_of, timeline_of
from news.story.stories import read_story
from news.story.viewing import bare_view
from news.story.views import StoryView
from news.testing import NOON, a_feed, a_story, an_app, an_article, an_outlet, kept


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    async with an_app(tmp_path) as app:
        yield app


async def a_reported_story(app: App, **more: object) -> int:
    """The French outlet reports first, the German one half an hour later with a name that both then tell."""
    async with app.session() as session:
        articles = []
        for minutes, (name, language, country) in enumerate((("Le Port", "fr", "FR"), ("Bote", "de", "DE"))):
            outlet = await an_outlet(session, name, language=language, country=country, owner=f"{name} SA")
            feed = await a_feed(session, outlet, "world", fetched_at=NOON)
            articles.append(
                await an_article(
                    session,
                    feed,
                    f"{name}: ferry sinks",
                    "The captain, Odile Marant, was saved." if minutes else "",
                    published_at=NOON - timedelta(minutes=60 - 30 * minutes),
                )
            )
        story = await a_story(session, *articles, **more)
        second = articles[1].id or 0
        for minutes, family in enumerate((second, second + 1)):  # and another outlet told it later
            fact = Fact(
                story_id=story.id or 0,
                kind="name",
                value="odile marant",
                family=family,
                article_id=second,
                first_at=NOON + timedelta(minutes=minutes),
            )
            await kept(session, fact)
        return story.id or 0


async def view(app: App, story: int) -> StoryView:
    async with app.reading() as session:
        told = await read_story(session, story)
    assert told is not None
    return bare_view(told)


async def test_a_timeline_has_who_said_what_first_and_what_was_joined(app: App) -> None:
    story = await a_reported_story(app)
    async with app.session() as session:
        outlet = await an_outlet(session, "Third")
        feed = await a_feed(session, outlet)
        article = await an_article(session, feed, "Ship lost")
        await a_story(session, article, merged_into=story, closed_at=NOON)
    shown = await view(app, story)
    async with app.reading() as session:
        first, named, joined = await timeline_of(session, shown)
    assert first.source is not None
    assert first.source.outlet == "Le Port"
    assert named.source is not None
    assert (named.source.outlet, named.news) == ("Bote", ("Odile Marant",))
    assert (joined.joined, joined.at) == ("Ship lost", NOON)


async def test_coverage_is_measured_against_feeds_on_the_topics_that_can_be_read(app: App) -> None:
    story = await a_reported_story(app)
    async with app.session() as session:
        for name, language, topic, more in (
            ("Diario", "es", "world", {"fetched_at": NOON}),
            ("Deporte", "pt", "football", {"fetched_at": NOON}),
            ("Failing", "it", "world", {"fetched_at": NOON, "failures": 3}),
            ("Resting", "pl", "world", {"fetched_at": NOON, "active": False}),
            ("Silent", "tr", "world", {"fetched_at": NOON - timedelta(days=8)}),
            ("Never", "uk", "world", {}),
        ):
            outlet = await an_outlet(session, name, language=language, country="ES")
            await a_feed(session, outlet, topic, **more)
    shown = await view(app, story)
    async with app.reading() as session:
        found = await coverage_of(session, shown, now=NOON)
    assert found.languages == (("de", 1), ("fr", 1))
    assert found.owners == (("Bote SA", 1), ("Le Port SA", 1))
    assert found.unseen_languages == ("es",)
    assert found.unseen_outlets == (("Diario", "es"),)
    assert found.feeds == 3


async def test_a_story_that_broke_says_so_in_its_view(app: App) -> None:
    story = await a_reported_story(app)
    async with app.session() as session:
        (await session.get_one(Story, story)).breaking_at = NOON
    shown = await view(app, story)
    assert (shown.breaking_at, shown.independent) == (NOON, 2)
