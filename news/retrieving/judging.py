"""How likely each passage answers a question: the evidence of `evidence` and `across`, weighed by `weights`.

Pure. Passages in the question's language, and those that have no vector, are judged by words (and meaning, where it is told);
those in other languages by meaning, names and numbers.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log1p

import numpy as np
from numpy.typing import NDArray

from news.language.searching import search_terms
from news.language.tokens import primary_subtag
from news.retrieving.across import weigh_up_across, weigh_up_aligned
from news.retrieving.aligning import align, content_words
from news.retrieving.evidence import Question, weigh_up
from news.retrieving.how_many import tells_in_parts
from news.retrieving.lacking import lacks
from news.retrieving.matching import Index, Matches
from news.retrieving.texts import Passage
from news.retrieving.weights import (
    ACROSS,
    ALIGNED,
    STRICTER,
    STRICTER_ASKED,
    STRICTER_BY_WORDS,
    STRICTER_TOLD,
    STRICTER_WITH_WORDS,
    WORDS,
    WORDS_AND_MEANING,
    WORDS_TOLD,
    Weights,
)

Vector = NDArray[np.float32]
LOOKED_AT = 24
"""Passages of one language whose evidence is weighed: the nearest by their words, or by what their words mean."""
ENOUGH = 0.5
SHORT = 0.45
"""What is left to a passage without the age, the name or the reason that is asked for: too little to answer, enough to come close."""


@dataclass(frozen=True)
class Meanings:
    """Vectors of unit length by one encoder: of the question, and by their text of passages, and of words where it is quick
    enough to tell them. What is not told is missing."""

    question: Vector
    texts: Mapping[str, Vector]

    def cosine(self, passage: Passage) -> float | None:
        told = self.texts.get(passage.text)
        return None if told is None else float(self.question @ told)


@dataclass(frozen=True)
class Judged:
    """A passage, how likely it answers (0 to 1), and how much of that is its own and not its neighbours': what it shares with
    the question itself, beside half of what the nearest passage of its language does."""

    passage: Passage
    likelihood: float
    share: float


def judge(
    question: str, within: Sequence[Passage], *, language: str | None, meanings: Meanings | None
) -> Iterator[Judged]:
    """Those passages that have anything to do with the question, in no order."""
    in_parts: list[Judged] = []
    is_answered = False
    for one in _judge_all(question, within, language=language, meanings=meanings):
        code = primary_subtag(one.passage.source.language)
        asked = question, language or code, one.passage.text, code
        if lacks(*asked):
            yield replace(one, share=one.share * SHORT)
        elif tells_in_parts(*asked):
            in_parts.append(one)
        else:
            is_answered = is_answered or one.likelihood * one.share >= ENOUGH
            yield one
    yield from (replace(one, share=one.share * SHORT) if is_answered else one for one in in_parts)


def _judge_all(
    question: str, within: Sequence[Passage], *, language: str | None, meanings: Meanings | None
) -> Iterator[Judged]:
    for code, passages in by_language(within).items():
        cosines = cosines_of(passages, meanings)
        if cosines and speaks_otherwise(code, language):
            told = meanings.texts if meanings is not None else {}
            yield from _judge_across(question, language, passages, cosines, told)
        else:
            told = meanings.texts if meanings is not None else {}
            yield from _judge_by_words(question, language, code, passages, cosines, told)


def by_language(within: Sequence[Passage]) -> Mapping[str, list[Passage]]:
    found: defaultdict[str, list[Passage]] = defaultdict(list)
    for passage in within:
        found[primary_subtag(passage.source.language)].append(passage)
    return found


def cosines_of(passages: Sequence[Passage], meanings: Meanings | None) -> dict[int, float]:
    if meanings is None:
        return {}
    told = ((at, meanings.cosine(passage)) for at, passage in enumerate(passages))
    return {at: cosine for at, cosine in told if cosine is not None}


def speaks_otherwise(code: str, language: str | None) -> bool:
    """Whether a question in `language` and passages in `code` are in two languages."""
    return primary_subtag(language) not in ("", code)


def words_worth_telling(
    question: str, within: Sequence[Passage], *, language: str | None, meanings: Meanings
) -> dict[str, str]:
    """The words whose vectors help to judge the nearest passages, each with its language."""
    found: dict[str, str] = {}
    for code, passages in by_language(within).items():
        near = _nearest_in_meaning(cosines_of(passages, meanings))
        if not speaks_otherwise(code, language):
            near += _best(Index(passages).match(search_terms(question, code)))
        found |= dict.fromkeys((w for at in near for w in content_words(passages[at].text, code)), code)
    return found | dict.fromkeys(content_words(question, language), primary_subtag(language)) if found else {}


def _judge_across(
    question: str,
    language: str | None,
    passages: Sequence[Passage],
    cosines: Mapping[int, float],
    told: Mapping[str, Vector],
) -> Iterator[Judged]:
    seen = aligned(question, language, passages, cosines, told)
    if seen is None:
        rows = weigh_up_across(question, language, passages, cosines)
        yield from _judged(ACROSS, "meaning", zip(passages, rows, strict=True))
        return
    told_in = primary_subtag(passages[0].source.language)
    stricter = STRICTER_ASKED.get(primary_subtag(language), 0.0) + STRICTER_TOLD.get(told_in, 0.0)
    yield from _judged(ALIGNED, "met", seen, stricter=stricter)


def aligned(
    question: str,
    language: str | None,
    passages: Sequence[Passage],
    cosines: Mapping[int, float],
    told: Mapping[str, Vector],
) -> list[tuple[Passage, list[float]]] | None:
    """The evidence for those passages that are nearest in meaning; None where words were not told."""
    met = align(question, language, passages, _nearest_in_meaning(cosines), told)
    if met is None:
        return None
    rows = weigh_up_aligned(question, language, passages, cosines, met)
    return [(passages[at], row) for at, row in rows.items()]


def _nearest_in_meaning(cosines: Mapping[int, float]) -> list[int]:
    return sorted(sorted(cosines, key=lambda at: -cosines[at])[:LOOKED_AT])


def _judge_by_words(
    question: str,
    language: str | None,
    code: str,
    passages: Sequence[Passage],
    cosines: Mapping[int, float],
    told: Mapping[str, Vector],
) -> Iterator[Judged]:
    met = with_words(question, language, code, passages, cosines, told)
    if met is not None:
        yield from _judged(WORDS_TOLD, "met", met, stricter=STRICTER_WITH_WORDS.get(code, 0.0))
        return
    weights, bars = (WORDS_AND_MEANING, STRICTER) if cosines else (WORDS, STRICTER_BY_WORDS)
    seen = by_words(question, language, code, passages, cosines)
    yield from _judged(weights, "mass", seen, stricter=bars.get(code, 0.0))


def _judged(
    weights: Weights, own: str, seen: Iterable[tuple[Passage, list[float]]], *, stricter: float = 0.0
) -> Iterator[Judged]:
    """`own` names the evidence that no neighbour gives."""
    at = list(weights.features).index(own)
    ranked = sorted(
        ((weights.logit(row), passage, row[at]) for passage, row in seen), key=lambda one: -one[0]
    )
    for logit, passage, has in ranked:
        enough = ENOUGH * ranked[0][2]
        share = max(0.0, has) / enough if 0 <= has < enough else float(has >= enough)
        yield Judged(passage, 1 / (1 + exp(stricter - logit)), share)


def by_words(
    question: str, language: str | None, code: str, passages: Sequence[Passage], cosines: Mapping[int, float]
) -> Iterator[tuple[Passage, list[float]]]:
    """The evidence for those passages that are nearest by their words."""
    index = Index(passages)
    matches = index.match(search_terms(question, code))
    asked = Question.read(question, language, looked_up_in=code)
    for at in _best(matches) if asked.content else ():  # little words alone ask for nothing
        yield passages[at], weigh_up(asked, index, matches, cosines, at)


def with_words(
    question: str,
    language: str | None,
    code: str,
    passages: Sequence[Passage],
    cosines: Mapping[int, float],
    told: Mapping[str, Vector],
) -> list[tuple[Passage, list[float]]] | None:
    """The evidence for those passages that are nearest by their words or in meaning; None where words were not told."""
    index = Index(passages)
    matches = index.match(search_terms(question, code))
    near = sorted({*_best(matches), *_nearest_in_meaning(cosines)}) if cosines else []
    met = align(question, language, passages, near, told)
    asked = Question.read(question, language, looked_up_in=code)
    if met is None or not asked.content:
        return None
    words = log1p(len(content_words(question, language)))
    return [
        (
            passages[at],
            [
                *weigh_up(asked, index, matches, cosines, at),
                each.own,
                each.around,
                each.least,
                each.nowhere,
                words,
            ],
        )
        for at, each in met.items()
    ]


def nearest(question: str, code: str, passages: Sequence[Passage]) -> list[Passage]:
    """Those that have words of the question, or stand beside such."""
    return [passages[at] for at in _best(Index(passages).match(search_terms(question, code)))]


def _best(matches: Matches) -> list[int]:
    scores = matches.in_context
    return sorted((at for at, score in enumerate(scores) if score > 0), key=lambda at: -scores[at])[
        :LOOKED_AT
    ]
