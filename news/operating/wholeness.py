"""Whether a SQLite file is whole and lets itself be written, looked at without changing it. Knows no rows."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

STEPS = 10_000
"""Of SQLite's own, between two looks at the clock."""


def find_damage(file: Path, *, within_s: float) -> str | None:
    """What SQLite's quick check finds in it; None where it finds nothing, or not within this time. About a second a gigabyte
    that is in memory, more from a disk."""
    deadline = time.monotonic() + within_s
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            database.set_progress_handler(lambda: time.monotonic() > deadline, STEPS)
            (said,) = database.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError:
        return None  # no time left, or somebody holds it: what comes next says so
    except sqlite3.DatabaseError as error:
        return str(error)
    return None if said == "ok" else str(said)


def is_held(file: Path, *, patience_s: float) -> str | None:
    """Why nothing can be written for so long; None where something can."""
    try:
        with closing(sqlite3.connect(file, timeout=patience_s, isolation_level=None)) as database:
            database.execute("BEGIN IMMEDIATE")
            database.execute("ROLLBACK")
    except sqlite3.Error as error:
        return str(error)
    return None
