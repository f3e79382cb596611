"""Quiet hours are read as people write them, and hold across midnight and where clocks are changed."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.clock import zones_by_name
from news.reader.quiet_hours import Window, is_quiet, quiet_ends_at, read_window

NIGHT = Window("22:00", "07:00")


@pytest.mark.parametrize(
    "text",
    ["22-7", "22:00-07:00", "22:00 – 07:00", "10pm to 7am", "22 7", "22h-7h", "２２－７", "22 до 7", "22至7"],
)
def test_a_window_is_read_however_it_is_written(text: str) -> None:
    assert read_window(text) == NIGHT


@pytest.mark.parametrize(
    "text",
    [
        "22 alle 7", "22 às 7", "22 até 7", "22 la 7", "22 până la 7", "22 tot 7", "22 till 7", "22 έως 7", "22 μέχρι 7",
        "22 do 7", "22.00 sampai 07.00", "22 hingga 7", "22 đến 7", "22 giờ tới 7 giờ", "22 से 7", "22 से 7 बजे तक",
        "22 تا 7", "22 עד 7", "22 থেকে 7 পর্যন্ত", "22時から7時まで", "오후 10시부터 오전 7시까지", "22시에서 7시",
    ],
)  # fmt: skip
def test_a_window_is_read_in_the_words_of_each_language(text: str) -> None:
    assert read_window(text) == NIGHT


@pytest.mark.parametrize("text", ["", "22", "7-7", "25-7", "night", "22-7-9", "-"])
def test_what_is_no_window_is_none(text: str) -> None:
    assert read_window(text) is None


def test_a_window_across_midnight_holds_on_both_sides_of_it() -> None:
    assert [NIGHT.holds(at) for at in ("21:59", "22:00", "00:00", "06:59", "07:00")] == [
        False,
        True,
        True,
        True,
        False,
    ]
    assert [Window("13:00", "15:00").holds(at) for at in ("12:59", "13:00", "14:59", "15:00")] == [
        False,
        True,
        True,
        False,
    ]


def test_quiet_is_by_the_readers_clock() -> None:
    now = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
    assert is_quiet(NIGHT, now=now, zone="Asia/Tokyo")
    assert not is_quiet(NIGHT, now=now, zone="Europe/Berlin")
    assert not is_quiet(None, now=now, zone="Asia/Tokyo")


@given(
    st.sampled_from(sorted(set(zones_by_name().values()))),
    st.integers(min_value=0, max_value=15 * 366 * 24 * 60),
    st.times(),
    st.times(),
)
def test_quiet_always_ends_within_about_a_day(zone: str, minute: int, begins: time, ends: time) -> None:
    """A day may be skipped where a zone moves over the date line, and the end may fall into a gap."""
    now = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    end = quiet_ends_at(Window(f"{begins:%H:%M}", f"{ends:%H:%M}"), now=now, zone=zone)
    assert timedelta() < end - now <= timedelta(hours=50)
    assert f"{end.astimezone(ZoneInfo(zone)):%H:%M}" >= f"{ends:%H:%M}"
