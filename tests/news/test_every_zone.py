"""Exactly one digest a local day and slot, in every time zone there is: through gaps, repeats, odd offsets, moves.

What a slot is, is said here a second time and more plainly: the first instant at which a clock in that zone shows the
hour, or has passed it. In CI every change of every zone's clocks in ten years is tried; with LONG_RUNS=1 every day is.
"""

import os
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.clock import EVERY_DAY, Slot, exists, local_date, next_slot, slot_on, zones_by_name
from news.models import Digest, Schedule, Subscriber
from news.reader.agenda import plan_all, plan_next
from news.testing import NOON, Clock, a_schedule, a_subscriber, an_app

FIRST, LAST = date(2024, 1, 1), date(2034, 1, 1)
ZONES = sorted(set(zones_by_name().values()))
AWKWARD = (
    "00:00",
    "00:01",
    "00:30",
    "01:00",
    "01:15",
    "01:59",
    "02:00",
    "02:15",
    "02:30",
    "02:45",
    "03:00",
    "12:00",
    "22:30",
    "23:30",
    "23:59",
)
MINUTE = timedelta(minutes=1)


def different_zones() -> list[str]:
    """One name of each: many are second names."""
    by_content = {files("tzdata").joinpath("zoneinfo", *zone.split("/")).read_bytes(): zone for zone in ZONES}
    return sorted(by_content.values())


@cache
def changes(zone: str) -> tuple[datetime, ...]:
    """When the clocks of the zone are changed, to the second."""
    tz, found = ZoneInfo(zone), []
    at, step = datetime.combine(FIRST, time(), UTC), timedelta(hours=20)
    while at.date() < LAST:
        if at.astimezone(tz).utcoffset() != (at + step).astimezone(tz).utcoffset():
            low, high = at, at + step
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) / 2
                same = middle.astimezone(tz).utcoffset() == low.astimezone(tz).utcoffset()
                low, high = (middle, high) if same else (low, middle)
            found.append(high.replace(microsecond=0))
        at += step
    return tuple(found)


def expected(zone: str, days: list[date], times: tuple[str, ...]) -> dict[tuple[date, str], datetime]:
    """For each day and time, the first minute at which a clock shows it or a later one: by looking at every minute."""
    begin = datetime.combine(days[0], time(), UTC) - timedelta(days=2)
    minutes = np.arange((len(days) + 4) * 24 * 60)
    tz, marks = ZoneInfo(zone), [begin, *(at for at in changes(zone) if at > begin)]
    shown = np.zeros(len(minutes), dtype=np.int64)
    for mark in marks:
        offset = mark.astimezone(tz).utcoffset() or timedelta()
        since = -(-int((mark - begin).total_seconds()) // 60)
        shown[since:] = minutes[since:] * 60 + int(offset.total_seconds())
    latest = np.maximum.accumulate(shown)
    asked = {
        (day, at): (datetime.combine(day, time.fromisoformat(at), UTC) - begin).total_seconds()
        for day in days
        for at in times
    }
    places = np.searchsorted(latest, list(asked.values()))
    return {key: begin + int(place) * MINUTE for key, place in zip(asked, places, strict=True)}


def wrong_slots(
    zone: str, days: list[date], times: tuple[str, ...]
) -> Iterator[tuple[str, date, str, datetime]]:
    for (day, at), instant in expected(zone, days, times).items():
        slot = slot_on(day, at, zone=zone)
        if slot != Slot(day, instant):
            yield zone, day, at, slot.at


def test_every_slot_of_every_zone_around_every_change_of_its_clocks_is_the_first_instant_that_shows_it() -> (
    None
):
    wrong = []
    for zone in different_zones():
        for change in changes(zone):
            day = change.astimezone(ZoneInfo(zone)).date()
            wrong += wrong_slots(zone, [day + timedelta(days=ahead) for ahead in (-1, 0, 1)], AWKWARD)
    assert wrong == []


@pytest.mark.skipif(not os.environ.get("LONG_RUNS"), reason="a quarter of an hour: LONG_RUNS=1")
@pytest.mark.timeout(0)
def test_every_slot_of_every_zone_on_every_day_of_ten_years() -> None:
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days)]
    wrong = [found for zone in different_zones() for found in wrong_slots(zone, days, AWKWARD)]
    assert wrong == []


@given(st.sampled_from(ZONES), st.sampled_from(AWKWARD), st.integers(0, 3650), st.integers(0, 24 * 60))
def test_one_after_the_other_the_slots_are_one_a_local_day(zone: str, at: str, day: int, minute: int) -> None:
    now = datetime.combine(FIRST, time(), UTC) + timedelta(days=day, minutes=minute)
    slots = [next_slot(at, zone=zone, now=now)]
    for _ in range(9):
        slots.append(next_slot(at, zone=zone, now=slots[-1].at))
    assert [slot.local_date for slot in slots] == [slots[0].local_date + timedelta(days=n) for n in range(10)]
    assert all(
        timedelta(hours=20) < after.at - before.at < timedelta(hours=28) for before, after in pairwise(slots)
    )


def test_a_date_that_no_clock_ever_showed_has_no_digest() -> None:
    """Samoa went from 29 to 31 December 2011."""
    assert not exists(date(2011, 12, 30), zone="Pacific/Apia")
    slot = next_slot("08:00", zone="Pacific/Apia", now=datetime(2011, 12, 29, 19, 0, tzinfo=UTC))
    assert slot.local_date == date(2011, 12, 31)
    assert all(
        exists(change.date() + timedelta(days=ahead), zone=zone)
        for zone in different_zones()
        for change in changes(zone)
        for ahead in (-1, 0, 1)
    )


def days_owed(
    schedule: Schedule, reader: Subscriber, fired: Sequence[Digest], *, now: datetime
) -> list[date]:
    """The next local dates that the reader is owed a digest of, by what is set now: none of those that run is left out."""
    had = {digest.local_date for digest in fired}
    today = now.astimezone(ZoneInfo(reader.zone)).date()
    ahead = [today + timedelta(days=number) for number in range(21)]
    return [
        day
        for day in ahead
        if str(day.isoweekday()) in schedule.days
        and day not in had
        and (reader.paused_until is None or day >= reader.paused_until)
        and slot_on(day, schedule.local_time, zone=reader.zone).at >= now.replace(second=0, microsecond=0)
    ]


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_a_reader_changes_a_slot_fires_once_a_local_day_and_goes_on(
    tmp_path, seed: int
) -> None:
    """Moves over the date line, new hours and days, pauses: never two of one local date, and none missing that is owed."""
    dice, clock = random.Random(seed), Clock(NOON)
    async with an_app(tmp_path, clock=clock) as app, app.session() as session:
        reader = await a_subscriber(session)
        schedule = await a_schedule(session, reader, "08:00")
        (planned,) = await plan_all(session, reader, now=clock.at)
        fired: list[Digest] = []
        owed = days_owed(schedule, reader, fired, now=clock.at)
        for _ in range(80):
            clock.move(timedelta(minutes=dice.randrange(1, 12 * 60)))
            while planned.slot_at <= clock.at:
                planned.state = "ready"
                fired.append(planned)
                assert planned.local_date == owed.pop(0)
                planned = await plan_next(session, schedule, reader, now=max(planned.slot_at, clock.at))
            match dice.randrange(20):
                case 0:
                    reader.zone = dice.choice(ZONES)
                case 1:
                    schedule.local_time = dice.choice(AWKWARD)
                case 2:
                    schedule.days = dice.choice((EVERY_DAY, "12345", "67", "3"))
                case 3:
                    today = local_date(clock.at, zone=reader.zone)
                    reader.paused_until = today + timedelta(days=dice.randrange(4))
                case 4:
                    reader.paused_until = None
            (planned,) = await plan_all(session, reader, now=clock.at)
            assert planned.slot_at > clock.at - MINUTE
            assert planned.slot_at < clock.at + timedelta(days=12)
            assert reader.paused_until is None or planned.local_date >= reader.paused_until
            owed = days_owed(schedule, reader, fired, now=clock.at)
            assert planned.local_date == owed[0]
        assert len({digest.local_date for digest in fired}) == len(fired) > 5
