"""Who names what: the rare names, numbers and places of live articles, in any script.

Says how rare a name is, which articles have it, and how telling it is that two name the same. Knows no stories and no words.
"""

from collections.abc import Collection, Set
from math import log

from news.clustering.joining import PRIOR_ARTICLES, Item
from news.clustering.kept import Kept

NONE: frozenset[int] = frozenset()


class Naming:
    """The articles by what they name."""

    def __init__(self) -> None:
        self._articles = 0
        self._of: dict[str, int | set[int]] = {}  # most names are of one article
        self._language: dict[str, str] = {}  # of names that are told in one only, else empty

    def count(self, item: Item) -> None:
        """The article has come."""
        self._articles += 1
        for name in item.anchors | item.places:
            known = self._of.setdefault(name, item.article)
            if isinstance(known, set):
                known.add(item.article)
            elif known != item.article:
                self._of[name] = {known, item.article}
            if self._language.setdefault(name, item.language) != item.language:
                self._language[name] = ""

    def discount(self, item: Item) -> None:
        """The article has gone."""
        self._articles -= 1
        for name in item.anchors | item.places:
            known = self._of[name]
            if isinstance(known, set):
                known.discard(item.article)
            if known in (item.article, NONE):
                del self._of[name], self._language[name]

    def articles(self, name: str) -> Set[int]:
        known = self._of.get(name, NONE)
        return {known} if isinstance(known, int) else known

    def is_told_outside(self, name: str, language: str) -> bool:
        """Whether articles in another language may have it; none has where this says no."""
        return self._language.get(name) != language

    def share(self, name: str, *, besides: int = 0) -> float:
        """How rare a name or number is, from 0 (in every article) to 1 (in no other), were it not for so many articles."""
        everyone = self._articles + PRIOR_ARTICLES
        return log(everyone / (len(self.articles(name)) - besides + 0.5)) / log(everyone / 1.5)

    def joint(self, one: Item, other: Item | Kept, *, inside: Collection[int]) -> float:
        """How rare it is among the articles that are not `inside` to name everything that both name: from 0 (they name
        nothing in common) to 1 (nobody else does)."""
        both_name = one.anchors.intersection(other.anchors) | one.places.intersection(other.places)
        named = [self.articles(name) for name in both_name]
        if not named:
            return 0.0
        first, *others = sorted(map(set, named), key=len)
        both = first.intersection(*others).difference(inside)
        everyone = self._articles + PRIOR_ARTICLES
        return log(everyone / (len(both) + 1)) / log(everyone)
