"""Where a text has words of listed kinds ("rise", "deny"). Knows no list: whoever has one brings it.

A form is the beginning of a word, after "=" a whole one; "_" is a space, "~" up to eight words in one clause ("sagt ... ab"). In
scripts without spaces a form stands anywhere.
"""

import re
from collections.abc import Mapping
from functools import cached_property, lru_cache

from news.checks.lexicon import UNSPACED, plain
from news.language.tokens import WORD_SIGNS, primary_subtag

Span = tuple[int, int, str]
"""First sign, the one behind the last, kind."""
_JOINED = {"ar": "(?:و|ف)?", "he": "[והש]{0,2}"}
"""Little words that are written together with the word behind them."""
_GAP = r"\s+(?:[^\s.,;:!?]+\s+){0,8}?"


class Kinds:
    """`listed`: by language and kind its forms, with blanks between. Hashed by identity: lists are read once."""

    def __init__(self, listed: Mapping[str, Mapping[str, str]]) -> None:
        self._listed = listed

    @cached_property
    def languages(self) -> frozenset[str]:
        return frozenset(self._listed)

    def spans(self, text: str, language: str | None) -> tuple[Span, ...]:
        """Kind by kind, each in the order of the text; none where small letters are more or fewer than these."""
        return _spans(self, text, primary_subtag(language))

    def patterns(self, primary: str) -> Mapping[str, re.Pattern[str]]:
        return _patterns(self, primary)

    def of(self, primary: str) -> Mapping[str, str]:
        return self._listed.get(primary, {})


@lru_cache(maxsize=1 << 10)
def _spans(kinds: Kinds, text: str, primary: str) -> tuple[Span, ...]:
    small = plain(text)
    if len(small) != len(text):
        return ()
    return tuple(
        (match.start(), match.end(), kind)
        for kind, pattern in kinds.patterns(primary).items()
        for match in pattern.finditer(small)
    )


@lru_cache(maxsize=1 << 7)
def _patterns(kinds: Kinds, primary: str) -> Mapping[str, re.Pattern[str]]:
    before, after = ("", "") if primary in UNSPACED else (rf"(?<!{WORD_SIGNS})", rf"(?!{WORD_SIGNS})")
    joined = _JOINED.get(primary, "")
    return {
        kind: re.compile(
            f"{before}{joined}(?:{'|'.join(_form(form, primary) for form in sorted(plain(listed).split(), key=len, reverse=True))}){after}"
        )
        for kind, listed in kinds.of(primary).items()
    }


def _form(written: str, primary: str) -> str:
    rest = "" if written[0] == "=" or primary in UNSPACED else rf"{WORD_SIGNS}*"
    parts = written.removeprefix("=").split("~")
    return _GAP.join(re.escape(part.replace("_", " ").strip()) for part in parts) + rest
