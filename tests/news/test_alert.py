"""Breaking news reaches who wants it: at once, of what they follow, once a story, three a day, held by quiet hours."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from news.alert import _take, alert, spot
from news.models import Alert, Brief, Chat, Delivery, Mute, Story, Subscriber
from news.queries import seen_by
from news.reader.agenda import plan_next
from news.rendering.render_alert import MOST
from news.testing import (
    NOON,
    Clock,
    a_feed,
    a_schedule,
    a_story,
    a_subscriber,
    a_topic,
    an_app,
    an_article,
    an_outlet,
)
from news.work import claim, owe
from tests.news.test_compose import written

LEASE = timedelta(minutes=4)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON)


@pytest.fixture
async def app(tmp_path, clock):
    async with an_app(tmp_path, clock=clock) as app:
        async with app.session() as session:
            await a_topic(session, "world")
            await a_topic(session, "science")
        yield app


async def breaks(app, title="Dam bursts above Marel", *, outlets=5, topic="world") -> int:
    """A story that many report at once, as `watch` marks it."""
    now = app.now()
    async with app.session() as session:
        articles = []
        for number in range(outlets):
            feed = await a_feed(session, await an_outlet(session, f"{title} {number}", language="en"), topic)
            text = f"People flee as the {title.split()[0]} gives way, says {number}."
            articles.append(await an_article(session, feed, title, text, published_at=now))
        story = await a_story(session, *articles, topics=[topic], breaking_at=now)
        await written(session, story, *articles[:2])
        await owe(session, "spot", story.id or 0, at=now)
        return story.id or 0


async def run(app) -> None:
    """Everything that is due of the two steps."""
    for _ in range(12):
        claimed = False
        for step, verb in (("spot", spot), ("alert", alert)):
            async with app.session() as session:
                claims = await claim(session, step, now=app.now(), lease=LEASE, limit=10)
            for each in claims:
                claimed = True
                await verb(app, each)
        if not claimed:
            return


async def subscribed(app, chat=7, *topics: str, **more) -> None:
    async with app.session() as session:
        await a_subscriber(session, chat, *(topics or ("world",)), **{"alerts": "more"} | more)


async def told(app) -> list[str]:
    async with app.reading() as session:
        rows = (await session.execute(select(Delivery).where(col(Delivery.kind) == "alert"))).scalars()
        return [row.payload["text"] for row in rows]


async def states(app) -> list[str]:
    async with app.reading() as session:
        return list((await session.execute(select(col(Alert.state)).order_by(col(Alert.id)))).scalars())


async def test_a_breaking_story_reaches_who_follows_its_topic_once(app, clock):
    await subscribed(app)
    await breaks(app)
    await run(app)
    clock.move(timedelta(minutes=3))
    await run(app)
    (text,) = await told(app)
    assert "Breaking" in text
    assert "Dam bursts above Marel" in text
    assert "5 outlets" in text
    assert text.count("<a href=") >= 2, "with its sources"


@pytest.mark.parametrize(
    ("outlets", "alerts", "comes"),
    [(5, "off", False), (5, "biggest", False), (5, "more", True), (8, "biggest", True), (3, "more", False)],
)
async def test_the_level_says_how_many_independent_outlets_it_takes(app, outlets, alerts, comes):
    await subscribed(app, alerts=alerts)
    await breaks(app, outlets=outlets)
    await run(app)
    assert bool(await told(app)) == comes


async def test_a_story_that_grows_reaches_those_who_want_only_the_biggest(app, clock):
    await subscribed(app, alerts="biggest")
    story = await breaks(app, outlets=5)
    await run(app)
    assert await told(app) == []
    async with app.session() as session:
        row = await session.get_one(Story, story)
        row.independent, row.changed_at = 9, clock.at
    clock.move(timedelta(minutes=3))
    await run(app)
    assert len(await told(app)) == 1


async def test_other_topics_and_mutes_and_stopped_and_paused_readers_are_left_alone(app):
    await subscribed(app, 1, "science")
    await subscribed(app, 2, state="stopped")
    await subscribed(app, 3, paused_until=(NOON + timedelta(days=3)).date())
    await subscribed(app, 4)
    async with app.session() as session:
        reader = (
            await session.execute(select(Subscriber).order_by(col(Subscriber.id).desc()).limit(1))
        ).scalar_one()
        session.add(Mute(subscriber_id=reader.id or 0, kind="word", target="dam", created_at=NOON))
        session.add(await _blocked(session))
    await breaks(app)
    await run(app)
    assert await told(app) == []


async def _blocked(session) -> Chat:
    reader = await a_subscriber(session, 5, "world", alerts="more")
    chat = await session.get_one(Chat, reader.chat)
    chat.state = "blocked"
    return chat


async def test_at_most_three_come_a_local_day(app, clock):
    await subscribed(app, zone="Asia/Tokyo")
    for number in range(5):
        await breaks(app, f"Event{number} shakes the coast")
        await run(app)
        clock.move(timedelta(minutes=20))
    assert len(await told(app)) == 3
    assert (await states(app)).count("rolled") == 2
    clock.move(timedelta(hours=3))  # midnight has passed in Tokyo
    await breaks(app, "Morning brings another one")
    await run(app)
    assert len(await told(app)) == 4


async def test_quiet_hours_hold_alerts_and_then_tell_them_as_one(app, clock):
    await subscribed(app, zone="UTC", quiet_from="11:00", quiet_until="18:00")
    await breaks(app, "Dam bursts above Marel")
    await breaks(app, "Bridge falls in Arvel")
    await run(app)
    assert await told(app) == []
    assert await states(app) == ["held", "held"]
    clock.at = datetime(2026, 11, 22, 18, 0, 1, tzinfo=NOON.tzinfo)
    await run(app)
    (text,) = await told(app)
    assert "While it was quiet" in text
    assert "Dam bursts" in text
    assert "Bridge falls" in text


async def test_what_another_worker_told_while_we_waited_for_the_reader_is_not_told_again(app, clock):
    await subscribed(app, zone="UTC", quiet_from="11:00", quiet_until="18:00")
    await breaks(app)
    await run(app)
    clock.at = datetime(2026, 11, 22, 18, 0, 1, tzinfo=NOON.tzinfo)
    async with app.session() as session:
        (held,) = (await session.execute(select(Alert))).scalars()  # as we knew it before the reader was ours
        by_another = update(Alert).values(state="sent").execution_options(synchronize_session=False)
        await session.execute(by_another)
        (taken,) = await claim(session, "alert", now=clock.at, lease=LEASE, limit=5)
        assert held.state == "held"
        assert await _take(session, taken, now=clock.at) is None


async def test_what_is_muted_while_it_is_held_is_not_told(app, clock):
    await subscribed(app, zone="UTC", quiet_from="11:00", quiet_until="18:00")
    await breaks(app, "Dam bursts above Marel")
    await breaks(app, "Bridge falls in Arvel")
    await run(app)
    async with app.session() as session:
        reader = (await session.execute(select(Subscriber))).scalar_one()
        session.add(Mute(subscriber_id=reader.id or 0, kind="word", target="dam", created_at=NOON))
    clock.at = datetime(2026, 11, 22, 18, 0, 1, tzinfo=NOON.tzinfo)
    await run(app)
    (text,) = await told(app)
    assert "Bridge falls" in text
    assert "Dam bursts" not in text


AT_SIX = datetime(2026, 11, 22, 18, 0, 1, tzinfo=NOON.tzinfo)
HELD = {"zone": "UTC", "quiet_from": "11:00", "quiet_until": "18:00"}


async def plans(app, *topics: str, at: str = "18:15", **more) -> None:
    """A digest of these topics."""
    async with app.session() as session:
        reader = (await session.execute(select(Subscriber))).scalar_one()
        schedule = await a_schedule(session, reader, at, topics=list(topics), **more)
        await plan_next(session, schedule, reader, now=app.now())


@pytest.mark.parametrize("topics", [(), ("world",), ("science", "world")])
async def test_what_was_held_is_left_to_a_digest_that_comes_soon_after(app, clock, topics):
    await subscribed(app, **HELD)
    await plans(app, *topics)
    await breaks(app)
    await run(app)
    clock.at = AT_SIX
    await run(app)
    assert await told(app) == []
    assert await states(app) == ["rolled"]


async def test_what_was_held_is_told_where_the_digest_that_comes_is_of_something_else(app, clock):
    await subscribed(app, **HELD)
    await plans(app, "science")
    await breaks(app)
    await run(app)
    clock.at = AT_SIX
    await run(app)
    (text,) = await told(app)
    assert "Dam bursts above Marel" in text
    assert await states(app) == ["sent"]


async def test_the_second_digest_that_comes_may_be_the_one_that_has_it(app, clock):
    await subscribed(app, **HELD)
    await plans(app, "science", at="18:10")
    await plans(app, "world", at="18:30")
    await breaks(app)
    await run(app)
    clock.at = AT_SIX
    await run(app)
    assert await told(app) == []


async def test_of_what_was_held_only_that_is_told_which_the_digest_does_not_have(app, clock):
    await subscribed(app, 7, "world", "science", **HELD)
    await plans(app, "science")
    await breaks(app)
    await breaks(app, "Comet seen over Tarn", topic="science")
    await run(app)
    clock.at = AT_SIX
    await run(app)
    (text,) = await told(app)
    assert "Dam bursts" in text
    assert "Comet" not in text


async def test_what_a_digest_that_comes_soon_has_no_room_for_is_told(app, clock):
    await subscribed(app, **HELD)
    await plans(app, "world", stories=1)
    await breaks(app, outlets=9)
    await breaks(app, "Bridge falls in Tarn")
    await run(app)
    clock.at = AT_SIX
    await run(app)
    (text,) = await told(app)
    assert "Bridge falls" in text
    assert "Dam bursts" not in text


async def unwritten(app, state="ordered") -> None:
    async with app.session() as session:
        await session.execute(update(Brief).values(state=state))


async def test_what_is_not_written_in_time_is_told_by_its_headline_and_outlets(app, clock):
    await subscribed(app)
    story = await breaks(app)
    await unwritten(app)
    await run(app)
    assert await told(app) == [], "it is still being written"
    clock.move(timedelta(seconds=61))
    await run(app)
    (text,) = await told(app)
    assert "Dam bursts above Marel" in text
    assert "5 outlets" in text
    assert "word for word" not in text
    assert await states(app) == ["sent"]
    async with app.reading() as session:
        reader = (await session.execute(select(Subscriber))).scalar_one()
        assert await seen_by(session, reader.id or 0, [story]) == {}, "a digest has all of it to tell"


async def test_what_cannot_be_written_is_told_all_the_same(app):
    await subscribed(app)
    await breaks(app)
    await unwritten(app, "unavailable")
    await run(app)
    assert len(await told(app)) == 1


async def test_of_many_that_were_held_those_not_shown_stay_news(app, clock):
    await subscribed(app, zone="UTC", quiet_from="11:00", quiet_until="18:00")
    stories = [await breaks(app, f"Event{number} shakes the coast") for number in range(MOST + 2)]
    await run(app)
    clock.at = datetime(2026, 11, 22, 18, 0, 1, tzinfo=NOON.tzinfo)
    await run(app)
    async with app.reading() as session:
        reader = (await session.execute(select(Subscriber))).scalar_one()
        assert len(await seen_by(session, reader.id or 0, stories)) == MOST


async def test_an_alert_makes_a_sound_unless_the_reader_wants_none(app):
    await subscribed(app, 1)
    await subscribed(app, 2, alerts_silent=True)
    await breaks(app)
    await run(app)
    async with app.reading() as session:
        rows = (await session.execute(select(Delivery).where(col(Delivery.kind) == "alert"))).scalars()
        sounds = [row.payload.get("disable_notification", False) for row in rows]
    assert sorted(sounds) == [False, True]


async def test_what_was_told_at_once_is_not_told_again_by_another_alert_when_stories_merge(app, clock):
    await subscribed(app)
    first = await breaks(app, "Dam bursts above Marel")
    await run(app)
    clock.move(timedelta(minutes=10))
    second = await breaks(app, "Wall of water hits Marel valley")
    async with app.session() as session:
        (await session.get_one(Story, first)).merged_into = second
    await run(app)
    assert len(await told(app)) == 1
