"""Of a sentence that is too long to be quoted whole, the part that says what was asked. Pure.

A part begins where a clause does and is one run of words, so that it stays verbatim.
"""

import re
from collections.abc import Collection

from news.language.tokens import terms

SHORTEST_CHARS = 60
"""Less than that says nothing."""

_CLAUSE = re.compile(r"(?:^|(?<=[,;:—–،؛、，；：])\s*)(?=\S)")
_WORD_END = re.compile(r"\s|(?<=[\u3040-\u9fff\u0e00-\u0e7f])")


def excerpt(sentence: str, wanted: Collection[str], *, language: str | None, room: int) -> str | None:
    """The part with most of the `wanted` terms that fits into so many characters; None where too little does."""
    if room < SHORTEST_CHARS:
        return None
    parts = [_from(sentence, match.end(), room) for match in _CLAUSE.finditer(sentence)]
    long_enough = [part for part in parts if len(part) >= SHORTEST_CHARS]
    found = set(wanted)
    return max(long_enough, key=lambda part: len(found.intersection(terms(part, language))), default=None)


def _from(sentence: str, start: int, room: int) -> str:
    """From there as many whole words as fit."""
    if len(sentence) - start <= room:
        return sentence[start:].strip()
    ends = [match.start() for match in _WORD_END.finditer(sentence, start, start + room)]
    return sentence[start : ends[-1]].rstrip(" ,;:—–،؛、，；：") if ends else ""
