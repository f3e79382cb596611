"""Countries and cities that a text names, in any language, as codes that can be compared across languages.

Names come from Unicode CLDR by way of Babel: its territories, and the cities its time zones are named after;
adjectives and short names of the countries most written about from `places.txt`. Knows no provinces and no context.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from news.language.lists import lines_of
from news.language.tokens import primary_subtag, terms

Names = dict[str, tuple[tuple[tuple[str, ...], str, str], ...]]
"""By its first stem, every name that begins with it: its stems, its code, and what the text must have letter by letter besides."""

SUBSTRINGS = frozenset(["zh", "ja", "th", "lo", "my", "km", "ko", "yue"])
"""Written without spaces, or with particles stuck to names: looked for letter by letter."""
SPELLED = frozenset(["vi"])
"""Words of one syllable, told apart by their accents, which stems have not: looked for as they are written."""
SHORTEST = 3
"""Letters; shorter ones only where `places.txt` has them."""
BEGINNING = 3
"""Letters of a name that no ending changes."""
_ARTICLES = re.compile(r"(?:La|Le|Los|Las|El|Il|The|Al) (?=\w)")
_WORDS = re.compile(r"[\s-]+")
_NOT_NAMES = frozenset(
    ["chad", "jordan", "georgia", "jersey", "man", "togo", "mali", "guam", "niue", "nice", "reunion"]
)
"""Names that are more often another word, or a person."""

_INITIALS = {"US": "US", "USA": "US", "UK": "GB", "UAE": "AE"}
_INITIALED = re.compile(r"\b(?:U\.S\.A|U\.S|U\.K|USA|US|UK|UAE)\b")
"""In capitals only: "us" is another word."""


def places(text: str, language: str | None, *, stems: Sequence[str] | None = None) -> frozenset[str]:
    """Codes as ISO 3166 has them ("FR"), and "FR/Paris" for a city, which implies its country. `stems`: the terms of the
    text, where they are known."""
    primary = primary_subtag(language)
    if primary in SUBSTRINGS or primary in SPELLED:
        found = _written(text, primary)
    else:
        found = _spoken(text, terms(text, primary) if stems is None else stems, primary)
    return frozenset(found | {code.partition("/")[0] for code in found})


def is_place(name: str, language: str | None) -> bool:
    """Whether a name, in small letters, is that of a place: a country or city, or a region or city of `regions.txt` (in English)."""
    return name in _regions() or bool(places(name, language))


@cache
def _regions() -> frozenset[str]:
    return frozenset(lines_of("regions"))


def _spoken(text: str, stems: Sequence[str], primary: str) -> set[str]:
    names = _names(primary)
    found = {_INITIALS[short.replace(".", "")] for short in _INITIALED.findall(text)}
    small = text.casefold()
    for at, stem in enumerate(stems):
        for name, code, written in names.get(stem, ()):
            if tuple(stems[at : at + len(name)]) == name and _is_told(written, text, small):
                found.add(code)
    return found


def _is_told(written: str, text: str, small: str) -> bool:
    """Some write all of it in capitals, and some none of it."""
    if not written or written in text or written.upper() in text:
        return True
    return written.casefold() in small if written.islower() or text == small else False


def _written(text: str, primary: str) -> set[str]:
    pattern, codes = _pattern(primary)
    return {codes[name] for name in pattern.findall(text)} if codes else set()


@lru_cache(maxsize=128)
def _names(primary: str) -> Names:
    found: dict[str, dict[tuple[str, str], tuple[str, ...]]] = {}
    for name, code, is_ours in _named(primary):
        stems = tuple(terms(name, primary))
        if stems and sum(map(len, stems)) >= SHORTEST:
            written = _asked_of(name, stems, is_ours=is_ours)
            found.setdefault(stems[0], {}).setdefault((code, written), stems)
    return {
        first: tuple((stems, code, written) for (code, written), stems in names.items())
        for first, names in found.items()
    }


def _asked_of(name: str, stems: Sequence[str], *, is_ours: bool) -> str:
    """What must stand in the text beside the stems: the beginning of a name, so that it is one; all of a name of which words are left out
    as too common, so that "paz" is not La Paz and "United" no country. Adjectives need nothing: many languages write them small."""
    bare = _ARTICLES.sub("", name)
    if len(_WORDS.split(bare)) > len(stems):
        return bare
    return "" if is_ours else bare[:BEGINNING]


@lru_cache(maxsize=16)
def _pattern(primary: str) -> tuple[re.Pattern[str], dict[str, str]]:
    codes: dict[str, str] = {}
    for name, code, _ in _named(primary):
        if len(name) > 1:
            codes.setdefault(name, code)
    longest_first = sorted(codes, key=lambda name: (-len(name), name))
    either = "|".join(map(re.escape, longest_first))
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)" if primary in SPELLED else either), codes


def _named(primary: str) -> Iterable[tuple[str, str, bool]]:
    """Names and codes in a language, and whether they are of `places.txt`; those of English beside them where it writes Latin letters."""
    for tag in dict.fromkeys((primary, "en")):
        try:
            locale = Locale.parse(tag)
        except (UnknownLocaleError, ValueError):
            continue
        if tag == "en" and primary in SUBSTRINGS:
            continue
        for code, name in locale.territories.items():
            if len(code) == 2 and code.isalpha() and name.casefold() not in _NOT_NAMES:
                yield _bare(name), code, False
        yield from ((name, code, False) for name, code in _cities(locale, is_english=tag == "en"))
        yield from ((name, code, True) for name, code in _also().get(tag, ()))


@cache
def _also() -> dict[str, list[tuple[str, str]]]:
    """By language, further names and their codes."""
    found: dict[str, list[tuple[str, str]]] = {}
    for line in lines_of("places"):
        code, language, *names = line.split()
        found.setdefault(language, []).extend((name.replace("_", " "), code) for name in names)
    return found


def _cities(locale: Locale, *, is_english: bool) -> Iterable[tuple[str, str]]:
    zones = get_global("zone_territories")
    for zone, code in zones.items():
        city = (locale.time_zones.get(zone) or {}).get("city")
        english = zone.rpartition("/")[2].replace("_", " ")
        name = city or (english if is_english else None)
        is_told = name is not None and name.casefold() not in _NOT_NAMES and not zone.startswith(_NO_CITIES)
        if name and is_told and len(code) == 2 and code.isalpha() and "/" in zone:
            yield _bare(name), f"{code}/{english}"


_NO_CITIES = (
    "Antarctica/", "America/Boise", "America/Juneau", "America/Nome", "America/Adak", "America/Sitka", "America/Dawson",
    "America/Regina", "America/Creston", "America/Nelson", "America/Thule", "Pacific/Wake", "Asia/Hovd",
)  # fmt: skip
"""Stations called after persons (Davis, Casey), and small towns whose names are other words in other scripts: Boise, Juneau."""


def _bare(name: str) -> str:
    """Without what stands in brackets or behind a dash: "Myanmar (Burma)"."""
    return re.split(r"\s*[(（\[]|\s+[-–]\s+", name)[0].strip()
