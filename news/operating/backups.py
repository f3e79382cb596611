"""Copies of a SQLite database, taken while it is in use, and putting one back.

A copy is whole and consistent: SQLite's own backup reads it in one go, as it was when it began; in WAL mode that holds up no
writer (https://www.sqlite.org/backup.html; page by page it would begin again whenever somebody writes, perhaps for ever). What is put back may be old: messages that were on their way then may have been sent
since, so none of them is sent again. Knows files; how a server's database is copied is its own tools' business.
"""

import os
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from news.errors import SettingsError

AT_WORK = timedelta(seconds=30)
"""A worker seen so lately counts as running: several beats of `news.workers`."""


def take(database: Path, copy: Path) -> None:
    """Copies the database, whoever works on it. The copy is for its owner's eyes and takes its name only when it is whole.

    Raises SettingsError where there is nothing to copy, or no room or right to.
    """
    if not database.exists():
        raise SettingsError(f"There is no database at {database} yet.")
    if copy.exists():
        raise SettingsError(f"{copy} is there already; a backup overwrites nothing.")
    unfinished = copy.with_name(copy.name + ".part")
    try:
        unfinished.unlink(missing_ok=True)
        os.close(os.open(unfinished, os.O_CREAT | os.O_WRONLY, 0o600))
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(unfinished)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
        _see_whole(unfinished)
        unfinished.rename(copy)
    except (OSError, sqlite3.Error) as error:
        raise SettingsError(f"{copy}: the backup could not be written: {error}.") from error
    finally:
        unfinished.unlink(missing_ok=True)


def put_back(copy: Path, database: Path, *, now: datetime) -> Path | None:
    """Puts a copy in the place of the database; gives where that was put aside, None where there was none.

    The copy is checked before anything changes. Messages that were on their way in it are not sent: whether they were since,
    nobody can tell. Raises SettingsError.
    """
    _see_whole(copy)
    if database.exists() and (worker := at_work(database, now=now)):
        raise SettingsError(f"{worker} is working on {database}: stop it first.")
    aside = database.with_name(f"{database.name}.before-{now:%Y%m%dT%H%M%S}")
    restored = database.with_name(database.name + ".part")
    try:
        restored.unlink(missing_ok=True)
        with closing(sqlite3.connect(copy)) as source, closing(sqlite3.connect(restored)) as target:
            source.backup(target)
            _give_up_messages(target, now=now)
        restored.chmod(0o600)
        was_there = database.exists()
        if was_there:
            _put_aside(database, aside)
        for beside in ("-wal", "-shm"):
            Path(f"{database}{beside}").unlink(missing_ok=True)
        restored.replace(database)
    except (OSError, sqlite3.Error) as error:
        raise SettingsError(f"{database}: the backup could not be put back: {error}.") from error
    finally:
        restored.unlink(missing_ok=True)
    return aside if was_there else None


def _put_aside(database: Path, aside: Path) -> None:
    """A copy; of what is too damaged to be copied, the files as they are."""
    try:
        take(database, aside)
    except SettingsError:
        for beside in ("", "-wal", "-shm"):
            if (file := Path(f"{database}{beside}")).exists():
                file.rename(f"{aside}{beside}")


def _see_whole(file: Path) -> None:
    """Raises SettingsError for what is no database of ours, or a damaged one."""
    if not file.is_file():
        raise SettingsError(f"There is no file {file}.")
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            (said,) = database.execute("PRAGMA integrity_check(1)").fetchone()
            if said != "ok":
                raise SettingsError(f"{file} is damaged: {said}.")
            database.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise SettingsError(f"{file} is no database of Pressradar: {error}.") from error


def at_work(file: Path, *, now: datetime) -> str | None:
    """A worker that said lately that it lives; None also where the rows are too old to tell or too damaged to read."""
    since = (now - AT_WORK).replace(tzinfo=None).isoformat(sep=" ")
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            found = database.execute("SELECT pid FROM worker WHERE seen_at > ?", (since,)).fetchone()
    except sqlite3.Error:
        return None
    return f"process {found[0]}" if found else None


def _give_up_messages(database: sqlite3.Connection, *, now: datetime) -> None:
    """Messages on their way are rolled, and nobody is at work."""
    at = now.replace(tzinfo=None).isoformat(sep=" ")
    rolled = "SELECT id FROM delivery WHERE state IN ('pending', 'sending')"
    database.execute(f"DELETE FROM work WHERE step = 'deliver' AND row IN ({rolled})")  # noqa: S608
    database.execute(
        "UPDATE delivery SET state = 'rolled', finished_at = ?, error = 'on its way in the backup that was put back'"
        " WHERE state IN ('pending', 'sending')",
        (at,),
    )
    for gone in ("worker", "hold"):  # and nobody has a seat; older backups know neither
        if database.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (gone,)).fetchone():
            database.execute(f"DELETE FROM {gone}")  # noqa: S608
    database.execute("UPDATE work SET due_at = ?, leased = 0 WHERE leased", (at,))
    database.commit()
