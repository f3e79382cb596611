"""Whether every number of a sentence stands in its evidence.

Knows nothing of what a number counts; units are another check, and so are days and months.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from news.checks import dates
from news.checks.findings import Checked, Finding
from news.drafts import Line, Said
from news.language.amounts import amounts
from news.language.figures import Amount, canonical, plain_digits
from news.language.scales import SCALES
from news.language.tokens import primary_subtag
from news.language.units import units_of

CODE = "number"


def check(said: Said, own: Checked) -> Iterator[Finding]:
    """A finding for each number that no line of the evidence has, in any reading of either; days are left to `dates`."""
    written = frozenset().union(*(_written(line.text, line.language) for line in own.lines))
    known = frozenset().union(*(proven(line.text, line.language) for line in own.lines))
    known |= dates.years(own.lines)
    dated = dates.dated(said, own)
    before: Amount | None = None
    for amount in claimed(said.text, own.language):
        if any(amount.start < end and start < amount.end for start, end in dated):
            continue
        proof = (
            amount.values & known
            or amount.short & written
            or _sums_up_a_pair(amount, own)
            or _is_said_otherwise(amount, said, own)
        )
        if not proof or _is_doubled(before, amount, own):
            yield Finding(CODE, None, said.text[amount.start : amount.end])
        before = amount


_NEAR = 12
"""Characters between two figures of one phrase."""


def _is_doubled(before: Amount | None, amount: Amount, own: Checked) -> bool:
    """ "33 of 33 laps" where the evidence has "33 of 36": one figure twice in a phrase, and once in all the evidence."""
    if (
        before is None
        or not amount.has_digits
        or before.values != amount.values
        or amount.start - before.end > _NEAR
    ):
        return False
    told = [
        other
        for line in own.lines
        for other in amounts(line.text, line.language)
        if amount.values & (other.values | other.extra)
    ]
    return len(told) == 1


def claimed(text: str, language: str | None) -> Iterator[Amount]:
    return (amount for amount in amounts(text, language) if amount.is_firm)


@lru_cache(maxsize=1 << 12)
def proven(text: str, language: str | None) -> frozenset[str]:
    """Every value that the text proves."""
    found: set[str] = set()
    for amount in amounts(text, language):
        found |= amount.values | amount.extra
    if _CENTURY in found:  # "the 15th century" is "1400-talet"
        found |= {str((int(value) - 1) * 100) for value in found if value in _CENTURIES}
    return frozenset(found)


@lru_cache(maxsize=1 << 12)
def _written(text: str, language: str | None) -> frozenset[str]:
    return frozenset().union(*(amount.values for amount in amounts(text, language)))


_CENTURY = "100"
_CENTURIES = frozenset(str(number) for number in range(2, 22))
_PAIR = re.compile(
    r"(?<!\w)(?:and|or|und|oder|et|ou|y|e|o|och|og|en|ja|tai|a|i|lub|и|или|і|й|та|ve|ile|और|dan|atau|và|hoặc|și|és|και)(?!\w)"
    r"|\bو|\w{3}(?:ين|ان)\b|[和與与或及同、と]|와 |과 |및|และ|หรือ",
    re.IGNORECASE,
)


def _sums_up_a_pair(amount: Amount, own: Checked) -> bool:
    """ "the two" for what the evidence names as this and that; only where it is written as a word."""
    return (
        not amount.has_digits and "2" in amount.values and any(_PAIR.search(line.text) for line in own.lines)
    )


# --- said otherwise ------------------------------------------------------------------------------


def _is_said_otherwise(amount: Amount, said: Said, own: Checked) -> bool:
    """ "Twenty years" for two decades and the other way round; and what we can read in one of the languages only
    in part: "milioni 2" of two million."""
    in_years = _in_years(said.text, own.language, only=amount)
    if any(in_years & (_in_years(line.text, line.language) | _values(line)) for line in own.lines):
        return True
    if amount.values & frozenset().union(*(_in_years(line.text, line.language) for line in own.lines)):
        return True
    return any(
        _is_half_read(own.language, line.language) and _unscaled(amount) & _all_unscaled(line)
        for line in own.lines
    )


def _in_years(text: str, language: str | None, *, only: Amount | None = None) -> frozenset[str]:
    """The decades of a text, as years."""
    plain, primary = plain_digits(text), primary_subtag(language)
    return frozenset(
        canonical(float(value) * 10)
        for amount in ([only] if only else amounts(text, language))
        if "decade" in units_of(amount, plain, primary)
        for value in amount.values
        if value.isdigit()
    )


def _values(line: Line) -> frozenset[str]:
    return _written(line.text, line.language)


def _is_half_read(*languages: str | None) -> bool:
    return any(primary_subtag(language) not in SCALES for language in languages)


def _unscaled(amount: Amount) -> frozenset[str]:
    return amount.values | {value[1:] for value in amount.extra if value[0] == "~"}


def _all_unscaled(line: Line) -> frozenset[str]:
    return frozenset().union(*(_unscaled(amount) for amount in amounts(line.text, line.language)))
