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
class Telling:
    """A story that was found by what was told of it: under this headline, in this language. `published_at` is when it was
    last reported."""

    story: int
    independent: int
    title: str
    language: str
    published_at: datetime


@dataclass(frozen=True)
class Result:
    """A story with its articles that were found, the best first; `is_told`: what was told of it has the words, too."""

    story: int
    matches: tuple[Match, ...]
    is_told: bool = False


def ranked(
    matches: Iterable[Match], sought: Sought, *, now: datetime, tellings: Iterable[Telling] = ()
) -> list[Result]:
    by_story: dict[int, list[tuple[float, Match | Telling]]] = {}
    everything: list[Match | Telling] = [*matches, *tellings]
    for one in everything:
        by_story.setdefault(one.story, []).append((_share_in_headline(one, sought.wanted), one))
    scored = [(_score(found, now), _result(story, found)) for story, found in by_story.items()]
    scored.sort(key=lambda one: (-one[0], -one[1].story))
    return [result for _, result in scored]


def _result(story: int, found: Sequence[tuple[float, Match | Telling]]) -> Result:
    matches = [(share, one) for share, one in found if isinstance(one, Match)]
    matches.sort(key=lambda one: (-one[0], -one[1].published_at.timestamp(), one[1].article))
    return Result(story, tuple(match for _, match in matches), is_told=len(matches) < len(found))


def telling_most(sentences: Iterable[tuple[str, str]], sought: Sought) -> int | None:
    """Which of these sentences (text, language) has most of what is sought, the first of those; None where none has any."""
    shares = [_share(text, language, sought.wanted) for text, language in sentences]
    best = max(shares, default=0.0)
    return shares.index(best) if best else None


def is_all_in(text: str, language: str | None, sought: Sought) -> bool:
    return _share(text, language, sought.wanted) == 1.0


def _score(told: Sequence[tuple[float, Match | Telling]], now: datetime) -> float:
    newest = max(match.published_at for _, match in told)
    days = max((now - newest).total_seconds() / 86_400, 0.0)
    reach = max(match.independent for _, match in told)
    return HEADLINE * max(share for share, _ in told) + REACH * log2(1 + reach) - log2(1 + days)


def _share_in_headline(found: Match | Telling, wanted: Sequence[Part]) -> float:
    """The share of the parts that the article's own title has, or the headline that was told."""
    return _share(found.title, found.language, wanted)


def _share(text: str, language: str | None, wanted: Sequence[Part]) -> float:
    cut = words(text)
    told = stems_of(cut, None)
    missing = [part for part in wanted if not _holds(told, part)]
    if any(part.stems for part in missing):  # cutting stems costs most of this
        stems = set(marked_stems(cut, language))
        missing = [part for part in missing if stems.isdisjoint(part.stems)]
    return 1 - len(missing) / len(wanted)


def _holds(told: Sequence[str], part: Part) -> bool:
    """A beginning is that of the last word: "3900" as "3 900" needs the "3" before it."""
    return any(
        _stands(told[at : at + len(phrase)], phrase, part)
        for phrase in part.phrases
        for at in range(len(told))
    )


def _stands(told: Sequence[str], phrase: Sequence[str], part: Part) -> bool:
    if len(told) < len(phrase) or tuple(told[:-1]) != tuple(phrase[:-1]):
        return False
    return told[-1].startswith(phrase[-1]) if part.begins else told[-1] == phrase[-1]
