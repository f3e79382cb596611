"""Has a model draft a story and judges it: at most two calls that may be billed, whatever the model does.

The thin edge around `drafting`. Knows no rows. What is given back is true to its sources as far as the checks see, or
is no draft at all: then the reason is among the findings, and the story is told in the outlets' own sentences.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from news.checks.findings import Finding
from news.errors import CutShort, InputTooLong, Misread, ModelBusy, ModelFailed
from news.operating.usage import Usage
from news.ports import Again, Model, Prompt
from news.writing.drafting import (
    Check,
    Judged,
    RepairAnswer,
    contested_that_stand,
    judge,
    mended,
    nonce_of,
    repair_prompt,
    story_prompt,
)
from news.writing.drafts import Conflict, Contested, Draft, Evidence, StoryAnswer, draft_of
from news.writing.shaping import Limits, Shaped, shape, token_count

if TYPE_CHECKING:
    from news.story.stories import Source

T = TypeVar("T")

MOST_CALLS = 2
LONGER = 1.5
"""So much longer an answer may be after one that was cut short."""
LATER = timedelta(seconds=10)


class Verify(Protocol):
    """As `news.writing.verify.verify`."""

    def __call__(
        self,
        draft: Draft,
        evidence: Evidence,
        *,
        language: str,
        contested: Sequence[Conflict],
        now: datetime | None,
        prompt: str,
        nonce: str,
    ) -> Sequence[Finding]: ...


@dataclass(frozen=True)
class Telling:
    """What came of asking a model. `draft` None: nothing that can be shown. `later`: worth asking again after that."""

    draft: Draft | None = None
    contested: tuple[Contested, ...] = ()
    evidence: Evidence = field(default_factory=Evidence)
    findings: tuple[str, ...] = ()
    dropped: int = 0
    usage: Usage = field(default_factory=Usage)
    version: str | None = None
    later: timedelta | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing of what was drafted is missing."""
        return self.draft is not None and not self.dropped and bool(self.draft.headline.text)


async def tell_story(
    model: Model,
    sources: Sequence["Source"],
    *,
    language: str,
    now: datetime,
    verify: Verify,
    limits: Limits = Limits(),
    key: str = "",
) -> Telling:
    """The story in this language. Raises nothing that a model can do."""
    shaped = await asyncio.to_thread(shape, sources, now=now, limits=limits)
    if not shaped.evidence.lines:
        return Telling(findings=("no sources",))
    asking = _Asking(model)
    try:
        shaped, draft = await _draft(
            asking, sources, shaped, language=language, now=now, limits=limits, key=key
        )
        judged = await _judge(asking, draft, shaped, language=language, now=now, verify=verify, key=key)
    except ModelFailed as failure:
        later = _later(failure, asking)
        return Telling(
            findings=(*asking.found, f"model:{type(failure).__name__}"),
            usage=asking.usage,
            version=asking.version,
            later=later,
        )
    return _told(asking, judged, shaped)


class _Asking:
    """The questions of one story: how many may still be asked, and what they cost."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self.left = MOST_CALLS
        self.drafted = 0
        self.usage = Usage()
        self.version: str | None = None
        self.found: list[str] = []
        self.last: Prompt | None = None

    async def ask(self, prompt: Prompt, returns: type[T]) -> T:
        """Raises ModelFailed."""
        self.version, self.last = self.version or prompt.version, prompt
        try:
            reply = await self._model.generate(prompt, returns=returns)
        except ModelFailed as failure:
            if not isinstance(failure, InputTooLong):
                self.left -= 1
            self.usage = total(self.usage, failure.usage)
            raise
        self.left -= 1
        self.usage = total(self.usage, reply.usage)
        return reply.value


def total(one: Usage, other: Usage) -> Usage:
    costs = [usage.cost for usage in (one, other) if usage.cost is not None]
    return Usage(
        model=other.model or one.model,
        tokens_in=one.tokens_in + other.tokens_in,
        tokens_out=one.tokens_out + other.tokens_out,
        cost=sum(costs, Decimal(0)) if costs else None,
        calls=one.calls + other.calls,
    )


async def _draft(
    asking: _Asking,
    sources: Sequence["Source"],
    shaped: Shaped,
    *,
    language: str,
    now: datetime,
    limits: Limits,
    key: str,
) -> tuple[Shaped, Draft]:
    """A draft, asked for once more where the first answer was none: with less to read, or with what was wrong with it.

    Raises ModelFailed.
    """
    prompt = story_prompt(shaped, language=language, now=now, key=key)
    for _ in range(MOST_CALLS + 1):
        try:
            return shaped, draft_of(await asking.ask(prompt, StoryAnswer))
        except Misread as failure:
            failed: ModelFailed = failure
            prompt = replace(prompt, again=Again(failure.said, failure.reason))
        except (CutShort, InputTooLong) as failure:
            failed = failure
            limits = replace(
                limits, tokens=sum(token_count(line.text) for line in shaped.evidence.lines) // 2
            )
            shaped = await asyncio.to_thread(shape, sources, now=now, limits=limits)
            longer = LONGER if isinstance(failure, CutShort) else 1.0
            again = story_prompt(shaped, language=language, now=now, key=key)
            prompt = replace(again, max_tokens=int(again.max_tokens * longer))
        asking.found.append(f"model:{type(failed).__name__}")
        if not asking.left or asking.found.count("model:InputTooLong") > 1 or not shaped.evidence.lines:
            break
    raise ModelFailed(f"no draft: {', '.join(asking.found)}")


async def _judge(
    asking: _Asking, draft: Draft, shaped: Shaped, *, language: str, now: datetime, verify: Verify, key: str
) -> Judged:
    """The draft without what fell; mended once where too little is left. Raises ModelFailed."""
    check = _check(asking, shaped, verify, language, now)
    judged = await asyncio.to_thread(judge_story, draft, check)
    asking.drafted = len(draft.sentences)
    asking.found += [finding.code for finding in judged.findings]
    if draft.insufficient or judged.is_enough or not draft.sentences or not asking.left:
        return judged
    prompt = repair_prompt(judged, shaped.evidence, language=language, now=now, key=key)
    repaired = mended(judged, await asking.ask(prompt, RepairAnswer))
    again = await asyncio.to_thread(judge_story, repaired, _check(asking, shaped, verify, language, now))
    asking.found += [f"repair:{finding.code}" for finding in again.findings]
    return again


def judge_story(draft: Draft, check: Check) -> Judged:
    """A whole draft. What is contested first: a figure may stand alone in the text where the reader is shown the other beside it."""
    return judge(replace(draft, contested=contested_that_stand(draft, check)), check)


def _check(asking: _Asking, shaped: Shaped, verify: Verify, language: str, now: datetime) -> Check:
    asked = asking.last
    return partial(
        verify,
        evidence=shaped.evidence,
        language=language,
        contested=shaped.conflicts,
        now=now,
        prompt=asked.system if asked else "",
        nonce=nonce_of(asked) if asked else "",
    )


def _told(asking: _Asking, judged: Judged, shaped: Shaped) -> Telling:
    found = Telling(
        evidence=shaped.evidence,
        findings=tuple(dict.fromkeys(asking.found)),
        dropped=max(0, asking.drafted - len(judged.left.sentences)),
        usage=asking.usage,
        version=asking.version,
    )
    if judged.draft.insufficient:
        return replace(found, findings=(*found.findings, "insufficient"))
    return replace(found, draft=judged.left, contested=judged.left.contested) if judged.is_enough else found


def _later(failure: ModelFailed, asking: _Asking) -> timedelta | None:
    """When it is worth asking again: where the model was busy, and nothing was paid for yet."""
    if not isinstance(failure, ModelBusy) or asking.usage.calls:
        return None
    return max(failure.after or LATER, LATER)
