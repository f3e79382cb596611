"""Rows in every table of a database as its own schema says, whatever revision that is, and reading them back.

Knows no model and no migration: tables, types, references and keys are read from the database. What a JSON column holds, and
words that must mean something (a zone, an hour), are asked of whoever calls.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, Connection, MetaData, Table

FULL, BARE, LAST = 1, 2, 3
"""The rows of each table: one with all that it can hold, one with nothing that may be left out, one more."""
FIRST_DAY = datetime(2026, 1, 1, 12, tzinfo=UTC)
NOT_OURS = ("alembic_version", "article_search", "brief_search")

Rows = dict[str, list[dict[str, Any]]]
Means = Callable[[str, str], Any]
"""What a column of a table holds, where that must mean something; None where anything of its type will do."""
Keys = dict[tuple[str, str], dict[int, Any]]


def tables_of(connection: Connection) -> dict[str, Table]:
    """Ours, those first that others refer to."""
    metadata = MetaData()
    metadata.reflect(connection, only=lambda name, _: not name.startswith(NOT_OURS))
    return {table.name: table for table in metadata.sorted_tables}


def fill(connection: Connection, *, means: Means, without: Sequence[str] = ()) -> None:
    """Three rows in every table, but for those `without`."""
    keys: Keys = {}
    for name, table in tables_of(connection).items():
        for number in (FULL, BARE, LAST) if name not in without else ():
            values = dict(_values(table, number, keys, means))
            made = connection.execute(table.insert().values(values))
            numbered = zip(table.primary_key.columns.keys(), made.inserted_primary_key or (), strict=True)
            for column, value in (values | dict(numbered)).items():
                keys.setdefault((name, column), {})[number] = value


def read(connection: Connection, tables: Mapping[str, Table]) -> Rows:
    """All rows by table, of the columns that these tables have; both may have more by now."""
    return {name: _sorted(connection.execute(sa.select(table))) for name, table in tables.items()}


def _sorted(rows: sa.CursorResult[Any]) -> list[dict[str, Any]]:
    return sorted(
        (dict(row) for row in rows.mappings()), key=lambda row: [str(value) for value in row.values()]
    )


def _values(table: Table, number: int, keys: Keys, means: Means) -> Iterator[tuple[str, Any]]:
    for column in table.columns:
        if _numbers_itself(column):
            continue
        if column.foreign_keys:
            value = _referred(column, number, keys)
        elif number == BARE and column.nullable:
            value = None
        else:
            meant = means(table.name, column.name)
            value = _value(column, number) if meant is None else meant
        yield column.name, value


def _referred(column: Column[Any], number: int, keys: Keys) -> Any:
    """A row that refers to its own table names the one before it."""
    (reference,) = column.foreign_keys
    target = reference.column
    known = keys.get((target.table.name, target.name), {})
    if number == BARE and column.nullable:
        return None
    return known.get(number - 1) if target.table is column.table else known[number]


def _numbers_itself(column: Column[Any]) -> bool:
    """A lone INTEGER key that refers to nothing: on SQLite its rows' number, on PostgreSQL of a sequence."""
    is_alone = len(column.table.primary_key.columns) == 1
    return column.primary_key and is_alone and not column.foreign_keys and isinstance(column.type, sa.INTEGER)


def _value(column: Column[Any], number: int) -> Any:
    """One that fits the type, another one in each row."""
    said = f"{column.table.name} {column.name} {number}: Größe “ü” 新聞 \\ ' %s {{}}"
    kinds: Sequence[tuple[type[Any], Any]] = (
        (sa.Boolean, number != BARE),
        (sa.BigInteger, 5_000_000_000 + number),
        (sa.Integer, number),
        (sa.Float, number + 0.25),
        (sa.DateTime, FIRST_DAY + timedelta(days=number, microseconds=number)),
        (sa.Date, date(2026, 2, number)),
        (sa.LargeBinary, bytes([0, 255, number])),
        (sa.String, said),
    )
    found = next((value for kind, value in kinds if isinstance(column.type, kind)), None)
    assert found is not None, f"no value for {column!r}"
    return found
