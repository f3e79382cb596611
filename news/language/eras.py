"""Days and years of other calendars by the common one: Persian and Afghan, Thai, Islamic, Japanese reigns, Taiwan's.

Pure arithmetic and the words that go with it; `calendar` and `amounts` read texts with it. An Islamic year, and a
Persian one without a day, is in two common years: both are given.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date

PERSIAN_MONTHS = (
    ("فروردین", "حمل"), ("اردیبهشت", "ثور"), ("خرداد", "جوزا"), ("تیر", "سرطان"), ("مرداد", "اسد"), ("شهریور", "سنبله"),
    ("مهر", "میزان"), ("آبان", "عقرب"), ("آذر", "قوس"), ("دی", "جدی"), ("بهمن", "دلو"), ("اسفند", "حوت"),
)  # fmt: skip
_PERSIAN_DAY = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})\s?(?:اُم|ام|م)?\s(?:ماه\s)?(?P<month>{'|'.join(name for names in PERSIAN_MONTHS for name in names)})(?!\w)"
    r"(?:\s?ماه)?(?:\s?(?:سال\s)?(?P<year>1[34]\d\d)(?!\d))?"
)
_PERSIAN_NUMERIC = re.compile(
    r"(?<![\d/.-])(?P<year>1[34]\d\d)([/-])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?![\d/-])"
)
_MONTH_OF = {name: number for number, names in enumerate(PERSIAN_MONTHS, start=1) for name in names}
_UNNAMED_YEARS = (1403, 1404)
"""A leap year and the next: where no year is named, a day may be either of two."""
_REIGNS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867, "民国": 1911, "民國": 1911}
_REIGN_BEFORE = re.compile(rf"(?P<reign>{'|'.join(_REIGNS)})\s?$")
_REIGN_YEAR_BEFORE = re.compile(rf"(?P<reign>{'|'.join(_REIGNS)})\s?(?P<year>\d{{1,3}}|元)\s?年\s?$")
_ISLAMIC_AFTER = re.compile(r"\s?(?:هـ|ه\b|هجري|للهجرة|ھ)")
_BUDDHIST = 543


def persian_days(text: str) -> Iterator[tuple[tuple[int, int], int | None, date]]:
    """Where a day of the Persian calendar stands, its year by the common calendar where it is named, and the day."""
    for match in (*_PERSIAN_DAY.finditer(text), *_PERSIAN_NUMERIC.finditer(text)):
        month = _MONTH_OF.get(match["month"]) or int(match["month"])
        years = (int(match["year"]),) if match["year"] else _UNNAMED_YEARS
        for year in years if 1 <= month <= 12 and 1 <= int(match["day"]) <= 31 else ():
            day = of_persian(year, month, int(match["day"]))
            yield match.span(), day.year if match["year"] else None, day


def of_persian(year: int, month: int, day: int) -> date:
    """By the cycle of 33 years, which is right from 1206 to 1498."""
    months = (month - 1) * 31 if month < 7 else (month - 7) * 30 + 186
    leaps = (year + 1595) // 33 * 8 + ((year + 1595) % 33 + 3) // 4
    return date.fromordinal(_EPOCH + 365 * (year - 1) + leaps + months + day)


_EPOCH = 226507
"""So that the first day of 1404 is 21 March 2025."""


def reign_year(before: str) -> int | None:
    """The common year of a reign's year that ends the text: "令和7年" is 2025."""
    match = _REIGN_YEAR_BEFORE.search(before)
    if not match:
        return None
    return _REIGNS[match["reign"]] + (1 if match["year"] == "元" else int(match["year"]))


def common_years(values: Iterable[str], before: str, after: str, language: str) -> set[str]:
    """What years these numbers may be by the common calendar, given the text around them; none for most."""
    found: set[str] = set()
    reign = _REIGN_BEFORE.search(before)
    for value in values:
        if value.isdigit() and len(value) <= 4:
            found.update(map(str, _common(int(value), reign, after, language)))
    return found


def _common(year: int, reign: re.Match[str] | None, after: str, language: str) -> Iterator[int]:
    if language == "th" and 2400 < year < 2600:
        yield year - _BUDDHIST
    elif language in ("fa", "ps") and 1250 <= year <= 1450:
        yield from (year + 621, year + 622)
    elif reign and after.lstrip().startswith("年"):
        yield _REIGNS[reign["reign"]] + year
    elif 1300 <= year <= 1500 and _ISLAMIC_AFTER.match(after):
        yield from (int(year * 0.970224 + 621.57), int(year * 0.970224 + 622.54))
