"""Which digest comes next: today if its hour is to come and today's has not fired, and one a schedule."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlmodel import col

from news.models import Digest, Work
from news.reader.agenda import digest_now, next_planned, plan_all, plan_next
from news.testing import NOON, Clock, a_schedule, a_subscriber, an_app


async def _planned(app):
    async with app.reading() as session:
        found = await session.execute(select(Digest).where(col(Digest.state) == "planned"))
        return list(found.scalars())


async def test_a_changed_hour_fires_today_unless_todays_slot_has_fired(tmp_path):
    clock = Clock(NOON)
    async with an_app(tmp_path, clock=clock) as app:
        async with app.session() as session:
            reader = await a_subscriber(session)
            schedule = await a_schedule(session, reader, "08:00")
            first = await plan_next(session, schedule, reader, now=clock.at)
            assert first.local_date == date(2026, 11, 23)
            schedule.local_time = "18:30"
            changed = await plan_next(session, schedule, reader, now=clock.at)
            assert changed.slot_at == datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
            changed.state = "ready"
            schedule.local_time = "21:00"
            after = await plan_next(session, schedule, reader, now=changed.slot_at)
            assert after.local_date == date(2026, 11, 23), "today has fired"


async def test_a_schedule_has_exactly_one_digest_ahead(tmp_path):
    async with an_app(tmp_path) as app:
        async with app.session() as session:
            reader = await a_subscriber(session)
            await a_schedule(session, reader, "08:00")
            for zone in ("Europe/Berlin", "Asia/Tokyo", "America/New_York"):
                reader.zone = zone
                await plan_all(session, reader, now=NOON)
        (planned,) = await _planned(app)
        assert planned.slot_at == datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
        async with app.reading() as session:
            owed = list((await session.execute(select(Work))).scalars())
        assert [(work.step, work.row) for work in owed] == [("compose", planned.id)]
        assert owed[0].due_at < planned.slot_at, "briefs are ordered ahead"


async def test_an_hour_that_is_this_very_minute_fires_at_once_and_once(tmp_path):
    async with an_app(tmp_path) as app, app.session() as session:
        reader = await a_subscriber(session)
        schedule = await a_schedule(session, reader, "12:00")
        at_once = await plan_next(session, schedule, reader, now=NOON + timedelta(seconds=40))
        assert at_once.slot_at == NOON
        at_once.state = "ready"
        after = await plan_next(session, schedule, reader, now=NOON + timedelta(seconds=50))
        assert after.local_date == date(2026, 11, 23)


async def test_a_digest_whose_hour_came_while_nobody_worked_is_not_planned_away(tmp_path):
    async with an_app(tmp_path) as app:
        async with app.session() as session:
            reader = await a_subscriber(session)
            schedule = await a_schedule(session, reader, "12:00")
            owed = await plan_next(session, schedule, reader, now=NOON - timedelta(hours=1))
        async with app.session() as session:
            await plan_all(session, reader, now=NOON + timedelta(minutes=5))
        today, tomorrow = sorted(await _planned(app), key=lambda digest: digest.slot_at)
        assert today.id == owed.id
        assert tomorrow.local_date == date(2026, 11, 23)


async def test_a_digest_by_hand_uses_up_no_slot(tmp_path):
    async with an_app(tmp_path) as app:
        async with app.session() as session:
            reader = await a_subscriber(session)
            schedule = await a_schedule(session, reader, "18:00")
            planned = await plan_next(session, schedule, reader, now=NOON)
            await digest_now(session, reader, now=NOON + timedelta(hours=1))
            following = await next_planned(session, reader.id)
            assert following is not None
            assert following.id == planned.id
