"""Whether a surname that opens a sentence stands in another's place: "Keller left the hall", where the line tells it of Novak.

Any word has a capital there, so it counts only where the line opens with the surname of somebody whom the article names in full, the
rest of the sentence is the line's, and the word is a person of the article or too rare for another. Within one language with capitals;
where all nouns have one, persons of the article only.
"""

from collections.abc import Iterator, Sequence

from news.checks.alike import bare, is_mentioned
from news.checks.findings import Checked, Finding
from news.checks.mentions import NAMES_UNMARKED, NOUNS_CAPITALISED, Mention, mentions, openers
from news.checks.script import is_same
from news.checks.support import content
from news.language.frequencies import frequency, is_known
from news.language.tokens import primary_subtag
from news.writing.drafts import Line, Said

TOLD = 0.8
"""Of the sentence's other words, in a line that tells the same."""
RARE = 1e-5
"""How often a word is told at large, from which on it is hardly a name."""


def check(said: Said, own: Checked, *, articles: Sequence[Line]) -> Iterator[Finding]:
    """`articles` are all lines of the cited articles."""
    primary = primary_subtag(own.language)
    opening = _opening(said.text, own.language) if primary not in NAMES_UNMARKED else None
    lines = [line for line in own.lines if line.id in said.evidence]
    if opening is None or not lines or not all(is_same(line.language, own.language) for line in lines):
        return
    if is_mentioned(opening.words[0], lines):
        return
    others = [(line, other) for line in lines if (other := _opening(line.text, line.language)) is not None]
    known = _surnames(articles) if others else frozenset()
    if not _may_be_a_name(opening, known, primary):
        return
    rest = frozenset(content(said.text[opening.end :], own.language))
    for line, other in others:
        here = Line("", said.text, 0, "", "", 0, own.language, line.published_at)
        is_told = rest and len(rest & frozenset(content(line.text, own.language))) >= TOLD * len(rest)
        if is_told and bare(other.words[0]) in known and not is_mentioned(other.words[0], (here,)):
            yield Finding("name", None, f"{opening.text} stands where {line.id} has {other.text}")
            return


def _opening(text: str, language: str | None) -> Mention | None:
    return next((each for each in openers(text, language) if not text[: each.start].strip()), None)


def _surnames(lines: Sequence[Line]) -> frozenset[str]:
    """The last words of the names that are told in full."""
    return frozenset(
        bare(mention.words[-1])
        for line in lines
        for mention in mentions(line.text, line.language)
        if len(mention.words) > 1
    )


def _may_be_a_name(opening: Mention, known: frozenset[str], primary: str) -> bool:
    if bare(opening.words[0]) in known:
        return True
    if primary in NOUNS_CAPITALISED or not is_known(primary):
        return False
    return frequency(opening.words[0].casefold(), primary) < RARE
