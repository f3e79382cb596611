"""The ledger of a story's sentences: behind each, the very passages that it rests on, as the outlets wrote them. Pure.

Of an outlet no more is quoted than may be over all surfaces of a story (`quoting`): sentences take their passages in
order, and what is over is linked to only. So a sentence shows the same behind it, whichever is asked for first.
"""

from collections import defaultdict
from dataclasses import dataclass

from news.story.views import Cited, Sentence, StoryView
from news.writing.quoting import may_quote, quoted_by


@dataclass(frozen=True)
class Passage:
    """`text` None: it may not be quoted any more, or nobody knows the very words, and `found` is empty."""

    source: Cited
    text: str | None
    found: str = ""  # the very words, for the link


@dataclass(frozen=True)
class Entry:
    """`number` is the sentence's in the story, from 1."""

    number: int
    sentence: Sentence
    passages: tuple[Passage, ...]

    @property
    def is_verbatim(self) -> bool:
        return any(passage.text == self.sentence.text for passage in self.passages)


def ledger(view: StoryView) -> tuple[Entry, ...]:
    """An entry for each sentence of the story, in its order."""
    quoted = defaultdict(list, {outlet: list(told) for outlet, told in quoted_by(view).items()})
    return tuple(
        Entry(number, sentence, tuple(_passages(sentence, view, quoted)))
        for number, sentence in enumerate(view.sentences, start=1)
    )


def _passages(sentence: Sentence, view: StoryView, quoted: dict[str, list[str]]) -> list[Passage]:
    known = dict(sentence.passages)
    return [
        _passage(view.sources[article], known.get(article, ""), quoted)
        for article in sentence.cites
        if article in view.sources
    ]


def _passage(source: Cited, text: str, quoted: dict[str, list[str]]) -> Passage:
    already = quoted[source.outlet]
    if not text or not may_quote(text, already):
        return Passage(source, None, text)
    if text not in already:
        already.append(text)
    return Passage(source, text, text)
