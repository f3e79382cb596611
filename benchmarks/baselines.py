"""What joining is compared with: one pass over the articles, each to the story whose centroid is most alike if it is
alike enough. Over TF-IDF alone, as a textbook has it, and over an encoder's vectors alone.

Nothing of the program's window or rules is in it, only its cutting of texts into words: without that, several languages
have none. Both see what the program does not: TF-IDF counts words over the whole set beforehand.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from math import exp, log, sqrt

from news.clustering.joining import Item
from news.clustering.meanings import Meanings
from news.clustering.trial import Sample
from news.language.tokens import terms

Vector = dict[str, float]
FADING = timedelta(days=30)


def tfidf(samples: Sequence[Sample]) -> list[Vector]:
    """Unit vectors of title and text: (1 + log count) x (1 + log((1 + articles) / (1 + articles with it)))."""
    counts = [Counter(terms(f"{one.title}\n{one.text}", one.language)) for one in samples]
    having = Counter(term for count in counts for term in count)
    rarity = {term: 1 + log((1 + len(samples)) / (1 + having[term])) for term in having}
    return [_unit({term: (1 + log(n)) * rarity[term] for term, n in count.items()}) for count in counts]


def cosine(one: Vector, other: Vector) -> float:
    return sum(one[term] * other[term] for term in one.keys() & other.keys())


def by_tfidf(vectors: Sequence[Vector], threshold: float) -> list[int]:
    """The story of each, by the place of its first article."""
    sums: defaultdict[str, dict[int, float]] = defaultdict(dict)
    squares: defaultdict[int, float] = defaultdict(float)
    found: list[int] = []
    for place, vector in enumerate(vectors):
        dots: defaultdict[int, float] = defaultdict(float)
        for term, value in vector.items():
            for story, amount in sums[term].items():
                dots[story] += value * amount
        likeness, best = max(
            ((dot / sqrt(squares[story]), story) for story, dot in dots.items()), default=(0.0, place)
        )
        story = best if likeness >= threshold else place
        found.append(story)
        squares[story] += 2 * dots[story] + 1
        for term, value in vector.items():
            sums[term][story] = sums[term].get(story, 0.0) + value
    return found


def by_vectors(items: Sequence[Item], threshold: float) -> list[int]:
    """Likeness fades over thirty days."""
    meanings, last, found = Meanings(), dict[int, datetime](), list[int]()
    for item in items:
        near = [] if item.meaning is None else meanings.nearest(item.meaning, most=8)
        faded = [
            (likeness * exp(-abs(item.published_at - last[story]) / FADING), story)
            for likeness, story in near
        ]
        likeness, best = max(faded, default=(0.0, 0))
        found.append(best if likeness >= threshold else item.article)
        last[found[-1]] = item.published_at
        if item.meaning is not None:
            meanings.add(found[-1], item.meaning)
    return found


def best_threshold(
    quality: Callable[[float], float], *, low: float, high: float, step: float = 0.025
) -> float:
    """The lowest of the best."""
    steps = round((high - low) / step)
    return max((low + step * number for number in range(steps + 1)), key=quality)


def _unit(vector: Vector) -> Vector:
    length = sqrt(sum(value * value for value in vector.values())) or 1.0
    return {term: value / length for term, value in vector.items()}
