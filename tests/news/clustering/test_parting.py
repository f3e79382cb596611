"""Parts of a story: told apart by what speaks for each two articles, whatever their order."""

from random import Random

import numpy as np
import pytest

from news.clustering.parting import margins_between, parts_of


def between_groups(groups: list[int], *, within: float = 2.0, across: float = -6.0) -> np.ndarray:  # type: ignore[type-arg]
    same = np.equal.outer(groups, groups)
    return np.where(same, within, across)


def test_articles_of_two_events_are_two_parts_the_larger_first() -> None:
    assert parts_of(between_groups([1, 0, 0, 1, 0])) == [[1, 2, 4], [0, 3]]


def test_articles_of_one_event_are_one_part() -> None:
    assert parts_of(between_groups([0, 0, 0, 0], within=-1.0)) == [[0, 1, 2, 3]]


def test_an_article_alone_stays_with_the_largest_part() -> None:
    assert parts_of(between_groups([0, 0, 0, 1, 2, 2])) == [[0, 1, 2, 3], [4, 5]]


@pytest.mark.parametrize("groups", [[0], [0, 1]])
def test_too_few_articles_are_never_parted(groups: list[int]) -> None:
    assert len(parts_of(between_groups(groups))) == 1


def test_a_bridge_between_two_events_does_not_make_them_one() -> None:
    margins = between_groups([0, 0, 0, 1, 1, 1])
    margins[2, 3] = margins[3, 2] = 1.5
    assert parts_of(margins) == [[0, 1, 2], [3, 4, 5]]


def test_the_order_of_articles_does_not_matter() -> None:
    groups = [0, 0, 0, 0, 1, 1, 1, 2, 2]
    margins = between_groups(groups) + 0.01 * np.add.outer(np.arange(9), np.arange(9))
    for seed in range(20):
        order = Random(seed).sample(range(9), 9)
        shuffled = parts_of(margins[np.ix_(order, order)])
        assert sorted(sorted(order[place] for place in part) for part in shuffled) == [
            [0, 1, 2, 3],
            [4, 5, 6],
            [7, 8],
        ]


def test_each_two_articles_are_compared_once() -> None:
    asked: list[tuple[int, int]] = []

    def between(one: int, other: int) -> float:
        asked.append((one, other))
        return float(one + other)

    margins = margins_between([10, 20, 30], between)
    assert len(asked) == 3
    assert (margins == margins.T).all()
    assert margins[0, 2] == 40.0
