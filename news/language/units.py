"""The unit that stands beside a number: percent, money, lengths, weights, spans of time, in thirty languages.

Pure. A unit is a short name ("km", "usd", "year"); a word may stand for two ("pound"). The forms are in `units.txt`, and
measures also in Unicode CLDR (Babel).
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import islice

from babel import Locale, UnknownLocaleError
from babel.units import format_unit

from news.language.figures import Amount
from news.language.lists import by_language
from news.language.numerals import UNSPACED
from news.language.tokens import MARKS

_LIKE = {"no": "nb", "nn": "nb", "yue": "zh"}
_BEFORE_CHARS = 16
_AFTER_CHARS = 40
_LINKS = frozenset([
    "of", "de", "di", "d", "us", "u.s", "do", "metric", "nautical", "derniers", "dernières", "premiers", "premières",
    "prochains", "prochaines", "últimos", "últimas", "primeros", "primeras", "primeiros", "primeiras", "próximos", "próximas",
    "ultimi", "ultime", "primi", "prime", "prossimi", "prossime", "letzten", "ersten", "nächsten", "consecutive", "straight",
])  # fmt: skip
"""What may stand between a figure and its unit: "deux derniers jours"."""
_DECADE = re.compile(r"\s?(?:年代|년대)")
GLUED = UNSPACED | {"ko"}


def units_of(amount: Amount, text: str, language: str) -> frozenset[str]:
    """The units that the text gives the amount; empty where it counts things, or in words we do not know."""
    before = text[max(0, amount.start - _BEFORE_CHARS) : amount.start].casefold()
    if signed := _signed(before, language):
        return signed
    if language in _UNITS_FIRST and (named := _before(before, language)):
        return named
    written = text[amount.start : amount.end]
    if language == "en" and written.casefold() in ("half", "quarter"):
        text = _AN.sub(lambda match: " " * len(match.group()), text)
    at = amount.end + (not written[-1].isdigit() and text.startswith(".", amount.end))  # "Mio. Euro"
    after = _after(text[at : at + _AFTER_CHARS].casefold(), language)
    if "year" in after and (_is_calendar_year(written, language) or _DECADE.match(text, amount.end)):
        return frozenset()  # 2016年, 60年代
    return after or _before(before, language)


_AN = re.compile(r"(?<=half)\san?(?=\s)|(?<=quarter)\s(?:of\s)?an?(?=\s)", re.IGNORECASE)


def _is_calendar_year(written: str, language: str) -> bool:
    if not written.isdigit() or not 3 <= len(written) <= 4:
        return False
    return int(written) < 2100 and (int(written) > 1000 or language in GLUED)


_WORDS_AFTER = re.compile(
    rf"(?P<sign>[%°º€$£¥₹₽₴₺₩₪฿₫℃℉][CcFf]?)|[^\W\d_](?:[\w²³$/’'.{MARKS}]*[\w²³${MARKS}])?"
)
_NEAR = re.compile(r"(?:\.(?=\s[^\W\d_]))?(?:\s{2,8}|[\s\u00a0\u202f-]{0,2})")
"""After an ordinal stands a point: "7. áratugur"."""


_ELIDED = re.compile("[dl]['’]")
_GERSHAYIM = re.compile('(?<=[א-ת])["“”״](?=[א-ת])')
"""The mark within an abbreviation of Hebrew, which is listed without it."""


@lru_cache(maxsize=1 << 11)
def _after(text: str, language: str) -> frozenset[str]:
    text = _GERSHAYIM.sub("", text)
    start = _NEAR.match(text)
    at = start.end() if start else 0
    if language in GLUED and (glued := _glued(text, at, language)):
        return glued
    words = list(islice(_WORDS_AFTER.finditer(text, at), 3))
    if not words or words[0].start() != at:
        return frozenset()
    spoken = [match.group() for match in words]
    if found := _known(" ".join(spoken[:2]), language) or _known(spoken[0], language):
        return found
    if _ELIDED.match(spoken[0]) and (found := _known(spoken[0][2:], language)):
        return found  # "millions d'euros"
    if "/" in spoken[0] and (found := _known(spoken[0].partition("/")[0], language)):
        return found  # "км/ч", where only the first is listed
    if len(spoken) > 1 and spoken[0] in _LINKS:
        return _known(" ".join(spoken[1:]), language) or _known(spoken[1], language)
    return frozenset()


def _glued(text: str, at: int, language: str) -> frozenset[str]:
    exact, _ = _lexicon(language)
    for cut in range(min(len(text), at + 14), at, -1):
        if found := exact.get(text[at:cut]):
            return found - _NONE
    return frozenset()


_NONE = frozenset("-")
"""Listed for words that only begin like a unit: "주택", a house."""


_SIGN_BEFORE = re.compile(r"(?<!\d)(?<!\d\s)([a-z]{0,2}[$€£¥₹₽₴₺₩₪฿₫%]|百分之|ร้อยละ|শতকরা)\s?\Z")
_WORD_BEFORE = re.compile(r"(?<!\w)([^\W\d_]{2,10})\.?\s?\Z")


@lru_cache(maxsize=1 << 10)
def _signed(text: str, language: str) -> frozenset[str]:
    match = _SIGN_BEFORE.search(text)
    return _known(match[1], language) if match else frozenset()


@lru_cache(maxsize=1 << 10)
def _before(text: str, language: str) -> frozenset[str]:
    match = _WORD_BEFORE.search(text)
    known = _known(match[1], language) if match else frozenset()
    return known if language in _UNITS_FIRST else known & _BEFORE


_UNITS_FIRST = frozenset(["sw"])
"""Languages that count "kilometres five"."""
_BEFORE = frozenset(
    ["%", "usd", "eur", "gbp", "jpy", "cny", "inr", "idr", "aud", "cad", "hkd", "thb", "pln", "chf"]
)
"""What stands before its number as a word, too."""


_VOWEL_SIGNS = re.compile("[\u064b-\u0652]")


@lru_cache(maxsize=1 << 10)
def _known(word: str, language: str) -> frozenset[str]:
    exact, prefixes = _lexicon(language)
    word = unicodedata.normalize("NFC", word)
    if language == "ar":
        word = _VOWEL_SIGNS.sub("", word).removeprefix("ال")
        word = word if word in exact else word.removesuffix("ا")
    if found := exact.get(word):
        return found - _NONE
    for cut in range(len(word), max(2, word.find(" ")), -1):
        if found := prefixes.get(word[:cut]):
            return found
    return _of_two(word, language) if " " in word else frozenset()


def _of_two(words: str, language: str) -> frozenset[str]:
    """ "квадратних метрів", of which both words inflect."""
    one, _, other = words.partition(" ")
    return frozenset().union(
        *(
            units
            for first, second, units in _pairs(language)
            if one.startswith(first) and other.startswith(second)
        )
    )


@cache
def _pairs(language: str) -> tuple[tuple[str, str, frozenset[str]], ...]:
    _, prefixes = _lexicon(language)
    return tuple(
        (form.partition("* ")[0], form.partition("* ")[2], units)
        for form, units in prefixes.items()
        if "* " in form
    )


@cache
def _lexicon(language: str) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    exact: dict[str, set[str]] = defaultdict(set)
    prefixes: dict[str, set[str]] = defaultdict(set)
    primary = _LIKE.get(language, language)
    for section in ("*", primary):
        for unit, form in (*listed().get(section, []), *(() if section == "*" else _of_cldr(primary))):
            bare = unicodedata.normalize("NFC", form.replace("_", " ").casefold())
            exact[bare.rstrip("*")].add(unit)
            if bare[-1] == "*":
                prefixes[bare[:-1]].add(unit)
    return {k: frozenset(v) for k, v in exact.items()}, {k: frozenset(v) for k, v in prefixes.items()}


_CLDR = {
    "length-kilometer": "km", "length-meter": "m", "length-centimeter": "cm", "length-millimeter": "mm", "length-mile": "mi",
    "length-foot": "ft", "length-inch": "in", "length-yard": "yd", "mass-kilogram": "kg", "mass-gram": "g", "mass-tonne": "t",
    "mass-pound": "lb", "mass-ounce": "oz", "volume-liter": "l", "volume-gallon": "gal", "volume-barrel": "barrel",
    "area-hectare": "ha", "area-acre": "acre", "area-square-kilometer": "km2", "area-square-meter": "m2",
    "area-square-mile": "mi2", "area-square-foot": "ft2", "volume-cubic-meter": "m3", "temperature-celsius": "°c",
    "temperature-fahrenheit": "°f", "power-kilowatt": "kw", "power-megawatt": "mw", "power-gigawatt": "gw",
    "energy-kilowatt-hour": "kwh", "duration-year": "year", "duration-month": "month", "duration-week": "week",
    "duration-day": "day", "duration-hour": "hour", "duration-minute": "min", "duration-second": "sec",
    "duration-decade": "decade",
}  # fmt: skip
_COUNTS = (1, 2, 3, 5, 11, 100, 1.5)
"""Some of every plural that a language may have."""
_FIGURES = re.compile(r"[\d.,\s]+")


def _of_cldr(language: str) -> Iterator[tuple[str, str]]:
    """Measures in all their plurals, where their names are a word or two."""
    try:
        locale = Locale.parse(language or "en")
    except (UnknownLocaleError, ValueError):
        return
    for name, unit in _CLDR.items():
        written = {format_unit(count, name, length="long", locale=locale) for count in _COUNTS}
        for form in sorted({_FIGURES.sub(" ", each).strip() for each in written}):
            if len(form) > 1 and form.count(" ") <= 1 and not form.startswith("de "):
                yield unit, form
                if unit == "lb":
                    yield "gbp", form  # the same word in most languages


@cache
def listed() -> dict[str, list[tuple[str, str]]]:
    """By language ("*" for all), units and their forms as they are listed."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for language, line in by_language("units"):
        unit, *forms = line.split()
        found[language] += [(unit, form) for form in forms]
    return found
