"""A counted length of time in words: "2 weeks", "30日間", "un mois", and what its units are called. Pure.

The forms are those that CLDR has (by Babel), in each case and number it knows, and what `days_said` adds. Knows no dates: when
an amount is over is counted from the day that is given.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from babel.dates import format_timedelta
from babel.units import format_unit

from news.clock import fold
from news.reader.day_names import SPACELESS, locale_code, nearest
from news.reader.days_said import COUNTED_DAYS

_LENGTHS = ("long", "short", "narrow")
_MOST = {"day": 90, "week": 30, "month": 12, "year": 1}
_DAYS: Mapping[Literal["day", "week", "month", "year"], float] = {
    "day": 1,
    "week": 7,
    "month": 30.5,
    "year": 365,
}
_OTHER_UNITS = ("hour", "minute")
"""Of which no amounts are read; but what counts them is no date."""
_UNREAD_BEFORE = "一二三四五六七八九十百千万零〇数數几幾多"
"""Before an amount in a word without spaces it is another one."""


def end_of_amount(part: str, language: str, today: date) -> date | None:
    """The day when so much time is over; None where the words are no amount, or more than one."""
    forms = _amounts(locale_code(language))
    wanted = fold(part)
    found = forms.get(wanted)
    if found is None and language in SPACELESS:
        longest = sorted(forms, key=len, reverse=True)
        found = next((forms[form] for form in longest if _stands_in(form, wanted)), None)
    if found is None:
        number, _, unit = wanted.removesuffix(" 1").rpartition(" ")  # Arabic: "one" stands behind
        units = unit_words(locale_code(language))
        is_counted = number.isdecimal() or not number
        ending = (
            "" if language == "en" else nearest(unit, units) or ""
        )  # English units have no cases; Montana is no month
        near = units.get(unit) or units.get(ending) if is_counted else None
        found = (near, int(number or 1)) if near and near in _DAYS and len(number) <= 3 else None
    if found is None:
        return None
    unit, count = found
    if unit in ("month", "year"):
        return months_on(today, count * (12 if unit == "year" else 1))
    return today + timedelta(days=count * (7 if unit == "week" else 1))


def _stands_in(form: str, text: str) -> bool:
    at = text.find(form)
    is_whole = at == 0 or (at > 0 and text[at - 1] not in _UNREAD_BEFORE)
    return is_whole and digits_of(form) == digits_of(text)


def is_unit(word: str, language: str) -> bool:
    """Whether it is the word for a unit of time, in a form that CLDR has."""
    return fold(word) in unit_words(locale_code(language))


def is_nearly_unit(word: str, language: str) -> bool:
    """The same in another case, too."""
    known = unit_words(locale_code(language))
    return bool(known.get(fold(word)) or known.get(nearest(fold(word), known) or ""))


@lru_cache(maxsize=64)
def unit_words(language: str) -> Mapping[str, str]:
    """The words for units of time in each of their forms."""
    counted = {fold(said) for said in COUNTED_DAYS.get(language, ())}
    words = [
        (said.rpartition(" ")[2], unit)
        for said, (unit, _) in _amounts(language).items()
        if said not in counted
    ]
    for unit in _OTHER_UNITS:
        for count in (1, 2, 3, 5, 11):
            said = fold(format_unit(count, f"duration-{unit}", length="long", locale=language))
            words.append((said.rpartition(" ")[2], unit))
    return {word: unit for word, unit in words if len(word) >= 3 and not any(sign.isdigit() for sign in word)}


@lru_cache(maxsize=64)
def _amounts(language: str) -> Mapping[str, tuple[str, int]]:
    """Every amount as CLDR writes it, bare words for one and two (Arabic has a dual) among them."""
    made: dict[str, tuple[str, int]] = {}
    for unit, most in _MOST.items():
        for count in range(1, most + 1):
            for length in _LENGTHS:
                said = fold(format_unit(count, f"duration-{unit}", length=length, locale=language))  # type: ignore[arg-type]
                if not said.isdigit():
                    made.setdefault(said, (unit, count))
    made |= {fold(word): amount for word, amount in COUNTED_DAYS.get(language, {}).items()}
    for unit, days in _DAYS.items():
        for count in (1, 2):  # "in two weeks" without its "in": another case of them
            span, threshold = timedelta(days=days * count), 0.9 if unit == "month" else 99
            said = format_timedelta(span, unit, threshold, add_direction=True, locale=language)
            if other_case := fold(said.partition(" ")[2]):
                made.setdefault(other_case, (unit, count))
    return made


def months_on(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def digits_of(text: str) -> list[str]:
    """Those that must be read: an hour is no part of a day."""
    return re.findall(r"\d", re.sub(r"\d{1,2}:\d\d", "", text))
