"""A call as Telegram takes it: its parameters, the same mended after a refusal, and the edit that tells whether it arrived. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

from telegram import InputFile

from news.adapters.pace import messages_made
from news.ports import Outgoing

_ENTITIES = (
    "can't parse entities",
    "can't find end",
    "entity_bounds_invalid",
    "entities_too_long",
    "too many entities",
)
_NO_PARENT = ("message to be replied not found", "replied message not found", "reply message not found")
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


def parameters(call: Outgoing) -> dict[str, Any]:
    """All parameters of the call; `message_thread_id` goes with new messages only."""
    made: dict[str, Any] = dict(call.payload)
    made |= {name: InputFile(file.content, filename=file.name) for name, file in call.files.items()}
    if call.method != "answerCallbackQuery":
        made["chat_id"] = call.chat_id
    if call.thread_id and (messages_made(call.method, call.payload) or call.method in _SEEN_IN_THREADS):
        made.setdefault("message_thread_id", call.thread_id)
    return made


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
