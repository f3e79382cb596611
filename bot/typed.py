"""The words of an earlier message, for buttons that are about them: a button holds 64 bytes, the inbox holds the rest."""

from collections.abc import Mapping
from typing import Any

from bot.turn import Turn
from news.models import Update


async def words_of(turn: Turn, update_id: int) -> str | None:
    """What that message of this chat said, without its command; None where it is not this chat's, or said nothing."""
    asked = await turn.session.get(Update, update_id)
    if asked is None or asked.chat_id != turn.chat.chat_id:
        return None
    return argument_of(asked.payload) or None


def argument_of(payload: Mapping[str, Any]) -> str:
    said = str((payload.get("message") or {}).get("text") or "")
    if said.startswith("/"):
        said = said.partition("\n" if "\n" in said.split(" ")[0] else " ")[2]
    return " ".join(said.split())
