"""A story's timeline: what was first reported when, and by whom. Pure, from its sources and facts to a few entries.

The first report stands; after it, each article that was the first with a number or name that others then told too,
or the first in its language; and the latest. Copies of a text count with the article that had it first. Quotes nothing but such names
and numbers, as they are written there, and headlines, which the press radar shows anyway.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from news.language.headlines import is_tease
from news.language.places import is_place
from news.language.rubrics import calendar_words
from news.language.tokens import primary_subtag, stop_words, words
from news.story.views import Cited
from news.writing.extract import facts

MOST = 8
MOST_NEWS = 3
NEWS_CHARS = 40
CONFIRMED, CONFIRMED_WORD = 2, 3
"""Families that tell it: what one alone has may be a slip, unless it is a number in its headline. A name of one word is
often no name: more must have it."""
ENDS = ".,;:!?)”»…"


@dataclass(frozen=True)
class Said:
    """A fact of the story, by whom it was said: one for each family that has it."""

    kind: str
    value: str
    family: int
    at: datetime


@dataclass(frozen=True)
class Joined:
    """That another story turned out to be this one."""

    headline: str
    at: datetime


@dataclass(frozen=True)
class Entry:
    """A line: `source` had `news` first, as it wrote it; or a story `joined` this one, under its headline."""

    at: datetime
    source: Cited | None = None
    news: tuple[str, ...] = ()
    joined: str = ""


def timeline(
    sources: Iterable[Cited], said: Iterable[Said], joined: Iterable[Joined] = (), *, most: int = MOST
) -> tuple[Entry, ...]:
    """At most so many entries, in order of time. What says most stays where there is too much."""
    originals = sorted(
        (source for source in sources if not source.is_copy), key=lambda s: (s.published_at, s.article)
    )
    if not originals:
        return ()
    first = originals[0]
    had_first = _had_first(said)
    known = set(words(first.title)) | {
        word for value, (family, _) in had_first.items() if family == first.family for word in value.split()
    }
    weighed = [(float(CONFIRMED), Entry(at=one.at, joined=one.headline)) for one in joined]
    for source in _earliest(originals[1:]):
        found = _news(source, had_first, known)
        weight = sum(told for told, _ in found) or _milestone(source, originals)
        if weight:
            weighed.append((weight, Entry(source.published_at, source, tuple(text for _, text in found))))
    best = sorted(weighed, key=lambda pair: (-pair[0], pair[1].at))[: most - 1]
    entries = sorted((entry for _, entry in best), key=lambda entry: entry.at)
    return (Entry(at=first.published_at, source=first), *entries)


def _milestone(source: Cited, originals: Sequence[Cited]) -> float:
    """What an article weighs that told nothing first: something where it was the first in its language, or the last."""
    language = primary_subtag(source.language)
    is_first = source is next(one for one in originals if primary_subtag(one.language) == language)
    return 1.0 if is_first else 0.5 if source is originals[-1] else 0.0


def _earliest(originals: Sequence[Cited]) -> Sequence[Cited]:
    """The earliest article of each family."""
    found: dict[int, Cited] = {}
    for source in originals:
        found.setdefault(source.family, source)
    return list(found.values())


def _had_first(said: Iterable[Said]) -> dict[str, tuple[int, int]]:
    """By number or name, the family that had it first, and how many have it."""
    families: dict[str, list[tuple[datetime, int]]] = {}
    for one in said:
        if one.kind == "name" or (one.kind == "number" and _tells(one.value)):
            families.setdefault(one.value, []).append((one.at, one.family))
    return {
        value: (min(having)[1], len({family for _, family in having})) for value, having in families.items()
    }


def _tells(number: str) -> bool:
    """A bare digit says nothing without its sentence."""
    return " " in number or len(re.sub(r"\D", "", number)) > 1


def _news(
    source: Cited, had_first: Mapping[str, tuple[int, int]], known: set[str]
) -> list[tuple[float, str]]:
    """What the article had first, as it wrote it, weightiest first; adds the words of it to `known`."""
    found: list[tuple[float, str, str]] = []
    for value, (family, families) in had_first.items():
        if family == source.family and _is_news(value, families, source, known):
            found.append((float(families), value, _as_written(value, source)))
    found.sort(key=lambda one: (-one[0], -len(one[2]), one[1]))
    shown: list[tuple[float, str]] = []
    for weight, value, text in found:
        if text and len(shown) < MOST_NEWS and not any(text in told or told in text for _, told in shown):
            shown.append((weight, text))
            known.update(value.split())
    return shown


def _is_news(value: str, families: int, source: Cited, known: set[str]) -> bool:
    """Told by others too; a name not told before in another form, that is no place and no day of the week."""
    parts = value.split()
    if any(sign.isdigit() for sign in value):
        return value not in known and (families >= CONFIRMED or _is_in_headline(parts[0], source))
    if parts[0] in known or parts[-1] in known or is_place(value, source.language):
        return False
    if not calendar_words(primary_subtag(source.language)).isdisjoint(parts):
        return False
    return families >= (CONFIRMED if len(parts) > 1 else CONFIRMED_WORD)


def _is_in_headline(number: str, source: Cited) -> bool:
    """One that tells what happened: "10 fun facts" counts what the article has."""
    return number in words(source.title) and not is_tease(source.title)


def _as_written(value: str, source: Cited) -> str:
    """The name or number as the article has it, a number with the word behind it; empty where it is not found."""
    text = f"{source.title}\n{source.text}"
    if any(sign.isdigit() for sign in value):
        return _number(value, text, source.language)
    pattern = r"\W+".join(map(re.escape, value.split()))
    found = re.search(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE)
    return found.group()[:NEWS_CHARS] if found else ""


_ORDINAL = re.compile(
    r"\d(?:st|nd|rd|th|er|re|e|è?me|:[ae]|[ºª]|-(?:й|я|е|го|му|м|ої|та))\W*$", re.IGNORECASE
)
"""The 25th of something counts nothing."""
_AROUND_NUMBER = re.compile(r"\S*\d\S*(?:[^\S\n]\S+){0,3}")


def _number(value: str, text: str, language: str | None) -> str:
    """The fewest words that say the value, and the word behind them: "43 people". Empty where neither a unit nor a word
    tells what it counts."""
    for around in _AROUND_NUMBER.finditer(text):
        parts = around.group().split()
        for count in range(1, len(parts) + 1):
            if any(fact.value == value for fact in facts(" ".join(parts[:count]), language)):
                if _ORDINAL.search(parts[count - 1]):
                    break
                counted = _counted(parts, count, language)
                if counted or " " in value:
                    return " ".join(parts[:count] + counted).strip(f"{ENDS}(“«\"'")[:NEWS_CHARS]
                break
    return ""


def _counted(parts: Sequence[str], count: int, language: str | None) -> list[str]:
    """The word behind the number, where the sentence goes on and it is one that can be counted."""
    following = [] if parts[count - 1][-1] in ENDS else parts[count : count + 1]
    stopped = stop_words(primary_subtag(language))
    return [word for word in following if word.casefold() not in stopped and word[0].isalpha()]
