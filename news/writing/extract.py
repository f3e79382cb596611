"""The facts of a text, without a model: numbers, dates, quotes and names, as values that can be compared.

Pure, and knows only the text and its language. It reads what is written the same way in every article
and understands no sentence. A name is a run of capitalised words, so scripts without capitals give none.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from news.language.scales import SCALES, UNITS
from news.language.tokens import primary_subtag, stop_words, words

TEXT_CHARS = 6_000
FACTS = 60
"""Of one text at most, in order of appearance."""
QUOTE_WORDS = 4
VALUE_CHARS = 200


@dataclass(frozen=True)
class FactValue:
    """`kind` is number, date, quote or name. Equal facts have equal values:

    numbers `1200000 usd`, `12.5 %`, `7`; dates `2023-12-12`, `--12-12` (no year), `2023`;
    quotes and names as casefolded words.
    """

    kind: str
    value: str


@lru_cache(maxsize=1 << 10)
def facts(text: str, language: str | None) -> tuple[FactValue, ...]:
    """The facts of a text (its title and body joined by a newline), each once, in order of appearance."""
    text = text[:TEXT_CHARS]
    primary = primary_subtag(language)
    found: list[tuple[int, FactValue]] = []
    masked = text
    for at, end, value in _dates(text, primary):
        found.append((at, FactValue("date", value)))
        masked = masked[:at] + " " * (end - at) + masked[end:]
    found += [(at, FactValue("number", value)) for at, value in _numbers(masked, primary)]
    found += [(at, FactValue("quote", value)) for at, value in _quotes(text)]
    found += [(at, FactValue("name", value)) for at, value in _names(masked, primary)]
    once = dict.fromkeys(fact for _, fact in sorted(found, key=lambda pair: pair[0]))
    return tuple(once)[:FACTS]


# --- numbers -------------------------------------------------------------------------------------

_NUMBER = re.compile(
    r"""
    (?P<before>US\$|A\$|C\$|HK\$|[$€£¥₹₽₴₺₩₪])?\s?
    (?<![a-zA-Z\d.,:/-])(?P<digits>\d{1,3}(?:[ \u00a0\u202f.,'’]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?)(?![\d:/])
    (?:\s?-?(?P<after>%|°\s?[CF]|[€£$¥₹₽₴₺₩₪]|[^\W\d_]+\.?))?
    (?:\s(?P<next>[^\W\d_]+|[€£$¥₹₽₴₺₩₪%]))?
    """,
    re.VERBOSE,
)
_GROUPED = re.compile(r"\d{1,3}(?:([ \u00a0\u202f.,'’])\d{3})(?:\1\d{3})*(?![\d])")


def _numbers(text: str, language: str) -> Iterator[tuple[int, str]]:
    for match in _NUMBER.finditer(text):
        value = _value(match["digits"], language)
        following = [word for word in (match["after"], match["next"]) if word]
        scaled = _scale(following[0], language) if following else None
        if scaled is None:
            following = following[:1]
        else:
            value *= scaled[0]
            following[0] = scaled[1]  # scripts without spaces write the unit in the same run
        unit = _unit([match["before"], *following])
        yield (
            match.start("digits"),
            f"{value:.10g} {unit}".strip() if value < 1e10 else f"{value:.0f} {unit}".strip(),
        )


def _value(digits: str, language: str) -> float:
    """A comma between digits is a decimal sign or groups thousands: three digits after it group them,
    unless the language writes decimals with it and no group could stand before."""
    whole = _GROUPED.match(digits)
    if whole and (whole.end() == len(digits) or digits[whole.end()] in ".,"):
        rest = digits[whole.end() + 1 :]
        head = re.sub(r"\D", "", whole.group())
        if not rest and whole.group(1) == "." and language in ("en", "zh", "ja", "ko", "th", "he"):
            return float(whole.group())  # 1.234 where the point is decimal
        return float(f"{head}.{rest or 0}")
    return float(digits.replace(",", "."))


def _scale(word: str, language: str) -> tuple[float, str] | None:
    """The scale that a word is, or begins with (forms that end in `*`), and what follows it in the word."""
    word = word.casefold().rstrip(".")
    for form, size in [*SCALES.get(language, {}).items(), *SCALES["en"].items()]:
        if word == form:
            return size, ""
        if form[-1] == "*" and word.startswith(form[:-1]):
            return size, "" if word.isascii() or word[0] < "\u2e80" else word[len(form) - 1 :]
    return None


def _unit(beside: Iterable[str | None]) -> str:
    for word in beside:
        if word:
            form = word.casefold().rstrip(".").replace(" ", "")
            unit = UNITS.get(form) or next(
                (name for stem, name in UNITS.items() if stem[-1] == "*" and form.startswith(stem[:-1])), None
            )
            if unit:
                return unit
    return ""


# --- dates ---------------------------------------------------------------------------------------

_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_DOTTED = re.compile(r"(?<![\d.])(\d{1,2})\.\s?(\d{1,2})\.(\d{4})(?!\d)")
_CJK = re.compile(r"(?:(\d{4})\s?[年년]\s?)?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_YEAR = re.compile(r"(?<![\d.,/$€£-])((?:19|20)\d{2})(?![\d/%]|[.,]\d)")


def _dates(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    taken: list[tuple[int, int]] = []
    for at, end, value in [*_numeric(text), *_worded(text, language), *_years(text)]:
        if value and not any(at < other_end and other_at < end for other_at, other_end in taken):
            taken.append((at, end))
            yield at, end, value


def _numeric(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _ISO.finditer(text):
        yield match.start(), match.end(), _day(match[1], match[2], match[3])
    for match in _DOTTED.finditer(text):
        yield match.start(), match.end(), _day(match[3], match[2], match[1])
    for match in _CJK.finditer(text):
        yield match.start(), match.end(), _day(match[1], match[2], match[3])


def _worded(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    months, pattern = _months(language)
    for match in pattern.finditer(text):
        month = months[match["month"].casefold().rstrip(".")]
        day = match["day"] or match["day_after"]
        yield match.start(), match.end(), _day(match["year"], str(month), day)


def _years(text: str) -> Iterator[tuple[int, int, str]]:
    return ((match.start(), match.end(), match[1]) for match in _YEAR.finditer(text))


def _day(year: str | None, month: str, day: str) -> str:
    """ISO 8601, `--MM-DD` without a year; empty where there is no such day."""
    try:
        found = date(int(year or 2000), int(month), int(day))
    except ValueError:
        return ""
    return found.isoformat() if year else f"--{found:%m-%d}"


@lru_cache(maxsize=128)
def _months(language: str) -> tuple[dict[str, int], re.Pattern[str]]:
    """Names of months from Unicode CLDR, and "12 December 2023", "December 12, 2023", "12. Dezember"."""
    try:
        locale = Locale.parse(language or "en")
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    named: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in locale.months[context][width].items():
                if not name[:1].isdigit() and len(name) > 2:
                    named[name.casefold().rstrip(".")] = number
    names = "|".join(sorted(map(re.escape, named), key=len, reverse=True)) or "(?!)"
    return named, re.compile(
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th|er|º|-го)?\s(?:de\s|d['’])?(?P<month>{names})\b\.?"
        rf"(?:,?\s(?:de\s|del\s)?(?P<year>(?:19|20)\d{{2}}))?"
        if language not in ("en", "")
        else rf"(?:(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?)?\b(?P<month>{names})\b\.?"
        rf"(?(day)|\s(?P<day_after>\d{{1,2}})(?:st|nd|rd|th)?(?!\d))(?:,?\s(?P<year>(?:19|20)\d{{2}}))?",
        re.IGNORECASE,
    )


# --- quotes and names ----------------------------------------------------------------------------

_QUOTE = re.compile(
    r"“([^“”]{8,400})”|«([^«»]{8,400})»|„([^„“”]{8,400})[“”]|「([^「」]{4,400})」"
    r"|(?<!\w)\"([^\"]{8,400})\"(?!\w)|(?<!\w)‘([^‘]{12,400}?)’(?!\w)"
)


def _quotes(text: str) -> Iterator[tuple[int, str]]:
    for match in _QUOTE.finditer(text):
        said = words(next(group for group in match.groups() if group))
        if len(said) >= QUOTE_WORDS:
            yield match.start(), " ".join(said)[:VALUE_CHARS]


_NAME = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_][\w’'-]*")
_BREAK = re.compile(r"(?<![.\s]\w)[.!?…:;]\s|\n|[\"“”«»„‘(\[–—|]")
_NOUNS_CAPITALISED = frozenset({"de", "lb"})


def _names(text: str, language: str) -> Iterator[tuple[int, str]]:
    """Runs of capitalised words. One that only opens a sentence says nothing, so it needs another proof:
    a second word, or the same word capitalised inside a sentence."""
    found = list(_runs(text))
    inside = {word for _, run, opens in found for word in run[1 if opens else 0 :]}
    stopped = stop_words(language)
    for at, run, opens in found:
        run = _trimmed(run, stopped, opens=opens, inside=inside)
        if nouns_too := language in _NOUNS_CAPITALISED:
            run = run[-2:]  # "Abend Olaf Scholz"
        alone = len(run) == 1
        if not run or (alone and len(run[0]) < 2):
            continue
        if alone and nouns_too and not run[0].isupper():
            continue
        if _scale(run[0], language):  # "Millionen Euro"
            continue
        yield at, " ".join(words(" ".join(run)))[:VALUE_CHARS]


def _trimmed(run: list[str], stopped: frozenset[str], *, opens: bool, inside: set[str]) -> list[str]:
    if opens and run and run[0] not in inside and (len(run) == 1 or run[0].casefold() in stopped):
        run = run[1:]
    while run and run[0].casefold() in stopped and not run[0].isupper():
        run = run[1:]
    while run and run[-1].casefold() in stopped and not run[-1].isupper():
        run = run[:-1]
    return run[:5]


def _runs(text: str) -> Iterator[tuple[int, list[str], bool]]:
    """Capitalised runs of each clause: where, their words, and whether the run opens its clause.
    A headline in title case has no runs that mean anything and gives none."""
    start, headline_end = 0, text.find("\n")
    for end in [*(match.end() for match in _BREAK.finditer(text)), len(text)]:
        clause = text[start:end]
        spoken = [(match.start(), _bare(match.group())) for match in _NAME.finditer(clause)]
        if start > headline_end or not _is_title_case([word for _, word in spoken]):
            yield from ((start + at, run, opens) for at, run, opens in _clause_runs(clause, spoken))
        start = end


def _clause_runs(clause: str, spoken: list[tuple[int, str]]) -> Iterator[tuple[int, list[str], bool]]:
    run: list[str] = []
    began, last_end = 0, -1
    for at, word in spoken:
        joined = clause[last_end:at].strip() in ("", ".") if last_end >= 0 else True
        if run and not (joined and word[:1].isupper()):
            yield began, run, began == spoken[0][0]
            run = []
        if word[:1].isupper():
            if not run:
                began = at
            run.append(word)
        last_end = at + len(word)
    if run:
        yield began, run, began == spoken[0][0]


def _bare(word: str) -> str:
    """Without the possessive and a final point, which initials keep."""
    word = re.sub(r"['’]s?$", "", word)
    return word if word.count(".") > 1 else word.rstrip(".")


def _is_title_case(spoken: list[str]) -> bool:
    long = [word for word in spoken if len(word) > 3]
    return len(long) >= 4 and sum(word[0].isupper() for word in long) > 0.7 * len(long)
