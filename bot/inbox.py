"""The inbox: what Telegram tells us is committed before it is acknowledged, and handled once, in order.

Updates come in by polling (`polling`) or by webhook (`webhook`); either way `keep` commits them. `dispatching` hands the rows to
a handler that commits its effects together with the mark that the row was handled. A kill between any two steps loses
nothing and repeats nothing. Knows of an update who it is from, and nothing of what it means.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bot.timing.places import without_places
from news.app import App
from news.db import insert_missing
from news.models import Mark, Update
from news.sending.settling import ACCOUNT, OWN_COUNTER, mark_of, note_ids

Json = Mapping[str, Any]

STOPPED = "stopped_message_generation"
ALLOWED = (
    *("message", "edited_message", "channel_post", "callback_query", "my_chat_member", "inline_query"),
    STOPPED,
)
"""Listed by hand: the library's list lacks newer kinds, and Telegram's default is not all."""
OFFSET = "offset"
"""The mark that keeps the id of the update that came last."""


async def keep(app: App, updates: Sequence[Json]) -> int:
    """Commits updates that are not here yet, for power cuts too, without coordinates, and which message ids their chats have reached."""
    now = app.now()
    rows = [
        {
            "id": update["update_id"],
            "chat_id": chat_of(update),
            "payload": without_places(update),
            "received_at": now,
        }
        | {"attempts": 0}
        for update in updates
    ]
    async with app.session(brief=True) as session:
        new = await insert_missing(session, Update, rows, unique=("id",))
        await note_ids(session, heard(updates), now=now)
        if updates:
            await session.merge(Mark(name=OFFSET, value=str(updates[-1]["update_id"]), at=now))
    app.in_flight.hear(of_account(updates))
    await app.db.outlast()  # Telegram forgets what it takes for heard
    return len(new)


def chat_of(update: Json) -> int:
    """The chat an update is from. What somebody types inline is from none, and counts as from their own: so it waits for
    them alone. 0 where it is from nobody, and in no order with others."""
    if is_inline(update):
        return _number_of(update["inline_query"].get("from"))
    for content in update.values():
        if not isinstance(content, Mapping):
            continue
        message = content.get("message")
        for place in (content, message):
            chat = place.get("chat") if isinstance(place, Mapping) else None
            if number := _number_of(chat):
                return number
    return 0


def is_inline(update: Json) -> bool:
    return isinstance(update.get("inline_query"), Mapping)


def _number_of(place: object) -> int:
    number = place.get("id") if isinstance(place, Mapping) else None
    return number if isinstance(number, int) else 0


def heard(updates: Iterable[Json]) -> dict[str, int]:
    """The highest incoming message id by mark: `news.sending.settling` must know later where ids stood."""
    highest: dict[str, int] = {}
    for chat_id, message_id, own_counter in _written(updates):
        for name in (mark_of(chat_id), *(() if own_counter else (ACCOUNT,))):
            highest[name] = max(highest.get(name, 0), message_id)
    return highest


def of_account(updates: Iterable[Json]) -> list[int]:
    """The ids of what others wrote where ids are counted for the whole account."""
    return [message_id for _, message_id, own_counter in _written(updates) if not own_counter]


def _written(updates: Iterable[Json]) -> Iterator[tuple[int, int, bool]]:
    """Messages of others: their chat, their id, and whether the chat counts for itself."""
    for update in updates:
        message = update.get("message") or update.get("channel_post")
        if isinstance(message, Mapping) and isinstance(message.get("message_id"), int):
            own_counter = message.get("chat", {}).get("type") in OWN_COUNTER
            yield chat_of(update), message["message_id"], own_counter
