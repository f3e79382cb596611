"""Stories are marked as breaking once, by what the rows say; a first reading and a backlog mark nothing."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from news.app import App
from news.cluster import cluster
from news.clustering.watching import ALL_HOURS, watch
from news.models import Article, Feed, Story, Usual
from news.story.stories import read_stories
from news.testing import NOON, Clock, a_feed, a_story, an_app, an_article, an_outlet
from news.work import claim, owe

MINUTE = timedelta(minutes=1)
COUNTRIES = ("FR", "DE", "ES", "IT", "PL", "TR", "EG", "BR")


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    async with an_app(tmp_path, clock=Clock()) as app:
        yield app


async def feeds(app: App, count: int = 8, *, read_before: bool = True) -> list[int]:
    """Feeds of as many outlets; `read_before`: each was read a day ago for the first time."""
    made = []
    async with app.session() as session:
        for number in range(count):
            outlet = await an_outlet(session, f"Outlet {number}", country=COUNTRIES[number], language="en")
            feed = await a_feed(session, outlet, "world")
            if read_before:
                day_ago = NOON - timedelta(days=1)
                await an_article(
                    session, feed, f"Old news {number}", published_at=day_ago, fetched_at=day_ago
                )
            made.append(feed.id or 0)
    return made


async def reported(
    app: App,
    ids: list[int],
    *,
    at: timedelta = -5 * MINUTE,
    began: timedelta = timedelta(),
    undated: bool = False,
) -> int:
    """A story that these feeds reported then, each in words of its own."""
    async with app.session() as session:
        articles: list[Article] = []
        for feed_id in ids:
            feed = await session.get_one(Feed, feed_id)
            when = app.now() + (timedelta() if undated else at)
            articles.append(
                await an_article(
                    session,
                    feed,
                    f"Word{feed_id} dam{feed_id} burst{feed_id} above{feed_id} Varuna",
                    published_at=when,
                    fetched_at=app.now(),
                    guid=f"{feed_id} {app.now()}",
                )
            )
        first = min(article.published_at for article in articles) + began
        story = await a_story(session, *articles, first_published_at=first)
        return story.id or 0


async def look(app: App, *stories: int) -> None:
    async with app.session() as session:
        told = {story: one.sources for story, one in (await read_stories(session, stories)).items()}
        await watch(session, told, now=app.now())


async def breaking(app: App, story: int) -> object:
    async with app.reading() as session:
        return (await session.get_one(Story, story)).breaking_at


async def looked_for_an_hour(app: App) -> None:
    await look(app)
    for _ in range(6):
        app.now.move(10 * MINUTE)  # type: ignore[attr-defined]
        await look(app)


async def test_a_burst_is_marked_once_with_the_time_it_was_seen(app: App) -> None:
    ids = await feeds(app)
    await looked_for_an_hour(app)
    story = await reported(app, ids)
    await look(app, story)
    seen_at = app.now()
    app.now.move(10 * MINUTE)  # type: ignore[attr-defined]
    await look(app, story)
    assert await breaking(app, story) == seen_at


async def test_the_first_look_ever_marks_nothing(app: App) -> None:
    story = await reported(app, await feeds(app))
    await look(app, story)
    assert await breaking(app, story) is None


async def test_feeds_read_for_the_first_time_mark_nothing(app: App) -> None:
    await looked_for_an_hour(app)
    story = await reported(app, await feeds(app, read_before=False))
    await look(app, story)
    assert await breaking(app, story) is None


async def test_a_backlog_after_a_downtime_marks_nothing(app: App) -> None:
    ids = await feeds(app)
    await looked_for_an_hour(app)
    app.now.move(timedelta(hours=5))  # type: ignore[attr-defined]
    story = await reported(app, ids)
    await look(app, story)
    assert await breaking(app, story) is None


async def test_feeds_without_dates_mark_nothing(app: App) -> None:
    ids = await feeds(app)
    await looked_for_an_hour(app)
    story = await reported(app, ids, undated=True)
    await look(app, story)
    assert await breaking(app, story) is None


async def test_after_the_clock_jumped_ahead_and_back_new_bursts_are_seen_again(app: App) -> None:
    ids = await feeds(app)
    await looked_for_an_hour(app)
    app.now.move(timedelta(days=400))  # type: ignore[attr-defined]
    await look(app)
    app.now.move(-timedelta(days=400))  # type: ignore[attr-defined]
    await look(app)
    app.now.move(20 * MINUTE)  # type: ignore[attr-defined]
    story = await reported(app, ids)
    await look(app, story)
    assert await breaking(app, story) is not None


async def test_what_is_usual_is_kept_in_rows_and_hides_a_common_burst(app: App) -> None:
    ids = await feeds(app)
    await looked_for_an_hour(app)
    for _ in range(6):  # a topic that always has a story of six outlets
        old = await reported(app, ids[:6], began=-timedelta(hours=3))
        await look(app, old)
        app.now.move(30 * MINUTE)  # type: ignore[attr-defined]
    async with app.reading() as session:
        rows = (await session.execute(select(Usual).where(col(Usual.hour) == ALL_HOURS))).scalars().all()
    assert [(row.topic, round(row.rate)) for row in rows] == [("world", 6)]
    story = await reported(app, ids)
    await look(app, story)
    assert await breaking(app, story) is None


async def test_articles_that_are_joined_are_watched(app: App) -> None:
    """Through the step: an earthquake that six outlets of as many countries report within half an hour."""
    ids = await feeds(app, 6)
    await looked_for_an_hour(app)
    said = (
        "struck at night",
        "was felt in Varuna",
        "damaged the port",
        "woke the city",
        "cut the power",
        "shut roads",
    )
    for feed_id, words in zip(ids, said, strict=True):
        async with app.session() as session:
            await an_article(
                session,
                await session.get_one(Feed, feed_id),
                "Earthquake of magnitude 7.1 shakes Lisandria",
                f"The earthquake {words}, officials number {feed_id} of Lisandria told reporter{feed_id} who was there.",
                published_at=app.now() - 9 * MINUTE,
                fetched_at=app.now(),
            )
            await owe(session, "cluster", feed_id, at=app.now())
        async with app.session() as session:
            (claimed,) = await claim(session, "cluster", now=app.now(), lease=4 * MINUTE, limit=1)
        await cluster(app, claimed)
        app.now.move(MINUTE)  # type: ignore[attr-defined]
    async with app.reading() as session:
        stories = (await session.execute(select(Story))).scalars().all()
    assert [story.articles for story in stories if story.breaking_at] == [6]
