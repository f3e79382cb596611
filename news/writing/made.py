"""A brief as its row keeps it, from what was made: an extract, a story that a model told, or a translation. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from news.writing.drafts import Contested, Evidence, Said
from news.writing.extractive import Extract
from news.writing.modes import EXTRACTIVE, TRIMMED, WHOLE
from news.writing.telling import Telling

MOST_CITES = 3

Row = dict[str, Any]


@dataclass(frozen=True)
class Made:
    mode: str
    headline: str
    headline_language: str
    headline_cites: tuple[int, ...]
    paragraphs: list[list[Row]]
    headline_evidence: list[list[int]]
    contested: list[Row]
    names: list[Row]


def made_of_extract(extract: Extract, *, language: str, contested: Sequence[Row] = ()) -> Made:
    return Made(
        mode=EXTRACTIVE,
        headline=extract.headline,
        headline_language=extract.headline_language or language,
        headline_cites=extract.headline_cites,
        paragraphs=[
            [
                {"text": said.text, "cites": list(said.cites), "language": said.language or language}
                for said in paragraph
            ]
            for paragraph in extract.paragraphs
        ],
        headline_evidence=[],
        contested=list(contested),
        names=[],
    )


@dataclass(frozen=True)
class Borrowed:
    """An outlet's headline, for a story whose own did not pass."""

    text: str
    language: str | None
    article: int


def made_of_telling(telling: Telling, *, language: str, borrowed: Borrowed | None) -> Made | None:
    """The story as a model told it; `borrowed` stands over it where its own headline fell. None without either."""
    draft, evidence = telling.draft, telling.evidence
    if draft is None or not (draft.headline.text or borrowed):
        return None
    own = draft.headline.text
    return Made(
        mode=WHOLE if telling.is_whole else TRIMMED,
        headline=own or (borrowed.text if borrowed else ""),
        headline_language=language if own or borrowed is None else borrowed.language or language,
        headline_cites=_cites(evidence, draft.headline.evidence)
        if own
        else ((borrowed.article,) if borrowed else ()),
        paragraphs=[[_sentence(said, evidence, language) for said in each] for each in draft.paragraphs],
        headline_evidence=_places(evidence, draft.headline.evidence) if own else [],
        contested=[_point(point, evidence) for point in telling.contested],
        names=[{"as_written": name.as_written, "in_source": name.in_source} for name in draft.names],
    )


def _sentence(said: Said, evidence: Evidence, language: str) -> Row:
    return {
        "text": said.text,
        "cites": list(_cites(evidence, said.evidence)),
        "language": language,
        "evidence": _places(evidence, said.evidence),
        "kind": said.kind,
    }


def _point(point: Contested, evidence: Evidence) -> Row:
    return {
        "topic": point.topic,
        "versions": [
            {
                "claim": version.claim,
                "cites": list(_cites(evidence, version.evidence)),
                "evidence": _places(evidence, version.evidence),
            }
            for version in point.versions
        ],
    }


def _cites(evidence: Evidence, ids: Sequence[str]) -> tuple[int, ...]:
    return evidence.cited(ids)[:MOST_CITES]


def _places(evidence: Evidence, ids: Sequence[str]) -> list[list[int]]:
    """Ids are of one question only; rows keep the article and the sentence's place in it."""
    return [[line.article, line.position] for line in evidence.of(ids)]
