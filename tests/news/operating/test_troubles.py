"""What is wrong with the database is said in words that name what to do, once, and is told apart from faults of ours."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError
from structlog.testing import capture_logs

from news.db import Database, open_engine
from news.errors import SettingsError
from news.operating.troubles import AWAY, DAMAGED, FULL, LOCKED, READ_ONLY, Trouble, Troubles, trouble_of
from news.operating.wholeness import find_damage, is_held
from news.schema import bring_up_to_date
from news.testing import Clock


def of_sqlite(said: str, name: str) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(said)
    error.sqlite_errorname = name
    return error


class OfPostgres(Exception):
    def __init__(self, sqlstate: str) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("cause", "kind"),
    [
        (of_sqlite("database or disk is full", "SQLITE_FULL"), FULL),
        (of_sqlite("database is locked", "SQLITE_BUSY_SNAPSHOT"), LOCKED),
        (of_sqlite("attempt to write a readonly database", "SQLITE_READONLY_DBMOVED"), READ_ONLY),
        (of_sqlite("database disk image is malformed", "SQLITE_CORRUPT_VTAB"), DAMAGED),
        (of_sqlite("disk I/O error", "SQLITE_IOERR_WRITE"), AWAY),
        (OfPostgres("53100"), FULL),
        (OfPostgres("25006"), READ_ONLY),
        (OfPostgres("57P01"), AWAY),
        (OfPostgres("08006"), AWAY),
        (OfPostgres("XX002"), DAMAGED),
    ],
)
def test_an_error_of_either_database_is_known_also_behind_others(cause: Exception, kind: str) -> None:
    error = RuntimeError("a step failed")
    error.__cause__ = DBAPIError("UPDATE", {}, cause)
    found = trouble_of(error)
    assert isinstance(found, Trouble)
    assert found.kind == kind
    assert str(cause) in found.words


@pytest.mark.parametrize(
    "error",
    [
        ValueError("at first"),
        OperationalError("SELECT", {}, of_sqlite("no such column: x", "SQLITE_ERROR")),
        DBAPIError("INSERT", {}, of_sqlite("UNIQUE constraint failed", "SQLITE_CONSTRAINT_UNIQUE")),
        DBAPIError("INSERT", {}, OfPostgres("23505")),
    ],
)
def test_a_fault_of_ours_is_no_trouble_of_the_database(error: Exception) -> None:
    assert trouble_of(error) is None


async def test_the_operator_is_told_once_until_it_is_over_and_comes_again() -> None:
    clock, told = Clock(), list[str]()

    async def tell(words: str) -> None:
        told.append(words)

    troubles = Troubles(tell=tell, now=clock)
    full = DBAPIError("COMMIT", {}, of_sqlite("database or disk is full", "SQLITE_FULL"))
    for _ in range(50):
        await troubles.heard(full)
        clock.move(timedelta(seconds=30))
    await troubles.over()
    clock.move(timedelta(hours=1))
    await troubles.heard(full)
    assert len(told) == 2
    assert "Make room" in told[0]
    assert "goes on by itself" in told[0]


@pytest.mark.parametrize("sqlstate", ["40P01", "40001", "25P03"])
async def test_that_two_were_in_each_others_way_is_no_trouble_to_tell_of(sqlstate: str) -> None:
    told = list[str]()

    async def tell(words: str) -> None:
        told.append(words)

    with capture_logs() as said:
        await Troubles(tell=tell).heard(DBAPIError("UPDATE", {}, OfPostgres(sqlstate)))
    assert told == []
    assert [line["log_level"] for line in said] == ["info"]


async def test_damage_ends_the_program_with_what_to_do() -> None:
    troubles = Troubles()
    await troubles.heard(DBAPIError("SELECT", {}, of_sqlite("malformed", "SQLITE_CORRUPT")))
    with pytest.raises(SettingsError, match="pressradar db restore FILE"):
        await troubles.until_final()


async def test_a_look_at_a_file_finds_damage_and_a_holder_and_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite3"
    engine = open_engine(f"sqlite:///{file}")
    await bring_up_to_date(engine)
    await Database(engine).close()
    before = file.read_bytes()
    assert find_damage(file, within_s=20) is None
    assert is_held(file, patience_s=1) is None
    assert file.read_bytes() == before
    with closing(sqlite3.connect(file, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        assert is_held(file, patience_s=0.1) == "database is locked"
        assert find_damage(file, within_s=20) is None
    file.write_bytes(
        before[: len(before) // 3] + b"\xa5" * (len(before) // 3) + before[2 * len(before) // 3 :]
    )
    assert find_damage(file, within_s=20)
    file.write_text("not a database " * 500)
    assert find_damage(file, within_s=20) == "file is not a database"


async def test_a_database_that_is_locked_at_the_start_is_said_in_a_sentence(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/a.sqlite3")
    async with engine.connect() as connection:
        await connection.execute(text("PRAGMA busy_timeout=50"))
        await connection.rollback()
        with closing(sqlite3.connect(tmp_path / "a.sqlite3", isolation_level=None)) as holder:
            holder.execute("BEGIN EXCLUSIVE")
            with pytest.raises(OperationalError) as refused:
                await connection.execute(text("SELECT 1"))
        found = trouble_of(refused.value)
    await engine.dispose()
    assert found is not None
    assert found.kind == LOCKED
