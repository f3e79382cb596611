"""Numbers that one pattern finds: runs of digits of any script, times of day, Roman numerals, set phrases.

Pure; knows nothing of number words. `amounts` puts these together with words and scales.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

_ALIKE = 10
"""Significant digits in which two numbers must agree."""


@dataclass(frozen=True)
class Amount:
    """`values` holds every reading as a canonical string: "1200000", "12.5", "@390" for a time of day (minutes after
    noon or midnight), "*1000000" for millions of something. `extra` holds what it proves besides, when it is evidence. `is_firm` is False where the word may
    be something else than a number."""

    start: int
    end: int
    values: frozenset[str]
    extra: frozenset[str] = frozenset()
    is_firm: bool = True
    has_digits: bool = True
    short: frozenset[str] = frozenset()
    """How else a decade is written: "60" for "1960s"."""


def canonical(value: float) -> str:
    return f"{value:.{_ALIKE}g}"


def plain_digits(text: str) -> str:
    """The text with the digits of every script as 0-9, and full-width signs as plain ones; no offset moves."""
    return text if text.isascii() else text.translate(_plain_signs())


_SIGNS = {"٫": ".", "٬": ",", "٪": "%", "−": "-"}


@cache
def _plain_signs() -> dict[int, str]:
    digits = (chr(code) for code in range(0x80, 0x20000) if unicodedata.category(chr(code)) == "Nd")
    wide = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    return wide | {ord(each): str(unicodedata.digit(each)) for each in digits} | str.maketrans(_SIGNS)


# --- patterns -------------------------------------------------------------------------------------

DIGITS = re.compile(
    r"\d{1,3}(?:(?P<gap>[ \u00a0\u202f\u2009.,'’\u060c])\d{3})(?:(?P=gap)\d{3})*(?!\d)(?:[.,]\d+)?"
    r"|\d{1,2}(?:,\d{2})+,\d{3}(?!\d)(?:\.\d+)?|\d+(?:[.,]\d+)?"
)
_GROUPS = re.compile(r"[ \u00a0\u202f\u2009.,'’\u060c]")
_TIME = re.compile(r"(?<![\d.,:])([01]?\d|2[0-4])[:hঃ]([0-5]\d)(?::[0-5]\d)?(?![\d%]|[.,:]\d)")
_DOTTED_TIME = re.compile(r"(?<![\d.,:])([01]?\d|2[0-4])\.([0-5]\d)(?![\d%]|[.,:]\d)")
_HALF_DAY = re.compile(r"(?<![\d.,:])(1[0-2]|[1-9])(?:[:.]([0-5]\d))?\s?([ap])\.?\s?m\b", re.IGNORECASE)
_FULL_DAY = re.compile(
    r"(?<![\d.,:])(1[3-9]|2[0-4])(?:\s?(?:h\b|時|时|点|點|시|giờ|uhr\b|uur\b|heures?\b|час|год|น\.|นาฬิกา|horas\b|ore\b))",
    re.IGNORECASE,
)
_SPELLED_TIME = re.compile(
    r"(?<!\d)([01]?\d|2[0-4])\s?(?:時|时|点|點|시|giờ|h|uhr|heures?|час\w*|น\.|นาฬิกา|টা)\s?([0-5]?\d)(?!\d)",
    re.IGNORECASE,
)


POINTS = frozenset(["en", "zh", "ja", "ko", "th", "he", "hi"])
"""Languages whose decimals follow a point."""
_COMMAS = frozenset([
    "de", "fr", "it", "pt", "nl", "ru", "uk", "bg", "pl", "cs", "sk", "sv", "da", "nb", "fi", "is", "tr", "id", "vi", "ro",
    "el", "hu",
])  # fmt: skip
"""Languages whose decimals follow a comma; others have both habits."""


def readings(digits: str, language: str = "") -> tuple[float, ...]:
    """Every number that a run of digits and separators may be: one separator with three digits after it may group or
    begin decimals."""
    signs_ = _GROUPS.findall(digits)
    last = signs_[-1] if signs_ else ""
    tail = digits.rsplit(last, 1)[1] if last else ""
    if not signs_:
        return (float(digits),)
    if len(set(signs_)) > 1 or (len(tail) != 3 and len(signs_) == 1):
        head = digits[: -len(tail) - 1]
        return (float(f"{_GROUPS.sub('', head)}.{tail}"),)
    grouped = float(_GROUPS.sub("", digits))
    groups = "," if language in POINTS else "." if language in _COMMAS else ""
    if len(signs_) == 1 and last in ".," and last != groups:
        return grouped, float(digits.replace(",", "."))
    return (grouped,)


def times(text: str) -> Iterator[Amount]:
    """Times of day with a colon."""
    return (_at_time(match) for match in _TIME.finditer(text))


def dotted_times(text: str) -> Iterator[Amount]:
    """Times of day with a point, which may be decimals."""
    return (_at_time(match) for match in _DOTTED_TIME.finditer(text))


def _at_time(match: re.Match[str]) -> Amount:
    hour, minute = int(match[1]), int(match[2])
    parts = {str(hour), str(minute), str(hour % 12), str(hour % 12 + 12)}
    values = {_time(hour, minute)}
    if minute == 0:
        values |= parts - {"0"}  # "10am"
    return Amount(match.start(), match.end(), frozenset(values), frozenset(parts))


def hours(text: str) -> Iterator[Amount]:
    """What "3 p.m." and "15 Uhr" prove: the hour by the other clock."""
    for match in _HALF_DAY.finditer(text):
        hour = int(match[1]) % 12 + (12 if match[3] in "pP" else 0)
        values = {_time(hour, int(match[2] or 0)), *(() if match[2] else {str(hour)})}
        yield Amount(match.start(), match.end(), frozenset(values), is_firm=False)
    for match in _FULL_DAY.finditer(text):
        hour = int(match[1])
        yield Amount(match.start(), match.end(), frozenset([_time(hour, 0), str(hour - 12)]), is_firm=False)


def spelled_times(text: str) -> Iterator[Amount]:
    """Times of day with a word for hours before the minutes."""
    for match in _SPELLED_TIME.finditer(text):
        hour, minute = int(match[1]), int(match[2])
        parts = {str(hour), str(minute), str(hour % 12), str(hour % 12 + 12)}
        values = {_time(hour, minute), *(parts - {"0"} if minute == 0 else ())}
        yield Amount(match.start(), match.end(), frozenset(values), frozenset(parts))


_SINCE_DAWN = re.compile(r"\bsaa\s(1[0-2]|[1-9])(?:[:.]([0-5]\d))?(?!\d)", re.IGNORECASE)


def hours_since_dawn(text: str) -> Iterator[Amount]:
    """Swahili counts the hours of a day from six in the morning: "saa 9 mchana" is three in the afternoon."""
    for match in _SINCE_DAWN.finditer(text):
        hour = (int(match[1]) + 6 - 1) % 12 + 1
        values = {_time(hour, int(match[2] or 0)), _time(int(match[1]), int(match[2] or 0))}
        values |= set() if match[2] else {match[1], str(hour), str(hour % 12 + 12)}
        yield Amount(match.start(1), match.end(), frozenset(values))


def _time(hour: int, minute: int) -> str:
    return f"@{hour % 12 * 60 + minute}"


_PHRASES = {
    re.compile(r"miles de millones|milhares de milhões|migliaia di milioni", re.IGNORECASE): 1e9,
    re.compile(r"\ban? \w+ and a half\b", re.IGNORECASE): 1.0,
}
_ONE = re.compile(
    r"\b(?:an?|every|each|another|per)[\s-](?:\w+\s)?(?=(?:year|month|week|day|hour|minute|second|mile|met(?:er|re)|kilomet|foot|inch|percent|per cent"
    r"|dollar|euro|pound|degree|point|decade|century)\b)",
    re.IGNORECASE,
)
"""An article that counts: "a mile away" is "1マイル"."""


def phrases(text: str) -> Iterator[Amount]:
    """What several words say together."""
    for pattern, value in _PHRASES.items():
        for match in pattern.finditer(text):
            values = frozenset([canonical(value), canonical(value * 1.5)])
            yield Amount(match.start(), match.end(), values, is_firm=False, has_digits=False)
    for match in _ONE.finditer(text):
        yield Amount(match.start(), match.end(), frozenset("1"), is_firm=False, has_digits=False)


_VULGAR = re.compile(
    r"(?:(?<![\d.,])(?P<whole>\d{1,4})[\s\u00a0-]{0,2})?(?:(?P<sign>[½⅓⅔¼¾])|(?P<part>[1-9])\u2044(?P<of>[1-9]))(?!\d)"
)
_SLASHED = re.compile(r"(?<![\d.,/])(?P<whole>\d{1,4})[\s\u00a0](?P<part>[1-9])/(?P<of>[2-9])(?![\d/])")


def vulgar(text: str) -> Iterator[Amount]:
    """Fractions with a sign: "6½", "8 1⁄2". They prove what they are made of, too."""
    for match in _VULGAR.finditer(text):
        sign = match["sign"]
        part = unicodedata.numeric(sign) if sign else int(match["part"]) / int(match["of"])
        made = frozenset(re.findall(r"[0-9]+", match.group()))
        value = canonical(int(match["whole"] or 0) + part)
        yield Amount(match.start(), match.end(), frozenset([value]), made)


def slashed(text: str) -> Iterator[Amount]:
    """What "3 1/2" proves besides its figures, which may be a date or a score."""
    for match in _SLASHED.finditer(text):
        value = canonical(int(match["whole"]) + int(match["part"]) / int(match["of"]))
        yield Amount(match.start(), match.end(), frozenset([value]), is_firm=False)


_PARTS_OF = {"zh": "分之", "ja": "分の", "ko": "분의"}
_SMALL = {sign: at for at, sign in enumerate("一二三四五六七八九十", start=1)}


def chinese_decades(text: str, language: str) -> Iterator[Amount]:
    """ "20世纪30年代" proves 1930."""
    for match in _CHINESE_DECADE.finditer(text) if language == "zh" else ():
        value = frozenset([str((int(match[1]) - 1) * 100 + int(match[2]))])
        yield Amount(match.start(2), match.end(2), value, is_firm=False, has_digits=False)


_CHINESE_DECADE = re.compile(r"(?<!\d)(1\d|2[01])\s?世[纪紀]\s?(\d0)\s?年代")


def fractions(text: str, language: str) -> Iterator[Amount]:
    """What "五分之一" proves in percent, where that is a whole figure."""
    between = _PARTS_OF.get(language)
    if between is None or between not in text:
        return
    for match in re.finditer(
        rf"(\d{{1,2}}|[一二三四五六七八九十])\s?{between}\s?(\d{{1,2}}|[一二三四五六七八九])", text
    ):
        whole, part = (int(each) if each.isascii() else _SMALL[each] for each in match.groups())
        if whole > part and 100 * part % whole == 0:
            value = frozenset([str(100 * part // whole)])
            yield Amount(match.start(), match.end(), value, is_firm=False, has_digits=False)


_PHONE = re.compile(r"(?<![\d.,])\+?\d{2,4}(?:[ -]\d{2,4}){2,3}(?!\d|[.,]\d|[ -]\d)")


def phones(text: str) -> Iterator[Amount]:
    """Numbers that are dialled, as one figure, however they are parted."""
    for match in _PHONE.finditer(text):
        value = canonical(float(re.sub(r"\D", "", match.group())))
        yield Amount(match.start(), match.end(), frozenset([value]), is_firm=False)


_ROMAN = re.compile(r"\b(?=[IVXLC])(?:C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?:e|er|ème|ème|th)?\b")
_ROMAN_SIGNS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


_MAY_BE_ROMAN = re.compile(r"[IVXLC](?<=\b.)[IVXLC]*(?:e|er|ème|th)?\b")
"""Far quicker to look for where there is none."""


def romans(text: str) -> Iterator[Amount]:
    for match in _ROMAN.finditer(text) if _MAY_BE_ROMAN.search(text) else ():
        if written := match.group().rstrip("èmerth"):
            value = _roman(written)
            yield Amount(match.start(), match.end(), frozenset([str(value)]), is_firm=False, has_digits=False)


def _roman(written: str) -> int:
    sizes = [_ROMAN_SIGNS[each] for each in written]
    return sum(-size if size < max(sizes[at:]) else size for at, size in enumerate(sizes))
