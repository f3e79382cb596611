"""The database: who is cancelled leaves nothing behind."""

import asyncio

import pytest
from sqlalchemy import select
from sqlmodel import col

from news import db
from news.models import Topic
from news.testing import a_topic, an_app


async def test_a_task_cancelled_anywhere_in_a_transaction_leaves_the_database_to_others(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(db, "BUSY_TIMEOUT_MS", 50)
    async with an_app(tmp_path) as app:

        async def change() -> None:
            async with app.session() as session:
                await session.execute(select(Topic))
                await a_topic(session, "never")
                await session.get(Topic, 1)

        for turns in range(40):
            changing = asyncio.ensure_future(change())
            for _ in range(turns):
                await asyncio.sleep(0)
            changing.cancel()
            with pytest.raises(asyncio.CancelledError):
                await changing
            async with app.session() as session:  # fails where the lock is held: "database is locked"
                await a_topic(session, f"topic-{turns}")
        async with app.reading() as session:
            kept = (await session.execute(select(col(Topic.slug)).where(col(Topic.slug) == "never"))).all()
    assert kept == []
