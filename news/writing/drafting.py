"""From shaped sources to the question a model is asked, and from its draft to a story that stands: pure.

A sentence in which a check found a fault that drops it is left out. Where enough is left the story is published; where
not, the faulty sentences are mended once; where that does not do either, nothing of the draft is used.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from babel import Locale, UnknownLocaleError
from pydantic import BaseModel, ConfigDict

from news.checks.findings import HEADLINE, Finding, Severity
from news.ports import Prompt
from news.prompts import read_wording
from news.writing.drafts import (
    Contested,
    Draft,
    Evidence,
    NameAnswer,
    Said,
    SentenceAnswer,
    Side,
    Version,
    name_of,
    said_of,
)
from news.writing.fence import draw_nonce, fence
from news.writing.shaping import Known, Shaped

FEWEST_SENTENCES, KEPT_SHARE = 3, 0.6
"""A draft that keeps so much of itself is a story still; otherwise it is mended."""
FEWEST_OF_A_SHORT_DRAFT = 2
"""Sources that say little give a short draft, of which two sentences are enough."""
TOO_MUCH = frozenset({"length", "redundancy"})
KNOWN_SHOWN = 20
FAULTS_SHOWN = 4

Check = Callable[[Draft], Sequence[Finding]]


class MendedSentence(SentenceAnswer):
    i: int


class RepairAnswer(BaseModel):
    """The answer to the prompt `repair`; "" for a sentence that cannot be mended."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    sentences: list[MendedSentence]
    names: list[NameAnswer] = []


@dataclass(frozen=True)
class Judged:
    """A draft with what was found in it, and what is left of it without the sentences that fell."""

    draft: Draft
    findings: tuple[Finding, ...]
    left: Draft

    @property
    def dropped(self) -> int:
        return len(self.draft.sentences) - len(self.left.sentences)

    @property
    def fails_as_a_whole(self) -> bool:
        return any(finding.severity is Severity.STORY for finding in self.findings)

    @property
    def is_enough(self) -> bool:
        """Whether what is left is a story, but for its headline."""
        drafted, kept = len(self.draft.sentences), len(self.left.sentences)
        fewest = min(FEWEST_SENTENCES, max(FEWEST_OF_A_SHORT_DRAFT, drafted))
        is_most = kept >= KEPT_SHARE * (drafted - self.trimmed)
        return kept >= fewest and is_most and not self.fails_as_a_whole

    @property
    def trimmed(self) -> int:
        """How many sentences fell for being too much, and not for being wrong: no sign of a bad draft."""
        codes: dict[tuple[int, int] | None, set[str]] = {}
        for finding in self.findings:
            if finding.severity is Severity.DROPS and finding.where != HEADLINE:
                codes.setdefault(finding.where, set()).add(finding.code)
        return sum(found <= TOO_MUCH for found in codes.values())


# --- judging -------------------------------------------------------------------------------------


def judge(draft: Draft, check: Check) -> Judged:
    """The draft without every sentence that a check drops, until no check drops one: what was redundant beside a
    sentence that fell is not, and what leaned on it is checked without it."""
    findings = fresh = tuple(check(draft))
    while any(finding.severity is Severity.DROPS for finding in fresh):
        left, places = without_fallen(draft, findings), _places_left(draft, findings)
        if not left.sentences:
            break
        known = _fallen(findings)
        told = [finding.at(places.get(finding.where, finding.where)) for finding in check(left)]
        fresh = tuple(f for f in told if f.severity is Severity.DROPS and f.where not in known)
        findings = (
            *(finding for finding in findings if not _is_of_all(finding)),
            *fresh,
            *filter(_is_of_all, told),
        )
    return Judged(draft, findings, without_fallen(draft, findings))


def _is_of_all(finding: Finding) -> bool:
    """Whether it is about the story as a whole: then only what is left of the story counts."""
    return finding.where is None


def without_fallen(draft: Draft, findings: Sequence[Finding]) -> Draft:
    """What is left of the draft. A headline that fell is empty."""
    fallen = _fallen(findings)
    paragraphs = (
        tuple(said for at, said in enumerate(paragraph) if (number, at) not in fallen)
        for number, paragraph in enumerate(draft.paragraphs)
    )
    headline = replace(draft.headline, text="") if HEADLINE in fallen else draft.headline
    return replace(draft, headline=headline, paragraphs=tuple(filter(None, paragraphs)))


def _places_left(
    draft: Draft, findings: Sequence[Finding]
) -> "dict[tuple[int, int] | None, tuple[int, int]]":
    """Where each sentence stands in what is left, and where it stood in the draft."""
    fallen = _fallen(findings)
    kept = [
        [(number, at) for at in range(len(paragraph)) if (number, at) not in fallen]
        for number, paragraph in enumerate(draft.paragraphs)
    ]
    return {
        (number, at): place
        for number, places in enumerate(filter(None, kept))
        for at, place in enumerate(places)
    }


def _fallen(findings: Sequence[Finding]) -> set[tuple[int, int] | None]:
    return {finding.where for finding in findings if finding.severity is Severity.DROPS}


def contested_that_stand(draft: Draft, check: Check) -> tuple[Contested, ...]:
    """The contested points whose every claim holds against its own evidence; a point needs two different claims.

    A claim is no sentence ("nine, says the ministry"), so that only what grounds it counts, not its form.
    """
    kept = []
    for point in draft.contested:
        versions = tuple(
            version for version in point.versions if not faults_of_claim(draft, point, version, check)
        )
        if len({version.claim.casefold() for version in versions}) > 1:
            kept.append(Contested(point.topic, versions))
    return tuple(kept)


FORMS = frozenset({"length", "redundancy", "conflict", "freshness", "support", "hedge"})
"""Findings that a fragment gives by being one."""


def faults_of_claim(draft: Draft, point: Contested, version: Version, check: Check) -> tuple[Finding, ...]:
    """Why a claim may not be shown as one side of the point; none for one that may."""
    claim = Said(f"{point.topic}: {version.claim}", version.evidence)
    alone = replace(draft, headline=claim, paragraphs=((claim,),), contested=())
    return tuple(
        f
        for f in check(alone)
        if f.where == (0, 0) and f.severity is not Severity.COUNTED and f.code not in FORMS
    )


# --- asking --------------------------------------------------------------------------------------


def story_prompt(shaped: Shaped, *, language: str, now: datetime, key: str = "") -> Prompt:
    nonce = unused_nonce(line.text for line in shaped.evidence.lines)
    return read_wording("story").fill(
        key=key,
        now=f"{now:%Y-%m-%dT%H:%MZ}",
        language=language_named(language),
        nonce=nonce,
        sources=fence(source_rows(shaped.evidence), nonce=nonce),
        known=_known_shown(shaped, nonce),
        conflicts=_conflicts_shown(shaped, nonce),
    )


def repair_prompt(
    judged: Judged, evidence: Evidence, *, language: str, now: datetime, key: str = ""
) -> Prompt:
    """Asks for the sentences that fell, each with the reasons and with the sources it may rest on."""
    nonce = unused_nonce(line.text for line in evidence.lines)
    places = faulty(judged)
    sentences = [row for at, place in enumerate(places) for row in _fault_rows(judged, at, place)]
    return read_wording("repair").fill(
        key=key,
        now=f"{now:%Y-%m-%dT%H:%MZ}",
        language=language_named(language),
        nonce=nonce,
        sources=fence(source_rows(_evidence_for(judged.draft, places, evidence)), nonce=nonce),
        sentences=fence(sentences, nonce=nonce),
    )


def nonce_of(prompt: Prompt) -> str:
    """The nonce of the question's marks: it may not come back in an answer."""
    found = re.search(r"^⟦([0-9a-f]+)", prompt.user, re.MULTILINE)
    return found[1] if found else ""


def unused_nonce(texts: Iterable[str]) -> str:
    """A nonce that none of the texts holds: taming would take a figure out of one that does."""
    held = "\n".join(texts).casefold()
    while (nonce := draw_nonce()) in held:
        pass
    return nonce


def faulty(judged: Judged) -> list[tuple[int, int]]:
    """Where the sentences stand that fell, the headline first; all of them where the story failed as a whole."""
    places = [HEADLINE, *_places(judged.draft)]
    if judged.fails_as_a_whole:
        return places
    fallen = {f.where for f in judged.findings if f.severity is Severity.DROPS}
    return [place for place in places if place in fallen]


def mended(judged: Judged, answer: RepairAnswer) -> Draft:
    """The draft with the sentences that were mended in their places; one that was given up falls out."""
    places = faulty(judged)
    said = {places[m.i]: said_of(m) for m in answer.sentences if 0 <= m.i < len(places)}
    paragraphs = tuple(
        tuple(said.get((number, at), old) for at, old in enumerate(paragraph))
        for number, paragraph in enumerate(judged.draft.paragraphs)
    )
    draft = judged.draft
    return replace(
        draft,
        headline=said.get(HEADLINE, draft.headline),
        paragraphs=tuple(
            kept for paragraph in paragraphs if (kept := tuple(each for each in paragraph if each.text))
        ),
        names=(*(name_of(name) for name in answer.names), *draft.names),
    )


def _places(draft: Draft) -> list[tuple[int, int]]:
    return [(n, at) for n, paragraph in enumerate(draft.paragraphs) for at in range(len(paragraph))]


def said_at(draft: Draft, place: tuple[int, int]) -> Said:
    return draft.headline if place == HEADLINE else draft.paragraphs[place[0]][place[1]]


def _evidence_for(draft: Draft, places: Sequence[tuple[int, int]], evidence: Evidence) -> Evidence:
    """What the sentences cite, with its neighbours; all of it where one cites nothing that there is."""
    found: dict[str, None] = {}
    for place in places:
        around = evidence.within(said_at(draft, place).evidence)
        if not around:
            return evidence
        found |= dict.fromkeys(line.id for line in around)
    return Evidence(tuple(line for line in evidence.lines if line.id in found))


def _fault_rows(judged: Judged, at: int, place: tuple[int, int]) -> list[tuple[str, str]]:
    said = said_at(judged.draft, place)
    reasons = [
        f"{f.code}: {f.detail}"
        for f in judged.findings
        if f.where == place or (f.where is None and f.severity is Severity.STORY)
    ]
    head = f"sentence {at} (headline)" if place == HEADLINE else f"sentence {at}"
    cited = ", ".join(said.evidence[:3]) or "nothing"
    return [(head, said.text), (f"about {at}", f"cites {cited}; " + "; ".join(reasons[:FAULTS_SHOWN]))]


def source_rows(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Every sentence under its id, each source under a line that says what it is."""
    shown = ""
    for line in evidence.lines:
        number = line.id.split(".")[0]
        if number != shown:
            shown = number
            at = f"{line.published_at:%Y-%m-%d %A %H:%MZ}"
            outlet = line.outlet.replace("|", "/")
            yield (
                f"SOURCE {number}",
                f"outlet: {outlet} | published: {at} | language: {line.language or 'unknown'}",
            )
        yield line.id, line.text


def _known_shown(shaped: Shaped, nonce: str) -> str:
    """What more than one family says: a story without it has left out what all report."""
    rows = [
        (f"known {at}", f"{known.kind} {known.value} ({', '.join(known.evidence[:3])})")
        for at, known in enumerate(shared_facts(shaped)[:KNOWN_SHOWN], start=1)
    ]
    return f"Reported by more than one outlet:\n{fence(rows, nonce=nonce)}\n" if rows else ""


def shared_facts(shaped: Shaped) -> list[Known]:
    """The numbers, dates and names that sentences of two or more text families have."""
    family = {line.id: line.family for line in shaped.evidence.lines}
    return [
        known
        for known in shaped.facts
        if known.kind in ("number", "name", "date") and len({family[id] for id in known.evidence}) > 1
    ]


def _conflicts_shown(shaped: Shaped, nonce: str) -> str:
    rows = [
        (f"differs {at}", f"{conflict.topic}: {'; '.join(_side(side) for side in conflict.sides)}")
        for at, conflict in enumerate(shaped.conflicts, start=1)
    ]
    return f"The sources differ here, so put it into contested:\n{fence(rows, nonce=nonce)}\n" if rows else ""


def _side(side: Side) -> str:
    return f"{side.written} ({', '.join(side.evidence[:3])})"


def language_named(language: str) -> str:
    """ "Ukrainian (uk)": models know languages better by name than by code."""
    try:
        name: str | None = Locale.parse(language.replace("-", "_")).get_display_name("en")
    except (UnknownLocaleError, ValueError):
        name = None
    return f"{name} ({language})" if name else language
