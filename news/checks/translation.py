"""Whether a translation has the form of its original: as many sentences, the same citations, about the length.

Knows no language; what sentences say is for the other checks.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from news.checks.findings import Checked, Finding, Severity
from news.checks.numbers import claimed, proven
from news.language.tokens import primary_subtag
from news.writing.drafts import Draft, Evidence, Line, Said

_FROM_ENGLISH = {
    "de": (1.00, 1.31), "fr": (0.98, 1.37), "es": (0.93, 1.29), "it": (0.94, 1.38), "pt": (0.92, 1.19),
    "ru": (0.86, 1.30), "pl": (0.88, 1.21), "cs": (0.81, 1.12), "sv": (0.91, 1.14), "fi": (0.87, 1.21),
    "tr": (0.86, 1.18), "ar": (0.70, 1.03), "hi": (0.89, 1.16), "id": (0.94, 1.26), "th": (0.76, 1.05),
    "ko": (0.41, 0.62), "zh": (0.26, 0.44),
}  # fmt: skip
"""Characters to one of English: 1 to 99 percent of whole texts in professional translation (PUD)."""
_WIDENED = 0.15
_ANY = (0.2, 4.0)


def line_of(original: Said, pivot: Draft, evidence: Evidence) -> Line:
    """The original sentence as a line that its translation is held against."""
    cited = evidence.of(original.evidence) or evidence.lines
    newest = max((line.published_at for line in cited), default=datetime(1970, 1, 1, tzinfo=UTC))
    return Line("0.1", original.text, 0, "", "", 0, pivot.language, newest, position=1)


def check_structure(draft: Draft, pivot: Draft) -> Iterator[Finding]:
    shape, wanted = ([len(paragraph) for paragraph in each.paragraphs] for each in (draft, pivot))
    if shape != wanted:
        yield Finding("structure", None, f"{sum(shape)} sentences for {sum(wanted)}", Severity.STORY)
    elif [said.evidence for said in draft.sentences] != [said.evidence for said in pivot.sentences]:
        yield Finding("structure", None, "cites other sentences than its original", Severity.STORY)


def check_length(draft: Draft, pivot: Draft) -> Iterator[Finding]:
    """At the size of the story: a sentence alone may be much longer or shorter."""
    ours, theirs = (sum(len(said.text) for said in each.sentences) for each in (draft, pivot))
    is_english = primary_subtag(pivot.language) == "en"
    least, most = _FROM_ENGLISH.get(primary_subtag(draft.language), _ANY) if is_english else _ANY
    if theirs and not least * (1 - _WIDENED) <= ours / theirs <= most * (1 + _WIDENED):
        yield Finding("length", None, f"{ours / theirs:.2f} times as long as its original", Severity.STORY)


def check_numbers(said: Said, own: Checked) -> Iterator[Finding]:
    """Numbers that the translation left out. Translators write small ones as words, so that is counted only."""
    there = proven(said.text, own.language)
    for line in own.lines:
        for amount in claimed(line.text, line.language):
            if not (amount.values | amount.short) & there:
                yield Finding("number-missing", None, line.text[amount.start : amount.end], Severity.COUNTED)
