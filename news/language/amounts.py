"""The numbers of a text, whatever they are written with: digits of any script, words, scales, times of day.

Pure; knows only the text and its language. An amount may be read in several ways ("1.234"), and says all of them.
Dates are numbers here too; who looks for dates knows better which of these are one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from news.language.figures import (
    Amount,
    canonical,
    chinese_decades,
    dotted_times,
    fractions,
    hours,
    hours_since_dawn,
    phones,
    phrases,
    plain_digits,
    romans,
    slashed,
    spelled_times,
    times,
    vulgar,
)
from news.language.number_atoms import atoms_of
from news.language.number_runs import runs_of
from news.language.number_values import amount_of
from news.language.numerals import UNSPACED
from news.language.tokens import primary_subtag

__all__ = ["Amount", "amounts"]

TEXT_CHARS = 4_000
_GLUED = UNSPACED | {"ko"}


def amounts(text: str, language: str | None) -> tuple[Amount, ...]:
    """The amounts in their order; `language` (BCP 47) says which words are numbers. Cached."""
    return _amounts(text[:TEXT_CHARS], primary_subtag(language))


@lru_cache(maxsize=1 << 10)
def _amounts(text: str, language: str) -> tuple[Amount, ...]:
    plain = _PERCENT.sub(lambda match: " " * len(match.group()), plain_digits(text))
    has_digits = _DIGIT.search(plain) is not None
    clock = (
        [*vulgar(plain), *times(plain), *spelled_times(plain)]
        if has_digits or _VULGAR_SIGN.search(plain)
        else []
    )
    if language == "sw":
        clock = [*hours_since_dawn(plain), *(each for each in clock if not _is_after_hour(each, plain))]
    atoms = [
        atom
        for atom in atoms_of(plain, language)
        if not any(atom.start < t.end and t.start < atom.end for t in clock)
    ]
    found = [amount_of(run, plain, language) for run in runs_of(atoms, plain, language)]
    if has_digits:
        found = [
            *_with_seasons(_with_times(found, plain), plain),
            *clock,
            *hours(plain),
            *phones(plain),
            *slashed(plain),
        ]
        found += chinese_decades(plain, language)
    elif clock:
        found += clock
    found += [*romans(plain), *phrases(plain), *fractions(plain_digits(text), language)]
    return tuple(sorted(_shared(found, plain, is_dense=language in _GLUED), key=lambda amount: amount.start))


_DIGIT = re.compile(r"[0-9]")
_VULGAR_SIGN = re.compile("[½⅓⅔¼¾]")


def _is_after_hour(time: Amount, plain: str) -> bool:
    return plain[: time.start].rstrip().endswith(("saa", "Saa"))


def _with_times(found: Sequence[Amount], plain: str) -> list[Amount]:
    """ "6.30" may be a time of day, too; "6.30 million" may not."""
    dotted = {(time.start, time.end): time for time in dotted_times(plain)}
    return [
        replace(amount, values=amount.values | time.values, extra=amount.extra | time.extra)
        if (time := dotted.get((amount.start, amount.end)))
        else amount
        for amount in found
    ]


def _with_seasons(found: Sequence[Amount], plain: str) -> list[Amount]:
    """The "02" of "2001–02" is 2002."""
    whole = {season.start(3): season for season in _SEASON.finditer(plain)}
    return [
        replace(amount, values=amount.values | {_ends(season)})
        if (season := whole.get(amount.start)) and season.end() == amount.end and _ends(season)
        else amount
        for amount in found
    ]


def _ends(season: re.Match[str]) -> str:
    """Empty where the second figure is no later year."""
    begun, last = int(season[2]), int(season[3])
    if last > begun:
        return f"{season[1]}{season[3]}"
    return f"{int(season[1]) + 1}00" if (begun, last) == (99, 0) else ""


_SEASON = re.compile(r"(?<![\d.,])(1\d|20)(\d\d)\s?[-–—/]\s?(\d\d)(?![\d%:/-]|[.,]\d)")


_PERCENT = re.compile(
    r"τοις εκατό|la\s(?:sută|suta)\b|τα εκατό|por\s?cento\b|por\s?ciento\b|per\s?cento?\b|pour\s?cent\b|phần trăm|ร้อยละ|百?分之|শতকরা|في ال(?:مئة|مائة)|بال(?:مئة|مائة)",
    re.IGNORECASE,
)
"""The hundred in them counts nothing."""


_BETWEEN = re.compile(r"[^\d.;!?]{1,18}")
_AND = re.compile(r"\s?(?:[^\W\d_]{1,3}|[-–~～〜])?\s?")
"""Between numbers that are words: "three and five million"."""


def _shared(found: list[Amount], text: str, *, is_dense: bool) -> Iterator[Amount]:
    """With the scale of the next amount: "3 to 4 million", "between 2, 3 and 5 million"."""
    ordered = sorted(found, key=lambda amount: amount.start)
    scale: float = 1
    after: Amount | None = None
    for amount in reversed(ordered):
        own = max((float(value[1:]) for value in amount.extra if value[0] == "^"), default=1.0)
        between = _BETWEEN if amount.has_digits and not is_dense else _AND
        near = after is not None and between.fullmatch(text[amount.end : after.start])
        if own == 1 and near and scale > 1 and amount.is_firm:
            scaled = {canonical(float(value) * scale) for value in amount.values if value[0] != "@"}
            amount = replace(amount, values=amount.values | scaled)
        elif own > 1 or not near:
            scale = own if amount.is_firm else 1
        after = amount
        yield amount
