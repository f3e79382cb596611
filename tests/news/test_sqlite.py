"""The SQLite driver: what SQLAlchemy asks of it, in one trip a statement."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from news.db import Database, open_engine
from news.sqlite import AT_ONCE, IMMEDIATE, LONG_S, LOOKED_AGAIN_S, READING, Long, connect


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


async def test_a_statement_takes_one_trip_to_the_thread(tmp_path: Path) -> None:
    connection = await connect(f"{tmp_path}/t.sqlite3")
    trips = counted_trips(connection)
    cursor = await connection.cursor().__aenter__()
    await cursor.execute("SELECT 1 UNION SELECT 2")
    assert await cursor.fetchall() == [(1,), (2,)]
    await cursor.close()
    assert len(trips) == 1
    await connection.close()


async def test_the_statements_of_a_brief_transaction_take_no_trip_but_its_end(tmp_path: Path) -> None:
    connection = await connect(f"{tmp_path}/t.sqlite3", isolation_level=None)
    await connection.cursor().execute("CREATE TABLE t (a INTEGER)")
    trips = counted_trips(connection)
    connection.is_brief = True
    for statement in (IMMEDIATE, "INSERT INTO t VALUES (1)", "SELECT a FROM t"):
        last = await connection.cursor().execute(statement)
    assert await last.fetchall() == [(1,)]
    assert not trips
    await connection.commit()
    assert len(trips) == 1
    await connection.close()


async def test_beginning_takes_no_trip_nor_does_leaving_what_was_only_read(tmp_path: Path) -> None:
    connection = await connect(f"{tmp_path}/t.sqlite3", isolation_level=None)
    trips = counted_trips(connection)
    await connection.cursor().execute(READING)
    assert connection.in_transaction
    await connection.rollback()
    assert not connection.in_transaction
    await connection.cursor().execute(IMMEDIATE)
    assert connection.in_transaction
    assert not trips
    await connection.rollback()
    assert not connection.in_transaction
    assert len(trips) == 1
    await connection.close()


async def test_what_took_long_takes_trips_for_a_while(tmp_path: Path) -> None:
    at_s = 100.0
    long = Long(seconds=lambda: at_s)
    connection = await connect(f"{tmp_path}/t.sqlite3", long=long)
    connection.is_brief = True
    trips = counted_trips(connection)
    long.took("SELECT 1", LONG_S + 0.001)
    long.took("SELECT 2", LONG_S)
    for statement in ("SELECT 1", "SELECT 2"):
        await connection.cursor().execute(statement)
    assert len(trips) == 1
    at_s += LOOKED_AGAIN_S
    await connection.cursor().execute("SELECT 1")
    assert len(trips) == 1
    await connection.close()


async def test_a_brief_transaction_waits_in_the_thread_for_who_writes_elsewhere(tmp_path: Path) -> None:
    here, elsewhere = [
        await connect(f"{tmp_path}/t.sqlite3", isolation_level=None, timeout=15) for _ in range(2)
    ]
    await elsewhere.cursor().execute(IMMEDIATE)
    here.is_brief = True
    trips = counted_trips(here)
    begins = asyncio.create_task(here.cursor().execute(IMMEDIATE))
    while not trips:
        await asyncio.sleep(0)
    assert not begins.done()
    await elsewhere.rollback()
    await begins
    await here.cursor().execute("CREATE TABLE t (a INTEGER)")
    await here.rollback()
    for connection in (here, elsewhere):
        await connection.close()


async def test_brief_sessions_keep_what_they_commit_and_nothing_of_what_fails(database: Database) -> None:
    async with database.session(brief=True) as session:
        await session.execute(text("INSERT INTO t VALUES (1)"))
    with pytest.raises(IntegrityError):
        async with database.session(brief=True) as session:
            await session.execute(text("INSERT INTO t VALUES (2)"))
            await session.execute(text("INSERT INTO t VALUES (1)"))
    async with database.reading(brief=True) as session:
        assert (await session.execute(text("SELECT a FROM t"))).scalars().all() == [1]


def counted_trips(connection: Any) -> list[object]:
    trips: list[object] = []
    run = connection._execute

    async def counted(*asked: object, **more: object) -> object:
        trips.append(asked)
        return await run(*asked, **more)

    connection._execute = counted
    return trips
