"""A story in the live window: its articles, and what is summed over them. Knows nothing of how an article finds it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from news.clustering.kept import Kept
from news.language.rubrics import Rubric

NO_EVENT = (Rubric.STANDING, Rubric.ROUNDUP)


@dataclass(slots=True)
class Part:
    """The articles of a story in one language: words are compared within it. Most stories are of one article, whose words are the sum."""

    members: list[int] = field(default_factory=list)  # in order of arrival
    square: float = 0.0
    _only: Kept | None = None
    _sum: dict[str, float] | None = None

    @property
    def sum(self) -> Mapping[str, float]:
        """Not to be changed."""
        if self._sum is not None:
            return self._sum
        return self._only.vector() if self._only is not None else {}

    def in_common(self, vector: Mapping[str, float], *, least: float) -> tuple[int, float]:
        """How many words both have, and the dot product; of fewer than `least` words nothing is reckoned."""
        if self._only is not None:
            count = self._only.in_common(vector)
            return count, self._only.dot(vector) if count >= least else 0.0
        total = self.sum
        common = vector.keys() & total.keys()
        if len(common) < least:
            return len(common), 0.0
        return len(common), sum([vector[word] * total[word] for word in common])

    def add(self, article: Kept) -> None:
        if not self.members:
            self.square += bool(article.words)
            self._only = article
        else:
            total = self._sum = dict(self.sum) if self._sum is None else self._sum
            self._only = None
            self.square += 2 * article.dot(total) + bool(article.words)
            for word, weight in zip(article.words, article.weights, strict=True):
                total[word] = total.get(word, 0.0) + weight
        self.members.append(article.article)

    def remove(self, article: Kept) -> list[str]:
        """Gives the words that no other has."""
        self.members.remove(article.article)
        if not self.members:
            words = list(self._sum if self._sum is not None else article.words)
            self._only, self._sum = None, None
            return words
        total = self._sum = dict(self.sum) if self._sum is None else self._sum
        self.square += bool(article.words) - 2 * article.dot(total)
        gone = []
        for word, weight in zip(article.words, article.weights, strict=True):
            left = total[word] - weight
            if left > 1e-9:
                total[word] = left
            else:
                del total[word]
                gone.append(word)
        return gone


@dataclass(slots=True)
class Live:
    """A story in the window. `row` is its number among those of the window, for as long as it lives."""

    row: int
    members: list[int] = field(default_factory=list)  # in order of arrival
    parts: dict[str, Part] = field(default_factory=dict)
    seconds: float = 0.0  # the sum of the members' times
    asked_at: int = 1  # the number of members when they were last asked whether they belong together
    _formats: Counter[Rubric] | None = None  # of the members that are no plain news: most stories have none

    def count(self, rubric: Rubric, step: int) -> None:
        if rubric is not Rubric.NEWS:
            self._formats = Counter() if self._formats is None else self._formats
            self._formats[rubric] += step

    def rubric(self) -> Rubric:
        """News where one is, else what most are."""
        if self._has_news() or self._formats is None:
            return Rubric.NEWS
        return self._formats.most_common(1)[0][0]

    def is_of_event(self) -> bool:
        return self._has_news() or any(
            count and rubric not in NO_EVENT for rubric, count in (self._formats or {}).items()
        )

    def _has_news(self) -> bool:
        return self._formats is None or self._formats.total() < len(self.members)

    def middle(self) -> datetime:
        return datetime.fromtimestamp(self.seconds / len(self.members), UTC)
