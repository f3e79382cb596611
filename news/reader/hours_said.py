"""An hour as people say it: "8 in the evening", "7 Uhr 30", "朝7時半", "noon". Pure.

The parts of a day, and from when to when they are, are CLDR's for each language (by Babel); the hour that lies in the part,
or nearest to it, is meant. Knows nothing of days, lines or digests; a bare hour is read by `news.clock`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from news.clock import fold, read_time
from news.i18n import Speech
from news.reader.hour_ways import MIDNIGHT, NOON, PARTS
from news.reader.small_words import CLOCK, SMALL

DAY, HALF = 24 * 60, 12 * 60
_MORNING_ENDS = 8 * 60
"""At the earliest: what ends before is a part of the night."""
Span = tuple[int, int]
"""Minutes of the day, from and before."""
_AROUND = {"12:00": (11 * 60, 15 * 60), "00:00": (22 * 60, 26 * 60)}
"""Beside another hour noon and midnight are parts of the day: "1 at noon"."""
_OF_TIME = "বেলায়"  # Bengali CLDR says "in the time of morning" where people say "morning"
_HALF_HOUR = re.compile(r"(?<=[時时點点시])\s?[半반]")
_BEFORE_A_NUMBER = re.compile(r"(?<=[぀-ヿ㐀-鿿가-힣])(?<![時时點点시])の?(?=\d)")
_DAYS_BEFORE = re.compile("(?:每天|天天|毎日|平日|工作日|周末|週末|매일|평일|주말)(?=[^\\s・])")
_BEHIND_A_NUMBER = re.compile(
    r"(?<![\d:.])(\d{1,2})([:.]\d{2})?\s+([^\s\d]\S*)(?:\s+(\d{2})(?![:.\d]|\s+\D))?"
)


@dataclass(frozen=True)
class Hours:
    """Folded names: of the halves of a day ("am", "pm"), of its parts, and of hours that have one ("noon")."""

    halves: Mapping[str, str]
    parts: Mapping[str, tuple[Span, ...]]
    named: Mapping[str, str]
    beside: Mapping[str, tuple[Span, ...]]
    """What the named hours are beside another hour."""


def hours_of(speeches: Iterable[Speech]) -> Hours:
    """What these languages call them."""
    halves = {"am": "am", "pm": "pm", "a m": "am", "p m": "pm"}
    also = dict[str, str]()
    parts, named = dict[str, tuple[Span, ...]](), dict[str, str]()
    for speech in speeches:
        for period, name in _names(speech):
            if period in ("am", "pm"):
                halves.setdefault(name, period)
            elif spans := _spans(speech, period):
                parts[name] = (*parts.get(name, ()), *spans)
            elif period in ("noon", "midnight"):
                named[name] = "12:00" if period == "noon" else "00:00"
        also |= {fold(name): at for at, said in _named_hours(speech) for name in said.split("_") if name}
        for name, spans in _other_parts(speech):
            parts.setdefault(name, spans)
    return Hours(
        halves,
        {name: spans for name, spans in parts.items() if name not in halves},
        {name: at for name, at in named.items() if name not in parts},
        {name: (_AROUND[at],) for name, at in (also | named).items() if name not in parts},
    )


def _names(speech: Speech) -> Iterator[tuple[str, str]]:
    """Each period of a day with what it is called; not by one letter or two in our script ("n", "mi"), but for halves of a day."""
    for widths in speech.locale.day_periods.values():
        for names in widths.values():
            for period, said in names.items():
                for name in {fold(said), fold(said.removesuffix(_OF_TIME))}:
                    least = 2 if period in ("am", "pm") else 3
                    if len(name) >= least or not name.isascii():
                        yield period, name


def _named_hours(speech: Speech) -> tuple[tuple[str, str], ...]:
    return ("12:00", NOON.get(speech.language, "")), ("00:00", MIDNIGHT.get(speech.language, ""))


def _other_parts(speech: Speech) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """What CLDR has not."""
    for hours, said in PARTS.get(speech.language, {}).items():
        begin, end = (60 * int(hour) for hour in hours.split("-"))
        yield from ((fold(name), ((begin, end),)) for name in said.split("|"))


def _spans(speech: Speech, period: str) -> tuple[Span, ...]:
    rules = speech.locale.day_period_rules.get(None, {}).get(period, ())
    return tuple((rule["from"] // 60, rule["before"] // 60) for rule in rules if "from" in rule)


def apart(line: str) -> str:
    """The line with what is written together set apart, and words that say "hour" as a sign: "朝 7時30分", "8h", "7:30"."""
    line = _DAYS_BEFORE.sub(r"\g<0> ", _BEFORE_A_NUMBER.sub(" ", _HALF_HOUR.sub("30分", line)))
    line = re.sub(r"(?<=\d)(?:টায়|টার|টা)(?!\w)", "h", line)
    return _BEHIND_A_NUMBER.sub(_with_sign, line)


def _with_sign(found: re.Match[str]) -> str:
    """ "7 Uhr 30" as "7:30", "7:30 Uhr" as "7:30", "8 o'clock" as "8h"; anything else as it is."""
    hour, minute, word, later = found.groups()
    if fold(word) not in CLOCK:
        return found[0]
    if minute:
        return f"{hour}{minute}" + (f" {later}" if later else "")
    return f"{hour}:{later}" if later else f"{hour}h"


def read_hour(said: Sequence[str], hours: Hours) -> str | None:
    """What all of these words are together, as "HH:MM"."""
    if at := hours.named.get(fold(" ".join(said))):
        return at
    if _is_small(said[0], hours) or _is_small(said[-1], hours):
        return None
    left, spans = _without_part(said, hours)
    folded = [(word, fold(word)) for word in left if not _is_small(word, hours)]
    halves = [hours.halves[name] for _, name in folded if name in hours.halves]
    at = read_time(
        " ".join([*(_with_colon(word) for word, name in folded if name not in hours.halves), *halves])
    )
    return _nearest(at, spans) if at and spans else at


def _is_small(word: str, hours: Hours) -> bool:
    return fold(word) in SMALL and fold(word) not in hours.halves


def _with_colon(word: str) -> str:
    """ "0730" """
    return f"{word[:2]}:{word[2:]}" if re.fullmatch(r"\d{4}", word) else word


def _without_part(said: Sequence[str], hours: Hours) -> tuple[Sequence[str], tuple[Span, ...]]:
    """The words without those that name a part of the day, before or behind the hour, and when that part is."""
    for count in range(len(said) - 1, 0, -1):
        for name, left in ((said[:count], said[count:]), (said[-count:], said[:-count])):
            called = fold(" ".join(name))
            if spans := hours.parts.get(called) or hours.beside.get(called):
                return left, spans
    return said, ()


def _nearest(at: str, spans: Sequence[Span]) -> str:
    """The hour as said, or twelve hours on, whichever lies in the part of the day, or nearer to it."""
    hour, minute = map(int, at.split(":"))
    said = (hour * 60 + minute) % DAY
    if hour < 12 and all(begin < end and _MORNING_ENDS <= end <= HALF for begin, end in spans):
        return f"{hour:02}:{minute:02}"  # two in the morning is never in the afternoon
    meant = said if hour > 12 else min(said % HALF, said % HALF + HALF, key=lambda one: _far(one, spans))
    return f"{meant // 60:02}:{meant % 60:02}"


def _far(minute: int, spans: Sequence[Span]) -> int:
    """How many minutes it is from the nearest of them; none within."""
    return min(
        0
        if (minute - begin) % DAY < (end - begin) % DAY
        else min((begin - minute) % DAY, (minute - end) % DAY + 1)
        for begin, end in spans
    )
