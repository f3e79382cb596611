"""How many words in a row a story has from one source, outside of quotation marks. Counted only: the words are true.

Knows nothing of rights. Sources in other languages have no words in common; sentences that follow each other in the
story are one text, for who copies two short sentences copies as well.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from news.checks.findings import Finding, Severity
from news.checks.quoted import without_quoted
from news.checks.script import is_same
from news.checks.support import spoken
from news.language.tokens import words
from news.writing.drafts import Draft, Evidence, Line

MOST_IN_A_ROW = 25
"""Words; of scripts without spaces, pairs of signs."""

Place = tuple[int, int]


def check(draft: Draft, evidence: Evidence, *, language: str) -> Iterator[Finding]:
    """A finding for each article of which the story repeats more, at the sentence where that begins."""
    told = list(_placed(draft))
    if len(told) <= MOST_IN_A_ROW:
        return
    for lines in _of_articles(draft, evidence, language):
        count, where = longest_run([word for word, _ in told], _joined(lines))
        if count > MOST_IN_A_ROW:
            detail = f"{count} words in a row are those of {lines[0].outlet}"
            yield Finding("copying", told[where][1], detail, Severity.COUNTED)


def longest_run(told: Sequence[str], source: Sequence[str]) -> tuple[int, int]:
    """The length of the longest run that both have, as far as it is longer than `MOST_IN_A_ROW`, and where it begins
    in the first; (0, 0) where there is none."""
    size = MOST_IN_A_ROW + 1
    known = set(source)
    maybe = {at for at in range(len(told) - size + 1) if known.issuperset(told[at : at + size])}
    begun = {told[at] for at in maybe}
    grams = {tuple(source[at : at + size]) for at in range(len(source) - size + 1) if source[at] in begun}
    starts = [at for at in sorted(maybe) if tuple(told[at : at + size]) in grams]
    best, first = (0, 0), starts[:1]
    for before, at in pairwise([*starts, -1]):
        best = max(best, (before - first[0] + size, -first[0]))
        first = first if at == before + 1 else [at]
    return best[0], -best[1]


def _of_articles(draft: Draft, evidence: Evidence, language: str) -> Iterator[tuple[Line, ...]]:
    """The lines around what is cited, article by article, in the story's language."""
    near = evidence.within(dict.fromkeys(id for said in draft.sentences for id in said.evidence))
    for article in dict.fromkeys(line.article for line in near):
        lines = [line for line in near if line.article == article and is_same(line.language, language)]
        if lines:
            yield tuple(sorted(lines, key=lambda line: line.position))


def _joined(lines: Sequence[Line]) -> list[str]:
    return [word for line in lines for word in spoken(line.text)]


def _placed(draft: Draft) -> Iterator[tuple[str, Place]]:
    """Every word outside of quotation marks, with the place of its sentence."""
    for at, paragraph in enumerate(draft.paragraphs):
        for number, said in enumerate(paragraph):
            yield from ((word, (at, number)) for word in words(without_quoted(said.text)))
