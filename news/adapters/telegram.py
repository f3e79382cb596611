"""Telegram, outbound: the one bot with its pace, and every failure sorted by what it proves.

The library folds "not sent", "sent" and "who knows" into the same exceptions (`BadRequest` and `TimedOut`
are both `NetworkError`; a 404 is `InvalidToken`); here they become `ports.Outcome`. Payloads are the Bot
API's own parameters, so a method that the library does not know yet works the same. Knows nothing of rows.
"""

import asyncio
import os
import random
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import structlog
from telegram import InputFile
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.ext import ExtBot

from news.adapters.pace import Lane, Pace, messages_made, seconds
from news.adapters.transport import NotSent, Transport
from news.adapters.turns import Rates
from news.errors import FileFailed, SettingsError
from news.ports import Barred, Gone, Later, Missing, Moved, Outcome, Outgoing, Refused, Sent, Unknown

log = structlog.get_logger(__name__)

CONNECT_TIMEOUT_S, READ_TIMEOUT_S, POOL_TIMEOUT_S = 5.0, 20.0, 10.0
CONNECTIONS, POLL_CONNECTIONS = 64, 4  # a torn connection wedges a poll whose pool has only one
SHORTEST_OUTAGE_S, LONGEST_OUTAGE_S = 2.0, 60.0
LONGEST_GREETING_WAIT_S = 5.0
FILE_DEADLINE_S = 30.0

_GONE = (
    "chat not found",
    "user not found",
    "user is deactivated",
    "peer_id_invalid",
    "bot was kicked",
    "bot is not a member",
    "group chat was deactivated",
    "group is deactivated",
    "chat_id_invalid",
)
_RETRY_AFTER = re.compile(r"retry after (\d+)", re.IGNORECASE)
_THREAD_GONE = ("message thread not found", "topic_deleted", "topic_id_invalid")
_BARRED = (
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "chat_write_forbidden",
    "chat_restricted",
    "chat_admin_required",
    "topic_closed",
)
_DONE_ALREADY = ("message is not modified", "message to delete not found", "message_not_modified")
_ENTITIES = (
    "can't parse entities",
    "can't find end",
    "entity_bounds_invalid",
    "entities_too_long",
    "too many entities",
)
_NO_PARENT = ("message to be replied not found", "replied message not found", "reply message not found")
_UNCHANGEABLE = ("message to edit not found", "message can't be edited", "message_id_invalid")
_NOT_THERE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "message identifier is not specified",
    "there is no text in the message",
    "there is no caption in the message",
    "chat not found",
)
_TEXT_PARAMETERS = ("text", "parse_mode", "entities", "link_preview_options", "reply_markup")
_CAPTION_PARAMETERS = (
    "caption",
    "parse_mode",
    "caption_entities",
    "show_caption_above_media",
    "reply_markup",
)
_SEEN_IN_THREADS = ("sendChatAction", "sendMessageDraft")
_CAPTIONED = ("sendPhoto", "sendDocument", "sendAudio", "sendVoice", "sendVideo", "sendAnimation")


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


def scrub(text: str, token: str) -> str:
    """The text without the token, whole or in an address."""
    return re.sub(r"bot\d+:[\w-]+", "bot<token>", text.replace(token, "<token>"))


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


def outcome_of(error: TelegramError, call: Outgoing) -> Outcome:
    """What an error of the library proves about a call that reached a server."""
    said = str(error)
    match error:
        case RetryAfter():
            return Later(timedelta(seconds=max(seconds(error), 0.1)), said)
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case Forbidden():
            return Gone(said)
        case BadRequest():
            return _of_bad_request(said, call)
        case InvalidToken():
            return _of_unknown_method(said, call)
        case NetworkError():
            return _of_trouble(error, call)
    return _unsure(said, call)


def _of_bad_request(said: str, call: Outgoing) -> Outcome:
    words = said.casefold()
    if any(phrase in words for phrase in _DONE_ALREADY) and not messages_made(call.method, call.payload):
        return Sent(None)
    if any(phrase in words for phrase in _UNCHANGEABLE) and not messages_made(call.method, call.payload):
        return Missing(said)
    if any(phrase in words for phrase in _GONE):
        return Gone(said)
    if call.thread_id and any(phrase in words for phrase in _THREAD_GONE):
        return Gone(said)
    return Barred(said) if any(phrase in words for phrase in _BARRED) else Refused(said)


def _of_unknown_method(said: str, call: Outgoing) -> Outcome:
    """401 (a revoked token) or 404 (no such method): surely not sent. sendMessage always exists."""
    if "unauthorized" in said.casefold() or call.method == "sendMessage":
        return Later(timedelta(minutes=1), said)
    return Refused(said)


def _of_trouble(error: NetworkError, call: Outgoing) -> Outcome:
    said = str(error)
    if wait := _RETRY_AFTER.search(said):  # a 429 without parameters
        return Later(timedelta(seconds=int(wait[1])), said)
    return _unsure(said, call)


def _unsure(said: str, call: Outgoing) -> Outcome:
    """The request may have been obeyed. Repeating an edit does no harm; repeating a message would."""
    if messages_made(call.method, call.payload):
        return Unknown(said)
    return Later(timedelta(seconds=2), said)


def verdict(error: TelegramError) -> bool | None:
    """What the refusal of a probing edit says about the message."""
    words = str(error).casefold()
    if "not modified" in words:
        return True
    if isinstance(error, Forbidden | ChatMigrated) or any(phrase in words for phrase in _NOT_THERE):
        return False
    return None


def scrubbed(outcome: Outcome, token: str) -> Outcome:
    """The outcome with no token in its reason."""
    match outcome:
        case Gone(reason) | Refused(reason) | Unknown(reason) | Missing(reason) | Barred(reason):
            return replace(outcome, reason=scrub(reason, token))
        case Later(reason=reason):
            return replace(outcome, reason=scrub(reason, token))
        case Sent() | Moved():
            return outcome


def parameters(call: Outgoing) -> dict[str, Any]:
    """All parameters of the call; `message_thread_id` goes with new messages only."""
    made: dict[str, Any] = dict(call.payload)
    made |= {name: InputFile(file.content, filename=file.name) for name, file in call.files.items()}
    if call.method != "answerCallbackQuery":
        made["chat_id"] = call.chat_id
    if call.thread_id and (messages_made(call.method, call.payload) or call.method in _SEEN_IN_THREADS):
        made.setdefault("message_thread_id", call.thread_id)
    return made


def message_id_in(result: object) -> int | None:
    """The id of the (last) message that a call made."""
    if isinstance(result, list) and result:
        result = result[-1]
    found = result.get("message_id") if isinstance(result, dict) else None
    return found if isinstance(found, int) else None


def photo_in(result: object) -> str | None:
    """The id of the largest size of the photo that a call sent."""
    sizes = result.get("photo") if isinstance(result, dict) else None
    found = sizes[-1].get("file_id") if isinstance(sizes, list) and sizes else None
    return found if isinstance(found, str) else None


# --- mending and probing -------------------------------------------------------------------------


def mend(call: Outgoing, reason: str) -> Outgoing | None:
    """The call in a form that Telegram will take, when it refused the first: plain text, or no reply."""
    words = reason.casefold()
    if any(phrase in words for phrase in _ENTITIES):
        return as_plain(call)
    if any(phrase in words for phrase in _NO_PARENT) and "reply_parameters" in call.payload:
        return _without(call, "reply_parameters")
    return None


def as_plain(call: Outgoing) -> Outgoing | None:
    """The same words without any markup; None when there was none."""
    marked = ("parse_mode", "entities", "caption_entities")
    if not any(name in call.payload for name in marked):
        return None
    plain = _without(call, *marked)
    if str(call.payload.get("parse_mode", "")).upper() != "HTML":
        return plain
    texts = {name: plain_text(plain.payload[name]) for name in ("text", "caption") if name in plain.payload}
    return replace(plain, payload={**plain.payload, **texts})


def _without(call: Outgoing, *names: str) -> Outgoing:
    return replace(call, payload={name: value for name, value in call.payload.items() if name not in names})


def plain_text(html: str) -> str:
    """What a reader would see of the HTML, however broken it is."""
    reader = _Text()
    reader.feed(html)
    reader.close()
    return "".join(reader.seen)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[str] = []

    def handle_data(self, data: str) -> None:
        self.seen.append(data)


def as_edit(call: Outgoing, message_id: int) -> Outgoing | None:
    """The edit that changes nothing if `message_id` is what `call` made; None where no edit can tell.

    Messages with a keyboard that is not inline cannot be edited at all, so nothing can be learnt of them.
    """
    markup = call.payload.get("reply_markup")
    if isinstance(markup, Mapping) and "inline_keyboard" not in markup:
        return None
    if call.method == "sendMessage":
        method, names = "editMessageText", _TEXT_PARAMETERS
    elif call.method in _CAPTIONED:
        method, names = "editMessageCaption", _CAPTION_PARAMETERS
    else:
        return None
    payload = {name: call.payload[name] for name in names if name in call.payload}
    return replace(call, method=method, payload={**payload, "message_id": message_id})
