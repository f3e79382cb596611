"""The days a text names, as it names them: "12 May 2016", "5月12日", "12/05/2016", "in May", "on Monday", "yesterday".

Pure; knows the text, its language and the country it is from, and not when it was written: `checks.dates` puts the two
together. Month and weekday names come from Unicode CLDR (Babel) and `calendar.txt`.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError

from news.language.amounts import TEXT_CHARS
from news.language.eras import persian_days, reign_year
from news.language.figures import plain_digits
from news.language.lists import lines_of
from news.language.tokens import primary_subtag

BUDDHIST_YEARS = 543
_UNBOUNDED = frozenset(["th", "zh", "ja", "ko", "yue"])
_THESE_DAYS = 99
"""Stands in `calendar.txt` for words that name no day."""
_MONTH_FIRST = frozenset(["US", "PH", "CA"])
_LIKE = {"no": "nb", "nn": "nb", "yue": "zh"}


@dataclass(frozen=True)
class Day:
    """One naming. What it does not say is None. `weekday` counts from Monday as 0; `near` is the days from the day of
    writing; `near_year` the years from the year of writing. `is_sure` is False where it may be no date at all."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    near: int | None = None
    near_year: int | None = None
    is_sure: bool = True


def days(text: str, language: str | None, country: str | None = None) -> tuple[Day, ...]:
    """In the order of the text, none inside another. Cached."""
    return _days(
        text[:TEXT_CHARS], _LIKE.get(primary_subtag(language), primary_subtag(language)), country or ""
    )


@lru_cache(maxsize=1 << 10)
def _days(text: str, language: str, country: str) -> tuple[Day, ...]:
    plain = plain_digits(text)
    taken: list[Day] = []
    for found in _found(plain, language, country):
        span = found.start, found.end  # the readings of one naming share it
        if all(found.start >= o.end or o.start >= found.end or span == (o.start, o.end) for o in taken):
            taken.append(found)
    return tuple(sorted(taken, key=lambda day: day.start))


def _found(text: str, language: str, country: str) -> Iterator[Day]:
    for found in (_persian(text, language), _iso(text), _signed(text, language), _vietnamese(text, language), _worded(text, language),
                  _numeric(text, language, country), _alone(text, language), _near(text, language)):  # fmt: skip
        yield from found


def _day(
    span: tuple[int, int], year: str | None, month: int | None, day: str | None, *, is_sure: bool = True
) -> Iterator[Day]:
    """The day, if there can be one."""
    number = _number(day) if day else None
    if (month is None or 1 <= month <= 12) and (number is None or 1 <= number <= 31):
        yield Day(*span, _year(year), month, number, is_sure=is_sure)


def _year(written: str | None) -> int | None:
    if not written:
        return None
    year = int(written)
    if year < 100:
        return 2000 + year if year < 70 else 1900 + year
    return year - BUDDHIST_YEARS if 2400 < year < 2600 else year


# --- digits only ---------------------------------------------------------------------------------

_ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(?<![\d.,/-])(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?![\d/-]|[.,]\d)")
_SHORT = re.compile(r"(?<![\d.,/-])(\d{1,2})([/.])(\d{1,2})(?(2)(?<=\d))\.?(?![\d/%-]|[.,]\d)")
_DOTTED_SHORT = frozenset(["de", "fi", "cs", "pl", "ru", "uk", "nb", "da", "is", "hu", "sk", "tr"])


def _iso(text: str) -> Iterator[Day]:
    for match in _ISO.finditer(text):
        yield from _day(match.span(), match[1], int(match[2]), match[3])


def _numeric(text: str, language: str, country: str) -> Iterator[Day]:
    """Day and month in the order of the country; where that is unknown in English, both orders are given."""
    for match in _NUMERIC.finditer(text):
        yield from _ordered(match, match[1], match[3], match[4], language, country)
    for match in _SHORT.finditer(text):
        if match[2] == "/" or (language in _DOTTED_SHORT and match.group().endswith(".")):
            yield from (
                Day(each.start, each.end, None, each.month, each.day, is_sure=False)
                for each in _ordered(match, match[1], match[3], None, language, country)
            )


def _ordered(
    match: re.Match[str], first: str, second: str, year: str | None, language: str, country: str
) -> Iterator[Day]:
    unknown = language == "en" and not country
    if country in _MONTH_FIRST or unknown:
        yield from _day(match.span(), year, int(first), second)
    if country not in _MONTH_FIRST:
        yield from _day(match.span(), year, int(second), first)


def _persian(text: str, language: str) -> Iterator[Day]:
    """Days of the Persian calendar, by the common one."""
    for span, year, day in persian_days(text) if language in ("fa", "ps") else ():
        yield Day(*span, year, day.month, day.day)


# --- year, month and day signs of East Asia; Vietnamese ------------------------------------------

_HAN_DIGITS = "〇一二三四五六七八九"
_TO = r"(?:[-~〜～–至到、,和]|부터|에서)"
_SIGNED = re.compile(
    r"(?:(?P<year>\d{4})\s?[年년]\s?)?(?:(?P<first>N)\s?[月월]?\s?T\s?)?(?P<month>N)\s?[月월](?![間间曜亮球])"
    r"(?:\s?(?:(?P<from>N)\s?[日號号일]?\s?T\s?)?(?P<day>N)\s?[日號号일](?!間|间|동안|간))?"
    .replace("N", r"(?<!\d)\d{1,2}|[一二三四五六七八九十]{1,3}").replace("T", _TO)
)  # fmt: skip
_DAY_SIGN = re.compile(
    r"(?<![\d.,月월])(?<![月월]\s)(\d{1,2})\s?(?:[日號]|일)(?!間|间|本|동안|간|째|분|이내|內|内)"
)


def _signed(text: str, language: str) -> Iterator[Day]:
    if language not in ("zh", "ja", "ko"):
        return
    for match in _SIGNED.finditer(text):
        month = _number(match["month"])
        span = (
            match.start("day" if match["from"] else "month")
            if match["from"] or match["first"]
            else match.start(),
            match.end(),
        )
        reign = None if match["year"] else reign_year(text[max(0, match.start() - 9) : match.start()])
        yield from _day(span, match["year"] or (str(reign) if reign else None), month, match["day"])
        if match["from"]:
            yield from _day((match.start(), match.end("from")), match["year"], month, match["from"])
        if match["first"]:
            yield from _day((match.start(), match.end("first")), match["year"], _number(match["first"]), None)
    for match in _DAY_SIGN.finditer(text):
        yield from _day(match.span(), None, None, match[1], is_sure=False)


def _number(written: str) -> int:
    """Of digits, or of Chinese signs up to 99."""
    if written.isdigit() and written.isascii():
        return int(written)
    tens, ten, ones = written.rpartition("十")
    if not ten:
        return _HAN_DIGITS.index(written[-1])
    return (_HAN_DIGITS.index(tens[-1]) if tens else 1) * 10 + (_HAN_DIGITS.index(ones[0]) if ones else 0)


_VIETNAMESE = re.compile(
    r"(?:(?P<from>\d{1,2})\s?(?:-|–|và|đến)\s?)?(?:(?P<day>\d{1,2})\s)?tháng\s(?P<month>\d{1,2})(?!\d)(?:\s?[,/-]?\s?(?:năm\s)?(?P<year>\d{4}))?"
    r"|(?<!\d)(?P<day2>\d{1,2})-(?P<month2>\d{1,2})(?:-(?P<year2>\d{4}))?(?![\d-])",
    re.IGNORECASE,
)


def _vietnamese(text: str, language: str) -> Iterator[Day]:
    if language != "vi":
        return
    for match in _VIETNAMESE.finditer(text):
        month = int(match["month"] or match["month2"])
        sure = match["month2"] is None or match["year2"] is not None
        start = match.end("from") if match["from"] else match.start()
        day = match["day"] or match["day2"]
        yield from _day((start, match.end()), match["year"] or match["year2"], month, day, is_sure=sure)
        if match["from"]:
            yield from _day(match.span("from"), match["year"], month, match["from"])


# --- months with names ---------------------------------------------------------------------------

_ORDINAL = r"(?:\.|st|nd|rd|th|er|ero|ère|º|°|ª|-?го|-?е|\.?-?an|da|:?a|:?e)?"
_OF = r"\s?(?:of\s|de\s|d['’]\s?|do\s|di\s|del\s|de\slos\s|tarihinde\s|bulan\s|เดือน)?"
_FIRST = r"(?:(?P<first>primero|premier|primo|primeiro|первого|первое|first|ersten|erste|prvního)\s(?:de\s|of\s)?)?"
_RANGE = (
    r"(?:(?P<from>\d{1,2})"
    + _ORDINAL
    + r"\s?(?:[-–—/,]|[^\W\d_]{1,5})\s?(?:the\s|den\s|de\s|il\s|el\s|le\s)?)?"
)
_YEAR_AFTER = r"(?:,?\s?(?:de\s|del\s|do\s|năm\s|года\s|พ\.ศ\.\s?|ค\.ศ\.\s?|ปี\s|tahun\s|of\s|عام\s|من\sعام\s|(?:of\s)?the\syear\s)?(?P<year>(?<!\d)(?:1\d|20|24|25)\d{2})(?!\d))?"


def _worded(text: str, language: str) -> Iterator[Day]:
    names = _months(language)
    for match in names.pattern.finditer(text):
        number = _named(match["month"], names.numbers)
        is_first = match["first"] and not match["month"].casefold().endswith("hälfte")
        day = match["day"] or match["after"] or ("1" if is_first else None)
        dated = bool(day or match["year"])
        sure = dated or _is_month(match, text, language, names.wide)
        if not sure and match["month"][0].islower():
            continue
        start = match.end("from") if match["from"] else match.start()
        end = match.end("after") if match["until"] else match.end()
        yield from _day((start, end), match["year"], number, day, is_sure=sure)
        if match["from"]:
            yield from _day(match.span("from"), match["year"], number, match["from"])
        if match["until"]:
            yield from _day((end, match.end()), match["year"], number, match["until"])


_SMALL_MONTHS = frozenset(
    ["ru", "uk", "bg", "pl", "cs", "sk", "fi", "fr", "es", "it", "pt", "ro", "sv", "da", "nb", "is"]
)
_ALSO_WORDS = {
    "ar": frozenset(["أغسطس", "اغسطس", "مارس", "مايو", "نيسان"]), "hi": frozenset(["मार्च", "मई"]), "id": frozenset(["Mei", "May", "March", "August"]), "he": frozenset(["מאי", "מרץ", "יוני", "יולי"]),
    "fa": frozenset(["مه"]), "ro": frozenset(["mai", "Mai"]),
}  # fmt: skip
"""Months that are names, or other words, as well: an emperor, a prime minister, a march, fog; "מאי פעם", than ever; "mai", more."""
_TURKISH_OTHER = re.compile(r"aralı(?:ğ|k(?! ay))|(?:Kasım|Nisan|Eylül|Ekim)\s(?!Ay)[A-ZÇĞİÖŞÜ]")
""" "Aralık" is December, and "aralık" a gap; "Eylül" and "Kasım" are names of people as well."""
_AT_TIME = re.compile(
    r"(?:شهر|في|خلال|منذ|حتى|أوائل|أواخر|منتصف|نهاية|بداية|مطلع|חודש|סוף|תחילת|אמצע|bulan|pada|sejak|hingga|ماه|اوایل|اواخر|اواسط|lun(?:a|ii))\s$|इस\s$|पिछले\s$"
)
_IN_ENGLISH = re.compile(
    r"\b(?:in|since|until|till|by|last|next|this|early|late|mid|from|to|and|or|of|between|during|through)[\s-]$",
    re.IGNORECASE,
)


def _is_month(match: re.Match[str], text: str, language: str, wide: frozenset[str]) -> bool:
    """Whether a name without a day or a year is a month: no abbreviation; in English with a capital, and "May" and
    "March" after a preposition only."""
    name = match["month"]
    if language == "en" and name.casefold() in ("may", "march"):
        return name[0].isupper() and _IN_ENGLISH.search(text[: match.start("month")]) is not None
    if language == "en" and not name[0].isupper():
        return False
    if language == "tr" and _TURKISH_OTHER.match(text, match.start("month")):
        return False
    if name in _ALSO_WORDS.get(language, ()):
        if language == "he" and text[match.start("month") - 1 : match.start("month")] in ("ב", "ל"):
            return True  # "in May"
        return _AT_TIME.search(text[: match.start("month")]) is not None
    if language in _SMALL_MONTHS and name[0].isupper() and text[: match.start("month")].strip(' «„“"–—-'):
        return False  # Август, an emperor
    return any(name.casefold().startswith(each) for each in wide)


def _named(name: str, months: dict[str, int]) -> int | None:
    small = name.casefold().rstrip(".")
    for cut in range(len(small), 1, -1):
        if (number := months.get(small[:cut])) is not None:
            return number
    return months.get(small)


@dataclass(frozen=True)
class _Months:
    numbers: dict[str, int]
    wide: frozenset[str]
    pattern: re.Pattern[str]


@cache
def _months(language: str) -> _Months:
    listed = _listed().get(("months", language), [])
    numbers = {form.rstrip("*"): number for number, form in listed}
    open_ended = {form.rstrip("*") for _, form in listed if form[-1] == "*"}
    wide = frozenset(numbers) or frozenset(_cldr(language, "months", ("wide",)))
    if not numbers or language in ("id", "hi", "tr"):
        numbers = _cldr(language, "months", ("wide", "abbreviated")) | numbers
    numbers |= {"sept": 9} if language == "en" else {}
    numbers = {name: number for name, number in numbers.items() if not re.search(r"\d", name)}
    joined = _JOINED.get(language, "")
    tails = "|".join(
        re.escape(name) + (rf"['’]?[\w{_MARKS}]{{0,12}}" if name in open_ended else joined)
        for name in sorted(numbers, key=len, reverse=True)
    )
    before, after = _bounds(language)
    pattern = (
        rf"(?:{_FIRST}|{_RANGE}(?<!\d)(?P<day>\d{{1,2}}){_ORDINAL}{_OF}){before}(?P<month>{tails or '(?!)'}){after}\.?"
        rf"(?:(?(day)(?!))\s(?P<after>\d{{1,2}})(?:st|nd|rd|th)?(?:\s?(?:-|–|to|and|through)\s?(?P<until>\d{{1,2}})(?:st|nd|rd|th)?)?"
        rf"(?![\d:]|[.,]\d))?{_YEAR_AFTER}"
    )
    return _Months(numbers, wide, re.compile(pattern, re.IGNORECASE))


_JOINED = {"de": "(?:anfang|mitte|ende|hälfte|tage?n?|wochen?)?"}
"""What stands with a month in one word: "Oktoberhälfte"."""
_MARKS = "\u0900-\u0903\u093a-\u094f\u0981-\u0983\u09bc-\u09cd"
"""Vowel signs of Hindi and Bengali, which are no `\\w`."""


def _bounds(language: str) -> tuple[str, str]:
    """What stands before and after a word; Arabic joins prepositions to it."""
    if language in _UNBOUNDED:
        return "", ""
    joined = {"ar": "[ولب]?", "he": "[בהלמוכש]{0,2}"}.get(language, "")
    return rf"(?<![\w{_MARKS}]){joined}", rf"(?![\w{_MARKS}])"


def _cldr(language: str, what: str, widths: tuple[str, ...]) -> dict[str, int]:
    try:
        locale = Locale.parse(language or "en")
    except (UnknownLocaleError, ValueError):
        return {}
    kinds = getattr(locale, what)
    return {
        name.casefold().rstrip("."): number
        for context in ("format", "stand-alone")
        for width in widths
        for number, name in kinds[context][width].items()
        if len(name.rstrip(".")) > 2
    }


# --- weekdays, and words for days near by --------------------------------------------------------


def _alone(text: str, language: str) -> Iterator[Day]:
    words = _vocabulary("days", language)
    for match in words.pattern.finditer(text):
        before = text[max(0, match.start() - 10) : match.start()]
        sure = not (
            words.is_loose(match.group()) or _HOLIDAY.search(before) or _TITLE.match(text, match.end())
        )
        sure = sure and text.count("《", 0, match.start()) <= text.count("》", 0, match.start())
        sure = sure and not (language == "ro" and match.group() == "luni" and _MONTHS_COUNTED.search(before))
        sure = sure and not (language in _COUNTED_DAYS and _is_ordinal(match.group(), before))
        yield Day(*match.span(), weekday=words.number(match.group()), is_sure=sure)


_MONTHS_COUNTED = re.compile(
    r"(?:\d|\b(?:două|trei|patru|cinci|șase|şase|șapte|şapte|opt|nouă|zece|ece|câteva|multe|puține|ultimele|primele|următoarele|de|aceste|toate|alte"
    r"|douăzeci|mai multe))\s$",
    re.IGNORECASE,
)
""" "Luni" is Monday, and months."""
_COUNTED_DAYS = frozenset(["vi", "el"])
"""Languages whose weekdays are the second, third ... and are told apart by a capital or by a word for time."""
_ON_DAY = re.compile(r"(?:ngày|hôm|sáng|trưa|chiều|tối|đêm)\s$", re.IGNORECASE)


def _is_ordinal(name: str, before: str) -> bool:
    return not (name.split(" ")[-1][0].isupper() or name[0] in "cC" or _ON_DAY.search(before))


_TITLE = re.compile(
    r"\s(?:Night|Live|Times|Telegraph|Mail|Mirror|Express|Post|Morning|Evening|Herald|Independent|World|Sport|Football|Business|Review|Magazine)\b"
)
"""Newspapers and broadcasts: "The Sunday Times"."""
_HOLIDAY = re.compile(
    r"\b(?:Palm|Black|Good|Easter|Ash|Super|Bloody|Cyber|Holy|Maundy|Shrove|Palmiye|Kara)\s$"
)


def _near(text: str, language: str) -> Iterator[Day]:
    for kind in ("near", "also"):
        words = _vocabulary(kind, language)
        for match in words.pattern.finditer(text):
            if (number := words.number(match.group())) != _THESE_DAYS and not _is_titled(
                match, text, language
            ):
                yield Day(*match.span(), near=number)
    words = _vocabulary("year", language)
    for match in words.pattern.finditer(text):
        yield Day(*match.span(), near_year=words.number(match.group()))


def _is_titled(match: re.Match[str], text: str, language: str) -> bool:
    """Whether it is part of a name: "USA Today", "The Tomorrow People"."""
    return (
        language == "en" and match.group()[0].isupper() and text[: match.start()].rstrip(" ")[-1:].isalpha()
    )


def says_now(text: str, language: str | None) -> bool:
    """Whether the text speaks of these days, which another language may call "today"."""
    primary = primary_subtag(language)
    return _vocabulary("now", _LIKE.get(primary, primary)).pattern.search(text) is not None


@dataclass(frozen=True)
class _Words:
    """What to look for, and what number each form stands for."""

    numbers: dict[str, int]
    pattern: re.Pattern[str]
    loose: frozenset[str]

    def is_loose(self, found: str) -> bool:
        return found.casefold().lstrip("وبل") in self.loose

    def number(self, found: str) -> int | None:
        small = found.replace("İ", "i").casefold()
        for at in (0, 1, 2):  # a preposition may be joined
            for cut in range(len(small), at, -1):
                if small[at:cut] in self.numbers:
                    return self.numbers[small[at:cut]]
        return None


@cache
def _vocabulary(kind: str, language: str) -> _Words:
    listed = _listed().get((kind, language), [])
    forms = {form.lstrip("~"): number for number, form in listed}
    loose = frozenset(form.lstrip("~") for _, form in listed if form[0] == "~")
    if kind == "days" and not forms:
        forms = _cldr(language, "days", ("wide",))
    shapes = [
        re.escape(form.rstrip("*")) + (rf"[\w{_MARKS}]{{0,14}}" if form[-1] == "*" else "")
        for form in sorted(forms, key=len, reverse=True)
    ]
    before, after = _bounds(language)
    pattern = f"{before}(?:{'|'.join(shapes)}){after}" if shapes else "(?!)"
    return _Words(
        {form.rstrip("*"): number for form, number in forms.items()},
        re.compile(pattern, re.IGNORECASE),
        loose,
    )


@cache
def _listed() -> dict[tuple[str, str], list[tuple[int, str]]]:
    found: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for line in lines_of("calendar"):
        kind, language, *rest = line.split()
        if kind in ("months", "days"):
            numbered = list(enumerate(rest, start=kind == "months"))
        else:
            numbered = [(int(number), forms) for number, forms in zip(rest[::2], rest[1::2], strict=True)]
        found[kind, language] += [
            (number, form.replace("_", " ").casefold())
            for number, forms in numbered
            for form in forms.split("|")
        ]
    return found
