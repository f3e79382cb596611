"""Finding the sentences of a story's sources that answer a question: BM25 over all of them, titles included.

Pure; knows nothing of readers or messages. Whether the sources answer at all is decided by coverage: how much
of what the question asks (by rarity of its words) stands in one of the best three sentences; the measured
thresholds are `FLOORS`. BM25 with k1 1.2 and b 0.75 (Robertson & Zaragoza 2009).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from news.centrality import idf
from news.extractive import OPINIONS, current
from news.language.quotable import is_instruction, why_not
from news.language.sentences import split
from news.language.tokens import primary_subtag, stop_words, terms, words

if TYPE_CHECKING:
    from news.stories import Source

K1, B = 1.2, 0.75
BEST = 3
"""Coverage is looked for in so many passages."""
FLOORS = (0.35, 0.2)
"""Coverage from which a passage answers, and from which it comes close. On XQuAD the first answers 93 % of the
English questions, and 1.8 % of those that were put to another story (`benchmarks/asking.py`)."""
OTHER_FLOORS = {"zh": (0.2, 0.12), "ja": (0.2, 0.12), "th": (0.2, 0.12), "vi": (0.55, 0.35)}
"""Pairs of characters match by halves, so they cover less; Vietnamese words are written as several short ones."""
UNFIT = frozenset({"instruction", "address", "appeal", "credit"})
SENTENCES_A_SOURCE = 60


@dataclass(frozen=True)
class Passage:
    """A sentence of an article as it stands there; position -1 is the title."""

    text: str
    source: Source
    position: int
    terms: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """The passages that have any word of the question, best first, each with how much of it they cover (0 to 1)."""

    passages: tuple[Passage, ...]
    coverages: tuple[float, ...]

    @property
    def coverage(self) -> float:
        return max(self.coverages[:BEST], default=0.0)

    @property
    def is_answer(self) -> bool:
        return self.coverage >= self._floors[0]

    @property
    def is_close(self) -> bool:
        return self.coverage >= self._floors[1]

    @property
    def _floors(self) -> tuple[float, float]:
        best = self.passages[0].source.language if self.passages else None
        return OTHER_FLOORS.get(primary_subtag(best), FLOORS)

    def telling(self, most: int) -> tuple[Passage, ...]:
        """At most so many of the best passages that come close, one of those that say the same."""
        kept: list[Passage] = []
        for passage, coverage in zip(self.passages[:BEST], self.coverages[:BEST], strict=True):
            is_new = all(not _says_the_same(passage, other) for other in kept)
            if coverage >= max(self._floors[1], self.coverage / 2) and is_new and len(kept) < most:
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
    question: str, within: Sequence[Passage], *, language: str | None = None, top: int = 12
) -> Found:
    """The passages nearest to the question. `language` is the question's; its stop words ask for nothing."""
    if not within:
        return Found((), ())
    weights = idf(passage.terms for passage in within)
    unseen = max(weights.values())  # what no passage has is at least as rare as the rarest
    mean = sum(len(passage.terms) for passage in within) / len(within)
    wanted = _wanted(question, within, language)
    scored: list[tuple[float, int, float]] = []
    for at, passage in enumerate(within):
        asked = wanted[primary_subtag(passage.source.language)]
        score = _bm25(asked, passage, weights, mean)
        if score > 0:
            scored.append((score, at, _coverage(asked, passage, weights, unseen)))
    scored.sort(key=lambda found: (-found[0], found[1]))
    best = scored[:top]
    return Found(tuple(within[at] for _, at, _ in best), tuple(coverage for _, _, coverage in best))


def _wanted(question: str, within: Iterable[Passage], language: str | None) -> Mapping[str, frozenset[str]]:
    """What the question asks for, stemmed as each language of the passages is."""
    stopped = stop_words(primary_subtag(language))
    bare = " ".join(word for word in question.split() if not set(words(word)) or set(words(word)) - stopped)
    languages = {primary_subtag(passage.source.language) for passage in within}
    return {code: frozenset(terms(bare, code) or terms(question, code)) for code in languages}


def _bm25(asked: frozenset[str], passage: Passage, weights: Mapping[str, float], mean: float) -> float:
    counts = Counter(passage.terms)
    length = K1 * (1 - B + B * len(passage.terms) / mean)
    return sum(
        weights[term] * counts[term] * (K1 + 1) / (counts[term] + length) for term in asked if term in counts
    )


def _coverage(asked: frozenset[str], passage: Passage, weights: Mapping[str, float], unseen: float) -> float:
    whole = sum(weights.get(term, unseen) for term in asked)
    return sum(weights[term] for term in asked.intersection(passage.terms)) / whole if whole else 0.0


def _says_the_same(one: Passage, other: Passage) -> bool:
    here, there = set(one.terms), set(other.terms)
    return len(here & there) > 0.8 * min(len(here), len(there))
