"""How well answers are found without a model: `python -m benchmarks.asking [language ...]`.

XQuAD: 1,190 questions over 240 paragraphs in 48 articles, the same in each language; an article's paragraphs stand
for the sources of a story. Columns, in percent: the gold sentence is the best, or of the best three; questions
answered; questions wrongly answered from another article; and from the same article without the paragraph that
holds the answer.
"""

import gzip
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from news.language.sentences import spans
from news.language.tokens import terms
from news.retrieve import Found, Passage, retrieve
from news.stories import Source

TEXTS = Path(__file__).resolve().parents[2] / "shared" / "data" / "aieval" / "xquad"
LANGUAGES = ("en", "de", "es", "ru", "ar", "tr", "hi", "zh", "ro", "el", "vi")
FLOOR_HIT3 = {"en": 0.91}


@dataclass(frozen=True)
class Scores:
    """Shares between 0 and 1."""

    hit1: float
    hit3: float
    answered: float
    wrong_other: float
    wrong_removed: float


@dataclass(frozen=True)
class _Paragraph:
    passages: tuple[Passage, ...]
    questions: tuple[tuple[str, int], ...]  # with the offset of the answer


def measure(language: str, *, articles: int = 48) -> Scores | None:
    """None where the texts are absent."""
    path = TEXTS / f"xquad.{language}.json.gz"
    if not path.exists():
        return None
    gold = json.loads(gzip.decompress(path.read_bytes()))["data"][:articles]
    stories = [_story(entry, language) for entry in gold]
    counts = [0] * 5
    asked = 0
    for at, story in enumerate(stories):
        whole = _passages(story)
        other = _passages(stories[(at + 1) % len(stories)])
        for number, paragraph in enumerate(story):
            rest = _passages([*story[:number], *story[number + 1 :]])
            for question, answer_at in paragraph.questions:
                found = retrieve(question, whole, language=language)
                right = [_holds(passage, number, answer_at) for passage in found.passages[:3]]
                elsewhere = [retrieve(question, within, language=language) for within in (other, rest)]
                outcomes = (any(right[:1]), any(right), found.is_answer, *map(_answers, elsewhere))
                counts = [count + outcome for count, outcome in zip(counts, outcomes, strict=True)]
                asked += 1
    return Scores(*(count / asked for count in counts))


def _story(entry: dict[str, Any], language: str) -> list[_Paragraph]:
    return [_paragraph(number, given, language) for number, given in enumerate(entry["paragraphs"])]


def _paragraph(number: int, given: dict[str, Any], language: str) -> _Paragraph:
    text = given["context"]
    source = Source(
        article_id=number, family=number, outlet="", domain=f"{number}.example", country=None, owner=None,
        kind="news", language=language, title="", text=text, url="", version=1, is_copy=False,
        published_at=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    return _Paragraph(
        tuple(
            Passage(text[start:end], source, start, tuple(terms(text[start:end], language)))
            for start, end in spans(text, language)
        ),
        tuple((qa["question"], qa["answers"][0]["answer_start"]) for qa in given["qas"]),
    )


def _passages(paragraphs: Sequence[_Paragraph]) -> list[Passage]:
    return [passage for paragraph in paragraphs for passage in paragraph.passages]


def _holds(passage: Passage, paragraph: int, answer_at: int) -> bool:
    starts = passage.position <= answer_at < passage.position + len(passage.text)
    return passage.source.article_id == paragraph and starts


def _answers(found: Found) -> bool:
    return found.is_answer


def main() -> None:
    print("lang  hit@1  hit@3  answered  wrong: other story  wrong: answer removed")
    for language in sys.argv[1:] or LANGUAGES:
        scores = measure(language)
        if scores is None:
            raise SystemExit(f"no texts at {TEXTS}")
        print(
            f"{language:4}  {100 * scores.hit1:5.1f}  {100 * scores.hit3:5.1f}  {100 * scores.answered:8.1f}"
            f"  {100 * scores.wrong_other:18.1f}  {100 * scores.wrong_removed:21.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
