"""A line that says what to mute: "Tesla until 2026-12-01", "football in sport", "outlet example.com". Pure.

The small words are known in the languages of the interface; a length of time as CLDR writes it in the reader's language
and in English. What stands in quotation marks means itself. Knows no rows: what topics, outlets and followed things are
called is given. An outlet whose name is one small-written word is meant only where the line says so: "time", "focus".
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from babel.dates import format_timedelta

from news.clock import fold, local_date
from news.language.initialisms import marked
from news.language.tokens import stems
from news.reader.bare_names import without_article, without_object_mark
from news.reader.dates_in_words import read_day, read_span
from news.reader.ends_said import (
    UNTIL,
    changes,
    has_number,
    in_one_word,
    is_inexact,
    is_loose,
    is_of_the_name,
    is_uncounted,
    says_until,
    says_when,
    set_apart,
    split_at_until,
    without_small_words,
    without_until,
)
from news.reader.phrases import LONGEST_STOP
from news.reader.small_words import FOR_EVER, without_end

MOST_CHARS = 60
MOST_WORDS = 10
"""Of what says in what."""
LONGEST = timedelta(days=3_660)
STEM = 4
"""Letters by which a unit is known in whatever case: неделя, неделю."""
DAYS = (1, 7, 30, 365)


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.casefold().split())


_IN = _listed(
    "in bei en dans в у في ضمن 在 em no na nel su w we v ve da de içinde در ב में এ で に 에서 trong di la din στο σε inom i"
)
_OUTLET = _listed(
    "outlet source site medium quelle zeitung fuente medio média source издание источник видання джерело مصدر صحيفة 媒体 来源 veículo "
    "fonte testata źródło redakcja medium bron kaynak رسانه מקור स्रोत সূত্র 媒体 매체 nguồn sumber zdroj sursă μέσο källa "
    "báo médium noviny kuruluş situs संस्थान メディア 언론사 সংবাদমাধ্যম אתר"
)
_WORD = _listed(
    "word wort palabra mot слово كلمة 词 palavra parola słowo woord kelime واژه מילה शब्द শব্দ 単語 단어 từ kata cuvânt λέξη ord 語句"
)
_DOMAIN = re.compile(r"(?:https?://)?(?:www\.)?((?:[\w-]+\.)+[^\W\d_]{2,})/?", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“”„‟«»『「]([^\"“”„‟«»』」]+)[\"“”„‟«»』」](.*)", re.DOTALL)
_DATE = re.compile(r"(.*?)\s*(\d{4})-(\d{1,2})-(\d{1,2})")
_OF_A_NUMBER = (*".,/⁄-–½¼¾",)
_LENGTH = re.compile(r"(.*?)\s*(\d{1,4})\s*([^\W\d_]+)\.?")


@dataclass(frozen=True)
class Line:
    """What the line says: `kind` is word, topic or outlet. `until` None: for ever."""

    kind: str
    target: str
    within: str = ""
    until: datetime | None = None


def read_line(
    text: str,
    *,
    topics: Mapping[str, str],
    followed: Mapping[str, str],
    outlets: Mapping[str, str],
    now: datetime,
    zone: str,
    language: str,
    only_in: Sequence[str] = (),
) -> Line | None:
    """None where nothing is named that could be muted, or only until a time that is past or cannot be read. `topics` gives slugs by folded name, `followed` the marks of what is
    followed by folded name, `outlets` domains by name as it is written. `only_in` are the ways to say "only in {topic}"."""
    text = " ".join(text.split())
    for said in (text, without_article(text, language)):
        if known := _known(said, topics, outlets):
            return Line(*known)
    text = set_apart(in_one_word(text, language), language)
    rest, within = _within(text, followed, topics, only_in)
    rest, until = _until(rest, now=now, zone=zone, language=language)
    if until is not None and until <= now:
        return None
    if until is not None and _is_marker(rest) and not says_until(text, language):
        rest, until = text, None  # a paper called "7 days"
    is_marked = _is_marked(text, outlets)
    is_name = is_marked and (not says_until(text, language) or bool(_QUOTED.search(text)))
    if until is None and not is_name and is_unread(text, language, now, zone=zone):
        return None
    if until is not None:
        small = without_small_words(rest, language)
        if small is None:
            return None
        rest = without_object_mark(small, language)
    if not within:
        rest, within = _within(rest, followed, topics, only_in)
    kind, target = _target(rest, topics, outlets)
    if kind == "word" and target == rest:
        kind, target = _target(without_article(rest, language), topics, outlets)
    if not target or len(target) > MOST_CHARS or (kind == "word" and not is_telling(target, language)):
        return None
    return Line(kind, target, within, until)


def is_telling(words: str, language: str) -> bool:
    """Whether the words say anything: "the" alone would keep out everything."""
    told = stems(marked(words, language), language)
    return any(not stem.startswith(".") or len(stem) > LONGEST_STOP for stem in told)


def is_unread(text: str, language: str, now: datetime, *, zone: str) -> bool:
    """Whether it says for how long in a way that is not understood. What is quoted is no time."""
    if _QUOTED.search(text) or without_end(text, FOR_EVER) is not None:
        return False
    today, parts = local_date(now, zone=zone), text.split()
    if is_of_the_name(text, language):
        return True
    if (length := _LENGTH.fullmatch(text)) and _days(int(length[2]), length[3], language) is not None:
        return True
    if says_when(text, language) or (len(parts) > 1 and is_uncounted(parts[-2:], language)):
        return True
    if is_inexact(parts[1:], language) or is_loose(parts, language):
        return True
    ends = (" ".join(parts[-count:]) for count in range(min(3, len(parts) - 1), 0, -1))
    return any(read_span(end, language, today) is not None for end in ends)


# --- until when ----------------------------------------------------------------------------------


def _until(text: str, *, now: datetime, zone: str, language: str) -> tuple[str, datetime | None]:
    """The text without its end that says until when, and that moment; None for ever."""
    if (what := without_end(text, FOR_EVER)) is not None:
        return what, None
    if is_of_the_name(text, language):
        return text, None
    if found := _DATE.fullmatch(text):
        day = _day(found[2], found[3], found[4])
        if day is not None:
            return _without(found[1], UNTIL), end_of(day, zone)
    if found := _LENGTH.fullmatch(text):
        days, what = _days(int(found[2]), found[3], language), _without(found[1], UNTIL)
        is_more = _is_changed(found[1], language) or says_when(what, language) or has_number(found[1])
        if days is not None and is_more:
            return text, None
        if days is not None:
            return what, now + min(timedelta(days=days), LONGEST)
    today = local_date(now, zone=zone)
    what, until = _until_in_words(text, language, today, zone=zone)
    return (what, until) if until is not None else _until_span(text, language, today, zone=zone)


def _until_in_words(text: str, language: str, today: date, *, zone: str) -> tuple[str, datetime | None]:
    """A day in words ("until Monday", "pazartesiye kadar", "到周一"), where a small word says that it is one: names of months are
    names of people, too."""
    for what, when in split_at_until(text.split(), language):
        day = read_day(when, language, today)
        if day is not None:
            return what, end_of(day, zone)
    return text, None


def _until_span(text: str, language: str, today: date, *, zone: str) -> tuple[str, datetime | None]:
    """A length of time in words with nothing before it: "eine Woche", "a week", "30日間"."""
    parts = text.split()
    for count in range(min(3, len(parts) - 1), 0, -1):
        day = read_span(" ".join(parts[-count:]), language, today)
        if day is not None:
            before = without_until(" ".join(parts[:-count]), language)
            is_more = _is_changed(before, language) or says_when(before, language) or has_number(before)
            return (text, None) if is_more else (before, end_of(day, zone))
    return text, None


def _is_changed(before: str, language: str) -> bool:
    """Whether what stands before an amount of time makes another one of it: "forty five days", "1.5 weeks"."""
    return before.endswith(_OF_A_NUMBER) or bool(before and changes(before.split()[-1], language))


def _day(*parts: str) -> date | None:
    try:
        return date(*map(int, parts))
    except ValueError:
        return None


def end_of(day: date, zone: str) -> datetime:
    """The beginning of that day where the reader is: "until" does not include it."""
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone))


def _days(count: int, unit: str, language: str) -> int | None:
    for locale in dict.fromkeys((language, "en")):
        for days in DAYS:
            if fold(unit)[:STEM] in _names(locale, days):
                return count * days
    return None


@cache
def _names(locale: str, days: int) -> frozenset[str]:
    """The beginnings of what so many days are called: one such span, and two."""
    spans = (timedelta(days=days * count) for count in (1, 2))
    written = (format_timedelta(span, threshold=1, locale=locale.replace("-", "_")) for span in spans)
    return frozenset(fold(re.sub(r"[\d\s]", "", text))[:STEM] for text in written)


# --- in what, and what ---------------------------------------------------------------------------


def _within(
    text: str, followed: Mapping[str, str], topics: Mapping[str, str], only_in: Sequence[str]
) -> tuple[str, str]:
    """The text without what says in what, and the mark of that: "football in sport", where sport is followed; "football only in
    sport", whether or not it is, also before a day."""
    parts = text.split()
    spans = (
        (at, end) for at in range(1, len(parts)) for end in range(min(len(parts), at + MOST_WORDS), at, -1)
    )
    for at, end in spans:
        name = _named_in(fold(" ".join(parts[at:end])), only_in)
        if name and (mark := followed.get(name) or topics.get(name)) is not None:
            return " ".join([*parts[:at], *parts[end:]]), mark
    for at in range(len(parts) - 2, 0, -1):
        mark = followed.get(fold(" ".join(parts[at + 1 :])))
        if mark is not None and parts[at].casefold() in _IN:
            return " ".join(parts[:at]), mark
        mark = followed.get(fold(" ".join(parts[at:-1])))
        if mark is not None and parts[-1].casefold() in _IN:
            return " ".join(parts[:at]), mark
    return text, ""


def _named_in(said: str, only_in: Sequence[str]) -> str:
    """What "only in sport" names, in one of these ways to say it; nothing where it says something else."""
    for way in only_in:
        before, _, behind = (part.strip() for part in fold(way).partition("{topic}"))
        if said.startswith(before) and said.endswith(behind) and len(said) > len(before) + len(behind):
            return said[len(before) : len(said) - len(behind)].strip()
    return ""


def _target(text: str, topics: Mapping[str, str], outlets: Mapping[str, str]) -> tuple[str, str]:
    if quoted := _QUOTED.fullmatch(text):
        return "word", quoted[1].strip()
    first, _, rest = text.partition(" ")
    if rest and first.casefold() in _WORD:
        return "word", rest.strip('"“”„«» ')
    named = rest if rest and first.casefold() in _OUTLET else text
    if domain := _DOMAIN.fullmatch(named):
        return "outlet", domain[1].casefold()
    if named is not text:
        named = named.strip('"“”„«» ')
        return "outlet", _domain_of(named, outlets) or (
            named.casefold() if "." in named and " " not in named else named
        )
    return _known(text, topics, outlets) or ("word", text)


def _known(text: str, topics: Mapping[str, str], outlets: Mapping[str, str]) -> tuple[str, str] | None:
    """The topic or outlet that is called so, whatever else its name may say: "De Morgen", "outlet 20 Minuten"."""
    first, _, rest = text.partition(" ")
    if slug := topics.get(fold(text.lstrip("#"))):
        return "topic", slug
    domain = rest and first.casefold() in _OUTLET and _domain_of(rest, outlets)
    domain = domain or outlets.get(text) or (" " in text and _domain_of(text, outlets))
    return ("outlet", domain) if domain else None


def _is_marker(word: str) -> bool:
    return word.casefold() in _OUTLET | _WORD


def _is_marked(text: str, outlets: Mapping[str, str]) -> bool:
    """Whether it says that what follows is a name, to its end: "outlet De Morgen"; not where a known one and more follows."""
    first, _, rest = text.partition(" ")
    has_more = any(fold(rest).startswith(f"{fold(known)} ") for known in outlets)
    return bool(rest) and _is_marker(first) and not has_more


def _domain_of(name: str, outlets: Mapping[str, str]) -> str:
    """Of the outlet that is called so, in whatever case; empty where none is."""
    return next((domain for known, domain in outlets.items() if fold(known) == fold(name)), "")


def _without(text: str, last: frozenset[str]) -> str:
    parts: Sequence[str] = text.split()
    while len(parts) > 1 and parts[-1].casefold() in last:
        parts = parts[:-1]
    return " ".join(parts)
