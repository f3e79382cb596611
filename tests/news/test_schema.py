"""The schema of the models and the schema of the migrations are one."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from news.db import open_engine
from news.errors import SettingsError
from news.models import Row
from news.schema import bring_up_to_date, newest, revision


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return compare_metadata(context, Row.metadata)


async def test_the_migrations_make_exactly_the_models(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path}/a.sqlite3")
    assert await bring_up_to_date(engine)
    async with engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
    await engine.dispose()


async def test_a_file_that_is_no_database_is_said_in_a_sentence(tmp_path):
    (tmp_path / "a.sqlite3").write_text("not a database " * 500)
    engine = open_engine(f"sqlite:///{tmp_path}/a.sqlite3")
    with pytest.raises(SettingsError, match="DATABASE_URL: file is not a database"):
        await bring_up_to_date(engine)
    await engine.dispose()


@pytest.mark.parametrize("place", ["file/inside.sqlite3", "folder"])
def test_a_database_that_cannot_be_made_is_said_in_a_sentence(tmp_path, place):
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    with pytest.raises(SettingsError, match=r"DATABASE_URL: .* (cannot be made|is a folder)"):
        open_engine(f"sqlite:///{tmp_path}/{place}")


async def test_a_current_schema_is_left_alone(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path}/a.sqlite3")
    await bring_up_to_date(engine)
    assert await revision(engine) == newest()
    assert not await bring_up_to_date(engine)
    await engine.dispose()
