"""The SQLite driver, with one trip to its thread for each statement.

aiosqlite runs each call of a cursor in the connection's own thread: making it, executing, fetching, closing. Four trips a statement
were most of what a statement cost. Here a cursor does all of it in one, and what it fetched stays with it; only what has
more rows than a thousand takes a trip more for each further thousand. Knows no statement of ours.
"""

import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import aiosqlite

CHUNK = 64
AT_ONCE = 1_000
Row = tuple[Any, ...]


def connect(database: str, **options: Any) -> aiosqlite.Connection:
    """A connection to await. Its thread does not keep the process from ending."""
    connection = _Connection(partial(sqlite3.connect, database, **options), CHUNK)
    connection._thread.daemon = True
    return connection


class _Connection(aiosqlite.Connection):
    def cursor(self) -> "_Cursor":  # type: ignore[override]
        return _Cursor(self)


class _Cursor:
    """What SQLAlchemy asks of a cursor. Each execution opens one, reads it and closes it."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
        self._rows: deque[Row] = deque()
        self._open: sqlite3.Cursor | None = None
        self.description: Sequence[Any] | None = None
        self.rowcount, self.arraysize = -1, 1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> "_Cursor":
        return self

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> "_Cursor":
        return await self._run(lambda cursor: cursor.execute(statement, parameters))

    async def executemany(self, statement: str, parameters: Iterable[Sequence[Any]]) -> "_Cursor":
        return await self._run(lambda cursor: cursor.executemany(statement, parameters))

    async def fetchone(self) -> Row | None:
        return next(iter(await self.fetchmany(1)), None)

    async def fetchmany(self, size: int | None = None) -> list[Row]:
        size = size or self.arraysize
        while self._open is not None and len(self._rows) < size:
            self._rows += await self._trip(self._fetch, AT_ONCE)
        return [self._rows.popleft() for _ in range(min(size, len(self._rows)))]

    async def fetchall(self) -> list[Row]:
        while self._open is not None:
            self._rows += await self._trip(self._fetch, AT_ONCE)
        rows, self._rows = list(self._rows), deque()
        return rows

    async def close(self) -> None:
        self._rows.clear()
        if self._open is not None:
            await self._trip(self._open.close)
            self._open = None

    async def _run(self, execute: Callable[[sqlite3.Cursor], object]) -> "_Cursor":
        self._rows = deque(await self._trip(self._in_thread, execute))
        return self

    async def _trip(self, run: Callable[..., Any], *arguments: Any) -> Any:
        return await self._connection._execute(run, *arguments)  # type: ignore[no-untyped-call]

    def _in_thread(self, execute: Callable[[sqlite3.Cursor], object]) -> list[Row]:
        self._open = self._connection._conn.cursor()
        try:
            execute(self._open)
        except BaseException:
            self._close()
            raise
        self.description = self._open.description
        self.lastrowid = self._open.lastrowid
        return self._fetch(AT_ONCE)

    def _fetch(self, most: int) -> list[Row]:
        """So many rows, and an end of it where there are no more."""
        assert self._open is not None
        rows = self._open.fetchmany(most) if self.description else []
        self.rowcount = self._open.rowcount  # of what returns rows it is known with the last of them
        if len(rows) < most:
            self._close()
        return rows

    def _close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None
