"""Reads reply markup as Telegram does: inline keyboards, reply keyboards, their removal, forced replies."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from sandbox.errors import Json, malformed
from sandbox.markup import require_link

MAX_BUTTONS = 100
STYLES = ("danger", "success", "primary", "link")
_ACTIONS = (
    *(
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
    ),
    *("switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay", "disabled"),
)
_STRINGS = ("url", "callback_data", "switch_inline_query", "switch_inline_query_current_chat", "style")


def read_markup(given: Any) -> Json | None:
    """The markup, valid, or None where there is none. Raises Refused."""
    if given is None or given == "":
        return None
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            raise malformed("can't parse reply keyboard markup JSON object") from None
    if given is None:
        return None
    if not isinstance(given, dict):
        raise malformed("object expected as reply markup")
    if "inline_keyboard" in given:
        rows = _rows(given["inline_keyboard"], "inline_keyboard", "InlineKeyboardMarkup", _inline_button)
        return {"inline_keyboard": rows} if rows else None
    if "keyboard" in given:
        rows = _rows(given["keyboard"], "keyboard", "ReplyKeyboardMarkup", _reply_button)
        return {**given, "keyboard": rows}
    return given if given.get("remove_keyboard") or given.get("force_reply") else None


def read_inline(given: Any) -> Json | None:
    """The same where only an inline keyboard may stand. Raises Refused."""
    markup = read_markup(given)
    if markup is not None and "inline_keyboard" not in markup:
        raise malformed("inline keyboard expected")
    return markup


def has_button(message: Json, callback_data: str) -> bool:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return any(button.get("callback_data") == callback_data for row in rows for button in row)


def _rows(given: Any, field: str, owner: str, read: Callable[[Any], Json]) -> list[list[Json]]:
    if not isinstance(given, list):
        raise malformed(f'field "{field}" of the {owner} must be an Array')
    if not all(isinstance(row, list) for row in given):
        raise malformed(f'field "{field}" of the {owner} must be an Array of Arrays')
    rows = [[read(button) for button in row] for row in given if row]
    if sum(map(len, rows)) > MAX_BUTTONS:
        raise malformed("reply markup is too long")
    return rows


def _reply_button(given: Any) -> Json:
    button = {"text": given} if isinstance(given, str) else given
    if not isinstance(button, dict):
        raise malformed("can't parse keyboard button: KeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        raise _unparsable("keyboard button", "text", button)
    if not button["text"]:
        raise malformed("keyboard button text must be non-empty")
    return button


def _inline_button(given: Any) -> Json:
    if not isinstance(given, dict):
        raise malformed("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    if not isinstance(given.get("text"), str):
        raise _unparsable("inline keyboard button", "text", given)
    for name in _STRINGS:
        if given.get(name) is not None and not isinstance(given[name], str):
            raise _unparsable("inline keyboard button", name, given)
    if not any(given.get(action) is not None for action in _ACTIONS):
        raise malformed(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    return _checked({key: value for key, value in given.items() if value is not None})


def _checked(button: Json) -> Json:
    if not button["text"].strip():
        raise malformed("inline keyboard button text must be non-empty")
    if "url" in button:
        try:
            button = {**button, "url": require_link(button["url"])}
        except ValueError as error:
            raise malformed(f"inline keyboard button URL '{button['url']}' is invalid: {error}") from None
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
        raise malformed("BUTTON_DATA_INVALID")
    if button.get("style") not in (None, *STYLES):
        raise malformed("can't parse inline keyboard button: Invalid button style specified")
    copied = button.get("copy_text")
    if copied is not None and not (isinstance(copied, dict) and 1 <= len(str(copied.get("text", ""))) <= 256):
        raise malformed("BUTTON_COPY_TEXT_INVALID")
    if "callback_game" in button or button.get("pay"):
        raise malformed("BUTTON_TYPE_INVALID")
    return button


def _unparsable(what: str, field: str, button: Json) -> Exception:
    if button.get(field) is None:
        return malformed(f"can't parse {what}: Can't find field \"{field}\"")
    return malformed(f'can\'t parse {what}: Field "{field}" must be of type String')
