"""Who writes next, where only one can: in order of arrival, and those who have time behind those for whom somebody waits.

Knows nothing of databases, nor of what is written.
"""

import asyncio
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

SHARE = 4
"""One turn of so many is of those who have time, so that they get on however busy it is."""

_has_time: ContextVar[bool] = ContextVar("has_time", default=False)


@contextmanager
def having_time(has_time: bool) -> Iterator[None]:
    """Whether what this task writes within the block may wait for others."""
    before = _has_time.set(has_time)
    try:
        yield
    finally:
        _has_time.reset(before)


class Writers:
    """An asynchronous lock: `async with`. Belongs to one event loop."""

    def __init__(self) -> None:
        self._is_taken = False
        self._turns = 0
        self._lines: tuple[deque[asyncio.Future[None]], ...] = (deque(), deque())

    async def __aenter__(self) -> None:
        if not self._is_taken:
            self._is_taken = True
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._lines[_has_time.get()].append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():  # it was given to us at the same moment
                self._pass_on()
            raise

    async def __aexit__(self, *_: object) -> None:
        self._pass_on()

    def _pass_on(self) -> None:
        for line in self._in_order():
            while line:
                turn = line.popleft()
                if not turn.done():
                    turn.set_result(None)
                    return
        self._is_taken = False

    def _in_order(self) -> Sequence[deque[asyncio.Future[None]]]:
        self._turns += 1
        return self._lines[::-1] if self._turns % SHARE == 0 else self._lines
