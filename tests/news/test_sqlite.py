"""The SQLite driver: what SQLAlchemy asks of it, in one trip a statement."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from news.db import Database, open_engine
from news.sqlite import (
    AT_ONCE,
    COMMIT,
    IN_A_ROW,
    LOG_PAGES,
    LONG_COMMIT_S,
    LONG_S,
    LOOKED_AGAIN_S,
    Long,
    connect,
)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = Database(open_engine(f"sqlite:///{tmp_path}/t.sqlite3"))
    async with opened.session() as session:
        await session.execute(text("CREATE TABLE t (a INTEGER PRIMARY KEY)"))
    yield opened
    await opened.close()


async def fill(database: Database, rows: int) -> None:
    async with database.session() as session:
        await session.execute(text("INSERT INTO t VALUES (:a)"), [{"a": number} for number in range(rows)])


@pytest.mark.parametrize("rows", [0, 1, AT_ONCE - 1, AT_ONCE, AT_ONCE + 1, 3 * AT_ONCE])
async def test_every_row_is_read(database: Database, rows: int) -> None:
    if rows:
        await fill(database, rows)
    async with database.reading() as session:
        read = (await session.execute(text("SELECT a FROM t ORDER BY a"))).scalars().all()
    assert read == list(range(rows))


async def test_rows_can_be_streamed(database: Database) -> None:
    await fill(database, 2 * AT_ONCE + 1)
    async with database.engine.connect() as connection:
        streamed = await connection.stream(text("SELECT a FROM t ORDER BY a"))
        assert [row.a async for row in streamed] == list(range(2 * AT_ONCE + 1))


async def test_how_many_rows_were_changed_is_told(database: Database) -> None:
    await fill(database, 5)
    async with database.session() as session:
        changed = await session.execute(text("UPDATE t SET a = a + 100 WHERE a > 2"))
        assert changed.rowcount == 2
        gone = await session.execute(text("DELETE FROM t WHERE a > 100 RETURNING a"))
        assert sorted(gone.scalars()) == [103, 104]


async def test_a_statement_that_fails_leaves_the_connection_usable(database: Database) -> None:
    await fill(database, 1)
    with pytest.raises(IntegrityError):
        await fill(database, 1)
    await fill_more(database)
    async with database.reading() as session:
        assert (await session.execute(text("SELECT count(*) FROM t"))).scalar_one() == 2


async def fill_more(database: Database) -> None:
    async with database.session() as session:
        await session.execute(text("INSERT INTO t VALUES (77)"))


@pytest.mark.parametrize("rows", [2, AT_ONCE + 1])
async def test_a_statement_takes_one_trip_to_the_thread(database: Database, rows: int) -> None:
    await fill(database, rows)
    async with database.reading() as session:
        trips = await counted_trips(session)
        assert len((await session.execute(text("SELECT a FROM t"))).all()) == rows
        assert len(trips) == 1


async def test_a_brief_transaction_takes_no_trip(database: Database) -> None:
    async with database.session(brief=True) as session:
        trips = await counted_trips(session)
        await session.execute(text("INSERT INTO t VALUES (1)"))
        assert (await session.execute(text("SELECT a FROM t"))).scalars().all() == [1]
    assert not trips


async def test_of_many_rows_in_a_brief_transaction_a_trip_brings_the_rest(database: Database) -> None:
    await fill(database, AT_ONCE + 1)
    async with database.reading(brief=True) as session:
        trips = await counted_trips(session)
        assert len((await session.execute(text("SELECT a FROM t"))).all()) == AT_ONCE + 1
        assert len(trips) == 1


async def test_of_many_commits_in_a_row_two_are_made_in_the_thread_and_copy_the_log(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Long, "took", lambda *_, **__: None)  # on a busy machine anything may take long
    in_thread = []
    for number in range(IN_A_ROW + 2):
        async with database.session(brief=True) as session:
            trips = await counted_trips(session)
            await session.execute(text("INSERT INTO t VALUES (:a)"), {"a": number})
        in_thread.append(len(trips))
    assert sum(in_thread) == 2
    first = in_thread.index(1)
    assert in_thread[first : first + 2] == [1, 1]


async def test_the_log_does_not_grow_without_end(tmp_path: Path) -> None:
    database = Database(open_engine(f"sqlite:///{tmp_path}/t.sqlite3"))
    async with database.session() as session:
        await session.execute(text("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)"))
    for number in range(10 * IN_A_ROW):
        async with database.session(brief=True) as session:
            words = {"a": number, "b": "x" * 30_000}
            await session.execute(text("INSERT INTO t VALUES (:a, :b)"), words)
    grown = (tmp_path / "t.sqlite3-wal").stat().st_size
    await database.close()
    assert grown < 4 * LOG_PAGES * 4096  # and 10 of the pages of each commit, 5,000 without an end


async def test_a_commit_that_took_long_is_made_in_the_thread_for_a_while(database: Database) -> None:
    async with database.session(brief=True) as session:
        driver = await driver_of(session)
        driver.long.took(COMMIT, LONG_COMMIT_S + 0.01, most_s=LONG_COMMIT_S)
        trips = await counted_trips(session)
        await session.execute(text("INSERT INTO t VALUES (1)"))
    assert len(trips) == 1


async def test_a_commit_that_fails_in_place_is_told_and_keeps_nothing(database: Database) -> None:
    async with database.session() as session:
        child = "CREATE TABLE c (a INTEGER REFERENCES t (a) DEFERRABLE INITIALLY DEFERRED)"
        await session.execute(text(child))
    with pytest.raises(IntegrityError):
        async with database.session(brief=True) as session:
            await session.execute(text("INSERT INTO c VALUES (77)"))
    await fill(database, 1)
    async with database.reading(brief=True) as session:
        assert (await session.execute(text("SELECT count(*) FROM c"))).scalar_one() == 0


async def test_beginning_takes_no_trip_nor_does_leaving_what_was_only_read(tmp_path: Path) -> None:
    connection = await connect(f"{tmp_path}/t.sqlite3", isolation_level=None)
    connection.begins(is_reading=True, is_brief=True)
    assert connection.in_transaction
    assert connection.goes_back_at_once()
    assert not connection.in_transaction
    connection.begins(is_reading=False, is_brief=False)
    assert connection.in_transaction
    assert not connection.goes_back_at_once()
    await connection.rollback()
    await connection.close()


async def test_whoever_asks_without_a_session_has_a_transaction_that_nobody_else_writes_in(
    tmp_path: Path, database: Database
) -> None:
    async with database.reading(brief=True) as session:  # its connection is the next one's
        await session.execute(text("SELECT 1"))
    elsewhere = await connect(f"{tmp_path}/t.sqlite3", isolation_level=None, timeout=0)
    for streams in (False, True):
        async with database.engine.connect() as connection:
            if streams:
                await connection.stream(text("SELECT a FROM t"))
            else:
                await connection.execute(text("SELECT a FROM t"))
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                await elsewhere.execute("BEGIN IMMEDIATE")
    await elsewhere.execute("BEGIN IMMEDIATE")
    await elsewhere.close()


async def test_who_reads_keeps_nobody_from_writing(tmp_path: Path, database: Database) -> None:
    elsewhere = await connect(f"{tmp_path}/t.sqlite3", isolation_level=None, timeout=0)
    for brief in (False, True):
        async with database.reading(brief=brief) as session:
            await session.execute(text("SELECT a FROM t"))
            await elsewhere.execute("INSERT INTO t DEFAULT VALUES")
            assert (await session.execute(text("SELECT count(*) FROM t"))).scalar_one() == int(brief)
    await elsewhere.close()


async def test_what_took_long_takes_trips_for_a_while(tmp_path: Path) -> None:
    at_s = 100.0
    connection = await connect(f"{tmp_path}/t.sqlite3", long=Long(seconds=lambda: at_s))
    connection.begins(is_reading=True, is_brief=True)
    connection.long.took("SELECT 1", LONG_S + 0.001)
    connection.long.took("SELECT 2", LONG_S)
    assert not connection.is_in_place("SELECT 1")
    assert connection.is_in_place("SELECT 2")
    at_s += LOOKED_AGAIN_S
    assert connection.is_in_place("SELECT 1")
    await connection.close()


def test_what_took_long_by_the_clock_is_timed_by_the_thread_before_it_is_held_for_long() -> None:
    long = Long(seconds=lambda: 100.0)
    for spent_s, is_long in ((LONG_S / 2, False), (2 * LONG_S, True)):
        assert long.timed_by("SELECT 1") is time.monotonic
        long.suspect("SELECT 1", 2 * LONG_S, time.monotonic)
        assert "SELECT 1" not in long
        assert long.timed_by("SELECT 1") is time.thread_time
        long.suspect("SELECT 1", spent_s, time.thread_time)
        assert ("SELECT 1" in long) is is_long


async def test_a_brief_transaction_waits_in_the_thread_for_who_writes_elsewhere(
    tmp_path: Path, database: Database
) -> None:
    elsewhere = await connect(f"{tmp_path}/t.sqlite3", isolation_level=None)
    elsewhere.begins(is_reading=False, is_brief=True)
    assert elsewhere.in_transaction

    async def writes() -> None:
        async with database.session(brief=True) as session:
            await session.execute(text("INSERT INTO t VALUES (1)"))

    begins = asyncio.create_task(writes())
    for _ in range(20):
        await asyncio.sleep(0)
    assert not begins.done()
    await elsewhere.rollback()
    await begins
    await elsewhere.close()


async def test_brief_sessions_keep_what_they_commit_and_nothing_of_what_fails(database: Database) -> None:
    async with database.session(brief=True) as session:
        await session.execute(text("INSERT INTO t VALUES (1)"))
    with pytest.raises(IntegrityError):
        async with database.session(brief=True) as session:
            await session.execute(text("INSERT INTO t VALUES (2)"))
            await session.execute(text("INSERT INTO t VALUES (1)"))
    async with database.reading(brief=True) as session:
        assert (await session.execute(text("SELECT a FROM t"))).scalars().all() == [1]


async def driver_of(session: AsyncSession) -> Any:
    return (await (await session.connection()).get_raw_connection()).driver_connection


async def counted_trips(session: AsyncSession) -> list[object]:
    """Those that its connection takes from now on."""
    trips: list[object] = []
    driver = await driver_of(session)
    run = type(driver)._execute

    async def counted(*asked: object, **more: object) -> object:
        trips.append(asked)
        return await run(driver, *asked, **more)

    driver._execute = counted
    return trips
