"""Whether the figures of a score stand together in the evidence as they do in the sentence: "5-2" is no 5-1, though its
source has a 1 somewhere.

Knows no sport: a score is two whole figures of up to three digits or more of them, with a sign between. Which side is
named first, and whether the source writes them with a sign or in words, is open; but behind the same words ("beat City 3-1")
the figures do not change places.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from news.checks.findings import Checked
from news.checks.script import is_same
from news.language.amounts import amounts
from news.language.calendar import days
from news.language.figures import Amount, plain_digits
from news.language.tokens import words
from news.writing.drafts import Said

_BETWEEN = re.compile(r"\s?[-–—‐‑−:&]\s?")
_FIGURE = re.compile(r"\d{1,3}")
NEAR = 30
"""Letters between two figures of one score at most, where the source writes it in words."""


def apart(claims: Sequence[Amount], said: Said, own: Checked) -> frozenset[Amount]:
    """Those of `claims` that are part of a score that no line has."""
    plain = plain_digits(said.text)
    told = [pair for pair in pairwise(claims) if _is_score(*pair, plain)]
    if not told or _are_dated(told, said, own):
        return frozenset()
    known = _scores(said, own) if len(told) <= len(_scores(said, own)) else ()
    known = known or [pair for line in own.nearest for pair in _near(amounts(line.text, line.language))]
    return frozenset(
        each
        for pair in told
        if not any(_is_one(pair, other) for other in known) or _is_turned(pair, said, own)
        for each in pair
    )


def _is_turned(pair: tuple[Amount, Amount], said: Said, own: Checked) -> bool:
    """Whether a line of the language has the same words before the same score, turned about, and none has it as here."""
    before = words(said.text[: pair[0].start])[-SAME_WORDS:]
    if len(before) < SAME_WORDS or pair[0].values & pair[1].values:
        return False
    orders = {
        bool(pair[0].values & first.values)
        for line in own.lines
        if is_same(line.language, own.language)
        for first, second in pairwise(amounts(line.text, line.language))
        if _is_score(first, second, plain_digits(line.text))
        and _is_one(pair, (first, second))
        and words(line.text[: first.start])[-SAME_WORDS:] == before
    }
    return orders == {False}


SAME_WORDS = 2
"""Words before a score that are the same: what was done, and to whom."""


def _scores(said: Said, own: Checked) -> list[tuple[Amount, Amount]]:
    """Those that the cited lines write with a sign."""
    return [
        pair
        for line in own.lines
        if line.id in said.evidence
        for pair in pairwise(amounts(line.text, line.language))
        if _is_score(*pair, plain_digits(line.text))
    ]


def _is_score(one: Amount, other: Amount, plain: str) -> bool:
    return (
        _FIGURE.fullmatch(plain, one.start, one.end) is not None
        and _FIGURE.fullmatch(plain, other.start, other.end) is not None
        and _BETWEEN.fullmatch(plain, one.end, other.start) is not None
    )


def _are_dated(told: Sequence[tuple[Amount, Amount]], said: Said, own: Checked) -> bool:
    """ "12-14 May" is no score."""
    dated = [(day.start, day.end) for day in days(said.text, own.language)]
    return any(
        each.start < end and start < each.end for pair in told for each in pair for start, end in dated
    )


def _near(found: Sequence[Amount]) -> Iterator[tuple[Amount, Amount]]:
    """Amounts with no more than another between them, and few letters."""
    for reach in (1, 2):
        for one, other in zip(found, found[reach:], strict=False):
            if other.start - one.end <= NEAR:
                yield one, other


def _is_one(pair: tuple[Amount, Amount], other: tuple[Amount, Amount]) -> bool:
    mine, theirs = [each.values for each in pair], [each.values | each.extra for each in other]
    return bool(
        (mine[0] & theirs[0] and mine[1] & theirs[1]) or (mine[0] & theirs[1] and mine[1] & theirs[0])
    )
