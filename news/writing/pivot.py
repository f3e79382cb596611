"""A brief that stands as what can be translated: its sentences, over the sentences of the sources that they rest on.

Pure. A row keeps of each sentence which articles it cites and where in their texts it stands; ids are given anew.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from news.clustering.families import owner_of
from news.writing.drafts import FACT, Contested, Draft, Evidence, Line, Name, Said, Version
from news.writing.made import Made, Row
from news.writing.shaping import line_of, numbered

if TYPE_CHECKING:
    from news.story.stories import Source


@dataclass(frozen=True)
class Pivot:
    """The brief as its row keeps it, and as a draft with evidence."""

    made: Made
    language: str
    draft: Draft
    evidence: Evidence


def pivot_of(made: Made, sources: Iterable["Source"], *, language: str) -> Pivot:
    """A sentence that rests on nothing we have (it is a quotation, or its article changed) is evidence for itself."""
    press = {source.article_id: source for source in sources}
    numbers = {article: number for number, article in enumerate(_articles(made), start=1)}
    lines = [
        line_of(press[article], number, at, text)
        for article, number in numbers.items()
        if article in press
        for at, text in numbered(press[article])
    ]
    known = {line.id for line in lines}
    quoted: list[Line] = []

    def said(text: str, evidence: Sequence[Sequence[int]], cites: Sequence[int], kind: str = FACT) -> Said:
        ids = [f"{numbers[article]}.{at}" for article, at in evidence if article in numbers]
        if not ids or not known.issuperset(ids):
            quoted.append(_itself(text, len(quoted), press.get(cites[0]) if cites else None, language))
            ids = [quoted[-1].id]
        return Said(text, tuple(ids), kind)

    headline = said(made.headline, made.headline_evidence, made.headline_cites)
    paragraphs = tuple(
        tuple(
            said(row["text"], row.get("evidence", ()), row["cites"], row.get("kind", FACT))
            for row in paragraph
        )
        for paragraph in made.paragraphs
    )
    contested = tuple(
        Contested(
            row["topic"],
            tuple(
                Version(each["claim"], said(each["claim"], each["evidence"], each["cites"]).evidence)
                for each in row["versions"]
            ),
        )
        for row in made.contested
    )
    names = tuple(Name(row["as_written"], row["in_source"], "") for row in made.names)
    draft = Draft(language, False, headline, paragraphs, contested, names)
    return Pivot(made, language, draft, Evidence((*lines, *quoted)))


def _articles(made: Made) -> list[int]:
    """Every article that something rests on, once, in the order of the text."""
    rows: Iterable[Row] = (
        *(row for paragraph in made.paragraphs for row in paragraph),
        *(version for point in made.contested for version in point["versions"]),
    )
    places = [*made.headline_evidence, *(place for row in rows for place in _places(row))]
    return list(dict.fromkeys(article for article, _ in places))


def _places(row: Mapping[str, object]) -> Sequence[Sequence[int]]:
    found = row.get("evidence")
    return found if isinstance(found, list) else ()


def _itself(text: str, at: int, source: "Source | None", language: str) -> Line:
    """A line of no source: "0.4" stands beside no other."""
    return Line(
        id=f"0.{2 * at}",
        text=text,
        article=source.article_id if source else 0,
        outlet=source.outlet if source else "",
        owner=owner_of(source) if source else "",
        family=source.family if source else 0,
        language=language,
        published_at=source.published_at if source else _LONG_AGO,
        position=2 * at,
    )


_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
