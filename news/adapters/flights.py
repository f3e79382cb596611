"""One flight a key: whoever asks what somebody is asking already waits for the same answer. Knows no question."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

from news.errors import ModelFailed

T = TypeVar("T")


@dataclass
class _Flight:
    task: "asyncio.Task[Any]"
    passengers: int = 0


class Flights:
    """Belongs to one event loop. A flight ends early only when all who wait for it have gone."""

    def __init__(self) -> None:
        self._under_way: dict[Hashable, _Flight] = {}

    async def join(
        self,
        key: Hashable,
        start: Callable[[], Coroutine[Any, Any, T]],
        *,
        shared: Callable[[T | ModelFailed], T | ModelFailed],
    ) -> T:
        """What `start` gives or raises; for all but the first through `shared`."""
        flight = self._under_way.get(key)
        is_first = flight is None
        if flight is None:
            flight = self._under_way[key] = _Flight(asyncio.create_task(_told(start)))
        told: T | ModelFailed = await self._wait(key, flight)
        told = told if is_first else shared(told)
        if isinstance(told, ModelFailed):
            raise told
        return told

    async def _wait(self, key: Hashable, flight: _Flight) -> Any:
        flight.passengers += 1
        try:
            return await asyncio.shield(flight.task)
        finally:
            flight.passengers -= 1
            if self._under_way.get(key) is flight and (flight.task.done() or not flight.passengers):
                del self._under_way[key]
            if not flight.passengers:
                flight.task.cancel()


async def _told(start: Callable[[], Coroutine[Any, Any, T]]) -> T | ModelFailed:
    """A failure as a value: it is for several."""
    try:
        return await start()
    except ModelFailed as failure:
        return failure
