"""The matrix of meanings: what is nearest, also after stories came and went."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from news.clustering.meanings import Meaning, Meanings, is_asked, is_fluent


def axis(number: int, width: int = 6) -> Meaning:
    vector = np.zeros(width, dtype=np.float32)
    vector[number] = 1.0
    return (vector,)


def between(one: int, other: int) -> Meaning:
    vector = np.zeros(6, dtype=np.float32)
    vector[[one, other]] = np.sqrt(0.5)
    return (vector,)


def test_the_nearest_story_comes_first() -> None:
    meanings = Meanings()
    meanings.add(7, axis(0))
    meanings.add(8, between(0, 1))
    meanings.add(9, axis(2))
    assert [key for _, key in meanings.nearest(axis(1), most=2)][:1] == [8]


def test_a_story_without_articles_is_not_there() -> None:
    meanings = Meanings()
    meanings.add(7, axis(0))
    meanings.add(7, axis(0), step=-1)
    assert meanings.nearest(axis(0), most=3) == []
    assert meanings.likeness(7, axis(0)) is None


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 5)), max_size=60))
def test_coming_and_going_leaves_what_is_there(steps: list[tuple[int, int]]) -> None:
    meanings, held = Meanings(), {}
    for key, at in steps:
        if key in held:
            meanings.add(key, axis(held.pop(key)), step=-1)
        else:
            held[key] = at
            meanings.add(key, axis(at))
    for key, at in held.items():
        assert meanings.likeness(key, axis(at)) == 1.0
    assert {key for _, key in meanings.nearest(axis(0), most=20)} == set(held)


# --- several encoders ----------------------------------------------------------------------------

NORTH, EAST = axis(0)[0], axis(1)[0]
WIDE = np.eye(9, dtype=np.float32)[4]


def test_meanings_are_compared_by_the_best_encoder_that_has_told_both() -> None:
    meanings = Meanings()
    meanings.add(7, (NORTH, WIDE))
    assert meanings.likeness(7, (EAST, WIDE)) == 0.0
    assert meanings.likeness(7, (None, WIDE)) == 1.0


def test_vectors_of_different_encoders_are_never_compared() -> None:
    meanings = Meanings()
    meanings.add(7, (NORTH, None))
    assert meanings.likeness(7, (None, WIDE)) is None
    assert meanings.nearest((None, WIDE), most=3) == []


def test_a_story_that_only_the_second_encoder_knows_is_found_beside_others() -> None:
    meanings = Meanings()
    meanings.add(7, (NORTH, WIDE))
    meanings.add(8, (None, WIDE))
    assert sorted(meanings.nearest((EAST, WIDE), most=3)) == [(0.0, 7), (1.0, 8)]


def test_a_story_keeps_what_each_encoder_said_when_articles_go() -> None:
    meanings = Meanings()
    meanings.add(7, (NORTH, WIDE))
    meanings.add(7, (None, WIDE))
    meanings.add(7, (NORTH, WIDE), step=-1)
    assert meanings.likeness(7, (NORTH, WIDE)) == 1.0, "by the second: the first knows none of it any more"
    assert meanings.likeness(7, (NORTH, None)) is None


def test_renaming_reaches_every_encoder() -> None:
    meanings = Meanings()
    meanings.add(-1, (NORTH, WIDE))
    meanings.rename(-1, 5)
    assert [key for _, key in meanings.nearest((None, WIDE), most=3)] == [5]
    assert meanings.likeness(5, (NORTH, None)) == 1.0


def test_fluent_is_who_told_it_and_knows_the_language() -> None:
    known = [frozenset({"en"}), None]
    assert is_fluent((NORTH, None), "en", known)
    assert not is_fluent((NORTH, None), "el", known)
    assert is_fluent((NORTH, WIDE), "el", known)
    assert not is_fluent(None, "en", known)


def test_who_knows_a_language_is_asked_and_else_the_best() -> None:
    known = [frozenset({"en", "de"}), frozenset({"en", "el"})]
    assert [is_asked(place, "en", known) for place in (0, 1)] == [True, True]
    assert [is_asked(place, "el", known) for place in (0, 1)] == [False, True]
    assert [is_asked(place, "sw", known) for place in (0, 1)] == [True, False]
    assert is_asked(1, "sw", [known[0], None])
