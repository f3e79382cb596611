"""Meanings of questions and passages as vectors, told by an encoder on this machine and kept, so that each is told once.

A reader's words go to no encoder elsewhere. Knows the port of encoders; nothing of rows, and not what meanings are used for.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from news.language.tokens import primary_subtag
from news.ports import Embedder
from news.retrieving.retrieve import Meanings, Passage, words_worth_telling, worth_telling

Vector = NDArray[np.float32]
KEPT = 10_000
"""Vectors of passages and of words: about 20 MB."""


class Encoder:
    """One an app. Without an embedder that is local nothing is told, and passages are found by their words."""

    def __init__(self, embedders: Sequence[Embedder] = ()) -> None:
        self._embedders = [embedder for embedder in embedders if embedder.is_local]
        self._kept: OrderedDict[tuple[str, str], Vector] = OrderedDict()

    async def meanings(self, question: str, within: Sequence[Passage], *, language: str) -> Meanings | None:
        """Of the question and of the passages that may answer it; None where no encoder knows the question's language."""
        embedder = await self._knowing(language)
        if embedder is None:
            return None
        listed = await asyncio.to_thread(
            worth_telling, question, within, language=language, is_quick=embedder.is_quick
        )
        spoken = {passage.text: passage.source.language for passage in within}
        texts = [text for text in listed if _knows(embedder, spoken[text])]
        (asked,) = await embedder.embed([question], languages=[language])
        if asked is None or not texts:
            return None
        told = Meanings(asked, await self._told(embedder, texts, [spoken[text] for text in texts]))
        return await self._with_words(embedder, question, within, told, language=language)

    async def compares(self, language: str, others: Iterable[str | None]) -> bool:
        """Whether a meaning in this language can be held against one in any of the others."""
        embedder = await self._knowing(language)
        return embedder is not None and any(_knows(embedder, other) for other in others)

    async def vectors(self, passages: Sequence[Passage], *, language: str) -> Mapping[str, Vector]:
        """Of these passages by their text, as far as the encoder that knows `language` knows theirs; of none where there is
        none."""
        embedder = await self._knowing(language) if passages else None
        if embedder is None:
            return {}
        known = [passage for passage in passages if _knows(embedder, passage.source.language)]
        texts = {passage.text: passage.source.language for passage in known}
        return await self._told(embedder, list(texts), list(texts.values()))

    async def words(self, words: Mapping[str, str], *, language: str) -> Mapping[str, Vector]:
        """Of single words, each with its language, by the encoder that knows `language`; of none where it takes time to speak of."""
        embedder = await self._knowing(language) if words else None
        if embedder is None or not embedder.is_quick:
            return {}
        known = {word: code for word, code in words.items() if _knows(embedder, code)}
        return await self._told(embedder, list(known), list(known.values()))

    async def _with_words(
        self, embedder: Embedder, question: str, within: Sequence[Passage], told: Meanings, *, language: str
    ) -> Meanings:
        """With the words by which passages in other languages are judged, where that takes no time to speak of."""
        if not embedder.is_quick:
            return told
        spoken = await asyncio.to_thread(
            words_worth_telling, question, within, language=language, meanings=told
        )
        words = await self._told(embedder, list(spoken), list(spoken.values())) if spoken else {}
        return replace(told, texts={**told.texts, **words})

    async def _knowing(self, language: str) -> Embedder | None:
        for embedder in self._embedders:
            await embedder.prepare()
            if _knows(embedder, language):
                return embedder
        return None

    async def _told(
        self, embedder: Embedder, texts: Sequence[str], languages: Sequence[str | None]
    ) -> dict[str, Vector]:
        new = [at for at, text in enumerate(texts) if (embedder.name, text) not in self._kept]
        if new:
            told = await embedder.embed([texts[at] for at in new], languages=[languages[at] for at in new])
            for at, vector in zip(new, told, strict=True):
                if vector is not None:
                    self._kept[embedder.name, texts[at]] = vector
        found = {}
        for text in texts:
            vector = self._kept.get((embedder.name, text))
            if vector is not None:
                self._kept.move_to_end((embedder.name, text))
                found[text] = vector
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return found


def _knows(embedder: Embedder, language: str | None) -> bool:
    return embedder.languages is None or primary_subtag(language) in embedder.languages


async def languages_apart(
    language: str, sources: Iterable[str | None], *, encoder: Encoder
) -> tuple[str, tuple[str, ...]] | None:
    """A question's language and those of the sources, where no source is in it and nothing here can hold the one against the others: that
    nothing was found does not say then that nothing is there."""
    theirs = tuple(dict.fromkeys(primary_subtag(code) for code in sources if code))
    if not theirs or language in theirs or await encoder.compares(language, theirs):
        return None
    return language, theirs
