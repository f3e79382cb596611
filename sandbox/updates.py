"""What the bot has still to be told: the queue, long polling, and the rule of one reader at a time.

Knows nothing of what an update says.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.errors import Json, Refused

KEPT_SECONDS = 24 * 3600
"""https://core.telegram.org/bots/api#getting-updates: updates are kept for a day."""
Reason = tuple[int, str]
ASKED_FOR_ONLY = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
TERMINATED = (
    409,
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
)
SET_WEBHOOK = (409, "Conflict: terminated by setWebhook request")
RESTART = (500, "Internal Server Error: restart")


@dataclass(frozen=True)
class Waiting:
    update_id: int
    expires_at: float
    update: Json


class UpdateQueue:
    """`allowed` None means the default kinds. `stirred` wakes whoever delivers; `polled` is set while somebody waits for updates, of which
    there is none then."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._queue: deque[Waiting] = deque()
        self.last_id = 100_000_000
        self.allowed: list[str] | None = None
        self.stirred, self.polled = asyncio.Event(), asyncio.Event()
        self._poller: asyncio.Future[Reason] | None = None

    def __len__(self) -> int:
        return len(self._queue)

    @property
    def is_polled(self) -> bool:
        """Whether someone waits for updates right now."""
        return self.polled.is_set()

    def put(self, kind: str, content: Json) -> int | None:
        """The id of the update, or None when the bot did not ask for this kind."""
        wanted = kind in self.allowed if self.allowed else kind not in ASKED_FOR_ONLY
        if not wanted:
            return None
        self.last_id += 1
        update = {"update_id": self.last_id, kind: content}
        self._queue.append(Waiting(self.last_id, self._now() + KEPT_SECONDS, update))
        self.polled.clear()
        self.stirred.set()
        return self.last_id

    def acknowledge(self, offset: int) -> None:
        """Forget what lies before `offset`; a negative one keeps only that many of the newest."""
        if offset < 0:
            while len(self._queue) > -offset:
                self._queue.popleft()
        while offset > 0 and self._queue and self._queue[0].update_id < offset:
            self._queue.popleft()
        while self._queue and self._queue[0].expires_at < self._now():
            self._queue.popleft()

    def first(self, limit: int) -> list[Json]:
        return [self._queue[index].update for index in range(min(limit, len(self._queue)))]

    def pop(self) -> Waiting | None:
        self.acknowledge(0)
        return self._queue.popleft() if self._queue else None

    def give_back(self, waiting: Waiting) -> None:
        """Undo `pop`, in the order of ids."""
        self._queue = deque(sorted([*self._queue, waiting], key=lambda one: one.update_id))

    def clear(self) -> None:
        self._queue.clear()

    async def poll(self, *, offset: int, limit: int, timeout_seconds: float) -> list[Json]:
        """Updates from `offset` on, waiting for one at most `timeout_seconds`.

        Raises Refused (409) when another poll or a webhook takes over meanwhile.
        """
        self.interrupt(TERMINATED)
        self.acknowledge(offset)
        if not self._queue and timeout_seconds > 0:
            await self._wait(timeout_seconds)
        return self.first(limit)

    def interrupt(self, reason: Reason) -> None:
        """End the poll under way, if any."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(reason)
            self.polled.clear()

    async def _wait(self, seconds: float) -> None:
        mine: asyncio.Future[Reason] = asyncio.get_running_loop().create_future()
        self._poller = mine
        self.stirred.clear()
        self.polled.set()
        stirred = asyncio.ensure_future(self.stirred.wait())
        either: list[asyncio.Future[Any]] = [mine, stirred]
        try:
            await asyncio.wait(either, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stirred.cancel()
            if self._poller is mine:
                self.polled.clear()
        if mine.done():
            raise Refused(*mine.result())
        mine.cancel()
        self._poller = None

    def to_json(self) -> Json:
        return {
            "last_id": self.last_id,
            "allowed": self.allowed,
            "queue": [[waiting.update_id, waiting.expires_at, waiting.update] for waiting in self._queue],
        }

    def load(self, stored: Json) -> None:
        self.last_id = stored["last_id"]
        self.allowed = stored["allowed"]
        self._queue = deque(Waiting(*row) for row in stored["queue"])
