"""Waiting for what happens instead of looking again and again."""

import asyncio
import ctypes
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Self, TypeVar

PATIENCE_S = 20.0
LOOK_AGAIN_S = 0.05
IN_NONBLOCK, IN_WRITTEN = 0o4000, 0x002 | 0x080 | 0x100 | 0x200
"""Of inotify(7): a file was written, moved here, made or deleted."""

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


class Waking:
    """Whoever waits until something is so asks again whenever it is woken."""

    def __init__(self) -> None:
        self._came = asyncio.Event()

    def wake(self) -> None:
        self._came.set()

    async def until(self, is_so: Callable[[], bool], *, patience_s: float = PATIENCE_S) -> None:
        """Raises TimeoutError."""

        async def ask() -> bool:
            return is_so()

        await self.until_true(ask, patience_s=patience_s)

    async def until_true(
        self, is_so: Callable[[], Awaitable[bool]], *, patience_s: float = PATIENCE_S
    ) -> None:
        """As `until`, of what is asked elsewhere. Raises TimeoutError."""
        async with asyncio.timeout(patience_s):
            while True:
                self._came.clear()
                if await is_so():
                    return
                await self._next()

    async def _next(self) -> None:
        await self._came.wait()


class Writes(Waking):
    """Wakes whoever waits when any process writes a file of this folder: what a program says, a commit of SQLite. Where the system
    does not tell (Linux does), it looks again and again."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._watch: int | None = None

    async def __aenter__(self) -> Self:
        if sys.platform == "linux":
            system = ctypes.CDLL(None, use_errno=True)
            self._watch = system.inotify_init1(IN_NONBLOCK)
            if system.inotify_add_watch(self._watch, os.fsencode(self._folder), IN_WRITTEN) < 0:
                raise OSError(ctypes.get_errno(), "inotify_add_watch", str(self._folder))
            asyncio.get_running_loop().add_reader(self._watch, self._hear)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._watch is not None:
            asyncio.get_running_loop().remove_reader(self._watch)
            os.close(self._watch)

    def _hear(self) -> None:
        assert self._watch is not None
        os.read(self._watch, 65_536)
        self.wake()

    async def _next(self) -> None:
        if self._watch is None:
            await asyncio.sleep(LOOK_AGAIN_S)
        else:
            await super()._next()
