"""Somebody's words are quoted as the source has them, and given to whom the source gives them.

Three words or more in quotation marks are speech. In the source's language they stand there word for word; across
languages only where the source quotes too, at about the same length, since a translation is nobody's own words.
Who speaks is for `speakers`.
"""

import re
from collections.abc import Iterator, Sequence

from news.checks import speakers
from news.checks.aligned import cited
from news.checks.findings import Checked, Finding, Severity
from news.checks.lexicon import lexicon
from news.checks.quoted import Quotation, has_loose_mark, quotations, speech, without_quoted
from news.checks.script import is_same
from news.checks.support import spoken
from news.language.quotable import spoken_words
from news.language.tokens import words
from news.writing.drafts import Line, Said

NAMING = 4
"""Words that may be a title or a term, which languages put in quotation marks or do not."""
TRANSLATED = (0.4, 2.6)
"""Of a quotation's words, in another language."""


def check(said: Said, own: Checked) -> Iterator[Finding]:
    quoted = speech(said.text)
    for quotation in quoted:
        yield from _quotation(quotation, said, own)
    if quoted and _is_bare(said.text):
        is_so_there = any(
            not is_same(line.language, own.language) and _is_bare(line.text) for line in cited(said, own)
        )
        severity = Severity.COUNTED if is_so_there else Severity.DROPS
        yield Finding("speaker", None, "quotes and does not say whom", severity)
    if has_loose_mark(said.text):
        yield Finding("quote", None, "a quotation mark has no partner", Severity.COUNTED)
    yield from speakers.check(said, own, quoting=lambda: _quoting(said, own))


def _quotation(quotation: Quotation, said: Said, own: Checked) -> Iterator[Finding]:
    if _stands(quotation.text, own.lines):
        return
    others = [line for line in own.lines if not is_same(line.language, own.language)]
    if not others:
        yield Finding("quote", None, f"quotes what no source says: {quotation.text[:80]}")
    elif not _may_name(quotation, said, own.language) and not any(
        _quotes_too(quotation, line) for line in others
    ):
        yield Finding("quote", None, f"quotes where its source does not: {quotation.text[:80]}")
    else:
        yield Finding("quote", None, f"quotes in translation: {quotation.text[:80]}", Severity.COUNTED)


def _may_name(quotation: Quotation, said: Said, language: str) -> bool:
    """Whether it may be a title or a term: of few words, or in a sentence in which nobody says anything."""
    before = said.text[: quotation.start].rstrip()
    is_said = before.endswith((":", "：", ",", "，", "،")) or not before
    return spoken_words(quotation.text) <= NAMING or not (
        is_said or lexicon(language).attribution.count(without_quoted(said.text))
    )


def _is_bare(text: str) -> bool:
    """Whether all of it is quoted."""
    return not without_quoted(text).strip(" .,;:–—-。，")


def _stands(quoted: str, lines: Sequence[Line]) -> bool:
    """Word for word; a quotation may run over sentences of one article."""
    wanted = f" {' '.join(words(quoted))} "
    articles = dict.fromkeys(line.article for line in lines)
    return any(
        wanted
        in f" {' '.join(word for line in lines if line.article == article for word in spoken(line.text))} "
        for article in articles
    )


def _quotes_too(quotation: Quotation, line: Line) -> bool:
    """Whether the line quotes at about the length; one that opens a quotation, or leads it with a dash, quotes to its end."""
    if has_loose_mark(line.text) or line.text.startswith(("—", "–", "-")) or _OPENED.search(line.text):
        return True
    ours = spoken_words(quotation.text)
    counts = [spoken_words(other.text) for other in quotations(line.text)]
    return any(
        TRANSLATED[0] * count <= ours <= max(TRANSLATED[1] * count, count + NAMING)
        for count in (*counts, sum(counts))
        if count
    )


_OPENED = re.compile(r"[:,]\s['‘](?=\w)(?!.*\w[.,!?]?['’](?!\w))|^[^'‘]*[.,!?]['’]$")
"""A single mark that opens a quotation, or closes one, without its partner."""


def _quoting(said: Said, own: Checked) -> list[Line]:
    """The lines that have the words in quotation marks."""
    quoted = [quotation.text for quotation in speech(said.text)]
    return [line for line in own.lines if any(_stands(each, [line]) for each in quoted)]
