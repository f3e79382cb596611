"""The live stories of a moment, in order for all readers who follow a topic, read a language and want so many outlets. Pure.

What ranking says of a story that its reader does not know yet depends on these three alone, so it is reckoned once for all of
them. A reader of five topics gets five lists merged, of which only the beginning is read. Knows no readers and no rows.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from news.digest.rank import Likely, at_place, unseen_score

FIRST = 64
"""Of each list so much is merged first: enough for a digest of two topics or more."""


_Key = tuple[frozenset[str], str, int]
"""Of a list: what is within reach of a topic, the language, and how many outlets are wanted."""


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
        self._by_topic: dict[str, dict[int, Listed]] = {}
        for story in stories:
            for topic in story.topics:
                self._by_topic.setdefault(topic, {})[story.id] = story
        self._scores: dict[tuple[str, int], dict[int, float]] = {}
        self._lists: dict[_Key, Sequence[Likely]] = {}
        self._asked: set[_Key] = set()

    def renewed(self, came: Collection[Listed], gone: Collection[Listed]) -> "Rankings":
        """Of the same moment, where these stories have `gone` and these came. Lists that nobody asked for since the last time
        are made anew when they are."""
        new = Rankings((), now=self.at)
        new._by_topic = self._by_topic | {
            topic: dict(self._by_topic.get(topic, {})) for story in (*came, *gone) for topic in story.topics
        }
        for story in gone:
            for topic in story.topics:
                new._by_topic[topic].pop(story.id, None)
        for story in came:
            for topic in story.topics:
                new._by_topic[topic][story.id] = story
        for key in self._asked:
            less = [self._likely(story, *key) for story in gone if not key[0].isdisjoint(story.topics)]
            more = [new._likely(story, *key) for story in came if not key[0].isdisjoint(story.topics)]
            new._lists[key] = _changed(self._lists[key], less, more) if less or more else self._lists[key]
        return new

    def best(
        self,
        reaches: Iterable[frozenset[str]],
        *,
        language: str,
        min_outlets: int,
        since: datetime,
        without: Iterable[int] = (),
    ) -> Iterator[Likely]:
        """The stories of any of these topics that were told `since` then, best first, each once under the strongest of its topics.
        A reach is a topic with all below it."""
        taken = set(without)
        for likely in _merged([self._ranked(reach, language, min_outlets) for reach in reaches]):
            if likely[1] not in taken and likely[3] >= since:
                taken.add(likely[1])
                yield likely

    def _ranked(self, reach: frozenset[str], language: str, min_outlets: int) -> Sequence[Likely]:
        key = (reach, language, min_outlets)
        self._asked.add(key)
        if key not in self._lists:
            self._lists[key] = self._sorted(reach, language, min_outlets)
        return self._lists[key]

    def _sorted(self, reach: frozenset[str], language: str, min_outlets: int) -> Sequence[Likely]:
        stories: dict[int, Listed] = {}
        for topic in reach:
            stories |= self._by_topic.get(topic, {})
        return sorted(self._likely(story, reach, language, min_outlets) for story in stories.values())

    def _likely(self, story: Listed, reach: frozenset[str], language: str, min_outlets: int) -> Likely:
        """Of a story that has a topic within reach: under the strongest of those."""
        scores = self._scores.setdefault((language, min_outlets), {})
        if (score := scores.get(story.id)) is None:
            score = scores[story.id] = unseen_score(story, language, min_outlets, now=self.at)
        place, topic = next(each for each in enumerate(story.topics) if each[1] in reach)
        return -score - at_place(place), story.id, topic, story.last_at


def _changed(listed: Sequence[Likely], less: Iterable[Likely], more: Iterable[Likely]) -> Sequence[Likely]:
    changed = list(listed)
    for likely in less:
        del changed[bisect_left(changed, likely)]
    for likely in more:
        insort(changed, likely)
    return changed


def _merged(lists: Sequence[Sequence[Likely]]) -> Iterator[Likely]:
    """As `heapq.merge`, where mostly the beginning alone is asked for: the beginnings are sorted, which takes half as long, and then
    twice as much of each list."""
    waiting: list[Likely] = []
    start, stop = 0, FIRST
    while any(len(each) > start for each in lists):
        for each in lists:
            waiting += each[start:stop]
        waiting.sort()
        ends = [each[stop - 1] for each in lists if len(each) > stop]
        known = (
            bisect_right(waiting, min(ends)) if ends else len(waiting)
        )  # what comes later in a list is no better than its end
        yield from waiting[:known]
        del waiting[:known]
        start, stop = stop, 2 * stop
