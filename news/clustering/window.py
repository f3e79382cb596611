"""The live window: which of the live stories an article belongs to.

Finds the few stories an article may belong to without looking at the others, so that its cost grows with
neither the archive nor (much) with the window: by rare words, by rare names in any script, and by meaning (this
last is one multiplication with all live stories). Sees when two stories turn out to be one. Knows no rows and no clock;
what counts is weighed in `joining`, and what is live is kept by `live_articles`.
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import inf, sqrt
from typing import Any

from news.clustering.halves import are_two, smaller_half
from news.clustering.joining import (
    HALF_READ,
    NEVER,
    RULES,
    Candidate,
    Item,
    Rules,
    is_of_many,
    margin_of,
    most_by_words,
)
from news.clustering.kept import Kept
from news.clustering.likeness import dot, is_apart, is_strange, same_below, same_pattern, share_told
from news.clustering.live import NO_EVENT, Live, Part
from news.clustering.live_articles import FEWEST, SPAN, LiveArticles
from news.clustering.meanings import cosine
from news.language.rubrics import Rubric

CANDIDATES = 8
RARE_SHARE = 0.01
RARE_STORIES = 30
"""A word leads to candidates when at most so many stories (or 1 % of the live articles) have it."""
NEAR = 8
COMMON_NAME = 100
"""Articles: a name that more have leads nowhere, in however few stories they are."""
NAMED, LEAST_NAMED = 6, 1.1
"""By names and numbers so many candidates at most, none that shares hardly more than one rare one."""
TELLING_AGAIN, NAMED_SHARE = 2, 0.25
"""What a story names: what at least so many of its articles do, and so large a share of the latest."""
PARTS_AT_MOST = 3
LEAST_NEAR = 0.40
"""By meaning so many candidates at most, none below this cosine."""
HINTED = 4
"""As many where an encoder knows little of a language."""
MEMBERS_COMPARED = 20
RETOLD = 0.1
"""Cosine of words. Of two articles of one outlet, 95 in 100 pairs are less alike (917 and 1,313 articles of real feeds)."""
HALVINGS = 8
"""After so many, the doubt that comes from having read little is a hundredth of a logit."""
HALVED_AT_MOST = 120
"""Articles of a story, the latest, of which it is asked whether they tell two events."""
MEMBERS_ASKED = 12
"""Of the smaller of two stories, so many say whether both are one."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Where an article came: its story, and the stories that turned out to be one, as (younger, older)."""

    story: int
    merged: tuple[tuple[int, int], ...] = ()


class Window(LiveArticles):
    """The live articles, and how they are joined by these rules."""

    def __init__(self, *, span: timedelta | None = SPAN, fewest: int = FEWEST, rules: Rules = RULES) -> None:
        super().__init__(span=span, fewest=fewest)
        self.rules = rules
        self._relieved_at = 0

    def take(self, item: Item, key: int, *, now: datetime, same_url: int | None = None) -> Taken:
        """Puts an article, observed before, into its story, or into a new one under `key`; and where it shows that
        two stories are one, the younger becomes part of the older."""
        found = self.candidates(item, same_url=same_url, least=0.0)
        if is_of_many(item, found, self.rules):
            item, found = replace(item, rubric=Rubric.ROUNDUP), []
        margins = [(margin_of(item, one, self.rules), one.story) for one in found]
        story = _best(margins)
        story = key if story is None else story
        self.add(item, story, now=now)
        if item.article not in self._kept:
            return Taken(story)
        close = [other for margin, other in margins if margin >= self.rules.merge and other != story]
        merged: list[tuple[int, int]] = []
        for other in close:
            if other in self._stories and self.are_one(story, other):
                older, younger = sorted((story, other), key=age_of_key)
                self.merge(younger, older)
                merged.append((younger, older))
                story = older
        return Taken(story, tuple(merged))

    def grown(self) -> list[int]:
        """Stories that have more than doubled since their members were last asked; each is named once."""
        grown = sorted(story for story in self._grown if story in self._stories)
        self._grown.clear()
        for story in grown:
            self._stories[story].asked_at = len(self._stories[story].members)
        return grown

    def relieved(self) -> list[int]:
        """All stories, the oldest first, whenever half of the doubt has gone that comes from having read little; none once
        so little is left of it that it decides nothing."""
        halvings = self._read // HALF_READ
        if halvings == self._relieved_at or halvings >= HALVINGS:
            return []
        self._relieved_at = halvings
        return sorted(self._stories, key=age_of_key)

    def margins_of(self, article: int, *, least: float = -inf) -> dict[int, float]:
        """What speaks for this live article being in each story that it may be in, its own without it included; of others
        only where it may be so much."""
        item, story = self._open(article), self._story[article]
        self._leave(item, story)
        found = {other: margin for margin, other in self._margins(item, least=least)}
        if story in self._stories and story not in found:
            found[story] = self.margin_to(item, story)
        self._enter(item, story)
        return found

    def margin_to(self, item: Item, story: int) -> float:
        """What speaks for an article, observed before, being in this story; NEVER where the story is not live."""
        if story not in self._stories:
            return NEVER
        vector = self._vector(item)
        return margin_of(item, self._compare(item, vector, story), self.rules)

    def margin_between(self, one: int, other: int) -> float:
        """What speaks for two live articles telling of one event, had one of them met the other alone.

        Without meaning, that two name little in common across languages says nothing against it."""
        item, known = self._open(one), self._open(other)
        told = Candidate(
            story=other,
            gap=abs(item.published_at - known.published_at),
            age=abs(item.published_at - known.published_at),
            rubric=known.rubric,
            same_outlet_only=item.outlet == known.outlet,
            meaning=cosine(item.meaning, known.meaning),
            told=min(len(item.counts), len(known.counts)),
        )
        if item.language != known.language:
            said = self._in_names(item, known.places, [known], self._stories[self._story[other]])
            margin = margin_of(item, replace(told, is_across=True, **said), self.rules)
            return margin if told.meaning is not None else max(0.0, margin)
        rarity = self._rarity[item.language]
        words, its_words = self._kept[one], self._kept[other]
        likeness = its_words.dot(words.vector())
        shared = sum(rarity.share(term) for term in item.counts.keys() & known.counts.keys())
        told = replace(
            told,
            centroid=likeness,
            nearest=likeness,
            shared=shared,
            titled=words.share_of_title(known.counts),
            retitled=its_words.share_of_title(item.counts),
            is_strange=is_strange(item, [known]),
            is_apart=is_apart(item, [known]),
        )
        return margin_of(item, told, self.rules)

    def is_retold(self, item: Item, older: int) -> bool:
        """Whether it tells what this older version of it told; true where they cannot be compared by words."""
        known = self._kept.get(older)
        if known is None or known.language != item.language or not (known.words and item.counts):
            return True
        return known.dot(self._vector(item)) >= RETOLD

    def place(self, item: Item, *, same_url: int | None = None) -> int | None:
        """The story this article belongs to, or None. `same_url`: the story, live or not, that has this
        address from this outlet."""
        return _best(self._margins(item, same_url=same_url))

    def _margins(
        self, item: Item, *, same_url: int | None = None, least: float = 0.0
    ) -> list[tuple[float, int]]:
        """Of the candidates that may reach so much."""
        found = self.candidates(item, same_url=same_url, least=least)
        return [(margin_of(item, candidate, self.rules), candidate.story) for candidate in found]

    def are_one(self, story: int, other: int) -> bool:
        """Whether most articles of the smaller would surely join the larger, had they come now. More is asked than of an
        article that joins: a wrong merge brings many under one headline."""
        small, large = sorted((story, other), key=lambda one: (len(self._stories[one].members), one))
        asked = [self._kept[article] for article in self._stories[small].members[-MEMBERS_ASKED:]]
        would = [
            margin_of(item, self._compare(item, known.vector(), large), self.rules) >= self.rules.one
            for known, item in ((known, self._open(known.article)) for known in asked)
        ]
        return 3 * sum(would) >= 2 * len(would) and not self._are_two(story, other)

    def _are_two(self, story: int, other: int) -> bool:
        told = self._told_alike(story, other)
        return are_two(*([self._kept[article].vector() for article in articles] for articles in told))

    def smaller_half(self, story: int) -> list[int]:
        """The articles of a story that tell another event than most of it does; none where all tell one."""
        told, _ = self._told_alike(story, story)
        return [told[place] for place in smaller_half([self._kept[article].vector() for article in told])]

    def _told_alike(self, story: int, other: int) -> tuple[list[int], list[int]]:
        """The latest articles of each in the language that most of the larger are in."""
        parts = max(self._stories[story], self._stories[other], key=lambda live: len(live.members)).parts
        language = max(sorted(parts), key=lambda code: len(parts[code].members))
        found = (self._stories[one].parts.get(language, Part()).members for one in (story, other))
        one, another = (articles[-HALVED_AT_MOST:] for articles in found)
        return one, another

    def candidates(self, item: Item, *, same_url: int | None = None, least: float = -inf) -> list[Candidate]:
        """The stories that share most rare words with the article, compared; likeliest first. Those of which it is
        quickly told that they cannot reach the margin `least` are left out.

        A round-up or a standing rubric is no report of an event: it is in no story but its own, and nothing joins it."""
        if item.rubric in NO_EVENT:
            return []
        republished = reversed(self._addresses.get(item.address, ()))
        known = next((self._story[one] for one in republished if one != item.article), same_url)
        if known is not None:
            return [Candidate(story=known, same_url=True)]
        vector = self._vector(item)
        few = max(RARE_STORIES, RARE_SHARE * len(self._kept))
        listed = dict.fromkeys(self._holders.likely(vector, few=few, most=CANDIDATES))
        near, hinted = self._near(item)
        listed |= dict.fromkeys(story for cosine, story in (*near, *hinted) if cosine >= LEAST_NEAR)
        listed |= dict.fromkeys(self._of_same_names(item))
        crowd = _crowd(near)
        return [
            self._compare(item, vector, story, crowd=crowd)
            for story in listed
            if self._stories[story].is_of_event() and self._most(item, vector, story) >= least
        ]

    def _near(self, item: Item) -> tuple[list[tuple[float, int]], list[tuple[float, int]]]:
        """The nearest stories by meaning; and where the encoder knows little of the article's language or of theirs. Of two such languages
        nothing is known: to an encoder, all that it cannot read is alike."""
        if item.meaning is not None:
            return self._meanings.nearest(item.meaning, most=NEAR), self._hints.nearest(
                item.meaning, most=HINTED
            )
        return ([] if item.hint is None else self._meanings.nearest(item.hint, most=NEAR)), []

    def _likeness(self, item: Item, story: int) -> dict[str, Any]:
        if item.meaning is not None:
            meaning = self._meanings.likeness(story, item.meaning)
            hint = None if meaning is not None else self._hints.likeness(story, item.meaning)
            return {"meaning": meaning, "hint": hint}
        return {"hint": None if item.hint is None else self._meanings.likeness(story, item.hint)}

    def _of_same_names(self, item: Item) -> list[int]:
        """Stories in other languages that share most rare names and numbers, in whatever script, each by its rarity."""
        shared: defaultdict[int, float] = defaultdict(float)
        for anchor in item.anchors:
            articles = self._naming.articles(anchor)
            if 0 < len(articles) <= COMMON_NAME and self._naming.is_told_outside(anchor, item.language):
                stories = set(map(self._story.__getitem__, articles - {item.article}))
                if len(stories) <= RARE_STORIES:
                    share = self._naming.share(anchor)
                    for story in stories:
                        shared[story] += share
        enough = [
            (share, story)
            for story, share in shared.items()
            if share >= LEAST_NAMED and item.language not in self._stories[story].parts
        ]
        return [story for _, story in heapq.nlargest(NAMED, enough)]

    def _most(self, item: Item, vector: dict[str, float], story: int) -> float:
        """No margin is larger: no article has more words in common with this one than all of the story have."""
        live = self._stories[story]
        part = live.parts.get(item.language)
        if part is None:
            return inf
        common, together = part.in_common(vector, least=self.rules.least_shared)
        share = self.rules.centroid_share
        return most_by_words(
            share * together / sqrt(max(part.square, 1e-9)) + (1 - share) * min(1.0, together),
            shared=common,
            meaning=None if item.meaning is None else self._meanings.likeness(story, item.meaning),
            same_outlet_only=self._is_of_outlet(live, item.outlet),
            rules=self.rules,
        )

    def _compare(self, item: Item, vector: dict[str, float], story: int, *, crowd: float = 0.0) -> Candidate:
        live = self._stories[story]
        latest = [self._kept[article] for article in live.members[-MEMBERS_COMPARED:]]
        if item.language in live.parts:
            said = self._in_words(item, vector, live)
        else:
            elsewhere = {code for article in live.members for code in self._kept[article].places}
            said = {"is_across": True} | self._in_names(item, elsewhere, latest, live)
        return Candidate(
            story=story,
            gap=min(abs(item.published_at - one.published_at) for one in latest),
            age=abs(item.published_at - live.middle()),
            members=len(live.members),
            rubric=live.rubric(),
            same_outlet_only=self._is_of_outlet(live, item.outlet),
            crowd=crowd,
            unread=2.0 ** (-self._read / HALF_READ),
            live=len(self._kept),
            told=min(len(item.counts), max(len(one.words) for one in latest)),
            **self._likeness(item, story),
            **said,
        )

    def _in_words(self, item: Item, vector: dict[str, float], live: Live) -> dict[str, Any]:
        """What words say of a story that is told in the article's language too."""
        part, rarity = live.parts[item.language], self._rarity[item.language]
        total = part.sum
        compared = [self._kept[article] for article in part.members[-MEMBERS_COMPARED:]]
        likeness, _, nearest = max((one.dot(vector), -one.article, one) for one in compared)
        common = item.counts.keys() & set(nearest.words)
        its_own = map(self._kept.__getitem__, live.members) if item.pattern else ()
        twins = [self._open(one.article) for one in its_own if same_pattern(item, one)]
        return {
            "centroid": dot(vector, total) / sqrt(max(part.square, 1e-9)),
            "nearest": likeness,
            "shared": sum(rarity.share(term) for term in common),
            "titled": share_told(vector, item.title, total),
            "retitled": max(one.share_of_title(item.counts) for one in compared),
            "is_strange": is_strange(item, compared),
            "is_apart": is_apart(item, compared),
            "recurring": bool(twins),
            "body": max((same_below(item, twin, rarity) for twin in twins), default=0.0),
        }

    def _is_of_outlet(self, live: Live, outlet: int) -> bool:
        kept = self._kept
        return kept[live.members[0]].outlet == outlet and all(
            kept[article].outlet == outlet for article in live.members
        )

    def _in_names(
        self, item: Item, places: Set[str], latest: Sequence[Item | Kept], live: Live
    ) -> dict[str, Any]:
        """What names, numbers and places say of these articles in other languages, of a story with these places."""
        shared = [item.anchors.intersection(one.anchors) for one in latest]
        nearest = max(range(len(latest)), key=lambda at: len(shared[at]))
        counted = Counter(anchor for anchors in shared for anchor in anchors)
        least = max(TELLING_AGAIN, NAMED_SHARE * len(latest))
        named = shared[nearest] | {name for name, count in counted.items() if count >= least}
        return {
            "named": named,
            "names": sum(self._naming.share(name, besides=self._retold(name, live)) for name in named),
            "joint": self._naming.joint(item, latest[nearest], inside=live.members),
            "elsewhere": bool(item.places and places) and item.places.isdisjoint(places),
        }

    def _retold(self, name: str, live: Live) -> int:
        """Articles that have the name only because their story is told in several languages: that makes no name usual. In the
        language in which most have it they count, as what many outlets write of is told of in more than one event."""
        if len(live.parts) < 2:
            return 0
        holders = self._naming.articles(name) & set(live.members)
        told = Counter(self._kept[article].language for article in holders)
        return told.total() - max(told.values(), default=0)


def _crowd(near: Sequence[tuple[float, int]]) -> float:
    """How near stories lie that are not the one: the nearest few may be it, in parts."""
    others = [cosine for cosine, _ in near[PARTS_AT_MOST:]]
    return sum(others) / len(others) if len(near) == NEAR else 0.0


def _best(margins: Iterable[tuple[float, int]]) -> int | None:
    """The story with the largest margin, if any reaches its bar; of equals the first."""
    best = max(margins, key=lambda pair: pair[0], default=(NEVER, 0))
    return best[1] if best[0] >= 0 else None


def age_of_key(key: int) -> tuple[bool, int]:
    """Oldest first: stories that have ids before those that are to be made, each in order."""
    return key < 0, abs(key)
