"""How common a word is in its language at large, before any of our articles is counted.

Frequencies are those of the package wordfreq (Speer 2022; https://github.com/rspeer/wordfreq), brought to the stems of
`tokens`: read once a language, from the package, without the network. The package is imported when the first word is asked
for: it is a tenth of what a start would import. Knows nothing of articles that were read.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from math import expm1

from news.language.tokens import terms

ARTICLE_WORDS = 120
"""Running words of an article as joining reads it: from so many its stems are drawn."""
RAREST_CENTIBELS = 500
"""Words rarer than one in 100,000 are left out: they would count for half an article, and take most of the time to read."""
_SAME = {"hr": "sh", "sr": "sh", "bs": "sh", "nb": "nb", "nn": "nb", "no": "nb", "tl": "fil"}


@lru_cache(maxsize=64)
def article_shares(language: str) -> Mapping[str, float]:
    """By stem, the share of articles in which it is to be expected, from 0 to 1; of those that are known."""
    listed = _listed(language)
    if listed is None:
        return {}
    from wordfreq import get_frequency_list

    frequencies: dict[str, float] = {}
    for centibels, words in enumerate(get_frequency_list(listed, "small")[:RAREST_CENTIBELS]):
        for word in words:
            for term in dict.fromkeys(terms(word, language)):
                frequencies[term] = frequencies.get(term, 0.0) + 10 ** (-centibels / 100)
    get_frequency_list.cache_clear()  # some MB a language, which are read once
    return {term: -expm1(-frequency * ARTICLE_WORDS) for term, frequency in frequencies.items()}


def frequency(word: str, language: str) -> float:
    """The share of running text in a language that this word, case folded, is; 0 where nothing is known."""
    listed = _listed(language)
    return _frequencies(listed).get(word, 0.0) if listed is not None else 0.0


@lru_cache(maxsize=16)
def _frequencies(listed: str) -> Mapping[str, float]:
    """Some MB a language: the package itself would keep each for good."""
    from wordfreq import get_frequency_dict, get_frequency_list

    found: Mapping[str, float] = get_frequency_dict(listed, "small")
    get_frequency_dict.cache_clear()
    get_frequency_list.cache_clear()
    return found


@cache
def _listed(language: str) -> str | None:
    """The language under which the package has it."""
    from wordfreq import available_languages

    listed = _SAME.get(language, language)
    return listed if listed in available_languages("small") else None
