"""What is asked of the database in a day is found along an index, however much of it there is."""

from pathlib import Path

from sqlalchemy import text

from benchmarks.hot import GROWING, Look, a_day, looks
from news.db import open_engine
from news.models import Row

COUNTED = {
    "work": "for the monitor: each kind of what is owed, once a scrape",
    "subscriber": "for the monitor: those who are active",
}
"""Tables that are read whole on purpose, and why."""


async def test_no_statement_of_a_day_reads_a_whole_table_that_grows(tmp_path: Path) -> None:
    asked = await a_day(tmp_path)
    assert len(asked) > 100, "a day with little in it proves little"
    engine = open_engine(f"sqlite:///{tmp_path}/test.sqlite3")
    found = [look for look in await looks(engine, asked) if look.table not in COUNTED]
    await engine.dispose()
    assert found == []


async def test_a_statement_without_an_index_is_noticed(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/test.sqlite3")
    async with engine.begin() as connection:
        await connection.run_sync(Row.metadata.create_all)
    by_index = "SELECT id FROM story WHERE last_published_at < '2026'"
    partly = "SELECT count(*) FROM story WHERE closed_at IS NULL"
    newest = "SELECT published_at FROM article ORDER BY published_at DESC LIMIT 3"
    without = "SELECT id FROM story WHERE headline = 'x'"
    along_but_all = "SELECT state, count(*) FROM delivery WHERE error = 'x' GROUP BY state"
    asked = [(one, ()) for one in (by_index, partly, newest, without, along_but_all)]
    assert await looks(engine, asked) == [Look("story", without), Look("delivery", along_but_all)]
    async with engine.connect() as connection:
        there = set((await connection.execute(text("SELECT name FROM sqlite_master"))).scalars())
    await engine.dispose()
    assert there >= GROWING, "a table that was renamed is no longer looked for"
