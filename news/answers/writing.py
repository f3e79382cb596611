"""An answer worded by a model: one call at most, every sentence checked against what it cites, or no answer at all.

The thin edge around pure parts. Knows no rows and no message. What a model says of its question is not believed: whether
anything near was found was decided before, and what it writes is held against the sources as a story is.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, ValidationError

from news.answers.audience import Audience, hear
from news.answers.covering import covered
from news.answers.finding import Heard
from news.answers.values import (
    MOST_SENTENCES,
    TURN_CHARS,
    WRITTEN,
    Answer,
    Answered,
    Asked,
    Rest,
)
from news.checks.findings import HEADLINE, Finding, Severity
from news.errors import ModelFailed
from news.operating.usage import Usage, estimate_tokens
from news.ports import Model, Prompt
from news.prompts import read_wording
from news.retrieving.retrieve import Passage
from news.writing.conflicts import conflicts
from news.writing.drafting import language_named, nonce_of, source_rows, unused_nonce
from news.writing.drafts import (
    Conflict,
    Contested,
    Draft,
    Evidence,
    Line,
    Said,
    SentenceAnswer,
    Version,
    said_of,
)
from news.writing.fence import fence
from news.writing.shaping import line_of
from news.writing.verify import verify

if TYPE_CHECKING:
    from news.story.stories import Source

PATIENCE = timedelta(seconds=60)
"""For an answer; then the outlets' own sentences must do."""
OF_STORIES = frozenset({"freshness"})
"""Findings about what a story must have and an answer need not."""
MOST_ARTICLES = 3

Check = Callable[[Sequence[Said]], Sequence[Finding]]
Judged = tuple[Answer | None, tuple[str, ...]]
"""What stands of an answer, if anything does, and the codes of what was found."""


class _Answer(BaseModel):
    """The answer to the prompt `answer`."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    answerable: bool
    language: str = ""
    standalone: str = ""
    sentences: list[SentenceAnswer] = []


@dataclass(frozen=True)
class Worded:
    """What came of asking. `answer` None: nothing that can be shown, and the sources' own sentences answer."""

    answer: Answer | None = None
    findings: tuple[str, ...] = ()
    usage: Usage = field(default_factory=Usage)
    version: str | None = None
    is_cut: bool = False
    """Its reader had enough before it was whole."""


async def word_answer(
    model: Model,
    asked: Asked,
    heard: Sequence[Heard],
    sources: Sequence["Source"],
    *,
    now: datetime,
    key: str = "",
    audience: Audience | None = None,
) -> Worded:
    """The answer in the reader's language, from the passages around what was found. Raises nothing that a model can do.

    The audience hears each sentence once it is whole and stands beside those before it; where it has had enough, what stood
    then is the answer.
    """
    audience = audience or Audience()
    evidence = evidence_of(heard)
    prompt = answer_prompt(asked, heard, evidence, now=now, key=key)
    if audience.enough.is_set():
        return Worded(None, ("stopped",), Usage(model=model.name), prompt.version, is_cut=True)
    judge = partial(_judge, asked=asked, evidence=evidence, sources=sources, prompt=prompt, now=now)
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            reply = await hear(
                model, prompt, returns=_Answer, judge=partial(_so_far, judge), audience=audience
            )
    except ModelFailed as failure:
        return Worded(None, (f"model:{type(failure).__name__}",), failure.usage, prompt.version)
    except TimeoutError:
        return Worded(None, ("model:late",), Usage(model=model.name), prompt.version)
    if reply is None:
        usage = Usage(model.name, estimate_tokens(prompt.system + prompt.user), calls=1)
        return Worded(audience.answer, ("stopped",), usage, prompt.version, is_cut=True)
    answer, findings = await asyncio.to_thread(judge, reply.value)
    return Worded(answer, findings, reply.usage, prompt.version)


# --- what is asked -------------------------------------------------------------------------------


def evidence_of(heard: Sequence[Heard]) -> Evidence:
    """The passages around, numbered: source by source in order of publication, each source's in order."""
    around = dict.fromkeys(passage for each in heard for passage in each.around)
    sources = sorted(
        {passage.source.article_id: passage.source for passage in around}.values(),
        key=lambda source: (source.published_at, source.article_id),
    )
    number = {source.article_id: at for at, source in enumerate(sources, start=1)}
    ordered = sorted(around, key=lambda p: (number[p.source.article_id], p.position))
    return Evidence(tuple(_line(passage, number[passage.source.article_id]) for passage in ordered))


def _line(passage: Passage, number: int) -> Line:
    return line_of(passage.source, number, passage.position + 1, passage.text)


def answer_prompt(
    asked: Asked, heard: Sequence[Heard], evidence: Evidence, *, now: datetime, key: str = ""
) -> Prompt:
    rows = list(_question_rows(asked, heard))
    nonce = unused_nonce([*(line.text for line in evidence.lines), *(text for _, text in rows)])
    return read_wording("answer").fill(
        key=key,
        now=f"{now:%Y-%m-%dT%H:%MZ}",
        language=language_named(asked.reads),
        nonce=nonce,
        sources=fence(source_rows(evidence), nonce=nonce),
        turns=", after the turns before it" if asked.earlier else "",
        question=fence(rows, nonce=nonce),
    )


def _question_rows(asked: Asked, heard: Sequence[Heard]) -> Iterator[tuple[str, str]]:
    for at, turn in enumerate(asked.earlier, start=1):
        yield f"earlier question {at}", turn.question[:TURN_CHARS]
        yield f"earlier answer {at}", turn.answer[:TURN_CHARS] or "(the sources did not say)"
    yield "question", asked.text
    people = [each.reading.person for each in heard if each.reading.person]
    if len(people) > 1:
        yield "may mean", "; ".join(people)


# --- what is believed of it ----------------------------------------------------------------------


async def _so_far(judge: Callable[[_Answer], Judged], part: Mapping[str, Any]) -> Answer | None:
    """What stands of an answer that is not whole yet: by the checks of the whole."""
    try:
        answer = _Answer.model_validate(part)
    except ValidationError:
        return None
    if not (answer.answerable and answer.sentences):
        return None
    return (await asyncio.to_thread(judge, answer))[0]


def _judge(
    answer: _Answer,
    *,
    asked: Asked,
    evidence: Evidence,
    sources: Sequence["Source"],
    prompt: Prompt,
    now: datetime,
) -> Judged:
    if not answer.answerable:
        refusal = Answer(mode=WRITTEN, covered=covered(sources, reads=asked.reads))
        return refusal, ("unanswerable",)
    drafted = [said for each in answer.sentences[:MOST_SENTENCES] if (said := said_of(each)).text]
    contested = conflicts(evidence, now=now)
    found: list[str] = []

    def check(said: Sequence[Said]) -> Sequence[Finding]:
        return _findings(said, evidence, contested, asked=asked, prompt=prompt, now=now)

    kept = _that_stand(drafted, check, found)
    codes = tuple(dict.fromkeys(found))
    if not kept:
        return None, (*codes, "nothing left")
    return Answer(tuple(_answered(said, evidence, asked) for said in kept), mode=WRITTEN), codes


def _findings(
    said: Sequence[Said],
    evidence: Evidence,
    contested: Sequence[Conflict],
    *,
    asked: Asked,
    prompt: Prompt,
    now: datetime,
) -> Sequence[Finding]:
    """As for a story of one paragraph, but for what only stories must have: an answer has no headline."""
    draft = Draft(
        asked.reads, False, Said("", ()), (tuple(said),), contested=tuple(_told_both(said, contested))
    )
    told = verify(
        draft,
        evidence,
        language=asked.reads,
        contested=contested,
        now=now,
        prompt=prompt.system,
        nonce=nonce_of(prompt),
    )
    return [f for f in told if f.where != HEADLINE and f.code not in OF_STORIES]


def _told_both(said: Sequence[Said], contested: Iterable[Conflict]) -> Iterator[Contested]:
    """The points of which the answer gives more than one side: the reader is shown both."""
    for conflict in contested:
        versions = tuple(
            Version(side.written, tuple(set(side.evidence).intersection(each.evidence)))
            for side in conflict.sides
            for each in said
            if not set(side.evidence).isdisjoint(each.evidence)
        )
        if len({version.claim for version in versions}) > 1:
            yield Contested(conflict.topic, versions)


def _that_stand(drafted: Sequence[Said], check: Check, found: list[str]) -> list[Said]:
    """What is left once no check drops a sentence; nothing where one fails the answer as a whole."""
    left = list(drafted)
    while left:
        findings = check(left)
        found += [finding.code for finding in findings if finding.severity is not Severity.COUNTED]
        if any(finding.severity is Severity.STORY for finding in findings):
            return []
        fallen = {f.where[1] for f in findings if f.where and f.severity is Severity.DROPS}
        if not fallen:
            return left
        left = [said for at, said in enumerate(left) if at not in fallen]
    return left


def _answered(said: Said, evidence: Evidence, asked: Asked) -> Answered:
    """Of each article the first sentence that it rests on; a headline is no passage, as it stands at the top anyway."""
    rests: dict[int, Rest] = {}
    for line in evidence.of(said.evidence):
        rests.setdefault(line.article, Rest(line.article, line.text if line.position else ""))
    return Answered(said.text, asked.reads, tuple(rests.values())[:MOST_ARTICLES])
