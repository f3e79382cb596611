"""Telegram, outbound: the one bot with its pace, and the calls that are made by it.

Payloads are the Bot API's own parameters, so a method that the library does not know yet works the same (`telegram_calls`). What
came of a call is an outcome (`telegram_outcomes`). Knows nothing of rows.
"""

import asyncio
import os
import random
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import structlog
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    TelegramError,
)
from telegram.ext import ExtBot

from news.adapters.pace import Lane, Pace, messages_made
from news.adapters.telegram_calls import as_edit, mend, parameters
from news.adapters.telegram_outcomes import message_id_in, outcome_of, photo_in, scrub, scrubbed, verdict
from news.adapters.transport import NotSent, Transport
from news.adapters.turns import Rates
from news.errors import FileFailed, SettingsError
from news.ports import Later, Outcome, Outgoing, Refused, Sent, Unknown

log = structlog.get_logger(__name__)

CONNECT_TIMEOUT_S, READ_TIMEOUT_S, POOL_TIMEOUT_S = 5.0, 20.0, 10.0
CONNECTIONS, POLL_CONNECTIONS = 64, 4  # a torn connection wedges a poll whose pool has only one
SHORTEST_OUTAGE_S, LONGEST_OUTAGE_S = 2.0, 60.0
LONGEST_GREETING_WAIT_S = 5.0
FILE_DEADLINE_S = 30.0


# --- the bot -------------------------------------------------------------------------------------


class PacedBot(ExtBot[Lane]):
    """The library's bot, which can also make any call by its name, and does not tell its token."""

    def __repr__(self) -> str:
        return "PacedBot()"

    async def call(
        self,
        method: str,
        parameters: Mapping[str, Any],
        *,
        lane: Lane | None = None,
        read_timeout_s: float = READ_TIMEOUT_S,
    ) -> Any:
        """Any method of the Bot API; gives the plain JSON result. Raises TelegramError."""
        arguments = self._merge_api_rl_kwargs(dict(parameters), lane or {})
        return await self._post(method, api_kwargs=arguments, read_timeout=read_timeout_s)

    async def renew_polling(self) -> None:
        """New connections for getUpdates: one that was torn silently is never noticed otherwise."""
        await self._request[0].shutdown()
        await self._request[0].initialize()


def make_bot(token: str, api_url: str, *, rates: Rates | None = None) -> PacedBot:
    """The one bot with the one limiter. `api_url` is the base without `/bot`. Opens nothing yet."""
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # the library's way to give waits as timedelta
    return PacedBot(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=_transport(api_url, connections=CONNECTIONS),
        get_updates_request=_transport(api_url, connections=POLL_CONNECTIONS),
        rate_limiter=Pace(rates),
    )


def _transport(api_url: str, *, connections: int) -> Transport:
    return Transport(
        connections=connections,
        connect_s=CONNECT_TIMEOUT_S,
        pool_s=POOL_TIMEOUT_S,
        read_s=READ_TIMEOUT_S,
        is_proxied=not _is_loopback(api_url),  # a proxy does not lead to this machine
    )


@asynccontextmanager
async def open_bot(token: str, api_url: str, *, rates: Rates | None = None) -> AsyncIterator[PacedBot]:
    """The bot, greeted by its server; closed at the end of the block. Waits for a server that is not up yet.

    Raises SettingsError when the server knows no such bot.
    """
    bot = make_bot(token, api_url, rates=rates)
    try:
        await greet(bot, api_url)
        yield bot
    finally:
        await bot.shutdown()


async def greet(bot: PacedBot, api_url: str) -> None:
    """`getMe`, until the server answers. Raises SettingsError when it refuses the token or has no Bot API."""
    wait_s = 1.0
    while True:
        try:
            await bot.initialize()
        except InvalidToken as error:
            # the library's own text holds the token: neither shown nor chained
            raise SettingsError(_unwelcome(api_url, error)) from None
        except TelegramError as error:
            log.warning(
                "telegram unreachable", at=api_url, reason=scrub(str(error), bot.token), wait_s=wait_s
            )
            await asyncio.sleep(wait_s)
            wait_s = min(wait_s * 2, LONGEST_GREETING_WAIT_S)
        else:
            return


def _unwelcome(api_url: str, error: InvalidToken) -> str:
    said = str(error.__cause__ or "").casefold()
    if "unauthorized" in said:
        return f"TELEGRAM_BOT_TOKEN was refused by {api_url}. Ask @BotFather for the bot's present token."
    return (
        f"{api_url} does not know this bot: TELEGRAM_BOT_TOKEN is not a token, or TELEGRAM_API_URL is not "
        "the base of a Bot API server."
    )


def _is_loopback(api_url: str) -> bool:
    host = urlsplit(api_url).hostname or ""
    return host in ("localhost", "::1") or host.startswith("127.")


# --- the messenger -------------------------------------------------------------------------------


class TelegramMessenger:
    """`ports.Messenger` over the one bot. A call is made once; one that was not understood, again, mended."""

    def __init__(self, bot: PacedBot) -> None:
        self._bot = bot
        self._outage_s = 0.0

    @property
    def username(self) -> str:
        return str(self._bot.username)

    async def send(self, call: Outgoing) -> Outcome:
        outcome = await self._try(call)
        if isinstance(outcome, Refused) and (mended := mend(call, outcome.reason)):
            log.error("message mended", method=call.method, reason=outcome.reason)
            return await self._try(mended)
        return outcome

    async def exists(self, call: Outgoing, message_id: int) -> bool | None:
        """Asks by an edit that changes nothing if the message is the one: "not modified" is a yes."""
        edit = as_edit(call, message_id)
        if edit is None:
            return None
        try:
            await self._bot.call(edit.method, parameters(edit), lane={"probe": True})
        except (BadRequest, Forbidden, ChatMigrated) as error:
            plain = mend(call, str(error))
            return await self.exists(plain, message_id) if plain else verdict(error)
        except (TelegramError, KeyError):
            return None
        log.error("probe changed a message", message_id=message_id)
        return True

    async def read_file(self, file_id: str, *, most_bytes: int) -> bytes:
        try:
            async with asyncio.timeout(FILE_DEADLINE_S):
                file = await self._bot.get_file(file_id)
                if (file.file_size or 0) > most_bytes:
                    raise FileFailed("larger than we take")
                content = bytes(await file.download_as_bytearray())
        except (TelegramError, TimeoutError) as error:
            raise FileFailed(scrub(str(error), self._bot.token)) from None
        if len(content) > most_bytes:
            raise FileFailed("larger than we take")
        return content

    async def _try(self, call: Outgoing) -> Outcome:
        lane = {"bulk": True} if call.bulk else None
        try:
            made = await self._bot.call(call.method, parameters(call), lane=lane)
        except TelegramError as error:
            if isinstance(error.__cause__, NotSent):
                return Later(self._outage(), scrub(str(error), self._bot.token))
            return scrubbed(outcome_of(error, call), self._bot.token)
        except KeyError:  # the library found no "result" in an answer of 200
            return Unknown("the answer was not of a Bot API server")
        self._outage_s = 0.0
        if not messages_made(call.method, call.payload):
            return Sent(None)
        return Sent(message_id_in(made), file_id=photo_in(made) if "photo" in call.files else None)

    def _outage(self) -> timedelta:
        """Ever longer waits while nothing answers: ten thousand digests must not knock all the time."""
        self._outage_s = min(max(self._outage_s * 1.2, SHORTEST_OUTAGE_S), LONGEST_OUTAGE_S)
        return timedelta(seconds=self._outage_s * random.uniform(0.5, 1.0))  # noqa: S311
