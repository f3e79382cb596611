"""Judging a story that somebody brings, by exactly the checks of the running bot, over all that its sources say.

A story of the bot cites sentences; one that is brought may cite whole sources, which then stand for all their sentences.
What no draft of the bot can cite, because no model is shown it (an opinion, what is under embargo, what was superseded),
has a finding of its own. Asks no model, and mends nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from news.checks.findings import HEADLINE, Finding, Severity
from news.write import borrowed, sources_in
from news.writing.drafting import Check, Judged, faults_of_claim
from news.writing.drafts import Contested, Draft, Evidence, Name, Said, Version, on_one_line
from news.writing.made import Made, made_of_telling
from news.writing.shaping import Limits, shape
from news.writing.telling import Telling, judge_story
from news.writing.trial_case import Case, PointPart, SentencePart, StoryPart, VersionPart, told_of
from news.writing.verify import verify

WHOLE = Limits(
    articles=10_000, sentences=10_000, chars=10**8, tokens=10**8, text_chars=40_000, copies=True, short=True
)
"""All that a source says may be cited."""

Place = tuple[int, int]


@dataclass(frozen=True)
class Verdict:
    """`points` are the contested points as brought, each claim with its faults; `made` is the story as it would be
    shown, None where it would not be."""

    judged: Judged
    points: tuple[tuple[Contested, tuple[tuple[Finding, ...], ...]], ...]
    made: Made | None

    def faults_at(self, place: Place) -> tuple[Finding, ...]:
        return tuple(
            f for f in self.judged.findings if f.where == place and f.severity is not Severity.COUNTED
        )

    @property
    def faults_of_headline(self) -> tuple[Finding, ...]:
        return self.faults_at(HEADLINE)

    @property
    def faults_of_all(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.judged.findings if f.where is None and f.severity is Severity.STORY)


def judge_case(case: Case, story: StoryPart, *, now: datetime) -> Verdict:
    told, language = told_of(case, now=now), case.target_lang
    shaped = shape(told.sources, now=now, limits=WHOLE, by_article=True)
    evidence = replace(shaped.evidence, barred={str(id): why for id, why in shaped.left_out.items()})
    draft = draft_of_story(story, evidence, language=language)
    check = partial(verify, evidence=evidence, language=language, contested=shaped.conflicts, now=now)
    judged = judge_story(draft, check)
    own = sources_in(told, language) or told.sources
    made = made_of_telling(_telling(judged, evidence), language=language, borrowed=borrowed(own, now=now))
    return Verdict(judged, tuple(_faults(draft, check)), made)


def _telling(judged: Judged, evidence: Evidence) -> Telling:
    return Telling(
        draft=judged.left if judged.is_enough else None,
        contested=judged.left.contested,
        evidence=evidence,
        dropped=judged.dropped,
    )


def _faults(draft: Draft, check: Check) -> Iterator[tuple[Contested, tuple[tuple[Finding, ...], ...]]]:
    for point in draft.contested:
        yield point, tuple(faults_of_claim(draft, point, version, check) for version in point.versions)


# --- from what is written to a draft -------------------------------------------------------------


def draft_of_story(story: StoryPart, evidence: Evidence, *, language: str) -> Draft:
    paragraphs = tuple(
        tuple(_said(sentence, evidence) for sentence in paragraph.sentences) for paragraph in story.paragraphs
    )
    return Draft(
        language,
        False,
        _headline(story, paragraphs, evidence),
        tuple(filter(None, paragraphs)),
        tuple(_point(point, evidence) for point in story.contested),
        tuple(Name(name.as_written, name.in_source, name.evidence) for name in story.names),
    )


def _headline(story: StoryPart, paragraphs: Iterable[Iterable[Said]], evidence: Evidence) -> Said:
    """One that cites nothing itself rests on what its story cites."""
    written = story.headline
    if not (written.sources or written.evidence):
        written = written.model_copy(update={"sources": story.headline_sources})
    said = _said(written, evidence)
    cited = dict.fromkeys(id for paragraph in paragraphs for each in paragraph for id in each.evidence)
    return (
        said if said.evidence else replace(said, evidence=tuple(id for id in cited if id in evidence.by_id))
    )


def _said(part: SentencePart, evidence: Evidence) -> Said:
    return Said(on_one_line(part.text), _ids(part, evidence), part.kind)


def _point(part: PointPart, evidence: Evidence) -> Contested:
    versions = tuple(
        Version(on_one_line(version.claim), _ids(version, evidence)) for version in part.versions
    )
    return Contested(" ".join(part.topic.split()), versions)


def _ids(part: SentencePart | VersionPart, evidence: Evidence) -> tuple[str, ...]:
    """The sentences that it cites. A source without any that may be cited stands for itself, and has its finding."""
    if part.evidence:
        unknown = [str(id) for id in part.sources if not evidence.of_article(id)]
        return tuple(dict.fromkeys((*part.evidence, *unknown)))
    ids = (
        id
        for source in part.sources
        for id in ([line.id for line in evidence.of_article(source)] or [str(source)])
    )
    return tuple(dict.fromkeys(ids))
