"""Which part of a source a part of a sentence tells: by the words around it. For checks that look at a few words.

Knows no check. Across languages words cannot be compared: there a sentence tells a line where it is about as long.
"""

from collections.abc import Iterable

from news.checks.findings import Checked
from news.checks.lexicon import UNSPACED
from news.checks.script import is_same
from news.checks.support import content
from news.drafts import Line, Said
from news.language.quotable import word_count
from news.language.tokens import primary_subtag

REACH, REACH_UNSPACED = 44, 12
"""Letters to each side that belong to a word's context."""
A_FEW, MUCH = 3, 0.6
TELLS_ALL = (0.62, 1.9)
"""Of a line's words, where the sentence tells all of it in another language."""


def cited(said: Said, own: Checked) -> tuple[Line, ...]:
    """The cited lines, without their neighbours. Of more than a few, those that the sentence tells: who cites a whole
    article does not tell all of it."""
    lines = tuple(line for line in own.lines if line.id in said.evidence)
    return lines if len(lines) <= A_FEW else _told(said, lines, own.language)


def _told(said: Said, lines: tuple[Line, ...], language: str) -> tuple[Line, ...]:
    """Those that have most of the sentence's words, and all that are written in another language."""
    wanted = set(content(said.text, language))
    shared = {
        line.id: len(wanted.intersection(content(line.text, language)))
        for line in lines
        if is_same(line.language, language)
    }
    least = MUCH * max(shared.values(), default=0)
    return tuple(line for line in lines if line.id not in shared or shared[line.id] >= max(1, least))


def context(text: str, span: tuple[int, int], language: str | None) -> frozenset[str]:
    """The terms around a place in a text, those of the place itself left out."""
    reach = REACH_UNSPACED if primary_subtag(language) in UNSPACED else REACH
    before, after = text[max(0, span[0] - reach) : span[0]], text[span[1] : span[1] + reach]
    if len(before) == reach:
        before = before.partition(" ")[2] or before
    if len(after) == reach:
        after = after.rpartition(" ")[0] or after
    return frozenset((*content(before, language or ""), *content(after, language or "")))


def share_in(terms: Iterable[str], text: str, language: str | None) -> float:
    """The share of these terms that the text has; 0 for none."""
    wanted, there = set(terms), set(content(text, language or ""))
    return len(wanted & there) / len(wanted) if wanted else 0.0


def tells_all(said: Said, line: Line) -> bool:
    """Whether the sentence is long enough, and short enough, to be the line in another language."""
    ratio = word_count(said.text) / max(1, word_count(line.text))
    return TELLS_ALL[0] <= ratio <= TELLS_ALL[1]
