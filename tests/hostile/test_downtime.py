"""The program was down, or the machine's clock went astray: every digest comes, once, and says what it covers."""

import random
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from news.app import App
from news.clock import local_date, slot_on
from news.compose import compose
from news.deliver import deliver
from news.digest.overdue import NEAR, OVERDUE
from news.models import Chat, Digest, Subscriber, Work
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


@dataclass(frozen=True)
class Plan:
    """When a reader has a digest."""

    schedule: int
    reader: int
    hour: str
    days: str
    zone: str

    def slots(self, since: datetime, until: datetime) -> list[tuple[date, datetime]]:
        """Their local dates and instants, after the one and up to the other."""
        first, last = (local_date(at, zone=self.zone) for at in (since, until))
        days = [day for day in slots(self.zone, first, last) if str(day.isoweekday()) in self.days]
        found = [(day, slot_on(day, self.hour, zone=self.zone).at) for day in days]
        return [(day, at) for day, at in found if since < at <= until]


async def some_readers(app: App, dice: random.Random, count: int) -> list[Plan]:
    """Each with one to four hours of some days."""
    plans = []
    async with app.session() as session:
        await a_topic(session, "world")
        for number in range(1, count + 1):
            zone = dice.choice(ZONES)
            reader = await a_subscriber(session, number, "world", zone=zone)
            for hour in dice.sample(
                [f"{h:02}:{m}" for h in range(24) for m in ("00", "30")], dice.randint(1, 4)
            ):
                days = dice.choice(["1234567", "12345", "67", "246"])
                schedule = await a_schedule(session, reader, hour, days=days)
                plans.append(Plan(schedule.id or 0, reader.id or 0, hour, days, zone))
            await plan_all(session, reader, now=app.now())
    return plans


async def dies_in_the_middle(app: App, dice: random.Random) -> None:
    """Some digests are taken one run further, of others only the claim is left."""
    async with app.session() as session:
        claims = await claim(session, "compose", now=app.now(), lease=LEASE, limit=100)
    for claimed in claims[: dice.randint(0, len(claims))]:
        await compose(app, claimed)


@pytest.mark.parametrize("seed", range(SEED, SEED + (20 if IS_WHOLE else 2)))
async def test_whatever_hours_readers_have_a_downtime_makes_one_digest_of_all_and_loses_no_other(
    tmp_path: Path, seed: int, record
) -> None:
    """Downtimes of up to three days and a half, at any time; after half of them the program dies again while it makes up for them."""
    dice, clock, outbox = random.Random(seed), Clock(NOON), Outbox()
    up: list[tuple[datetime, datetime]] = []
    async with an_app(tmp_path, clock=clock, messenger=outbox) as app:
        plans = await some_readers(app, dice, 8)
        running = replace(app, started_at=clock.at)
        for number in range(4):
            began = clock.at
            for _ in range(dice.randint(1, 8)):
                await published(app, clock.at, f"Ansel {number} {clock.at:%d %H %M}")
                await went_on(running, clock, timedelta(hours=4))
            up.append((began, clock.at))
            clock.move(timedelta(minutes=dice.randint(60, 84 * 60)))
            await published(app, clock.at, f"Ferry {number}")
            running = replace(app, started_at=clock.at)
            if dice.random() < 0.5:
                await dies_in_the_middle(running, dice)
                clock.move(timedelta(minutes=1))
                running = replace(app, started_at=clock.at)
                async with app.session() as session:
                    await take_back(session, now=clock.at)
        began = clock.at
        await went_on(running, clock, timedelta(hours=30))
        up.append((began, clock.at))
        async with app.reading() as session:
            made = list(await session.scalars(select(Digest).order_by(col(Digest.composed_at))))
            owed = set(await session.scalars(select(col(Work.row)).where(col(Work.step) == "compose")))
    late = [one for one in made if one.state == "ready" and lateness(one) > OVERDUE]
    told_twice = [
        (one.subscriber_id, one.composed_at, other.slot_at)
        for one in late
        for other in made
        if other.subscriber_id == one.subscriber_id
        and other.id != one.id
        and other.composed_at is not None
        and one.composed_at is not None
        and timedelta(0) <= other.composed_at - one.composed_at < NEAR
    ]
    assert told_twice == []
    zones = {plan.reader: plan.zone for plan in plans}
    days = [(one.slot_at, one.composed_at or one.slot_at, zones[one.subscriber_id]) for one in late]
    of_days = [local_date(at, zone=zone) < local_date(made_at, zone=zone) for at, made_at, zone in days]
    said = sum("Covers " in text for texts in digests_of(outbox).values() for text in texts)
    assert said == sum(of_days) > 0
    by_slot = {(one.schedule_id, one.local_date): one for one in made}
    lost = [
        (plan, at)
        for plan in plans
        for since, until in up
        for day, at in plan.slots(since, until - TICK)
        if not is_made_or_made_up_for(by_slot.get((plan.schedule, day)), at, late)
    ]
    assert lost == []
    forgotten = [
        (plan, down, back)
        for (_, down), (back, _) in pairwise(up)
        for plan in plans
        if plan.slots(down, back)
        and not any(
            one.subscriber_id == plan.reader
            and one.composed_at is not None
            and down <= one.composed_at <= back + TICK
            for one in made
        )
    ]
    assert forgotten == []
    planned = Counter(one.schedule_id for one in made if one.state == "planned")
    assert planned == {plan.schedule: 1 for plan in plans}
    assert {one.id for one in made if one.state in ("planned", "chosen")} == owed
    record(
        "Downtimes of up to three and a half days, four times, of readers with one to four hours a day in 6 zones; after half of them the program dies again at once",
        bar="one digest makes up for a downtime of half a day and more, none within the hour after it, every other hour has its own",
        figure="{cases} digests that made up for others: 0 told twice, 0 hours without a digest",
        cases=len(late),
    )


def lateness(digest: Digest) -> timedelta:
    return (digest.composed_at or digest.slot_at) - digest.slot_at


def is_made_or_made_up_for(digest: Digest | None, at: datetime, late: list[Digest]) -> bool:
    """`at`: its hour, at which the program was up."""
    if digest is None or digest.state == "planned":
        return False
    return digest.state != "skipped" or any(
        one.subscriber_id == digest.subscriber_id
        and one.composed_at is not None
        and at - NEAR - TICK <= one.composed_at <= at + TICK
        for one in late
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
