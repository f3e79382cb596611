"""What is asked for one by one and done for many at a time: whoever comes while a lot is being done goes into the next.

Nobody waits for a lot to fill. Who is urgent goes before who has time. Where a lot fails, each of it is done alone, so that what it
failed for stops no other. Knows nothing of what is done.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from news.writers import having_time

MOST = 100
"""In one lot: more would keep others from writing for long."""

T = TypeVar("T")
R = TypeVar("R")
Do = Callable[[Sequence[T]], Awaitable[Sequence[R | Exception]]]
"""What came of each, in the same order; an exception is raised to who asked for that one."""


@dataclass(eq=False)
class _Asked(Generic[T, R]):
    what: T
    do: Do[T, R]
    came: "asyncio.Future[R]"


class Lots(Generic[T, R]):
    """Belongs to one event loop."""

    def __init__(self) -> None:
        self._lines: dict[bool, list[_Asked[T, R]]] = {True: [], False: []}
        self._under_way: asyncio.Task[None] | None = None

    async def done(self, what: T, do: Do[T, R], *, urgent: bool) -> R:
        """What came of it. Who is cancelled meanwhile does not hear of it; it is done all the same."""
        asked = _Asked(what, do, asyncio.get_running_loop().create_future())
        self._lines[urgent].append(asked)
        if self._under_way is None:
            self._under_way = asyncio.create_task(self._do_all(), name="lots")
        came: R = await asked.came
        return came

    async def _do_all(self) -> None:
        try:
            while lot := self._next():
                await self._do(*lot)
        finally:
            self._under_way = None

    def _next(self) -> tuple[list[_Asked[T, R]], bool] | None:
        for urgent in (True, False):
            line = self._lines[urgent]
            if line:
                self._lines[urgent] = line[MOST:]
                return line[:MOST], urgent
        return None

    async def _do(self, lot: Sequence[_Asked[T, R]], urgent: bool) -> None:
        try:
            with having_time(not urgent):
                came: Sequence[R | Exception] = await lot[0].do([asked.what for asked in lot])
        except Exception as error:  # of whatever kind: who asked is told, and nobody else
            if len(lot) == 1:
                _tell(lot[0], error)
                return
            for asked in lot:
                await self._do([asked], urgent)
            return
        for asked, one in zip(lot, came, strict=True):
            _tell(asked, one)


def _tell(asked: _Asked[T, R], came: R | Exception) -> None:
    if asked.came.done():  # cancelled meanwhile
        return
    if isinstance(came, Exception):
        asked.came.set_exception(came)
    else:
        asked.came.set_result(came)
