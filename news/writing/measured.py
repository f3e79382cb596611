"""Where sources of one story give different figures for one measure: what a thing costs, how high, long, deep, wide or heavy it is.

Pure. Which measure a figure is of says `language.relations`. Two things of one story may have a price each, so two figures are compared only
where they can be no others': of each article one figure alone comes so near to the other's, and what is told is about the same.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from news.language.relations import SPATIAL, Relation, figures
from news.language.skeletons import anchors
from news.language.tokens import primary_subtag, terms
from news.writing.drafts import Conflict, Line, Side

MEASURES = (*SPATIAL, Relation.WEIGHT, Relation.PRICE)
TIMES = 3
"""How many times the smaller figure the larger may be: beyond, it measures something else."""
SAME = 0.02
"""Figures that are rounded differently are one."""


@dataclass(frozen=True)
class _Measure:
    kind: tuple[str, frozenset[str]]
    amount: float
    written: str
    line: Line
    beside: frozenset[str]
    """Words of content of the line that are neither its figures nor their units."""


def measured_otherwise(lines: Sequence[Line]) -> tuple[Conflict, ...]:
    """The measures that families give differently, each with its sides, the newest side last."""
    found: dict[tuple[str, frozenset[str]], list[_Measure]] = {}
    for line in lines:
        for measure in _measures(line):
            found.setdefault(measure.kind, []).append(measure)
    named = {line.article: anchors(line.text, line.language) for line in lines if line.position == 0}
    conflicts = (_conflict(kind[0], told, named) for kind, told in found.items())
    return tuple(each for each in conflicts if each is not None)


def _measures(line: Line) -> Iterator[_Measure]:
    for figure in figures(line.text, line.language):
        values = [float(value) for value in figure.amount.values if value[:1].isdigit()]
        if figure.of not in MEASURES or not figure.units or not values:
            continue
        start, end = figure.amount.start, figure.amount.end
        rest = f"{line.text[:start]} {line.text[end:].partition(' ')[2].partition(' ')[2]}"
        beside = frozenset(term for term in terms(rest, line.language) if not term[0].isdigit())
        yield _Measure(
            (figure.of.value, figure.units), max(values), line.text[start:end].strip(), line, beside
        )


def _conflict(topic: str, told: Sequence[_Measure], named: dict[int, frozenset[str]]) -> Conflict | None:
    pairs = [
        (one, other)
        for one, other in combinations(told, 2)
        if _differ(one, other) and _are_of_one(one, other, told, named)
    ]
    spoken = sorted(
        {measure.line.id: measure for pair in pairs for measure in pair}.values(),
        key=lambda each: each.line.published_at,
    )
    sides: list[list[_Measure]] = []
    for measure in spoken:
        side = next((side for side in sides if _is_same(side[0].amount, measure.amount)), None)
        if side is None:
            sides.append([measure])
        else:
            side.append(measure)
    if len(sides) < 2:
        return None
    return Conflict(topic, "number", tuple(_side(side[0], told) for side in sides))


def _side(first: _Measure, told: Iterable[_Measure]) -> Side:
    """With all sentences that give this figure."""
    lines = dict.fromkeys(each.line.id for each in told if _is_same(each.amount, first.amount))
    return Side(f"{first.amount:.10g}", first.written, tuple(lines))


def _differ(one: _Measure, other: _Measure) -> bool:
    smaller, larger = sorted((one.amount, other.amount))
    is_apart = one.line.family != other.line.family and one.line.owner != other.line.owner
    return is_apart and not _is_same(smaller, larger) and larger <= TIMES * smaller


def _are_of_one(
    one: _Measure, other: _Measure, told: Iterable[_Measure], named: dict[int, frozenset[str]]
) -> bool:
    """Whether no other figure of either article can be the one that is meant, and both sentences tell of one thing: by a word,
    or across languages by a name."""
    near = [
        each
        for each in told
        if (each.line.article == one.line.article and _is_near(each.amount, other.amount))
        or (each.line.article == other.line.article and _is_near(each.amount, one.amount))
    ]
    if not all(
        _is_same(each.amount, (one if each.line.article == one.line.article else other).amount)
        for each in near
    ):
        return False
    if primary_subtag(one.line.language) == primary_subtag(other.line.language):
        return bool(one.beside & other.beside)
    ours, theirs = (
        named.get(each.line.article, frozenset()) | anchors(each.line.text, each.line.language)
        for each in (one, other)
    )
    return any(not name.startswith("#") for name in ours & theirs)


def _is_near(one: float, other: float) -> bool:
    smaller, larger = sorted((one, other))
    return larger <= TIMES * smaller


def _is_same(one: float, other: float) -> bool:
    return abs(one - other) <= SAME * max(abs(one), abs(other))
