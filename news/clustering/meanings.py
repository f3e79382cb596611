"""The meanings of stories, a matrix for each encoder: which are nearest to an article, in one multiplication.

10,000 stories of 512 numbers take 20 MB a matrix and about a millisecond a question. Knows vectors and keys only.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
FIRST_ROWS = 64

Meaning = tuple[Vector | None, ...]
"""What encoders say of a text, the best one first; None where one has not said. Vectors of different encoders are
never compared."""


def is_fluent(meaning: Meaning | None, language: str, known: Sequence[frozenset[str] | None]) -> bool:
    """Whether the language is known to an encoder that has told this meaning. `known` by encoder, None for all."""
    return meaning is not None and any(
        vector is not None and (languages is None or language in languages)
        for vector, languages in zip(meaning, known, strict=True)
    )


def is_asked(place: int, language: str, known: Sequence[frozenset[str] | None]) -> bool:
    """Whether the encoder at this place is to tell texts of a language: those that know it do, and where none does the first.
    To an encoder, texts in a language that it does not know are all alike."""
    knowing = [at for at, languages in enumerate(known) if languages is None or language in languages]
    return place in (knowing or [0])


def cosine(one: Meaning | None, other: Meaning | None) -> float | None:
    """In the first space in which both are told; None where there is none."""
    told = zip(one or (), other or (), strict=False)
    return next((float(a @ b) for a, b in told if a is not None and b is not None), None)


class Meanings:
    """The meanings added under each key. Two are compared in the first space in which both are told."""

    def __init__(self) -> None:
        self._spaces: list[_Space] = []

    def add(self, key: int, meaning: Meaning, *, step: int = 1) -> None:
        """Step 1 when an article comes, -1 when it goes."""
        while len(self._spaces) < len(meaning):
            self._spaces.append(_Space())
        for space, vector in zip(self._spaces, meaning, strict=False):
            if vector is not None:
                space.add(key, vector, step=step)

    def rename(self, old: int, new: int) -> None:
        for space in self._spaces:
            space.rename(old, new)

    def likeness(self, key: int, meaning: Meaning) -> float | None:
        """The cosine to the middle of what is under the key; None where no encoder has told both."""
        for space, vector in zip(self._spaces, meaning, strict=False):
            found = None if vector is None else space.likeness(key, vector)
            if found is not None:
                return found
        return None

    def nearest(self, meaning: Meaning, *, most: int) -> list[tuple[float, int]]:
        """At most so many keys with their cosines, the nearest first."""
        found: dict[int, float] = {}
        better: list[_Space] = []
        for space, vector in zip(self._spaces, meaning, strict=False):
            if vector is None:
                continue
            for cosine, key in space.nearest(vector, most=most):
                if not any(earlier.has(key) for earlier in better):
                    found[key] = cosine
            better.append(space)
        return sorted(((cosine, key) for key, cosine in found.items()), reverse=True)[:most]


class _Space:
    """Of one encoder: the sum of the vectors added under each key; a key without vectors is not there. What is under most keys is one
    vector, which is its own sum and is not copied."""

    def __init__(self) -> None:
        self._row: dict[int, int] = {}
        self._keys: list[int] = []
        self._counts: list[int] = []
        self._sums: list[Vector] = []
        self._units: Vector = np.zeros((0, 0), dtype=np.float32)

    def add(self, key: int, vector: Vector, *, step: int = 1) -> None:
        """Step 1 when an article comes, -1 when it goes."""
        row = self._row.get(key)
        if row is None:
            row = self._new_row(key, vector)
        else:
            self._sums[row] = self._sums[row] + step * vector
        self._counts[row] += step
        if self._counts[row] <= 0:
            self._drop(key)
        else:
            self._units[row] = self._sums[row] / max(float(np.linalg.norm(self._sums[row])), 1e-9)

    def has(self, key: int) -> bool:
        return key in self._row

    def rename(self, old: int, new: int) -> None:
        row = self._row.pop(old, None)
        if row is not None:
            self._row[new], self._keys[row] = row, new

    def likeness(self, key: int, vector: Vector) -> float | None:
        """The cosine to the middle of what is under the key; None where nothing is."""
        row = self._row.get(key)
        return None if row is None else float(self._units[row] @ vector)

    def nearest(self, vector: Vector, *, most: int) -> list[tuple[float, int]]:
        """At most so many keys with their cosines, the nearest first."""
        rows = len(self._keys)
        if not rows:
            return []
        found = self._units[:rows] @ vector
        best = np.argpartition(found, -most)[-most:] if rows > most else np.arange(rows)
        return sorted(((float(found[row]), self._keys[row]) for row in best), reverse=True)

    def _new_row(self, key: int, vector: Vector) -> int:
        row = len(self._keys)
        if row >= len(self._units):
            larger = np.zeros((max(FIRST_ROWS, 2 * row), len(vector)), dtype=np.float32)
            if row:
                larger[:row] = self._units[:row]
            self._units = larger
        self._row[key] = row
        self._keys.append(key)
        self._counts.append(0)
        self._sums.append(vector)
        return row

    def _drop(self, key: int) -> None:
        """The last row takes the place of the one that goes."""
        row, last = self._row.pop(key), len(self._keys) - 1
        if row != last:
            self._sums[row], self._units[row] = self._sums[last], self._units[last]
            self._keys[row], self._counts[row] = self._keys[last], self._counts[last]
            self._row[self._keys[row]] = row
        self._keys.pop()
        self._counts.pop()
        self._sums.pop()
