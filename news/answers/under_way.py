"""Answers that this process works on while their readers wait: by which draft each can be stopped.

Kept in memory alone: after a restart an answer is worked on anew, under the same draft. Knows no message and no model.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager
from weakref import WeakValueDictionary


class UnderWay:
    """Belongs to one event loop."""

    def __init__(self) -> None:
        self._stops: dict[tuple[int, int], asyncio.Event] = {}
        self._alone: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @property
    def drafts(self) -> Collection[tuple[int, int]]:
        """The chat and the draft of each answer under way."""
        return tuple(self._stops)

    @contextmanager
    def stoppable(self, chat_id: int, draft_id: int) -> Iterator[asyncio.Event]:
        """Set once the reader stops this draft, until the block is left."""
        stop = self._stops[chat_id, draft_id] = asyncio.Event()
        try:
            yield stop
        finally:
            if self._stops.get((chat_id, draft_id)) is stop:
                del self._stops[chat_id, draft_id]

    @asynccontextmanager
    async def alone(self, key: str, enough: asyncio.Event) -> AsyncIterator[None]:
        """One at a time of this process asks a model for the answer of this key; whose reader has had `enough` waits no more."""
        lock = self._alone.setdefault(key, asyncio.Lock())
        is_ours = await _taken(lock, enough)
        try:
            yield
        finally:
            if is_ours:
                lock.release()

    def stop(self, chat_id: int, draft_id: int) -> bool:
        """False where nothing of the kind is under way any more."""
        stop = self._stops.get((chat_id, draft_id))
        if stop is not None:
            stop.set()
        return stop is not None


async def _taken(lock: asyncio.Lock, enough: asyncio.Event) -> bool:
    """False where `enough` came first."""
    taking, stopping = asyncio.create_task(lock.acquire()), asyncio.create_task(enough.wait())
    try:
        await asyncio.wait({taking, stopping}, return_when=asyncio.FIRST_COMPLETED)
    except asyncio.CancelledError:
        if not taking.cancel():
            lock.release()
        raise
    finally:
        stopping.cancel()
    if taking.done():
        return True
    taking.cancel()
    return False
