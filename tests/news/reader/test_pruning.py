"""What is offered for pruning, and when nobody is asked: promises of a pure function."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.reader.pruning import AGAIN_AFTER, APART, ENOUGH, UNOPENED, Followed, to_offer
from news.testing import NOON

LONG_AGO = NOON - timedelta(days=200)
DULL = Followed(LONG_AGO, came=20)
LIKED = Followed(LONG_AGO, came=5, opened_at=NOON - timedelta(days=1))


def test_what_came_often_and_was_never_opened_is_offered() -> None:
    assert to_offer({"sport": DULL, "science": LIKED}, now=NOON) == "sport"


def test_what_came_most_is_offered_first() -> None:
    followed = {"sport": DULL, "culture": replace(DULL, came=30), "science": LIKED}
    assert to_offer(followed, now=NOON) == "culture"


@pytest.mark.parametrize(
    "sport",
    [
        replace(DULL, came=ENOUGH - 1),
        replace(DULL, since_at=NOON - UNOPENED + timedelta(days=1)),
        replace(DULL, opened_at=NOON - UNOPENED + timedelta(days=1)),
        replace(DULL, asked_at=NOON - AGAIN_AFTER + timedelta(days=1)),
    ],
)
def test_what_is_new_rare_opened_or_was_asked_about_is_not(sport: Followed) -> None:
    assert to_offer({"sport": sport, "science": LIKED}, now=NOON) is None


def test_who_opens_nothing_is_asked_nothing() -> None:
    assert to_offer({"sport": DULL, "science": DULL}, now=NOON) is None


def test_the_only_thing_that_is_followed_is_not_offered() -> None:
    assert to_offer({"sport": replace(LIKED, came=20)}, now=NOON) is None


def test_nobody_is_asked_twice_in_a_week() -> None:
    asked = replace(LIKED, asked_at=NOON - APART + timedelta(hours=1))
    assert to_offer({"sport": DULL, "science": asked}, now=NOON) is None


moments = st.none() | st.integers(0, 300).map(lambda days: NOON - timedelta(days=days))
things = st.builds(
    Followed,
    st.integers(0, 300).map(lambda d: NOON - timedelta(days=d)),
    st.integers(0, 40),
    moments,
    moments,
)


@given(st.dictionaries(st.sampled_from("abcde"), things))
def test_nothing_is_offered_that_was_opened_lately(followed: dict[str, Followed]) -> None:
    offered = to_offer(followed, now=NOON)
    opened = followed[offered].opened_at if offered else None
    assert opened is None or opened <= NOON - UNOPENED
