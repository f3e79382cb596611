"""A day as people write it, in any language of the interface: "until Monday", "2 weeks", "24 December". Pure.

Two readers, one after the other: the names and forms that CLDR has (by Babel), which are those that our own messages show;
then `dateparser`, which knows "tomorrow", "24.12." and much more in some two hundred languages. Words around it ("until",
"bis", "kadar") need not be known: the longest part that reads as a day counts. A day is always to come; one without a
year is the next one.

Nothing is guessed: whatever is read has all the numbers that were written, and before an amount of time stands nothing that may
change it ("forty-two days", "a week and a half"). Else it is not read, and the reader is asked again.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise

from babel import Locale
from babel.dates import format_skeleton

from news.clock import fold
from news.reader.amounts_said import digits_of, end_of_amount, is_nearly_unit, is_unit, months_on, unit_words
from news.reader.beside_a_day import (
    Week,
    is_beside,
    is_part,
    leads_to_end,
    months_to_end_of,
    week_said,
    without_half_of_day,
)
from news.reader.day_names import (
    OTHER_CODES,
    SPACELESS,
    days_by_name,
    locale_code,
    months_said,
    named_day,
    nearest,
)
from news.reader.days_said import (
    COUNTED_DAYS,
    DAY_AFTER_TOMORROW,
    HALVES,
    LEADING,
    TOMORROW,
    as_written,
)
from news.reader.numbers_said import has_uncounted, with_digits
from news.reader.small_words import WEEKENDS_SAID

FURTHEST = timedelta(days=400)
LONGEST_CHARS, MOST_WORDS = 60, 8
_AROUND = 3  # so many words before and after a day may be something else
_JOINED_BEFORE = {"ar": ("ال",), "he": ("ב", "ה")}
"""Articles and small words that are written together with the word."""
_MONDAY_FIRST = frozenset(
    {"cs", "de", "el", "es", "fr", "id", "it", "nl", "pl", "ro", "ru", "sv", "tr", "uk", "vi", "zh"}
)
"""Where the week begins on Monday, wherever the language is spoken."""


def read_day(text: str, language: str, today: date) -> date | None:
    """The day that is meant, after `today`; None where none can be read, or it is over a year away."""
    words = _tidy(text, language)
    if not words or len(text) > LONGEST_CHARS or len(words) > MOST_WORDS:
        return None
    day = _first_read(words, language, today)
    return day if day is not None and timedelta() < day - today <= FURTHEST else None


def read_span(text: str, language: str, today: date) -> date | None:
    """The day when a counted length of time is over: "a week", "2 weeks", "30日間". A unit alone is none: "Die Woche"."""
    words = _tidy(text, language)
    counted = " ".join(with_digits(words, language))
    if any(is_half(word, language) for word in words):
        return None
    if len(text) > LONGEST_CHARS or not (digits_of(counted) or counted in COUNTED_DAYS.get(language, ())):
        return None
    apart = re.sub(
        r"(?<=\d)(?=[^\d\s])", " ", counted
    )  # Japanese forms of CLDR have a space that nobody types
    ends = (
        end_of_amount(said, code, today)
        for code in dict.fromkeys((language, "en"))
        for said in (counted, apart)
    )
    return next((day for day in ends if day is not None), None)


def _first_read(words: list[str], language: str, today: date) -> date | None:
    if any(is_half(word, language) for word in words) or has_uncounted(words, language):
        return None
    if _is_of_another_calendar(words, language):
        return None
    if (day := _end_of_period(words, language, today)) is not None:
        return day
    if is_part(words, language) or any(fold(word) in WEEKENDS_SAID for word in words):
        return None
    if days := _days_of_week(words, language):
        words = without_half_of_day(words, language)
        week = week_said(words, language, has_week=any(_is_week(word, language) for word in words))
        if _is_of_a_month(words, language) or _is_past(days[0], week, language, today):
            return None
        if week in ("next", "unclear") or is_beside(words, language, week):
            return _day_of_another_week(words, days, week, language, today)
    return _day_or_amount(words, language, today)


_IN_FIGURES = re.compile(r"\d{1,4}[/.-]\d{1,2}(?:[/.-]\d{1,4})?")


def _is_of_another_calendar(words: Sequence[str], language: str) -> bool:
    """Whether it may be a date of the Solar Hijri calendar, which is not read: "9/10" is 1 December to Persian readers. By a year
    of ours, or the name of one of our months, a date is one of ours."""
    dates = [word for word in words if _IN_FIGURES.fullmatch(word)] if language == "fa" else []
    return any(not re.search(r"(?<!\d)20\d\d(?!\d)", word) for word in dates)


def _day_or_amount(words: list[str], language: str, today: date) -> date | None:
    names = days_by_name(locale_code(language))
    for start, stop in _spans(words):
        # before numbers are read: Monday is "the second" in some languages; "two weeks" are "two Sundays" in another
        beside = with_digits(words[:start], language) + with_digits(words[stop:], language)
        part = " ".join(words[start:stop])
        if fold(part) in names and not digits_of(" ".join(beside)):
            return named_day(part, language, today)
    for code in dict.fromkeys((language, "en")):
        counted = with_digits(with_digits(words, language), code)
        # as it is first: months are short for numbers in some languages
        for said in (words, counted) if counted != words and digits_of(" ".join(words)) else (counted,):
            for start, stop in _spans(said):
                day = _read(said, start, stop, code, today, has_amounts=said == counted)
                if day is not None:
                    return day
    return None


def _end_of_period(words: Sequence[str], language: str, today: date) -> date | None:
    """The day after the end of this month or year, where nothing else is said: "the end of the month"."""
    months, before = months_to_end_of(words, language)
    if not months or not leads_to_end(before):
        return None
    return months_on(date(today.year, today.month if months == 1 else 1, 1), months)


def _day_of_another_week(
    words: Sequence[str], days: Sequence[int], week: Week | None, language: str, today: date
) -> date | None:
    """ "Friday of next week". Not where weeks may begin on Sunday and it matters."""
    matters = language not in _MONDAY_FIRST and not {days[0], today.weekday()}.isdisjoint((5, 6))
    if week != "next" or matters or len(days) > 1 or is_beside(words, language, week):
        return None
    return today + timedelta(days=7 - today.weekday() + days[0])


def _is_past(day: int, week: Week | None, language: str, today: date) -> bool:
    """Whether it is a day of this week that is over; not where this week may have begun today, on Sunday."""
    may_begin = today.weekday() == 6 and language not in _MONDAY_FIRST
    return week == "this" and day <= today.weekday() and not may_begin


def _is_of_a_month(words: Sequence[str], language: str) -> bool:
    """Whether a month or a year is named and no date in it: "the first Monday of December", "Friday next year"."""
    if digits_of(" ".join(with_digits(words, language))):
        return False
    said = [fold(word) for word in words if not _is_weekday(word, language) and not _leads(word)]
    units = unit_words(locale_code(language))
    return any(
        word in months_said(language)
        or {units.get(word), units.get(nearest(word, units) or "")} & {"month", "year"}
        for word in said
    )


def _days_of_week(words: Sequence[str], language: str) -> list[int]:
    """0 for Monday; not what is a unit, too, as the Indonesian Sunday."""
    names = days_by_name(locale_code(language))
    pairs = [" ".join(pair) for pair in pairwise(words)]
    named = [names[fold(pair)] for pair in pairs if fold(pair) in names]
    around_apostrophe = [pair for pair in pairs if pair[1] == " "]
    said = [word for word in words if not is_unit(word, language) and not _leads(word)]
    found = (named_day(part, language, date.min) for part in (*around_apostrophe, *said))
    return named or [day.weekday() for day in found if day is not None]


@lru_cache(maxsize=1)
def _halves() -> frozenset[str]:
    return frozenset(map(fold, HALVES.split("|")))


def is_half(word: str, language: str) -> bool:
    """Whether it says that there is a part of a unit: "half", "anderthalb"."""
    return (
        "半" in word
        if language in SPACELESS
        else not _halves().isdisjoint(fold(word).split()) or any(sign in word for sign in "⁄")
    )


def _tidy(text: str, language: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("ʼ", "'")
    plain = "".join(str(unicodedata.digit(sign, sign)) for sign in plain)
    said = as_written(" ".join(plain.split()), language)
    words = [word for word in re.split(r"[\s,،、。;']+", said) if word]
    return _without_hour(words, language)


def _without_hour(words: list[str], language: str) -> list[str]:
    """Friday for "Friday 8am": a pause or a mute ends with a day. Beside a length of time an hour is a part of it."""
    found = _AN_HOUR.search(" ".join(words))
    if found is None:
        return words
    rest = (" ".join(words)[: found.start()] + " ".join(words)[found.end() :]).split()
    is_day = any(_is_weekday(word, language) for word in rest) or bool(found["sure"])
    return rest if is_day and rest and not any(is_nearly_unit(word, language) for word in rest) else words


_AN_HOUR = re.compile(
    r"(?:^|\s)(?:(?:at|um|gegen|ab|às|as|a las|a la|à|alle|om|kl|klockan|в|о|στις|v|o|la|ora)\s)?"
    r"(?P<sure>\d{1,2}(?:[:.h]\d\d)?\s?(?:am|pm|a\.m\.|p\.m\.|h|uhr|uur|o'clock)(?!\w))"
    r"|\s(?:at|um|gegen|às|a las|a la|à|alle|om|kl|klockan|в|о|στις|v|o|la|ora)\s\d{1,2}(?:[:.]\d\d)?"
    r"(?:\s(?:часов|часа|час|годин|години|heures|horas|hodin|godzinie))?$"
)


def _is_weekday(word: str, language: str) -> bool:
    names = days_by_name(locale_code(language))
    return fold(word) in names or (not _leads(word) and nearest(fold(word), names) is not None)


def says_time(word: str, language: str) -> bool:
    """Whether the word is one for a length of time, a part of one or a day of the week: "weeks", "half", "Monday"."""
    said = fold(word).strip(".,;")
    if said in WEEKENDS_SAID:
        return True
    return any(
        is_unit(said, code) or is_half(said, code) or _is_weekday(said, code)
        for code in dict.fromkeys((language, "en"))
    )


def _spans(words: Sequence[str]) -> list[tuple[int, int]]:
    """Where a part of them begins and ends: whole, then without words at its ends, longest first."""
    spans = [
        (start, len(words) - end)
        for start in range(min(_AROUND, len(words) - 1) + 1)
        for end in range(min(_AROUND, len(words) - 1 - start) + 1)
    ]
    return sorted(spans, key=lambda span: (span[0] - span[1], span[0]))


def _read(
    words: Sequence[str], start: int, stop: int, language: str, today: date, *, has_amounts: bool
) -> date | None:
    part = " ".join(words[start:stop])
    digits = digits_of(part)
    if digits != digits_of(" ".join(words)):
        return None
    if fold(part) in _two_days_on():
        return today + timedelta(days=2)
    if fold(part) in map(fold, TOMORROW):
        return today + timedelta(days=1)
    if (found := (_written if digits else named_day)(part, language, today)) is not None:
        return found
    if has_amounts and (language in SPACELESS or all(_leads(word) for word in words[:start])):
        found = end_of_amount(part, language, today)
    counts = [is_nearly_unit(word, language) for word in words[start : stop + 1]]  # with the word behind it
    return found or (None if any(counts) or _has_loose_numbers(part) else _parsed(part, language, today))


def _is_week(word: str, language: str) -> bool:
    units = unit_words(locale_code(language))
    said = fold(word)
    for joined in _JOINED_BEFORE.get(language, ()):
        said = said.removeprefix(joined)
    return "week" in (units.get(said), units.get(nearest(said, units) or ""))


@lru_cache(maxsize=1)
def _leading() -> frozenset[str]:
    return frozenset(map(fold, LEADING.split("|")))


def _leads(word: str) -> bool:
    return fold(word) in _leading()


_JOINED = re.compile(r"\d{1,4}(?:\s?[./-]\s?\d{1,4}){1,2}|\d{1,2}:\d\d|\d{4}")


_A_FRACTION = re.compile(r"\d[.,]\d+(?:个|個|週|周|天|か|ヶ)")


def _has_loose_numbers(part: str) -> bool:
    """Whether several numbers stand in it that make no date together: "2 and 1", of which dateparser makes one all the same."""
    return len(re.findall(r"\d+", _JOINED.sub(" ", part))) > 1 or bool(_A_FRACTION.search(part))


@lru_cache(maxsize=1)
def _two_days_on() -> frozenset[str]:
    return frozenset(map(fold, DAY_AFTER_TOMORROW))


# --- dates ---------------------------------------------------------------------------------------


def _written(part: str, language: str, today: date) -> date | None:
    """A date as our messages write it, where its month is named or the script names day and month."""
    year = re.search(r"(?<!\d)\d{4}(?!\d)", part)
    wanted = fold(re.sub(r"^\d{4}년 | \d{4}$", "", part))
    for ahead in range(1, 367):
        day = today + timedelta(days=ahead)
        if (not year or int(year[0]) == day.year) and re.search(rf"(?<!\d){day.day}(?!\d)", wanted):
            said = [
                fold(format_skeleton(form, day, locale=locale_code(language))) for form in ("MMMMd", "MMMd")
            ]
            if wanted in said or (
                language in SPACELESS and any(re.search(rf"(?<!\d){form}", wanted) for form in said)
            ):
                return day
    return None


def _parsed(part: str, language: str, today: date) -> date | None:
    import dateparser  # some hundred milliseconds, which most readers never need

    settings = {
        "PREFER_DATES_FROM": "future",
        "RELATIVE_BASE": datetime.combine(today, time(12)),
        "DATE_ORDER": _order(language),
        "RETURN_AS_TIMEZONE_AWARE": False,
        "REQUIRE_PARTS": ["day", "month"],
    }
    if part.isdigit():
        return None  # "3" may be anything
    if re.fullmatch(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}", part):
        language, settings["DATE_ORDER"] = "en", "YMD"
    try:
        found = dateparser.parse(part, languages=[OTHER_CODES.get(language, language)], settings=settings)
    except ValueError:  # a language that it does not know
        return None
    return found.date() if found else None


def _order(language: str) -> str:
    """Of day, month and year in numbers, as CLDR writes them."""
    pattern = str(Locale.parse(locale_code(language)).date_formats["short"].pattern)
    signs = [sign for sign in dict.fromkeys(pattern.upper()) if sign in "DMY"]
    return "".join(signs) if len(signs) == 3 else "DMY"
