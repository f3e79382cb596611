"""What a source says may be, is expected or is planned is not told as so.

Knows the lists of `lexicon`: without them for both languages the check is off. Of what is planned one may say that it
will be, and of what may be one may not. Within one language the words around the source's word tell whether the sentence
speaks of the same thing; across languages its length does, and any word that leaves a thing open lets it pass. A word that
says ability too ("could", listed as `able` besides) is counted across languages and drops nothing: of the alarms on
professional translations two thirds were such.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from news.checks.aligned import cited, context, share_in, tells_all
from news.checks.findings import Checked, Finding, Severity
from news.checks.lexicon import UNSPACED, lexicon, plain
from news.checks.negation import negators
from news.checks.script import is_same
from news.language.tokens import primary_subtag
from news.writing.drafts import Line, Said

SAME_THING = 0.6
BESIDE, BESIDE_UNSPACED = 10, 2
"""Letters between such a word and what denies it."""

Span = tuple[int, int]


class Kept(NamedTuple):
    """Where a sentence has words that leave things open: doubts proper, and others that may belong to another thing."""

    doubts: tuple[Span, ...]
    open: tuple[Span, ...]


def check(said: Said, own: Checked) -> Iterator[Finding]:
    words = lexicon(own.language)
    lines = (
        [line for line in cited(said, own) if any(_left_open(line.text, line.language))] if words.open else []
    )
    if not lines:
        return
    small = plain(said.text)
    doubts = [span for kind in (words.possible, words.planned, words.hedges) for span in kind.spans(small)]
    kept = Kept(tuple(doubts), words.open.spans(small))
    is_to_be = bool(words.future.spans(small))
    is_only = len(cited(said, own)) == 1
    for line in lines:
        possible, planned = _left_open(line.text, line.language)
        for span in possible if is_to_be else (*possible, *planned):
            if is_same(line.language, own.language):
                is_told = _is_told(said, line, span, own, kept)
            else:
                is_told = is_only and not any(kept) and tells_all(said, line, own.language)
            if is_told:
                word = plain(line.text)[span[0] : span[1]]
                is_sure = is_same(line.language, own.language) or not lexicon(line.language).able.count(word)
                severity = Severity.DROPS if is_sure else Severity.COUNTED
                yield Finding("hedge", None, f"tells as so what {line.id} leaves open: {word}", severity)
                return


def _is_told(said: Said, line: Line, span: Span, own: Checked, kept: Kept) -> bool:
    """Whether the sentence tells what stands there without a word near it that leaves it open; "if" of another thing,
    which the source has too, is none."""
    source, small, language = plain(line.text), plain(said.text), own.language
    around = context(source, span, language)
    besides = source[: span[0]] + source[span[1] :]
    near = (*kept.doubts, *(each for each in kept.open if small[slice(*each)] not in besides))
    return (
        share_in(around, said.text, language) >= SAME_THING
        and all(around.isdisjoint(context(small, each, language)) for each in near)
        and not any(_is_so(other, around, language) for other in own.lines)
    )


def _is_so(line: Line, around: frozenset[str], language: str) -> bool:
    """Whether a line tells the same and leaves nothing open: what was planned in one article happened in the next."""
    return (
        not any(_left_open(line.text, line.language)) and share_in(around, line.text, language) >= SAME_THING
    )


@lru_cache(maxsize=1 << 11)
def _left_open(text: str, language: str | None) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Where it stands that a thing may be, and that it is planned. What is denied is neither: "could not" is what did
    not happen."""
    small, words = plain(text), lexicon(language)
    found = words.possible.spans(small), words.planned.spans(small)
    if not any(found):
        return (), ()
    told = words.aside.without(small)
    found = words.possible.spans(told), words.planned.spans(told)
    denials = negators(small, language)
    possible, planned = (
        tuple(span for span in spans if not any(_is_beside(span, denial, language) for denial in denials))
        for spans in found
    )
    return possible, planned


def _is_beside(span: Span, denial: Span, language: str | None) -> bool:
    reach = BESIDE_UNSPACED if primary_subtag(language) in UNSPACED else BESIDE
    return max(denial[0] - span[1], span[0] - denial[1]) <= reach
