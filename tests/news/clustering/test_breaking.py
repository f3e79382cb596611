"""A burst of independent outlets, beyond chance and habit, is breaking; what only looks like one is not."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from news.clustering.breaking import (
    FLOOR,
    Habit,
    chance,
    hour_of_week,
    is_breaking,
    looking_since,
    observed,
    recent,
    slot_of,
    strength,
    usual,
)

NOON = datetime(2026, 11, 20, 12, 10, tzinfo=UTC)  # a Friday
LONG_SINCE = NOON - timedelta(days=30)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Text:
    """A report of its own unless a test says otherwise."""

    article_id: int
    published_at: datetime = NOON - 5 * MINUTE
    family: int = 0
    owner: str | None = None
    country: str | None = "FR"
    language: str | None = "en"
    title: str = "Dam bursts above the town of Varuna"
    kind: str | None = "news"
    fetched_at: datetime | None = NOON
    text: str = ""

    @property
    def domain(self) -> str:
        return f"outlet{self.article_id}.example"

    @property
    def first_version(self) -> int:
        return self.article_id


def burst(count: int, **more: object) -> list[Text]:
    """So many outlets with a text each, of two countries."""
    told = [Text(number, family=number, country=("FR", "DE")[number % 2]) for number in range(1, count + 1)]
    return [replace(text, **more) for text in told]  # type: ignore[arg-type]


def breaks(told: list[Text], *, expected: float = 0.0, first_at: datetime = NOON - 20 * MINUTE) -> bool:
    counted = recent(told, since=LONG_SINCE, now=NOON)
    return is_breaking(counted, usual=expected, first_at=first_at, now=NOON)


def test_five_independent_outlets_in_half_an_hour_break_a_quiet_topic() -> None:
    assert breaks(burst(5))
    assert not breaks(burst(3))


def test_a_busy_topic_needs_more_than_it_always_gets() -> None:
    assert not breaks(burst(9), expected=3.0)
    assert breaks(burst(14), expected=3.0)


def test_a_wire_text_that_fifty_outlets_print_counts_once() -> None:
    assert strength(burst(50, family=1)) == 1
    assert not breaks(burst(50, family=1))


def test_one_owner_with_many_titles_counts_once() -> None:
    assert not breaks(burst(12, owner="Octopus Media"))


def test_four_outlets_are_not_enough_where_chance_could_bring_them() -> None:
    assert chance(4, FLOOR) > 1e-4 > chance(5, FLOOR)
    assert not breaks(burst(4))


def test_the_press_of_one_country_in_one_language_is_not_enough() -> None:
    assert not breaks(burst(8, country="FR"))
    two_languages = [
        replace(text, language=("fr", "ar")[text.article_id % 2]) for text in burst(8, country="FR")
    ]
    assert breaks(two_languages)


def test_regional_forms_of_a_language_are_one_language() -> None:
    told = [
        replace(text, language=("en-GB", "en-US")[text.article_id % 2]) for text in burst(8, country=None)
    ]
    assert not breaks(told)


def test_an_event_that_began_two_hours_ago_breaks_no_more() -> None:
    assert not breaks(burst(12), first_at=NOON - 120 * MINUTE)


@pytest.mark.parametrize(
    "title",
    [
        "Varuna dam: live updates",
        "Opinion: Varuna deserved better dams",
        "Morning briefing: dams, debts and dogs",
    ],
)
def test_live_pages_opinion_and_round_ups_do_not_count(title: str) -> None:
    assert not breaks(burst(8, title=title))


def test_one_live_page_among_reports_does_not_stop_a_story_from_breaking() -> None:
    live = Text(99, family=99, title="Varuna dam: live updates")
    assert breaks([*burst(5), live])


def test_articles_without_a_date_say_nothing_of_when_it_happened() -> None:
    assert not breaks(burst(8, published_at=NOON, fetched_at=NOON))


def test_what_was_published_before_we_began_to_look_is_a_backlog() -> None:
    told = burst(8)
    assert recent(told, since=NOON - 10 * MINUTE, now=NOON) == told
    assert recent(told, since=NOON - MINUTE, now=NOON) == []


@pytest.mark.parametrize("away", [timedelta(minutes=31), timedelta(minutes=-11), timedelta(days=-1)])
def test_articles_of_another_time_do_not_count(away: timedelta) -> None:
    assert recent(burst(8, published_at=NOON - away), since=LONG_SINCE, now=NOON) == []


def test_an_outlet_whose_clock_is_minutes_fast_counts() -> None:
    assert len(recent(burst(5, published_at=NOON + 4 * MINUTE), since=LONG_SINCE, now=NOON)) == 5


def test_nobody_reporting_is_certain_and_breaks_nothing() -> None:
    assert chance(0, 0.3) == 1.0
    assert not breaks([])


def test_chance_is_poissons() -> None:
    assert chance(1, 2.0) == pytest.approx(0.864665, abs=1e-6)
    assert chance(4, 0.3) == pytest.approx(0.000266, abs=1e-6)
    assert chance(2_000, 1_000.0) < 1e-4


# --- since when we look --------------------------------------------------------------------------


def test_looking_goes_on_over_a_short_break_and_begins_anew_after_a_pause() -> None:
    last = NOON - 50 * MINUTE
    assert looking_since(LONG_SINCE, last, now=NOON) == LONG_SINCE
    assert looking_since(LONG_SINCE, NOON - 61 * MINUTE, now=NOON) == NOON


@pytest.mark.parametrize(("since", "last"), [(LONG_SINCE, NOON + timedelta(days=1)), (NOON + MINUTE, NOON)])
def test_a_clock_that_is_set_back_begins_anew(since: datetime, last: datetime) -> None:
    assert looking_since(since, last, now=NOON) == NOON


# --- what is usual -------------------------------------------------------------------------------


def watched(bursts: dict[datetime, int], *, weekly: bool = False) -> Habit:
    habit = Habit()
    for at, families in sorted(bursts.items()):
        habit = observed(habit, families, now=at, since=LONG_SINCE, weekly=weekly)
    return habit


def test_the_running_half_hour_is_not_yet_usual() -> None:
    habit = watched({NOON: 7, NOON + 3 * MINUTE: 9})
    assert (habit.rate, habit.most) == (0.0, 9)
    assert usual(Habit(), habit) == FLOOR


def test_a_half_hour_counts_by_the_story_that_most_reported() -> None:
    habit = watched({NOON: 2, NOON + MINUTE: 6, NOON + 2 * MINUTE: 3, NOON + 30 * MINUTE: 1})
    assert (habit.rate, habit.slots) == (6.0, 1)


def test_half_hours_of_nothing_lower_what_is_usual() -> None:
    busy = {slot_of(NOON) + n * 30 * MINUTE: 6 for n in range(10)}
    habit = watched(busy | {slot_of(NOON) + timedelta(hours=24): 1})
    assert habit.slots == 48
    assert habit.rate == pytest.approx(60 / 48)


def test_a_time_when_nobody_looked_lowers_nothing() -> None:
    habit = watched({NOON: 6})
    later = NOON + timedelta(days=3)
    assert observed(habit, 1, now=later, since=later, weekly=False).rate == 6.0


def test_what_was_usual_long_ago_fades() -> None:
    weeks = {NOON + timedelta(weeks=n): 10 for n in range(6)}
    quiet = {NOON + timedelta(weeks=n): 1 for n in range(6, 30)}
    assert watched(weeks, weekly=True).rate > 3
    assert watched(weeks | quiet, weekly=True).rate < 1.5


def test_an_hour_of_the_week_leans_on_all_hours_until_it_is_known() -> None:
    always = Habit(rate=4.0, slots=100, slot_at=NOON)
    assert usual(Habit(), always) == 4.0
    assert usual(Habit(rate=0.5, slots=8, slot_at=NOON), always) == pytest.approx((8 * 0.5 + 4 * 4.0) / 12)


def test_a_clock_set_back_counts_nothing_twice() -> None:
    habit = watched({NOON: 6, NOON + timedelta(days=1): 2})
    back = observed(habit, 9, now=NOON + timedelta(hours=1), since=LONG_SINCE, weekly=False)
    assert back == habit


def test_hours_of_the_week_begin_on_monday_in_utc() -> None:
    assert hour_of_week(datetime(2026, 11, 16, 0, 30, tzinfo=UTC)) == 0
    assert hour_of_week(NOON.astimezone(UTC)) == 4 * 24 + 12


def test_the_two_half_hours_of_a_weekly_hour_follow_each_other() -> None:
    first = datetime(2026, 11, 16, 0, 5, tzinfo=UTC)
    habit = watched({first: 4, first + 30 * MINUTE: 2, first + timedelta(weeks=1): 1}, weekly=True)
    assert (habit.slots, habit.rate) == (2, 3.0)
