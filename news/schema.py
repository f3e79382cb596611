"""The schema, and the indexes of words beside it: brought up to date at start, and only looked at when they are already.

Alembic is imported only when there is something to do: a start with a current schema takes no part of a second.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from news.errors import SettingsError
from news.operating.troubles import said_to_operator
from news.searching import search_index

log = structlog.get_logger(__name__)

FOLDER = Path(__file__).parent / "migrations"


def newest() -> str:
    """The revision that the code needs: migrations are named `0001_what.py` and run in that order."""
    return max(path.name.split("_")[0] for path in (FOLDER / "versions").glob("[0-9]*_*.py"))


async def revision(engine: AsyncEngine) -> str | None:
    """The revision the database is at; None where it is empty."""
    async with engine.connect() as connection:
        return await connection.run_sync(_revision)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


async def bring_up_to_date(engine: AsyncEngine) -> bool:
    """Runs the migrations that are missing, in one transaction; True where there were any. Then articles and briefs are
    indexed anew where their words were cut otherwise before, or never: half a millisecond each.

    Raises SettingsError for a database that cannot be opened or upgraded; it is then as it was.
    """
    async with said_to_operator():
        is_current = await revision(engine) == newest()
        if not is_current:
            await _migrate(engine)
        for of, rows in (await search_index.bring_up_to_date(engine)).items():
            if rows:
                log.info("indexed anew", of=of, rows=rows)
    return not is_current


async def _migrate(engine: AsyncEngine) -> None:
    async with engine.connect() as connection, _unreferenced(connection):
        async with connection.begin():
            await connection.run_sync(_upgrade)


@asynccontextmanager
async def _unreferenced(connection: AsyncConnection) -> AsyncIterator[None]:
    """On SQLite a table that is made anew takes the place of one that rows of others refer to, which it would forbid
    (https://www.sqlite.org/lang_altertable.html#otheralter). It hears of it outside of transactions only, hence the driver."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = (await connection.get_raw_connection()).driver_connection
    assert driver is not None
    await driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        await driver.execute("PRAGMA foreign_keys=ON")


def _upgrade(connection: Connection) -> None:
    """In the caller's transaction, which fails where a reference would lead nowhere."""
    from alembic import command

    command.upgrade(alembic_config(connection), "head")
    if connection.dialect.name == "sqlite" and (
        lost := connection.execute(text("PRAGMA foreign_key_check")).first()
    ):
        raise SettingsError(f"DATABASE_URL: a row of {lost[0]} refers to one of {lost[2]} that is not there.")


def alembic_config(connection: Any) -> Any:
    """For Alembic's own commands too (`revision --autogenerate`, see CONTRIBUTING.md)."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config
