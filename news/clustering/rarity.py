"""How rare words are: among the articles of one language that are live, and in that language at large.

Knows no stories. Among few articles no word is common, so some count as read before the first one, with the words that
the language has at large (`language.frequencies`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from math import log

from news.clustering.joining import PRIOR_ARTICLES, Item
from news.language.frequencies import article_shares

HOUSE_STYLE_DOUBT = 3
"""Words that most articles of an outlet share are its house style; so many articles without them are assumed."""


class Rarity:
    """How rare words are among the articles of one language that were read lately."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.articles = 0
        self.weighed_at = PRIOR_ARTICLES
        self._with: dict[str, int] = {}
        self._outlets: Counter[int] = Counter()
        self._style: defaultdict[int, dict[str, int]] = defaultdict(dict)
        self._at_large = article_shares(language)

    def count(self, item: Item, step: int) -> None:
        """Step 1 when an article comes, -1 when it goes."""
        self.articles += step
        self._outlets[item.outlet] += step
        style = self._style[item.outlet]
        _add(self._with, item.counts, step)
        _add(style, item.counts, step)

    def of(self, item: Item) -> dict[str, float]:
        """The rarity of each word of the article; what its outlet writes in most articles counts little."""
        everyone = self.articles + PRIOR_ARTICLES
        style = self._style[item.outlet]
        its_own = self._outlets[item.outlet] + HOUSE_STYLE_DOUBT
        counted, at_large = self._with, self._at_large
        return {
            term: log(everyone / (counted.get(term, 0) + PRIOR_ARTICLES * at_large.get(term, 0.0) + 0.5))
            * (1.0 - 0.9 * style.get(term, 0) / its_own)
            for term in item.counts
        }

    def _expected(self, term: str) -> float:
        """Articles that have it: those counted, and those to be expected among the ones that count as read before."""
        return self._with.get(term, 0) + PRIOR_ARTICLES * self._at_large.get(term, 0.0) + 0.5

    def share(self, term: str) -> float:
        """From 0 (in every article) to 1 (in no other)."""
        everyone = self.articles + PRIOR_ARTICLES
        return log(everyone / self._expected(term)) / log(everyone / 1.5)


class Rarities(dict[str, Rarity]):
    """By primary subtag; made when first asked for."""

    def __missing__(self, language: str) -> Rarity:
        self[language] = Rarity(language)
        return self[language]


def _add(counts: dict[str, int], terms: Iterable[str], step: int) -> None:
    """What nobody has any more is forgotten: new words come every day, and would pile up for ever."""
    for term in terms:
        count = counts.get(term, 0) + step
        if count:
            counts[term] = count
        else:
            counts.pop(term, None)
