"""Updates by polling: Telegram is asked for what there is, which is committed before the next poll acknowledges it.

One process a token polls: where another does, or a webhook is set, Telegram says so. Knows nothing of what an update is.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.inbox import ALLOWED, OFFSET, Json, keep
from bot.waiting import pause
from news.app import App
from news.errors import SettingsError
from news.models import Mark
from news.operating.pulse import Pulse

log = structlog.get_logger(__name__)

BATCH = 100
"""As many updates as a poll gives at most: with fewer, that was all."""
ANSWER_MARGIN_S = 10.0
"""A poll that has no answer this long after its own timeout never will."""
FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 60.0
CONFLICT_WAIT_S = 5.0
NUMBERED_ANEW = timedelta(days=6)
"""After a week without updates their ids start anywhere (https://core.telegram.org/bots/api#update)."""


class Caller(Protocol):
    """The bot, as far as polling needs it."""

    async def call(
        self, method: str, parameters: Mapping[str, Any], *, read_timeout_s: float = ...
    ) -> Any: ...

    async def renew_polling(self) -> None: ...


async def receive(
    app: App,
    bot: Caller,
    *,
    stop: asyncio.Event,
    on_arrival: Callable[[], None],
    timeout_s: int = 50,
    pulse: Pulse | None = None,
) -> None:
    """Polls until `stop`. Whatever a batch holds is committed before the next poll acknowledges it.

    Raises SettingsError when Telegram refuses the token.
    """
    pulse = pulse or Pulse()
    try:
        await _receive(app, bot, stop=stop, on_arrival=on_arrival, timeout_s=timeout_s, pulse=pulse)
    finally:  # from now on it is another's to hear
        pulse.at = app.in_flight.hears = None


async def _receive(
    app: App,
    bot: Caller,
    *,
    stop: asyncio.Event,
    on_arrival: Callable[[], None],
    timeout_s: int,
    pulse: Pulse,
) -> None:
    pulse.at, last_answer_at = app.now(), asyncio.get_running_loop().time()
    failures = 0
    while not stop.is_set():
        patience_s = timeout_s if app.in_flight.hears else 0  # what waits is heard of at once
        try:
            updates = await _unless(stop, _poll(app, bot, timeout_s=patience_s))
            if updates:
                await keep(app, updates)
        except Conflict as error:
            failures = _loses_touch(app, failures)
            await _yield_to_other(bot, error, stop, failures)
        except (TelegramError, TimeoutError) as error:
            if isinstance(error, InvalidToken) and "unauthorized" in str(error).casefold():
                raise SettingsError("Telegram no longer accepts TELEGRAM_BOT_TOKEN.") from error
            failures = _loses_touch(app, failures)
            silent_s = asyncio.get_running_loop().time() - last_answer_at
            await _after_trouble(
                bot, error, stop, failures, wedged=silent_s > 3 * (timeout_s + ANSWER_MARGIN_S)
            )
        except (SQLAlchemyError, OSError) as error:  # of the database: nothing of it was acknowledged
            failures = _loses_touch(app, failures)
            await app.troubles.heard(error)
            await pause(stop, _span_s(failures))
        else:
            pulse.at, last_answer_at = app.now(), asyncio.get_running_loop().time()
            failures, app.in_flight.hears = 0, len(updates) < BATCH
            if (
                updates
            ):  # also where another that polled before us has kept them: it may hand on nothing any more
                on_arrival()


def _loses_touch(app: App, failures: int) -> int:
    """One more failure: of what is written meanwhile nobody here hears."""
    app.in_flight.hears = False
    return failures + 1


async def _poll(app: App, bot: Caller, *, timeout_s: int) -> Sequence[Json]:
    """One long poll, which acknowledges what is committed."""
    async with app.reading() as session:
        offset = await _offset(session, now=app.now())
    async with asyncio.timeout(timeout_s + ANSWER_MARGIN_S):
        updates: Sequence[Json] = await bot.call(
            "getUpdates",
            {"offset": offset, "timeout": timeout_s, "allowed_updates": list(ALLOWED), "limit": BATCH},
            read_timeout_s=timeout_s + ANSWER_MARGIN_S / 2,
        )
    return updates


async def _offset(session: AsyncSession, *, now: datetime) -> int | None:
    """One more than the update that came last: asking for it acknowledges the ones before.

    Not the highest id: after a quiet week ids start anywhere, below the old ones too, and an offset above what
    waits, or none at all, would never acknowledge it. Nor the one received last by our clock, which may be put back.
    """
    last = await session.get(Mark, OFFSET)
    return int(last.value) + 1 if last is not None and now - last.at < NUMBERED_ANEW else None


async def _yield_to_other(bot: Caller, error: Conflict, stop: asyncio.Event, failures: int) -> None:
    """409: another instance polls, which is left alone, or a webhook is set, which is removed."""
    wait_s = min(CONFLICT_WAIT_S * 2 ** (failures - 1), LONGEST_WAIT_S)
    if "webhook is active" in str(error).casefold():
        log.warning("webhook removed", reason="updates come by polling here")
        with suppress(TelegramError):
            await bot.call("deleteWebhook", {"drop_pending_updates": False})
        wait_s = FIRST_WAIT_S
    else:
        log.error("another instance polls", hint="one process a token; stop the other one", wait_s=wait_s)
    await pause(stop, wait_s)


async def _after_trouble(
    bot: Caller, error: Exception, stop: asyncio.Event, failures: int, *, wedged: bool
) -> None:
    log.warning("poll failed", error=type(error).__name__, reason=str(error), failures=failures)
    if wedged:
        log.warning("poll connections renewed")
        await bot.renew_polling()
    await pause(stop, _span_s(failures))


def _span_s(failures: int) -> float:
    span_s = min(FIRST_WAIT_S * 2 ** min(failures - 1, 10), LONGEST_WAIT_S / 2)
    return float(span_s * random.uniform(0.5, 1.0))  # noqa: S311


async def _unless(stop: asyncio.Event, work: Awaitable[Sequence[Json]]) -> Sequence[Json]:
    """The work's result; nothing when `stop` came first: a cut-off poll comes again."""
    polling = asyncio.ensure_future(work)
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({polling, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if polling.done():
            return polling.result()
        return ()
    finally:
        for task in (polling, stopping):
            task.cancel()
        await asyncio.wait({polling, stopping})
        del polling, task  # else what the poll failed with holds this place, which holds it
