"""What is asked of the database in a day is found along an index, however much of it there is."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

from benchmarks.hot import GROWING, Look, a_day, heard, looks
from news.db import Database, open_engine
from news.digest.shelf import Shelf
from news.models import Row
from news.operating.vital_signs import read_vital_signs
from news.testing import NOON, a_feed, a_story, an_article, an_outlet, make_tables

COUNTED = {
    "work": "for the monitor: each kind of what is owed, once a scrape",
    "subscriber": "for the monitor: those who are active",
}
"""Tables that are read whole on purpose, and why."""


async def test_no_statement_of_a_day_reads_a_whole_table_that_grows(tmp_path: Path) -> None:
    asked = await a_day(tmp_path)
    assert len(asked) > 100, "a day with little in it proves little"
    engine = open_engine(
        f"sqlite:///{tmp_path}/empty.sqlite3"
    )  # one that knows nothing of how rows are spread
    async with engine.begin() as connection:
        await connection.run_sync(make_tables)
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


async def test_a_search_goes_from_its_articles_to_their_stories(tmp_path: Path) -> None:
    """Before SQLite knows how rows are spread, too: nearly all stories are of no feed that a reader brought."""
    engine = open_engine(f"sqlite:///{tmp_path}/test.sqlite3")
    async with engine.begin() as connection:
        await connection.run_sync(Row.metadata.create_all)
        plan = await connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT story.id FROM article JOIN membership ON membership.article_id = article.id"
            " JOIN story ON story.id = membership.story_id WHERE article.id IN (1, 2, 3) AND story.feed_id IS NULL"
        )
        steps = [str(row[-1]) for row in plan]
    await engine.dispose()
    assert not any("ix_story_feed_id" in step for step in steps), steps


async def test_the_monitor_goes_by_the_time_of_deliveries(tmp_path: Path) -> None:
    """Nearly all of them are sent, and most are digests."""
    engine = open_engine(f"sqlite:///{tmp_path}/test.sqlite3")
    async with engine.begin() as connection:
        await connection.run_sync(make_tables)
    database = Database(engine)
    with heard(engine) as said:
        async with database.reading() as session:
            await read_vital_signs(session, now=NOON, per_second=30.0)
    async with engine.connect() as connection:
        for statement, values in said:
            if "FROM delivery" in statement:
                plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
                assert "ix_delivery_finished_at" in str(plan.first()), statement
    await database.close()


async def test_whether_a_live_story_has_changed_is_read_from_an_index_alone(tmp_path: Path) -> None:
    """It is asked once a second, of all of them; what changed is then read by the ids around it."""
    engine = open_engine(f"sqlite:///{tmp_path}/test.sqlite3")
    async with engine.begin() as connection:
        await connection.run_sync(make_tables)
    database, shelf = Database(engine), Shelf()
    async with database.session() as session:
        feed = await a_feed(session, await an_outlet(session, "Post"), "world")
        ferry, wall = [await an_article(session, feed, title) for title in ("Ferry sinks", "Sea wall breaks")]
        await a_story(session, ferry)
    with heard(engine) as said:
        async with database.session() as session:
            await shelf.live(session, since=NOON - timedelta(hours=1), now=NOON)
            await a_story(session, wall)
            await shelf.live(session, since=NOON - timedelta(hours=1), now=NOON + timedelta(minutes=1))
    asked = [(statement, values) for statement, values in said if "GROUP BY" in statement]
    of_a_block = [(statement, values) for statement, values in said if "BETWEEN" in statement]
    assert (len(asked), len(of_a_block)) == (2, 1)
    async with engine.connect() as connection:
        plans = [
            str((await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)).first())
            for statement, values in (asked[0], of_a_block[0])
        ]
    await database.close()
    assert "USING COVERING INDEX ix_story_stamps" in plans[0]
    assert "INTEGER PRIMARY KEY" in plans[1]
