"""Whether every number of a sentence stands in its evidence.

Knows nothing of what a number counts; units are another check, and so are days and months.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from news.checks import dates
from news.checks.findings import Checked, Finding
from news.checks.replaced import replaced
from news.checks.scores import apart
from news.checks.units import converted
from news.language.amounts import amounts
from news.language.figures import Amount, canonical, plain_digits
from news.language.scales import SCALES
from news.language.tokens import primary_subtag
from news.language.units import units_of
from news.writing.drafts import Line, Said

CODE = "number"


def check(said: Said, own: Checked) -> Iterator[Finding]:
    """A finding for each number that no line of the evidence has, in any reading of either; days are left to `dates`."""
    if next(claimed(said.text, own.language), None) is None:
        return
    dated = dates.dated(said, own)
    claims = [
        amount
        for amount in claimed(said.text, own.language)
        if not any(amount.start < end and start < amount.end for start, end in dated)
    ]
    in_another_place = replaced(claims, said, own)
    in_another_unit = converted(said, own)
    in_no_such_score = apart([each for each in claims if each not in in_another_unit], said, own)
    for amount in claims:
        if amount in in_another_unit:
            continue
        proof = (
            _is_proven(amount, own)
            or _sums_up_a_pair(amount, own)
            or _stands_as_written(amount, said, own)
            or _is_said_otherwise(amount, said, own)
        )
        if (
            amount in in_no_such_score
            or not proof
            or (amount in in_another_place and not amount.values & _centuries(own))
        ):
            yield Finding(CODE, None, said.text[amount.start : amount.end])


def _is_proven(amount: Amount, own: Checked) -> bool:
    """Whether a line has it; the years of days are looked at last, since they take most reading."""
    return any(
        not amount.values.isdisjoint(proven(line.text, line.language))
        or (amount.short and not amount.short.isdisjoint(_written(line.text, line.language)))
        for line in own.nearest
    ) or (
        any(value.isdigit() and len(value) > 2 for value in amount.values)
        and not amount.values.isdisjoint(dates.years(own.lines))
    )


def claimed(text: str, language: str | None) -> Iterator[Amount]:
    return (amount for amount in amounts(text, language) if amount.is_firm)


@lru_cache(maxsize=1 << 10)
def proven(text: str, language: str | None) -> frozenset[str]:
    """Every value that the text proves."""
    found: set[str] = set()
    for amount in amounts(text, language):
        found |= amount.values | amount.extra
    return frozenset(found | _hundreds(found))


def _hundreds(found: frozenset[str] | set[str]) -> set[str]:
    """ "The 15th century" is "1400-talet"."""
    return {str((int(value) - 1) * 100) for value in found & _CENTURIES} if _CENTURY in found else set()


def _centuries(own: Checked) -> frozenset[str]:
    return frozenset().union(*(_hundreds(_written(line.text, line.language)) for line in own.lines))


@lru_cache(maxsize=1 << 10)
def _written(text: str, language: str | None) -> frozenset[str]:
    return frozenset().union(*(amount.values for amount in amounts(text, language)))


_CENTURY = "100"
_CENTURIES = frozenset(str(number) for number in range(2, 22))
_PAIR = re.compile(
    r"(?<!\w)(?:and|or|und|oder|et|ou|y|e|o|och|og|en|ja|tai|a|i|lub|и|или|і|й|та|ve|ile|और|dan|atau|và|hoặc|și|és|και)(?!\w)"
    r"|\bو|\w{3}(?:ين|ان)\b|[和與与或及同、と]|와 |과 |및|และ|หรือ",
    re.IGNORECASE,
)


def _stands_as_written(amount: Amount, said: Said, own: Checked) -> bool:
    """A word that a source in another language has too: "back nine"."""
    if amount.has_digits:
        return False
    word = re.compile(rf"(?<!\w){re.escape(said.text[amount.start : amount.end])}(?!\w)", re.IGNORECASE)
    return any(word.search(line.text) for line in own.lines)


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
    decades = frozenset().union(*(_in_years(line.text, line.language) for line in own.lines))
    if any(_tagged(in_years) & proven(line.text, line.language) for line in own.lines):
        return True
    if (amount.values & decades and _may_be_years(amount, said, own)) or amount.short & _tagged(decades):
        return True
    if any(in_years & (decades | _values(line)) for line in own.lines):
        return True
    return any(
        _is_half_read(own.language, line.language) and _unscaled(amount) & _all_unscaled(line)
        for line in own.lines
    )


def _may_be_years(amount: Amount, said: Said, own: Checked) -> bool:
    """Whether it counts years: 10 points are no decade."""
    units = units_of(amount, plain_digits(said.text), primary_subtag(own.language))
    return "year" in units or not (units or amount.has_digits)


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


def _tagged(in_years: frozenset[str]) -> frozenset[str]:
    """The decade by its place in the century: "7. áratugur" is the sixties."""
    return frozenset(f"'{int(years) - 10}" for years in in_years if 20 <= int(years) <= 100)


def _values(line: Line) -> frozenset[str]:
    return _written(line.text, line.language)


def _is_half_read(*languages: str | None) -> bool:
    return any(primary_subtag(language) not in SCALES for language in languages)


def _unscaled(amount: Amount) -> frozenset[str]:
    return amount.values | {value[1:] for value in amount.extra if value[0] == "~"}


def _all_unscaled(line: Line) -> frozenset[str]:
    return frozenset().union(*(_unscaled(amount) for amount in amounts(line.text, line.language)))
