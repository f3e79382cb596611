"""What a reader wants of their digests, in one line: "07:30 18:00", "07:30 mon-fri science 5 min", "+18:00 weekends". Pure.

Times, days, lengths and sound are read here, in the words of the reader's languages; what is left are names of topics or
of a place, which the caller knows. Parts that differ are set apart by ";".
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from babel.dates import get_day_names
from babel.units import format_unit

from news.clock import EVERY_DAY, USUAL_WEEKEND, fold, read_time
from news.i18n import Speech
from news.reader import days_left_out, hours_in_words, small_words, weekdays_said
from news.reader.hours_said import Hours, apart, hours_of, read_hour

SIGNS = "+-−"
SHORTEST, LONGEST = 1, 30
"""Minutes that a digest may take to read."""
_RANGE = re.compile(r"[-–—~〜至到]")
_MOST_WORDS = 3  # of a name: "thứ hai", "יום שני", "every day"
_MOST_OF_A_MANNER = 4  # "lu à voix haute"
_MOST_OF_A_TIME = 5  # "8 o'clock in the evening", "8 heures du matin"
_AND = {"ar": ("و",), "he": ("ו", "ב")}
"""Written together with the day that follows."""
_JOINED = re.compile(r"[぀-ヿ㐀-鿿가-힣]{2,}")
_JOINTS = re.compile("[と和・]|및|와|과")


@dataclass(frozen=True)
class Vocabulary:
    """Folded words and what they mean."""

    days: Mapping[str, str]
    minutes: frozenset[str]
    stories: frozenset[str]
    silent: Mapping[str, bool]
    spoken: Mapping[str, bool]
    everything: frozenset[str]
    hours: Hours
    joining: frozenset[str] = frozenset()
    ands: tuple[str, ...] = ()
    begin: Mapping[str, str] = field(default_factory=dict)
    end: Mapping[str, str] = field(default_factory=dict)
    """Days by the forms that alone say that a row of days begins, or ends, with them."""
    languages: tuple[str, ...] = ()
    """In which hours are said in words, the first of them first."""


@dataclass(frozen=True)
class Wish:
    """What one part of the line says. `times` are (sign or "", "HH:MM"); None and False: nothing was said of it; `rest`
    are the words that are none of ours."""

    times: tuple[tuple[str, str], ...] = ()
    days: str | None = None
    minutes: int | None = None
    stories: int | None = None
    is_silent: bool | None = None
    is_spoken: bool | None = None
    is_everything: bool = False
    rest: tuple[str, ...] = ()


def vocabulary(
    speeches: Iterable[Speech], *, weekend: str = USUAL_WEEKEND, can_speak: bool = False
) -> Vocabulary:
    """The words of these languages; where two disagree, the first has its way. `weekend`: the reader's, as ISO weekdays.
    `can_speak`: there is a voice to ask for."""
    days: dict[str, str] = {}
    known = tuple(speeches)
    minutes, stories, everything, silent = {"m", "min"}, set[str](), set[str](), {"🔕": True, "🔔": False}
    silent |= dict.fromkeys(small_words.SILENT, True)
    spoken = dict.fromkeys({"🎧"} | small_words.SPOKEN, True) if can_speak else {}
    for speech in known:
        is_beside_vietnamese = speech.language == "en" and any(one.language == "vi" for one in known)
        for day, name in _names_of_days(speech):
            if is_beside_vietnamese and len(name) < len("tues"):
                continue  # without its accents "tuệ" is "Tue", and "thư" is "Thu"
            days.setdefault(name, str(day + 1))
            days.setdefault(f"{name}s", str(day + 1))  # "Mondays", "sábados", "samstags"
        days = days | {
            form: day for form, day in weekdays_said.forms(speech.language).items() if form not in days
        }
        for said, meant in day_sets(speech, weekend=weekend).items():
            days.setdefault(fold(said), meant)
        minutes |= {
            _unit(format_unit(n, "duration-minute", length, locale=speech.locale))
            for n in (1, 3, 7)
            for length in ("long", "short", "narrow")
        }
        stories |= {_unit(speech.ngettext("{n} story", "{n} stories", n)) for n in (3, 7)}
        silent |= {fold(speech.gettext("without sound")): True, fold(speech.gettext("with sound")): False}
        spoken |= {fold(speech.gettext("text only")): False}
        spoken |= {fold(speech.gettext("read aloud")): True} if can_speak else {}
        everything.add(fold(speech.gettext("everything")))
    return Vocabulary(
        days=_usual_days(weekend) | days,
        minutes=frozenset(minutes - {""}),
        stories=frozenset(stories - {""}),
        silent=silent,
        spoken=spoken,
        everything=frozenset(everything),
        hours=hours_of(known),
        joining=frozenset(
            fold(str(speech.locale.list_patterns["standard"]["2"]).replace("{0}", "").replace("{1}", ""))
            for speech in known
        ),
        ands=tuple(said for speech in known for said in _AND.get(speech.language, ())),
        begin=_of_all(weekdays_said.beginnings, known),
        end=_of_all(weekdays_said.endings, known),
        languages=tuple(dict.fromkeys(speech.language for speech in known)),
    )


def _of_all(read: Callable[[str], Mapping[str, str]], known: Iterable[Speech]) -> dict[str, str]:
    return {form: day for speech in known for form, day in read(speech.language).items()}


def _usual_days(weekend: str) -> dict[str, str]:
    """Said where our own label is another word."""
    weekdays = "".join(day for day in EVERY_DAY if day not in weekend)
    return {
        **dict.fromkeys(small_words.EVERY_DAY_SAID, EVERY_DAY),
        **dict.fromkeys(small_words.WEEKDAYS_SAID | weekdays_said.WEEKDAYS, weekdays),
        **dict.fromkeys(small_words.WEEKENDS_SAID | weekdays_said.WEEKENDS, weekend),
    }


def _names_of_days(speech: Speech) -> Iterator[tuple[int, str]]:
    """Each folded; the shortest only where a number tells that it is one ("T2"). Hebrew leaves the word for day out."""
    for width in ("wide", "abbreviated", "short"):
        for context in ("stand-alone", "format"):
            for day, name in get_day_names(width, context=context, locale=speech.locale).items():
                if width != "short" or re.search(r"\d", name):
                    yield day, fold(name)
                    yield day, fold(name).removeprefix("יום ")
                    yield day, re.sub("(?<=曜)日$", "", fold(name))


def day_sets(speech: Speech, *, weekend: str) -> dict[str, str]:
    """Names of several days, and which those are where the reader lives."""
    return {
        speech.gettext("every day"): EVERY_DAY,
        speech.gettext("weekdays"): "".join(day for day in EVERY_DAY if day not in weekend),
        speech.gettext("weekends"): weekend,
    }


def is_days(text: str) -> bool:
    """Whether these are ISO weekdays, each once, in order."""
    return bool(text) and text == "".join(day for day in EVERY_DAY if day in text)


def _unit(said: str) -> str:
    return fold("".join(sign for sign in said if not sign.isnumeric()))


def read_line(text: str, words: Vocabulary) -> list[Wish]:
    """The parts of the line in their order. Understands nothing by halves: what is left is in `rest`."""
    plain = hours_in_words.as_figures(unicodedata.normalize("NFKC", text).rstrip(" .!。…"), words.languages)
    plain = weekdays_said.as_listed(days_left_out.as_listed(plain))
    plain = re.sub(r"(?<=\d)/(?=[+−-]?\d)", " ", plain)
    plain = apart(re.sub(r"(?<=\w)\s+[-–—]\s+(?=\w)", "-", plain))
    return [_read_part(part, words) for part in re.split(r"[;\n؛]", plain) if part.strip()]


@dataclass
class _Reading:
    """What was read of a part so far."""

    times: list[tuple[str, str]] = field(default_factory=list)
    days: list[str] = field(default_factory=list)
    minutes: int | None = None
    stories: int | None = None
    is_silent: bool | None = None
    is_spoken: bool | None = None
    is_everything: bool = False
    rest: list[str] = field(default_factory=list)
    row: int = 0
    """Of `days` so many were named last, with nothing between them but small words."""
    left_out: list[str] = field(default_factory=list)


def _read_part(part: str, words: Vocabulary) -> Wish:
    left = [word for word in re.split(r"[\s,،、]+", part.strip()) if word]
    made = _Reading()
    while left:
        named = len(made.days)
        taken = _leaves_out(left, words, made) or _known(left, words, made)
        if taken:
            made.row = made.row + 1 if len(made.days) > named else 0
        elif not (taken := _small(left, words)):
            made.rest.append(left[0])
        left = left[max(taken, 1) :]
    days = _all_days(made.days)
    if made.left_out and (days := days_left_out.staying(days, made.left_out)) is None:
        made.rest.append(part.strip())
    return Wish(
        times=tuple(dict.fromkeys(made.times)),
        days=days,
        minutes=made.minutes,
        stories=made.stories,
        is_silent=made.is_silent,
        is_spoken=made.is_spoken,
        is_everything=made.is_everything,
        rest=tuple(word.replace(hours_in_words.IN_ONE_WORD, " ") for word in made.rest),
    )


def _all_days(said: Sequence[str]) -> str | None:
    """Of "every day" and a day, as in "setiap hari Sabtu", the day is meant."""
    narrower = [days for days in said if days != EVERY_DAY]
    return "".join(sorted(set("".join(narrower or said)))) or None


def _known(left: Sequence[str], words: Vocabulary, made: _Reading) -> int:
    """How many words say something of a digest, which is kept."""
    return (
        _length(left, words, made)
        or _time(left, words, made)
        or _with_what_follows(left, _days(left, words, made))
        or _named(left, words, made)
    )


def _leaves_out(left: Sequence[str], words: Vocabulary, made: _Reading) -> int:
    """How many words leave days out: "except Friday and Sunday", or "hariç" behind such days."""
    found, at = _Reading(), days_left_out.length(left, days_left_out.BEFORE)
    end = 0
    while 0 < at < len(left):
        while _small(left[at:], words):
            at += 1
        taken = _with_what_follows(left[at:], _days(left[at:], words, found))
        if not taken or found.days[-1] == EVERY_DAY:  # "except Friday every day"
            break
        made.left_out.append(found.days[-1])
        at = end = at + taken
    behind = days_left_out.length(left, days_left_out.BEHIND) if made.row and not end else 0
    if behind:
        about, before = days_left_out.split(made.days[-made.row :])
        made.days[-made.row :] = before
        made.left_out += about
    return end or behind


def _days(left: Sequence[str], words: Vocabulary, made: _Reading) -> int:
    """How many words say days."""
    return (
        _days_from_to(left, words, made)
        or _days_begun(left, words, made)
        or _days_named(left, words, made)
        or _day_range(left, words, made)
    )


def _with_what_follows(left: Sequence[str], taken: int) -> int:
    """With the words behind days that say nothing more of them: "शनिवार को", "weekdays only"."""
    for count in (2, 1, 2, 1) if taken else ():
        behind = left[taken : taken + count]
        if len(behind) == count and fold(" ".join(behind)) in weekdays_said.BEHIND:
            taken += count
    return taken


def _small(left: Sequence[str], words: Vocabulary) -> int:
    """One, where it is a small word before something that is known: "at 8", "and Sunday", but not "La Paz"."""
    if left and _is_from_to(left, words):
        return 0
    small = small_words.SMALL | weekdays_said.BEFORE
    onward = 1 if left and fold(left[0]) in small else 0
    while 0 < onward < len(left) and fold(left[onward]) in small:
        onward += 1
    return int(0 < onward < len(left) and _known(left[onward:], words, _Reading()) > 0)


def _is_from_to(left: Sequence[str], words: Vocabulary) -> bool:
    """Whether a span of hours begins: "de 7h à 9h"."""
    first = (
        _time(left[1:], words, _Reading()) if len(left) > 3 and fold(left[0]) in small_words.FROM_TO else 0
    )
    onward = left[first + 1 :]
    return bool(
        first
        and len(onward) > 1
        and fold(onward[0]) in small_words.FROM_TO
        and _time(onward[1:], words, _Reading())
    )


def _length(left: Sequence[str], words: Vocabulary, made: _Reading) -> int:
    """How many words say a length: "5 min", "5min", "6 stories", "6টি খবর"."""
    for count in range(min(_MOST_WORDS, len(left)), 0, -1):
        found = re.fullmatch(r"(\d{1,3})\s?(\D+)", " ".join(left[:count]))
        if found and _keep_length(int(found[1]), fold(found[2]), words, made):
            return count
    return 0


def _keep_length(number: int, unit: str, words: Vocabulary, made: _Reading) -> bool:
    if unit in words.minutes and SHORTEST <= number <= LONGEST:
        made.minutes = number
    elif unit in words.stories:
        made.stories = number
    else:
        return False
    return True


def _time(left: Sequence[str], words: Vocabulary, made: _Reading) -> int:
    """How many words say a time: "07:30", "7:30 pm", "7 giờ 30", "오후 6:00"."""
    word = left[0].lstrip(SIGNS)
    sign = {"": "", "+": "+"}.get(left[0][: len(left[0]) - len(word)], "-")
    for count in range(_before_days(left[:_MOST_OF_A_TIME], words), 0, -1):
        if found := _one_time([word, *left[1:count]], left[count : count + 1], words):
            made.times.append((sign, found))
            return count
    return 0


def _before_days(left: Sequence[str], words: Vocabulary) -> int:
    """How many words stand before days of several words: "день" alone is the afternoon, "каждый день" is not."""
    for at in range(1, len(left) - 1):
        for count in range(2, _MOST_WORDS + 1):
            if len(left[at : at + count]) == count and fold(" ".join(left[at : at + count])) in words.days:
                return at
    return len(left)


def _one_time(said: Sequence[str], onward: Sequence[str], words: Vocabulary) -> str | None:
    """What all of these words are together: "7 pm", "7 giờ 30", "오후 7시 30분". "7h 18" and "7 giờ 18 giờ" are two times."""
    if len(said) > 1 and said[-1].isdigit():
        is_whole = bool(read_time(said[0])) and not said[0].isdigit()
        if is_whole or (onward and read_time(f"{said[-1]} {onward[0]}")):
            return None
    return read_hour(said, words.hours)


def _days_named(left: Sequence[str], words: Vocabulary, made: _Reading) -> int:
    for count in range(min(_MOST_WORDS, len(left)), 0, -1):
        name = " ".join(left[:count])
        if days := words.days.get(fold(name) or name) or _joined_days(name, words):
            made.days.append(days)
            return count
    return 0


def _named(left: Sequence[str], words: Vocabulary, made: _Reading) -> int:
    """Sound, everything: the longest name that is known."""
    for count in range(min(_MOST_OF_A_MANNER, len(left)), 0, -1):
        name = " ".join(left[:count])
        folded = fold(name) or name
        if _days_named(left[1:], words, _Reading()) >= count:
            continue  # Vietnamese "each Saturday" is "everything" and a word, but for accents
        if folded in words.silent or name in words.silent:
            made.is_silent = words.silent.get(folded, words.silent.get(name))
        elif folded in words.spoken or name in words.spoken:
            made.is_spoken = words.spoken.get(folded, words.spoken.get(name))
        elif folded in words.everything:
            made.is_everything = True
        else:
            continue
        return count
    return 0


def _joined_days(name: str, words: Vocabulary) -> str:
    """Days written together, "土日", "土曜と日曜", or with the word before them, "والأحد"."""
    for said in words.ands:
        if days := words.days.get(fold(name).removeprefix(said)):
            return days
    parts = _JOINTS.split(name) if _JOINED.fullmatch(name) else []
    found = [_row_of_days(fold(part), words) for part in parts]
    return "".join(found) if all(found) else ""


def _row_of_days(left: str, words: Vocabulary) -> str:
    """In the order of the week, so that 土木 is a word."""
    found = ""
    while left:
        name = next((left[:count] for count in range(len(left), 0, -1) if left[:count] in words.days), None)
        if name is None or words.days[name] <= found[-1:]:
            return ""
        found, left = found + words.days[name], left[len(name) :]
    return found


def _days_from_to(left: Sequence[str], words: Vocabulary, made: _Reading) -> int:
    """ "Monday to Friday", "de lunes a viernes", "من الأحد إلى الخميس"; in Czech "a" is "and". What stands before the
    first does not set them apart: "по вторникам, по четвергам" are two days."""
    start = int(_sets_apart(left[0], words))
    weak = {fold(left[0])} if start else weekdays_said.SET_APART_BEHIND_FROM
    ends = range(start + 1, min(start + 4, len(left) - 1))
    to = next((at for at in ends if _sets_apart(left[at], words) and fold(left[at]) not in weak), 0)
    first = words.days.get(fold(" ".join(left[start:to])), "")
    for count in range(min(_MOST_WORDS, len(left) - to - 1), 0, -1):
        last = words.days.get(fold(" ".join(left[to + 1 : to + 1 + count])), "")
        if to and len(first) == len(last) == 1:
            made.days.append(_row(first, last))
            return to + 1 + count
    return 0


def _sets_apart(word: str, words: Vocabulary) -> bool:
    return fold(word) in (small_words.FROM_TO | weekdays_said.SET_APART) - words.joining


def _days_begun(left: Sequence[str], words: Vocabulary, made: _Reading) -> int:
    """ "pazartesiden cumaya", where the days' own endings say which way."""
    first = words.begin.get(fold(left[0]).replace(" ", ""), "")
    last = words.end.get(fold(left[1]).replace(" ", ""), "") if first and len(left) > 1 else ""
    if last:
        made.days.append(_row(first, last))
    return 2 if last else 0


def _row(first: str, last: str) -> str:
    """The days from one to the other, both in it."""
    begin, end = int(first), int(last)
    return "".join(str((begin - 1 + ahead) % 7 + 1) for ahead in range((end - begin) % 7 + 1))


def _day_range(left: Sequence[str], words: Vocabulary, made: _Reading) -> int:
    """ "mon-fri", "fri-mon", "周一至周五", "Th 2–Th 6": both ends are in it."""
    for count in range(1, min(2 * _MOST_WORDS - 1, len(left)) + 1):
        ends = [words.days.get(fold(end), "") for end in _RANGE.split(" ".join(left[:count]))]
        if len(ends) == 2 and all(len(end) == 1 for end in ends):
            made.days.append(_row(*ends))
            return count
    return 0
