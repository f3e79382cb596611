"""Every check on a draft, and on a translation of one. What no source says is found here, and nowhere later.

Pure, and under 20 ms a story. Gives findings and drops nothing itself: `Severity` says what a finding costs. Verified
means that every figure, date, quotation, name and citation was found in the cited source; it does not mean true.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain

from news.checks import (
    actors,
    citations,
    conflicts,
    copying,
    dates,
    exchanged,
    freed,
    freshness,
    halves_of_day,
    hedges,
    leaks,
    length,
    links,
    names,
    negation,
    numbers,
    opinion,
    opposites,
    possible,
    quotes,
    redundancy,
    script,
    support,
    tolls,
    translation,
    units,
)
from news.checks.findings import HEADLINE, Checked, Finding, Severity
from news.writing.drafts import Conflict, Draft, Evidence, Line, Name, Said


def verify(
    draft: Draft,
    evidence: Evidence,
    *,
    language: str,
    contested: Sequence[Conflict] = (),
    now: datetime | None = None,
    prompt: str = "",
    nonce: str = "",
) -> tuple[Finding, ...]:
    """What is wrong with a draft in `language`, in its order, then what is wrong with it as a whole.

    `now` is when the story is written; None takes the day of its latest line.

    `prompt` and `nonce` are what the model was told, of which nothing may come back.
    """
    if draft.insufficient or not draft.sentences:
        return (Finding("empty", None, "the draft tells nothing", Severity.STORY),)
    found: list[Finding] = []
    for where, said in _placed(draft):
        own = replace(
            _own(said, evidence, language=language, draft=draft if where == HEADLINE else None), now=now
        )
        of_sentence = chain(
            citations.check(said, evidence),
            length.check(said, is_headline=where == HEADLINE),
            _written(said, own, prompt=prompt, nonce=nonce),
            _told(said, own, evidence, draft.names),
        )
        found += [finding.at(where) for finding in of_sentence]
    return (
        *found,
        *length.check_story(draft),
        *script.check_story((draft.headline, *draft.sentences), language),
        *redundancy.check(draft, language),
        *conflicts.check(draft, contested, language=language),
        *freshness.check(draft, evidence),
        *copying.check(draft, evidence, language=language),
    )


def verify_translation(
    draft: Draft, pivot: Draft, evidence: Evidence, *, language: str, prompt: str = "", nonce: str = ""
) -> tuple[Finding, ...]:
    """What is wrong with the translation `draft` of the verified `pivot`. Each sentence is held against the pivot's,
    and against the sources, so that a slip of the pivot is not passed on."""
    unlike = tuple(translation.check_structure(draft, pivot))
    if unlike:
        return unlike
    found: list[Finding] = []
    for (where, said), (_, original) in zip(_placed(draft), _placed(pivot), strict=True):
        line = translation.line_of(original, pivot, evidence)
        own = Checked(language, (line,))
        of_sentence = chain(
            _written(said, own, prompt=prompt, nonce=nonce),
            _kept(Said(said.text, (line.id,), said.kind), own, draft.names),
            numbers.check(
                said, _own(original, evidence, language=language, draft=pivot if where == HEADLINE else None)
            ),
        )
        found += [finding.at(where) for finding in of_sentence]
    return (
        *found,
        *script.check_story((draft.headline, *draft.sentences), language),
        *translation.check_length(draft, pivot),
    )


def verify_line(
    text: str, line: Line, *, language: str, prompt: str = "", nonce: str = ""
) -> tuple[Finding, ...]:
    """What is wrong with `text` as the translation of one line of a source into `language`."""
    said, own = Said(text, (line.id,)), Checked(language, (line,))
    return (*_written(said, own, prompt=prompt, nonce=nonce), *_kept(said, own, ()))


def _written(said: Said, own: Checked, *, prompt: str, nonce: str) -> Iterator[Finding]:
    """What is wrong with the words, whatever the sources say."""
    yield from links.check(said)
    yield from leaks.check(said, prompt=prompt, nonce=nonce)
    yield from script.check(said, own.language, own.lines)
    yield from opinion.check(said, own)


def _told(said: Said, own: Checked, evidence: Evidence, named: Sequence[Name]) -> Iterator[Finding]:
    """What the cited sources do not say. A sentence that cites nothing has failed already."""
    if not own.lines:
        return
    whole = [line for article in evidence.cited(said.evidence) for line in evidence.of_article(article)]
    articles = _bounded(replace(own, lines=tuple(whole))).lines
    yield from numbers.check(said, own)
    yield from exchanged.check(said, own)
    yield from units.check(said, own)
    yield from halves_of_day.check(said, own)
    titles = [line for line in whole if line.position == 0]
    yield from tolls.check(said, own, titles=titles)
    yield from freed.check(said, own, titles=titles)
    yield from dates.check(said, own)
    yield from names.check(said, own, articles=articles, names=named)
    yield from actors.check(said, own, articles=articles)
    yield from quotes.check(said, own)
    yield from negation.check(said, own)
    yield from opposites.check(said, own)
    yield from hedges.check(said, own)
    yield from possible.check(said, own)
    yield from support.check(said, own)


def _kept(said: Said, own: Checked, named: Sequence[Name]) -> Iterator[Finding]:
    """What a translation says and its original does not, or the other way round."""
    yield from numbers.check(said, own)
    yield from units.check(said, own)
    yield from halves_of_day.check(said, own)
    yield from tolls.check(said, own)
    yield from freed.check(said, own)
    yield from dates.check(said, own)
    yield from names.check(said, own, articles=(), names=())
    yield from quotes.check(said, own)
    yield from negation.check(said, own, is_translation=True)
    yield from opposites.check(said, own)
    yield from hedges.check(said, own)
    yield from possible.check(said, own)
    yield from translation.check_numbers(said, own)


def _own(said: Said, evidence: Evidence, *, language: str, draft: Draft | None) -> Checked:
    """A sentence is held against what it cites; a headline (`draft` is given) against all that its story cites."""
    ids = said.evidence
    if draft is not None:
        ids = tuple(dict.fromkeys((*ids, *(id for other in draft.sentences for id in other.evidence))))
    return _bounded(Checked(language, evidence.within(ids), told=said.text))


def _bounded(own: Checked) -> Checked:
    """Of a great many lines those that are nearest to the sentence, in their order."""
    if len(own.lines) <= MOST_LINES:
        return own
    kept = {line.id for line in own.nearest[:MOST_LINES]}
    return replace(own, lines=tuple(line for line in own.lines if line.id in kept))


MOST_LINES = 300
"""A sentence that cites hundreds of articles whole rests on a few of their lines."""


def _placed(draft: Draft) -> Iterator[tuple[tuple[int, int], Said]]:
    yield HEADLINE, draft.headline
    for at, paragraph in enumerate(draft.paragraphs):
        yield from (((at, number), said) for number, said in enumerate(paragraph))
