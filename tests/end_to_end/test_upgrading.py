"""The program is started on the database that an old version of it left."""

import asyncio

from alembic import command
from sqlalchemy import Connection, text

from news.db import open_engine
from news.schema import alembic_config
from tests.end_to_end.conftest import a_town
from tests.news.every_table import fill
from tests.news.test_migrations import REVISIONS, means


async def test_the_program_starts_on_the_oldest_database_and_answers_who_it_knew_and_who_is_new(
    tmp_path,
) -> None:
    def make(connection: Connection) -> None:
        command.upgrade(alembic_config(connection), REVISIONS[0])
        fill(connection, means=means, without=["mute"])
        connection.execute(text("UPDATE chat SET chat_id = 11, thread_id = 0, kind = 'private' WHERE id = 1"))
        connection.execute(text("UPDATE inbox SET handled_at = received_at"))

    engine = open_engine(f"sqlite:///{tmp_path}/desk.sqlite3")
    async with engine.begin() as connection:
        await connection.run_sync(make)
    await engine.dispose()
    async with a_town(tmp_path) as town:
        await town.program.start()
        for user in (11, 1):
            person = await town.person(user)
            await person.send("/help")
            await person.hears("/settings")
        assert "Traceback" not in town.program.said
        assert await asyncio.wait_for(town.program.stop(), timeout=40) == 0
