"""A clock that is put back by hours does not make feeds and messages wait for as long."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from jobs.jumps import Jumps
from jobs.presence import Presence
from news.app import App
from news.models import Digest, Work
from news.pipeline import STEPS
from news.reader.agenda import LEAD, plan_all
from news.sending.stock import turn_of
from news.testing import NOON, Clock, a_schedule, a_subscriber, an_app
from news.work import REST, claim, owe, owe_at


@pytest.mark.parametrize(
    ("passed_s", "shown", "back"),
    [
        (5, timedelta(seconds=5), None),
        (5, timedelta(hours=6), None),
        (5, timedelta(seconds=-60), None),
        (5, timedelta(hours=-6), timedelta(hours=6, seconds=5)),
        (7_200, timedelta(hours=1), timedelta(hours=1)),
    ],
)
def test_a_clock_is_put_back_where_it_shows_less_than_has_passed(
    passed_s: float, shown: timedelta, back: timedelta | None
) -> None:
    jumps = Jumps()
    assert jumps.put_back_by(NOON, 1_000.0) is None
    assert jumps.put_back_by(NOON + shown, 1_000.0 + passed_s) == back


async def test_what_was_planned_by_a_clock_that_was_ahead_is_due_again_and_no_digest_comes_early(
    tmp_path: Path,
) -> None:
    clock = Clock(NOON + timedelta(hours=6))  # six hours ahead
    async with an_app(tmp_path, clock=clock) as app:
        presence = Presence(app, seconds=lambda: 0.0)
        await presence.sign_in()
        await presence.beat()
        async with app.session() as session:
            for row, step in enumerate(("fetch", "deliver", "compose", "write", "cluster", "alert"), start=1):
                await owe(session, step, row, at=clock.at + timedelta(minutes=10))
            await owe(session, "fetch", 9, at=clock.at + REST)
            await claim(
                session, "cluster", now=clock.at + timedelta(hours=1), lease=timedelta(hours=1), limit=9
            )
        clock.at = NOON
        await presence.beat()
        async with app.reading() as session:
            due = await session.execute(select(Work).where(col(Work.due_at) <= NOON).order_by(col(Work.row)))
            assert [(work.step, work.row) for work in due.scalars()] == [
                ("fetch", 1),
                ("deliver", 2),
                ("write", 4),
                ("alert", 6),
            ]


async def test_what_a_clock_that_was_ahead_had_in_hand_is_free_when_its_lease_should_have_ended(
    tmp_path: Path,
) -> None:
    """A step that was cut off under it would else keep its row, and what waits behind it, for as long as the clock was ahead."""
    clock = Clock(NOON)
    async with an_app(tmp_path, clock=clock) as app:
        presence = Presence(app, seconds=lambda: 0.0)
        await presence.sign_in()
        async with app.session() as session:
            for row in (1, 2):
                await owe(session, "deliver", row, at=NOON)
        [lease] = [step.lease for step in STEPS if step.name == "deliver"]
        async with app.session() as session:
            ahead = NOON + timedelta(hours=50)
            await claim(session, "deliver", now=ahead, lease=lease, limit=1, worker=presence.name)
            await claim(session, "deliver", now=NOON, lease=lease / 2, limit=1, worker=presence.name)
        clock.at = ahead
        await presence.beat()
        clock.at = NOON
        await presence.beat()
        async with app.reading() as session:
            held = (await session.execute(select(Work).order_by(col(Work.row)))).scalars()
            assert [(work.leased, work.due_at) for work in held] == [
                (True, NOON + lease),
                (True, NOON + lease / 2),
            ]


@pytest.mark.parametrize("was_down", [False, True], ids=["while it ran", "while it was down"])
async def test_days_that_a_clock_went_ahead_are_not_days_without_digests(
    tmp_path: Path, was_down: bool
) -> None:
    clock = Clock(NOON + timedelta(days=40))
    async with an_app(tmp_path, clock=clock) as app:
        presence = Presence(app, seconds=lambda: 0.0)
        await presence.sign_in()
        async with app.session() as session:
            reader = await a_subscriber(session, 7, zone="UTC")
            await a_schedule(session, reader, "18:00")
            await plan_all(session, reader, now=clock.at)
        await presence.beat()
        clock.at = NOON
        if was_down:
            await Presence(app, seconds=lambda: 0.0).sign_in()
        else:
            await presence.beat()
        async with app.reading() as session:
            [planned] = (await session.execute(select(Digest))).scalars()
            [work] = (await session.execute(select(Work).where(col(Work.step) == "compose"))).scalars()
        assert planned.slot_at == NOON.replace(hour=18)
        assert (work.row, work.due_at) == (planned.id, planned.slot_at - LEAD - turn_of(work.row))


async def test_a_digest_that_was_begun_by_a_clock_that_was_ahead_comes_at_its_hour_and_with_the_news_of_it(
    tmp_path: Path,
) -> None:
    """The stories were chosen two days too early; what it waits for is an hour of that clock."""
    clock = Clock(NOON)
    async with an_app(tmp_path, clock=clock) as app:
        presence = Presence(app, seconds=lambda: 0.0)
        await presence.sign_in()
        async with app.session() as session:
            reader = await a_subscriber(session, 7, zone="UTC")
            await a_schedule(session, reader, "18:00")
            [digest] = await plan_all(session, reader, now=clock.at)
        await begun_by(app, digest.id or 0, clock=clock, ahead=timedelta(hours=50))
        await presence.beat()
        clock.at = NOON
        await presence.beat()
        async with app.reading() as session:
            [planned] = (await session.execute(select(Digest))).scalars()
            [work] = (await session.execute(select(Work).where(col(Work.step) == "compose"))).scalars()
        assert (planned.state, planned.items, planned.slot_at) == ("planned", [], NOON.replace(hour=18))
        assert (work.row, work.due_at) == (planned.id, planned.slot_at - LEAD - turn_of(work.row))


@pytest.mark.parametrize("is_by_hand", [False, True], ids=["of a slot", "asked for by hand"])
async def test_a_digest_that_is_due_does_not_wait_for_the_hour_of_a_clock_that_was_ahead(
    tmp_path: Path, is_by_hand: bool
) -> None:
    clock = Clock(NOON)
    async with an_app(tmp_path, clock=clock) as app:
        presence = Presence(app, seconds=lambda: 0.0)
        await presence.sign_in()
        async with app.session() as session:
            reader = await a_subscriber(session, 7, zone="UTC")
            schedule = None if is_by_hand else await a_schedule(session, reader, "12:00")
            asked_at = NOON + timedelta(hours=50) if is_by_hand else NOON
            digest = Digest(
                subscriber_id=reader.id or 0,
                schedule_id=schedule and schedule.id,
                local_date=NOON.date(),
                slot_at=asked_at,
                created_at=asked_at,
            )
            session.add(digest)
        await begun_by(app, digest.id or 0, clock=clock, ahead=timedelta(hours=50))
        await presence.beat()
        clock.at = NOON
        await presence.beat()
        async with app.reading() as session:
            kept = await session.get_one(Digest, digest.id)
            [work] = (await session.execute(select(Work).where(col(Work.step) == "compose"))).scalars()
        assert (kept.state, kept.slot_at, kept.created_at) == ("chosen", NOON, NOON)
        assert (work.due_at, work.leased) == (NOON, False)


async def begun_by(app: App, digest_id: int, *, clock: Clock, ahead: timedelta) -> None:
    """The digest is chosen by a clock that is ahead, and in hand."""
    clock.move(ahead)
    async with app.session() as session:
        digest = await session.get_one(Digest, digest_id)
        digest.state, digest.items = "chosen", [{"story": 1}]
        await owe_at(session, "compose", digest_id, at=clock.at)
        assert await claim(session, "compose", now=clock.at, lease=timedelta(minutes=5), limit=9)


async def test_a_clock_that_goes_right_has_nothing_planned_anew(tmp_path: Path) -> None:
    clock = Clock(NOON)
    async with an_app(tmp_path, clock=clock) as app:
        presence = Presence(app, seconds=lambda: (clock.at - NOON).total_seconds())
        await presence.sign_in()
        async with app.session() as session:
            reader = await a_subscriber(session, 7, zone="UTC")
            await a_schedule(session, reader, "18:00")
            [digest] = await plan_all(session, reader, now=clock.at)
        clock.move(timedelta(hours=1))
        await presence.beat()
        await Presence(app, seconds=lambda: 0.0).sign_in()
        async with app.reading() as session:
            assert [row.id for row in (await session.execute(select(Digest))).scalars()] == [digest.id]
