"""Finding the sentences of a story's sources that answer a question: all of them are looked through, titles included.

Pure; knows nothing of readers or messages, and no encoder: who has one brings what it says (`Meanings`). Whether the sources
answer at all is decided here, before anybody is asked: each passage has a likelihood, fitted on questions whose answers are
known (`retrieving.weights`), and `Found` answers, comes close, or has nothing.

    within = passages(sources)
    texts = worth_telling(question, within, language="en")      # where there is an encoder: of these it tells vectors
    found = retrieve(question, within, language="en", meanings=Meanings(vector, dict(zip(texts, vectors))))
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from news.language.quotable import is_instruction, why_not
from news.language.sentences import split
from news.language.tokens import terms
from news.retrieving.judging import (
    Meanings,
    by_language,
    judge,
    nearest,
    speaks_otherwise,
    words_worth_telling,
)
from news.retrieving.texts import Passage
from news.writing.standing import OPINIONS, current

if TYPE_CHECKING:
    from news.story.stories import Source

__all__ = ["Found", "Meanings", "Passage", "passages", "retrieve", "words_worth_telling", "worth_telling"]

BEST = 3
"""An answer is looked for in so many passages."""
ANSWERS, CLOSE = 0.5, 0.18
"""Likelihoods from which a passage answers, and from which it comes close; what they cost is in docs/measurements.md."""
UNFIT = frozenset({"instruction", "address", "appeal", "credit"})
SENTENCES_A_SOURCE = 60
MOST_TOLD = 200
"""Passages worth a vector: about half a second of the installed encoder, where none of them was told before."""


@dataclass(frozen=True)
class Found:
    """The passages that have to do with the question, best first, each with how likely it answers (0 to 1). One that is
    near only by its neighbours is found, but answers less likely than it ranks."""

    passages: tuple[Passage, ...]
    coverages: tuple[float, ...]

    @property
    def coverage(self) -> float:
        return max(self.coverages[:BEST], default=0.0)

    @property
    def is_answer(self) -> bool:
        return self.coverage >= ANSWERS

    @property
    def is_close(self) -> bool:
        """Worth showing, or worth asking a model about. Where not even this holds, nobody needs to be asked."""
        return self.coverage >= CLOSE

    @property
    def answering(self) -> tuple[Passage, ...]:
        """Those that answer, each by itself."""
        told = zip(self.passages, self.coverages, strict=True)
        return tuple(passage for passage, coverage in told if coverage >= ANSWERS)

    def telling(self, most: int) -> tuple[Passage, ...]:
        """At most so many of the best passages that come close, one of those that say the same."""
        kept: list[Passage] = []
        for passage, coverage in zip(self.passages[:BEST], self.coverages[:BEST], strict=True):
            is_new = all(not _says_the_same(passage, other) for other in kept)
            if coverage >= max(CLOSE, self.coverage / 2) and is_new and len(kept) < most:
                kept.append(passage)
        return tuple(kept)


def passages(sources: Sequence[Source]) -> list[Passage]:
    """Every sentence that may be quoted in an answer, of the sources that still stand; opinions tell no facts."""
    return [
        passage for source in current(sources) if source.kind not in OPINIONS for passage in _of_one(source)
    ]


def _of_one(source: Source) -> Iterable[Passage]:
    listed = [source.title, *split(source.text, source.language)[:SENTENCES_A_SOURCE]]
    for position, text in enumerate(listed, start=-1):
        told = tuple(terms(text, source.language))
        unfit = is_instruction(text) if position < 0 else why_not(text, source.language) in UNFIT
        if told and not unfit:
            yield Passage(text, source, position, told)


def retrieve(
    question: str,
    within: Sequence[Passage],
    *,
    language: str | None = None,
    meanings: Meanings | None = None,
    top: int = 12,
) -> Found:
    """The passages nearest to the question. `language` is the question's. Passages in other languages are found by their
    `meanings`, and without any by what words, names and numbers they have in common."""
    judged = sorted(
        judge(question, within, language=language, meanings=meanings),
        key=lambda one: -one.likelihood,
    )[:top]
    return Found(tuple(one.passage for one in judged), tuple(one.likelihood * one.share for one in judged))


def worth_telling(
    question: str, within: Sequence[Passage], *, language: str | None = None, is_quick: bool = False
) -> list[str]:
    """The texts whose vectors help `retrieve`, at most `MOST_TOLD`: the nearest by words in the question's language, and in
    others all, the beginnings of articles first. Where the encoder is quick, in the question's too."""
    found: dict[str, None] = {}
    others: list[Passage] = []
    for code, group in by_language(within).items():
        if speaks_otherwise(code, language):
            others += group
        else:
            found |= dict.fromkeys(passage.text for passage in nearest(question, code, group))
            others += group if is_quick else []
    found |= dict.fromkeys(passage.text for passage in sorted(others, key=lambda passage: passage.position))
    return list(found)[:MOST_TOLD]


def _says_the_same(one: Passage, other: Passage) -> bool:
    here, there = set(one.terms), set(other.terms)
    return len(here & there) > 0.8 * min(len(here), len(there))
