"""Whether this Telegram does what delivery rests on: ids that grow, and an edit that changes nothing telling whether a
message is there. For an operator to try on a chat of their own; what was sent is deleted again.

Knows the port; not whose Telegram it is.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import pairwise

from news.ports import Later, Messenger, Outcome, Outgoing, Sent

BEYOND = 5
"""Ids above the highest that are asked for and must not be there."""
LATE_TRIES = 5

Wait = Callable[[float], Awaitable[object]]


@dataclass
class Found:
    """What happened to the messages. `absent` counts ids that nobody was given and that were rightly not there."""

    asked: int
    ids: list[int] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    held_back: int = 0
    recognised: int = 0
    unrecognised: list[int] = field(default_factory=list)
    absent: int = 0
    ghosts: list[int] = field(default_factory=list)

    @property
    def is_growing(self) -> bool:
        return all(earlier < later for earlier, later in pairwise(self.ids))

    @property
    def holds(self) -> bool:
        """Whether delivery can rest on it."""
        is_whole = len(self.ids) == self.asked and not self.failed
        is_told = self.recognised == self.asked and not self.unrecognised
        return is_whole and is_told and self.is_growing and self.absent == BEYOND and not self.ghosts


async def try_delivery(messenger: Messenger, chat_id: int, *, messages: int, wait: Wait) -> Found:
    """Sends so many silent messages, looks for each and for ids beyond the last, deletes them. `wait` is awaited with seconds
    where Telegram asks to come back later."""
    found = Found(messages)
    calls = [_message(chat_id, number, messages) for number in range(1, messages + 1)]
    sent: list[tuple[int, Outgoing]] = []
    for call in calls:
        outcome = await _sent(messenger, call, found, wait)
        if isinstance(outcome, Sent) and outcome.message_id is not None:
            sent.append((outcome.message_id, call))
            found.ids.append(outcome.message_id)
        else:
            found.failed.append(str(outcome))
    for message_id, call in sent:
        if await messenger.exists(call, message_id):
            found.recognised += 1
        else:
            found.unrecognised.append(message_id)
    for message_id in (
        range(max(found.ids, default=0) + 1, max(found.ids, default=0) + 1 + BEYOND) if sent else ()
    ):
        if await messenger.exists(sent[-1][1], message_id) is False:
            found.absent += 1
        else:
            found.ghosts.append(message_id)
    for message_id, _ in sent:
        await messenger.send(Outgoing(chat_id, 0, "deleteMessage", {"message_id": message_id}))
    return found


def _message(chat_id: int, number: int, messages: int) -> Outgoing:
    text = f"Trial of delivery, message {number} of {messages}. It will be deleted."
    return Outgoing(chat_id, 0, "sendMessage", {"text": text, "disable_notification": True})


async def _sent(messenger: Messenger, call: Outgoing, found: Found, wait: Wait) -> Outcome:
    for _ in range(LATE_TRIES):
        outcome = await messenger.send(call)
        if not isinstance(outcome, Later):
            return outcome
        found.held_back += 1
        await wait(outcome.after.total_seconds())
    return outcome
