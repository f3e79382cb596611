"""Whether the articles of a story are about one event or about several: average linkage over what speaks for each two.

Order does not matter here: the closest two come together first (Sokal & Michener 1958). Pure; knows no stories.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

APART = -3.0
"""Logits: where the articles of two parts have, on average, less in common, they are about two events."""
FEWEST = 2
"""A part has at least so many articles: one alone may only be told in another way."""


def parts_of(margins: NDArray[np.float64]) -> list[list[int]]:
    """The parts, as places in the matrix (square, symmetric, what speaks for each two), the largest first.

    Parts of too few articles stay with the largest.
    """
    clusters = [[place] for place in range(len(margins))]
    linked = margins.astype(np.float64).copy()
    np.fill_diagonal(linked, -np.inf)
    while len(clusters) > 1:
        flat = int(np.argmax(linked))
        one, other = sorted(divmod(flat, len(clusters)))
        if linked[one, other] < APART:
            break
        linked = _joined(linked, one, other, len(clusters[one]), len(clusters[other]))
        clusters[one] += clusters.pop(other)
    found = sorted(clusters, key=lambda cluster: (-len(cluster), min(cluster)))
    whole = [found[0], *(cluster for cluster in found[1:] if len(cluster) >= FEWEST)]
    rest = [place for cluster in found[1:] if len(cluster) < FEWEST for place in cluster]
    return [sorted([*whole[0], *rest]), *map(sorted, whole[1:])]


def _joined(
    linked: NDArray[np.float64], one: int, other: int, size: int, size_other: int
) -> NDArray[np.float64]:
    """The averages with two clusters taken together, under the first one's place."""
    row = (size * linked[one] + size_other * linked[other]) / (size + size_other)
    linked[one], linked[:, one] = row, row
    linked[one, one] = -np.inf
    return np.delete(np.delete(linked, other, axis=0), other, axis=1)


def margins_between(articles: Sequence[int], between: Callable[[int, int], float]) -> NDArray[np.float64]:
    """The matrix of what speaks for each two, asked once a pair."""
    found = np.zeros((len(articles), len(articles)))
    for at, one in enumerate(articles):
        for place in range(at):
            found[at, place] = found[place, at] = between(one, articles[place])
    return found
