"""What Telegram's answers and the library's errors prove about a call: sent, surely not sent, or not known.

The library folds these into the same exceptions (`BadRequest` and `TimedOut` are both `NetworkError`; a 404 is
`InvalidToken`); here they become `ports.Outcome`. Pure.
"""

import re
from dataclasses import replace
from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from news.adapters.pace import messages_made, seconds
from news.ports import Barred, Gone, Later, Missing, Moved, Outcome, Outgoing, Refused, Sent, Unknown

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


def scrub(text: str, token: str) -> str:
    """The text without the token, whole or in an address."""
    return re.sub(r"bot\d+:[\w-]+", "bot<token>", text.replace(token, "<token>"))


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
