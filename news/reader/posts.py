"""Posts in channels: what is read behind a button there is read in private, by each reader for themselves.

A button that shows something becomes an address that opens the private chat with it; one that only one reader could mean is
left out. One that changes what is set stays in the answer to an admin's post, and is left out of digests and alerts, which
are for readers: pressed, it would turn the post into a menu before all of them. Pure; knows no rows. `linked` reads such an
address back.
"""

import re
from collections.abc import Mapping
from typing import Any

from news.callbacks import LARGEST_ID, Press, decode

READ_IN_PRIVATE = frozenset(
    {"open", "radar", "ask", "timeline", "coverage", "differ", "silent", "picture", "ledger"}
)
FOR_ONE_READER = frozenset(
    {
        "vote",
        "less",
        "own",
        "unown",
        "saved",
        "why",
        "taste",
        "hidden",
        "prune",
        "meant",
        "stand",
        "found",
        "titles",
        "away",
        "listen",
    }
)
_LINK = re.compile(r"a_([a-z]+)((?:_[0-9]{1,19}){1,3})")
START_CHARS = 64


def as_post(payload: Mapping[str, Any], *, bot: str, is_for_readers: bool) -> Mapping[str, Any]:
    """The parameters of a message as a channel gets them. `is_for_readers`: no admin asked for it by a post."""
    markup = payload.get("reply_markup")
    if not isinstance(markup, Mapping):
        return payload
    if "inline_keyboard" not in markup:  # nobody writes in a channel, so nobody is asked to
        return {name: value for name, value in payload.items() if name != "reply_markup"}
    kept = [[button for button in row if _is_for_all(button)] for row in markup["inline_keyboard"]]
    rows = [[_as_link(button, bot) for button in row] for row in kept]
    if is_for_readers:
        rows = [[button for button in row if "callback_data" not in button] for row in rows]
    return {**payload, "reply_markup": {**markup, "inline_keyboard": [row for row in rows if row]}}


def _is_for_all(button: Mapping[str, Any]) -> bool:
    press = decode(button.get("callback_data"))
    return press is None or press.act not in FOR_ONE_READER


def _as_link(button: Mapping[str, Any], bot: str) -> Mapping[str, Any]:
    press = decode(button.get("callback_data"))
    parameter = parameter_of(press) if press is not None else None
    if parameter is None:
        return button
    rest = {name: value for name, value in button.items() if name != "callback_data"}
    return {**rest, "url": f"https://t.me/{bot}?start={parameter}"}


def parameter_of(press: Press) -> str | None:
    """What the address says after `start=`; None for a button that is not for everybody, or names more than numbers."""
    numbers = [press.number(at) for at in range(len(press.arguments))]
    if press.act not in READ_IN_PRIVATE or not numbers or None in numbers:
        return None
    if press.act == "open":
        return f"s_{numbers[0]}"
    said = "_".join(["a", press.act, *(str(number) for number in numbers)])
    return said if len(said) <= START_CHARS else None


def linked(parameter: str) -> Press | None:
    """The button that an address stands for; None where it stands for none."""
    found = _LINK.fullmatch(parameter)
    if found is None or found[1] not in READ_IN_PRIVATE:
        return None
    numbers = tuple(found[2].strip("_").split("_"))
    return Press(found[1], numbers) if all(int(number) <= LARGEST_ID for number in numbers) else None
