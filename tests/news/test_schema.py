"""The schema of the models and the schema of the migrations are one."""

import os
from collections.abc import AsyncIterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Table, UniqueConstraint, text

from news.db import Database, open_engine
from news.errors import SettingsError
from news.models import Brief, Row
from news.schema import bring_up_to_date, newest, revision
from news.searching.search import read
from news.searching.search_index import find, find_told
from news.testing import NOON, a_feed, a_postgres, a_story, an_article, an_outlet


def differences(connection: Connection) -> list[object]:
    def is_ours(name, kind, _within):
        return kind != "table" or not name.startswith(
            ("article_search", "brief_search")
        )  # others on each database

    context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": is_ours})
    return compare_metadata(context, Row.metadata)


@pytest.fixture(params=["SQLite", "PostgreSQL"])
async def database_url(request, tmp_path) -> AsyncIterator[str]:
    server = os.environ.get("TEST_POSTGRES_URL")
    if request.param == "SQLite":
        yield f"sqlite:///{tmp_path}/a.sqlite3"
    elif server is None:
        pytest.skip("TEST_POSTGRES_URL names no PostgreSQL server")
    else:
        async with a_postgres(server) as url:
            yield url


async def test_the_migrations_make_exactly_the_models(database_url):
    engine = open_engine(database_url)
    assert await bring_up_to_date(engine)
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


async def test_the_migrations_make_the_index_that_the_program_uses(database_url):
    engine = open_engine(database_url)
    await bring_up_to_date(engine)
    database = Database(engine)
    async with database.session() as session:
        feed = await a_feed(session, await an_outlet(session, "Post"), "world")
        article = await an_article(session, feed, "Ferry sinks off Marel")
    async with database.reading() as session:
        assert await find(session, read("ferry"), most=9) == [article.id]
    await database.close()


async def test_articles_that_were_there_before_the_index_are_found(database_url):
    engine = open_engine(database_url)
    await bring_up_to_date(engine)
    database = Database(engine)
    async with database.session() as session:
        feed = await a_feed(session, await an_outlet(session, "Post"), "world")
        article = await an_article(session, feed, "Ferry sinks off Marel")
        for forgotten in ("DELETE FROM article_search", "DELETE FROM mark"):
            await session.execute(text(forgotten))
    assert not await bring_up_to_date(engine)
    async with database.reading() as session:
        assert await find(session, read("ferry"), most=9) == [article.id]
    await database.close()


async def test_what_was_told_before_its_index_is_found_as_it_was_told_last(database_url):
    engine = open_engine(database_url)
    await bring_up_to_date(engine)
    database = Database(engine)
    async with database.session() as session:
        feed = await a_feed(session, await an_outlet(session, "Post"), "world")
        story = await a_story(session, await an_article(session, feed, "Ferry sinks off Marel"))
        told = {"story_id": story.id, "language": "de", "state": "ready", "ordered_at": NOON}
        for revision, headline in enumerate(("Fähre gesunken", "Fähre geborgen"), start=1):
            session.add(Brief(revision=revision, headline=headline, **told))
        session.add(Brief(revision=3, headline="Fähre verkauft", **told | {"state": "withdrawn"}))
        await session.execute(text("DELETE FROM mark"))
    assert not await bring_up_to_date(engine)
    async with database.reading() as session:
        for words, found in (("Fähren", 1), ("gesunken", 0), ("geborgen", 1), ("verkauft", 0)):
            sought = read(words, languages=("de",))
            assert len(await find_told(session, sought, languages=("de",), most=9)) == found
    await database.close()


async def test_a_file_that_is_no_database_is_said_in_a_sentence(tmp_path):
    (tmp_path / "a.sqlite3").write_text("not a database " * 500)
    engine = open_engine(f"sqlite:///{tmp_path}/a.sqlite3")
    with pytest.raises(SettingsError, match="DATABASE_URL: This is no database"):
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


def test_whatever_refers_to_a_row_that_may_be_deleted_is_found_by_an_index():
    """Else the database looks through a whole table of readers for each story that retention deletes."""
    unfound = [
        f"{table.name}.{key.parent.name}"
        for table in Row.metadata.sorted_tables
        for key in table.foreign_keys
        if key.parent.name not in _leading(table)
    ]
    assert unfound == []


def _leading(table: Table) -> set[str]:
    """The columns by which rows of a table are found."""
    unique = [one for one in table.constraints if isinstance(one, UniqueConstraint)]
    return {next(iter(found.columns)).name for found in (table.primary_key, *unique, *table.indexes)}
