"""Sentences as vectors: tf·idf within one set of texts, cosine, and what stands in the middle.

Pure; knows nothing of articles. Vectors are sparse and of length one.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

Vector = Mapping[str, float]


def vectors(texts: Sequence[Sequence[str]]) -> list[Vector]:
    """One vector of length 1 a text (its terms), sublinear tf·idf over these texts; {} for no terms."""
    weights = idf(texts)
    return [
        unit({term: (1 + math.log(count)) * weights[term] for term, count in Counter(terms).items()})
        for terms in texts
    ]


def idf(texts: Iterable[Iterable[str]]) -> dict[str, float]:
    """Smoothed inverse document frequency, always over 0 (that of BM25)."""
    counts: Counter[str] = Counter()
    total = 0
    for terms in texts:
        counts.update(set(terms))
        total += 1
    return {term: math.log(1 + (total - n + 0.5) / (n + 0.5)) for term, n in counts.items()}


def unit(vector: Mapping[str, float]) -> Vector:
    length = math.sqrt(sum(weight * weight for weight in vector.values()))
    return {term: weight / length for term, weight in vector.items()} if length else {}


def cosine(one: Vector, other: Vector) -> float:
    """Of two vectors of length 1 (or empty: 0)."""
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other[term] for term, weight in one.items() if term in other)


def centroid(made: Iterable[Vector]) -> Vector:
    """The middle of the vectors, of length 1."""
    total: dict[str, float] = {}
    for vector in made:
        for term, weight in vector.items():
            total[term] = total.get(term, 0.0) + weight
    return unit(total)


def medoid(made: Sequence[Vector]) -> int:
    """Which vector is nearest to all: the first of the best. Raises ValueError for none."""
    middle = centroid(made)
    return max(range(len(made)), key=lambda at: (cosine(made[at], middle), -at))


def z_scores(values: Sequence[float]) -> list[float]:
    """How many standard deviations each value is over the mean; 0 where all are equal."""
    if not values:
        return []
    mean = sum(values) / len(values)
    deviation = math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))
    return [(value - mean) / deviation if deviation > 1e-12 else 0.0 for value in values]
