"""Waiting for what happens instead of looking again and again."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

PATIENCE_S = 20.0

T = TypeVar("T")


class Noted(list[T]):
    """What happened, in its order; each thing that is appended wakes whoever waits."""

    def __init__(self) -> None:
        super().__init__()
        self._came = asyncio.Event()

    def append(self, one: T) -> None:
        super().append(one)
        self._came.set()
        self._came = asyncio.Event()

    async def until(self, is_so: Callable[[], bool], *, patience_s: float = PATIENCE_S) -> None:
        """Raises TimeoutError."""
        async with asyncio.timeout(patience_s):
            while not is_so():
                await self._came.wait()
