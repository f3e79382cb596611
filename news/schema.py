"""The schema, and the index of words beside it: brought up to date at start, and only looked at when they are already.

Alembic is imported only when there is something to do: a start with a current schema takes no part of a second.
"""

from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from news.errors import SettingsError
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
    """Runs the migrations that are missing, in one transaction; True where there were any. Then the articles are indexed
    anew where their words were cut otherwise before, or never: half a millisecond each.

    Raises SettingsError for a database that cannot be opened.
    """
    try:
        is_current = await revision(engine) == newest()
    except DBAPIError as error:
        raise SettingsError(f"DATABASE_URL: {error.orig}.") from error
    if not is_current:
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade)
    if indexed := await search_index.bring_up_to_date(engine):
        log.info("articles indexed anew", articles=indexed)
    return not is_current


def _upgrade(connection: Connection) -> None:
    from alembic import command

    command.upgrade(alembic_config(connection), "head")


def alembic_config(connection: Any) -> Any:
    """For Alembic's own commands too (`revision --autogenerate`, see CONTRIBUTING.md)."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config
