"""Moves an installation from SQLite to PostgreSQL: every row of every table, with its number, into an empty database.

Knows rows and both databases; that nobody works on them meanwhile is for the caller to see to.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Integer, Table, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from news.db import may_stand_still
from news.errors import SettingsError
from news.models import Row
from news.schema import bring_up_to_date, newest, revision
from news.searching import search_index

ROWS_AT_ONCE = 1_000
Progress = Callable[[str, int], None]


async def move(source: AsyncEngine, target: AsyncEngine, *, said: Progress) -> Mapping[str, int]:
    """Copies everything in one transaction of the target; gives how many rows of each table, counted there afterwards.

    Raises SettingsError where the source is not current, the target is not empty, or the counts differ: then nothing was
    kept there.
    """
    if await revision(source) != newest():
        raise SettingsError("The database to be moved is not up to date: `pressradar db upgrade` first.")
    await bring_up_to_date(target)
    counts: dict[str, int] = {}
    async with source.connect() as reading, target.begin() as writing:
        await may_stand_still(reading)
        await _see_empty(writing)
        for table in Row.metadata.sorted_tables:
            await _copy(table, reading, writing)
            counts[table.name] = await _counted(table, reading, writing)
            said(table.name, counts[table.name])
        for kind in search_index.KINDS:
            await writing.run_sync(search_index.refill, kind)
    return counts


async def _see_empty(writing: AsyncConnection) -> None:
    for name in ("subscriber", "article"):
        table = Row.metadata.tables[name]
        if await writing.scalar(select(func.count()).select_from(table)):
            raise SettingsError(f"The database to move to is not empty: it has rows in {name!r}.")


async def _copy(table: Table, reading: AsyncConnection, writing: AsyncConnection) -> None:
    """References within the table are set afterwards: a story may have become one that is newer."""
    own = [
        column.name
        for column in table.columns
        if any(key.column.table is table for key in column.foreign_keys)
    ]
    rows = await reading.stream(select(table).order_by(*table.primary_key.columns))
    await writing.execute(table.delete())  # marks that a new database makes for itself
    later: list[dict[str, Any]] = []
    async for part in rows.mappings().partitions(ROWS_AT_ONCE):
        whole = [dict(row) for row in part]
        later += [row for row in whole if any(row[name] is not None for name in own)]
        await writing.execute(insert(table), [row | dict.fromkeys(own) for row in whole])
    for row in later:
        (key,) = table.primary_key.columns
        await writing.execute(
            update(table).where(key == row[key.name]).values({name: row[name] for name in own})
        )
    await _number_on(table, writing)


async def _number_on(table: Table, writing: AsyncConnection) -> None:
    """PostgreSQL's counters go on after the highest number that came with the rows."""
    key = table.primary_key.columns.values()[0]
    if writing.dialect.name != "postgresql" or not isinstance(key.type, Integer):
        return
    sequence = await writing.scalar(
        text("SELECT pg_get_serial_sequence(:table, :column)"),
        {"table": f'"{table.name}"', "column": key.name},
    )
    highest: Any = await writing.scalar(select(func.max(key)))
    if sequence is not None and highest is not None:
        await writing.execute(
            text("SELECT setval(CAST(:name AS regclass), :to)"), {"name": sequence, "to": highest}
        )


async def _counted(table: Table, reading: AsyncConnection, writing: AsyncConnection) -> int:
    count = select(func.count()).select_from(table)
    here, there = await reading.scalar(count), await writing.scalar(count)
    if here != there:
        raise SettingsError(f"{table.name}: {here} rows here, {there} there; nothing was kept.")
    return int(there or 0)
