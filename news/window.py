"""The live window: the articles of the last days in memory, by story and by rare word.

Finds the few stories an article may belong to without looking at the others, so that its cost grows with
neither the archive nor (much) with the window: by rare words, by rare names in any script, and by meaning (this
last is one multiplication with all live stories). Sees when two stories turn out to be one. Knows no rows and no clock; the decision is `joining.decide`.
Not safe between threads: whoever shares one holds a lock.
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import log, sqrt

from news.joining import PRIOR_ARTICLES, RULES, Candidate, Item, Rules, margin_of, weigh
from news.language.rubrics import Rubric
from news.meanings import Meanings

SPAN = timedelta(hours=72)
FEWEST = 10_000
"""The newest articles stay, so many, however old: who reads few feeds remembers longer at the same cost."""
CANDIDATES = 8
RARE_SHARE = 0.01
RARE_ARTICLES = 30
"""A word leads to candidates when at most 1 % of the window (or 30 articles) have it."""
NEAR = 8
PARTS_AT_MOST = 3
NAMES_SHARED = 4
"""Stories that share fewer rare names and numbers are no candidates for that alone."""
LEAST_NEAR = 0.40
"""By meaning so many candidates at most, none below this cosine."""
MEMBERS_COMPARED = 20
TELLING_TITLE = 5  # words that are not stop words
MEMBERS_ASKED = 12
"""Of the smaller of two stories, so many say whether both are one."""
HOUSE_STYLE_DOUBT = 3
"""Words that most articles of an outlet share are its house style; so many articles without them are assumed."""


@dataclass(slots=True)
class _Part:
    """The articles of a story in one language: words are compared within it."""

    members: dict[int, None] = field(default_factory=dict)  # in order of arrival
    sum: dict[str, float] = field(default_factory=dict)
    square: float = 0.0


@dataclass(slots=True)
class _Live:
    """A story in the window."""

    members: dict[int, None] = field(default_factory=dict)  # in order of arrival
    parts: dict[str, _Part] = field(default_factory=dict)
    outlets: Counter[int] = field(default_factory=Counter)
    rubrics: Counter[Rubric] = field(default_factory=Counter)
    seconds: float = 0.0  # the sum of the members' times

    def middle(self) -> datetime:
        return datetime.fromtimestamp(self.seconds / len(self.members), UTC)

    def part(self, language: str) -> _Part:
        """The part in this language, or else the largest."""
        return self.parts.get(language) or max(self.parts.values(), key=lambda part: len(part.members))

    def has(self, term: str) -> bool:
        return any(term in part.sum for part in self.parts.values())


@dataclass(frozen=True, slots=True)
class Taken:
    """Where an article came: its story, and the stories that turned out to be one, as (younger, older)."""

    story: int
    merged: tuple[tuple[int, int], ...] = ()


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

    def __init__(self, *, span: timedelta | None = SPAN, fewest: int = FEWEST, rules: Rules = RULES) -> None:
        self.span, self.fewest, self.rules = span, fewest, rules
        self._items: dict[int, Item] = {}
        self._vectors: dict[int, dict[str, float]] = {}
        self._story: dict[int, int] = {}
        self._stories: dict[int, _Live] = {}
        self._holders: defaultdict[str, set[int]] = defaultdict(set)
        self._rarity: defaultdict[str, Rarity] = defaultdict(Rarity)
        self._named: Counter[str] = Counter()
        self._namers: defaultdict[str, set[int]] = defaultdict(set)  # articles by rare name or number
        self._meanings = Meanings()
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
        self._named.update(item.anchors)
        for anchor in item.anchors:
            self._namers[anchor].add(item.article)
        self._enter(item, story)
        heapq.heappush(self._ages, (item.published_at, item.article))

    def remove(self, article: int) -> None:
        """The article is no longer live: a newer version took its place, or it grew old."""
        item = self._items.pop(article, None)
        if item is None:
            return
        self._leave(item, self._story.pop(article))
        self._rarity[item.language].count(item, -1)
        self._named.subtract(item.anchors)
        for anchor in item.anchors:
            self._namers[anchor].discard(article)
            if not self._namers[anchor]:
                del self._namers[anchor], self._named[anchor]
        if self._urls.get((item.outlet, item.url)) == article:
            del self._urls[item.outlet, item.url]

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

    def _enter(self, item: Item, story: int) -> None:
        live = self._stories.setdefault(story, _Live())
        live.members[item.article] = None
        live.outlets[item.outlet] += 1
        live.rubrics[item.rubric] += 1
        live.seconds += item.published_at.timestamp()
        if item.meaning is not None:
            self._meanings.add(story, item.meaning)
        self._take_up(item, story)

    def _leave(self, item: Item, story: int) -> None:
        self._lay_down(item, story)
        live = self._stories[story]
        del live.members[item.article]
        live.outlets[item.outlet] -= 1
        live.rubrics[item.rubric] -= 1
        live.seconds -= item.published_at.timestamp()
        if item.meaning is not None:
            self._meanings.add(story, item.meaning, step=-1)
        if not live.members:
            del self._stories[story]

    # --- choosing ------------------------------------------------------------------------------

    def take(self, item: Item, key: int, *, now: datetime, same_url: int | None = None) -> Taken:
        """Puts an article, observed before, into its story, or into a new one under `key`; and where it shows that
        two stories are one, the younger becomes part of the older."""
        margins = self._margins(item, same_url=same_url)
        story = _best(margins)
        story = key if story is None else story
        self.add(item, story, now=now)
        if item.article not in self._items:
            return Taken(story)
        close = [other for margin, other in margins if margin >= self.rules.merge and other != story]
        merged: list[tuple[int, int]] = []
        for other in close:
            if other in self._stories and self._are_one(story, other):
                older, younger = sorted((story, other), key=_age_of_key)
                self.merge(younger, older)
                merged.append((younger, older))
                story = older
        return Taken(story, tuple(merged))

    def place(self, item: Item, *, same_url: int | None = None) -> int | None:
        """The story this article belongs to, or None. `same_url`: the story, live or not, that has this
        address from this outlet."""
        return _best(self._margins(item, same_url=same_url))

    def merge(self, younger: int, older: int) -> None:
        for article in list(self._stories[younger].members):
            self.move(article, older)

    def _margins(self, item: Item, *, same_url: int | None = None) -> list[tuple[float, int]]:
        found = self.candidates(item, same_url=same_url)
        return [(margin_of(item, candidate, self.rules), candidate.story) for candidate in found]

    def _are_one(self, story: int, other: int) -> bool:
        """Whether most articles of the smaller would join the larger, had they come now."""
        small, large = sorted((story, other), key=lambda one: (len(self._stories[one].members), one))
        asked = [self._items[article] for article in list(self._stories[small].members)[-MEMBERS_ASKED:]]
        would = [
            margin_of(
                item,
                self._compare(item, self._vectors[item.article], large, crowd=self._crowd_of(item)),
                self.rules,
            )
            >= 0
            for item in asked
        ]
        return 3 * sum(would) >= 2 * len(would)

    def candidates(self, item: Item, *, same_url: int | None = None) -> list[Candidate]:
        """The stories that share most rare words with the article, compared; likeliest first."""
        republished = self._urls.get((item.outlet, item.url)) if item.url else None
        known = self._story[republished] if republished is not None else same_url
        if known is not None and item.rubric not in (Rubric.STANDING, Rubric.ROUNDUP):
            return [_same_url(known, item)]
        rarity = self._rarity[item.language]
        vector = weigh(item.counts, rarity.of(item))
        weight: defaultdict[int, float] = defaultdict(float)
        for term, value in vector.items():
            if rarity.is_rare(term):
                for story in self._holders.get(term, ()):
                    weight[story] += value * value
        likely = heapq.nlargest(CANDIDATES, weight.items(), key=lambda pair: (pair[1], pair[0]))
        listed = dict.fromkeys(story for story, _ in likely)
        near = [] if item.meaning is None else self._meanings.nearest(item.meaning, most=NEAR)
        listed |= dict.fromkeys(story for cosine, story in near if cosine >= LEAST_NEAR)
        if not near or not item.is_fluent:
            listed |= dict.fromkeys(self._of_same_names(item))
        crowd = _crowd(near)
        return [self._compare(item, vector, story, crowd=crowd) for story in listed]

    def _of_same_names(self, item: Item) -> list[int]:
        """Stories that share most rare names and numbers, in whatever script."""
        shared: Counter[int] = Counter()
        for anchor in item.anchors:
            if self._is_rare_name(anchor):
                shared.update({self._story[article] for article in self._namers.get(anchor, ())})
        return [story for story, count in shared.most_common(NEAR) if count >= NAMES_SHARED]

    def _is_rare_name(self, anchor: str) -> bool:
        return self._named[anchor] <= RARE_ARTICLES

    def _name_share(self, anchor: str) -> float:
        everyone = len(self._items) + PRIOR_ARTICLES
        return log(everyone / (self._named[anchor] + 0.5)) / log(everyone / 1.5)

    def _compare(self, item: Item, vector: dict[str, float], story: int, *, crowd: float = 0.0) -> Candidate:
        live = self._stories[story]
        is_across = item.language not in live.parts
        part = live.part(item.language)
        compared = list(part.members)[-MEMBERS_COMPARED:]
        likeness = {article: _dot(vector, self._vectors[article]) for article in compared}
        nearest = max(compared, key=lambda article: (likeness[article], -article))
        other = self._items[nearest]
        rarity = self._rarity[item.language]
        common = item.counts.keys() & other.counts.keys()
        latest = [self._items[article] for article in list(live.members)[-MEMBERS_COMPARED:]]
        anchored = max(latest, key=lambda one: len(item.anchors & one.anchors))
        twins = [
            self._items[article] for article in live.members if _same_pattern(item, self._items[article])
        ]
        return Candidate(
            story=story,
            centroid=_dot(vector, part.sum) / sqrt(max(part.square, 1e-9)),
            nearest=likeness[nearest],
            shared=sum(rarity.share(term) for term in common),
            gap=min(abs(item.published_at - one.published_at) for one in latest),
            age=abs(item.published_at - live.middle()),
            members=len(live.members),
            same_outlet_only=live.outlets[item.outlet] == len(live.members),
            recurring=bool(twins),
            body=max((_same_below(item, twin, rarity) for twin in twins), default=0.0),
            rubric=Rubric.NEWS if live.rubrics[Rubric.NEWS] else live.rubrics.most_common(1)[0][0],
            is_across=is_across,
            meaning=None if item.meaning is None else self._meanings.likeness(story, item.meaning),
            crowd=crowd,
            anchors=sum(self._name_share(anchor) for anchor in item.anchors & anchored.anchors),
            is_fluent=item.is_fluent and any(one.is_fluent for one in latest),
        )

    def _crowd_of(self, item: Item) -> float:
        return 0.0 if item.meaning is None else _crowd(self._meanings.nearest(item.meaning, most=NEAR))

    # --- vectors -------------------------------------------------------------------------------

    def _is_live(self, item: Item, now: datetime) -> bool:
        """Also an old one, where there is room."""
        return self.span is None or item.published_at >= now - self.span or len(self._items) < self.fewest

    def _take_up(self, item: Item, story: int) -> None:
        vector = weigh(item.counts, self._rarity[item.language].of(item))
        self._vectors[item.article] = vector
        part = self._stories[story].parts.setdefault(item.language, _Part())
        part.members[item.article] = None
        part.square += 2 * _dot(vector, part.sum) + bool(vector)
        for term, value in vector.items():
            part.sum[term] = part.sum.get(term, 0.0) + value
            self._holders[term].add(story)

    def _lay_down(self, item: Item, story: int) -> None:
        vector = self._vectors.pop(item.article)
        live = self._stories[story]
        part = live.parts[item.language]
        del part.members[item.article]
        part.square += bool(vector) - 2 * _dot(vector, part.sum)
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


def _crowd(near: Sequence[tuple[float, int]]) -> float:
    """How near stories lie that are not the one: the nearest few may be it, in parts."""
    others = [cosine for cosine, _ in near[PARTS_AT_MOST:]]
    return sum(others) / len(others) if len(near) == NEAR else 0.0


def _best(margins: Iterable[tuple[float, int]]) -> int | None:
    """The story with the largest margin, if any reaches its bar; of equals the first."""
    best = max(margins, key=lambda pair: pair[0], default=(-1.0, 0))
    return best[1] if best[0] >= 0 else None


def _age_of_key(key: int) -> tuple[bool, int]:
    """Oldest first: stories that have ids before those that are to be made, each in order."""
    return key < 0, abs(key)


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


def _same_below(one: Item, other: Item, rarity: Rarity) -> float:
    """How alike the texts are below two titles of one pattern. Without texts, a title that says much is the event
    itself once more, and a short one or a rubric's says nothing."""
    if one.body and other.body:
        return _overlap(one.body, other.body, rarity)
    says_much = len(one.title) >= TELLING_TITLE and one.rubric not in (Rubric.STANDING, Rubric.ROUNDUP)
    return 1.0 if says_much else 0.0


def _same_url(story: int, item: Item) -> Candidate:
    return Candidate(
        story=story,
        centroid=1.0,
        nearest=1.0,
        shared=float(len(item.counts)),
        gap=timedelta(0),
        age=timedelta(0),
        members=1,
        same_outlet_only=True,
        same_url=True,
    )
