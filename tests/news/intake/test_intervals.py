"""How soon a feed is asked again: after its own rhythm, within what is polite."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.intake.intervals import (
    LONGEST,
    LONGEST_WHEN_MISSING,
    SHORTEST,
    next_interval,
    retry_interval,
    rhythm_of,
    spread,
)

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
MIN, HOUR = timedelta(minutes=1), timedelta(hours=1)
spans = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=400))


@given(spans, st.booleans(), st.none() | spans, st.none() | spans, st.none() | spans, st.floats(0, 1))
def test_an_interval_is_between_five_minutes_and_twelve_hours(
    current: timedelta,
    news: bool,
    rhythm: timedelta | None,
    quiet: timedelta | None,
    ttl: timedelta | None,
    jitter: float,
) -> None:
    interval = next_interval(current, news=news, rhythm=rhythm, quiet=quiet, ttl=ttl)
    assert SHORTEST <= spread(interval, jitter) <= LONGEST


def test_news_shorten_the_wait_and_silence_lengthens_it() -> None:
    assert next_interval(HOUR, news=True) == HOUR / 2
    assert next_interval(HOUR, news=False) == HOUR * 1.5


def test_a_busy_feed_is_asked_about_twice_an_item_and_a_quiet_one_rarely() -> None:
    busy = quiet = 15 * MIN
    for _ in range(20):
        busy = next_interval(busy, news=True, rhythm=20 * MIN, quiet=5 * MIN)
        quiet = next_interval(quiet, news=False, rhythm=timedelta(days=3), quiet=timedelta(days=2))
    assert busy == 10 * MIN
    assert quiet == 10 * HOUR


def test_a_busy_feed_that_sleeps_at_night_is_awake_again_in_the_morning() -> None:
    interval = 10 * MIN
    for _ in range(10):
        interval = next_interval(interval, news=False, rhythm=20 * MIN, quiet=8 * HOUR)
    assert interval == 2 * HOUR


@pytest.mark.parametrize("asked", [{"ttl": 2 * HOUR}, {"max_age": 2 * HOUR}])
def test_what_the_publisher_asks_for_is_not_undercut(asked: dict[str, timedelta]) -> None:
    assert next_interval(10 * MIN, news=True, rhythm=10 * MIN, **asked) == 2 * HOUR


def test_failures_double_the_wait_to_half_a_day() -> None:
    waits = [retry_interval(failures) for failures in range(1, 30)]
    assert waits[:4] == [5 * MIN, 10 * MIN, 20 * MIN, 40 * MIN]
    assert spread(waits[-1], 1) == 12 * HOUR
    assert spread(retry_interval(30, longest=LONGEST_WHEN_MISSING), 1) == 24 * HOUR


def test_the_rhythm_is_the_median_gap_of_the_newest_items() -> None:
    assert rhythm_of([NOW, NOW - HOUR, NOW - 3 * HOUR, NOW - 4 * HOUR]) == HOUR
    assert rhythm_of([NOW, NOW - HOUR]) is None
