"""Which words of a question stand in which passages, also in other forms: BM25 over likenesses of words.

A word counts as far as it is alike (Dice's coefficient of the letter triples): that finds what stemmers leave apart, the
parts of German compounds, Arabic words behind their articles, Turkish words before their endings. A passage gains by what
stands beside it and by the best of its article. Pure; knows words only. BM25 with k1 1.2 and b 0.75 (Robertson & Zaragoza
2009); the likeness and what neighbours give were chosen on the tuned half of XQuAD (`benchmarks/asking.py`).
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from news.language.searching import is_stop_word, search_terms
from news.retrieving.texts import Passage, neighbours

K1, B = 1.2, 0.75
LEAST_ALIKE = 0.35
SHORTEST_ALIKE = 4
"""Letters: shorter words, and numbers, are themselves or nothing."""
STOP_WORDS = 0.4
"""What a stop word counts beside another of the same rarity: little words tell which of two near passages is meant."""
BESIDE, BEST_OF_ARTICLE = 0.3, 0.3
MOST_WORDS = 40
"""Of one question; what is longer is no question, and would take long."""


class Index:
    """The passages of one language by their words."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.passages = passages
        self.beside = neighbours(passages)
        self.terms = [search_terms(passage.text, passage.source.language) for passage in passages]
        self.counts = [Counter(terms) for terms in self.terms]
        self._mean = sum(map(len, self.terms)) / max(1, len(passages)) or 1.0
        self._where: defaultdict[str, list[int]] = defaultdict(list)
        for at, counts in enumerate(self.counts):
            for term in counts:
                self._where[term].append(at)
        self._of_triple: defaultdict[str, list[str]] = defaultdict(list)
        for term in filter(_may_vary, self._where):
            for triple in triples(term):
                self._of_triple[triple].append(term)

    def match(self, question: Sequence[str]) -> "Matches":
        """Where the question's words stand; each word once, at most `MOST_WORDS` of them."""
        asked = tuple(dict.fromkeys(question))[:MOST_WORDS]
        scores = [0.0] * len(self.passages)
        matched: list[dict[str, float]] = [{} for _ in self.passages]
        weights: dict[str, float] = {}
        for term in asked:
            often = self._often(term, matched)
            weights[term] = self._rarity(sum(min(1.0, times) for times in often.values()))
            weights[term] *= STOP_WORDS if is_stop_word(term) else 1.0
            for at, times in often.items():
                length = K1 * (1 - B + B * len(self.terms[at]) / self._mean)
                scores[at] += weights[term] * times * (K1 + 1) / (times + length)
        in_context = self._with_context(scores)
        return Matches(asked, weights, scores, matched, in_context, self._by_article(matched))

    def _by_article(self, matched: Sequence[Mapping[str, float]]) -> dict[int, dict[str, float]]:
        found: defaultdict[int, dict[str, float]] = defaultdict(dict)
        for passage, here in zip(self.passages, matched, strict=True):
            told = found[passage.source.article_id]
            for term, degree in here.items():
                told[term] = max(degree, told.get(term, 0.0))
        return found

    def _often(self, term: str, matched: Sequence[dict[str, float]]) -> Mapping[int, float]:
        """How often each passage has the word, the like for as much as they are alike squared; `matched` is told the best."""
        often: defaultdict[int, float] = defaultdict(float)
        for like, degree in self._alike(term):
            for at in self._where[like]:
                often[at] += degree * self.counts[at][like]
                matched[at][term] = max(degree, matched[at].get(term, 0.0))
        return often

    def _alike(self, term: str) -> list[tuple[str, float]]:
        own = [(term, 1.0)] if term in self._where else []
        if not _may_vary(term):
            return own
        common = Counter(like for triple in triples(term) for like in self._of_triple.get(triple, ()))
        degrees = (
            (like, 2 * shared / (len(triples(term)) + len(triples(like))))
            for like, shared in common.items()
            if like != term
        )
        return own + [(like, degree**2) for like, degree in degrees if degree >= LEAST_ALIKE]

    def _rarity(self, often: float) -> float:
        """From 0 (in all) to 1 (in none)."""
        number = len(self.passages)
        return log(1 + (number - often + 0.5) / (often + 0.5)) / log(1 + (number + 0.5) / 0.5)

    def _with_context(self, scores: Sequence[float]) -> list[float]:
        best: defaultdict[int, float] = defaultdict(float)
        for passage, score in zip(self.passages, scores, strict=True):
            best[passage.source.article_id] = max(best[passage.source.article_id], score)
        return [
            score
            + BESIDE * max((scores[near] for near in self.beside[at]), default=0.0)
            + BEST_OF_ARTICLE * best[self.passages[at].source.article_id]
            for at, score in enumerate(scores)
        ]


@dataclass(frozen=True)
class Matches:
    """By passage: BM25 (`scores`), the same with what surrounds it (`in_context`), and how fully each word of the question
    stands in it (`matched`), or in all of the article by its id (`in_article`). `weights` are the rarities of the question's words."""

    asked: tuple[str, ...]
    weights: Mapping[str, float]
    scores: Sequence[float]
    matched: Sequence[Mapping[str, float]]
    in_context: Sequence[float]
    in_article: Mapping[int, Mapping[str, float]]


@lru_cache(maxsize=1 << 10)
def triples(term: str) -> frozenset[str]:
    bounded = f" {term} "
    return frozenset(bounded[at : at + 3] for at in range(len(bounded) - 2))


def _may_vary(term: str) -> bool:
    return len(term) >= SHORTEST_ALIKE and not is_stop_word(term) and not term[0].isdigit()
