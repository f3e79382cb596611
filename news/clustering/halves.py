"""Whether a large story is two events: whether its articles fall into two halves that have words of their own.

What all of a story's articles say tells nothing of which event each is about: in a story on a vote on a president and his
son's summons everybody names the president, the house and the vote. So words are weighed anew, by how few of these very
articles have them, and two halves are sought that share little of what is left (spherical k-means from the first principal
axis; Dhillon & Modha 2001). Order does not matter. Pure; knows no stories.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import log

import numpy as np
from numpy.typing import NDArray

FEWEST = 20
"""Of fewer articles every two halves look apart by chance."""
FEWEST_OF_A_HALF = 5
APART = 0.45
"""Two halves are two events where their articles are on average so much less alike than those of the looser half,"""
NOTHING_IN_COMMON = 0.07
"""have hardly more than that in common,"""
ALIKE = 0.25
"""and are less alike than that in all their words: what two agencies report of one event, printed by many, is in halves too."""
ROUNDS = 20

Vector = Mapping[str, float]
Numbers = NDArray[np.float64]


def smaller_half(vectors: Sequence[Vector]) -> list[int]:
    """The places of the articles that tell the lesser of two events; none where all tell one. `vectors`: weighed words."""
    if len(vectors) < FEWEST:
        return []
    plain, anew = _weighed(vectors)
    is_second = _halved(anew)
    if not _are_apart(plain, anew, is_second):
        return []
    smaller = is_second if 2 * int(is_second.sum()) <= len(vectors) else ~is_second
    return [int(place) for place in np.flatnonzero(smaller)]


def are_two(one: Sequence[Vector], other: Sequence[Vector]) -> bool:
    """Whether these articles and those tell two events, as far as words show it."""
    if len(one) + len(other) < FEWEST:
        return False
    return _are_apart(*_weighed([*one, *other]), np.arange(len(one) + len(other)) >= len(one))


def _weighed(vectors: Sequence[Vector]) -> tuple[Numbers, Numbers]:
    """The words that several have, as they were weighed; and anew, by how few of these have them, to unit length."""
    held = Counter(term for vector in vectors for term in vector)
    shared = sorted(term for term, count in held.items() if count > 1)
    column = {term: at for at, term in enumerate(shared)}
    plain = np.zeros((len(vectors), max(1, len(column))))
    for row, vector in enumerate(vectors):
        for term, value in vector.items():
            if term in column:
                plain[row, column[term]] = value
    rarity = np.array([log((len(vectors) + 1) / held[term]) for term in shared] or [0.0])
    anew = plain * rarity
    return plain, anew / np.maximum(np.linalg.norm(anew, axis=1, keepdims=True), 1e-9)


def _halved(weighed: Numbers) -> NDArray[np.bool_]:
    axes, _, _ = np.linalg.svd(weighed - weighed.mean(axis=0), full_matrices=False)
    is_second = axes[:, 0] > 0
    for _ in range(ROUNDS):
        middles = np.array([weighed[~is_second].sum(axis=0), weighed[is_second].sum(axis=0)])
        middles /= np.maximum(np.linalg.norm(middles, axis=1, keepdims=True), 1e-9)
        nearer: NDArray[np.bool_] = np.argmax(weighed @ middles.T, axis=1).astype(bool)
        if np.array_equal(nearer, is_second):
            break
        is_second = nearer
    return is_second


def _are_apart(plain: Numbers, anew: Numbers, is_second: NDArray[np.bool_]) -> bool:
    halves = ~is_second, is_second
    if min(int(half.sum()) for half in halves) < FEWEST_OF_A_HALF:
        return False
    within = min(_mean_of_pairs(anew[half] @ anew[half].T) for half in halves)
    between, in_all = (float((part[halves[0]] @ part[halves[1]].T).mean()) for part in (anew, plain))
    return between <= min(APART * within, NOTHING_IN_COMMON) and in_all <= ALIKE


def _mean_of_pairs(alike: Numbers) -> float:
    count = len(alike)
    return float((alike.sum() - np.trace(alike)) / (count * (count - 1)))
