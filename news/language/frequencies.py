"""How common a word is in its language at large, before any of our articles is counted.

Frequencies are those of the package wordfreq (Speer 2022; https://github.com/rspeer/wordfreq), brought to the stems of
`tokens`: read once a language, from the package, without the network. The package is imported when the first word is asked
for: it is a tenth of what a start would import. Knows nothing of articles that were read.
"""

from array import array
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from math import expm1

import numpy as np

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
    return _frequencies(listed).of(word) if listed is not None else 0.0


def is_known(language: str) -> bool:
    """Whether the frequencies of its words are."""
    return _listed(language) is not None


@lru_cache(maxsize=32)
def _frequencies(listed: str) -> "_Frequencies":
    """Of a language, read with the first question that is asked in it: as many as readers have."""
    from wordfreq import get_frequency_list

    found = _Frequencies(get_frequency_list(listed, "small"))
    get_frequency_list.cache_clear()  # some MB a language, which are read once
    return found


class _Frequencies:
    """10 bytes a word, where a dictionary takes 130: readers of many languages would have the process grow for a day by what it
    remembers of them. A word is known by a hash of 64 bits, which no two of 60,000 share but once in a thousand million lists."""

    def __init__(self, lists: Sequence[Sequence[str]]) -> None:
        """Words by how rare they are, in centibels: those at 200 are each one of a hundred of all running words."""
        hashes = np.fromiter((_hashed(word) for words in lists for word in words), np.int64)
        order = np.argsort(hashes, kind="stable")
        self._hashes = array("q", hashes[order].tobytes())
        self._centibels = array(
            "H", np.repeat(np.arange(len(lists)), [*map(len, lists)])[order].astype(np.uint16).tobytes()
        )

    def of(self, word: str) -> float:
        place = bisect_right(self._hashes, hashed := _hashed(word)) - 1
        is_known = place >= 0 and self._hashes[place] == hashed
        return float(10 ** (-self._centibels[place] / 100)) if is_known else 0.0


def _hashed(word: str) -> int:
    """Of its bytes in UTF-8: Python hashes a text as it lies in memory, where `of` and `景` are the same two bytes."""
    return hash(word.encode("utf-8", "surrogatepass"))


@cache
def _listed(language: str) -> str | None:
    """The language under which the package has it."""
    from wordfreq import available_languages

    listed = _SAME.get(language, language)
    return listed if listed in available_languages("small") else None
