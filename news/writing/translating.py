"""Has a model tell a story that is told in another language: one call at most, each sentence checked by itself.

What is translated is what stands (the pivot), and it is held against the pivot and against what the pivot rests on, so
that a slip there is not laundered. Citations never pass through the model: they are put back by index. A sentence that
fails stays in the pivot's language and says so. Knows no rows of the database.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from news.checks.findings import HEADLINE, Finding, Severity
from news.errors import ModelBusy, ModelFailed, OverBudget
from news.operating.usage import Usage
from news.ports import Model, Prompt
from news.prompts import read_wording
from news.writing.drafting import FORMS, language_named, nonce_of, unused_nonce
from news.writing.drafts import Draft, Evidence, Name, Said, on_one_line
from news.writing.fence import fence
from news.writing.made import Borrowed, Made, Row
from news.writing.modes import SPARED, TRIMMED, WHOLE
from news.writing.pivot import Pivot
from news.writing.telling import LATER

MOST_FAILED = 0.4
"""Of the sentences; where as many fail, the reader is better served by another text."""

Place = tuple[int, int]


class VerifyTranslation(Protocol):
    """As `news.writing.verify.verify_translation`."""

    def __call__(
        self,
        draft: Draft,
        pivot: Draft,
        evidence: Evidence,
        *,
        language: str,
        prompt: str = "",
        nonce: str = "",
    ) -> Sequence[Finding]: ...


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class ItemAnswer(_Answer):
    i: int
    text: str


class NamePair(_Answer):
    as_written: str
    in_source: str


class TranslationAnswer(_Answer):
    """The answer to the prompt `translate`."""

    sentences: list[ItemAnswer]
    names: list[NamePair] = []


@dataclass(frozen=True)
class Translated:
    """What came of asking. `made` None: nothing that can be shown. `later`: worth asking again after that."""

    made: Made | None = None
    findings: tuple[str, ...] = ()
    dropped: int = 0
    usage: Usage = field(default_factory=Usage)
    version: str | None = None
    later: timedelta | None = None


async def translate_story(
    model: Model,
    pivot: Pivot,
    *,
    language: str,
    verify: VerifyTranslation,
    memory: Mapping[str, str],
    glossary: Mapping[str, str],
    borrowed: Borrowed | None = None,
    key: str = "",
    is_spare: bool = False,
) -> Translated:
    """The story in this language; `memory` has sentences that were translated and checked before, `borrowed` an
    outlet's headline in it for one that fails. One that `is_spare` is not asked for once the day's budget is nearly used
    up. Raises nothing that a model can do."""
    items = _items(pivot.draft)
    said = {at: memory[text] for at, text in items.items() if text in memory}
    asked = {at: text for at, text in items.items() if at not in said}
    names: tuple[Name, ...] = ()
    found = Translated()
    if asked:
        prompt = translation_prompt(pivot, asked, language=language, glossary=glossary, key=key)
        prompt = replace(prompt, is_spare=is_spare)
        found = replace(found, version=prompt.version)
        try:
            reply = await model.generate(prompt, returns=TranslationAnswer)
        except ModelFailed as failure:
            later = max(failure.after or LATER, LATER) if isinstance(failure, ModelBusy) else None
            is_spared = is_spare and isinstance(failure, OverBudget)
            failed = (SPARED if is_spared else f"model:{type(failure).__name__}",)
            return replace(found, findings=failed, usage=failure.usage, later=later)
        found = replace(found, usage=reply.usage)
        verify = partial(verify, prompt=prompt.system, nonce=nonce_of(prompt))
        said |= _said(reply.value, asked)
        names = _names(reply.value, pivot)
    checked = await asyncio.to_thread(_check, pivot, said, names, language=language, verify=verify)
    return _made(found, pivot, checked, language=language, borrowed=borrowed)


# --- the question --------------------------------------------------------------------------------


def _items(draft: Draft) -> dict[int, str]:
    """What is translated, numbered: the headline 0, the sentences, then the words of what is contested."""
    contested = (
        text
        for point in draft.contested
        for text in (point.topic, *(version.claim for version in point.versions))
    )
    return dict(enumerate([draft.headline.text, *(said.text for said in draft.sentences), *contested]))


def translation_prompt(
    pivot: Pivot, asked: Mapping[int, str], *, language: str, glossary: Mapping[str, str], key: str = ""
) -> Prompt:
    lines = pivot.evidence.of(
        id for said in (pivot.draft.headline, *pivot.draft.sentences) for id in said.evidence
    )
    nonce = unused_nonce([*asked.values(), *(line.text for line in lines)])
    terms = fence((("term", f"{source} = {target}") for source, target in glossary.items()), nonce=nonce)
    return read_wording("translate").fill(
        key=key,
        source_language=language_named(pivot.language),
        language=language_named(language),
        nonce=nonce,
        evidence=fence(((line.id, line.text) for line in lines), nonce=nonce),
        glossary=f"Glossary:\n{terms}\n" if glossary else "",
        items=fence(((f"item {at}", text) for at, text in asked.items()), nonce=nonce),
    )


def _said(answer: TranslationAnswer, asked: Mapping[int, str]) -> dict[int, str]:
    """The translations by number; two under one number are none."""
    found: dict[int, list[str]] = {}
    for item in answer.sentences:
        if item.i in asked and item.text.strip():
            found.setdefault(item.i, []).append(on_one_line(item.text))
    return {at: texts[0] for at, texts in found.items() if len(texts) == 1}


def _names(answer: TranslationAnswer, pivot: Pivot) -> tuple[Name, ...]:
    """Names as the translation writes them, and as the pivot does; where the pivot wrote a source's name anew, too
    as the source does."""
    written = {name.as_written: name for name in pivot.draft.names}
    pairs = [(name.as_written.strip(), name.in_source.strip()) for name in answer.names]
    found = [Name(mine, theirs, "") for mine, theirs in pairs]
    found += [
        Name(mine, written[theirs].in_source, written[theirs].evidence)
        for mine, theirs in pairs
        if theirs in written
    ]
    return tuple(found)


# --- judging -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Checked:
    headline: str | None
    sentences: Mapping[Place, str]
    contested: Mapping[int, tuple[str, ...]]
    findings: tuple[Finding, ...]
    names: tuple[Name, ...]


def _check(
    pivot: Pivot,
    said: Mapping[int, str],
    names: tuple[Name, ...],
    *,
    language: str,
    verify: VerifyTranslation,
) -> _Checked:
    """What of the translation holds."""
    places = [(n, at) for n, paragraph in enumerate(pivot.draft.paragraphs) for at in range(len(paragraph))]
    texts = {place: said[number] for number, place in enumerate(places, start=1) if number in said}
    headline = said.get(0)
    before = _part(pivot.draft, texts, headline=headline)
    after = _put(before, texts, headline=headline, language=language, names=names)
    findings = tuple(verify(after, before, pivot.evidence, language=language)) if texts or headline else ()
    findings = tuple(finding.at(_place(finding.where, texts)) for finding in findings)
    whole = any(finding.severity is Severity.STORY for finding in findings)
    fallen = {finding.where for finding in findings if finding.severity is Severity.DROPS}
    points = _points(pivot.draft, said, first=1 + len(places))
    return _Checked(
        headline=None if whole or HEADLINE in fallen else headline,
        sentences={} if whole else {place: t for place, t in texts.items() if place not in fallen},
        contested={
            at: words
            for at, words in points.items()
            if not whole and _holds(pivot, at, words, names, language=language, verify=verify)
        },
        findings=findings,
        names=names,
    )


def _part(draft: Draft, texts: Mapping[Place, str], *, headline: str | None) -> Draft:
    """The draft without what was not translated, one sentence a paragraph: the others are held against it alone."""
    said = tuple((draft.paragraphs[n][at],) for n, at in texts)
    kept = draft.headline if headline else replace(draft.headline, text="")
    return replace(draft, headline=kept, paragraphs=said, contested=())


def _place(where: Place | None, texts: Mapping[Place, str]) -> Place | None:
    """Where a sentence of a `_part` stands in the whole."""
    return list(texts)[where[0]] if where and where != HEADLINE else where


def _put(
    draft: Draft, texts: Mapping[Place, str], *, headline: str | None, language: str, names: tuple[Name, ...]
) -> Draft:
    """The part with other words and the same evidence."""
    paragraphs = tuple(
        (replace(said, text=text),) for (said,), text in zip(draft.paragraphs, texts.values(), strict=True)
    )
    return Draft(
        language, False, replace(draft.headline, text=headline or ""), paragraphs=paragraphs, names=names
    )


def _points(draft: Draft, said: Mapping[int, str], *, first: int) -> dict[int, tuple[str, ...]]:
    """Topic and claims of each contested point of which all words were translated."""
    found: dict[int, tuple[str, ...]] = {}
    at = first
    for number, point in enumerate(draft.contested):
        words = tuple(said.get(at + each, "") for each in range(1 + len(point.versions)))
        at += len(words)
        if all(words):
            found[number] = words
    return found


def _holds(
    pivot: Pivot,
    at: int,
    words: tuple[str, ...],
    names: tuple[Name, ...],
    *,
    language: str,
    verify: VerifyTranslation,
) -> bool:
    point = pivot.draft.contested[at]
    old = tuple(Said(f"{point.topic}: {v.claim}", v.evidence) for v in point.versions)
    new = tuple(
        replace(said, text=f"{words[0]}: {claim}") for said, claim in zip(old, words[1:], strict=True)
    )
    before = replace(pivot.draft, headline=old[0], paragraphs=(old,), contested=())
    after = Draft(language, False, new[0], (new,), names=names)
    return not any(
        finding.severity is Severity.DROPS and finding.code not in FORMS
        for finding in verify(after, before, pivot.evidence, language=language)
    )


# --- the result ----------------------------------------------------------------------------------


def _made(
    found: Translated, pivot: Pivot, checked: _Checked, *, language: str, borrowed: Borrowed | None
) -> Translated:
    total = len(pivot.draft.sentences)
    failed = total - len(checked.sentences)
    found = replace(
        found, findings=tuple(dict.fromkeys(each.code for each in checked.findings)), dropped=failed
    )
    if total and failed >= MOST_FAILED * total:
        return found
    if not total and checked.headline is None:
        return found
    base = pivot.made
    is_whole = not failed and checked.headline is not None and base.mode != TRIMMED
    made = replace(
        base,
        mode=WHOLE if is_whole else TRIMMED,
        paragraphs=[
            [_row(row, checked.sentences.get((n, at)), language) for at, row in enumerate(paragraph)]
            for n, paragraph in enumerate(base.paragraphs)
        ],
        contested=[
            _point(row, checked.contested.get(at), language, pivot.language)
            for at, row in enumerate(base.contested)
        ],
        names=[{"as_written": name.as_written, "in_source": name.in_source} for name in checked.names],
    )
    return replace(found, made=_headed(made, checked.headline, language=language, borrowed=borrowed))


def _headed(made: Made, headline: str | None, *, language: str, borrowed: Borrowed | None) -> Made:
    if headline is not None:
        return replace(made, headline=headline, headline_language=language)
    if borrowed is None:
        return made  # in the pivot's language, which its row says
    return replace(
        made,
        headline=borrowed.text,
        headline_language=language,
        headline_cites=(borrowed.article,),
        headline_evidence=[],
    )


def _row(row: Row, text: str | None, language: str) -> Row:
    """`of` is what was translated: the next revision need not ask for it again."""
    return dict(row) if text is None else row | {"text": text, "language": language, "of": row["text"]}


def _point(row: Row, words: tuple[str, ...] | None, language: str, pivot: str) -> Row:
    if words is None:
        return row | {"language": pivot}
    versions = [version | {"claim": claim} for version, claim in zip(row["versions"], words[1:], strict=True)]
    return row | {"topic": words[0], "versions": versions, "language": language}
