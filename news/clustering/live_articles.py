"""What is live: the articles of the last days in memory, by story, by rare word, by name and by meaning.

Counts how rare words and names are among them, and keeps the sums that stories are compared by. Knows no rows and no
clock, and nothing of which story an article belongs to (`window`).
Not safe between threads: whoever shares one holds a lock.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from news.clustering.joining import PRIOR_ARTICLES, Item, weigh
from news.clustering.likeness import dot
from news.clustering.live import Live, Part
from news.clustering.meanings import Meanings
from news.clustering.naming import Naming
from news.clustering.rarity import Rarities
from news.intake.links import is_of_one_article

SPAN = timedelta(hours=72)
FEWEST = 10_000
"""The newest articles stay, so many, however old: who reads few feeds remembers longer at the same cost."""


class LiveArticles:
    """Stories with live articles. A story's key is any int; its life ends when its last article leaves."""

    def __init__(self, *, span: timedelta | None = SPAN, fewest: int = FEWEST) -> None:
        self.span, self.fewest = span, fewest
        self._items: dict[int, Item] = {}
        self._vectors: dict[int, dict[str, float]] = {}
        self._story: dict[int, int] = {}
        self._stories: dict[int, Live] = {}
        self._holders: defaultdict[str, set[int]] = defaultdict(set)
        self._rarity = Rarities()
        self._naming = Naming()
        self._meanings = Meanings()
        self._urls: dict[tuple[int, str], dict[int, None]] = {}  # articles, in order of arrival
        self._ages: list[tuple[datetime, int]] = []
        self._grown: set[int] = set()
        self._read = 0
        self._weighed: tuple[Item, dict[str, float]] | None = None  # the last one, until anything is counted

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, article: int) -> bool:
        return article in self._items

    def story_of(self, article: int) -> int | None:
        return self._story.get(article)

    def members(self, story: int) -> list[int]:
        """The live articles of a story, in order of arrival; none where it is gone."""
        return list(self._stories[story].members) if story in self._stories else []

    # --- coming and going ----------------------------------------------------------------------

    def observe(self, items: Iterable[Item], *, now: datetime) -> None:
        """Count the words of articles that are about to be placed or added, all of a batch at once."""
        touched = {item.language for item in items if self._is_live(item, now)}
        for item in items:
            if self._is_live(item, now):
                self._count(item, 1)
                self._read += 1
        for language in touched:
            self._reweigh(language)

    def add(self, item: Item, story: int, *, now: datetime) -> None:
        """The article, observed before, is in this story. One older than the window is not kept."""
        if not self._is_live(item, now) or item.article in self._items:
            return
        self._items[item.article] = item
        self._story[item.article] = story
        if is_of_one_article(item.url):
            self._urls.setdefault((item.outlet, item.url), {})[item.article] = None
        self._naming.count(item)
        self._enter(item, story)
        heapq.heappush(self._ages, (item.published_at, item.article))

    def remove(self, article: int) -> None:
        """The article is no longer live: a newer version took its place, or it grew old."""
        item = self._items.pop(article, None)
        if item is None:
            return
        self._leave(item, self._story.pop(article))
        self._count(item, -1)
        self._naming.discount(item)
        republished = self._urls.get((item.outlet, item.url), {})
        republished.pop(article, None)
        if not republished:
            self._urls.pop((item.outlet, item.url), None)

    def evict(self, now: datetime) -> None:
        """Let go what was published before the window, as long as `fewest` stay."""
        while (
            self.span is not None
            and len(self._items) > self.fewest
            and self._ages
            and self._ages[0][0] < now - self.span
        ):
            self.remove(heapq.heappop(self._ages)[1])

    def rename(self, keys: Mapping[int, int]) -> None:
        """Give stories the keys they have from now on."""
        for old, new in keys.items():
            live = self._stories.pop(old, None)
            if live is None:
                continue
            self._stories[new] = live
            if old in self._grown:
                self._grown.remove(old)
                self._grown.add(new)
            self._meanings.rename(old, new)
            for article in live.members:
                self._story[article] = new
            for part in live.parts.values():
                for term in part.sum:
                    self._holders[term].discard(old)
                    self._holders[term].add(new)

    def move(self, article: int, story: int) -> None:
        """The article is in this story now: its own was merged, or it was put elsewhere."""
        item = self._items.get(article)
        if item is not None and self._story[article] != story:
            self._leave(item, self._story[article])
            self._story[article] = story
            self._enter(item, story)

    def merge(self, younger: int, older: int) -> None:
        for article in list(self._stories[younger].members):
            self.move(article, older)

    def _enter(self, item: Item, story: int) -> None:
        live = self._stories.setdefault(story, Live())
        live.members[item.article] = None
        live.outlets[item.outlet] += 1
        live.rubrics[item.rubric] += 1
        live.places.update(item.places)
        live.seconds += item.published_at.timestamp()
        if len(live.members) > 2 * live.asked_at:
            self._grown.add(story)
        if item.meaning is not None:
            self._meanings.add(story, item.meaning)
        self._take_up(item, story)

    def _leave(self, item: Item, story: int) -> None:
        self._lay_down(item, story)
        live = self._stories[story]
        del live.members[item.article]
        live.outlets[item.outlet] -= 1
        live.rubrics[item.rubric] -= 1
        live.places.subtract(item.places)
        live.seconds -= item.published_at.timestamp()
        if item.meaning is not None:
            self._meanings.add(story, item.meaning, step=-1)
        if not live.members:
            del self._stories[story]

    def _is_live(self, item: Item, now: datetime) -> bool:
        """Also an old one, where there is room."""
        return self.span is None or item.published_at >= now - self.span or len(self._items) < self.fewest

    def _take_up(self, item: Item, story: int) -> None:
        vector = self._vector(item)
        self._vectors[item.article] = vector
        part = self._stories[story].parts.setdefault(item.language, Part())
        part.members[item.article] = None
        part.square += 2 * dot(vector, part.sum) + bool(vector)
        for term, value in vector.items():
            part.sum[term] = part.sum.get(term, 0.0) + value
            self._holders[term].add(story)

    def _lay_down(self, item: Item, story: int) -> None:
        vector = self._vectors.pop(item.article)
        live = self._stories[story]
        part = live.parts[item.language]
        del part.members[item.article]
        part.square += bool(vector) - 2 * dot(vector, part.sum)
        if not part.members:
            del live.parts[item.language]
        for term, value in vector.items():
            left = part.sum[term] - value
            if left > 1e-9 and part.members:
                part.sum[term] = left
            else:
                del part.sum[term]
                if not live.has(term):
                    self._forget_holder(term, story)

    # --- weighing ------------------------------------------------------------------------------

    def _count(self, item: Item, step: int) -> None:
        self._rarity[item.language].count(item, step)
        self._weighed = None

    def _vector(self, item: Item) -> dict[str, float]:
        if self._weighed is None or self._weighed[0] is not item:
            self._weighed = item, weigh(item.counts, self._rarity[item.language].of(item))
        return self._weighed[1]

    def _reweigh(self, language: str) -> None:
        """When twice as many articles were read, rarity is another: weigh the live ones again.
        Doubling keeps the cost of an article constant on average."""
        rarity = self._rarity[language]
        if rarity.articles + PRIOR_ARTICLES < 2 * rarity.weighed_at:
            return
        rarity.weighed_at = rarity.articles + PRIOR_ARTICLES
        for article, item in self._items.items():
            if item.language == language:
                self._lay_down(item, self._story[article])
                self._take_up(item, self._story[article])

    def _forget_holder(self, term: str, story: int) -> None:
        holders = self._holders[term]
        holders.discard(story)
        if not holders:
            del self._holders[term]
