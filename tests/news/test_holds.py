"""Holds: one holder at a time, free as soon as it is found dead, and nothing is held by a name that nobody bears."""

import asyncio
import os
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from news.app import App
from news.db import dialect_of
from news.holds import let_go, take, take_all
from news.models import Hold
from news.testing import NOON, a_postgres, an_app
from news.workers import bury, sign_in, sign_out


@pytest.fixture(params=["SQLite", "PostgreSQL"])
async def app(request, tmp_path) -> AsyncIterator[App]:
    server = os.environ.get("TEST_POSTGRES_URL")
    if request.param == "SQLite":
        async with an_app(tmp_path) as made:
            yield made
    elif server is None:
        pytest.skip("TEST_POSTGRES_URL names no PostgreSQL server")
    else:
        async with a_postgres(server) as url, an_app(tmp_path, database_url=url) as made:
            yield made


async def signed_in(app: App) -> str:
    async with app.session() as session:
        return await sign_in(session, now=NOON)


async def takes(app: App, worker: str, name: str = "chat 7") -> bool:
    async with app.session() as session:
        return await take(session, name, worker=worker)


async def buried(app: App, *workers: str) -> None:
    async with app.session() as session:
        await bury(session, workers, now=NOON, still={})


async def held(app: App) -> list[tuple[str, str]]:
    async with app.reading() as session:
        return [(hold.name, hold.worker) for hold in await session.scalars(select(Hold))]


async def test_one_has_it_until_it_lets_go(app: App) -> None:
    one, other = await signed_in(app), await signed_in(app)
    assert await takes(app, one)
    assert await takes(app, one), "its own already"
    assert not await takes(app, other)
    async with app.session() as session:
        await let_go(session, "chat 7", worker=other)
    assert await held(app) == [("chat 7", one)], "what another has stays theirs"
    async with app.session() as session:
        await let_go(session, "chat 7", worker=one)
    assert await takes(app, other)


async def test_who_was_found_dead_or_has_signed_out_takes_nothing(app: App) -> None:
    dead, gone, other = [await signed_in(app) for _ in range(3)]
    await buried(app, dead)
    async with app.session() as session:
        await sign_out(session, gone)
    assert not await takes(app, dead)
    assert not await takes(app, gone)
    assert await takes(app, other), "the chat would wait for ever for a name that is never found dead again"


async def test_what_is_held_by_a_name_that_nobody_bears_is_free_at_the_next_start(app: App) -> None:
    async with app.session() as session:
        session.add(Hold(name="chat 7", worker="of an older release"))
    await buried(app)
    assert await takes(app, await signed_in(app))


async def test_who_takes_while_being_buried_is_left_alone_and_then_holds_nothing(app: App) -> None:
    slow = await signed_in(app)
    async with app.session() as session:
        assert await take(session, "chat 7", worker=slow)
        burying = asyncio.create_task(buried(app, slow))
        if dialect_of(session) == "postgresql":  # waits for nobody; SQLite has one who writes at a time
            await burying
    await burying
    if app.db.engine.dialect.name == "postgresql":
        assert await takes(app, slow), "what it took is its own: it was not buried"
        await buried(app, slow)
    assert await held(app) == []
    assert not await takes(app, slow)


async def test_of_several_who_take_the_same_at_once_one_has_all(app: App) -> None:
    names, everybody = (
        {"seat deliver", "seat cluster", "seat receive"},
        [await signed_in(app) for _ in "abcd"],
    )

    async def sit_down(worker: str) -> set[str]:
        async with app.session() as session:
            return await take_all(session, names, worker=worker)

    has = await asyncio.gather(*map(sit_down, everybody))
    assert sorted(map(len, has)) == [0, 0, 0, 3]
