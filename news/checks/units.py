"""Whether a number of a sentence counts in the unit that its evidence gives the same number.

Knows no conversion: we keep the units of the source. A number that no evidence has is left to `numbers`, and one
that stands in the evidence only without a unit we know may have any.
"""

from collections.abc import Iterator
from functools import lru_cache

from news.checks.findings import Checked, Finding
from news.drafts import Said
from news.language.amounts import Amount, amounts, plain_digits
from news.language.tokens import primary_subtag
from news.language.units import units_of

CODE = "unit"
_AKIN = {"km2": "km", "m2": "m", "mi2": "mi", "m3": "m", "°c": "°", "°f": "°"}
"""A short form of the other: "60 degrees Celsius", "60 degrees"."""
_LOCAL_DOLLARS = frozenset(["usd", "aud", "cad", "hkd"])


def check(said: Said, own: Checked) -> Iterator[Finding]:
    for amount, mine in _measured(said.text, own.language):
        if not mine:
            continue
        told = {
            units
            for line in own.lines
            for other, units in _measured(line.text, line.language)
            if other.values & amount.values
        }
        if any(told) and not any(_agree(mine, units) for units in told if units):
            yield Finding(CODE, None, f"{said.text[amount.start : amount.end]} {'/'.join(sorted(mine))}")


@lru_cache(maxsize=1 << 12)
def _measured(text: str, language: str | None) -> tuple[tuple[Amount, frozenset[str]], ...]:
    """The amounts of a text, each with its units."""
    plain = plain_digits(text)
    primary = primary_subtag(language)
    return tuple((amount, units_of(amount, plain, primary)) for amount in amounts(text, language))


def _agree(units: frozenset[str], others: frozenset[str]) -> bool:
    if units & others:
        return True
    if (
        units & _LOCAL_DOLLARS and others & _LOCAL_DOLLARS
    ):  # "dollars" of whichever country the source speaks of
        return "usd" in units | others
    return any(_AKIN.get(one) in others for one in units) or any(_AKIN.get(one) in units for one in others)
