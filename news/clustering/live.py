"""A story in the live window: its articles, and what is summed over them. Knows nothing of how an article finds it."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from news.language.rubrics import Rubric

NO_EVENT = (Rubric.STANDING, Rubric.ROUNDUP)


@dataclass(slots=True)
class Part:
    """The articles of a story in one language: words are compared within it."""

    members: dict[int, None] = field(default_factory=dict)  # in order of arrival
    sum: dict[str, float] = field(default_factory=dict)
    square: float = 0.0


@dataclass(slots=True)
class Live:
    """A story in the window."""

    members: dict[int, None] = field(default_factory=dict)  # in order of arrival
    parts: dict[str, Part] = field(default_factory=dict)
    outlets: Counter[int] = field(default_factory=Counter)
    rubrics: Counter[Rubric] = field(default_factory=Counter)
    seconds: float = 0.0  # the sum of the members' times
    asked_at: int = 1  # the number of members when they were last asked whether they belong together
    places: Counter[str] = field(default_factory=Counter)

    def is_of_event(self) -> bool:
        return any(count and rubric not in NO_EVENT for rubric, count in self.rubrics.items())

    def middle(self) -> datetime:
        return datetime.fromtimestamp(self.seconds / len(self.members), UTC)

    def part(self, language: str) -> Part:
        """The part in this language, or else the largest."""
        return self.parts.get(language) or max(self.parts.values(), key=lambda part: len(part.members))

    def has(self, term: str) -> bool:
        return any(term in part.sum for part in self.parts.values())
