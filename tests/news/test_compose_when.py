"""A digest is what its schedule says: of its own topics, as long as there are minutes, with sound or without, after a pause."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from news.deliver import deliver
from news.models import Delivery, Digest, Subscriber
from news.reader.agenda import plan_all, plan_next
from news.reader.following import follow
from news.testing import (
    NOON,
    Clock,
    Outbox,
    a_feed,
    a_schedule,
    a_story,
    a_subscriber,
    a_topic,
    an_app,
    an_article,
    an_outlet,
)
from news.work import claim
from tests.news.test_compose import LEASE, a_told_story, run_due, written


async def sent(app) -> list[Delivery]:
    async with app.reading() as session:
        return list((await session.execute(select(Delivery).order_by(col(Delivery.id)))).scalars())


async def test_a_digest_with_topics_of_its_own_has_no_others_and_says_so(tmp_path):
    clock = Clock(NOON)
    async with an_app(tmp_path, clock=clock) as app:
        async with app.session() as session:
            await a_topic(session, "world")
            await a_topic(session, "science")
            await a_told_story(session, "Ferry sinks off Marel", topic="world")
            await a_told_story(session, "Comet seen over Arvel", topic="science")
            reader = await a_subscriber(session, 7, "world", "science")
            schedule = await a_schedule(session, reader, "12:00", topics=["science"])
            await plan_next(session, schedule, reader, now=NOON - timedelta(hours=1))
        await run_due(app)
    (message,) = await sent(app)
    assert "Comet seen" in message.payload["text"]
    assert "Ferry" not in message.payload["text"]
    assert "Your news · Science" in message.payload["text"]


async def test_a_digest_of_ones_own_words_has_what_is_about_them(tmp_path):
    async with an_app(tmp_path) as app:
        async with app.session() as session:
            await a_topic(session, "world")
            await a_told_story(session, "Ferry sinks off Marel")
            await a_told_story(session, "Comet seen over Arvel")
            reader = await a_subscriber(session, 7, "world")
            await follow(session, reader.id or 0, "phrase", "comet", now=NOON)
            schedule = await a_schedule(session, reader, "12:00", words=["comet", "ferry"])
            await plan_next(session, schedule, reader, now=NOON - timedelta(hours=1))
        await run_due(app)
    (message,) = await sent(app)
    assert "Comet seen" in message.payload["text"]
    assert "Ferry" not in message.payload["text"]


async def test_a_digest_of_words_that_are_followed_no_more_has_what_is_followed(tmp_path):
    async with an_app(tmp_path) as app:
        async with app.session() as session:
            await a_topic(session, "world")
            await a_topic(session, "science")
            await a_told_story(session, "Ferry sinks off Marel", topic="world")
            await a_told_story(session, "Comet seen over Arvel", topic="science")
            reader = await a_subscriber(session, 7, "science")
            schedule = await a_schedule(session, reader, "12:00", words=["ferry"])
            await plan_next(session, schedule, reader, now=NOON - timedelta(hours=1))
        await run_due(app)
    (message,) = await sent(app)
    assert "Comet seen" in message.payload["text"]
    assert "erry" not in message.payload["text"]


async def test_a_digest_of_a_site_that_is_followed_no_more_has_what_is_followed(tmp_path):
    async with an_app(tmp_path) as app:
        async with app.session() as session:
            await a_topic(session, "world")
            await a_topic(session, "science")
            await a_told_story(session, "Ferry sinks off Marel", topic="world")
            await a_told_story(session, "Comet seen over Arvel", topic="science")
            reader = await a_subscriber(session, 7, "science")
            schedule = await a_schedule(session, reader, "12:00", feeds=["999"])
            await plan_next(session, schedule, reader, now=NOON - timedelta(hours=1))
        await run_due(app)
    (message,) = await sent(app)
    assert "Comet seen" in message.payload["text"]
    assert "Ferry" not in message.payload["text"]


@pytest.mark.parametrize(("minutes", "stories"), [(1, 4), (2, 8)])
async def test_so_many_stories_come_as_can_be_read_in_the_minutes(tmp_path, minutes, stories):
    """Each has 56 words, of which people read 238 in a minute; what does not fit is left for the next digest."""
    names = (
        "Marel",
        "Arvel",
        "Tornik",
        "Quellin",
        "Basto",
        "Vireo",
        "Lumen",
        "Ostrava",
        "Perth",
        "Gdansk",
        "Kyoto",
        "Lagos",
    )
    async with an_app(tmp_path) as app:
        async with app.session() as session:
            await a_topic(session, "world")
            for name in names:
                feed = await a_feed(session, await an_outlet(session, name, language="en"), "world")
                text = f"{name} " + " ".join(f"{name.lower()}{number}" for number in range(49)) + "."
                article = await an_article(session, feed, f"{name} votes on a new bridge", text)
                story = await a_story(session, article)
                await written(session, story, article)
            reader = await a_subscriber(session, 7, "world", minutes=minutes)
            schedule = await a_schedule(session, reader, "12:00")
            await plan_next(session, schedule, reader, now=NOON - timedelta(hours=1))
        await run_due(app)
        async with app.reading() as session:
            digest = (await session.execute(select(Digest).where(col(Digest.state) == "ready"))).scalar_one()
    assert len(digest.items) == stories
    first, *_ = await sent(app)
    assert f"{minutes} min" in first.payload["text"].splitlines()[0]


async def test_a_silent_digest_makes_no_sound_and_another_does(tmp_path):
    async with an_app(tmp_path) as app:
        async with app.session() as session:
            await a_topic(session, "world")
            await a_told_story(session)
            for chat, is_silent in ((7, True), (8, False)):
                reader = await a_subscriber(session, chat, "world")
                schedule = await a_schedule(session, reader, "12:00", is_silent=is_silent)
                await plan_next(session, schedule, reader, now=NOON - timedelta(hours=1))
        await run_due(app)
    hushed = {row.chat: row.payload.get("disable_notification", False) for row in await sent(app)}
    assert sorted(hushed.values()) == [False, True]


async def test_what_comes_unasked_in_quiet_hours_makes_no_sound(tmp_path):
    outbox = Outbox()
    async with an_app(tmp_path, messenger=outbox) as app:
        async with app.session() as session:
            await a_topic(session, "world")
            await a_told_story(session)
            reader = await a_subscriber(session, 7, "world", quiet_from="11:00", quiet_until="13:00")
            schedule = await a_schedule(session, reader, "12:00")
            await plan_next(session, schedule, reader, now=NOON - timedelta(hours=1))
        await run_due(app)
        async with app.session() as session:
            (claimed,) = await claim(session, "deliver", now=app.now(), lease=LEASE, limit=10)
        await deliver(app, claimed)
    (call,) = outbox.calls
    assert call.payload["disable_notification"]


async def test_nothing_comes_in_a_pause_and_one_digest_makes_up_for_it(tmp_path):
    clock = Clock(NOON)
    async with an_app(tmp_path, clock=clock) as app:
        async with app.session() as session:
            await a_topic(session, "world")
            reader = await a_subscriber(session, 7, "world")
            reader.paused_until, reader.paused_at = date(2026, 11, 26), NOON - timedelta(hours=3)
            for hour in ("08:00", "18:00"):
                await a_schedule(session, reader, hour)
            await plan_all(session, reader, now=NOON)
        while clock.at < NOON + timedelta(days=5):
            if clock.at == NOON + timedelta(days=2):
                async with app.session() as session:
                    await a_told_story(session)
            await run_due(app)
            clock.move(timedelta(hours=1))
        async with app.reading() as session:
            made = (
                await session.execute(select(Digest).where(col(Digest.composed_at).is_not(None)))
            ).scalars()
            states = {(digest.local_date, digest.slot_at.hour): digest.state for digest in made}
            after = (await session.execute(select(Subscriber))).scalar_one()
    assert min(states) == (date(2026, 11, 26), 8)
    assert states[min(states)] == "ready"
    first, *_ = await sent(app)
    assert "Covers Nov" in first.payload["text"]
    assert sum("Covers" in row.payload["text"] for row in await sent(app)) == 1
    assert (after.paused_at, after.paused_until) == (None, None)
