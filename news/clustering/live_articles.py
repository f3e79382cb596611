"""What is live: the articles of the last days in memory, by story, by rare word, by name and by meaning.

Counts how rare words and names are among them, and keeps the sums that stories are compared by. Knows no rows and no
clock, and nothing of which story an article belongs to (`window`).
Not safe between threads: whoever shares one holds a lock.
"""

import heapq
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from news.clustering.holders import Holders
from news.clustering.joining import PRIOR_ARTICLES, Item, weigh
from news.clustering.kept import Kept, kept, opened
from news.clustering.live import Live, Part
from news.clustering.meanings import Meanings
from news.clustering.naming import Naming
from news.clustering.rarity import Rarities

SPAN = timedelta(hours=72)
FEWEST = 10_000
"""The newest articles stay, so many, however old: who reads few feeds remembers longer at the same cost."""
OPENED_AT_ONCE = 64
"""Articles that stay open as they were compared of late: second thoughts ask the members of a story again and again."""


class LiveArticles:
    """Stories with live articles. A story's key is any int; its life ends when its last article leaves."""

    def __init__(self, *, span: timedelta | None = SPAN, fewest: int = FEWEST) -> None:
        self.span, self.fewest = span, fewest
        self._kept: dict[int, Kept] = {}
        self._opened: dict[int, Item] = {}
        self._story: dict[int, int] = {}
        self._stories: dict[int, Live] = {}
        self._holders = Holders()
        self._rarity = Rarities()
        self._naming = Naming()
        self._meanings, self._hints = Meanings(), Meanings()
        self._addresses: dict[int, tuple[int, ...]] = {}  # articles, in order of arrival
        self._ages: list[tuple[datetime, int]] = []
        self._grown: set[int] = set()
        self._read = 0
        self._weighed: tuple[Item, dict[str, float]] | None = None  # the last one, until anything is counted

    def __len__(self) -> int:
        return len(self._kept)

    def __contains__(self, article: int) -> bool:
        return article in self._kept

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
        if not self._is_live(item, now) or item.article in self._kept:
            return
        self._kept[item.article] = kept(item)
        self._stay_open(item)
        self._story[item.article] = story
        if item.address:
            self._addresses[item.address] = (*self._addresses.get(item.address, ()), item.article)
        self._naming.count(item)
        self._enter(item, story)
        heapq.heappush(self._ages, (item.published_at, item.article))

    def remove(self, article: int) -> None:
        """The article is no longer live: a newer version took its place, or it grew old."""
        if article not in self._kept:
            return
        item = self._open(article)
        self._leave(item, self._story.pop(article))
        self._count(item, -1)
        self._naming.discount(item)
        republished = tuple(one for one in self._addresses.pop(item.address, ()) if one != article)
        if republished:
            self._addresses[item.address] = republished
        del self._kept[article]
        self._opened.pop(article, None)

    def evict(self, now: datetime) -> None:
        """Let go what was published before the window, as long as `fewest` stay."""
        while (
            self.span is not None
            and len(self._kept) > self.fewest
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
            self._hints.rename(old, new)
            self._holders.rename(live.row, new)
            for article in live.members:
                self._story[article] = new

    def move(self, article: int, story: int) -> None:
        """The article is in this story now: its own was merged, or it was put elsewhere."""
        if article in self._kept and self._story[article] != story:
            item = self._open(article)
            self._leave(item, self._story[article])
            self._story[article] = story
            self._enter(item, story)

    def merge(self, younger: int, older: int) -> None:
        for article in list(self._stories[younger].members):
            self.move(article, older)

    def _enter(self, item: Item, story: int) -> None:
        live = self._stories.get(story)
        if live is None:
            live = self._stories[story] = Live(self._holders.new_row(story))
        live.members.append(item.article)
        live.count(item.rubric, 1)
        live.seconds += item.published_at.timestamp()
        if len(live.members) > 2 * live.asked_at:
            self._grown.add(story)
        self._tell(item, story, 1)
        self._take_up(item, story)

    def _leave(self, item: Item, story: int) -> None:
        self._lay_down(self._kept[item.article], story)
        live = self._stories[story]
        live.members.remove(item.article)
        live.count(item.rubric, -1)
        live.seconds -= item.published_at.timestamp()
        self._tell(item, story, -1)
        if not live.members:
            self._holders.free_row(live.row)
            del self._stories[story]

    def _tell(self, item: Item, story: int, step: int) -> None:
        if item.meaning is not None:
            self._meanings.add(story, item.meaning, step=step)
        if item.hint is not None:
            self._hints.add(story, item.hint, step=step)

    def _open(self, article: int) -> Item:
        found = self._opened.get(article)
        return self._stay_open(opened(self._kept[article])) if found is None else found

    def _stay_open(self, item: Item) -> Item:
        if len(self._opened) >= OPENED_AT_ONCE:
            del self._opened[next(iter(self._opened))]
        self._opened[item.article] = item
        return item

    def _is_live(self, item: Item, now: datetime) -> bool:
        """Also an old one, where there is room."""
        return self.span is None or item.published_at >= now - self.span or len(self._kept) < self.fewest

    def _take_up(self, item: Item, story: int) -> None:
        known, live = self._kept[item.article], self._stories[story]
        known.weigh_anew(self._vector(item))
        held = [part.sum for part in live.parts.values()]
        new = (
            [word for word in known.words if not any([word in words for words in held])]
            if held
            else known.words
        )
        for word in new:
            self._holders.add(word, live.row)
        live.parts.setdefault(item.language, Part()).add(known)

    def _lay_down(self, known: Kept, story: int) -> None:
        live = self._stories[story]
        part = live.parts[known.language]
        gone = part.remove(known)
        if not part.members:
            del live.parts[known.language]
        held = [other.sum for other in live.parts.values() if other is not part]
        for word in gone:
            if not held or not any([word in words for words in held]):
                self._holders.discard(word, live.row)

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
        for article, known in self._kept.items():
            if known.language == language:
                self._lay_down(known, self._story[article])
                self._take_up(opened(known), self._story[article])
