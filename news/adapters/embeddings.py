"""Meaning as vectors from an OpenAI-compatible endpoint, brought to the scale that joining knows (`calibration`).

An endpoint that fails, lies or sleeps costs a run of joining at most `RUN_S` seconds twice, and then nothing for ten
minutes: its articles are joined without meaning. Nothing that it answers is believed unchecked. Texts leave this
machine, which the operator chose by naming the model. Knows no article.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import structlog
from numpy.typing import NDArray

from news.adapters.breaker import Breaker
from news.adapters.embeddings_reply import Answer, read_answer
from news.adapters.endpoint import FINAL, Endpoint, Refusal, open_client, read_bounded
from news.calibration import Calibration, calibrate, read_events
from news.errors import ModelFailed

if TYPE_CHECKING:
    from openai import AsyncOpenAI

log = structlog.get_logger(__name__)

Vector = NDArray[np.float32]

RUN_S = 30.0
"""For all texts of one call of `embed`, tries and pauses included; what is not told by then stays untold."""
TRY_S, CONNECT_S = 20.0, 5.0
TRIES = 3
PAUSE_S = 0.5  # doubled after each try, where the endpoint does not say how long
TEXTS_AT_ONCE = 32
TEXTS_OF_A_PIECE = 8
"""A request that is refused for what is in it is asked again in pieces: one odd text should not cost the others."""
ANSWER_BYTES = 32_000_000
REFUSED_TEXT = frozenset({400, 413, 422})


class Useless(ModelFailed):
    """What it answers is well-formed, and no meaning."""


class EndpointEmbedder:
    """Belongs to one event loop. Tries the model with sentences of our own before its first text."""

    is_local = False
    is_quick = False

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._endpoint, self._clock, self._pause = endpoint, clock, pause
        self._client: AsyncOpenAI | None = None
        self._calibration: Calibration | None = None
        self._dimension: int | None = None
        self._breaker = Breaker()
        self._events = read_events()
        self._tried: dict[str, Vector] = {}
        self._preparing = asyncio.Lock()
        self.trouble: str | None = None

    @property
    def name(self) -> str:
        return f"{self._endpoint.model}/{self._dimension or 0}/{self._events.version}"

    @property
    def languages(self) -> frozenset[str] | None:
        return self._calibration.languages if self._calibration else frozenset()

    async def prepare(self) -> None:
        """Learns what the model's cosines mean, once: 280 short sentences, some 5,000 tokens."""
        async with self._preparing:
            if self._calibration is not None or self._breaker.is_open(self._clock()):
                return
            sentences = self._events.sentences
            untold = [sentence for sentence in sentences if sentence not in self._tried]
            for sentence, vector in zip(untold, await self._ask_all(untold), strict=True):
                if vector is not None:
                    self._tried[sentence] = vector
            if len(self._tried) < len(sentences):
                return  # a slow endpoint goes on where it stopped
            vectors = np.vstack([self._tried[sentence] for sentence in sentences])
            self._calibration = await asyncio.to_thread(calibrate, vectors, self._events)
            self._tried = {}
            if self._calibration is None:
                self._fail(Useless("it does not tell events apart across languages"))
                return
            known = self._calibration.languages
            log.info("embedding model tried", model=self.name, languages=sorted(known) if known else "all")

    async def embed(
        self, texts: Sequence[str], *, languages: Sequence[str | None] = ()
    ) -> list[Vector | None]:
        await self.prepare()
        if self._calibration is None:
            return [None] * len(texts)
        told = await self._ask_all([text or " " for text in texts])
        return [
            None if vector is None else self._calibration.apply(vector[None, :], languages[at : at + 1])[0]
            for at, vector in enumerate(told)
        ]

    async def close(self) -> None:
        if self._client is not None:
            await self._client.close()

    # --- asking ----------------------------------------------------------------------------------

    async def _ask_all(self, texts: Sequence[str]) -> list[Vector | None]:
        """The model's own vectors, in batches, until time is up or the endpoint is left alone."""
        until = self._clock() + RUN_S
        told: list[Vector | None] = []
        while len(told) < len(texts) and self._clock() < until and not self._breaker.is_open(self._clock()):
            batch = texts[len(told) : len(told) + TEXTS_AT_ONCE]
            try:
                told += await self._ask_in_pieces(batch, until)
            except ModelFailed as failure:
                self._fail(failure)
                told += [None] * len(batch)
        untold = len(texts) - sum(vector is not None for vector in told)
        if untold:
            log.warning("texts without meaning", model=self._endpoint.model, texts=untold, of=len(texts))
        return told + [None] * (len(texts) - len(told))

    async def _ask_in_pieces(self, texts: Sequence[str], until: float) -> list[Vector | None]:
        """Raises ModelFailed where none of the pieces is told."""
        try:
            return list(await self._ask(texts, until))
        except Refusal as refusal:
            if refusal.status not in REFUSED_TEXT or len(texts) <= TEXTS_OF_A_PIECE:
                raise
            failure: ModelFailed = refusal
        told: list[Vector | None] = []
        for at in range(0, len(texts), TEXTS_OF_A_PIECE):
            piece = texts[at : at + TEXTS_OF_A_PIECE]
            try:
                told += list(await self._ask(piece, until))
            except ModelFailed as refused:
                failure = refused
                told += [None] * len(piece)
        if all(vector is None for vector in told):
            raise failure
        return told

    async def _ask(self, texts: Sequence[str], until: float) -> NDArray[np.float32]:
        """A few tries, as far as they fit. Raises ModelFailed."""
        failure = ModelFailed("no time left")
        for tried in range(TRIES):
            left_s = until - self._clock()
            if left_s <= 0 or self._breaker.is_open(self._clock()):
                raise failure
            try:
                return await self._try(texts, min(TRY_S, left_s))
            except ModelFailed as failed:
                failure = failed
            wait_s = _wait(failure, tried)
            if wait_s is None or self._clock() + wait_s >= until:
                raise failure
            if tried + 1 < TRIES:
                await self._pause(wait_s)
        raise failure

    async def _try(self, texts: Sequence[str], patience_s: float) -> NDArray[np.float32]:
        began = self._clock()
        body = await self._post(texts, patience_s)
        answer: Answer = await asyncio.to_thread(
            read_answer, body, count=len(texts), dimension=self._dimension
        )
        self._dimension = answer.vectors.shape[1]
        self._breaker, self.trouble = self._breaker.after_success(), None
        log.info(
            "embedded",
            model=self._endpoint.model,
            texts=len(texts),
            tokens=answer.tokens,
            seconds=round(self._clock() - began, 2),
        )
        return answer.vectors

    async def _post(self, texts: Sequence[str], patience_s: float) -> bytes:
        """The bytes of the answer. Raises ModelFailed."""
        from openai import APIConnectionError, OpenAIError

        try:
            async with asyncio.timeout(patience_s):
                if self._client is None:
                    self._client = await asyncio.to_thread(
                        open_client, self._endpoint, patience_s=TRY_S, connect_s=CONNECT_S
                    )
                async with self._client.embeddings.with_streaming_response.create(
                    model=self._endpoint.model, input=list(texts), encoding_format="float"
                ) as reply:
                    return await read_bounded(reply.iter_bytes(), most_bytes=ANSWER_BYTES)
        except TimeoutError as error:
            raise ModelFailed(f"no answer within {patience_s:.0f} s") from error
        except APIConnectionError as error:
            if isinstance(error.__cause__, Refusal):
                raise error.__cause__ from None
            raise ModelFailed(f"{type(error.__cause__ or error).__name__}") from error
        except (OpenAIError, OSError, ValueError) as error:
            raise ModelFailed(type(error).__name__) from error

    def _fail(self, failure: ModelFailed) -> None:
        log.warning("embedding failed", model=self._endpoint.model, reason=failure.reason)
        rest_s = (failure.after_s or 0.0) if isinstance(failure, Refusal) else 0.0
        self._breaker = self._breaker.after_failure(self._clock(), is_final=_is_final(failure), rest_s=rest_s)
        if self._breaker.is_open(self._clock()):
            self.trouble = (
                f"The embedding model {self._endpoint.model} does not serve ({failure.reason}): "
                "articles are joined without meaning meanwhile. `pressradar doctor` says more."
            )


def _is_final(failure: ModelFailed) -> bool:
    if isinstance(failure, Refusal):
        return failure.status in FINAL or failure.status < 400
    return isinstance(failure, Useless)


def _wait(failure: ModelFailed, tried: int) -> float | None:
    """Seconds until the next try; None where another one would not help."""
    if isinstance(failure, Refusal):
        if _is_final(failure) or failure.status in REFUSED_TEXT:
            return None
        if failure.after_s is not None:
            return failure.after_s
    return float(PAUSE_S * 2**tried)
