"""Whoever uses much is told which limit they met and when there is room again; what others use is no matter; a restart forgets none."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from news.app import App
from news.models import Use
from news.reader.limits import DAY, HOUR, LIMITS, LONGEST, Limit, Limits, Thing, Used, met, read_limits
from news.reader.uses import use
from news.testing import NOON, Clock, an_app

THREE_AN_HOUR = Limit(3, HOUR)


def at(*minutes: float) -> list[Used]:
    return [Used(NOON - timedelta(minutes=each)) for each in minutes]


def test_below_the_limit_nothing_is_met() -> None:
    assert met(at(10, 20), [THREE_AN_HOUR], now=NOON) is None


def test_at_the_limit_there_is_room_when_the_oldest_is_an_hour_old() -> None:
    broken = met(at(10, 20, 50), [THREE_AN_HOUR], now=NOON)
    assert broken is not None
    assert broken.limit == THREE_AN_HOUR
    assert broken.free_at == NOON + timedelta(minutes=10)


def test_of_two_limits_the_one_that_holds_longer_is_told() -> None:
    a_day = Limit(4, DAY)
    broken = met(at(10, 20, 50, 300), [THREE_AN_HOUR, a_day], now=NOON)
    assert broken is not None
    assert (broken.limit, broken.free_at) == (a_day, NOON + DAY - timedelta(minutes=300))


def test_what_counts_a_fifth_lets_five_times_as_many_through() -> None:
    known = [Used(NOON - timedelta(minutes=n), weight=0.2) for n in range(1, 11)]
    assert met(known, [THREE_AN_HOUR], now=NOON) is None


def test_a_limit_of_nothing_is_never_free() -> None:
    broken = met([], [Limit(0, HOUR)], now=NOON)
    assert broken is not None
    assert broken.free_at is None


@given(st.lists(st.floats(0, 300), max_size=40), st.integers(1, 10))
def test_there_is_room_when_it_was_said_and_not_a_moment_before(ago: list[float], most: int) -> None:
    limit, used = Limit(most, HOUR), at(*ago)
    broken = met(used, [limit], now=NOON)
    if broken is None:
        return
    assert broken.free_at is not None
    assert broken.free_at > NOON
    assert met(used, [limit], now=broken.free_at) is None
    assert met(used, [limit], now=broken.free_at - timedelta(microseconds=1)) is not None


# --- the table -----------------------------------------------------------------------------------


def test_everything_in_the_table_is_forgotten_with_the_longest_of_its_times() -> None:
    assert set(LIMITS) == set(Thing)
    assert max(limit.within for limits in LIMITS.values() for limit in limits) == LONGEST


def test_the_operators_page_says_what_the_table_says() -> None:
    page = (Path(__file__).parents[3] / "docs" / "operations.md").read_text("utf-8")
    spans = {HOUR: "an hour", DAY: "a day"}
    for thing, limits in LIMITS.items():
        told = ", ".join(f"{limit.most} {spans[limit.within]}" for limit in limits)
        assert re.search(rf"^\| `{thing}` \|.*\| {told} \|$", page, re.MULTILINE), thing


def test_an_operator_changes_what_they_name_and_nothing_else() -> None:
    limits = read_limits("search=500/hour, file=3/day,site=5/hour, site = 20/day")
    assert limits.of(Thing.SEARCH) == (Limit(500, HOUR),)
    assert limits.of(Thing.SITE) == (Limit(5, HOUR), Limit(20, DAY))
    assert limits.of(Thing.CHART) == LIMITS[Thing.CHART]
    assert read_limits("") == Limits()


@pytest.mark.parametrize("text", ["search", "search=5", "search=5/week", "cakes=5/hour", "search=-1/hour"])
def test_what_is_no_limit_is_said_to_the_operator(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no limit: write search=500/hour"):
        read_limits(text)


# --- rows ----------------------------------------------------------------------------------------

FEW = Limits({Thing.SEARCH: (THREE_AN_HOUR,)})


async def used(app: App, who: int, thing: Thing = Thing.SEARCH, *, now: datetime) -> bool:
    async with app.session() as session:
        return await use(session, who, thing, limits=FEW, now=now) is None


async def test_one_persons_limit_is_nobody_elses_and_one_things_no_others(tmp_path: Path) -> None:
    async with an_app(tmp_path) as app:
        assert [await used(app, 7, now=NOON) for _ in range(5)] == [True, True, True, False, False]
        assert await used(app, 8, now=NOON)
        assert await used(app, 7, Thing.CHART, now=NOON)


async def test_a_restart_forgets_no_use(tmp_path: Path) -> None:
    clock = Clock()
    async with an_app(tmp_path, clock=clock) as app:
        assert [await used(app, 7, now=NOON) for _ in range(3)] == [True] * 3
    async with an_app(tmp_path, clock=clock) as again:
        assert not await used(again, 7, now=NOON + timedelta(minutes=59))
        assert await used(again, 7, now=NOON + HOUR)


async def test_who_is_refused_again_and_again_adds_no_rows_and_what_no_longer_counts_goes(
    tmp_path: Path,
) -> None:
    async with an_app(tmp_path) as app:
        for _ in range(50):
            await used(app, 7, now=NOON)
        await used(app, 7, now=NOON + HOUR)
        async with app.reading() as session:
            rows = (await session.execute(select(Use))).scalars().all()
    assert [row.at for row in rows] == [NOON + HOUR]
