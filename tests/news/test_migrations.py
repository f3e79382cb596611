"""Whoever upgrades keeps every row: from each schema that there ever was, with rows in every table, on either database."""

import os
from collections.abc import AsyncIterator
from types import UnionType
from typing import Any, get_args, get_origin

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import SQLModel

from news.db import Database, open_engine
from news.errors import SettingsError
from news.models import Row
from news.schema import FOLDER, alembic_config, bring_up_to_date, newest, revision
from news.searching import search_index
from news.testing import a_postgres, a_subscriber
from tests.news.every_table import Rows, fill, read, tables_of
from tests.news.test_schema import differences

REVISIONS = sorted(path.name[:4] for path in (FOLDER / "versions").glob("[0-9]*_*.py"))
NEVER_WRITTEN = {"mute": "0018"}
"""Tables that no program wrote to before this revision made them anew."""
MEANT = {"zone": "Europe/Berlin", "local_time": "08:30", "days": "1234567", "guid": None, "step": "nothing"}
"""Words that readers' settings are read by, whatever table they stand in."""


def models() -> dict[str, type[SQLModel]]:
    return {str(model.__tablename__): model for model in Row.__subclasses__()}


def means(table: str, column: str) -> Any:
    """Something of the type that the model gives a column of many parts; no database says what is in JSON."""
    if column.endswith("language"):
        return "de"
    field = models()[table].model_fields.get(column)
    sample = _sample(field.annotation) if field is not None else None
    return sample if isinstance(sample, list | dict) else MEANT.get(column)


def _sample(kind: Any) -> Any:
    if get_origin(kind) is list:
        return [_sample(get_args(kind)[0])] * 2
    if get_origin(kind) is dict:
        return {"größe": _sample(get_args(kind)[1])}
    if get_origin(kind) is UnionType:
        return _sample(get_args(kind)[0])
    return {int: 7, str: "新聞", Any: 'a "b" \\'}.get(kind)


TRIED = {
    "SQLite": {*REVISIONS[::3], *REVISIONS[-3:]},
    "PostgreSQL": {REVISIONS[0], "0011", REVISIONS[-1]},  # where a database takes seconds
}
"""What is upgraded from in every run: with LONG_RUNS=1 all revisions are."""


def is_tried(kind: str, at: str) -> bool:
    return bool(os.environ.get("LONG_RUNS")) or at in TRIED[kind]


EACH = [(kind, at) for at in REVISIONS for kind in ("SQLite", "PostgreSQL") if is_tried(kind, at)]


@pytest.fixture
async def engine(request, tmp_path) -> AsyncIterator[AsyncEngine]:
    server = os.environ.get("TEST_POSTGRES_URL")
    if request.param == "SQLite":
        engine = open_engine(f"sqlite:///{tmp_path}/a.sqlite3")
        yield engine
        await engine.dispose()
    elif server is None:
        pytest.skip("TEST_POSTGRES_URL names no PostgreSQL server")
    else:
        async with a_postgres(server) as url:
            engine = open_engine(url)
            yield engine
            await engine.dispose()


async def left_by(engine: AsyncEngine, at: str) -> tuple[dict[str, sa.Table], Rows]:
    """A database as the program left it that knew no newer revision: its tables and their rows."""

    def make(connection: Connection) -> tuple[dict[str, sa.Table], Rows]:
        command.upgrade(alembic_config(connection), at)
        fill(connection, means=means, without=[name for name, since in NEVER_WRITTEN.items() if at < since])
        tables = tables_of(connection)
        return tables, read(connection, tables)

    async with engine.begin() as connection:
        return await connection.run_sync(make)


@pytest.mark.parametrize(("engine", "at"), EACH, indirect=["engine"])
async def test_an_upgrade_keeps_every_row_and_every_value(engine: AsyncEngine, at: str, record) -> None:
    tables, before = await left_by(engine, at)
    await bring_up_to_date(engine)
    async with engine.connect() as connection:
        after = await connection.run_sync(read, {name: tables[name] for name in before if before[name]})
        assert await connection.run_sync(differences) == []
    marks = {kind.mark for kind in search_index.KINDS}
    after["mark"] = [row for row in after["mark"] if row["name"] not in marks]  # they were filled since
    assert await revision(engine) == newest()
    assert after == {name: rows for name, rows in before.items() if rows}
    assert all(len(rows) == 3 for rows in after.values())
    await _reads_all(Database(engine))
    await _goes_on_numbering(Database(engine))
    record(
        f"An upgrade, with rows in every table, from each of the {len(REVISIONS)} schemas there were: {engine.dialect.name}",
        bar="every row and every value kept, as a new database would be made, read and numbered on",
        figure="{cases} of " + f"{len(REVISIONS)} schemas",
        cases=1,
        part=engine.dialect.name,
    )


async def _reads_all(database: Database) -> None:
    """Columns that came since hold what their type says, and what was told is found."""
    async with database.reading() as session:
        for model in models().values():
            for row in (await session.execute(sa.select(model))).scalars():
                model.model_validate(row.model_dump())
        found = await session.execute(text("SELECT count(*) FROM article_search"))
        assert found.scalar_one() == 1  # of the three articles the other two are superseded


async def _goes_on_numbering(database: Database) -> None:
    async with database.session() as session:
        reader = await a_subscriber(session, 77)
        assert (reader.id, reader.chat) == (4, 4)


@pytest.mark.parametrize("engine", ["SQLite", "PostgreSQL"], indirect=True)
async def test_an_upgrade_that_fails_leaves_the_database_as_it_was(engine: AsyncEngine) -> None:
    _, before = await left_by(engine, "0010")
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE picture (mine INTEGER)"))  # in the way of 0011
    with pytest.raises(SettingsError):
        await bring_up_to_date(engine)
    async with engine.connect() as connection:
        assert await revision(engine) == "0010"
        tables = await connection.run_sync(tables_of)
        tables.pop("picture")
        assert await connection.run_sync(read, tables) == before
