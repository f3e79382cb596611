"""An hour in words as figures, in the line where it stands: "um halb acht abends" is "7:30 abends". Pure.

The ways to say it are those of `hour_ways`; numbers in words are `numbers_said`'s. An hour is taken as it is said: at eight is
8:00; what half of the day it is, `hours_said` reads from the words around. A word for a number is an hour only where something
says so: a word before or behind it, a half or a quarter, a part of the day. What else is written stays as it is.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale

from news.clock import fold
from news.reader.day_names import locale_code
from news.reader.hour_ways import ALSO, ARTICLES, CASES, MIDNIGHT, MINUTES, NOON, PARTS, WAYS
from news.reader.hours_in_signs import as_figures as signs_as_figures
from news.reader.numbers_said import AND, known
from news.reader.small_words import CLOCK, FROM_TO, SMALL

DAY, HALF = 24 * 60, 12 * 60
_WORD = re.compile(r"[^\s,،、;؛\n]+")
_JOINT = "'"
"""For what joins the parts of a word: apostrophes, hyphens, the sign that joins nothing in Persian."""
_JOINTS = re.compile("['’ʼ׳־\\-‐‑\u200c]+")
IN_ONE_WORD = "\u2060"
"""Between words that are not to be read one by one."""
_FIGURES = r"\d{1,2}"
_NOT_AM = ("de", "ro")
"""Where "am" is another word."""
_MOST_WORDS = 40
"""Of a line: it may be pasted text."""


@dataclass(frozen=True)
class _Ways:
    """How a language tells hours: patterns with what each does to the hour, and its numbers, without accents and spaces."""

    never: tuple[re.Pattern[str], ...]
    told: tuple[tuple[re.Pattern[str], str], ...]
    hours: Mapping[str, int]
    minutes: Mapping[str, int]
    parts: re.Pattern[str]
    """Of a day, by their names."""
    longest: re.Pattern[str]
    """The longest number in words at a place, with hours that are no numbers to count with."""
    words: frozenset[str]
    """Of numbers, by themselves or in longer ones."""


@dataclass(frozen=True)
class _Plain:
    """A line without accents, and where each of its words begins and ends in the line, by where it does in `text`."""

    text: str
    begins: Mapping[int, int]
    ends: Mapping[int, int]


def as_figures(line: str, languages: Iterable[str]) -> str:
    """The line with the hours in it as "7:30"; where languages disagree, the first has its way."""
    for language in languages:
        line = _rewritten(line, language) if language in WAYS else signs_as_figures(line, language)
    return line


def _rewritten(line: str, language: str) -> str:
    if len(line.split()) > _MOST_WORDS:
        return line
    ways, given = _ways(language), line
    for pattern in ways.never:
        line = _joined(line, pattern, language)
    for pattern, effect in ways.told:
        plain = _plain(line, language)
        for found in reversed(list(pattern.finditer(plain.text))):
            at, start = _time(found, effect, ways), _begins(found)
            if (
                at
                and start in plain.begins
                and found.end() in plain.ends
                and not _is_beside(found, plain, ways)
                and not _is_in_longer(found, plain.text, ways)
                and not _has_number_beside(found, plain.text, ways)
            ):
                line = f"{line[: plain.begins[start]]}{at}{line[plain.ends[found.end()] :]}"
    return line if line == given else _with_numbers_kept(line, language)


def _with_numbers_kept(line: str, language: str) -> str:
    """With number words that are left so marked that none is taken for a small word of another language, as the Turkish ten for
    the English "on"."""
    plain, ways = _plain(line, language), _ways(language)
    for begin, end in reversed(list(zip(plain.begins, plain.ends, strict=True))):
        if plain.text[begin:end] in ways.words and fold(plain.text[begin:end]) in SMALL:
            line = f"{line[: plain.ends[end]]}{IN_ONE_WORD}{line[plain.ends[end] :]}"
    return line


def _begins(found: re.Match[str]) -> int:
    """Where the hour begins in the plain line: a word that may set the ends of a span apart stays, as "à" in "de 7h à 8h"."""
    first, space, _ = found["at"].partition(" ")
    return found.start("at") + (len(first) + 1 if space and fold(first) in FROM_TO & SMALL else 0)


def _joined(line: str, pattern: re.Pattern[str], language: str) -> str:
    """With what is no hour as one word, in which none is looked for."""
    plain = _plain(line, language)
    for found in reversed(list(pattern.finditer(plain.text))):
        begin, end = plain.begins.get(found.start()), plain.ends.get(found.end())
        if begin is not None and end is not None:
            line = line[:begin] + re.sub(r"\s+", IN_ONE_WORD, line[begin:end]) + line[end:]
    return line


def _plain(line: str, language: str) -> _Plain:
    made, begins, ends, last = "", dict[int, int](), dict[int, int](), 0
    for found in _WORD.finditer(line):
        if made:
            made += " " if line[last : found.start()].isspace() else " , "
        begins[len(made)] = found.start()
        made += _JOINTS.sub(_JOINT, _bare(found[0], language)).strip(_JOINT)
        last = ends[len(made)] = found.end()
    return _Plain(made, begins, ends)


def _bare(text: str, language: str) -> str:
    """In small letters, without accents; but Vietnamese words differ by them. Figures of any script are ours."""
    plain = unicodedata.normalize("NFC" if language == "vi" else "NFKD", text)
    kept = (sign for sign in plain if language == "vi" or not unicodedata.combining(sign))
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in kept).casefold()


def _is_beside(found: re.Match[str], plain: _Plain, ways: _Ways) -> bool:
    """Whether noon or midnight has an hour beside it, of which it is the part of the day, or is in a longer name: "بعد الظهر"."""
    if "named" not in found.groupdict():
        return False
    before, behind = plain.text[: found.start()].split(), plain.text[found.end() :].split()
    if any(part.start() < found.start() < part.end() for part in ways.parts.finditer(plain.text)):
        return True
    near = [*before[-1:], *behind[:1]]
    return any(any(map(str.isdigit, word)) or word in ways.hours or fold(word) in CLOCK for word in near)


def _said_numbers(found: re.Match[str]) -> Iterator[tuple[str, int, int]]:
    """ "h" or "m" with where it begins and ends."""
    for name, said in found.groupdict().items():
        if said and name[0] in "hm" and name[1:].isdecimal():
            yield name[0], *found.span(name)


def _is_in_longer(found: re.Match[str], text: str, ways: _Ways) -> bool:
    """Whether an hour or its minutes begin or end within a longer number: no "one" in "twenty-one", no "one" ten in "eleven".
    "Vinte e cinco" is no hour, so it may be five past twenty; "twenty five" is none either, and said of nothing else."""
    numbers = [*ways.longest.finditer(text)]
    for kind, begin, end in _said_numbers(found):
        at_begin = ways.longest.match(text, begin)
        for number in (*numbers, *((at_begin,) if at_begin else ())):
            is_within = number.start() < begin < number.end() or number.start() < end < number.end()
            if is_within and not (kind == "h" and begin == number.start() and _is_joined(number, end, ways)):
                return True
    return False


def _is_joined(number: re.Match[str], end: int, ways: _Ways) -> bool:
    """Whether it is more than an hour of the day, with "and" behind the part that ends there."""
    value = _number(number[0], ways.minutes)
    behind = number.string[end : number.end()].split()
    return value is not None and value > 24 and behind[0] not in ways.words


def _has_number_beside(found: re.Match[str], text: str, ways: _Ways) -> bool:
    """Whether a number stands right beside one of this time, with no sign or word between, or its minutes are another hour."""
    said = list(_said_numbers(found))
    if not said:
        return False
    first, last = min(begin for _, begin, _ in said), max(end for _, _, end in said)
    before, behind = text[: found.start("at")].split(), text[found.end() :].split()
    if first == found.start("at") and before[-1:] and before[-1] in ways.words:
        return before[-2:-1] not in _NUMBERS_DAYS_ARE_CALLED_BY
    if last != found.end("at") or not behind:
        return False
    if behind[0][0].isdecimal() and behind[0].isdecimal():
        return not behind[1:] or behind[1] in (",", *ways.words) or fold(behind[1]) in SMALL
    if behind[0] in ways.words:
        return not behind[1:] or behind[1] != "شنبه"
    return any(kind == "m" for kind, *_ in said) and fold(behind[0]) in CLOCK


_NUMBERS_DAYS_ARE_CALLED_BY = (["thứ"], ["יום"])
"""Of what says that a number behind it is a day."""


def _time(found: re.Match[str], effect: str, ways: _Ways) -> str | None:
    """ "7:30"; None where its numbers make no time."""
    if effect.startswith("="):
        return effect[1:]
    parts = {name[0]: said for name, said in found.groupdict().items() if said}
    if "c" in parts:
        return parts["c"]
    hour, minute = _number(parts.get("h", ""), ways.hours), _number(parts.get("m", ""), ways.minutes)
    if hour is None or hour > 24 or ("m" in effect and (minute is None or minute > 59)):
        return None
    changed_by = sum(_minutes(effect, minute or 0))
    total = hour * 60 + changed_by
    if 1 <= hour <= 12 and total < 60:  # before one comes twelve: "halb eins"
        total += HALF
    return f"{total % DAY // 60}:{total % 60:02}"


def _minutes(effect: str, minute: int) -> Iterator[int]:
    for sign, amount in re.findall(r"([+-]?)(\d+|m)", effect):
        yield (-1 if sign == "-" else 1) * (minute if amount == "m" else int(amount))


def _number(said: str, numbers: Mapping[str, int]) -> int | None:
    return int(said) if said.isdecimal() else numbers.get(_key(said))


def _key(said: str) -> str:
    return re.sub("[ ']", "", said)


# --- what is known of a language -----------------------------------------------------------------


@lru_cache(maxsize=32)
def _ways(language: str) -> _Ways:
    rows = [row.strip().partition(": ")[::2] for row in WAYS[language].strip().splitlines()]
    numbers = _numbers(language)
    cases = dict(_said_each(CASES.get(language, "").split("|"), language))
    noon = {_bare(said, language): hour for hour, said in _named(language)}
    hours = {said: number for said, number in (numbers | cases).items() if number <= 24}
    articles = {_bare(said, language) for said in ARTICLES.get(language, "").split("_")}
    own = [said for said in hours if said not in articles]
    kinds = {
        "h": f"{_FIGURES}|{_any_of([*hours, *noon])}",
        "w": _any_of(hours),
        "o": _any_of(cases),
        "d": _FIGURES,
        "c": rf"{_FIGURES}[:.]\d\d",
        "m": f"{_FIGURES}|{_any_of(numbers)}",
        "n": _any_of(said for said, number in numbers.items() if number % 5 == 0),
        "a": _any_of(own),
        "s": _any_of(said for said in own if hours[said] > 1),
        "t": _any_of(noon),
        "p": _any_of(_parts(language)),
    }
    before = "|".join(_before(_bare(words, language)) for kind, words in rows if kind == "at")
    ahead = f"(?:{before})?" if before else ""
    told = [
        (_compiled(f"{ahead}(?:{_grouped(row, language)})", kinds), kind)
        for kind, row in rows
        if kind not in ("at", "no")
    ]
    if before:
        told.append((_compiled(f"(?:{before}){{a}}", kinds), "0"))
    halves = r"p\.?m\.?" if language in _NOT_AM else r"[ap]\.? ?m\.?"
    told.append((_compiled(f"{ahead}{{a}}(?= {halves}(?!\\S))", kinds), "0"))
    told.append((_compiled(f"{ahead}{{s}}(?= (?:{{p}})(?!\\S))", kinds), "0"))
    told.append((_compiled("{s}", kinds, behind="(?:{p}) "), "0"))
    told.append((_compiled(f"{ahead}(?P<named>){{t}}", kinds), "0"))
    never = (_compiled(_grouped(row, language), kinds) for kind, row in rows if kind == "no")
    return _Ways(
        tuple(never),
        tuple(told),
        {_key(said): number for said, number in (hours | noon).items()},
        {_key(said): number for said, number in numbers.items()},
        re.compile(rf"(?<!\S)(?:{kinds['p']})(?!\S)"),
        re.compile(rf"(?<!\S)(?:{_any_of([*numbers, *cases])})(?!\S)"),
        frozenset(
            word
            for said in (*numbers, *cases)
            for word in said.split()
            if word not in articles and word != _bare(AND.get(language, ""), language)
        ),
    )


def _numbers(language: str) -> dict[str, int]:
    """Words for one to thirty-nine, and for the minutes up to fifty-five that people say."""
    made = {_bare(" ".join(said), language): number for said, number in known(language).items()}
    if language == "nl":  # twenty and one o'clock are two hours: twenty-one is one word
        made = {said: number for said, number in made.items() if " en " not in said}
    made |= {_bare(said, language): number for said, number in ALSO.get(language, {}).items()}
    minutes = zip((40, 45, 50, 55), MINUTES.get(language, "").split("|"), strict=False)
    return made | {
        _bare(form, language): number for number, said in minutes for form in said.split("_") if form
    }


def _said_each(said: Sequence[str], language: str) -> Iterator[tuple[str, int]]:
    for number, forms in enumerate(said, start=1):
        yield from ((_bare(form, language), number) for form in forms.split("_") if form)


def _named(language: str) -> Iterator[tuple[int, str]]:
    for hour, named in ((12, NOON), (0, MIDNIGHT)):
        yield from ((hour, said) for said in named.get(language, "").split("_") if said)


def _parts(language: str) -> list[str]:
    """Names of the parts of a day, and of its halves."""
    widths = (
        names for each in Locale.parse(locale_code(language)).day_periods.values() for names in each.values()
    )
    names = {name for each in widths for name in each.values()} | {said for _, said in _named(language)}
    also = {name for each in PARTS.get(language, {}).values() for name in each.split("|")}
    plain = (_JOINTS.sub(_JOINT, _bare(name, language)).strip(_JOINT) for name in names | also)
    return [name for name in plain if len(name) > 2 or not name.isascii()]


def _before(words: str) -> str:
    """The words that may stand before an hour; "~" ends those that are written together with it."""
    each = sorted(words.split("|"), key=len, reverse=True)
    return "|".join(word.replace("~", "'?") if word.endswith(("~", "'")) else f"{word} " for word in each)


def _grouped(row: str, language: str) -> str:
    return re.sub(r"\((?!\?)", "(?:", _bare(row, language))


def _any_of(words: Iterable[str]) -> str:
    longest = sorted(set(words), key=len, reverse=True)
    return "|".join("[ ']?".join(map(re.escape, re.split("[ ']", word))) for word in longest) or "(?!)"


_GROUPS = {"m": "m", "n": "m", "c": "c"}


def _compiled(row: str, kinds: Mapping[str, str], *, behind: str = "") -> re.Pattern[str]:
    """With a group for the hour, one for the minutes, and `at`, where what says when begins."""
    groups = iter(range(20))
    pattern = re.sub(
        r"\{([a-z])\}",
        lambda found: (
            kinds["p"]
            if found[1] == "p"
            else f"(?P<{_GROUPS.get(found[1], 'h')}{next(groups)}>{kinds[found[1]]})"
        ),
        rf"(?<!\S){behind}(?P<at>{row})(?!\S)",
    )
    return re.compile(pattern)
