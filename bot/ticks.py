"""The keyboard of a message that was pressed, changed in place: its ticks as they are now, rows unfolded or folded."""

from collections.abc import Callable, Iterable
from typing import Any

from bot.turn import Said, Turn
from news.callbacks import Press, decode
from news.ports import Button, coded
from news.queries import delivery_of

Rows = list[list[dict[str, Any]]]


async def tick(turn: Turn, fresh: Callable[[Press], Button | None]) -> None:
    """Each button as `fresh` makes it anew of what it says, None as it was."""
    await _change(turn, lambda rows: [[_ticked(button, fresh) for button in row] for row in rows])


def is_all_of(turn: Turn, kind: Callable[[Press], bool]) -> bool:
    """Whether the pressed message has no buttons but those."""
    rows = _shown(turn).get("reply_markup", {}).get("inline_keyboard", [])
    return bool(rows) and all(_is(button, kind) for row in rows for button in row)


def shown_acts(turn: Turn) -> list[str]:
    """What the buttons of the pressed message do."""
    rows = _shown(turn).get("reply_markup", {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]


async def unfold(
    turn: Turn, at: Button, rows: Iterable[tuple[Button, ...]], *, is_folded: Callable[[Press], bool]
) -> None:
    """Puts these rows where the button was that was pressed, in place of what `is_folded`, and `at` below them."""
    added = [[coded(button) for button in row] for row in rows]
    pressed = turn.update.callback_query.data if turn.update.callback_query else None

    def changed(before: Rows) -> Rows:
        kept = [row for row in before if not all(_is(button, is_folded) for button in row)]
        made: Rows = []
        for row in kept:
            is_here = any(one.get("callback_data") == pressed for one in row)
            made += added if is_here else []
            made.append([coded(at) if one.get("callback_data") == pressed else one for one in row])
        return made

    await _change(turn, changed)


async def take_off(turn: Turn) -> None:
    """The button that was pressed, with all that say the same: it has done what it can."""
    pressed = turn.update.callback_query.data if turn.update.callback_query else None

    def changed(before: Rows) -> Rows:
        kept = [[one for one in row if one.get("callback_data") != pressed] for row in before]
        return [row for row in kept if row]

    await _change(turn, changed)


async def _change(turn: Turn, changed: Callable[[Rows], Rows]) -> None:
    """Kept with the message, which a correction may change."""
    shown = _shown(turn)
    keyboard = shown.get("reply_markup", {}).get("inline_keyboard")
    if not keyboard:
        return
    markup = {"inline_keyboard": changed(keyboard)}
    message_id = shown["message_id"]
    turn.said.append(Said("editMessageReplyMarkup", {"message_id": message_id, "reply_markup": markup}))
    delivery = await delivery_of(turn.session, turn.chat.id or 0, message_id)
    if delivery is not None and "reply_markup" in delivery.payload:
        delivery.payload = delivery.payload | {"reply_markup": markup}


def _shown(turn: Turn) -> dict[str, Any]:
    """The pressed message as Telegram has it; {} where it is too old to be shown."""
    query = turn.update.callback_query
    return query.message.to_dict() if query and query.message else {}


def _ticked(button: dict[str, Any], fresh: Callable[[Press], Button | None]) -> dict[str, Any]:
    press = decode(button.get("callback_data"))
    made = fresh(press) if press is not None else None
    return button if made is None else {"text": made.label, "callback_data": made.data}


def _is(button: dict[str, Any], wanted: Callable[[Press], bool]) -> bool:
    press = decode(button.get("callback_data"))
    return press is not None and wanted(press)
