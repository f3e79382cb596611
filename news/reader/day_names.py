"""Names of days and months as CLDR has them (by Babel), also in another case. Pure."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from babel import Locale
from babel.dates import get_day_names, get_month_names

from news.clock import fold

SPACELESS = ("zh", "ja", "th", "lo", "km", "my")
OTHER_CODES = {"no": "nb"}
_ALIKE = (
    0.6  # this share of a name, from its beginning, is that name in another case: понедельника, poniedziałku
)


def locale_code(language: str) -> str:
    """As Babel has it."""
    return OTHER_CODES.get(language, language).replace("-", "_")


@lru_cache(maxsize=64)
def days_by_name(language: str) -> Mapping[str, int]:
    """Folded name -> 0 for Monday."""
    locale = Locale.parse(language)
    return {
        fold(name): day
        for width in ("abbreviated", "wide")
        for context in ("format", "stand-alone")
        for day, name in get_day_names(width, context=context, locale=locale).items()
    }


def named_day(part: str, language: str, today: date) -> date | None:
    """The next such day after `today`; where a language sets no spaces, of the name that is in it."""
    days, wanted = days_by_name(locale_code(language)), fold(part)
    day = days.get(wanted)
    if day is None and language in SPACELESS:
        longest = sorted((name for name in days if len(name) > 1), key=len, reverse=True)
        day = next((days[name] for name in longest if name in wanted), None)
    elif day is None:
        whole = {name.replace(" ", ""): which for name, which in days.items()}  # apostrophes leave spaces
        day = whole.get(nearest(wanted.replace(" ", ""), whole) or "")
    return None if day is None else today + timedelta(days=(day - today.weekday() - 1) % 7 + 1)


def nearest(word: str, names: Mapping[str, object]) -> str | None:
    """The name that begins as the word does, where only its ending differs."""
    shared = {name: _shared(word, name) for name in names if " " not in name}
    alike = [
        name
        for name, count in shared.items()
        if count >= 4 and count >= _ALIKE * max(len(name), len(word) - 2)
    ]
    return max(alike, key=lambda name: (shared[name], -len(name)), default=None)


def _shared(one: str, other: str) -> int:
    return next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


@lru_cache(maxsize=64)
def months_said(language: str) -> frozenset[str]:
    """What months are called, folded."""
    locale = Locale.parse(locale_code(language))
    return frozenset(
        fold(name).strip(".")
        for width in ("abbreviated", "wide")
        for context in ("format", "stand-alone")
        for name in get_month_names(width, context=context, locale=locale).values()
    )
