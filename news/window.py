"""The live window: the articles of the last days in memory, by story and by rare word.

Finds the few stories an article may belong to without looking at the others, so that its cost grows with
neither the archive nor (much) with the window. Knows no rows and no clock; the decision is `joining.decide`.
Not safe between threads: whoever shares one holds a lock.
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import log, sqrt

from news.joining import PRIOR_ARTICLES, RULES, Candidate, Item, Rules, decide, weigh
from news.language.rubrics import Rubric

SPAN = timedelta(hours=72)
CANDIDATES = 20
RARE_SHARE = 0.02
RARE_ARTICLES = 30
"""A word leads to candidates when at most 2 % of the window (or 30 articles) have it."""
MEMBERS_COMPARED = 40
HOUSE_STYLE_DOUBT = 3
"""Words that most articles of an outlet share are its house style; so many articles without them are assumed."""


@dataclass(slots=True)
class _Live:
    """A story in the window."""

    members: dict[int, None] = field(default_factory=dict)  # in order of arrival
    sum: dict[str, float] = field(default_factory=dict)
    square: float = 0.0
    outlets: Counter[int] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    rubrics: Counter[Rubric] = field(default_factory=Counter)
    seconds: float = 0.0  # the sum of the members' times

    def middle(self) -> datetime:
        return datetime.fromtimestamp(self.seconds / len(self.members), UTC)


class Rarity:
    """How rare words are among the articles of one language that were read lately."""

    def __init__(self) -> None:
        self.articles = 0
        self.weighed_at = PRIOR_ARTICLES
        self._with: Counter[str] = Counter()
        self._outlets: Counter[int] = Counter()
        self._style: defaultdict[int, Counter[str]] = defaultdict(Counter)

    def count(self, item: Item, step: int) -> None:
        """Step 1 when an article comes, -1 when it goes."""
        self.articles += step
        self._outlets[item.outlet] += step
        style = self._style[item.outlet]
        for term in item.counts:
            _add(self._with, term, step)
            _add(style, term, step)

    def of(self, item: Item) -> dict[str, float]:
        """The rarity of each word of the article; what its outlet writes in most articles counts little."""
        everyone = self.articles + PRIOR_ARTICLES
        style = self._style[item.outlet]
        its_own = self._outlets[item.outlet] + HOUSE_STYLE_DOUBT
        return {
            term: log(everyone / (self._with[term] + 0.5)) * (1.0 - 0.9 * style[term] / its_own)
            for term in item.counts
        }

    def share(self, term: str) -> float:
        """From 0 (in every article) to 1 (in no other)."""
        everyone = self.articles + PRIOR_ARTICLES
        return log(everyone / (self._with[term] + 0.5)) / log(everyone / 1.5)

    def is_rare(self, term: str) -> bool:
        return self._with[term] <= max(RARE_ARTICLES, RARE_SHARE * self.articles)


def _add(counts: Counter[str], term: str, step: int) -> None:
    """What nobody has any more is forgotten: new words come every day, and would pile up for ever."""
    counts[term] += step
    if not counts[term]:
        del counts[term]


class Window:
    """Stories with live articles. A story's key is any int; its life ends when its last article leaves."""

    def __init__(self, *, span: timedelta | None = SPAN, rules: Rules = RULES) -> None:
        self.span, self.rules = span, rules
        self._items: dict[int, Item] = {}
        self._vectors: dict[int, dict[str, float]] = {}
        self._story: dict[int, int] = {}
        self._stories: dict[int, _Live] = {}
        self._holders: defaultdict[str, set[int]] = defaultdict(set)
        self._rarity: defaultdict[str, Rarity] = defaultdict(Rarity)
        self._urls: dict[tuple[int, str], int] = {}
        self._ages: list[tuple[datetime, int]] = []

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, article: int) -> bool:
        return article in self._items

    def story_of(self, article: int) -> int | None:
        return self._story.get(article)

    # --- coming and going ----------------------------------------------------------------------

    def observe(self, items: Iterable[Item], *, now: datetime) -> None:
        """Count the words of articles that are about to be placed or added, all of a batch at once."""
        touched = {item.language for item in items if self._is_live(item, now)}
        for item in items:
            if self._is_live(item, now):
                self._rarity[item.language].count(item, 1)
        for language in touched:
            self._reweigh(language)

    def add(self, item: Item, story: int, *, now: datetime) -> None:
        """The article, observed before, is in this story. One older than the window is not kept."""
        if not self._is_live(item, now) or item.article in self._items:
            return
        self._items[item.article] = item
        self._story[item.article] = story
        if item.url:
            self._urls[item.outlet, item.url] = item.article
        live = self._stories.setdefault(story, _Live())
        live.members[item.article] = None
        live.outlets[item.outlet] += 1
        live.languages[item.language] += 1
        live.rubrics[item.rubric] += 1
        live.seconds += item.published_at.timestamp()
        self._take_up(item, story)
        heapq.heappush(self._ages, (item.published_at, item.article))

    def remove(self, article: int) -> None:
        """The article is no longer live: a newer version took its place, or it grew old."""
        item = self._items.pop(article, None)
        if item is None:
            return
        story = self._story.pop(article)
        self._lay_down(article, story)
        self._rarity[item.language].count(item, -1)
        if self._urls.get((item.outlet, item.url)) == article:
            del self._urls[item.outlet, item.url]
        live = self._stories[story]
        del live.members[article]
        live.outlets[item.outlet] -= 1
        live.languages[item.language] -= 1
        live.rubrics[item.rubric] -= 1
        live.seconds -= item.published_at.timestamp()
        if not live.members:
            self._drop(story)

    def evict(self, now: datetime) -> None:
        """Let go what was published before the window."""
        while self.span is not None and self._ages and self._ages[0][0] < now - self.span:
            self.remove(heapq.heappop(self._ages)[1])

    def rename(self, keys: Mapping[int, int]) -> None:
        """Give stories the keys they have from now on."""
        for old, new in keys.items():
            live = self._stories.pop(old, None)
            if live is None:
                continue
            self._stories[new] = live
            for article in live.members:
                self._story[article] = new
            for term in live.sum:
                self._holders[term].discard(old)
                self._holders[term].add(new)

    # --- choosing ------------------------------------------------------------------------------

    def place(self, item: Item, *, now: datetime, same_url: int | None = None) -> int | None:
        """The story this article belongs to, or None. `same_url`: the story, live or not, that has this
        address from this outlet."""
        return decide(item, self.candidates(item, same_url=same_url), now=now, rules=self.rules)

    def candidates(self, item: Item, *, same_url: int | None = None) -> list[Candidate]:
        """The stories that share most rare words with the article, compared; likeliest first."""
        republished = self._urls.get((item.outlet, item.url)) if item.url else None
        known = self._story[republished] if republished is not None else same_url
        if known is not None and item.rubric not in (Rubric.STANDING, Rubric.ROUNDUP):
            return [_same_url(known, item)]
        vector = weigh(item.counts, self._rarity[item.language].of(item))
        weight: defaultdict[int, float] = defaultdict(float)
        rarity = self._rarity[item.language]
        for term, value in vector.items():
            if rarity.is_rare(term):
                for story in self._holders.get(term, ()):
                    weight[story] += value * value
        likely = heapq.nlargest(CANDIDATES, weight.items(), key=lambda pair: (pair[1], pair[0]))
        return [self._compare(item, vector, story) for story, _ in likely]

    def _compare(self, item: Item, vector: dict[str, float], story: int) -> Candidate:
        live = self._stories[story]
        compared = list(live.members)[-MEMBERS_COMPARED:]
        likeness = {article: _dot(vector, self._vectors[article]) for article in compared}
        nearest = max(compared, key=lambda article: (likeness[article], -article))
        other = self._items[nearest]
        rarity = self._rarity[item.language]
        common = item.counts.keys() & other.counts.keys()
        twins = [
            self._items[article] for article in live.members if _same_pattern(item, self._items[article])
        ]
        return Candidate(
            story=story,
            centroid=_dot(vector, live.sum) / sqrt(max(live.square, 1e-9)),
            nearest=likeness[nearest],
            title=_overlap(item.title, other.title, rarity),
            shared=sum(rarity.share(term) for term in common),
            gap=min(abs(item.published_at - self._items[article].published_at) for article in compared),
            age=abs(item.published_at - live.middle()),
            members=len(live.members),
            language=live.languages.most_common(1)[0][0],
            same_outlet_only=live.outlets[item.outlet] == len(live.members),
            recurring=bool(twins),
            body=max((_overlap(item.body, twin.body, rarity) for twin in twins), default=0.0),
            rubric=Rubric.NEWS if live.rubrics[Rubric.NEWS] else live.rubrics.most_common(1)[0][0],
        )

    # --- vectors -------------------------------------------------------------------------------

    def _is_live(self, item: Item, now: datetime) -> bool:
        return self.span is None or item.published_at >= now - self.span

    def _take_up(self, item: Item, story: int) -> None:
        vector = weigh(item.counts, self._rarity[item.language].of(item))
        self._vectors[item.article] = vector
        live = self._stories[story]
        live.square += 2 * _dot(vector, live.sum) + bool(vector)
        for term, value in vector.items():
            live.sum[term] = live.sum.get(term, 0.0) + value
            self._holders[term].add(story)

    def _lay_down(self, article: int, story: int) -> None:
        vector = self._vectors.pop(article)
        live = self._stories[story]
        live.square += bool(vector) - 2 * _dot(vector, live.sum)
        for term, value in vector.items():
            left = live.sum[term] - value
            if left > 1e-9:
                live.sum[term] = left
            else:
                del live.sum[term]
                self._forget_holder(term, story)

    def _reweigh(self, language: str) -> None:
        """When twice as many articles were read, rarity is another: weigh the live ones again.
        Doubling keeps the cost of an article constant on average."""
        rarity = self._rarity[language]
        if rarity.articles + PRIOR_ARTICLES < 2 * rarity.weighed_at:
            return
        rarity.weighed_at = rarity.articles + PRIOR_ARTICLES
        for article, item in self._items.items():
            if item.language == language:
                self._lay_down(article, self._story[article])
                self._take_up(item, self._story[article])

    def _drop(self, story: int) -> None:
        for term in self._stories.pop(story).sum:
            self._forget_holder(term, story)

    def _forget_holder(self, term: str, story: int) -> None:
        holders = self._holders[term]
        holders.discard(story)
        if not holders:
            del self._holders[term]


def _dot(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    if len(one) > len(other):
        one, other = other, one
    return sum(value * other[term] for term, value in one.items() if term in other)


def _overlap(one: frozenset[str], other: frozenset[str], rarity: Rarity) -> float:
    """The cosine of two sets of words, each word weighing its rarity."""
    squares = [sum(rarity.share(term) ** 2 for term in part) for part in (one & other, one, other)]
    return squares[0] / sqrt(squares[1] * squares[2]) if squares[1] and squares[2] else 0.0


def _same_pattern(one: Item, other: Item) -> bool:
    return one.outlet == other.outlet and bool(one.pattern) and one.pattern == other.pattern


def _same_url(story: int, item: Item) -> Candidate:
    return Candidate(
        story=story,
        centroid=1.0,
        nearest=1.0,
        title=1.0,
        shared=float(len(item.counts)),
        gap=timedelta(0),
        age=timedelta(0),
        members=1,
        language=item.language,
        same_outlet_only=True,
        same_url=True,
    )
