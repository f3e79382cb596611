"""Who comes back after days is offered, once, the biggest of what they follow meanwhile."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.greeting.catching_up import AWAY_AFTER
from news.compose import compose
from news.models import Brief, Delivery, Digest, Subscriber
from news.reader.seen import mark_seen
from news.story.stories import read_stories
from news.story.viewing import bare_view
from news.testing import Clock, a_feed, a_story, a_topic, an_article, an_outlet
from news.work import claim
from tests.bot.readers import Reader, a_reader, data_of


@pytest.fixture
async def reader(tmp_path) -> AsyncIterator[Reader]:
    async with a_reader(tmp_path, clock=Clock()) as reader:
        async with reader.app.session() as session:
            await a_topic(session, "world")
        await reader.types("/topics world")
        await reader.types("/time 08:00 UTC")
        yield reader


async def happened(reader: Reader, headline: str, *, outlets: int) -> int:
    """A story that the reader was shown already."""
    async with reader.app.session() as session:
        articles = []
        for number in range(outlets):
            outlet = await an_outlet(session, f"{headline} {number}", language="en")
            feed = await a_feed(session, outlet, "world")
            at = reader.app.now()
            articles.append(await an_article(session, feed, headline, f"{headline}.", published_at=at))
        story = await a_story(session, *articles, topics=["world"])
        session.add(
            Brief(
                story_id=story.id or 0, language="en", revision=1, state="ready", mode="extractive", headline=headline,
                headline_language="en", headline_cites=[articles[0].id], ordered_at=at, ready_at=at,
                paragraphs=[[{"text": f"{headline}.", "cites": [articles[0].id], "language": "en"}]],
            )
        )  # fmt: skip
        subscriber = (await session.execute(select(Subscriber))).scalar_one()
        view = bare_view((await read_stories(session, [story.id or 0]))[story.id or 0])
        await mark_seen(session, subscriber.id or 0, [view], now=at)
        return story.id or 0


async def a_week_of_news(reader: Reader) -> None:
    for headline, outlets in (("Mouse seen", 3), ("Ferry sinks", 6), ("Council votes", 4), ("Cat sleeps", 1)):
        reader.app.now.move(timedelta(hours=6))
        await happened(reader, headline, outlets=outlets)


async def test_who_comes_back_is_offered_it_once(reader):
    await a_week_of_news(reader)
    reader.app.now.move(AWAY_AFTER)
    await reader.types("/help")
    assert ["What you can do" in each["text"] for each in reader.answers] == [True, False]
    assert "last here on" in reader.answers[-1]["text"]
    await reader.types("/help")
    assert len(reader.answers) == 1


async def test_who_was_here_lately_is_not(reader):
    await a_week_of_news(reader)
    reader.app.now.move(timedelta(days=1))
    await reader.taps("v1:menu:settings")
    await reader.types("/help")
    assert len(reader.answers) == 1


async def test_where_nothing_big_happened_nothing_is_offered(reader):
    await happened(reader, "Cat sleeps", outlets=1)
    reader.app.now.move(AWAY_AFTER + timedelta(hours=1))
    await reader.types("/help")
    assert len(reader.answers) == 1


async def test_where_nothing_big_happened_in_what_is_followed_nothing_is_offered(reader):
    async with reader.app.session() as session:
        await a_topic(session, "science")
    await reader.types("/topics science")
    await a_week_of_news(reader)
    reader.app.now.move(AWAY_AFTER)
    await reader.types("/help")
    assert len(reader.answers) == 1


async def test_what_is_muted_is_no_reason_to_offer_it(reader):
    await reader.types("/mute world")
    await a_week_of_news(reader)
    reader.app.now.move(AWAY_AFTER)
    await reader.types("/help")
    assert len(reader.answers) == 1


async def test_who_follows_words_is_offered_what_is_about_them(reader):
    async with reader.app.session() as session:
        await a_topic(session, "science")
    await reader.types("/topics science")
    for word in ("ferry", "mouse", "council"):
        await reader.types(f"/follow {word}")
    await a_week_of_news(reader)
    reader.app.now.move(AWAY_AFTER)
    await reader.types("/help")
    assert "last here on" in reader.answers[-1]["text"]


async def test_who_stopped_is_not_called_back(reader):
    await reader.types("/stop")
    await a_week_of_news(reader)
    reader.app.now.move(AWAY_AFTER)
    await reader.types("/help")
    assert len(reader.answers) == 1


async def test_one_tap_tells_the_biggest_although_they_were_sent_before(reader):
    await a_week_of_news(reader)
    reader.app.now.move(AWAY_AFTER)
    offered = (await reader.types("/help"), reader.answers[-1])[1]
    (button,) = data_of(offered)
    await reader.taps(button)
    await composed(reader)

    async with reader.app.reading() as session:
        digests = select(Digest).where(col(Digest.schedule_id).is_(None))
        (digest,) = (await session.execute(digests)).scalars()
        found = select(Delivery).where(col(Delivery.kind) == "digest", col(Delivery.subject) == digest.id)
        (sent,) = (await session.execute(found)).scalars()
    text = sent.payload["text"]
    assert text.index("Ferry sinks") < text.index("Mouse seen")
    assert "Covers" in text
    assert "Update" not in text
    assert digest.state == "ready"


async def composed(reader: Reader) -> None:
    for _ in range(5):
        async with reader.app.session() as session:
            claims = await claim(
                session, "compose", now=reader.app.now(), lease=timedelta(minutes=2), limit=5
            )
        for one in claims:
            await compose(reader.app, one)


@pytest.mark.parametrize("data", ["v1:away:99999999999", "v1:away:5", "v1:away:x"])
async def test_a_button_of_another_time_is_out_of_date(reader, data):
    await reader.taps(data)
    async with reader.app.reading() as session:
        assert (
            await session.execute(select(Digest).where(col(Digest.schedule_id).is_(None)))
        ).first() is None
