"""Stories that turn out to be one: nothing is lost, and no reader sees the same twice."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from news.app import App
from news.clustering.merging import merge_stories
from news.errors import NotFound
from news.models import Brief, Fact, Membership, Seen, Story
from news.reader.seen import share_merged
from news.story.stories import read_story
from news.testing import NOON, a_feed, a_story, a_subscriber, an_app, an_article, an_outlet, kept

LATER = NOON + timedelta(minutes=5)


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    async with an_app(tmp_path) as app:
        yield app


async def two_stories(app: App) -> tuple[Story, Story]:
    """The first has the fact "7", the second the facts "7" and "43"."""
    async with app.session() as session:
        stories = []
        for name in ("Herald", "Tribune"):
            feed = await a_feed(session, await an_outlet(session, name), "world")
            article = await an_article(session, feed, f"Quake in Lisandria, says {name}")
            story = await a_story(session, article)
            for value in ("7", "43")[: len(stories) + 1]:
                await kept(
                    session,
                    Fact(
                        story_id=story.id or 0,
                        kind="number",
                        value=value,
                        family=article.id or 0,
                        article_id=article.id or 0,
                        first_at=NOON,
                    ),
                )
            stories.append(story)
    return stories[0], stories[1]


async def merged(app: App, younger: Story, older: Story) -> None:
    async with app.session() as session:
        await merge_stories(session, {younger.id or 0: older.id or 0}, now=LATER)
        await share_merged(session, {younger.id or 0: older.id or 0})


async def test_the_articles_move_and_their_past_stays(app: App) -> None:
    older, younger = await two_stories(app)
    await merged(app, younger, older)
    async with app.reading() as session:
        told = await read_story(session, younger.id or 0)
        rows = (await session.execute(select(Membership).order_by(col(Membership.id)))).scalars().all()
    assert told is not None
    assert told.story.id == older.id
    assert {source.outlet for source in told.sources} == {"Herald", "Tribune"}
    assert [(row.story_id, row.until_at) for row in rows] == [
        (older.id, None),
        (younger.id, LATER),
        (older.id, None),
    ]


async def test_the_younger_keeps_its_facts_and_briefs_as_history(app: App) -> None:
    older, younger = await two_stories(app)
    async with app.session() as session:
        await kept(
            session,
            Brief(story_id=younger.id or 0, language="en", revision=1, state="ready", ordered_at=NOON),
        )
    await merged(app, younger, older)
    async with app.reading() as session:
        facts = {(f.story_id, f.value) for f in (await session.execute(select(Fact))).scalars()}
        brief = (await session.execute(select(Brief))).scalar_one()
        row = await session.get(Story, younger.id)
    assert facts == {(older.id, "7"), (younger.id, "7"), (younger.id, "43")}
    assert brief.story_id == younger.id
    assert row is not None
    assert (row.merged_into, row.closed_at) == (older.id, LATER)


async def test_who_saw_one_of_them_has_seen_the_story(app: App) -> None:
    older, younger = await two_stories(app)
    async with app.session() as session:
        readers = [await a_subscriber(session, number) for number in (1, 2, 3)]
        for reader, story in ((readers[0], younger), (readers[1], older)):
            await kept(
                session,
                Seen(
                    subscriber_id=reader.id or 0,
                    story_id=story.id or 0,
                    revision=1,
                    facts=["7", "shown"],
                    families=[11],
                    shown_at=NOON,
                ),
            )
    await merged(app, younger, older)
    async with app.reading() as session:
        rows = (await session.execute(select(Seen).where(col(Seen.story_id) == older.id))).scalars().all()
    assert {row.subscriber_id for row in rows} == {readers[0].id, readers[1].id}
    assert all(set(row.facts) == {"7", "shown"} for row in rows)
    assert all(row.revision == older.revision for row in rows)
    assert all(row.families == [1, 2, 11] for row in rows)


async def test_what_another_worker_merged_is_not_merged_again(app: App) -> None:
    older, younger = await two_stories(app)
    await merged(app, younger, older)
    with pytest.raises(NotFound):
        await merged(app, younger, older)
