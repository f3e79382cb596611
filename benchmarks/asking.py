"""How well answers are found without a model.

    python -m benchmarks.asking [language ...]               by words alone
    python -m benchmarks.asking --meaning [language ...]     with the installed encoder
    python -m benchmarks.asking --across [de-en ...]         questions in one language, sentences in another, with the encoder
    python -m benchmarks.asking --large [language ...]       in stories of four articles each, some hundred sentences
    python -m benchmarks.asking --thresholds [language ...]  what other working thresholds would cost

XQuAD: 1,190 questions over 240 paragraphs in 48 articles, the same in each language; an article's paragraphs stand for the
sources of a story. Columns, in percent: the gold sentence is the best, or of the best three; questions answered; questions
wrongly answered from another article, and from the same article without the paragraph that holds the answer; and the same
three for "comes close". Weights and thresholds were chosen on the tuned half, articles with even numbers.
"""

import asyncio
import gzip
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from news.adapters.embedder import open_embedder
from news.language.sentences import spans
from news.language.tokens import terms
from news.retrieving.aligning import content_words
from news.retrieving.retrieve import ANSWERS, BEST, CLOSE, Meanings, Passage, retrieve
from news.story.stories import Source

TEXTS = Path(__file__).resolve().parents[2] / "shared" / "data" / "aieval" / "xquad"
LANGUAGES = ("en", "de", "es", "ru", "ar", "tr", "hi", "zh", "ro", "el", "vi", "th")
ACROSS = (
    "de-en", "es-en", "ru-en", "ar-en", "tr-en", "zh-en", "en-de", "en-es", "en-ru", "en-ar", "en-tr", "en-zh",
    "de-ru", "ru-ar", "ar-zh", "zh-tr", "es-de", "tr-es",
)  # fmt: skip
FLOOR_HIT3 = {"en": 0.93}
HALVES = {"tuned": 0, "held": 1}
ARTICLES, LARGE = 48, 4

Vectors = Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True)
class Asked:
    """One question put to its article, to another, and to its own without the paragraph that answers: whether the best
    sentence, or one of the best three, is the gold one; and how surely each of the three is said to answer."""

    article: int
    hit1: bool
    hit3: bool
    whole: float
    other: float
    removed: float


@dataclass(frozen=True)
class Scores:
    """Shares between 0 and 1."""

    hit1: float
    hit3: float
    answered: float
    wrong_other: float
    wrong_removed: float


@dataclass(frozen=True)
class Paragraph:
    passages: tuple[Passage, ...]
    questions: tuple[tuple[str, int], ...]
    """With where the answer begins."""


@dataclass(frozen=True)
class Put:
    """A question and the three things it is put to."""

    article: int
    text: str
    paragraph: int
    answer_at: int
    whole: Sequence[Passage]
    other: Sequence[Passage]
    removed: Sequence[Passage]


# --- measuring -----------------------------------------------------------------------------------


def measure(language: str, *, articles: int = ARTICLES, half: str | None = None) -> Scores | None:
    """By words alone; None where the texts are absent."""
    if not _path(language).exists():
        return None
    asked = ask_all(language, language, None, articles=articles)
    return scores_of(_half(asked, half))


def ask_all(
    asked_in: str, told_in: str, vectors: Vectors | None, *, articles: int = ARTICLES, size: int = 1
) -> list[Asked]:
    """Every question in one language, put to the sentences in another or the same; so many articles are a story."""
    return [_ask(put, asked_in, vectors) for put in puts(asked_in, told_in, articles=articles, size=size)]


def puts(asked_in: str, told_in: str, *, articles: int = ARTICLES, size: int = 1) -> Iterator[Put]:
    stories, same = read(told_in, size)[:articles], read(asked_in, size)[:articles]
    for at, story in enumerate(stories):
        whole, other = _passages(story), _passages(stories[(at + 1) % len(stories)])
        for number, paragraph in enumerate(story):
            rest = _passages([*story[:number], *story[number + 1 :]])
            pairs = zip(same[at][number].questions, paragraph.questions, strict=True)
            for (text, _), (_, answer_at) in pairs:
                yield Put(at, text, number, answer_at, whole, other, rest)


def _ask(put: Put, language: str, vectors: Vectors | None) -> Asked:
    meanings = Meanings(vectors[put.text], vectors) if vectors is not None else None
    found, other, removed = (
        retrieve(put.text, within, language=language, meanings=meanings)
        for within in (put.whole, put.other, put.removed)
    )
    right = [is_gold(put, passage) for passage in found.passages[:BEST]]
    return Asked(put.article, any(right[:1]), any(right), found.coverage, other.coverage, removed.coverage)


def is_gold(put: Put, passage: Passage) -> bool:
    begins = passage.position <= put.answer_at < passage.position + len(passage.text)
    return passage.source.article_id == put.paragraph and begins


def scores_of(asked: Sequence[Asked], threshold: float = ANSWERS) -> Scores:
    counted = np.array(
        [
            (one.hit1, one.hit3, *(sure >= threshold for sure in (one.whole, one.other, one.removed)))
            for one in asked
        ]
    )
    return Scores(*(float(share) for share in counted.mean(axis=0)))


def _half(asked: Iterable[Asked], half: str | None) -> list[Asked]:
    return [one for one in asked if half is None or is_in(one.article, half)]


def is_in(article: int, half: str) -> bool:
    """Whether an article, by its number, is of the tuned or of the held half."""
    return article % 2 == HALVES[half]


# --- the texts -----------------------------------------------------------------------------------


def _path(language: str) -> Path:
    return TEXTS / f"xquad.{language}.json.gz"


@lru_cache(maxsize=4)
def read(language: str, size: int = 1) -> list[list[Paragraph]]:
    """Stories of `size` articles, those of the tuned and of the held half by turns."""
    gold = json.loads(gzip.decompress(_path(language).read_bytes()))["data"]
    return [
        [_paragraph(number, given, language) for number, given in enumerate(paragraphs)]
        for first in range(0, len(gold), 2 * size)
        for half in (0, 1)
        if (
            paragraphs := [
                p for entry in gold[first + half : first + 2 * size : 2] for p in entry["paragraphs"]
            ]
        )
    ]


def _paragraph(number: int, given: dict[str, Any], language: str) -> Paragraph:
    text = given["context"]
    source = Source(
        article_id=number, family=number, outlet="", domain=f"{number}.example", country=None, owner=None,
        kind="news", language=language, title="", text=text, url="", version=1, is_copy=False,
        published_at=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    return Paragraph(
        tuple(
            Passage(text[start:end], source, start, tuple(terms(text[start:end], language)))
            for start, end in spans(text, language)
        ),
        tuple((qa["question"], qa["answers"][0]["answer_start"]) for qa in given["qas"]),
    )


def _passages(paragraphs: Sequence[Paragraph]) -> list[Passage]:
    return [passage for paragraph in paragraphs for passage in paragraph.passages]


def tell(asked_in: str, told_in: str) -> Vectors | None:
    """Vectors of all questions and sentences; None where the installed encoder does not know both languages."""
    encoder = open_embedder()
    known = encoder.languages if encoder is not None else frozenset()
    if encoder is None or (known is not None and not {asked_in, told_in} <= known):
        return None
    questions = [text for story in read(asked_in) for part in story for text, _ in part.questions]
    sentences = [passage.text for story in read(told_in) for passage in _passages(story)]
    texts = list(dict.fromkeys([*questions, *sentences]))
    texts += dict.fromkeys(word for text in questions for word in content_words(text, asked_in))
    texts += dict.fromkeys(word for text in sentences for word in content_words(text, told_in))
    told = asyncio.run(encoder.embed(texts))
    return {text: vector for text, vector in zip(texts, told, strict=True) if vector is not None}


# --- printing ------------------------------------------------------------------------------------


def main(arguments: Sequence[str]) -> None:
    flags = [argument for argument in arguments if argument.startswith("--")]
    named = [argument for argument in arguments if not argument.startswith("--")]
    if not TEXTS.exists():
        raise SystemExit(f"no texts at {TEXTS}")
    print("        half   hit@1  hit@3 | answered  wrong: other  removed | close  wrong: other  removed")
    for pair in named or (ACROSS if "--across" in flags else LANGUAGES):
        asked_in, _, told_in = pair.partition("-")
        told_in = told_in or asked_in
        with_meaning = "--meaning" in flags or asked_in != told_in
        vectors = tell(asked_in, told_in) if with_meaning else None
        if with_meaning and vectors is None:
            print(f"{pair:6}  the installed encoder does not know it")
            continue
        asked = ask_all(asked_in, told_in, vectors, size=LARGE if "--large" in flags else 1)
        for half in (*HALVES, None):
            _print(pair, half or "all", _half(asked, half))
        if "--thresholds" in flags:
            _print_thresholds(asked)


def _print(name: str, half: str, asked: Sequence[Asked]) -> None:
    sure, close = scores_of(asked), scores_of(asked, CLOSE)
    shares = (sure.answered, sure.wrong_other, sure.wrong_removed)
    near = (close.answered, close.wrong_other, close.wrong_removed)
    print(
        f"{name:6}  {half:5}  {100 * sure.hit1:5.1f}  {100 * sure.hit3:5.1f} |"
        + "  ".join(f"{100 * share:9.1f}" for share in shares)
        + " | "
        + "  ".join(f"{100 * share:6.1f}" for share in near),
        flush=True,
    )


def _print_thresholds(asked: Sequence[Asked]) -> None:
    for threshold in np.arange(0.1, 0.91, 0.1):
        scores = scores_of(asked, float(threshold))
        print(
            f"    at {threshold:.1f}: answered {100 * scores.answered:.1f}, wrong: other {100 * scores.wrong_other:.1f},"
            f" removed {100 * scores.wrong_removed:.1f}"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
