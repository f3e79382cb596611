"""The SQLite driver, with one trip to its thread for each statement, and none for those of a brief transaction nor for the beginning of any.

aiosqlite runs each call of a cursor in the connection's own thread: making it, executing, fetching, closing. Four trips a statement
were most of what a statement cost. Here a cursor does all of it in one, and what it fetched stays with it.

A trip costs more than most statements do. Where a transaction is `brief`, its statements are executed where they stand, and so is
its commit, which writes to SQLite's log without waiting for the disk; the event loop waits for them, so what took long goes to the
thread for a while, as does what has to wait for another process. Of `IN_A_ROW` commits the last goes there, too, as the log is
copied into the database at the end of one, and the disk waited for. Knows no statement of ours.
"""

import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_connection, AsyncAdapt_aiosqlite_dbapi
from sqlalchemy.util.concurrency import await_

CHUNK = 64
AT_ONCE = 1_000
BUSY_TIMEOUT_MS = 15_000
READING, IMMEDIATE = "BEGIN", "BEGIN IMMEDIATE"
LONG_S = 0.005
"""Whoever taps would wait for it: a tenth of what a tap may take."""
LOOKED_AGAIN_S = 60.0
"""What took long is tried again in its place after this: it may have been the first of many, and its pages cold."""
MOST_LONG = 1_000
LOG_PAGES = 1_000
"""The log is copied into the database by the commit that finds so many in it; SQLite's own figure."""
IN_A_ROW = 64
"""Commits in place between those that may copy the log: it grows by some ten pages with each."""
LONG_COMMIT_S = 0.05
"""By the clock: the disk makes those wait who write more than it takes. Other work of the machine is in it."""
COMMIT = "COMMIT"
Row = tuple[Any, ...]


class Long:
    """The statements that took long of late, by their text. `seconds` is a steady clock."""

    def __init__(self, *, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._until_s: dict[str, float] = {}
        self._suspected: set[str] = set()

    def __contains__(self, statement: str) -> bool:
        return statement in self._until_s and self._until_s[statement] > self._seconds()

    def timed_by(self, statement: str) -> Callable[[], float]:
        """The steady clock is read twenty times as quickly as that of the thread, but other work of the machine is in it: what took
        long by it is timed by the other the next time."""
        return time.thread_time if statement in self._suspected else time.monotonic

    def suspect(self, statement: str, spent_s: float, clock: Callable[[], float]) -> None:
        """It took so long by the clock that it was `timed_by`."""
        if clock is time.thread_time:
            self._suspected.discard(statement)
            self.took(statement, spent_s)
        elif spent_s > LONG_S:
            if len(self._suspected) >= MOST_LONG:
                self._suspected.clear()
            self._suspected.add(statement)

    def took(self, statement: str, spent_s: float, *, most_s: float = LONG_S) -> None:
        if spent_s > most_s:
            if len(self._until_s) >= MOST_LONG:
                self._until_s.clear()
            self._until_s[statement] = self._seconds() + LOOKED_AGAIN_S


class Commits:
    """Which commits of brief transactions are made in place: after so many the next may copy the log, and the one that follows begins
    the log anew; both wait for the disk."""

    def __init__(self) -> None:
        self._made = 0

    def next_is_in_place(self) -> bool:
        self._made = (self._made + 1) % (IN_A_ROW + 2)
        return self._made < IN_A_ROW


class Driver(AsyncAdapt_aiosqlite_dbapi):
    """What SQLAlchemy takes for the module of the driver. The connections of one engine share what they know."""

    def __init__(self) -> None:
        super().__init__(aiosqlite, sqlite3)
        self._long, self._commits = Long(), Commits()

    def connect(self, *arguments: Any, **options: Any) -> "Connection":
        opening = connect(*arguments, long=self._long, commits=self._commits, **options)
        return Connection(self, await_(opening))  # type: ignore[arg-type]


def connect(
    database: str, *, long: Long | None = None, commits: Commits | None = None, **options: Any
) -> "Opened":
    """A connection to await. Its thread does not keep the process from ending."""
    options |= {"check_same_thread": False}  # it is used by one at a time, here or in its thread
    opening = Opened(partial(sqlite3.connect, database, **options), CHUNK)
    opening._thread.daemon = True
    opening.long, opening.commits = long or Long(), commits or Commits()
    return opening


class Opened(aiosqlite.Connection):
    """A connection with its thread, and what is done in place. A transaction begins with its first statement, to write where nothing
    else was said; `is_brief` and `is_reading` are said of it by `begins`."""

    is_brief, is_reading = False, False
    long: Long
    commits: Commits

    def is_in_place(self, statement: str) -> bool:
        return self.is_brief and self._conn.in_transaction and statement not in self.long

    def begins(self, *, is_reading: bool, is_brief: bool) -> None:
        """Begins to read; or to write, if nobody else does at this moment: else the first statement waits for them. Neither looks at
        a row."""
        self.is_reading, self.is_brief = is_reading, is_brief
        if self._conn.in_transaction:
            return
        with suppress(sqlite3.Error):
            if is_reading:
                self._conn.execute(READING)
            else:
                self._begins_unless_busy(self._conn)

    def begins_with(self, statement: str) -> None:
        """In front of the first statement; a setting needs no transaction, and some cannot be changed in one."""
        if not self._conn.in_transaction and not statement.startswith("PRAGMA"):
            self._conn.execute(READING if self.is_reading else IMMEDIATE)

    def _begins_unless_busy(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA busy_timeout=0")
        try:
            connection.execute(IMMEDIATE)
        finally:
            connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")

    def commits_at_once(self) -> bool:
        """Writes to the log, and leaves it as it is. Raises what SQLite raises: what became of the transaction is known by that alone."""
        if not self.is_in_place(COMMIT) or not self.commits.next_is_in_place():
            return False
        self._conn.execute("PRAGMA wal_autocheckpoint=0")
        began_s = time.monotonic()
        try:
            self._conn.commit()
        finally:
            self.long.took(COMMIT, time.monotonic() - began_s, most_s=LONG_COMMIT_S)
            self._conn.execute(f"PRAGMA wal_autocheckpoint={LOG_PAGES}")
        return True

    def goes_back_at_once(self) -> bool:
        """Without a transaction there is nothing to go back on."""
        if self._conn.in_transaction:
            if not (self.is_brief or self.is_reading):
                return False
            self._conn.rollback()
        return True


class Cursor:
    """What SQLAlchemy asks of a cursor. It reads all rows as it executes, and is closed then."""

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        self._opened: Opened = connection._connection  # type: ignore[assignment]
        self._rows: deque[Row] = deque()
        self.description: Sequence[Any] | None = None
        self.rowcount, self.arraysize = -1, 1
        self.lastrowid: int | None = None

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        self._execute(sqlite3.Cursor.execute, statement, parameters)

    def executemany(self, statement: str, parameters: Iterable[Sequence[Any]]) -> None:
        self._execute(sqlite3.Cursor.executemany, statement, parameters)

    def _execute(self, execute: Callable[..., object], statement: str, parameters: Any) -> None:
        if not self._opened.is_in_place(statement):
            self._trip(self._executed, execute, statement, parameters)
            return
        long = self._opened.long
        clock = long.timed_by(statement)
        began_s = clock()
        rest = self._executed(execute, statement, parameters, most=AT_ONCE)
        long.suspect(statement, clock() - began_s, clock)
        if rest is not None:
            self._trip(self._read, rest)

    def _trip(self, run: Callable[..., Any], *arguments: Any) -> None:
        try:
            await_(self._opened._execute(run, *arguments))  # type: ignore[no-untyped-call]
        except ValueError as error:  # as aiosqlite says that a connection is closed
            self._connection._handle_exception(error)

    def _executed(
        self, execute: Callable[..., object], statement: str, parameters: Any, most: int | None = None
    ) -> sqlite3.Cursor | None:
        """Reads all rows, or `most`: then the cursor comes back where there may be more."""
        self._opened.begins_with(statement)
        cursor = self._opened._conn.cursor()
        try:
            execute(cursor, statement, parameters)
            self.description, self.lastrowid = cursor.description, cursor.lastrowid
            if most is not None and self.description:
                self._rows += cursor.fetchmany(most)
                if len(self._rows) == most:
                    return cursor
        except BaseException:
            cursor.close()
            raise
        self._read(cursor)
        return None

    def _read(self, cursor: sqlite3.Cursor) -> None:
        """The rows to their end."""
        try:
            if self.description:
                self._rows += cursor.fetchall()
            self.rowcount = cursor.rowcount  # of what returns rows it is known with the last of them
        finally:
            cursor.close()

    def fetchone(self) -> Row | None:
        return self._rows.popleft() if self._rows else None

    def fetchmany(self, size: int | None = None) -> list[Row]:
        return [self._rows.popleft() for _ in range(min(size or self.arraysize, len(self._rows)))]

    def fetchall(self) -> list[Row]:
        rows, self._rows = list(self._rows), deque()
        return rows

    def close(self) -> None:
        self._rows.clear()

    async def _async_soft_close(self) -> None:
        """There is nothing open, and rows stay."""


class Connection(AsyncAdapt_aiosqlite_connection):
    """What SQLAlchemy asks of a connection. What can be done in place takes no trip."""

    __slots__ = ()
    _cursor_cls = Cursor  # type: ignore[assignment]

    def cursor(self, server_side: bool = False) -> Any:
        """Rows that are streamed are of one moment, too."""
        if server_side:
            await_(self._connection._execute(self._connection.begins_with, "SELECT"))
        return super().cursor(server_side)

    def commit(self) -> None:
        if not self._connection.commits_at_once():
            super().commit()

    def rollback(self) -> None:
        if not self._connection.goes_back_at_once():
            super().rollback()
