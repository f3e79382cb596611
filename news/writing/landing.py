"""Which words of an article a sentence of a brief rests on: where its citation should land. Pure.

A sentence that quotes is the passage itself; one that a model wrote names the sentences it was written from. Knows
nothing of addresses: how a link leads to a passage is for `fragments`.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from news.intake.fulltext_page import with_page
from news.writing.gate import sentences

if TYPE_CHECKING:
    from news.story.stories import Source

Passages = tuple[tuple[int, str], ...]


def passages(row: Mapping[str, object], sources: Mapping[int, "Source"]) -> Passages:
    """Of each cited article the first passage, for a sentence as `Brief.paragraphs` keeps it."""
    evidence = row.get("evidence")
    found = _told(evidence, sources) if isinstance(evidence, list) else _quoted(row, sources)
    return tuple({article: passage for article, passage in reversed(list(found))}.items())


def evidence_of(row: Mapping[str, object], sources: Mapping[int, "Source"]) -> list[list[int]]:
    """Where the articles have the sentence that a row quotes, as evidence names it: what says it in other words rests there."""
    return [
        [article, position]
        for article, text in _quoted(row, sources)
        for position, line in _lines(with_page(sources[article])).items()
        if line == text
    ]


def _quoted(row: Mapping[str, object], sources: Mapping[int, "Source"]) -> Iterator[tuple[int, str]]:
    """Verbatim in whichever article has it; where others say nearly the same they are cited without a passage."""
    text, cites = str(row.get("text", "")), row.get("cites")
    for article in cites if isinstance(cites, list) else ():
        source = sources.get(article)
        if source is not None and text and (text in source.text or text in source.page_text):
            yield article, text


def _told(evidence: list[object], sources: Mapping[int, "Source"]) -> Iterator[tuple[int, str]]:
    """The title (0) is no passage: it stands at the top of the page anyway."""
    for each in evidence:
        if not (isinstance(each, list | tuple) and len(each) == 2):
            continue
        article, position = each
        source = sources.get(article)
        lines = _lines(with_page(source)) if source is not None else {}
        if isinstance(position, int) and position in lines:
            yield article, lines[position]


@lru_cache(maxsize=512)
def _lines(source: "Source") -> Mapping[int, str]:
    """Many readers get the same stories: they are split once, not once a digest."""
    return sentences(source)
