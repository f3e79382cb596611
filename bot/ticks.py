"""The keyboard of a message that was pressed, with its ticks as they are now."""

from collections.abc import Callable
from typing import Any

from bot.turn import Said, Turn
from news.callbacks import Press, decode
from news.ports import Button
from news.queries import delivery_of


async def tick(turn: Turn, fresh: Callable[[Press], Button | None]) -> None:
    """Each button as `fresh` makes it anew of what it says, None as it was; kept with the message, which a correction may
    change."""
    query = turn.update.callback_query
    shown = query.message.to_dict() if query and query.message else {}
    keyboard = shown.get("reply_markup", {}).get("inline_keyboard")
    if not keyboard:
        return
    markup = {"inline_keyboard": [[_ticked(button, fresh) for button in row] for row in keyboard]}
    message_id = shown["message_id"]
    turn.said.append(Said("editMessageReplyMarkup", {"message_id": message_id, "reply_markup": markup}))
    delivery = await delivery_of(turn.session, turn.chat.id or 0, message_id)
    if delivery is not None and "reply_markup" in delivery.payload:
        delivery.payload = delivery.payload | {"reply_markup": markup}


def _ticked(button: dict[str, Any], fresh: Callable[[Press], Button | None]) -> dict[str, Any]:
    press = decode(button.get("callback_data"))
    made = fresh(press) if press is not None else None
    return button if made is None else {"text": made.label, "callback_data": made.data}
