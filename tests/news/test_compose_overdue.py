"""After a downtime a reader has one digest of all that it kept, made of what feeds brought after it, and none that is near besides."""

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update
from sqlmodel import col

from news.app import App
from news.compose import compose
from news.digest.arriving import FIRST_NEWS_WAIT
from news.digest.overdue import NEAR
from news.models import Article, Brief, Delivery, Digest, Schedule, Story, Subscriber, Work
from news.reader.agenda import plan_all, plan_next, unplan
from news.testing import (
    NOON,
    Clock,
    a_feed,
    a_postgres,
    a_schedule,
    a_story,
    a_subscriber,
    a_topic,
    an_app,
    an_article,
    an_outlet,
)
from news.work import REST, claim, forgive, owe
from tests.news.test_compose import LEASE, run_due, written

DOWN = timedelta(days=4)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON)


@pytest.fixture(params=["SQLite", "PostgreSQL"])
async def app(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> AsyncIterator[App]:
    server = os.environ.get("TEST_POSTGRES_URL")
    if request.param == "SQLite":
        async with an_app(tmp_path, clock=clock) as made:
            yield made
    elif server is None:
        pytest.skip("TEST_POSTGRES_URL names no PostgreSQL server")
    else:
        async with a_postgres(server) as url, an_app(tmp_path, clock=clock, database_url=url) as made:
            yield made


async def a_reader(app: App, *hours: str, own: tuple[str, ...] = ()) -> None:
    """With a digest planned for each hour, of which `own` have a topic of their own."""
    async with app.session() as session:
        await a_topic(session, "world")
        reader = await a_subscriber(session, 7, "world")
        for hour in hours:
            await a_schedule(session, reader, hour, topics=["world"] if hour in own else [])
        await plan_all(session, reader, now=app.now())


async def came(app: App, name: str, *, at: datetime) -> tuple[Story, list[Article]]:
    """A story of two outlets that was read then; nobody has written it."""
    async with app.session() as session:
        articles = []
        for number in range(2):
            feed = await a_feed(session, await an_outlet(session, f"{name} {number}", language="en"), "world")
            text = f"Nine people died when the {name} sank off Marel, rescuers of ship {number} said."
            articles.append(
                await an_article(session, feed, f"The {name} sinks off Marel", text, published_at=at)
            )
        return await a_story(session, *articles), articles


async def told(app: App, name: str, *, at: datetime) -> None:
    story, articles = await came(app, name, at=at)
    async with app.session() as session:
        await written(session, story, *articles)


def is_back(app: App, clock: Clock, *, after: timedelta = DOWN) -> App:
    """As the program starts after so long."""
    clock.move(after)
    return replace(app, started_at=clock.at)


async def digests(app: App) -> dict[str, Counter[str]]:
    """By hour, how many are in which state."""
    async with app.reading() as session:
        rows = await session.execute(
            select(col(Schedule.local_time), col(Digest.state)).join(
                Schedule, col(Schedule.id) == col(Digest.schedule_id)
            )
        )
        found: dict[str, Counter[str]] = {}
        for hour, state in rows:
            found.setdefault(hour, Counter())[state] += 1
    return found


async def texts(app: App) -> list[str]:
    async with app.reading() as session:
        rows = await session.scalars(select(Delivery).order_by(col(Delivery.id)))
        return [str(row.payload["text"]) for row in rows]


async def test_one_digest_makes_up_for_all_hours_and_says_since_when(app: App, clock: Clock) -> None:
    await a_reader(app, "18:00", "08:00", "10:00")
    app = is_back(app, clock)
    await told(app, "Ansel", at=clock.at)
    await run_due(app)
    [text] = await texts(app)
    assert "Covers " in text
    found = await digests(app)
    assert sum(found.values(), Counter()) == {"ready": 1, "skipped": 2, "planned": 3}
    assert {each["planned"] for each in found.values()} == {1}
    async with app.reading() as session:
        made = (await session.scalars(select(Digest).where(col(Digest.state) == "ready"))).one()
        owed = set(await session.scalars(select(col(Work.row)).where(col(Work.step) == "compose")))
        planned = set(await session.scalars(select(col(Digest.id)).where(col(Digest.state) == "planned")))
    assert made.slot_at == NOON + timedelta(hours=6), "the first hour that was kept"
    assert owed == planned


async def test_an_hour_that_is_planned_anew_before_it_is_told_brings_no_more(app: App, clock: Clock) -> None:
    """The reader had written meanwhile: a zone, an hour or /start plans every hour beside what is overdue."""
    await a_reader(app, "18:00", "08:00", "10:00")
    app = is_back(app, clock)
    async with app.session() as session:
        reader = (await session.scalars(select(Subscriber))).one()
        await plan_all(session, reader, now=clock.at)
    await told(app, "Ansel", at=clock.at)
    await run_due(app)
    clock.move(timedelta(minutes=3))
    await run_due(app)
    [text] = await texts(app)
    assert "Covers " in text
    found = await digests(app)
    assert sum(found.values(), Counter()) == {"ready": 1, "skipped": 2, "planned": 3}
    assert {each["planned"] for each in found.values()} == {1}


async def test_a_later_hour_that_has_come_makes_up_too_though_it_is_not_overdue(
    app: App, clock: Clock
) -> None:
    await a_reader(app, "18:00", "08:00", "10:00")
    app = is_back(app, clock, after=timedelta(hours=23))
    await told(app, "Ansel", at=clock.at)
    await run_due(app)
    [text] = await texts(app)
    assert "Covers " in text
    assert [found["ready"] for found in (await digests(app)).values()].count(1) == 1


async def test_what_is_of_topics_of_its_own_is_made_up_for_by_nothing(app: App, clock: Clock) -> None:
    await a_reader(app, "18:00", "08:00", own=("18:00",))
    app = is_back(app, clock)
    await told(app, "Ansel", at=clock.at)
    await run_due(app)
    found = await digests(app)
    assert [found[hour]["skipped"] for hour in ("18:00", "08:00")] == [0, 0]


async def test_hours_that_are_a_little_late_each_have_their_digest(app: App, clock: Clock) -> None:
    await a_reader(app, "13:00", "14:00")
    app = is_back(app, clock, after=timedelta(hours=3))
    await told(app, "Ansel", at=clock.at)
    await run_due(app)
    assert [found["skipped"] for found in (await digests(app)).values()] == [0, 0]


async def test_what_will_not_be_made_makes_up_for_nothing(app: App, clock: Clock) -> None:
    await a_reader(app, "18:00", "08:00")
    async with app.session() as session:
        late = select(col(Digest.id)).join(Schedule, col(Schedule.id) == col(Digest.schedule_id))
        row = (await session.scalars(late.where(col(Schedule.local_time) == "08:00"))).one()
        await session.execute(update(Work).where(col(Work.row) == row).values(due_at=NOON + REST))
    app = is_back(app, clock)
    await told(app, "Ansel", at=clock.at)
    await run_due(app)
    found = await digests(app)
    assert (found["18:00"]["ready"], found["08:00"]) == (1, {"planned": 1})


@pytest.mark.parametrize(
    ("read_after", "is_new_here", "skipped"),
    [
        (DOWN, True, 1),  # it told what came meanwhile
        (None, True, 0),  # it said that there was nothing
        (timedelta(hours=-1), True, 0),  # it told only what had been read before: the network was away
        (DOWN, False, 0),  # a machine that slept: nobody waited for feeds
    ],
)
async def test_one_that_is_near_is_left_out_where_what_came_meanwhile_was_told(
    app: App, clock: Clock, read_after: timedelta | None, is_new_here: bool, skipped: int
) -> None:
    await a_reader(app, "12:20")
    if read_after is not None:
        await told(app, "Ansel", at=NOON + read_after)
    app = is_back(app, clock)
    if not is_new_here:
        app = replace(app, started_at=NOON)
    await run_due(app)
    before = len(await texts(app))
    assert before == 1
    clock.move(timedelta(minutes=20))
    await run_due(app)
    found = (await digests(app))["12:20"]
    assert (found["skipped"], found["planned"]) == (skipped, 1)
    assert found.total() == 3, "the one that was kept, the near one, and tomorrow's"
    clock.move(timedelta(days=1))
    await told(app, "Morrow", at=clock.at)
    await run_due(app)
    assert "Morrow" in (await texts(app))[-1]


async def test_one_that_is_not_near_comes_as_ever(app: App, clock: Clock) -> None:
    later = NOON + NEAR + timedelta(minutes=1)
    await a_reader(app, f"{later:%H:%M}")
    app = is_back(app, clock)
    await told(app, "Ansel", at=clock.at)
    await run_due(app)
    await told(app, "Basto", at=clock.at)
    clock.move(NEAR + timedelta(minutes=1))
    await run_due(app)
    assert ["Ansel" in text or "Basto" in text for text in await texts(app)] == [True, True]


async def test_it_waits_for_the_first_reading_of_feeds_and_chooses_anew(app: App, clock: Clock) -> None:
    """What had been chosen before the downtime is no news."""
    await a_reader(app, "18:00")
    await told(app, "Old", at=NOON)
    clock.move(timedelta(hours=6))
    async with app.session() as session:
        [first] = await claim(session, "compose", now=clock.at, lease=LEASE, limit=9)
    await compose(app, first)  # it has chosen, and dies
    assert (await digests(app))["18:00"] == {"chosen": 1}
    app = is_back(app, clock, after=timedelta(hours=13))
    async with app.session() as session:
        await owe(session, "fetch", 1, at=clock.at)
    await run_due(app)
    assert (await digests(app))["18:00"] == {"planned": 1}
    await told(app, "Ansel", at=clock.at)
    clock.move(timedelta(seconds=30))
    await run_due(app)
    assert await texts(app) == []
    async with app.session() as session:
        await forgive(session, "fetch", 1)
    clock.move(timedelta(seconds=10))
    await run_due(app)
    [text] = await texts(app)
    assert "Ansel" in text


async def test_it_does_not_wait_for_feeds_for_ever(app: App, clock: Clock) -> None:
    await a_reader(app, "18:00")
    app = is_back(app, clock)
    async with app.session() as session:
        await owe(session, "fetch", 1, at=clock.at)
    await told(app, "Ansel", at=clock.at)
    await run_due(app)
    assert await texts(app) == []
    clock.move(FIRST_NEWS_WAIT + timedelta(seconds=6))
    await run_due(app)
    assert len(await texts(app)) == 1


async def test_it_waits_until_what_it_tells_is_written(app: App, clock: Clock) -> None:
    """Late as it is: nobody could write while nobody was there."""
    await a_reader(app, "18:00")
    app = is_back(app, clock)
    story, articles = await came(app, "Ansel", at=clock.at)
    await run_due(app)
    assert (await digests(app))["18:00"] == {"chosen": 1}
    async with app.session() as session:
        await session.execute(delete(Brief))  # the order, which is fulfilled
        await written(session, story, *articles)
    clock.move(timedelta(seconds=5))
    await run_due(app)
    [text] = await texts(app)
    assert "Ansel" in text


async def test_one_that_is_made_before_those_that_it_makes_up_for_is_the_only_one(
    app: App, clock: Clock
) -> None:
    """After a kill whatever was in hand is due at once, in no order of hours."""
    await a_reader(app, "08:00", "18:00", "10:00")
    async with app.session() as session:
        last = select(col(Digest.id)).where(col(Digest.slot_at) == NOON + timedelta(hours=22))
        row = (await session.scalars(last)).one()
    app = is_back(app, clock, after=timedelta(hours=23))
    await told(app, "Ansel", at=clock.at)
    for _ in range(2):  # it is chosen, and rendered
        async with app.session() as session:
            claims = await claim(session, "compose", now=app.now(), lease=LEASE, limit=1, rows=[row or 0])
        for each in claims:
            await compose(app, each)
    await run_due(app)
    [text] = await texts(app)
    assert "Covers " in text
    assert sum((await digests(app)).values(), Counter()) == {"ready": 1, "skipped": 2, "planned": 3}


async def test_of_several_workers_at_once_one_digest_is_made(app: App, clock: Clock) -> None:
    hours = [f"{hour:02}:00" for hour in range(13, 19)]
    await a_reader(app, *hours)
    app = is_back(app, clock)
    await told(app, "Ansel", at=clock.at)
    for _ in range(10):
        async with app.session() as session:
            claims = await claim(session, "compose", now=app.now(), lease=LEASE, limit=10)
        await asyncio.gather(*(compose(app, each) for each in claims))
    states = sum((await digests(app)).values(), Counter())
    assert states == {"ready": 1, "skipped": len(hours) - 1, "planned": len(hours)}
    assert len(await texts(app)) == 1


async def row_of(app: App, hour: str) -> int:
    """The digest of this hour that is to be made."""
    async with app.reading() as session:
        unmade = select(col(Digest.id)).join(Schedule, col(Schedule.id) == col(Digest.schedule_id))
        unmade = unmade.where(col(Schedule.local_time) == hour, col(Digest.state).in_(("planned", "chosen")))
        return (await session.scalars(unmade.order_by(col(Digest.slot_at)))).first() or 0


async def test_one_that_rests_lends_its_hour_to_none_and_skips_none(app: App, clock: Clock) -> None:
    """It failed ten times a month ago; the program is started anew without a downtime."""
    await a_reader(app, "12:10", "12:30", "13:00")
    row = await row_of(app, "12:10")
    async with app.session() as session:
        await session.execute(
            update(Digest).where(col(Digest.id) == row).values(slot_at=NOON - timedelta(days=30))
        )
        await session.execute(update(Work).where(col(Work.row) == row).values(due_at=NOON + REST))
    app = is_back(app, clock, after=timedelta(minutes=31))
    for name, minutes in (("Ansel", 0), ("Basto", 29)):
        clock.move(timedelta(minutes=minutes))
        await told(app, name, at=clock.at)
        await run_due(app)
    assert ["Covers " in text for text in await texts(app)] == [False, False]
    assert (await digests(app))["12:10"] == {"planned": 1}


@pytest.mark.parametrize("minutes", [0, 5])
async def test_an_hour_that_the_reader_sets_after_a_downtime_is_kept(
    app: App, clock: Clock, minutes: int
) -> None:
    """Before and after what makes up for it is told."""
    await a_reader(app, "18:00")
    app = is_back(app, clock)
    await told(app, "Ansel", at=clock.at)
    if minutes:
        await run_due(app)
        clock.move(timedelta(minutes=minutes))
    async with app.session() as session:
        reader = (await session.scalars(select(Subscriber))).one()
        planned = await plan_next(session, await a_schedule(session, reader, "12:15"), reader, now=clock.at)
    clock.move(timedelta(minutes=1))
    await run_due(app)
    await told(app, "Basto", at=clock.at)
    clock.at = planned.slot_at
    await run_due(app)
    assert ["Ansel" in (await texts(app))[0], "Basto" in (await texts(app))[-1]] == [True, True]
    assert (await digests(app))["12:15"] == {"ready": 1, "planned": 1}


async def test_of_those_that_have_failed_each_comes_for_itself(app: App, clock: Clock) -> None:
    await a_reader(app, "18:00", "08:00")
    row = await row_of(app, "08:00")
    async with app.session() as session:
        await session.execute(update(Work).where(col(Work.row) == row).values(attempts=3))
    app = is_back(app, clock)
    await told(app, "Ansel", at=clock.at)
    async with app.session() as session:
        first, second = await claim(session, "compose", now=clock.at, lease=LEASE, limit=2)
    for each in (first, second):
        if each.row != row:
            await compose(app, each)
    await run_due(app)
    found = await digests(app)
    assert (found["18:00"]["ready"], found["08:00"]["skipped"]) == (1, 0)


async def test_where_the_last_is_dropped_while_it_waits_the_others_are_told(app: App, clock: Clock) -> None:
    await a_reader(app, "18:00", "08:00")
    app = is_back(app, clock)
    async with app.session() as session:
        await owe(session, "fetch", 1, at=clock.at)
    await run_due(app)
    assert sum((await digests(app)).values(), Counter()) == {"planned": 2}
    async with app.session() as session:
        dropped = (await session.scalars(select(Schedule).where(col(Schedule.local_time) == "08:00"))).one()
        dropped.active = False
        await unplan(session, dropped)
        await forgive(session, "fetch", 1)
    await told(app, "Ansel", at=clock.at)
    clock.move(timedelta(seconds=10))
    await run_due(app)
    [text] = await texts(app)
    assert "Covers " in text
    assert (await digests(app))["18:00"] == {"ready": 1, "planned": 1}


async def test_a_program_that_dies_again_and_again_puts_it_off_once(app: App, clock: Clock) -> None:
    """Each time before the wait for feeds, and for what it tells to be written, is over."""
    await a_reader(app, "18:00")
    app = is_back(app, clock)
    async with app.session() as session:
        await owe(session, "fetch", 1, at=clock.at)
    await told(app, "Ansel", at=clock.at)
    since = clock.at
    while not await texts(app) and clock.at < since + timedelta(minutes=10):
        await run_due(app)
        app = is_back(app, clock, after=timedelta(seconds=15))
    assert FIRST_NEWS_WAIT <= clock.at - since <= 2 * FIRST_NEWS_WAIT


async def test_one_that_a_second_downtime_keeps_waits_for_feeds_again(app: App, clock: Clock) -> None:
    await a_reader(app, "18:00")
    for down in (DOWN, timedelta(days=1)):
        app = is_back(app, clock, after=down)
        async with app.session() as session:
            await owe(session, "fetch", 1, at=clock.at)
        await told(app, f"Ansel {down.days}", at=clock.at)
        await run_due(app)
        assert await texts(app) == []


async def test_by_a_clock_that_was_ahead_at_the_start_none_waits(app: App, clock: Clock) -> None:
    await a_reader(app, "18:00")
    app = is_back(app, clock)
    app = replace(app, started_at=clock.at + timedelta(hours=9))
    async with app.session() as session:
        await owe(session, "fetch", 1, at=clock.at)
    await told(app, "Ansel", at=clock.at)
    await run_due(app)
    assert len(await texts(app)) == 1


async def test_one_that_is_in_hand_while_another_is_told_for_it_stays_skipped(app: App, clock: Clock) -> None:
    """Whoever has it had read it before."""
    await a_reader(app, "18:00", "08:00")
    app = is_back(app, clock)
    await told(app, "Ansel", at=clock.at)
    async with app.session() as session:
        one, other = await claim(session, "compose", now=clock.at, lease=LEASE, limit=2)
    await compose(app, one)
    async with app.session() as session:
        [one] = await claim(session, "compose", now=clock.at, lease=LEASE, limit=1, rows=[one.row])
    await compose(app, one)
    await compose(app, other)
    await run_due(app)
    [text] = await texts(app)
    assert "Covers " in text
    assert sum((await digests(app)).values(), Counter()) == {"ready": 1, "skipped": 1, "planned": 2}
