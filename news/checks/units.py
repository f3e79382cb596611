"""Whether a number of a sentence counts in the unit that its evidence gives the same number.

We keep the units of the source; a figure in another unit passes where it is the same measure (`converted`). A number
that no evidence has is left to `numbers`, and one that stands in the evidence only without a unit we know may have any.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from news.checks.findings import Checked, Finding
from news.language.amounts import amounts
from news.language.figures import Amount, canonical, plain_digits
from news.language.measures import is_same_measure
from news.language.tokens import MARKS, primary_subtag
from news.language.units import GLUED, units_of
from news.writing.drafts import Said

CODE = "unit"
_AKIN = {
    "km2": "km",
    "m2": "m",
    "mi2": "mi",
    "m3": "m",
    "°c": "°",
    "°f": "°",
    "mph": "mi",
    "km/h": "km",
    "pt": "%",
}
"""A short form of the other: "60 degrees Celsius", "60 degrees"."""
_LOCAL_DOLLARS = frozenset(["usd", "aud", "cad", "hkd"])


def check(said: Said, own: Checked) -> Iterator[Finding]:
    if not any(units for _, units in _measured(said.text, own.language)):
        return
    known = converted(said, own)
    for amount, mine in _measured(said.text, own.language):
        if not (mine and amount.is_firm) or amount in known:
            continue
        if any(units and _agree(mine, units) for units in _units_told(amount, mine, own)):
            continue
        told = set(_units_told(amount, mine, own))
        if (
            mine & _MONEY
            and not any(_agree(mine, units) for units in _money_told(own))
            and any(_money_told(own))
        ):
            yield Finding(CODE, None, f"{said.text[amount.start : amount.end]} {'/'.join(sorted(mine))}")
            continue
        if amount.values == _ONE and not any(told):
            continue  # "prosentilla", "the mile": one that is not written
        if any(told) or not (told or not amount.values & proven_by(own)):
            yield Finding(CODE, None, f"{said.text[amount.start : amount.end]} {'/'.join(sorted(mine))}")


def _units_told(amount: Amount, mine: frozenset[str], own: Checked) -> Iterator[frozenset[str]]:
    """In which units the lines have that number."""
    for line in own.nearest:
        for other, units in _measured(line.text, line.language):
            if other.values & amount.values and not (mine == _PERCENT and _counts_things(other, units)):
                yield units


def converted(said: Said, own: Checked) -> frozenset[Amount]:
    """The amounts of a sentence that are what its evidence has, in another unit: "137 km/h" of 85 mph. Where the evidence
    has a figure in the same unit, none is: then that one is to be told."""
    odd = [each for each in _measured(said.text, own.language) if each[1]]
    for line in own.nearest:
        if not odd:
            break
        known = frozenset().union(*(units for _, units in _measured(line.text, line.language)))
        odd = [(amount, units) for amount, units in odd if units & _WARMTH or not units & known]
    ours: list[tuple[tuple[Amount, ...], Amount, frozenset[str]]] = [
        ((amount,), amount, units) for amount, units in odd
    ]
    told = _measured(said.text, own.language)
    ours += [
        ((one[0], other[0]), *both) for one, other in pairwise(told) for both in _in_two_units(one, other)
    ]
    ours += [((written,), *tens) for written, tens in _tens_of_degrees(said.text, own.language)]
    if not ours:
        return frozenset()
    theirs = [each for line in own.lines for each in _measured(line.text, line.language) if each[1]]
    theirs += [both for one, other in pairwise(theirs) for both in _in_two_units(one, other)]
    theirs += [tens for line in own.lines for _, tens in _tens_of_degrees(line.text, line.language)]
    return frozenset(
        part
        for parts, amount, units in ours
        if any(_is_same_measure(amount, units, *other) for other in theirs)
        for part in parts
    )


_WARMTH = frozenset("°")
"""A degree is of either scale."""

Measured = tuple[Amount, frozenset[str]]
"""An amount with its units."""


def _in_two_units(one: Measured, other: Measured) -> Iterator[Measured]:
    """Both as one length: "6-foot-6" is 78 inches, "1 m 82" 182 centimetres."""
    for large, small, times in _PARTED:
        is_pair = large in one[1] and (small in other[1] or (large == "m" and not other[1]))
        if is_pair and 0 < other[0].start - one[0].end <= _PARTED_CHARS:
            for first in _plain_values(one[0]):
                for second in _plain_values(other[0]):
                    if second < times and first == round(first):
                        whole = replace(one[0], values=frozenset([canonical(times * first + second)]))
                        yield whole, frozenset([small])


_PARTED = (("ft", "in", 12), ("m", "cm", 100))
_PARTED_CHARS = 10


def _tens_of_degrees(text: str, language: str | None) -> Iterator[tuple[Amount, Measured]]:
    """ "In the 80s", as English says of Fahrenheit: any of ten degrees."""
    if primary_subtag(language) != "en":
        return
    for amount in amounts(text, language):
        tens = _TENS.fullmatch(text[amount.start : amount.end + 1])
        if tens:
            degrees = range(int(tens[1]), int(tens[1]) + 10)
            yield amount, (replace(amount, values=frozenset(map(str, degrees))), frozenset(["°f"]))


_TENS = re.compile(r"([2-9]0|100)s")


def _is_same_measure(amount: Amount, units: frozenset[str], other: Amount, others: frozenset[str]) -> bool:
    return any(
        is_same_measure(mine, unit, theirs, other_unit)
        for unit in units
        for other_unit in others
        for mine in _plain_values(amount)
        for theirs in _plain_values(other)
    )


def _plain_values(amount: Amount) -> list[float]:
    return [float(value) for value in amount.values if value[0].isdigit()]


def _money_told(own: Checked) -> Iterator[frozenset[str]]:
    """The currencies that the lines count in: where they have some, an amount without one is of none other."""
    for line in own.lines:
        yield from (units & _MONEY for _, units in _measured(line.text, line.language) if units & _MONEY)


_MONEY = frozenset([
    "usd", "eur", "gbp", "jpy", "cny", "inr", "rub", "uah", "try", "krw", "ils", "thb", "vnd", "aud", "cad", "hkd", "pln",
    "chf", "sek", "nok", "dkk", "czk", "huf", "ron", "idr", "irr", "irt", "brl", "mxn", "aed", "sar", "egp", "iqd", "kes", "ngn",
    "zar", "pkr", "bdt", "php", "myr", "twd", "kzt", "byn", "mad", "aoa", "xof",
])  # fmt: skip
_ONE = frozenset("1")
_PERCENT = frozenset("%")
_SHARES = frozenset(["10", "20", "25", "50", "75", "100"])


def _counts_things(other: Amount, units: frozenset[str]) -> bool:
    """Whether a number without a unit can be no share: "four accounts" is not 4 %, and "half" is 50 %."""
    return not units and not (other.values & _SHARES and not other.has_digits)


def proven_by(own: Checked) -> frozenset[str]:
    """All values that some amount of the evidence has."""
    return frozenset().union(
        *(amount.values for line in own.lines for amount in amounts(line.text, line.language))
    )


@lru_cache(maxsize=1 << 10)
def _measured(text: str, language: str | None) -> tuple[tuple[Amount, frozenset[str]], ...]:
    """The amounts of a text, each with its units."""
    plain = plain_digits(text)
    primary = primary_subtag(language)
    found: list[tuple[Amount, frozenset[str]]] = []
    after: tuple[Amount, frozenset[str]] | None = None
    between = _BETWEEN_GLUED if primary in GLUED else _BETWEEN
    for amount in reversed(amounts(text, language)):
        units = units_of(amount, plain, primary)
        is_year = re.fullmatch(r"(?:1\d|20)\d\d", plain[amount.start : amount.end])
        if (
            not (units or is_year)
            and after is not None
            and after[0].is_firm
            and between.fullmatch(plain[amount.end : after[0].start])
        ):
            units = after[1]  # "3,000 to 5,000 pounds"
        after = amount, units
        found.append(after)
    return tuple(_with_inches(_with_first_units(found[::-1], plain), plain))


def _with_first_units(found: Sequence[Measured], plain: str) -> Iterator[Measured]:
    """The second figure of a range whose sign stands before the first: "%6-9", "$5-10"."""
    before: Measured | None = None
    for amount, units in found:
        told = units
        if before is not None and not units and _RANGE.fullmatch(plain, before[0].end, amount.start):
            told = before[1] & _SIGNED if _SIGN.search(plain, 0, before[0].start) else units
        before = amount, told
        yield before


_RANGE = re.compile(r"\s?(?:[-–—~]|ila|ile)\s?")
_SIGN = re.compile(r"[%$€£¥₹₽₺]\s?$")
_SIGNED = frozenset(["%", "usd", "eur", "gbp", "jpy", "cny", "inr", "rub", "try"])


def _with_inches(found: Iterable[Measured], plain: str) -> Iterator[Measured]:
    """ "6-foot-6" is six feet and six inches, in any language."""
    before: Measured | None = None
    for amount, units in found:
        told = units
        if before is not None and not units and _FEW_LETTERS.fullmatch(plain, before[0].end, amount.start):
            is_length = "ft" in before[1] or _FEET.fullmatch(plain, before[0].end, amount.start)
            told = frozenset(["in"]) if is_length else units
        before = amount, told
        yield before


_FEW_LETTERS = re.compile(r"[^\d.,;:()]{1,10}")
_FEET = re.compile(r"[\s-]?(?:foot|feet|ft|')[\s-]?", re.IGNORECASE)
_BETWEEN = re.compile(
    rf"\s?(?:[-–—~～至到]|hasta|hingga|sampai|fino a|jusqu'à|până la|(?:[^\W\d_][{MARKS}]*){{1,4}})\s?"
)
_BETWEEN_GLUED = re.compile(r"\s?(?:[-－–—~～〜至到]|から|에서|부터|ถึง|到)\s?")


def _agree(units: frozenset[str], others: frozenset[str]) -> bool:
    if units & others:
        return True
    if (
        units & _LOCAL_DOLLARS and others & _LOCAL_DOLLARS
    ):  # "dollars" of whichever country the source speaks of
        return "usd" in units | others
    return any(_AKIN.get(one) in others for one in units) or any(_AKIN.get(one) in units for one in others)
