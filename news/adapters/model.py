"""A language model behind an OpenAI-compatible endpoint: one question, at most one paid answer, read and typed.

What the endpoint takes on may be billed, so it is asked again only where it took nothing on: it was out of reach, said
"later", or did not like the form of the question (`habits`). An answer that breaks off, refuses or is not what was
asked for is a failure that the caller chooses about. One that fails three times in a row, or finally, is left alone for
ten minutes. Answers are streamed, so that one that stalls is known to, bounded, and heard while it is given. Knows no
story.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar

import structlog

from news.adapters.breaker import Breaker
from news.adapters.endpoint import Endpoint, Refusal, open_client
from news.adapters.flights import Flights
from news.adapters.habits import BOUNDED, STRICT, Habits, asked_tokens, read_habits
from news.adapters.hearing import Hearing
from news.adapters.model_failures import busy_or_closed, other_form, typed
from news.adapters.model_reply import Answer, has_words, read_answer
from news.errors import CutShort, Declined, InputTooLong, ModelBusy, ModelClosed, ModelFailed
from news.operating.usage import Prices, Usage, estimate_tokens
from news.ports import Memory, Model, OnPart, Prompt, Reply
from news.settings import Settings

if TYPE_CHECKING:
    from openai import AsyncOpenAI

log = structlog.get_logger(__name__)

T = TypeVar("T")

PATIENCE_S = 60.0
"""For one question, with its tries, pauses and its turn; unless the operator says otherwise."""
CONNECT_S = 5.0
STALL_S = 20.0
"""Between two pieces of an answer that has begun; a model may read and think for longer before it begins."""
HEARD_STALL_S = 10.0
"""Where somebody waits for it, piece by piece."""
TRIES = 3
PAUSE_S = 0.5  # doubled after each try; a random part of it is waited
LONGEST_PAUSE_S = 20.0
AT_ONCE = 4
ANSWER_BYTES = 4_000_000
FORM = frozenset({400, 413, 415, 422})
"""Statuses that are about what was asked, or how."""


def open_model(settings: Settings, *, memory: Memory) -> Model | None:
    """The model that the settings name, not called yet; None where they name none."""
    if not settings.has_model:
        return None
    return EndpointModel(
        endpoint_of(settings),
        memory=memory,
        prices=settings.prices,
        patience_s=float(settings.openai_timeout_s),
    )


def endpoint_of(settings: Settings) -> Endpoint:
    key = settings.openai_api_key
    secret = key.get_secret_value() if key else None
    return Endpoint(settings.openai_model or "", settings.openai_base_url, secret)


class EndpointModel:
    """Belongs to one event loop."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        memory: Memory,
        prices: Prices | None = None,
        patience_s: float = PATIENCE_S,
        stall_s: float = STALL_S,
        heard_stall_s: float = HEARD_STALL_S,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        draw: Callable[[], float] = random.random,
    ) -> None:
        self._endpoint, self._memory, self._prices = endpoint, memory, prices
        self._patience_s, self._stall_s, self._heard_stall_s = patience_s, stall_s, heard_stall_s
        self._clock, self._pause, self._draw = clock, pause, draw
        self._client: AsyncOpenAI | None = None
        self._habits: Habits | None = None
        self._breaker = Breaker()
        self._left_alone_for: ModelFailed = ModelClosed("not asked yet")
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._flights: Flights = Flights()
        self.trouble: str | None = None

    @property
    def name(self) -> str:
        return self._endpoint.model

    @property
    def format(self) -> str:
        """How answers are asked for, as far as it is known: by `json_schema`, by `json_object`, or in plain words."""
        told = (self._habits or Habits()).format
        return STRICT if told == BOUNDED else told

    def most(self, prompt: Prompt) -> Usage:
        tokens_in, tokens_out = asked_tokens(prompt), prompt.max_tokens
        return Usage(self.name, tokens_in, tokens_out, self._cost(tokens_in, tokens_out), calls=1)

    async def generate(self, prompt: Prompt, *, returns: type[T], on_part: OnPart | None = None) -> Reply[T]:
        """Raises ModelBusy, ModelClosed, InputTooLong, CutShort, Misread or Declined."""
        if not prompt.key:
            return await self._generate(prompt, returns, on_part)
        key = (prompt.key, prompt.version, returns, prompt.again)
        return await self._flights.join(key, lambda: self._generate(prompt, returns, on_part), shared=_shared)

    async def close(self) -> None:
        if self._client is not None:
            await self._client.close()

    # --- one question ----------------------------------------------------------------------------

    async def _generate(self, prompt: Prompt, returns: type[T], on_part: OnPart | None) -> Reply[T]:
        began = self._clock()
        try:
            answer, usage = await self._serve(prompt, on_part, until=began + self._patience_s)
            reply = typed(answer, usage, returns)
        except ModelFailed as failure:
            log.warning(
                "model failed",
                model=self.name,
                kind=prompt.kind,
                failure=type(failure).__name__,
                reason=failure.reason,
                calls=failure.usage.calls,
            )
            raise
        log.info(
            "model answered",
            model=reply.model,
            kind=prompt.kind,
            prompt=prompt.version,
            tokens_in=reply.tokens_in,
            tokens_out=reply.tokens_out,
            seconds=round(self._clock() - began, 2),
        )
        return reply

    async def _serve(self, prompt: Prompt, on_part: OnPart | None, *, until: float) -> tuple[Answer, Usage]:
        """The answer as it came. What the model does not want to read or say is no sign that it is away."""
        self._stay_away_while_left_alone()
        try:
            told = await self._ask_in_turn(prompt, on_part, until=until)
        except (InputTooLong, Declined):
            raise
        except ModelFailed as failure:
            self._take_note(failure)
            raise
        self._breaker, self.trouble = self._breaker.after_success(), None
        return told

    async def _ask_in_turn(
        self, prompt: Prompt, on_part: OnPart | None, *, until: float
    ) -> tuple[Answer, Usage]:
        try:
            async with asyncio.timeout(self._patience_s):
                await self._turns.acquire()
        except TimeoutError as error:
            raise ModelBusy(f"{AT_ONCE} other questions took all the time") from error
        try:
            return await self._ask(prompt, on_part, until=until)
        finally:
            self._turns.release()

    async def _ask(self, prompt: Prompt, on_part: OnPart | None, *, until: float) -> tuple[Answer, Usage]:
        """In the form that the endpoint takes; finds it out where it is not known."""
        known = await self._recall()
        habits = known
        while True:
            try:
                told = await self._send(prompt, habits, on_part, until=until)
            except Refusal as refusal:
                habits = other_form(habits, refusal)
                continue
            if habits != known:
                self._habits = habits
                await self._memory.keep(self._memory_name, habits.written())
                log.info("model takes questions so", model=self.name, habits=habits.written())
            return told

    async def _send(
        self, prompt: Prompt, habits: Habits, on_part: OnPart | None, *, until: float
    ) -> tuple[Answer, Usage]:
        """A few tries, as long as nothing is taken on and they fit. Raises Refusal for what is about the form only."""
        for tried in range(TRIES):
            try:
                return await self._try(prompt, habits, on_part, until=until)
            except Refusal as refusal:
                if refusal.status in FORM:
                    raise
                busy = busy_or_closed(refusal)
            except ModelBusy as failure:
                if failure.usage.calls:
                    raise
                busy = failure
            wait_s = self._wait(busy, tried)
            if wait_s > LONGEST_PAUSE_S or self._clock() + wait_s >= until or tried + 1 == TRIES:
                break
            await self._pause(wait_s)
        raise busy

    def _wait(self, busy: ModelBusy, tried: int) -> float:
        """Full jitter, so that many do not come back at once; no shorter than it was asked for."""
        asked_s = busy.after.total_seconds() if busy.after else 0.0
        return asked_s + self._draw() * PAUSE_S * float(2**tried)

    async def _try(
        self, prompt: Prompt, habits: Habits, on_part: OnPart | None, *, until: float
    ) -> tuple[Answer, Usage]:
        """Raises Refusal or ModelBusy where nothing was taken on, CutShort where something was."""
        import httpx2
        from openai import APIConnectionError, OpenAIError

        left_s = until - self._clock()
        if left_s <= 0:
            raise ModelBusy("no time left")
        client = await self._open()
        read: list[bytes] = []
        is_answering = False
        broken = ""
        usage = Usage()
        try:
            async with asyncio.timeout(left_s):
                async with client.chat.completions.with_streaming_response.create(
                    model=self.name, **habits.request(prompt)
                ) as reply:
                    is_answering = True
                    await self._read(reply.iter_bytes(), read, on_part)
        except TimeoutError:
            broken = "too slow"
            usage = self.most(prompt)  # whoever is still at it may bill it
        except APIConnectionError as error:
            if isinstance(error.__cause__, Refusal):
                raise error.__cause__ from None
            broken = f"out of reach ({type(error.__cause__ or error).__name__})"
        except (OpenAIError, httpx2.HTTPError, httpx2.StreamError, OSError, ValueError) as error:
            broken = f"broken off ({type(error).__name__})"
        if not is_answering:
            raise ModelBusy(broken, usage=usage)
        answer = read_answer(b"".join(read))
        usage = self._used(prompt, answer)
        if broken or answer.error:
            raise CutShort(broken or f"an error in the middle: {answer.error}", usage=usage)
        return answer, usage

    async def _read(self, parts: AsyncIterator[bytes], read: list[bytes], on_part: OnPart | None) -> None:
        """Into `read`, so that what came before it broke off is not lost. Raises TimeoutError for a stall."""
        read_bytes, has_begun = 0, False
        stall_s, hearing = (self._heard_stall_s if on_part else self._stall_s), Hearing()
        while True:
            async with asyncio.timeout(stall_s if has_begun else None):
                part = await anext(parts, None)
            if part is None:
                return
            read.append(part)
            if on_part and (heard := hearing.add(part)) is not None:
                on_part(heard)
            read_bytes += len(part)
            if read_bytes > ANSWER_BYTES:
                raise ValueError("it does not end")
            has_begun = has_begun or has_words(part)
            if part.rstrip().endswith(b"data: [DONE]"):
                return

    async def _open(self) -> "AsyncOpenAI":
        if self._client is None:
            self._client = await asyncio.to_thread(
                open_client, self._endpoint, patience_s=self._patience_s + CONNECT_S, connect_s=CONNECT_S
            )
        return self._client

    def _used(self, prompt: Prompt, answer: Answer) -> Usage:
        """As the endpoint counts; where it does not, the most: what broke off may be billed to the end, and what was thought and not said
        may be billed too, of which nobody tells us."""
        most = self.most(prompt)
        tokens_in = most.tokens_in if answer.tokens_in is None else answer.tokens_in
        tokens_out = answer.tokens_out
        if tokens_out is None:  # nor does it always keep to what it is told
            tokens_out = max(most.tokens_out, estimate_tokens(answer.text))
        cost = self._cost(tokens_in, tokens_out)
        return Usage(answer.model or self.name, tokens_in, tokens_out, cost, calls=1)

    def _cost(self, tokens_in: int, tokens_out: int) -> Decimal | None:
        return self._prices.cost(tokens_in, tokens_out) if self._prices else None

    # --- what is remembered of it ----------------------------------------------------------------

    async def _recall(self) -> Habits:
        if self._habits is None:
            self._habits = read_habits(await self._memory.recall(self._memory_name))
        return self._habits

    @property
    def _memory_name(self) -> str:
        """Without the address itself: a password may be in it."""
        where = sha256(f"{self._endpoint.base_url} {self.name}".encode()).hexdigest()
        return f"habits of a model {where[:16]}"

    def _stay_away_while_left_alone(self) -> None:
        rest_s = self._breaker.open_until - self._clock()
        if rest_s <= 0:
            return
        if isinstance(self._left_alone_for, ModelBusy) and self._left_alone_for.after:
            raise ModelBusy(f"{self._left_alone_for.reason}, some time ago", after=timedelta(seconds=rest_s))
        raise ModelClosed(f"{self._left_alone_for.reason}, some time ago")

    def _take_note(self, failure: ModelFailed) -> None:
        rest_s = failure.after.total_seconds() if isinstance(failure, ModelBusy) and failure.after else 0.0
        is_final = isinstance(failure, ModelClosed)
        self._breaker = self._breaker.after_failure(self._clock(), is_final=is_final, rest_s=rest_s)
        if self._breaker.is_open(self._clock()):
            self._left_alone_for = failure
            self.trouble = (
                f"The model {self.name} does not serve ({failure.reason}): stories are told in their sources' own "
                "sentences meanwhile. `pressradar doctor` says more."
            )


def _shared(told: "Reply[T] | ModelFailed") -> "Reply[T] | ModelFailed":
    """What somebody else's question brought: the same, and nothing used up for it."""
    if isinstance(told, Reply):
        return Reply(told.value, told.model, 0, 0, None if told.cost is None else 0 * told.cost, calls=0)
    return told.for_another()
