"""Where outlets give different figures for the very thing that is asked: 84,000 cars and 91,000, 38 per cent and 41.

Tolls and measures have words of their own (`counting`); of any other figure the question says what it is of, where it names what is
counted, or where the sentence that answers has no other. Two figures are of one thing where both sentences say much the same, and neither
article has the other's figure. Pure.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from news.checks.lexicon import lexicon
from news.language.calendar import days
from news.language.relations import figures
from news.language.skeletons import anchors
from news.language.tokens import primary_subtag, stems, terms, words
from news.retrieving.judging import Vector
from news.writing.drafts import Conflict, Line, Side

TIMES = 2
"""How many times the smaller figure the larger may be: beyond, it is of something else."""
SAME = 0.02
"""Figures that are rounded differently are one."""
SHARED = 2
"""Words of content that two sentences of one language share, where they tell of one thing."""
ALIKE, ALIKE_NAMED = 0.6, 0.4
"""Cosines from which sentences of two languages do, the second where their articles have a name in common."""
FEWEST_SIGNS = 5
"""Of a stem that tells something, the dot before a common word counted."""
COUNTED = 3
"""Words behind a figure among which is what it counts."""


@dataclass(frozen=True)
class _Given:
    amount: float
    written: str
    units: frozenset[str]
    counted: frozenset[str]
    """Stems of what it counts, its unit among them."""
    line: Line

    def is_like(self, other: "_Given") -> bool:
        """Whether both are of one kind: in the same unit, or, in one language, of what goes by the same word."""
        if self.units or other.units:
            return bool(self.units & other.units)
        return not _is_one_language(self.line, other.line) or bool(self.counted & other.counted)


def given_otherwise(
    best: Line, lines: Sequence[Line], question: str, *, language: str, vectors: Mapping[str, Vector]
) -> list[Conflict]:
    """The figure that the best sentence gives for what is asked, and those that other families give for it; the newest side last. None
    where it cannot be told which of its figures that is. `vectors` are of sentences, by text."""
    mine = _asked_for(best, question, language)
    if mine is None:
        return []
    named: dict[int, frozenset[str]] = {}
    for line in lines:
        named[line.article] = named.get(line.article, frozenset()) | anchors(line.text, line.language)
    by_article: dict[int, list[_Given]] = {}
    for line in lines:
        by_article.setdefault(line.article, []).extend(g for g in _given(line) if mine.is_like(g))
    own = by_article.get(best.article, [])
    sides = [[mine]]
    for article, told in by_article.items():
        if article == best.article or any(_is_same(each.amount, mine.amount) for each in told):
            continue
        fresh = [g for g in told if not any(_is_same(g.amount, each.amount) for each in own)]
        other = [g for g in fresh if _may_differ(mine, g) and _are_of_one(mine.line, g.line, named, vectors)]
        if len({each.amount for each in other}) == 1:
            side = next((s for s in sides if _is_same(s[0].amount, other[0].amount)), None)
            side.extend(other) if side else sides.append(other)
    if len(sides) < 2:
        return []
    agreeing = [g for told in by_article.values() for g in told if _is_same(g.amount, mine.amount)]
    sides[0] = [mine, *(each for each in agreeing if each.line is not best)]
    sides.sort(key=lambda side: max(each.line.published_at for each in side))
    return [Conflict("figure", "number", tuple(_side(side) for side in sides))]


def _side(told: Sequence[_Given]) -> Side:
    lines = tuple(dict.fromkeys(each.line.id for each in told))
    return Side(f"{told[0].amount:.10g}", told[0].written, lines)


def _asked_for(best: Line, question: str, language: str) -> _Given | None:
    """The figure for what the question names; else the only one that the question has not itself."""
    asked = _words(question, best.language) if _speaks(best, language) else frozenset()
    known = {figure.amount.values for figure in figures(question, language)}
    given = [each for each in _given(best) if frozenset([f"{each.amount:.10g}"]) not in known]
    named = [each for each in given if each.counted & asked]
    bare = [each for each in given if not each.units]
    for some in (named, given, bare):
        if len(some) == 1:
            return some[0]
    return None


@lru_cache(maxsize=1 << 11)
def _given(line: Line) -> tuple[_Given, ...]:
    return tuple(_read(line))


def _read(line: Line) -> Iterator[_Given]:
    for figure in figures(line.text, line.language):
        values = [float(value) for value in figure.amount.values if value[:1].isdigit()]
        if not values or len(values) < len(figure.amount.values) or not figure.amount.is_firm:
            continue
        behind = " ".join(words(line.text[figure.amount.end :])[:COUNTED])
        counted = _words(behind, line.language)
        if not (figure.units or counted):
            continue  # "Super Bowl 50"
        written = line.text[figure.amount.start : figure.amount.end].strip()
        yield _Given(max(values), written, figure.units, counted, line)


def _words(text: str, language: str | None) -> frozenset[str]:
    """Also common ones ("people"), but not the little words."""
    found = (stem.lstrip(".") for stem in stems(text, primary_subtag(language)) if len(stem) >= FEWEST_SIGNS)
    return frozenset(stem for stem in found if not stem[0].isdigit())


def _are_of_one(
    one: Line, other: Line, named: Mapping[int, frozenset[str]], vectors: Mapping[str, Vector]
) -> bool:
    if _months(one) and _months(other) and not _months(one) & _months(other):
        return False  # October's against September's
    if _is_one_language(one, other):
        return len(_told(one) & _told(other)) >= SHARED
    here, there = vectors.get(one.text), vectors.get(other.text)
    if here is None or there is None:
        return False
    has_name = any(not name.startswith("#") for name in named[one.article] & named[other.article])
    return float(here @ there) >= (ALIKE_NAMED if has_name else ALIKE)


@lru_cache(maxsize=1 << 11)
def _months(line: Line) -> frozenset[int]:
    """Those that it tells of. A date beside somebody's words may be the day on which they were said."""
    is_said = lexicon(line.language).speech.count(line.text) > 0
    return frozenset(
        each.month
        for each in days(line.text, line.language)
        if each.month is not None and each.is_sure and (each.day is None or not is_said)
    )


def _told(line: Line) -> frozenset[str]:
    return frozenset(term for term in terms(line.text, line.language) if not term[0].isdigit())


def _is_one_language(one: Line, other: Line) -> bool:
    return primary_subtag(one.language) == primary_subtag(other.language)


def _speaks(line: Line, language: str) -> bool:
    return primary_subtag(line.language) == primary_subtag(language)


def _may_differ(mine: _Given, other: _Given) -> bool:
    is_apart = mine.line.family != other.line.family and mine.line.owner != other.line.owner
    smaller, larger = sorted((mine.amount, other.amount))
    return is_apart and not _is_same(smaller, larger) and larger <= TIMES * smaller


def _is_same(one: float, other: float) -> bool:
    return abs(one - other) <= SAME * max(abs(one), abs(other))
