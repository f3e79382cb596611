"""Who reported a story: languages, countries and owners; and which of those that we read were not seen to. Pure.

The measure is the feeds that could be read of late and are about the story's topics. That nobody was seen to report it
says something of our feeds as much as of the press, and is worded so.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from news.language.tokens import primary_subtag
from news.story.views import Cited


@dataclass(frozen=True)
class Side:
    """Where a feed speaks from: its base language, its outlet's country, and its outlet."""

    language: str | None
    country: str | None
    outlet: str = ""


@dataclass(frozen=True)
class Coverage:
    """Names with how many outlets each has, most first. `owners` are those known by name; `feeds` how many the
    unseen are measured against. `unseen_outlets` are names with the language of each."""

    languages: tuple[tuple[str, int], ...]
    countries: tuple[tuple[str, int], ...]
    owners: tuple[tuple[str, int], ...]
    unseen_languages: tuple[str, ...]
    unseen_countries: tuple[str, ...]
    feeds: int
    unseen_outlets: tuple[tuple[str, str], ...] = ()


def coverage(sources: Iterable[Cited], read: Iterable[Side] = ()) -> Coverage:
    """Outlets are told apart by name; an outlet that writes in two languages counts in both."""
    listed, sides = list(sources), list(read)
    languages = _counted((source.outlet, primary_subtag(source.language)) for source in listed)
    countries = _counted((source.outlet, source.country) for source in listed)
    return Coverage(
        languages=languages,
        countries=countries,
        owners=_counted((source.outlet, source.owner) for source in listed),
        unseen_languages=_unseen((primary_subtag(side.language) for side in sides), languages),
        unseen_countries=_unseen((side.country for side in sides), countries),
        feeds=len(sides),
        unseen_outlets=_unseen_outlets(sides, {source.outlet for source in listed}),
    )


def _counted(pairs: Iterable[tuple[str, str | None]]) -> tuple[tuple[str, int], ...]:
    counts = Counter(name for _, name in {(outlet, name) for outlet, name in pairs if name})
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _unseen(read: Iterable[str | None], seen: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    """Those with most feeds first."""
    counts = Counter(name for name in read if name)
    for name, _ in seen:
        counts.pop(name, None)
    return tuple(sorted(counts, key=lambda name: (-counts[name], name)))


def _unseen_outlets(read: Iterable[Side], seen: Collection[str]) -> tuple[tuple[str, str], ...]:
    """By name, each once, with the language of its first feed."""
    found: dict[str, str] = {}
    for side in read:
        if side.outlet and side.outlet not in seen:
            found.setdefault(side.outlet, primary_subtag(side.language))
    return tuple(sorted(found.items(), key=lambda pair: (pair[0].casefold(), pair[0])))
