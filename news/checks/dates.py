"""Whether every day, month and weekday of a sentence is one that its evidence names.

Words like "yesterday" in the evidence are resolved against the day it was published, in the outlet's zone. In a
sentence of ours they are always findings, since nobody knows when it is read; where they are wrong already when it is
written, the sentence is dropped. Bare years are numbers (`checks.numbers`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from news.checks.findings import Checked, Finding, Severity
from news.language.amounts import amounts
from news.language.calendar import Day, days, says_now
from news.language.figures import Amount, plain_digits
from news.writing.drafts import Line, Said

CODE = "date"
NEAR_CODE = "relative-date"
_WEEK = 7


@dataclass(frozen=True)
class Known:
    """A day as far as the evidence tells it, with the year filled in where it follows from the day of publishing."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None


def check(said: Said, own: Checked) -> Iterator[Finding]:
    if not days(said.text, own.language):
        return
    for (start, end), namings in groupby(
        days(said.text, own.language), key=lambda each: (each.start, each.end)
    ):
        readings = list(namings)
        written = said.text[start:end]
        if readings[0].near is not None or readings[0].near_year is not None:
            if not _is_quoted(said.text, start):
                known = proven(own.lines)
                holds = any(_holds_today(each, own, known) for each in readings) or _is_glossed(
                    said.text, end, own, known
                )
                holds = holds or _is_anniversary(said.text, start, own, known)
                yield Finding(NEAR_CODE, None, written, Severity.COUNTED if holds else Severity.DROPS)
        elif (
            readings[0].is_sure
            and not any(_is_named(each, own) for each in readings)
            and not _stands_as_written(written, own)
        ):
            yield Finding(CODE, None, written)


def _stands_as_written(written: str, own: Checked) -> bool:
    """Whether a source in another language writes the day so: "General Assembly Saturday" in Thai."""
    name = written.strip(" .,")
    return (
        name.isalpha()
        and name.isascii()
        and any(re.search(rf"(?<![A-Za-z]){name}(?![A-Za-z])", line.text) for line in own.lines)
    )


def _is_glossed(text: str, at: int, own: Checked, known: frozenset[Known]) -> bool:
    """Whether the day follows that is meant, and is proven: "today (22 October)"."""
    return any(
        0 < each.start - at <= _GLOSS and each.near is None and _is_known(each, known)
        for each in days(text, own.language)
    )


_GLOSS = 3


def _is_anniversary(text: str, at: int, own: Checked, known: frozenset[Known]) -> bool:
    """Whether it is said which day returns: "30 September 1882, 136 years ago today", of which day and years are proven."""
    before = text[max(0, at - _YEARS_AGO) : at]
    return any(amount.has_digits for amount in amounts(before, own.language)) and any(
        each.year and each.month and each.day and _is_known(each, known) for each in days(text, own.language)
    )


_YEARS_AGO = 16
"""Letters of "136 years ago ", and a few."""


def dated(said: Said, own: Checked) -> tuple[tuple[int, int], ...]:
    """Where days are named that are proven, or that `check` reports: their digits are no numbers of their own."""
    return tuple(
        (each.start, each.end)
        for each in days(said.text, own.language)
        if each.is_sure or _is_named(each, own)
    )


def proven(lines: Sequence[Line]) -> frozenset[Known]:
    """Every day that the lines name, and the weekday, month and year of each as far as they follow."""
    found: set[Known] = set()
    for line in lines:
        found |= _proven(line.text, line.language, line.country, _published(line))
    return frozenset(found)


@lru_cache(maxsize=1 << 10)
def _proven(text: str, language: str | None, country: str | None, published: date) -> frozenset[Known]:
    namings = days(text, language, country)
    spoken = amounts(text, language) if any(each.month and not each.day for each in namings) else ()
    said_years = [int(year) for year in _YEAR.findall(plain_digits(text))] if namings else []
    found: set[Known] = set()
    for naming in namings:
        for each in (naming, *_spoken(naming, spoken)):
            found.update(_resolved(each, published))
            if each.month and not each.year:  # "January to March 1794", "im Juli des Jahres 1918"
                found.update(
                    known for year in said_years for known in _resolved(replace(each, year=year), published)
                )
    return frozenset(found)


_YEAR = re.compile(r"(?<![\d.,])(?:1\d|20)\d{2}(?!\d|[.,]\d)")
_NEAR_BY = 6


def _spoken(naming: Day, spoken: Sequence[Amount]) -> Iterator[Day]:
    """The day where it is a word before the month: "the third of November"."""
    for amount in spoken if naming.month and not naming.day else ():
        if 0 <= naming.start - amount.end <= _NEAR_BY:
            for value in amount.values:
                if value.isdigit() and 1 <= int(value) <= 31:
                    yield replace(naming, day=int(value))


def years(lines: Sequence[Line]) -> frozenset[str]:
    """The years of those days, as numbers are written."""
    return frozenset(str(each.year) for each in proven(lines) if each.year is not None)


def _published(line: Line) -> date:
    return line.published_at.astimezone(_zone(line.zone)).date()


@lru_cache(maxsize=256)
def _zone(name: str | None) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


# --- what the evidence names ---------------------------------------------------------------------


def _resolved(naming: Day, published: date) -> Iterator[Known]:
    if naming.near is not None:
        yield _of(published + timedelta(days=naming.near))
    elif naming.near_year is not None:
        yield Known(year=published.year + naming.near_year)
    elif naming.weekday is not None:
        yield Known(weekday=naming.weekday)
        yield from (_of(day) for day in _weekdays(naming.weekday, published))
    elif naming.month is not None and naming.day is not None:
        yield from _full(naming, published)
    else:
        year = naming.year or (_nearest_year(naming.month, 15, published) if naming.month else None)
        yield Known(year, naming.month, naming.day)


def _weekdays(weekday: int, published: date) -> tuple[date, date]:
    """The last such day, the day of publishing too, and the next."""
    last = published - timedelta(days=(published.weekday() - weekday) % _WEEK)
    return last, last + timedelta(days=_WEEK)


def _full(naming: Day, published: date) -> Iterator[Known]:
    assert naming.month is not None
    assert naming.day is not None
    year = naming.year or _nearest_year(naming.month, naming.day, published)
    try:
        yield _of(date(year, naming.month, naming.day))
    except ValueError:  # the 29th of February, of a year that has none
        yield Known(naming.year, naming.month, naming.day)


def _nearest_year(month: int, day: int, published: date) -> int:
    """Of three, the one in which the day is nearest to the day of publishing."""
    ordinal = (published.month - month) * 30.4 + published.day - day
    return published.year + (1 if ordinal > 182 else -1 if ordinal < -182 else 0)


def _of(day: date) -> Known:
    return Known(day.year, day.month, day.day, day.weekday())


# --- what the sentence names ---------------------------------------------------------------------


def _is_named(naming: Day, own: Checked) -> bool:
    """Whether a line names the day."""
    return any(
        _agrees(naming, known)
        for line in own.nearest
        for known in _proven(line.text, line.language, line.country, _published(line))
    )


def _is_known(naming: Day, known: frozenset[Known]) -> bool:
    return any(_agrees(naming, each) for each in known)


def _agrees(naming: Day, known: Known) -> bool:
    """All that the sentence says of the day is said of this one."""
    said = (naming.year, naming.month, naming.day, naming.weekday)
    told = (known.year, known.month, known.day, known.weekday)
    return all(mine is None or mine == theirs for mine, theirs in zip(said, told, strict=True))


def _holds_today(naming: Day, own: Checked, known: frozenset[Known]) -> bool:
    """Whether the day that the word means now, as the story is written, is one that the evidence names."""
    if naming.near_year is not None or (naming.near == 0 and not any(each.day for each in known)):
        return True  # "today" is "these days" too, where the evidence names no other day
    if naming.near == 0 and any(says_now(line.text, line.language) for line in own.lines):
        return True
    now = own.now or max((line.published_at for line in own.lines), default=None)
    if now is None:
        return False
    zones = {line.zone for line in own.lines}
    meant = {each for zone in zones for each in _resolved(naming, now.astimezone(_zone(zone)).date())}
    return bool(meant & known)


_QUOTES = '“”«»„"「」'


def _is_quoted(text: str, at: int) -> bool:
    """Somebody else's "today" stands inside quotation marks."""
    return sum(text.count(mark, 0, at) for mark in _QUOTES) % 2 == 1
