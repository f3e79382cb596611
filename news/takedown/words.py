"""The words of an outlet, found again in what was told: which of a text is theirs, and a message's HTML without it.

Texts are held against each other by runs of five words, whatever was cut away around them, and short ones as a whole.
Pure; knows no rows.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from news.language.tokens import words
from news.markup import Html, measure, plain

GRAM = 5
LEAST_LETTERS = 40
"""Of a run that is somebody's words wherever it stands: seven words or so."""
LEAST_SHARE, FEWEST_LETTERS = 0.5, 16
"""Of a sentence's letters, where it is shorter and no mere name."""
SHORT_LETTERS = 8
"""A text of fewer words than a run is known as a whole; one of three or four words within a line, too, if they are longer."""
SHORT_WORDS, WITHIN_LETTERS = 3, 12
_TAG = re.compile(r"<(/?)([a-z-]+)[^>]*>")
_CITATION = r'\s*<a href="[^"]*">\[\d+\]</a>'
_AFTER_SENTENCE = re.compile(rf"(?:(?<=[.!?…])(?=\s)|(?<=[。！？])|(?<=\]</a>)(?=\s))(?!{_CITATION})")


class TheirWords:
    """What an outlet said. About eight bytes a word."""

    def __init__(self, texts: Iterable[str]) -> None:
        grams: list[Any] = []
        self._short: set[int] = set()
        for text in texts:
            for line in text.splitlines():
                said = words(line)
                if len(said) >= GRAM:
                    grams.append(np.fromiter(_grams(said), dtype=np.int64))
                elif sum(map(len, said)) >= SHORT_LETTERS:
                    self._short.add(hash(tuple(said)))
        self._grams = np.unique(np.concatenate(grams)) if grams else np.empty(0, dtype=np.int64)

    def __bool__(self) -> bool:
        return bool(len(self._grams) or self._short)

    def are_in(self, text: str) -> bool:
        """Whether a sentence or more of it is theirs."""
        return any(self._are(words(line)) for line in text.splitlines())

    def _are(self, said: Sequence[str]) -> bool:
        if hash(tuple(said)) in self._short or self._has_short(said):
            return True
        if len(said) < GRAM:
            return False
        found = np.isin(np.fromiter(_grams(said), dtype=np.int64), self._grams)
        if not found.any():
            return False
        letters = [len(word) for word in said]
        runs = list(_runs(found.tolist(), letters))
        return max(runs) >= LEAST_LETTERS or sum(runs) >= max(LEAST_SHARE * sum(letters), FEWEST_LETTERS)

    def _has_short(self, said: Sequence[str]) -> bool:
        return bool(self._short) and any(
            hash(part) in self._short and sum(map(len, part)) >= WITHIN_LETTERS
            for size in range(SHORT_WORDS, GRAM)
            for at in range(len(said) - size + 1)
            if (part := tuple(said[at : at + size]))
        )

    # --- cutting them out ------------------------------------------------------------------------

    def cut_from(self, html: str) -> Html | None:
        """The message without them; None where it has none of them."""
        if not self.are_in(plain(Html(html))):
            return None
        lines = [self._line(line) for line in html.split("\n")]
        return Html(re.sub(r"\n{3,}", "\n\n", "\n".join(line for line in lines if line is not None)).strip())

    def _line(self, line: str) -> str | None:
        """What is left of it; None where nothing is."""
        if not self.are_in(plain(Html(line))):
            return line
        parts = _AFTER_SENTENCE.split(line)
        kept = "".join(_open_tags(part) if self.are_in(plain(Html(part))) else part for part in parts)
        if self.are_in(plain(Html(kept))):  # they reach over several of its sentences
            kept = _open_tags(line)
        if any(
            not word.isdigit() for word in words(plain(Html(kept)))
        ):  # more than marks and places in a list
            return kept
        return _open_tags(line) or None


def fits(html: Html) -> bool:
    return measure(html).fits


def _grams(said: Sequence[str]) -> Iterator[int]:
    return (hash(tuple(said[at : at + GRAM])) for at in range(len(said) - GRAM + 1))


def _runs(found: Sequence[bool], letters: Sequence[int]) -> Iterator[int]:
    """The letters of each run of words that are theirs."""
    covered = [any(found[max(0, at - GRAM + 1) : at + 1]) for at in range(len(letters))]
    run = 0
    for is_theirs, count in zip(covered, letters, strict=True):
        if is_theirs:
            run += count
            continue
        yield run
        run = 0
    yield run


def _open_tags(part: str) -> str:
    """The tags that begin or end in it and not both: what is around it needs them."""
    left: list[tuple[str, str]] = []
    for tag in _TAG.finditer(part):
        if tag[1] and left and left[-1][0] == tag[2]:
            left.pop()
        else:
            left.append((f"/{tag[2]}" if tag[1] else tag[2], tag[0]))
    return "".join(written for _, written in left)
