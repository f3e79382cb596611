"""The program was down, or the machine's clock went astray: every digest comes, once, and says what it covers."""

import random
import time
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from news.app import App
from news.clock import local_date, slot_on
from news.deliver import deliver
from news.models import Chat, Digest, Subscriber
from news.reader.agenda import plan_all
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
from news.work import claim, take_back
from sandbox.limits import Limits
from tests.hostile.rush import Told, a_rush
from tests.measured import IS_WHOLE, SEED
from tests.news.test_compose import LEASE, run_due, written

ZONES = (
    "Europe/Berlin",
    "Asia/Kolkata",
    "America/St_Johns",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "UTC",
)
TICK = timedelta(minutes=10)


async def readers(app: App, *zones: str, hour: str = "08:00") -> None:
    async with app.session() as session:
        await a_topic(session, "world")
        for number, zone in enumerate(zones, start=1):
            reader = await a_subscriber(session, number, "world", zone=zone)
            await a_schedule(session, reader, hour)
            await plan_all(session, reader, now=app.now())


async def published(app: App, at: datetime, name: str) -> None:
    """A story that two outlets told then, and its brief."""
    async with app.session() as session:
        articles = []
        for number in range(2):
            feed = await a_feed(session, await an_outlet(session, f"{name} {number}", language="en"), "world")
            text = f"Nine people died when the {name} sank off Marel, rescuers of ship {number} said."
            articles.append(
                await an_article(session, feed, f"The {name} sinks off Marel", text, published_at=at)
            )
        await written(session, await a_story(session, *articles), *articles)


async def tick(app: App) -> None:
    await run_due(app)
    async with app.session() as session:
        claims = await claim(session, "deliver", now=app.now(), lease=LEASE, limit=100)
    for claimed in claims:
        await deliver(app, claimed)


async def went_on(app: App, clock: Clock, span: timedelta) -> None:
    until = clock.at + span
    while clock.at < until:
        await tick(app)
        clock.move(TICK)


def digests_of(outbox: Outbox) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for call in outbox.calls:
        if "Your news" in str(call.payload.get("text")):
            found[call.chat_id].append(str(call.payload["text"]))
    return found


@pytest.mark.parametrize("days", [3, 8] if IS_WHOLE else [3])
async def test_after_days_down_each_reader_gets_one_digest_that_says_what_it_covers(
    tmp_path: Path, days: int, record
) -> None:
    clock, outbox = Clock(NOON), Outbox()
    async with an_app(tmp_path, clock=clock, messenger=outbox) as app:
        await readers(app, *ZONES)
        await published(app, clock.at, "Ansel")
        await went_on(app, clock, timedelta(hours=26))
        before = {chat: len(texts) for chat, texts in digests_of(outbox).items()}
        assert set(before.values()) == {1}
        clock.move(timedelta(days=days))  # nobody works meanwhile
        for ago in range(min(days, 3)):
            await published(app, clock.at - timedelta(days=ago, hours=1), f"Ferry{ago}")
        async with app.session() as session:
            await take_back(session, now=clock.at)
        await went_on(app, clock, timedelta(hours=3))
        came = {chat: texts[before[chat] :] for chat, texts in digests_of(outbox).items()}
        assert [len(texts) for texts in came.values()] == [1] * len(ZONES)
        texts = [texts[0] for texts in came.values()]
        assert all("Covers " in text for text in texts)
        assert all(f"Ferry{ago}" in text for text in texts for ago in range(min(days, 3)))
        await published(app, clock.at, "Morrow")
        await went_on(app, clock, timedelta(hours=24))
        after = {chat: texts[before[chat] + 1 :] for chat, texts in digests_of(outbox).items()}
        assert [len(texts) for texts in after.values()] == [1] * len(ZONES)
        assert not any("Covers " in texts[0] for texts in after.values())
    if days == 3:
        record(
            f"Three days down, {len(ZONES)} readers from Kiritimati to Pago Pago",
            bar="one digest for each within three hours, which says what period it covers; the next day as ever",
            figure=f"{len(texts)} of {len(ZONES)}",
        )


BIGGEST = (
    Told("Quake shakes the city of Orvane", ago=timedelta(days=6, hours=12), outlets=9),
    Told("Parliament of Norn votes the cabinet out", ago=timedelta(days=3), outlets=9),
    Told("Fire closes the harbour at Tessin", ago=timedelta(days=1, hours=6), outlets=9),
)
SMALL = tuple(
    Told(f"{what} in {where} talks of plans", ago=timedelta(hours=hours), outlets=1)
    for hours, (what, where) in enumerate(
        [("Baker", "Arvel"), ("Choir", "Lunt"), ("Ferry", "Marel"), ("School", "Oss"), ("Bank", "Quill"), ("Museum", "Pell")],
        start=1,
    )
)  # fmt: skip
WITHIN_S = 600.0
DOWN = timedelta(days=7, minutes=30)
"""So long ago was the hour of the first digest that did not come: today's has passed, too."""


@pytest.mark.timeout(1800)
async def test_after_a_week_down_the_whole_program_sends_each_reader_one_digest_of_the_best(
    tmp_path: Path, record
) -> None:
    """Of ten readers one pauses still, and one paused until some day of that week."""
    readers, today = 1_000 if IS_WHOLE else 20, datetime.now(UTC).date()
    pausing, back = set(range(1, readers, 10)), set(range(2, readers, 10))
    paused = dict.fromkeys(pausing, today + timedelta(days=5)) | dict.fromkeys(
        back, today - timedelta(days=3)
    )
    wanted = set(range(1, readers + 1)) - pausing
    async with a_rush(
        tmp_path, readers, limits=Limits(), ago=DOWN, told=(*BIGGEST, *SMALL), paused=paused
    ) as rush:
        began = time.monotonic()
        await rush.program.start()
        await rush.record.until(lambda: wanted <= {chat for chat, _ in rush.record}, patience_s=WITHIN_S)
        took_s = time.monotonic() - began
        refused = rush.telegram.api.called["sendMessage"] - len(rush.record)
        await rush.program.stop()
        assert set(rush.arrived) == wanted
        assert set(rush.arrived.values()) == {1}
        for reader in wanted:
            [text] = rush.texts(reader)
            assert "Covers " in text, text
            assert [told.title for told in BIGGEST if told.title not in text] == [], text
        assert refused == 0
        record(
            f"Seven days down, {readers:,} readers of whom {len(pausing)} pause, and {len(back)} did until a day of that week, the whole program",
            bar="one digest each, which says what it covers and has the biggest of the week, none for who pauses, within ten minutes, as fast as allowed and no faster",
            figure=f"{len(wanted):,} of {len(wanted):,} had one, {len(pausing)} none; all within {took_s:.0f} s, {refused} refused",
        )


def slots(zone: str, first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


RUNS, DAYS = (20, 30) if IS_WHOLE else (1, 14)


@pytest.mark.parametrize("seed", range(SEED, SEED + RUNS))
async def test_whatever_the_clock_does_by_hours_each_day_has_one_digest(
    tmp_path: Path, seed: int, record
) -> None:
    """The machine's clock is off by up to ten hours, forwards and back, and set right again, many times in a month."""
    dice, clock, outbox = random.Random(seed), Clock(NOON), Outbox()
    error, jumps, truth = timedelta(0), 0, NOON
    async with an_app(tmp_path, clock=clock, messenger=outbox) as app:
        await readers(app, *ZONES)
        first = {zone: local_date(NOON, zone=zone) for zone in ZONES}
        while truth < NOON + timedelta(days=DAYS):
            await run_due(app)
            truth += timedelta(minutes=20)
            if dice.random() < 0.03:
                error = timedelta(0) if error else timedelta(minutes=dice.randrange(-600, 600))
                jumps += 1
            clock.at = truth + error
        clock.at = truth
        await run_due(app)
        fired = await composed(app)
    wrong = []
    for zone, dates in fired.items():
        repeated = [day for day, count in Counter(dates).items() if count > 1]
        owed = [
            day
            for day in slots(zone, first[zone] + timedelta(days=1), local_date(truth, zone=zone))
            if slot_on(day, "08:00", zone=zone).at <= truth - timedelta(minutes=20)
        ]
        wrong += [(zone, day) for day in {*repeated, *(set(owed) - set(dates))}]
    assert wrong == []
    record(
        f"Jumps of the clock by up to ten hours, {RUNS} times in {DAYS} days, {len(ZONES)} zones",
        bar="1,000 jumps: one digest a local day, none missing, none twice",
        figure="{cases} jumps: 0 missing, 0 twice",
        cases=jumps,
    )


async def composed(app: App) -> dict[str, list[date]]:
    async with app.reading() as session:
        rows: Any = await session.execute(
            select(Digest, col(Subscriber.zone))
            .join(Subscriber, col(Subscriber.id) == col(Digest.subscriber_id))
            .join(Chat, col(Chat.id) == col(Subscriber.chat))
            .where(col(Digest.composed_at).is_not(None))
        )
        found: dict[str, list[date]] = defaultdict(list)
        for digest, zone in rows:
            found[zone].append(digest.local_date)
    return found
