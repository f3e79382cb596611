"""The matrix of meanings: what is nearest, also after stories came and went."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from news.meanings import Meanings


def axis(number: int, width: int = 6) -> np.ndarray:
    vector = np.zeros(width, dtype=np.float32)
    vector[number] = 1.0
    return vector


def test_the_nearest_story_comes_first() -> None:
    meanings = Meanings()
    meanings.add(7, axis(0))
    meanings.add(8, (axis(0) + axis(1)) / np.sqrt(2))
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
