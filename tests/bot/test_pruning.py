"""What is never opened is offered for pruning under a digest: kept or dropped by one tap, and brought back by another."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from news.compose import compose
from news.models import Delivery, Digest, Opening, Schedule, Story, Subscriber, Subscription
from news.reader.agenda import plan_next
from news.testing import NOON, Clock, a_topic
from news.work import claim
from tests.bot.readers import Json, Reader, a_reader, button
from tests.news.test_compose import a_told_story

LONG_AGO = NOON - timedelta(days=100)


@pytest.fixture
async def reader(tmp_path) -> AsyncIterator[Reader]:
    """One who has followed two topics for long, gets stories of both, and opens those of science."""
    clock = Clock()
    async with a_reader(tmp_path, clock=clock) as made:
        async with made.app.session() as session:
            for slug in ("sport", "science"):
                await a_topic(session, slug)
            await a_told_story(session, "Lab in Arvel weighs a neutrino", topic="science")
            await a_told_story(session, "Cup final goes to Norn", topic="sport")
        await made.types("/topics sport science")
        async with made.app.session() as session:
            for row in (await session.execute(select(Subscription))).scalars():
                row.created_at = LONG_AGO
                session.add(row)
            subscriber = (await session.execute(select(Subscriber))).scalar_one()
            subscriber.state, subscriber.zone = "active", "UTC"
            session.add(
                Digest(
                    subscriber_id=subscriber.id or 0, local_date=NOON.date() - timedelta(days=3), slot_at=NOON,
                    state="ready", composed_at=NOON - timedelta(days=3), created_at=NOON,
                    items=[{"story": 999, "revision": 1, "why": {"for": ["sport"]}}] * 8,
                )
            )  # fmt: skip
        yield made


async def scheduled_digest(reader: Reader) -> list[Json]:
    """What is sent at the reader's hour."""
    async with reader.app.session() as session:
        subscriber = (await session.execute(select(Subscriber))).scalar_one()
        schedule = Schedule(subscriber_id=subscriber.id or 0, local_time="12:00")
        session.add(schedule)
        await session.flush()
        digest = await plan_next(session, schedule, subscriber, now=reader.app.now())
    for _ in range(4):
        async with reader.app.session() as session:
            claims = await claim(
                session, "compose", now=reader.app.now(), lease=timedelta(minutes=2), limit=5
            )
        for one in claims:
            await compose(reader.app, one)
    async with reader.app.reading() as session:
        rows = select(Delivery).where(col(Delivery.kind) == "digest", col(Delivery.subject) == digest.id)
        return [row.payload for row in (await session.execute(rows.order_by(col(Delivery.part)))).scalars()]


async def opens_science(reader: Reader) -> None:
    async with reader.app.reading() as session:
        found = await session.execute(select(col(Story.id)).where(col(Story.headline).like("Lab%")))
        story = found.scalar_one()
    await reader.taps(f"v1:open:{story}")


async def follows(reader: Reader) -> list[str]:
    async with reader.app.reading() as session:
        return sorted((await session.execute(select(col(Subscription.target)))).scalars())


async def test_opening_a_story_is_remembered_of_what_it_came_for(reader: Reader) -> None:
    await opens_science(reader)
    async with reader.app.reading() as session:
        [row] = (await session.execute(select(Opening))).scalars()
    assert (row.interest, row.opened_at) == ("science", NOON)


async def test_a_digest_asks_once_about_what_is_never_opened(reader: Reader) -> None:
    await opens_science(reader)
    *_, asked = await scheduled_digest(reader)
    assert "opened nothing about Sport" in asked["text"]
    left = await reader.taps(button(asked, "Stop following"))
    assert await follows(reader) == ["science"]
    await reader.taps(button(left, "Follow again"))
    assert await follows(reader) == ["science", "sport"]


async def test_what_is_kept_stays_and_is_not_asked_about_again(reader: Reader) -> None:
    await opens_science(reader)
    *_, asked = await scheduled_digest(reader)
    await reader.taps(button(asked, "Keep"))
    assert await follows(reader) == ["science", "sport"]
    async with reader.app.session() as session:
        await a_told_story(session, "Match at Norn ended late", topic="sport")
    assert "opened nothing" not in (await scheduled_digest(reader))[-1]["text"]


async def test_who_opens_nothing_is_asked_nothing(reader: Reader) -> None:
    assert "opened nothing" not in (await scheduled_digest(reader))[-1]["text"]


async def test_nobody_drops_what_another_follows(reader: Reader) -> None:
    await opens_science(reader)
    *_, asked = await scheduled_digest(reader)
    reader.chat = 8
    await reader.taps(button(asked, "Stop following"))
    assert await follows(reader) == ["science", "sport"]
