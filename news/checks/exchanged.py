"""Whether two figures of a sentence stand in each other's place: "27 drones and 200 missiles" of 200 drones and 27 missiles.

Within one language, of the one line that the sentence tells: the words before or after each figure, as far as the next one, are
those of the other figure there. Knows no meaning; what one figure counts alone is not seen.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

from news.checks.findings import Checked, Finding
from news.checks.replaced import told_line
from news.checks.script import is_same
from news.checks.support import content
from news.language.amounts import amounts
from news.language.figures import Amount
from news.writing.drafts import Said

CODE = "number"
REACH = 24
"""Letters on one side of a figure."""
Sides = tuple[frozenset[str], frozenset[str]]
"""The terms before a figure, and behind it."""


def check(said: Said, own: Checked) -> Iterator[Finding]:
    ours = _figures(said.text, own.language)
    line = told_line(said, own) if len(ours) > 1 else None
    if line is None or not is_same(line.language, own.language):
        return
    theirs = _figures(line.text, line.language)
    for one, other in combinations(ours, 2):
        there = [[each for each in theirs if each.values & mine.values] for mine in (one, other)]
        if one.values & other.values or not all(len(found) == 1 for found in there):
            continue
        mine = [_sides(each, ours, said.text, own.language) for each in (one, other)]
        stated = [_sides(found[0], theirs, line.text, own.language) for found in there]
        if _are_exchanged(mine, stated):
            yield Finding(CODE, None, f"{said.text[one.start : other.end]} stand in each other's place")
            return


def _figures(text: str, language: str | None) -> list[Amount]:
    return [each for each in amounts(text, language) if each.is_firm and each.has_digits]


def _sides(figure: Amount, others: Sequence[Amount], text: str, language: str) -> Sides:
    first = max((each.end for each in others if each.end <= figure.start), default=0)
    last = min((each.start for each in others if each.start >= figure.end), default=len(text))
    before = text[max(first, figure.start - REACH) : figure.start]
    after = text[figure.end : min(last, figure.end + REACH)]
    return frozenset(content(before, language)), frozenset(content(after, language))


def _are_exchanged(mine: Sequence[Sides], stated: Sequence[Sides]) -> bool:
    """Whether on one side each has more words of the other's than of its own, and on neither side fewer."""
    is_one_side = False
    for side in (0, 1):
        straight = [len(mine[at][side] & stated[at][side]) for at in (0, 1)]
        crossed = [len(mine[at][side] & stated[1 - at][side]) for at in (0, 1)]
        if sum(straight) > sum(crossed):
            return False
        is_one_side |= all(cross > own for cross, own in zip(crossed, straight, strict=True))
    return is_one_side
