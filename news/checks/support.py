"""Whether the words of a sentence are those of what it cites: half of its content, in the same language; of a sentence of
few words, one at least.

Across languages nothing is compared here; figures and names are. Knows no meaning: see `docs/quality.md`.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from news.checks.findings import Checked, Finding, Severity
from news.checks.mentions import mentions
from news.checks.script import is_same
from news.language.tokens import terms_of, words
from news.writing.drafts import Line, Said

LEAST_SHARE = 0.5
LEAST_TERMS = 4
"""Fewer words of content say nothing by their share, but that none of them is there says enough."""
FEW_TERMS = 2


def check(said: Said, own: Checked) -> Iterator[Finding]:
    lines = same_language(own)
    if not lines or len(lines) < len(own.lines):
        return
    if _tells_nothing_there(said.text, lines, own):  # it may be told in other words: "stepped down"
        detail = "of its words none but names are in what it cites"
        yield Finding("support", None, detail, Severity.COUNTED)
    if _is_carried(said.text, own):
        return
    share = supported(said.text, lines, own.language)
    if share is not None and share < LEAST_SHARE and (share == 0 or _is_long(said.text, own.language)):
        yield Finding("support", None, f"{share:.0%} of its words are in what it cites")


def _tells_nothing_there(text: str, lines: Iterable[Line], own: Checked) -> bool:
    """Whether what it says of those whom it names stands nowhere: "Anna Novak resigned"."""
    named = {word for each in mentions(text, own.language) for word in content(each.text, own.language)}
    told = set(content(text, own.language)) - named
    if not named or not told:
        return False
    ordered = (*own.nearest[:NEAREST], *lines)
    return not any(_is_in(term, set(content(line.text, own.language))) for line in ordered for term in told)


def _is_carried(text: str, own: Checked) -> bool:
    """Whether the lines nearest to it have enough of its words already."""
    wanted = set(content(text, own.language))
    missing, least = set(wanted), LEAST_SHARE * len(wanted)
    for line in own.nearest[:NEAREST]:
        missing -= set(content(line.text, own.language))
    return len(wanted) - len(missing) >= max(1, least)


NEAREST = 3
"""Lines that are read before all others are."""


def _is_long(text: str, language: str) -> bool:
    return len(set(content(text, language))) >= LEAST_TERMS


def same_language(own: Checked) -> tuple[Line, ...]:
    return tuple(line for line in own.lines if is_same(line.language, own.language))


def supported(text: str, lines: Iterable[Line], language: str) -> float | None:
    """The share of the text's terms that the lines have; None for a text of few."""
    wanted = set(content(text, language))
    if len(wanted) < FEW_TERMS:
        return None
    there = {term for line in lines for term in content(line.text, language)}
    return sum(_is_in(term, there) for term in wanted) / len(wanted)


@lru_cache(maxsize=1 << 10)
def content(text: str, language: str) -> tuple[str, ...]:
    """The terms of a text, each line's once a process: a story's sentences cite the same lines."""
    return tuple(terms_of(spoken(text), language))


@lru_cache(maxsize=1 << 10)
def spoken(text: str) -> tuple[str, ...]:
    """The words of a text, as `words` cuts them, each line's once a process."""
    return tuple(words(text))


def _is_in(term: str, there: set[str]) -> bool:
    return term in there or (len(term) > 5 and any(other.startswith(term[:5]) for other in there))
