"""The database: who is cancelled, or whose commit fails, leaves nothing behind."""

import asyncio
from contextlib import suppress

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from news import db
from news.models import Topic
from news.testing import a_topic, an_app


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
