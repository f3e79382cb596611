"""The SQLite driver, with one trip to its thread for each statement, and none for those of a brief transaction nor for the beginning of any.

aiosqlite runs each call of a cursor in the connection's own thread: making it, executing, fetching, closing. Four trips a statement
were most of what a statement cost. Here a cursor does all of it in one, and what it fetched stays with it; only what has
more rows than a thousand takes a trip more for each further thousand.

A trip costs more than most statements do. Where a transaction is `brief`, its statements are executed where they stand; the event loop
waits for them, so what took long goes to the thread for a while, as does what has to wait for another process and what
is written out at the end. Knows no statement of ours.
"""

import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import aiosqlite

CHUNK = 64
AT_ONCE = 1_000
BUSY_TIMEOUT_MS = 15_000
READING, IMMEDIATE = "BEGIN", "BEGIN IMMEDIATE"
LONG_S = 0.005
"""Whoever taps would wait for it: a tenth of what a tap may take."""
LOOKED_AGAIN_S = 60.0
"""What took long is tried again in its place after this: it may have been the first of many, and its pages cold."""
MOST_LONG = 1_000
Row = tuple[Any, ...]


class Long:
    """The statements that took long of late, by their text. `seconds` is a steady clock."""

    def __init__(self, *, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._until_s: dict[str, float] = {}

    def __contains__(self, statement: str) -> bool:
        return self._until_s.get(statement, 0.0) > self._seconds()

    def took(self, statement: str, spent_s: float) -> None:
        if spent_s > LONG_S:
            if len(self._until_s) >= MOST_LONG:
                self._until_s.clear()
            self._until_s[statement] = self._seconds() + LOOKED_AGAIN_S


def connect(database: str, *, long: Long | None = None, **options: Any) -> "_Connection":
    """A connection to await. Its thread does not keep the process from ending. Those of one engine share what is `long`."""
    options |= {"check_same_thread": False}  # it is used by one at a time, here or in its thread
    connection = _Connection(partial(sqlite3.connect, database, **options), CHUNK)
    connection._thread.daemon = True
    connection.long = long or Long()
    return connection


class _Connection(aiosqlite.Connection):
    """`is_brief` is said of the transaction that is about to begin."""

    is_brief, is_reading = False, False
    long: Long

    def cursor(self) -> "_Cursor":  # type: ignore[override]
        return _Cursor(self)

    async def rollback(self) -> None:
        """Without a transaction there is nothing to go back on."""
        if not self._conn.in_transaction:
            return
        if self.is_brief or self.is_reading:
            self._conn.rollback()
        else:
            await super().rollback()

    def begins_at_once(self, statement: str) -> bool:
        """Begins to read; or to write, if nobody else does at this moment. Neither looks at a row."""
        self.is_reading = statement == READING
        if self.is_reading:
            self._conn.execute(READING)
            return True
        self._conn.execute("PRAGMA busy_timeout=0")
        try:
            self._conn.execute(IMMEDIATE)
        except sqlite3.OperationalError:
            return False
        finally:
            self._conn.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        return True


class _Cursor:
    """What SQLAlchemy asks of a cursor. Each execution opens one, reads it and closes it."""

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection
        self._rows: deque[Row] = deque()
        self._open: sqlite3.Cursor | None = None
        self.description: Sequence[Any] | None = None
        self.rowcount, self.arraysize = -1, 1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> "_Cursor":
        return self

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> "_Cursor":
        connection = self._connection
        if statement in (READING, IMMEDIATE) and connection.begins_at_once(statement):
            return self
        if not connection.is_brief or statement == IMMEDIATE or statement in connection.long:
            return await self._run(lambda cursor: cursor.execute(statement, parameters))
        began_s = time.thread_time()
        self._rows = deque(self._executed(lambda cursor: cursor.execute(statement, parameters)))
        connection.long.took(statement, time.thread_time() - began_s)
        return self

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
        self._rows = deque(await self._trip(self._executed, execute))
        return self

    async def _trip(self, run: Callable[..., Any], *arguments: Any) -> Any:
        return await self._connection._execute(run, *arguments)  # type: ignore[no-untyped-call]

    def _executed(self, execute: Callable[[sqlite3.Cursor], object]) -> list[Row]:
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
