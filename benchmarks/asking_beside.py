"""Whose sentence answers where a story speaks the reader's language and another one.

    python -m benchmarks.asking_beside [de-ru ...]

XQuAD, tuned half, every other paragraph and every third question: an article's paragraphs in the language of the question and
in another one stand for the sources of a story. Where a sentence in the other language answers first, is it said by one in
the question's; is that the gold one; and is one said in its place where the gold one is missing in the question's language?
"""

import asyncio
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from benchmarks.asking import Paragraph, read
from news.adapters.embedder import open_embedders
from news.answers.finding import Heard
from news.answers.meaning import Encoder
from news.answers.own_language import in_own_language, sayable
from news.answers.values import Reading
from news.retrieving.retrieve import Passage, retrieve

PAIRS = ("de-ru", "en-de", "ru-en")
NOW = datetime(2026, 11, 22, tzinfo=UTC)
AWAY = 1_000
"""Added to the numbers of articles in the other language."""


@dataclass(frozen=True)
class Put:
    """A question, the paragraph that answers it, and where the answer begins in it, in either language."""

    text: str
    paragraph: int
    own_at: int
    other_at: int


async def measure(own: str, other: str, encoder: Encoder) -> Counter[str]:
    found: Counter[str] = Counter()
    for ours, theirs in list(zip(read(own, 1), read(other, 1), strict=True))[::2]:
        for put in _puts(ours, theirs):
            await _count(found, put, _beside(ours, theirs), own, encoder, is_alone=False)
            without = [*ours[: put.paragraph], *ours[put.paragraph + 1 :]]
            await _count(found, put, _beside(without, theirs), own, encoder, is_alone=True)
    return found


def _puts(ours: Sequence[Paragraph], theirs: Sequence[Paragraph]) -> Iterator[Put]:
    for number in range(0, len(ours), 2):
        pairs = list(zip(ours[number].questions, theirs[number].questions, strict=True))
        for (text, own_at), (_, other_at) in pairs[::3]:
            yield Put(text, number, own_at, other_at)


def _beside(ours: Sequence[Paragraph], theirs: Sequence[Paragraph]) -> list[Passage]:
    return [p for paragraph in ours for p in paragraph.passages] + [
        replace(p, source=replace(p.source, article_id=AWAY + p.source.article_id))
        for paragraph in theirs
        for p in paragraph.passages
    ]


async def _count(
    found: Counter[str], put: Put, within: Sequence[Passage], own: str, encoder: Encoder, *, is_alone: bool
) -> None:
    meanings = await encoder.meanings(put.text, within, language=own)
    seen = retrieve(put.text, within, language=own, meanings=meanings)
    telling = seen.telling(2) if seen.is_answer else ()
    if not telling or telling[0].source.article_id < AWAY:
        return
    heard = Heard(Reading(put.text), telling, (), (), is_sure=True, is_close=True)
    vectors = await encoder.vectors((*sayable(within, {}, reads=own), *telling), language=own)
    said = in_own_language(heard, within, {}, reads=own, vectors=vectors, now=NOW).telling[0]
    was_right = _is_at(telling[0], AWAY + put.paragraph, put.other_at)
    is_said, is_right = said.source.article_id < AWAY, _is_at(said, put.paragraph, put.own_at)
    group = "alone" if is_alone else "beside"
    found[group] += 1
    found[f"{group}: said"] += is_said
    found[f"{group}: right"] += is_said and is_right
    found[f"{group}: right before, wrong now"] += is_said and was_right and not is_right


def _is_at(passage: Passage, article: int, at: int) -> bool:
    begins = passage.position <= at < passage.position + len(passage.text)
    return passage.source.article_id == article and begins


def main(arguments: Sequence[str]) -> None:
    encoder = Encoder(open_embedders())
    for pair in arguments or PAIRS:
        own, _, other = pair.partition("-")
        print(pair, dict(asyncio.run(measure(own, other, encoder))), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
