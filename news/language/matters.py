"""What a text is about, by words for the usual matters of news (a quake, a strike, a ferry) in every language of the interface.

A word of one language and a word of another that stand for one matter are taken for the same. The words are in `matters.txt`. Pure;
knows no stories.
"""

import re
from collections import defaultdict
from functools import cache, lru_cache

from news.language.lists import by_language
from news.language.tokens import WORD_SIGNS, as_cut, primary_subtag

Span = tuple[str, str]
_UNSPACED = frozenset({"zh", "ja", "ko"})
_PREFIXES = {"ar": "[وفبلك]{0,2}(?:ال|ل)?", "he": "[והלבכמש]{0,3}"}
"""Little words that are written together with the word behind them."""


@lru_cache(maxsize=1 << 13)
def matters(text: str, language: str | None) -> tuple[Span, ...]:
    """The matters that it names, in order, each behind the words that name it (in small letters)."""
    pattern = _patterns().get(primary_subtag(language))
    if pattern is None:
        return ()
    return tuple((match.group(), match.lastgroup or "") for match in pattern.finditer(as_cut(text)))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """By language. Anywhere in scripts without spaces; elsewhere where a word begins, behind what is joined to it."""
    listed: defaultdict[str, list[str]] = defaultdict(list)
    for language, line in by_language("matters"):
        matter, *forms = line.split()
        alternatives = "|".join(_form(form, language) for form in sorted(forms, key=len, reverse=True))
        listed[language].append(f"(?P<{matter}>{alternatives})")
    return {
        language: re.compile(_before(language) + f"(?:{'|'.join(of)})") for language, of in listed.items()
    }


def _before(language: str) -> str:
    return "" if language in _UNSPACED else rf"(?<!{WORD_SIGNS}){_PREFIXES.get(language, '')}"


def _form(form: str, language: str) -> str:
    parts = [re.escape(as_cut(part)) for part in form.lstrip("=").split("_")]
    if form[0] == "=":
        return rf"{' '.join(parts)}(?!{WORD_SIGNS})"
    if language in _UNSPACED:
        return "".join(parts)
    ending = rf"{WORD_SIGNS}*"
    return rf"{ending} ".join(parts) + ending
