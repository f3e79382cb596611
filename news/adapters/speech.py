"""A voice behind an OpenAI-compatible endpoint (`audio/speech`): a text goes there, a recording comes back.

What an endpoint takes on may be billed, so it is asked again only where it took nothing on: it was out of reach, or said
"later". One that fails three times in a row, or finally, is left alone for ten minutes. Knows no digest.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection
from decimal import Decimal
from typing import TYPE_CHECKING

import structlog

from news.adapters.breaker import Breaker
from news.adapters.endpoint import FINAL, Endpoint, Refusal, open_client, read_bounded
from news.adapters.engine import CommandSpeaker
from news.adapters.opus import OGG_BYTES, as_opus, encoder
from news.answers.consent import is_near
from news.errors import ModelFailed, SpeechFailed
from news.language.tokens import primary_subtag
from news.operating.usage import PER, Usage, estimate_tokens
from news.ports import Speaker, Spoken
from news.settings import Settings
from news.voicing.voices import Voices

if TYPE_CHECKING:
    from openai import AsyncOpenAI

log = structlog.get_logger(__name__)

CONNECT_S = 5.0
TRIES = 3
PAUSE_S = 0.5  # doubled after each try, where the endpoint does not say how long
LONGEST_PAUSE_S = 20.0
AT_ONCE = 2
WAV_BYTES = 60_000_000
OPUS, WAV = "opus", "wav"
FORM = frozenset({400, 415, 422})
"""Statuses that are about what was asked: another format may do."""
USUAL_VOICE = "alloy"


def open_speaker(settings: Settings) -> Speaker | None:
    """The voice that the settings name, not called yet; None where they name none."""
    if settings.speech_command is not None:
        return CommandSpeaker(
            settings.speech_command,
            voices=settings.voices,
            languages=settings.speech_languages,
            deadline_s=float(settings.speech_timeout_s),
        )
    if settings.speech_model is None:
        return None
    voices = settings.voices
    return EndpointSpeaker(
        endpoint_of(settings),
        voices=Voices(voices.usual or USUAL_VOICE, voices.by_language),
        languages=settings.speech_languages,
        price=settings.speech_price,
        patience_s=float(settings.speech_timeout_s),
    )


def endpoint_of(settings: Settings) -> Endpoint:
    """A key goes only to the endpoint that it was given for."""
    is_own = settings.speech_base_url is not None
    base_url = settings.speech_base_url if is_own else settings.openai_base_url
    key = settings.speech_api_key or (None if is_own else settings.openai_api_key)
    return Endpoint(settings.speech_model or "", base_url, key.get_secret_value() if key else None)


class EndpointSpeaker:
    """Belongs to one event loop. `price` is for a million letters."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        voices: Voices,
        languages: Collection[str] = (),
        price: Decimal | None = None,
        patience_s: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._endpoint, self._voices, self._price = endpoint, voices, price
        self._languages = frozenset(languages)
        self._patience_s, self._clock, self._pause = patience_s, clock, pause
        self._client: AsyncOpenAI | None = None
        self._format = OPUS
        self._breaker = Breaker()
        self._turns = asyncio.Semaphore(AT_ONCE)
        self.trouble: str | None = None

    @property
    def is_near(self) -> bool:
        return is_near(self._endpoint.base_url)

    def speaks(self, language: str) -> bool:
        return not self._languages or primary_subtag(language) in self._languages

    def voice(self, language: str) -> str:
        return f"{self._endpoint.model}/{self._voices.of(language)}"

    async def speak(self, text: str, *, language: str) -> Spoken:
        """One paid answer at most, but for a format that the endpoint does not know."""
        if self._breaker.is_open(self._clock()):
            raise SpeechFailed("left alone for a while, after it failed")
        async with self._turns:
            until = self._clock() + self._patience_s
            usage = self.most(text)
            try:
                content = await self._ask(text, language, until)
            except ModelFailed as failure:
                self._take_note(failure)
                raise SpeechFailed(failure.reason, usage=failure.usage) from failure
            try:
                ogg = await as_opus(content)
            except SpeechFailed as failure:
                self._take_note(ModelFailed(failure.reason))
                raise SpeechFailed(failure.reason, usage=usage) from failure
        self._breaker, self.trouble = self._breaker.after_success(), None
        return Spoken(ogg, usage)

    async def close(self) -> None:
        if self._client is not None:
            await self._client.close()

    # --- asking ----------------------------------------------------------------------------------

    async def _ask(self, text: str, language: str, until: float) -> bytes:
        """A few tries, as far as they fit. Raises ModelFailed."""
        failure = ModelFailed("no time left")
        for tried in range(TRIES):
            left_s = until - self._clock()
            if left_s <= 0:
                break
            try:
                return await self._in_its_format(text, language, left_s)
            except ModelFailed as failed:
                failure = failed
            wait_s = _wait(failure, tried)
            if wait_s is None or wait_s > LONGEST_PAUSE_S or self._clock() + wait_s >= until:
                break
            if tried + 1 < TRIES:
                await self._pause(wait_s)
        raise failure

    async def _in_its_format(self, text: str, language: str, patience_s: float) -> bytes:
        """One that knows no Opus is asked for WAV from then on, where that can be encoded here."""
        try:
            return await self._post(text, language, patience_s)
        except Refusal as refusal:
            if refusal.status not in FORM or self._format == WAV or encoder() is None:
                raise
        self._format = WAV
        try:
            return await self._post(text, language, patience_s)
        except Refusal as refusal:
            if refusal.status in FORM:  # then it was not the format
                self._format = OPUS
            raise

    async def _post(self, text: str, language: str, patience_s: float) -> bytes:
        """The bytes of the answer. Raises Refusal where nothing was taken on, else ModelFailed with what may be billed."""
        import httpx2
        from openai import APIConnectionError, OpenAIError

        is_answering, taken = False, self.most(text)
        try:
            async with asyncio.timeout(patience_s):
                client = await self._open()
                async with client.audio.speech.with_streaming_response.create(
                    model=self._endpoint.model,
                    voice=self._voices.of(language),
                    input=text,
                    response_format="opus" if self._format == OPUS else "wav",
                ) as reply:
                    is_answering = True
                    most_bytes = OGG_BYTES if self._format == OPUS else WAV_BYTES
                    return await read_bounded(reply.iter_bytes(), most_bytes=most_bytes)
        except TimeoutError as error:  # whoever is still at it may bill it
            raise ModelFailed(f"no recording within {patience_s:.0f} s", usage=taken) from error
        except APIConnectionError as error:
            if isinstance(error.__cause__, Refusal):
                raise error.__cause__ from None
            raise ModelFailed(f"out of reach ({type(error.__cause__ or error).__name__})") from error
        except Refusal:
            raise
        except ModelFailed as failure:  # more than we take
            raise ModelFailed(failure.reason, usage=taken) from failure
        except (OpenAIError, httpx2.HTTPError, httpx2.StreamError, OSError, ValueError) as error:
            usage = taken if is_answering else Usage()
            raise ModelFailed(f"broken off ({type(error).__name__})", usage=usage) from error

    async def _open(self) -> "AsyncOpenAI":
        if self._client is None:
            self._client = await asyncio.to_thread(
                open_client, self._endpoint, patience_s=self._patience_s + CONNECT_S, connect_s=CONNECT_S
            )
        return self._client

    def most(self, text: str) -> Usage:
        cost = self._price * len(text) / PER if self._price is not None else None
        return Usage(self._endpoint.model, estimate_tokens(text), 0, cost, calls=1)

    def _take_note(self, failure: ModelFailed) -> None:
        log.warning("speech failed", model=self._endpoint.model, reason=failure.reason)
        rest_s = (failure.after_s or 0.0) if isinstance(failure, Refusal) else 0.0
        is_final = isinstance(failure, Refusal) and failure.status in FINAL
        self._breaker = self._breaker.after_failure(self._clock(), is_final=is_final, rest_s=rest_s)
        if self._breaker.is_open(self._clock()):
            self.trouble = (
                f"The voice {self._endpoint.model} does not serve ({failure.reason}): nothing is read aloud "
                "meanwhile. `pressradar doctor` says more."
            )


def _wait(failure: ModelFailed, tried: int) -> float | None:
    """Seconds until the next try; None where another one would not help, or might be billed twice."""
    if failure.usage.calls:
        return None
    if isinstance(failure, Refusal):
        if failure.status in FINAL or failure.status in FORM or failure.status < 400:
            return None
        if failure.after_s is not None:
            return failure.after_s
    return float(PAUSE_S * 2**tried)
