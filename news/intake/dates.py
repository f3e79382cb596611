"""Dates that feeds write in their own language ("Seg, 24 Set 2018 19:42:40 -0300"), where the parser knows English.

Month names come from Unicode CLDR (Babel). A beginning of a name counts where no two months share it. Pure.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import cache

from babel import Locale

_LANGUAGES = (
    "af", "be", "bg", "bs", "ca", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "gl", "hr", "hu", "id", "it",
    "lt", "lv", "mk", "ms", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "tr", "uk", "vi",
)  # fmt: skip
_LEAST_LETTERS = 3
_WORDED = re.compile(
    r"(?:^|[\s,.])(\d{1,2})\.?[\s-]+(?:de\s+)?([^\W\d_]{3,20})\.?[\s-]+(?:de\s+)?(\d{4})(?:,?\s+(.{0,40}))?$"
)
_NUMBERED = re.compile(r"^\s*(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,?\s+(.{0,40}))?$")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*(?:([+-])(\d{2}):?(\d{2})|(?:UTC|GMT|Z)\b)?")
_MOST_CHARS = 120


def read_date(written: str, language: str | None) -> datetime | None:
    """The moment that was written; without a zone it is UTC, without a time it is midnight. None for anything else.

    `language` (the feed's) decides where a name is another month elsewhere: "srp" is July in Croatian, August in Czech.
    """
    text = written.strip()
    if len(text) > _MOST_CHARS:
        return None
    if found := _WORDED.search(text):
        month = _month(found[2], language)
    elif found := _NUMBERED.search(text):
        month = int(found[2])
    else:
        return None
    try:
        return _at(int(found[3]), month or 0, int(found[1]), found[4] or "")
    except (ValueError, OverflowError):
        return None


def _at(year: int, month: int, day: int, clock: str) -> datetime:
    zone, hours, minutes, seconds = UTC, 0, 0, 0
    if found := _CLOCK.search(clock):
        hours, minutes, seconds = int(found[1]), int(found[2]), int(found[3] or 0)
        if found[4]:
            offset = timedelta(hours=int(found[5]), minutes=int(found[6]))
            zone = timezone(offset if found[4] == "+" else -offset)
    return datetime(year, month, day, hours, minutes, seconds, tzinfo=zone).astimezone(UTC)


def _month(name: str, language: str | None) -> int | None:
    start = name.casefold()
    known = (language,) if language in _LANGUAGES else ()
    for languages in (known, _LANGUAGES):
        months = _beginnings(languages).get(start, set())
        if len(months) == 1:
            return next(iter(months))
    return None


@cache
def _beginnings(languages: tuple[str, ...]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for language in languages:
        months = Locale.parse(language).months
        names = [(number, name) for form in ("format", "stand-alone") for width in ("wide", "abbreviated")
                 for number, name in months[form][width].items()]  # fmt: skip
        for number, name in names:
            word = name.casefold().strip(". ")
            for length in range(_LEAST_LETTERS, len(word) + 1):
                found.setdefault(word[:length], set()).add(number)
    return found
