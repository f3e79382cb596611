"""Waiting for what another process commits, on either database, instead of looking again and again."""

import asyncpg

from news.db import sqlite_file
from tests.waiting import Waking, Writes

CHANNEL = "told_to_tests"
TELLING = f"""
CREATE OR REPLACE FUNCTION {CHANNEL}() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_notify('{CHANNEL}', TG_TABLE_NAME); RETURN NULL; END $$
"""


class Commits(Waking):
    """Wakes whoever waits when a commit has changed one of these tables of a PostgreSQL database."""

    def __init__(self, url: str, *tables: str) -> None:
        super().__init__()
        self._url, self._tables = url, tables

    async def __aenter__(self) -> "Commits":
        self._connection = await asyncpg.connect(self._url)
        await self._connection.execute(TELLING)
        for table in self._tables:
            await self._connection.execute(
                f"CREATE OR REPLACE TRIGGER {CHANNEL} AFTER INSERT OR UPDATE OR DELETE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {CHANNEL}()"
            )
        await self._connection.add_listener(CHANNEL, lambda *_: self.wake())
        return self

    async def __aexit__(self, *_: object) -> None:
        for table in self._tables:
            await self._connection.execute(f"DROP TRIGGER IF EXISTS {CHANNEL} ON {table}")
        await self._connection.close()


def commits_of(url: str, *tables: str) -> Writes | Commits:
    """On SQLite of whatever is written beside the database, too: who waits asks the rows."""
    file = sqlite_file(url)
    return Writes(file.parent) if file else Commits(url, *tables)
