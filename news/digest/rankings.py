"""The live stories of a moment, in order for all readers who follow a topic, read a language and want so many outlets. Pure.

What ranking says of a story that its reader does not know yet depends on these three alone, so it is reckoned once for all of
them. A reader of five topics gets five lists merged, of which only the beginning is read. Knows no readers and no rows.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge

from news.digest.rank import Likely, at_place, unseen_score


@dataclass(frozen=True)
class Listed:
    """What ranking asks of a story. `languages` are base languages."""

    id: int
    revision: int
    headline: str
    language: str | None
    topics: tuple[str, ...]
    languages: frozenset[str]
    independent: int
    last_at: datetime


class Rankings:
    """The stories as they are ranked `at` a moment. A list is made when it is first asked for, and kept."""

    def __init__(self, stories: Iterable[Listed], *, now: datetime) -> None:
        self.at = now
        self._by_topic: dict[str, list[tuple[int, Listed]]] = {}
        for story in stories:
            for place, topic in enumerate(story.topics):
                self._by_topic.setdefault(topic, []).append((place, story))
        self._scores: dict[tuple[str, int], dict[int, float]] = {}
        self._lists: dict[tuple[frozenset[str], str, int], Sequence[Likely]] = {}
        self._asked: set[tuple[frozenset[str], str, int]] = set()

    def renewed(self, came: Iterable[Listed], gone: Collection[int]) -> "Rankings":
        """Of the same moment, where these stories have `gone` and these came. Lists that nobody asked for since the last time
        are made anew when they are."""
        new = Rankings(came, now=self.at)
        for key in self._asked:
            kept = [each for each in self._lists[key] if each[1] not in gone]
            new._lists[key] = sorted([*kept, *new._sorted(*key)])
        for topic, stories in self._by_topic.items():
            kept_stories = [each for each in stories if each[1].id not in gone]
            new._by_topic.setdefault(topic, []).extend(kept_stories)
        return new

    def best(self, reaches: Iterable[frozenset[str]], *, language: str, min_outlets: int) -> Iterator[Likely]:
        """The stories of any of these topics, best first, each once under the strongest of its topics. A reach is a topic with
        all below it."""
        taken: set[int] = set()
        for likely in merge(*(self._ranked(reach, language, min_outlets) for reach in reaches)):
            if likely[1] not in taken:
                taken.add(likely[1])
                yield likely

    def _ranked(self, reach: frozenset[str], language: str, min_outlets: int) -> Sequence[Likely]:
        key = (reach, language, min_outlets)
        self._asked.add(key)
        if key not in self._lists:
            self._lists[key] = self._sorted(reach, language, min_outlets)
        return self._lists[key]

    def _sorted(self, reach: Iterable[str], language: str, min_outlets: int) -> Sequence[Likely]:
        scores = self._scores.setdefault((language, min_outlets), {})
        found: dict[int, Likely] = {}
        for topic in reach:
            for place, story in self._by_topic.get(topic, ()):
                score = scores.get(story.id)
                if score is None:
                    score = unseen_score(story, language, min_outlets, now=self.at)
                    scores[story.id] = score
                likely = (-score - at_place(place), story.id, topic)
                if story.id not in found or likely < found[story.id]:
                    found[story.id] = likely
        return sorted(found.values())
