"""What the operator announces reaches each chat that wants to hear from us once, and nobody else."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from news.announce import AT_ONCE, announce, begin, end, fates_of
from news.app import App
from news.deliver import deliver
from news.models import Announcement, Chat, Delivery, Subscriber
from news.testing import NOON, Clock, Outbox, a_subscriber, an_app
from news.work import claim

OPERATOR = 99


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    async with an_app(tmp_path, clock=Clock(), messenger=Outbox()) as opened:
        yield replace(opened, operator_chat_id=OPERATOR)


async def an_announcement(app: App) -> int:
    async with app.session() as session:
        row = Announcement(html="We <b>move</b> house.", made_at=NOON)
        session.add(row)
        await session.flush()
        await begin(session, row, now=NOON)
        return row.id or 0


async def run(app: App, step: str) -> int:
    """Everything that is due of the step; gives how much that was."""
    async with app.session() as session:
        claims = await claim(session, step, now=app.now(), lease=timedelta(minutes=3), limit=1_000)
    for one in claims:
        await {"announce": announce, "deliver": deliver}[step](app, one)
    return len(claims)


async def run_to_the_end(app: App) -> None:
    for _ in range(30):
        await run(app, "announce")
        await run(app, "deliver")
        app.now.move(timedelta(seconds=6))  # type: ignore[attr-defined]


def heard(app: App) -> Counter[int]:
    return Counter(c.chat_id for c in app.messenger.calls if "move" in c.payload["text"])  # type: ignore[union-attr]


async def test_everybody_who_wants_to_hear_from_us_hears_it_once(app: App):
    async with app.session() as session:
        await a_subscriber(session, 1)
        await a_subscriber(session, 2, state="stopped")
        await a_subscriber(session, 3, paused_until=(NOON + timedelta(days=3)).date())
        await a_subscriber(session, 4, paused_until=NOON.date())
        await a_subscriber(session, 5, state="new")
        for number, values in {
            6: {"state": "blocked"},
            -7: {"kind": "supergroup"},
            -8: {"kind": "channel"},
        }.items():
            await a_subscriber(session, number)
            chat = (await session.execute(select(Chat).where(col(Chat.chat_id) == number))).scalar_one()
            for name, value in values.items():
                setattr(chat, name, value)
        topic = Chat(chat_id=-7, thread_id=5, kind="supergroup", created_at=NOON)
        session.add(topic)
        await session.flush()
        session.add(Subscriber(chat=topic.id or 0, state="active", created_at=NOON))
    await an_announcement(app)
    await run_to_the_end(app)
    assert heard(app) == {1: 1, 4: 1, -7: 1}
    [last] = [c for c in app.messenger.calls if c.chat_id == OPERATOR]  # type: ignore[union-attr]
    assert "3 chats got it" in last.payload["text"]


async def test_only_some_are_on_their_way_at_once_and_give_way_to_answers(app: App):
    async with app.session() as session:
        for number in range(1, AT_ONCE + 20):
            await a_subscriber(session, number)
    await an_announcement(app)
    await run(app, "announce")
    async with app.reading() as session:
        rows = (await session.execute(select(Delivery))).scalars().all()
    assert len(rows) == AT_ONCE
    assert all(row.bulk for row in rows)
    await run_to_the_end(app)
    assert heard(app) == dict.fromkeys(range(1, AT_ONCE + 20), 1)


async def test_who_stops_while_it_is_sent_and_had_not_got_it_hears_nothing(app: App):
    async with app.session() as session:
        for number in range(1, AT_ONCE + 2):
            await a_subscriber(session, number)
    await an_announcement(app)
    await run(app, "announce")
    async with app.session() as session:
        had = {row.chat for row in (await session.execute(select(Delivery))).scalars()}
        [left] = [r for r in (await session.execute(select(Subscriber))).scalars() if r.chat not in had]
        left.state = "stopped"
    await run_to_the_end(app)
    assert heard(app).total() == AT_ONCE


async def test_a_stop_midway_keeps_the_rest_from_getting_it(app: App):
    async with app.session() as session:
        for number in range(1, AT_ONCE + 50):
            await a_subscriber(session, number)
    number = await an_announcement(app)
    await run(app, "announce")
    async with app.session() as session:
        claims = await claim(session, "deliver", now=app.now(), lease=timedelta(minutes=3), limit=10)
    for one in claims:
        await deliver(app, one)
    async with app.session() as session:
        await end(session, await session.get_one(Announcement, number), now=app.now())
    await run_to_the_end(app)
    assert heard(app).total() == 10
    async with app.reading() as session:
        assert await fates_of(session, number) == {"sent": 10, "gone": AT_ONCE - 10}
    assert not await run(app, "announce")


async def test_an_announcement_that_was_run_twice_over_owes_nobody_a_second_one(app: App):
    """As after a kill between the commit of the deliveries and anything else."""
    async with app.session() as session:
        await a_subscriber(session, 1)
    number = await an_announcement(app)
    await run(app, "announce")
    async with app.session() as session:
        await begin(session, await session.get_one(Announcement, number), now=NOON)
    await run_to_the_end(app)
    assert heard(app) == {1: 1}
