"""A story's timeline: what was first reported when, and by whom. Pure, from its sources and facts to a few entries.

The first report stands; after it, each article that was the first with a number or name that others then told too, or
that it had in its headline. Copies of a text count with the article that had it first. Quotes nothing but such names
and numbers, as they are written there, and headlines, which the press radar shows anyway.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from news.extract import facts
from news.language.tokens import words
from news.views import Cited

MOST = 8
MOST_NEWS = 3
NEWS_CHARS = 40
CONFIRMED = 2
"""Families that tell it: what one alone has may be a slip, unless it is its headline."""


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
    first, later = originals[0], _by_family(originals[1:])
    had_first = _had_first(said)
    told = {value for value, (family, _) in had_first.items() if family == first.family}
    weighed = [
        (weight, Entry(at=source.published_at, source=source, news=news))
        for source in later.values()
        for weight, news in [_news(source, had_first, told)]
        if news
    ]
    merged = [(float(CONFIRMED), Entry(at=one.at, joined=one.headline)) for one in joined]
    best = sorted([*weighed, *merged], key=lambda pair: (-pair[0], pair[1].at))[: most - 1]
    entries = sorted((entry for _, entry in best), key=lambda entry: entry.at)
    return (Entry(at=first.published_at, source=first), *entries)


def _by_family(originals: Sequence[Cited]) -> Mapping[int, Cited]:
    """The earliest article of each family."""
    found: dict[int, Cited] = {}
    for source in originals:
        found.setdefault(source.family, source)
    return found


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
    source: Cited, had_first: Mapping[str, tuple[int, int]], told: set[str]
) -> tuple[float, tuple[str, ...]]:
    """What the article had first, and how much that weighs. Names already told in another form are not new."""
    known = {word for value in told for word in value.split()}
    title = set(words(source.title))
    found: list[tuple[float, str]] = []
    for value, (family, families) in had_first.items():
        is_headline = set(words(value)) <= title
        if family != source.family or (families < CONFIRMED and not is_headline):
            continue
        if any(word not in known for word in value.split()):
            found.append((families + is_headline, value))
    found.sort(key=lambda pair: (-pair[0], pair[1]))
    written = [(weight, _as_written(value, source)) for weight, value in found]
    shown = [(weight, text) for weight, text in written if text][:MOST_NEWS]
    return sum(weight for weight, _ in shown), tuple(dict.fromkeys(text for _, text in shown))


def _as_written(value: str, source: Cited) -> str:
    """The name or number as the article has it, a number with the word behind it; empty where it is not found."""
    text = f"{source.title}\n{source.text}"
    if any(sign.isdigit() for sign in value):
        return _number(value, text, source.language)
    pattern = r"\W+".join(map(re.escape, value.split()))
    found = re.search(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE)
    return found.group()[:NEWS_CHARS] if found else ""


_AROUND_NUMBER = re.compile(r"\S*\d\S*(?:[^\S\n]\S+){0,3}")


def _number(value: str, text: str, language: str | None) -> str:
    """The fewest words that say the value, and the word behind them: "43 people"."""
    for around in _AROUND_NUMBER.finditer(text):
        parts = around.group().split()
        for count in range(1, len(parts) + 1):
            if any(fact.value == value for fact in facts(" ".join(parts[:count]), language)):
                return _with_unit(parts, count)
    return ""


def _with_unit(parts: Sequence[str], count: int) -> str:
    ends = parts[count - 1][-1] in ".,;:!?)”»"
    shown = parts[:count] if ends else parts[: count + 1]
    return " ".join(shown).strip(".,;:!?()“”«»\"'")[:NEWS_CHARS]
