"""From SQLite to PostgreSQL: every row arrives, and the program goes on from there."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from news.db import Database, open_engine
from news.errors import SettingsError
from news.models import Article, Row, Story
from news.operating.moving import move
from news.schema import bring_up_to_date
from news.testing import a_feed, a_postgres, a_story, a_subscriber, an_article, an_outlet


@pytest.fixture
async def server() -> AsyncIterator[AsyncEngine]:
    address = os.environ.get("TEST_POSTGRES_URL")
    if address is None:
        pytest.skip("TEST_POSTGRES_URL names no PostgreSQL server")
    async with a_postgres(address) as url:
        engine = open_engine(url)
        yield engine
        await engine.dispose()


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Database]:
    """An installation in use: two stories of which the older became the newer."""
    database = Database(open_engine(f"sqlite:///{tmp_path}/desk.sqlite3"))
    await bring_up_to_date(database.engine)
    async with database.session() as session:
        feed = await a_feed(session, await an_outlet(session, "Küstenbote"), "world", language="de")
        old = await a_story(session, await an_article(session, feed, "Fähre gesunken", "Neun Gerettete. 🛟"))
        new = await a_story(session, await an_article(session, feed, "Fähre vor Marel gesunken"))
        old.merged_into = new.id
        await a_subscriber(session, -1001234567890, "world")
    yield database
    await database.close()


async def test_every_row_of_every_table_arrives(desk: Database, server: AsyncEngine) -> None:
    told: dict[str, int] = {}
    counts = await move(desk.engine, server, said=told.__setitem__)
    assert counts == told
    assert set(counts) == set(Row.metadata.tables)
    async with desk.engine.connect() as here, server.connect() as there:
        for table in Row.metadata.sorted_tables:
            told = [column for column in table.columns if (table.name, column.name) != ("mark", "at")]
            rows = select(*told).order_by(
                *table.primary_key.columns
            )  # the index of words is made anew, and says when
            assert [dict(row) for row in (await here.execute(rows)).mappings()] == [
                dict(row) for row in (await there.execute(rows)).mappings()
            ]


async def test_new_rows_are_numbered_on_and_found(desk: Database, server: AsyncEngine) -> None:
    await move(desk.engine, server, said=lambda table, count: None)
    database = Database(server)
    async with database.session() as session:
        highest = await session.scalar(select(func.max(col(Article.id))))
        feed = await a_feed(session, await an_outlet(session, "Marel Post"), "world")
        article = await an_article(session, feed, "Ferry raised")
        story = await a_story(session, article)
        assert (article.id or 0) > (highest or 0)
        assert story.id is not None


async def test_a_database_with_readers_in_it_is_not_written_over(desk: Database, server: AsyncEngine) -> None:
    await move(desk.engine, server, said=lambda table, count: None)
    with pytest.raises(SettingsError, match="not empty"):
        await move(desk.engine, server, said=lambda table, count: None)
    async with server.connect() as there:
        assert await there.scalar(select(func.count()).select_from(Story)) == 2


async def test_an_old_schema_is_brought_up_to_date_first(tmp_path: Path, server: AsyncEngine) -> None:
    empty = open_engine(f"sqlite:///{tmp_path}/new.sqlite3")
    with pytest.raises(SettingsError, match="db upgrade"):
        await move(empty, server, said=lambda table, count: None)
    await empty.dispose()
