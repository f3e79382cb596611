"""A database as it is after a month: the rows of `benchmarks.press`, written past the program, which would take hours.

Each database is written in its own fastest way, its indexes made at the end. One that is there already is left as it is.
"""

import asyncio
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from sqlalchemy import Connection, Table, text
from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.press import COLUMNS, WITHIN, Rows, Told, batches, outlets, readers, sent, told
from news.db import STOCK, open_engine, sqlite_file
from news.models import Row
from news.searching import search_index
from news.searching.search import Indexed, as_tsvector
from news.searching.search_index import ARTICLES, BRIEFS, KINDS, Kind
from news.testing import make_tables

AT_ONCE = 5_000


@dataclass(frozen=True)
class Size:
    """So many articles of thirty days, and people who were sent a digest on each of them; lean: no more than searches need."""

    articles: int
    people: int = 0
    is_lean: bool = False


async def fill(url: str, size: Size) -> None:
    """Writes it where it is not yet."""
    engine = open_engine(url)
    try:
        async with engine.connect() as connection:
            if await connection.run_sync(lambda bare: bare.dialect.has_table(bare, "article")):
                return
        async with engine.begin() as connection:
            await connection.run_sync(_bare_tables)
        await (_into_sqlite if engine.dialect.name == "sqlite" else _into_postgres)(engine, url, size)
        async with engine.begin() as connection:
            await connection.run_sync(_settle)
    finally:
        await engine.dispose()


Words = Mapping[Kind, Mapping[int, Indexed]]
"""What is to be found, by what the index is of."""


def _rows(size: Size) -> Iterator[tuple[Mapping[str, Rows], Words]]:
    yield outlets(), {}
    for first, count in batches(size.articles, AT_ONCE):
        part: Told = told(first, count, of=size.articles, is_lean=size.is_lean)
        yield part.rows, {ARTICLES: part.indexed, BRIEFS: part.indexed_briefs}
    for first, count in batches(size.people, AT_ONCE):
        yield readers(first, count), {}
        for day in range(WITHIN.days):
            yield sent(first, count, day=day, readers=size.people, articles=size.articles), {}


# --- tables --------------------------------------------------------------------------------------


def _bare_tables(connection: Connection) -> None:
    make_tables(connection)
    for table in _filled():
        for index in table.indexes:
            index.drop(connection)
    if connection.dialect.name == "postgresql":
        for kind in KINDS:
            connection.execute(text(f"DROP INDEX ix_{kind.table}_words"))


def _settle(connection: Connection) -> None:
    """Indexes, and what the database knows of its tables: as it is where it has run for a while."""
    for table in _filled():
        for index in sorted(table.indexes, key=lambda one: str(one.name)):
            index.create(connection)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA analysis_limit={STOCK}")
        connection.exec_driver_sql("ANALYZE")
    if connection.dialect.name == "postgresql":
        for kind in KINDS:
            connection.exec_driver_sql(search_index.schema(kind, "postgresql")[1])
        for table in _filled():
            last = f"SELECT coalesce(max({next(iter(table.primary_key)).name}), 1) FROM {table.name}"
            if table.name != "carried":
                connection.execute(
                    text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), ({last}))")
                )
        for name in (*COLUMNS, *(kind.table for kind in KINDS)):
            connection.execute(text(f"ANALYZE {name}"))


def _filled() -> list[Table]:
    return [Row.metadata.tables[name] for name in COLUMNS]


# --- in each database's way ----------------------------------------------------------------------


async def _into_sqlite(_engine: AsyncEngine, url: str, size: Size) -> None:
    await asyncio.to_thread(_write_sqlite, str(sqlite_file(url)), size)


def _write_sqlite(file: str, size: Size) -> None:
    bare = sqlite3.connect(file)
    bare.execute("PRAGMA synchronous=OFF")
    bare.execute("PRAGMA cache_size=-500000")
    for rows, indexed in _rows(size):
        for name, listed in rows.items():
            marks = ", ".join("?" * len(COLUMNS[name]))
            bare.executemany(
                f"INSERT INTO {name} ({', '.join(COLUMNS[name])}) VALUES ({marks})", map(_plain, listed)
            )
        for kind, listed_words in indexed.items():
            bare.executemany(
                f"INSERT INTO {kind.table} (rowid, words, stems) VALUES (?, ?, ?)",
                ((number, " ".join(one.words), " ".join(one.stems)) for number, one in listed_words.items()),
            )
        bare.commit()
    bare.close()


def _plain(row: Sequence[Any]) -> list[Any]:
    return [_as_sqlite(value) if isinstance(value, date) else value for value in row]


def _as_sqlite(value: date) -> str:
    """A datetime is a date, too."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(" ", "microseconds")
    return value.isoformat()


async def _into_postgres(engine: AsyncEngine, _url: str, size: Size) -> None:
    async with engine.connect() as connection:
        raw: Any = (await connection.get_raw_connection()).driver_connection
        await raw.execute("SET session_replication_role = replica")  # references are right as they are
        for rows, indexed in _rows(size):
            for name, listed in rows.items():
                await raw.copy_records_to_table(name, records=listed, columns=COLUMNS[name])
            for kind, listed_words in indexed.items():
                lines = "".join(f"{number}\t{_line(number, one)}\n" for number, one in listed_words.items())
                await raw.copy_to_table(kind.table, source=BytesIO(lines.encode()), format="text")
        await raw.execute("RESET session_replication_role")


def _line(number: int, one: Indexed) -> str:
    return as_tsvector(one, within=search_index.slice_of(number)).replace("\\", "\\\\")
