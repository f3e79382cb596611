"""Which of the stories found come first: pure. What has the words in its headlines, is recent, and is widely reported.

Knows nothing of rows. The measure is the plain one of news search: relevance, less what age takes from it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log2

from news.language.tokens import stems_of, words
from news.searching.search import Part, Sought, marked_stems

HEADLINE, REACH = 3.0, 0.5
"""All words in a headline make good for a week; twice as many independent outlets for a third of a day."""


@dataclass(frozen=True)
class Match:
    """An article that was found, and the story it is in now."""

    article: int
    story: int
    headline: str
    independent: int
    topics: tuple[str, ...]
    title: str
    language: str | None
    url: str
    outlet: str
    domain: str
    published_at: datetime


@dataclass(frozen=True)
class Result:
    """A story with its articles that were found, the best first."""

    story: int
    matches: tuple[Match, ...]


def ranked(matches: Iterable[Match], sought: Sought, *, now: datetime) -> list[Result]:
    by_story: dict[int, list[tuple[float, Match]]] = {}
    for match in matches:
        by_story.setdefault(match.story, []).append((_share_in_headline(match, sought.wanted), match))
    scored = []
    for story, told in by_story.items():
        told.sort(key=lambda one: (-one[0], -one[1].published_at.timestamp(), one[1].article))
        scored.append((_score(told, now), Result(story, tuple(match for _, match in told))))
    scored.sort(key=lambda one: (-one[0], -one[1].story))
    return [result for _, result in scored]


def _score(told: Sequence[tuple[float, Match]], now: datetime) -> float:
    newest = max(match.published_at for _, match in told)
    days = max((now - newest).total_seconds() / 86_400, 0.0)
    reach = max(match.independent for _, match in told)
    return HEADLINE * told[0][0] + REACH * log2(1 + reach) - log2(1 + days)


def _share_in_headline(match: Match, wanted: Sequence[Part]) -> float:
    """The share of the parts that the article's own title has."""
    cut = words(match.title)
    told = stems_of(cut, None)
    missing = [part for part in wanted if not _holds(told, part)]
    if any(part.stems for part in missing):  # cutting stems costs most of this
        stems = set(marked_stems(cut, match.language))
        missing = [part for part in missing if stems.isdisjoint(part.stems)]
    return 1 - len(missing) / len(wanted)


def _holds(told: Sequence[str], part: Part) -> bool:
    if part.begins:
        return any(word.startswith(part.words[-1]) for word in told)
    size = len(part.words)
    return any(tuple(told[at : at + size]) == part.words for at in range(len(told) - size + 1))
