"""More digests at one hour than may be sent: by the real steps, over a real database, by a clock that the test moves."""

import os
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select
from sqlmodel import col

from jobs.here import Sweeper
from news.app import App
from news.models import Delivery, Digest, Subscriber, Subscription, Work
from news.pipeline import STEPS
from news.ports import Outcome, Outgoing, Sent
from news.reader.agenda import digest_now, plan_next
from news.sending.stock import AHEAD, STOCK, turn_of
from news.sending.withdrawing import FRESH
from news.testing import NOON, Clock, Outbox, a_schedule, a_subscriber, a_topic, an_app
from tests.news.test_compose import a_told_story, run_due

READERS = 2_000 if os.environ.get("LONG_RUNS") else 24
PER_SECOND = 0.1
HOUR_AT = NOON + timedelta(minutes=4)


@dataclass
class Town:
    """A program, and when it sent what to whom: one message every ten seconds, as it is allowed to."""

    app: App
    clock: Clock
    sent: list[tuple[datetime, int, str]]

    async def live(self, until: datetime) -> None:
        sweeper = Sweeper(self.app, [step for step in STEPS if step.name in ("compose", "deliver")])
        while self.clock.at < until:
            while await sweeper.sweep(["compose"]):
                await sweeper.idle()
            await self.send_one()
            self.clock.move(timedelta(seconds=1 / PER_SECOND))

    async def send_one(self) -> None:
        """The next that is due, as the pace would let it go."""
        step = next(step for step in STEPS if step.name == "deliver")
        sweeper = Sweeper(self.app, [replace(step, concurrency=1, kept_free=0)])
        await sweeper.sweep()
        await sweeper.idle()

    async def digest_of(self, reader: int) -> Digest:
        async with self.app.reading() as session:
            found = await session.execute(
                select(Digest).where(col(Digest.subscriber_id) == reader).order_by(col(Digest.id)).limit(1)
            )
            return found.scalar_one()

    async def change(self, reader: int, **values: Any) -> None:
        async with self.app.session() as session:
            row = await session.get_one(Subscriber, reader)
            for name, value in values.items():
                setattr(row, name, value)


@asynccontextmanager
async def a_town(folder: Path, *, readers: int) -> AsyncIterator[Town]:
    """Readers numbered from 1, all of whom get their digest at four past twelve."""
    clock, sent = Clock(), list[tuple[datetime, int, str]]()

    def take(call: Outgoing) -> Outcome:
        sent.append((clock.at, call.chat_id, str(call.payload.get("text", ""))))
        return Sent(message_id=len(sent))

    async with an_app(folder, clock=clock, messenger=Outbox(take)) as opened:
        app = replace(opened, messages_per_second=PER_SECOND)
        async with app.session() as session:
            for topic in ("world", "science"):
                await a_topic(session, topic)
            await a_told_story(session)
            await a_told_story(session, "A comet is seen", topic="science")
            for number in range(1, readers + 1):
                reader = await a_subscriber(session, number, "world")
                schedule = await a_schedule(session, reader, "12:04")
                await plan_next(session, schedule, reader, now=clock.at)
        yield Town(app, clock, sent)


async def test_a_crowded_hour_begins_on_time_and_everybody_gets_a_fresh_digest_once(tmp_path: Path) -> None:
    async with a_town(tmp_path, readers=READERS) as town:
        await town.live(HOUR_AT)
        assert town.sent == [], "nothing comes before its hour"
        await town.live(HOUR_AT + timedelta(seconds=(READERS + 5) / PER_SECOND))
        times = [at for at, _, _ in town.sent]
        assert Counter(chat for _, chat, _ in town.sent) == dict.fromkeys(range(1, READERS + 1), 1)
        assert times[0] == HOUR_AT
        assert times[-1] - times[0] <= timedelta(seconds=READERS / PER_SECOND), "and no turn is left unused"
        async with town.app.reading() as session:
            rows = (await session.execute(select(Delivery))).scalars().all()
        assert len(rows) == READERS
        oldest = max(row.finished_at - row.created_at for row in rows if row.finished_at is not None)
        assert oldest <= STOCK + AHEAD + timedelta(seconds=8 / PER_SECOND)


async def test_who_asks_by_hand_in_a_crowded_hour_is_not_kept_waiting(tmp_path: Path) -> None:
    async with a_town(tmp_path, readers=READERS) as town:
        await town.live(HOUR_AT + timedelta(seconds=30))
        async with town.app.session() as session:
            reader = await a_subscriber(session, 9_999, "science")
            await digest_now(session, reader, now=town.clock.at)
        asked_at = town.clock.at
        await town.live(asked_at + timedelta(seconds=2 / PER_SECOND))
        assert [at - asked_at for at, chat, _ in town.sent if chat == 9_999] <= [
            timedelta(seconds=1 / PER_SECOND)
        ]
        assert 9_999 in {chat for _, chat, _ in town.sent}


async def test_who_stops_while_their_digest_waits_gets_none_and_was_shown_nothing(tmp_path: Path) -> None:
    async with a_town(tmp_path, readers=1) as town:
        town.clock.at = HOUR_AT
        await run_due(town.app)
        await town.change(1, state="stopped")
        town.clock.move(FRESH)
        await town.send_one()
        assert town.sent == []
        assert (await town.digest_of(1)).state == "skipped"
        assert await owed(town.app, "deliver") == 0
        await town.change(1, state="active")
        async with town.app.session() as session:
            await digest_now(session, await session.get_one(Subscriber, 1), now=town.clock.at)
        await run_due(town.app)
        await town.send_one()
        assert "Ferry sinks off Marel" in town.sent[0][2], "it is still news to them"


async def test_who_changes_what_they_follow_while_their_digest_waits_gets_it_as_they_want_it_now(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path, readers=1) as town:
        town.clock.at = HOUR_AT
        await run_due(town.app)
        town.clock.move(FRESH)
        async with town.app.session() as session:
            await session.execute(delete(Subscription))
            session.add(Subscription(subscriber_id=1, target="science", created_at=town.clock.at))
        await town.change(1, heard_at=town.clock.at)
        await town.send_one()
        assert town.sent == []
        await run_due(town.app)
        await town.change(1, heard_at=town.clock.at + FRESH / 2)  # and once is enough
        town.clock.move(FRESH)
        await town.send_one()
        assert ["A comet is seen" in text for _, _, text in town.sent] == [True]
        assert await owed(town.app, "deliver") == 0


async def test_what_a_reader_knew_before_is_no_news_in_a_digest_that_is_made_anew(tmp_path: Path) -> None:
    async with a_town(tmp_path, readers=1) as town:
        async with town.app.session() as session:
            await digest_now(session, await session.get_one(Subscriber, 1), now=town.clock.at)
        await run_due(town.app)
        await town.send_one()
        async with town.app.session() as session:
            session.add(Subscription(subscriber_id=1, target="science", created_at=town.clock.at))
        town.clock.at = HOUR_AT
        await run_due(town.app)
        town.clock.move(FRESH)
        await town.change(1, heard_at=town.clock.at)
        await town.send_one()
        await run_due(town.app)
        await town.send_one()
        assert [("Ferry sinks" in text, "A comet" in text) for _, _, text in town.sent] == [
            (True, False),
            (False, True),
        ]


def test_the_order_within_an_hour_is_another_each_day() -> None:
    """Digests are numbered in the order in which the day before made them; who was last is not last again."""
    order, places = list(range(1_000)), Counter[int]()
    for day in range(30):
        numbers = {reader: day * 1_000 + place for place, reader in enumerate(order)}
        order.sort(key=lambda reader: turn_of(numbers[reader]))
        places.update(order[900:])
    assert max(places.values()) < 12, "three times in thirty days are to be expected"
    assert len(places) > 900


async def owed(app: App, step: str) -> int:
    async with app.reading() as session:
        return len((await session.execute(select(Work).where(col(Work.step) == step))).all())
