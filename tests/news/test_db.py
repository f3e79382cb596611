"""The database: who is cancelled, or whose commit fails, leaves nothing behind."""

import asyncio
import gc
import os
import weakref
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import col

from news import db
from news.collecting import let_go
from news.db import insert_all
from news.models import Feed, Topic
from news.testing import a_postgres, a_topic, an_app, an_outlet

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(params=["SQLite", "PostgreSQL"])
async def database_url(request, tmp_path) -> AsyncIterator[str]:
    server = os.environ.get("TEST_POSTGRES_URL")
    if request.param == "SQLite":
        yield f"sqlite:///{tmp_path}/test.sqlite3"
    elif server is None:
        pytest.skip("TEST_POSTGRES_URL names no PostgreSQL server")
    else:
        async with a_postgres(server) as url:
            yield url


def a_feed_row(outlet_id: int, url: str, **given) -> dict:
    feed = Feed(outlet_id=outlet_id, url=url, title="Post", **given)
    return {one.name: getattr(feed, one.name) for one in Feed.__table__.columns if one.name != "id"}


@pytest.mark.parametrize("brief", [False, True])
async def test_a_task_cancelled_anywhere_in_a_transaction_leaves_the_database_to_others(
    tmp_path, monkeypatch, brief
):
    monkeypatch.setattr(db, "BUSY_TIMEOUT_MS", 50)
    async with an_app(tmp_path) as app:

        async def change(turns: int) -> None:
            async with app.session(brief=brief) as session:
                await session.execute(select(Topic))
                await asyncio.sleep(0)
                await a_topic(session, f"cancelled-{turns}")
                await session.get(Topic, 1)

        for turns in range(40):
            changing = asyncio.ensure_future(change(turns))
            for _ in range(turns):
                await asyncio.sleep(0)
            changing.cancel()
            with suppress(asyncio.CancelledError):  # it may have been through
                await changing
            async with app.session() as session:  # fails where the lock is held: "database is locked"
                await a_topic(session, f"other-{turns}")


@pytest.mark.parametrize("brief", [False, True])
async def test_a_commit_that_fails_leaves_the_database_to_others(tmp_path, monkeypatch, brief):
    monkeypatch.setattr(db, "BUSY_TIMEOUT_MS", 50)
    async with an_app(tmp_path) as app:
        async with app.session() as session:
            looked_at_in_the_end = "REFERENCES topic (id) DEFERRABLE INITIALLY DEFERRED"
            await session.execute(text(f"CREATE TABLE pinned (topic INTEGER {looked_at_in_the_end})"))
        with pytest.raises(IntegrityError):
            async with app.session(brief=brief) as session:
                await session.execute(text("INSERT INTO pinned VALUES (7)"))
        async with app.reading() as another, app.session() as session:
            await another.execute(select(Topic))
            await a_topic(session, "other")
        async with app.reading() as session:
            assert (await session.execute(text("SELECT count(*) FROM pinned"))).scalar_one() == 0


async def test_rows_inserted_all_at_once_are_those_that_were_given(tmp_path, database_url):
    in_tokyo = NOON.astimezone(timezone(timedelta(hours=9)))
    async with an_app(tmp_path, database_url=database_url) as app:
        async with app.session() as session:
            outlet = (await an_outlet(session, "Post")).id
            rows = [
                a_feed_row(outlet, "https://post.example/1", topics=["world", "città"], changed_at=in_tokyo),
                a_feed_row(outlet, "https://post.example/2", topics=[], changed_at=None),
            ]
            await insert_all(session, Feed.__table__, rows)
            await insert_all(session, Feed.__table__, [])
        async with app.reading() as session:
            found = (await session.scalars(select(Feed).order_by(col(Feed.url)))).all()
    assert [
        a_feed_row(outlet, feed.url, topics=feed.topics, changed_at=feed.changed_at) for feed in found
    ] == [
        rows[0] | {"changed_at": NOON},
        rows[1],
    ]


async def test_rows_inserted_all_at_once_bring_back_no_keys(tmp_path, database_url):
    """Which PostgreSQL would make and nobody would read."""
    async with an_app(tmp_path, database_url=database_url) as app:
        statement, order = db._insert_all(Feed.__table__, ("url", "outlet_id"), app.db.engine.dialect)
    assert "RETURNING" not in statement
    assert set(order) >= {"url", "outlet_id"}


async def test_no_naive_time_is_inserted_with_many_others(tmp_path, database_url):
    async with an_app(tmp_path, database_url=database_url) as app:
        async with app.session() as session:
            outlet = (await an_outlet(session, "Post")).id
        with pytest.raises(ValueError, match="naive"):
            async with app.session() as session:
                naive = NOON.replace(tzinfo=None)
                await insert_all(
                    session,
                    Feed.__table__,
                    [a_feed_row(outlet, "https://post.example/1", changed_at=naive)],
                )


class Read:
    """As much as whoever is at work has in hand."""


@pytest.fixture
def uncollected() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("uncollected")
async def test_who_is_cut_off_or_fails_leaves_nothing_that_was_read_to_whoever_looks_for_circles(tmp_path):
    """Steps that join articles have thousands of them in hand: in a circle they would stay for a day."""
    async with an_app(tmp_path) as app:

        async def at_work(statement: str, held: list[weakref.ref[Read]]) -> None:
            read = Read()
            held.append(weakref.ref(read))
            async with app.reading() as session:
                await session.execute(text(statement))

        async def left_by(statement: str, turns: int | None) -> bool:
            held: list[weakref.ref[Read]] = []
            working = asyncio.ensure_future(at_work(statement, held))
            for _ in range(turns or 0):
                await asyncio.sleep(0)
            if turns is not None:
                working.cancel()
            try:
                await working
            except asyncio.CancelledError:
                pass  # nobody lets go of it where a step is cut off
            except OperationalError as error:
                let_go(error)
            del working
            await asyncio.sleep(0)
            return any(each() is not None for each in held)

        cut_off = [turns for turns in range(1, 41) if await left_by("SELECT 1", turns)]
        assert cut_off == []
        assert not await left_by("SELECT nothing FROM nowhere", None)
