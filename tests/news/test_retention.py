"""What was kept long enough is deleted, in small batches; what a reader keeps, and what tells old from new, stays."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlmodel import col

from news import retention
from news.models import (
    Article,
    Brief,
    Chat,
    Delivery,
    Digest,
    Embedding,
    Fact,
    Membership,
    OwnStory,
    Question,
    Seen,
    Standing,
    Story,
    Subscriber,
    Update,
    Work,
)
from news.reader.holdings import held_tables
from news.retention import SHOWN_KEPT, STORIES_KEPT, TEXTS_KEPT, WORDS_KEPT, retain
from news.searching.search import read
from news.searching.search_index import find
from news.testing import NOON, Clock, a_feed, a_story, a_subscriber, an_app, an_article, an_outlet, kept
from news.work import claim_row
from tests.news.reader.test_forgetting import a_full_app, database_url, whole

__all__ = ["database_url"]  # a fixture

DAY = timedelta(days=1)
LONG_AGO = NOON - 2 * STORIES_KEPT


async def run(app) -> None:
    async with app.session() as session:
        claim = await claim_row(session, "retain", 0, now=app.now(), lease=timedelta(hours=1))
    assert claim is not None
    await retain(app, claim)


async def rows(app, table) -> list:
    async with app.reading() as session:
        return list((await session.execute(select(table))).scalars())


async def test_words_go_after_a_week_and_settings_stay(tmp_path, database_url):
    async with a_full_app(tmp_path, chats=(7,), database_url=database_url) as app:
        async with app.session() as session:
            for standing in (await session.execute(select(Standing))).scalars():
                await session.delete(standing)
            for delivery in (await session.execute(select(Delivery))).scalars():
                delivery.state = "sent"
        app.now.move(WORDS_KEPT - DAY)
        await run(app)
        assert [question.text for question in await rows(app, Question)] == ["secret of 7"]

        app.now.move(2 * DAY)
        await run(app)

        (question,) = await rows(app, Question)
        assert (question.text, question.shown, question.answer, question.is_forgotten) == ("", "", [], True)
        (delivery,) = await rows(app, Delivery)
        assert delivery.payload == {}
        assert delivery.stories, "a reply to it is still understood"
        (update,) = await rows(app, Update)
        assert update.payload == {}
        assert len(await rows(app, Subscriber)) == 1
        told = await whole(app)
        for table in ("broughtpost", "enclosure", "feedlookup", "titleorder"):
            async with app.reading() as session:
                found = await session.execute(
                    select(func.count()).select_from(Article.metadata.tables[table])
                )
            assert found.scalar_one() == 0, table
        assert "secret" in told, "settings and what is followed"


async def test_a_question_that_stands_is_kept_until_it_is_over(tmp_path):
    async with a_full_app(tmp_path, chats=(7,)) as app:
        async with app.session() as session:
            (standing,) = (await session.execute(select(Standing))).scalars()
            standing.expires_at = NOON + WORDS_KEPT + 3 * DAY
        app.now.move(WORDS_KEPT + DAY)
        await run(app)
        assert (await rows(app, Question))[0].text == "secret of 7"
        app.now.move(4 * DAY)
        await run(app)
        await run(app)
        assert (await rows(app, Question))[0].text == ""
        assert await rows(app, Standing) == []


async def test_a_message_that_is_still_owed_keeps_its_words(tmp_path):
    async with a_full_app(tmp_path, chats=(7,)) as app:
        async with app.session() as session:
            for delivery in (await session.execute(select(Delivery))).scalars():
                delivery.state, delivery.finished_at = "pending", None
        app.now.move(SHOWN_KEPT + DAY)
        await run(app)
        assert (await rows(app, Delivery))[0].payload


async def test_what_was_shown_goes_after_three_months_but_for_the_last_digest(tmp_path):
    async with an_app(tmp_path, clock=Clock()) as app:
        async with app.session() as session:
            article = await an_article(
                session, await a_feed(session, await an_outlet(session, "Post")), "Ferry"
            )
            story = await a_story(session, article, closed_at=NOON)
            reader = await a_subscriber(session, 1)
            for day in range(3):
                at = NOON + day * DAY
                session.add(
                    Digest(
                        subscriber_id=reader.id or 0, local_date=at.date(), slot_at=at, composed_at=at,
                        created_at=at, state="ready",
                    )
                )  # fmt: skip
            session.add(Seen(subscriber_id=reader.id or 0, story_id=story.id or 0, revision=1, shown_at=NOON))
        app.now.move(SHOWN_KEPT + timedelta(days=2, hours=12))
        await run(app)
        assert [digest.composed_at for digest in await rows(app, Digest)] == [NOON + 2 * DAY]
        assert await rows(app, Seen) == []


async def test_the_text_of_an_article_goes_and_the_row_that_knows_it_stays(tmp_path):
    """Else an item of a feed without dates would come back as new."""
    async with an_app(tmp_path, clock=Clock()) as app:
        async with app.session() as session:
            feed = await a_feed(session, await an_outlet(session, "Post", language="en"))
            old = await an_article(session, feed, "Ferry hits quay", "The harbour closed.", published_at=NOON)
            await kept(session, Embedding(article_id=old.id or 0, model="m", vector=b"1"))
            app.now.move(TEXTS_KEPT)
            await an_article(session, feed, "Harbour opens", "It is open.", published_at=app.now())
        app.now.move(DAY)
        await run(app)

        first, second = await rows(app, Article)
        assert (first.text, first.title, first.url) == ("", "Ferry hits quay", old.url)
        assert (first.guid, first.text_hash) == (old.guid, old.text_hash)
        assert second.text == "It is open."
        assert await rows(app, Embedding) == []
        async with app.reading() as session:
            wanted = read("harbour", languages=("en",))
            assert wanted is not None
            assert await find(session, wanted, most=9) == [second.id]


async def test_a_story_goes_after_a_year_with_all_that_was_made_of_it(tmp_path, database_url):
    async with an_app(tmp_path, clock=Clock(), database_url=database_url) as app:
        await an_old_story(app, "Old")
        await run(app)
        for table in (Story, Membership, Fact, Brief, Article):
            assert await rows(app, table) == [], table


async def an_old_story(app, name: str, *, undated: bool = False) -> int:
    async with app.session() as session:
        feed = await a_feed(session, await an_outlet(session, name))
        more = {} if undated else {"fetched_at": LONG_AGO + timedelta(minutes=1)}
        article = await an_article(session, feed, f"{name} news", "Text.", published_at=LONG_AGO, **more)
        story = await a_story(session, article, closed_at=LONG_AGO)
        session.add(
            Fact(
                story_id=story.id or 0, kind="number", value="1", family=1, article_id=article.id or 0,
                first_at=LONG_AGO,
            )
        )  # fmt: skip
        session.add(Brief(story_id=story.id or 0, language="en", revision=1, ordered_at=LONG_AGO))
        return story.id or 0


@pytest.mark.parametrize(("way", "is_kept"), [("saved_at", True), ("followed_at", True), (None, False)])
async def test_a_story_that_somebody_keeps_stays_readable(tmp_path, way, is_kept):
    async with an_app(tmp_path, clock=Clock()) as app:
        story = await an_old_story(app, "Old")
        async with app.session() as session:
            reader = await a_subscriber(session, 1)
            own = OwnStory(subscriber_id=reader.id or 0, story_id=story)
            if way:
                setattr(own, way, NOON)
            session.add(own)
        await run(app)
        await run(app)
        assert [row.id for row in await rows(app, Story)] == ([story] if is_kept else [])
        assert [row.title for row in await rows(app, Article)] == (["Old news"] if is_kept else [])


async def test_an_item_without_a_date_is_remembered_for_good(tmp_path):
    async with an_app(tmp_path, clock=Clock()) as app:
        await an_old_story(app, "Old", undated=True)
        await run(app)
        assert await rows(app, Story) == []
        (article,) = await rows(app, Article)
        assert article.text == ""


async def test_stories_that_became_another_go_before_it(tmp_path):
    async with an_app(tmp_path, clock=Clock()) as app:
        older, younger = await an_old_story(app, "Old"), await an_old_story(app, "Young")
        async with app.session() as session:
            (await session.get_one(Story, younger)).merged_into = older
        await run(app)
        await run(app)
        assert await rows(app, Story) == []


async def test_it_goes_in_batches_and_finishes_what_is_there(tmp_path, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 10)
    monkeypatch.setattr(retention, "PAUSE_S", 0.0)
    async with an_app(tmp_path, clock=Clock()) as app:
        async with app.session() as session:
            feed = await a_feed(session, await an_outlet(session, "Post"))
            for number in range(35):
                await an_article(session, feed, f"Headline {number}", "Text.", published_at=LONG_AGO)
        await run(app)
        assert {article.text for article in await rows(app, Article)} == {""}


def test_the_handbook_says_how_long_as_the_program_does():
    handbook = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()
    said = dict(re.findall(r"\| ([^|]+) \| (\d+) days \|", handbook))
    assert {int(days) for days in said.values()} == {
        length.days
        for length in (
            WORDS_KEPT,
            SHOWN_KEPT,
            TEXTS_KEPT,
            STORIES_KEPT,
            retention.PICTURES_KEPT,
            retention.CLIPS_KEPT,
            retention.LOST_KEPT,
            retention.VOTES_KEPT,
            timedelta(days=3),
        )
    }


async def test_what_a_run_leaves_over_is_done_soon(tmp_path, monkeypatch):
    for name, value in {"BATCH": 10, "MOST_BATCHES": 2, "PAUSE_S": 0.0}.items():
        monkeypatch.setattr(retention, name, value)
    async with an_app(tmp_path, clock=Clock()) as app:
        async with app.session() as session:
            feed = await a_feed(session, await an_outlet(session, "Post"))
            for number in range(35):
                await an_article(session, feed, f"Headline {number}", "Text.", published_at=LONG_AGO)
        await run(app)
        assert sum(article.text == "" for article in await rows(app, Article)) == 20
        assert (await due_at(app)) - app.now() <= timedelta(minutes=1)
        await run(app)
        assert {article.text for article in await rows(app, Article)} == {""}
        assert (await due_at(app)) - app.now() == retention.EVERY


async def due_at(app) -> datetime:
    async with app.reading() as session:
        return (await session.execute(select(Work.due_at).where(col(Work.step) == "retain"))).scalar_one()


async def test_what_was_written_while_the_clock_was_ahead_holds_up_nothing(tmp_path):
    """Rows are come by in the order of their times, not of their ids."""
    async with an_app(tmp_path, clock=Clock()) as app:
        async with app.session() as session:
            feed = await a_feed(session, await an_outlet(session, "Post"))
            await an_article(session, feed, "Ahead", "Text.", published_at=NOON, fetched_at=NOON + 99 * DAY)
            await an_article(session, feed, "In time", "Text.", published_at=NOON)
        app.now.move(TEXTS_KEPT + DAY)
        await run(app)
        assert {article.title: article.text for article in await rows(app, Article)} == {
            "Ahead": "Text.",
            "In time": "",
        }
        app.now.move(99 * DAY)
        await run(app)
        assert {article.text for article in await rows(app, Article)} == {""}


async def test_the_database_knows_afterwards_how_its_rows_are_spread(tmp_path):
    """Else SQLite finds the stories of a search by walking through all that no reader brought."""
    async with an_app(tmp_path, clock=Clock()) as app:
        async with app.session() as session:
            feed = await a_feed(session, await an_outlet(session, "Post"))
            await a_story(session, await an_article(session, feed, "Ferry", "Text."))
        await run(app)
        async with app.reading() as session:
            known = await session.execute(text("SELECT DISTINCT tbl FROM sqlite_stat1"))
        assert {"article", "membership", "story"} <= set(known.scalars())


async def test_that_an_update_was_handled_is_forgotten_after_three_months(tmp_path):
    async with a_full_app(tmp_path, chats=(7,)) as app:
        async with app.session() as session:
            session.add(Update(id=99, payload={}, received_at=NOON, handled_at=NOON))
            session.add(Update(id=100, payload={}, received_at=NOON))
        app.now.move(SHOWN_KEPT + DAY)
        await run(app)
        left = {update.id for update in await rows(app, Update)}
        assert 99 not in left
        assert 100 in left, "it still waits"


async def test_a_run_over_an_empty_database_does_nothing(tmp_path):
    async with an_app(tmp_path, clock=Clock()) as app:
        await run(app)
        assert await rows(app, col(Story.id)) == []


async def test_who_blocked_us_is_forgotten_after_half_a_year(tmp_path):
    async with a_full_app(tmp_path) as app:
        async with app.session() as session:
            blocked = (await session.execute(select(Chat).where(col(Chat.chat_id) == 7))).scalar_one()
            blocked.state, blocked.state_at = "blocked", NOON
        app.now.move(retention.LOST_KEPT - DAY)
        await run(app)
        assert len(await rows(app, Chat)) == 2
        app.now.move(2 * DAY)
        await run(app)
        assert [chat.chat_id for chat in await rows(app, Chat)] == [8]


def test_whatever_is_held_of_a_reader_has_its_time_or_is_theirs_to_delete():
    until_deleted = {
        "chat", "subscriber", "subscription", "schedule", "mute", "opening", "ownstory"
    }  # fmt: skip
    deleted = [rule for rule in retention.RULES if rule.values is None]
    timed = {rule.table.__table__.name for rule in deleted}
    timed |= {column.table.name for rule in deleted for column in rule.along}
    held = {table.name for table in held_tables()}
    assert until_deleted <= held
    assert held <= timed | until_deleted
