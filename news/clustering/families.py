"""Text families: wire copies and sister titles, told from reporting of one's own.

Two texts are one family when the smaller one has at least half of its word 5-grams in the other: articles
written independently about one event share almost none (best threshold for "same event" is 0.02), copies
share nearly all. Pure; knows nothing of rows.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from datetime import datetime
from typing import Protocol

from news.language.tokens import words

GRAM_WORDS = 5
CONTAINED = 0.5
WORDS_READ = 400
"""Of each text: copies show in their first paragraphs, and the cost of a story stays small."""


class Published(Protocol):
    """What is asked of an article to find its family; `family` is given when it has an older version's id."""

    @property
    def article_id(self) -> int: ...
    @property
    def domain(self) -> str: ...
    @property
    def owner(self) -> str | None: ...
    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def published_at(self) -> datetime: ...


class Reported(Protocol):
    """An article whose family is known; `first_version` is the id of its oldest version."""

    @property
    def family(self) -> int: ...
    @property
    def first_version(self) -> int: ...


def families(sources: Iterable[Published]) -> dict[int, int]:
    """The family of each article, by article id: the id of its earliest article (lowest id).

    Cost: one pass over the 5-grams of all texts and one look at each pair that shares some.
    """
    listed = sorted(sources, key=lambda source: source.article_id)
    kin = _Groups(source.article_id for source in listed)
    grams = {source.article_id: _grams(source) for source in listed}
    for (one, other), shared in _shared(grams).items():
        if shared >= CONTAINED * min(len(grams[one]), len(grams[other])):
            kin.join(one, other)
    return {source.article_id: kin.first(source.article_id) for source in listed}


def independent(sources: Sequence[Published], family_of: dict[int, int] | None = None) -> int:
    """How many stand for themselves: one family, or one owner (the domain where unknown), counts once."""
    family_of = families(sources) if family_of is None else family_of
    kin = _Groups(source.article_id for source in sources)
    for key in (lambda source: family_of[source.article_id], owner_of):
        _join_by(kin, sources, key)
    return len({kin.first(source.article_id) for source in sources})


def new_families(sources: Iterable[Reported], known: Collection[int]) -> set[int]:
    """The families of which no article is `known` (ids of first versions).

    A family is called by its earliest article, and so by another name once an earlier copy joins, stories merge, or
    its earliest article leaves. Its articles stay themselves: whoever knew one of them knows the family.
    """
    articles: dict[int, set[int]] = defaultdict(set)
    for source in sources:
        articles[source.family].add(source.first_version)
    return {family for family, members in articles.items() if members.isdisjoint(known)}


def owner_of(source: Published) -> str:
    """Who answers for it: the owner where known, or the outlet's own domain."""
    return (source.owner or source.domain).casefold()


def _join_by(kin: "_Groups", sources: Sequence[Published], key: Callable[[Published], Hashable]) -> None:
    first: dict[Hashable, int] = {}
    for source in sources:
        kin.join(first.setdefault(key(source), source.article_id), source.article_id)


def _grams(source: Published) -> frozenset[tuple[str, ...]]:
    """The 5-grams of title and text; a title of fewer words counts as one gram of its own."""
    title, body = words(source.title), words(source.text)[:WORDS_READ]
    found = {tuple(line[at : at + GRAM_WORDS]) for line in (title, body) for at in range(len(line) - 4)}
    return frozenset(found or ({tuple(title)} if len(title) > 2 else ()))


def _shared(grams: dict[int, frozenset[tuple[str, ...]]]) -> dict[tuple[int, int], int]:
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    counts: dict[tuple[int, int], int] = defaultdict(int)
    for article, held in grams.items():
        for gram in held:
            for earlier in holders[gram]:
                counts[earlier, article] += 1
            holders[gram].append(article)
    return counts


class _Groups:
    """Union-find whose name of a group is its lowest member."""

    def __init__(self, members: Iterable[int]) -> None:
        self._above = {member: member for member in members}

    def first(self, member: int) -> int:
        while self._above[member] != member:
            self._above[member] = self._above[self._above[member]]
            member = self._above[member]
        return member

    def join(self, one: int, other: int) -> None:
        low, high = sorted((self.first(one), self.first(other)))
        self._above[high] = low
