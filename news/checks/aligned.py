"""Which part of a source a part of a sentence tells: by the words around it. For checks that look at a few words.

Knows no check. Across languages words cannot be compared: there a sentence tells a line where it is about as long, and
of several the one with which it shares most names and numbers.
"""

from collections.abc import Iterable
from functools import lru_cache

from news.checks.findings import Checked
from news.checks.lexicon import UNSPACED, plain
from news.checks.script import is_same
from news.checks.support import content, spoken
from news.language.romanise import romanise
from news.language.skeletons import anchors
from news.language.tokens import primary_subtag, terms_of
from news.writing.drafts import Line, Said

REACH, REACH_UNSPACED = 44, 12
"""Letters to each side that belong to a word's context."""
A_FEW, MUCH = 3, 0.6
TELLS_ALL = (0.58, 1.75)
"""Of a line's length, where the sentence tells all of it in another language."""
A_WORD_OR_TWO = 16
"""English letters by which it may be longer or shorter, however short the line is."""
_TO_ENGLISH = {
    "de": 1.14, "fr": 1.16, "es": 1.1, "it": 1.14, "pt": 1.05, "ru": 1.06, "uk": 1.03, "pl": 1.04, "cs": 0.96, "sv": 1.02,
    "nl": 1.1, "fi": 1.04, "tr": 1.0, "ar": 0.86, "he": 0.8, "fa": 0.93, "hi": 1.02, "id": 1.1, "vi": 1.05, "th": 0.9,
    "el": 1.15, "ko": 0.51, "zh": 0.35, "ja": 0.48,
}  # fmt: skip
"""Letters to one of English, in professional translation of news (PUD, NTREX): the middle."""


def cited(said: Said, own: Checked) -> tuple[Line, ...]:
    """The cited lines, without their neighbours. Of more than a few, those that the sentence tells: who cites a whole
    article does not tell all of it."""
    lines = tuple(line for line in own.lines if line.id in said.evidence)
    return lines if len(lines) == 1 else _cited(said, lines, own.language)


@lru_cache(maxsize=1 << 5)
def _cited(said: Said, lines: tuple[Line, ...], language: str) -> tuple[Line, ...]:
    """Kept for the few checks of one sentence that all ask."""
    if len(lines) > 1 and not any(is_same(line.language, language) for line in lines):
        return _anchored(said, lines, language)
    return lines if len(lines) <= A_FEW else _told(said, lines, language)


def _anchored(said: Said, lines: tuple[Line, ...], language: str) -> tuple[Line, ...]:
    """The one line that shares most names, numbers and words alike with the sentence, and is about as long; of two that
    share as much, the one that has least besides. All where that is open."""
    wanted = _anchors(said.text, language)
    ranked = sorted(
        ((_shared(wanted, line), -at, line) for at, line in enumerate(lines)),
        key=lambda each: each[:2],
        reverse=True,
    )
    (most, _, best), (second, _, _) = ranked[:2]
    if most[0] == 0 or most == second:
        return lines
    return (best,) if tells_all(said, best, language) else lines


def _shared(wanted: frozenset[str], line: Line) -> tuple[int, float]:
    there = _anchors(line.text, line.language)
    both = len(wanted & there)
    return both, both / (len(wanted | there) or 1)


@lru_cache(maxsize=1 << 10)
def _anchors(text: str, language: str | None) -> frozenset[str]:
    return anchors(text, language) | _cognates(text, language)


def _cognates(text: str, language: str | None) -> frozenset[str]:
    """How words begin, in Latin letters: "президент", "presidente"."""
    return frozenset(map(_cognate, content(text, language or ""))) - {""}


@lru_cache(maxsize=1 << 11)
def _cognate(term: str) -> str:
    latin = romanise(term)
    return f"~{latin[:COGNATE]}" if len(latin) >= COGNATE else ""


COGNATE = 5


def _told(said: Said, lines: tuple[Line, ...], language: str) -> tuple[Line, ...]:
    """Those that have most of the sentence's words, and all that are written in another language."""
    wanted = set(content(said.text, language))
    begun = wanted if primary_subtag(language) in UNSPACED else _begun(said.text, language)
    is_open = primary_subtag(language) in _BEGUN_OTHERWISE
    ranked = sorted(
        (
            (len(wanted) if is_open else sum(each in plain(line.text) for each in begun), line)
            for line in lines
            if is_same(line.language, language)
        ),
        key=lambda each: -each[0],
    )
    shared: dict[str, int] = {}
    most = 0
    for at_most, line in ranked:
        if at_most < MUCH * most:
            break  # nor has any line after it enough of them
        shared[line.id] = len(wanted.intersection(content(line.text, language)))
        most = max(most, shared[line.id])
    least = max(1, MUCH * most)
    return tuple(
        line for line in lines if not is_same(line.language, language) or shared.get(line.id, 0) >= least
    )


_BEGUN_OTHERWISE = frozenset({"ar", "bn", "fa", "he", "hi", "vi"})
"""Languages in which what one term is made of may begin with other letters: another tone, vowel, or article."""


def _begun(text: str, language: str) -> set[str]:
    return {word[:BEGUN] for word in spoken(text) if terms_of((word,), language)}


BEGUN = 3
"""Letters with which all forms of a word begin: what a line has not at all need not be cut to words."""


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


def tells_all(said: Said, line: Line, language: str) -> bool:
    """Whether the sentence is long enough, and short enough, to be the line in another language."""
    ours, theirs = _size(said.text, language), _size(line.text, line.language)
    return TELLS_ALL[0] <= ours / max(1.0, theirs) <= TELLS_ALL[1] or abs(ours - theirs) <= A_WORD_OR_TWO


def _size(text: str, language: str | None) -> float:
    return len(text) / _TO_ENGLISH.get(primary_subtag(language), 1.0)
