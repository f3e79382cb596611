"""What people's screens are told, as server-sent events that can be resumed.

Knows nothing of messages: an event is a name, a payload and who may see it.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import dataclass, field

from sandbox.errors import Json

KEPT = 2_000
"""How many past events a reconnecting page may ask for again."""


@dataclass(frozen=True)
class Event:
    id: int
    name: str
    seen_by: Collection[int] | None  # None: everyone
    payload: Callable[[int], Json]  # what one user sees of it

    def encode(self, user_id: int) -> bytes:
        body = json.dumps(self.payload(user_id), ensure_ascii=False, separators=(",", ":"))
        return f"id: {self.id}\nevent: {self.name}\ndata: {body}\n\n".encode()


@dataclass(eq=False)
class _Listener:
    user_id: int
    queue: asyncio.Queue[Event | None] = field(default_factory=asyncio.Queue)


class EventHub:
    """Ids grow by one, from a first id that no earlier run of the server can have reached."""

    def __init__(self, first_id: int) -> None:
        self._next_id = first_id
        self._kept: deque[Event] = deque(maxlen=KEPT)
        self._listeners: set[_Listener] = set()

    def publish(self, name: str, seen_by: Collection[int] | None, payload: Callable[[int], Json]) -> None:
        event = Event(self._next_id, name, seen_by, payload)
        self._next_id += 1
        self._kept.append(event)
        for listener in self._listeners:
            if _may_see(event, listener.user_id):
                listener.queue.put_nowait(event)

    async def listen(
        self, user_id: int, last_event_id: int | None, *, ping_seconds: float
    ) -> AsyncIterator[bytes]:
        """Encoded events: those missed since `last_event_id`, then new ones; a comment when all is quiet."""
        listener = _Listener(user_id)
        self._listeners.add(listener)
        try:
            for event in [*self._kept] if last_event_id is not None else []:
                if event.id > (last_event_id or 0) and _may_see(event, user_id):
                    yield event.encode(user_id)
            while True:
                try:
                    async with asyncio.timeout(ping_seconds):
                        following = await listener.queue.get()
                except TimeoutError:
                    yield b": ping\n\n"
                    continue
                if following is None:
                    return
                yield following.encode(user_id)
        finally:
            self._listeners.discard(listener)

    def close(self) -> None:
        for listener in self._listeners:
            listener.queue.put_nowait(None)


def _may_see(event: Event, user_id: int) -> bool:
    return event.seen_by is None or user_id in event.seen_by
