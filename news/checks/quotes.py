"""Somebody's words are quoted as the source has them, and given to whom the source gives them.

Three words or more in quotation marks are speech. In the source's language they stand there word for word; across
languages only where the source quotes too, at about the same length, since a translation is nobody's own words.
Who speaks is read from the names beside words of speech. Knows no person.
"""

import re
from collections.abc import Iterator, Sequence

from news.checks.aligned import cited
from news.checks.findings import Checked, Finding, Severity
from news.checks.lexicon import lexicon, plain
from news.checks.mentions import Mention, is_alike, mentions
from news.checks.quoted import Quotation, has_loose_mark, speech, without_quoted
from news.checks.script import is_same
from news.drafts import Line, Said
from news.language.quotable import word_count
from news.language.tokens import words

BESIDE_CHARS = 30
"""A name within so many letters of a word of speech is the speaker's."""
TRANSLATED = (0.5, 2.0)
"""Of a quotation's words, in another language."""


def check(said: Said, own: Checked) -> Iterator[Finding]:
    quoted = speech(said.text)
    for quotation in quoted:
        yield from _quotation(quotation, own)
    if quoted and not without_quoted(said.text).strip(" .,;:–—-"):
        yield Finding("speaker", None, "quotes and does not say whom")
    if has_loose_mark(said.text):
        yield Finding("quote", None, "a quotation mark has no partner", Severity.COUNTED)
    yield from _speaker(said, own)


def _quotation(quotation: Quotation, own: Checked) -> Iterator[Finding]:
    if _stands(quotation.text, own.lines):
        return
    others = [line for line in own.lines if not is_same(line.language, own.language)]
    if not others:
        yield Finding("quote", None, f"quotes what no source says: {quotation.text[:80]}")
    elif not any(_may_be(quotation, other) for line in others for other in speech(line.text)):
        yield Finding("quote", None, f"quotes where its source does not: {quotation.text[:80]}")
    else:
        yield Finding("quote", None, f"quotes in translation: {quotation.text[:80]}", Severity.COUNTED)


def _stands(quoted: str, lines: Sequence[Line]) -> bool:
    """Word for word; a quotation may run over sentences of one article."""
    wanted = f" {' '.join(words(quoted))} "
    articles = dict.fromkeys(line.article for line in lines)
    return any(
        wanted
        in f" {' '.join(word for line in lines if line.article == article for word in words(line.text))} "
        for article in articles
    )


def _may_be(quotation: Quotation, other: Quotation) -> bool:
    ratio = word_count(quotation.text) / max(1, word_count(other.text))
    return TRANSLATED[0] <= ratio <= TRANSLATED[1]


# --- who speaks ----------------------------------------------------------------------------------


def _speaker(said: Said, own: Checked) -> Iterator[Finding]:
    """A speaker who is none of those whom the cited lines let speak. Lines that name nobody, or say "he",
    leave it open."""
    ours = speakers(said.text, own.language)
    if not ours:
        return
    theirs = [mention for line in cited(said, own) for mention in speakers(line.text, line.language)]
    if theirs and not any(_is_same(mine, other) for mine in ours for other in theirs):
        yield Finding("speaker", None, f"lets {ours[0].text} say what {theirs[0].text} says")


def speakers(text: str, language: str | None) -> tuple[Mention, ...]:
    """The names nearest to words that say who says so, outside of quotation marks."""
    bare = without_quoted(text)
    named = mentions(text, language)
    outside = [mention for mention in named if bare[mention.start : mention.end].strip() and mention.words]
    found: dict[int, Mention] = {}
    for start, end in lexicon(language).attribution.spans(plain(bare)) if outside else ():
        near = [
            (gap, mention)
            for mention in outside
            if (gap := max(mention.start - end, start - mention.end)) <= BESIDE_CHARS
            and not re.search(r"[.;]\s", bare[min(end, mention.end) : max(start, mention.start)])
        ]
        if near:
            closest = min(gap for gap, _ in near)
            found.update({mention.start: mention for gap, mention in near if gap <= closest + 2})
    return tuple(found.values())


def _is_same(one: Mention, other: Mention) -> bool:
    return any(is_alike(mine, theirs) for mine in one.words for theirs in other.words)
