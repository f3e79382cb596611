"""The words of a text as a search looks for them: real words also in scripts without spaces.

Joining compares texts by `tokens.terms`, where such scripts give pairs of characters, and its thresholds are measured on
these. A question is better met by words: Chinese, Japanese, Thai, Lao, Khmer and Burmese are cut by the dictionaries of ICU
(docs/decisions/0009-words-without-spaces.md). Han words are looked for by their characters too: the same thing is often
written in fewer. Knows nothing of articles.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from icu4py.breakers import WordBreaker

from news.language.tokens import primary_subtag, stems_of, words

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_CACHED = 1 << 13  # sentences: those of the stories that are asked about now


@lru_cache(maxsize=_CACHED)
def search_terms(text: str, language: str | None) -> tuple[str, ...]:
    """Every word of the text in order, as `tokens.stems` gives them (stop words whole, after a dot); single Latin letters
    are left out. Cached."""
    primary = primary_subtag(language)
    found = stems_of(words(text, cut=lambda run: _words_of(run, primary)), primary)
    return tuple(term for term in found if not _is_letter(term))


def is_stop_word(term: str) -> bool:
    """Whether `search_terms` marked it as one."""
    return term.startswith(".")


def _words_of(run: str, language: str) -> Iterator[str]:
    for word in WordBreaker(run, language or "root"):
        yield word
        if len(word) > 1:
            yield from _HAN.findall(word)


def _is_letter(term: str) -> bool:
    return len(term) == 1 and term.isascii() and not term.isdigit()
