"""Which sentences of a brief rest on which sentences of an article. Pure: rows and sources in, values out.

A brief in the outlets' own words rests on what it quotes; one that a model told names its evidence; one that a phrasebook
translated rests on what the brief rests on that it translates, sentence by sentence.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from news.intake.fulltext_page import with_page
from news.language.headlines import bare_headline
from news.models import Brief
from news.story.stories import Source
from news.writing.headline import told_title
from news.writing.modes import EXTRACTIVE, PHRASEBOOK
from news.writing.shaping import numbered

NOT_AMONG = 1_000
"""From here on sentences are counted that `numbered` leaves out, and that are quoted all the same."""


@dataclass(frozen=True)
class Resting:
    """A sentence `told` in a brief (`at`: its place there, 0 the headline), and what it rests on: `was`, at `place` of an
    article, 0 its title."""

    brief: int
    at: int
    told: str
    language: str | None
    cites: tuple[int, ...]
    article: int
    place: int
    was: str


def told_in(brief: Brief) -> list[dict[str, Any]]:
    """The headline, the sentences, and what sides say, as rows."""
    headline = {
        "text": brief.headline,
        "cites": brief.headline_cites,
        "evidence": brief.headline_evidence or None,
        "language": brief.headline_language,
    }
    sentences = [sentence for paragraph in brief.paragraphs for sentence in paragraph]
    sides = [side | {"text": side["claim"]} for point in brief.contested for side in point["versions"]]
    return [headline, *sentences, *sides]


def resting(briefs: Sequence[Brief], sources: Mapping[int, Source]) -> list[Resting]:
    """What of these briefs of one story rests on these articles."""
    found = [each for brief in briefs for each in _of_one(brief, sources)]
    return found + [
        each for brief in briefs if brief.mode == PHRASEBOOK for each in _by_base(brief, briefs, found)
    ]


def _of_one(brief: Brief, sources: Mapping[int, Source]) -> Iterator[Resting]:
    if brief.mode == PHRASEBOOK:
        return
    for at, row in enumerate(told_in(brief)):
        for article, place, was in _evidence(brief, at, row, sources):
            yield _resting(brief, at, row, article, place, was)


def _resting(brief: Brief, at: int, row: Mapping[str, Any], article: int, place: int, was: str) -> Resting:
    return Resting(
        brief=brief.id or 0,
        at=at,
        told=str(row["text"]),
        language=row.get("language") or brief.language,
        cites=tuple(row.get("cites") or ()),
        article=article,
        place=place,
        was=was,
    )


def _evidence(
    brief: Brief, at: int, row: Mapping[str, Any], sources: Mapping[int, Source]
) -> Iterable[tuple[int, int, str]]:
    evidence = row.get("evidence")
    if evidence:
        for article, position in evidence:
            if article in sources and (was := lines_of(sources[article]).get(position)):
                yield article, position, was
    elif brief.mode == EXTRACTIVE or at == 0:  # a headline that was borrowed is an outlet's
        for article in row.get("cites") or ():
            if (
                article in sources
                and (place := _place(str(row["text"]), sources[article], is_title=at == 0)) is not None
            ):
                yield article, place, str(row["text"])


def _place(text: str, source: Source, *, is_title: bool) -> int | None:
    """Where the article says so, word for word."""
    if is_title:
        return (
            0
            if text in (source.title, bare_headline(source.title, source.outlet), told_title(source))
            else None
        )
    places = {line: at for at, line in lines_of(source).items()}
    if text in places:
        return places[text]
    found = with_page(source).text.find(text) if text else -1
    return NOT_AMONG + found if found >= 0 else None


def _by_base(brief: Brief, briefs: Iterable[Brief], found: Iterable[Resting]) -> Iterator[Resting]:
    """By the brief of the same revision that it says again, which has as many sentences with the same citations."""
    rows = told_in(brief)
    cited = [list(row.get("cites") or ()) for row in rows]
    base = next(
        (
            other
            for other in briefs
            if other.mode != PHRASEBOOK
            and (other.story_id, other.revision) == (brief.story_id, brief.revision)
            and [list(row.get("cites") or ()) for row in told_in(other)][: len(rows)] == cited
        ),
        None,
    )
    for each in found:
        if base is not None and each.brief == base.id and each.at < len(rows):
            yield _resting(brief, each.at, rows[each.at], each.article, each.place, each.was)


def lines_of(source: Source) -> dict[int, str]:
    """The article's title (0) and sentences by their places, as evidence names them."""
    return dict(numbered(with_page(source)))
