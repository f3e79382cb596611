"""Which stories have a word, by story as a row: which have most rare words in common with an article. Knows words and rows only.

A set for each word would take most of a window's memory: most words are of one story.
"""

import heapq
from array import array
from bisect import bisect_left, insort
from collections.abc import Mapping

import numpy as np

NOBODY = 0
"""The key of a row that is free."""


class Holders:
    """Rows are dense, so that what they share is summed in one array; a story keeps its row when its key changes."""

    def __init__(self) -> None:
        self._of: dict[str, int | array[int]] = {}  # a row, or several in order
        self._keys: list[int] = []
        self._free: list[int] = []

    def __len__(self) -> int:
        """Words."""
        return len(self._of)

    def new_row(self, key: int) -> int:
        if self._free:
            row = self._free.pop()
            self._keys[row] = key
            return row
        self._keys.append(key)
        return len(self._keys) - 1

    def free_row(self, row: int) -> None:
        """Of a story that has no words any more."""
        self._keys[row] = NOBODY
        self._free.append(row)

    def rename(self, row: int, key: int) -> None:
        self._keys[row] = key

    def add(self, word: str, row: int) -> None:
        """To be called once for a word of a story."""
        known = self._of.get(word)
        if known is None:
            self._of[word] = row
        elif isinstance(known, int):
            self._of[word] = array("i", sorted((known, row)))
        else:
            insort(known, row)

    def discard(self, word: str, row: int) -> None:
        known = self._of[word]
        if isinstance(known, int):
            del self._of[word]
        else:
            del known[bisect_left(known, row)]
            if len(known) == 1:
                self._of[word] = known[0]

    def likely(self, vector: Mapping[str, float], *, few: float, most: int) -> list[int]:
        """The keys of at most so many stories that share most with it, each word counting the square of its weight; likeliest first.
        Words that more than `few` stories have lead nowhere."""
        rows: array[int] = array("i")
        lengths: list[int] = []
        squares: list[float] = []
        for word, weight in vector.items():
            known = self._of.get(word)
            if known is None:
                continue
            if isinstance(known, int):
                rows.append(known)
                lengths.append(1)
            elif len(known) <= few:
                rows.extend(known)
                lengths.append(len(known))
            else:
                continue
            squares.append(weight * weight)
        if not lengths:
            return []
        shared = np.bincount(np.frombuffer(rows, dtype=np.intc), weights=np.repeat(squares, lengths))
        found = np.flatnonzero(shared)
        amounts = shared[found]
        if len(found) > most:
            enough = amounts >= np.partition(amounts, -most)[-most]
            found, amounts = found[enough], amounts[enough]
        pairs = zip(amounts.tolist(), map(self._keys.__getitem__, found.tolist()), strict=True)
        return [key for _, key in heapq.nlargest(most, pairs)]
