"""That what was committed to SQLite is on the disk: for what is acted on outside and must be known after a power cut.

SQLite's log is written without waiting for the disk (`synchronous=NORMAL`), so a power cut may take back the last commits: a message
would be sent anew whose intent was among them, and an update be lost that Telegram takes for heard. Who is about to act on a commit
waits here before. `synchronous=FULL` would have each commit wait by itself, with the one write lock in its hand; here one look of
the disk serves all who wait, and nobody waits for it to write. Knows no rows.
"""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path


class Disk:
    """Belongs to one event loop. `database`: the file whose log is meant; None: there is nothing to wait for."""

    def __init__(self, database: Path | None) -> None:
        self._log = database and database.with_name(database.name + "-wal")
        self._under_way: asyncio.Task[None] | None = None
        self._next: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="disk")

    async def reach(self) -> None:
        """Waits until all is there that was committed before. Raises OSError where the disk does not take it."""
        if self._log is None:
            return
        if self._next is None:  # one that is under way began before this commit, and proves nothing of it
            self._next = asyncio.ensure_future(self._write_down(self._log, self._under_way))
        await asyncio.shield(self._next)

    async def _write_down(self, log: Path, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait({before})
        self._under_way, self._next = self._next, None
        await asyncio.get_running_loop().run_in_executor(self._thread, write_down, log)

    def close(self) -> None:
        self._thread.shutdown(wait=False)


def write_down(log: Path) -> None:
    """To the disk with it, and with its name. Where it is gone, SQLite has written all of it into the database before."""
    with suppress(FileNotFoundError):
        _sync(log, os.O_RDWR)
        if os.name == "posix":  # elsewhere a folder cannot be opened
            _sync(log.parent, os.O_RDONLY)


def _sync(path: Path, how: int) -> None:
    number = os.open(path, how)
    try:
        os.fsync(number)
    finally:
        os.close(number)
