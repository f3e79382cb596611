"""PgQueuer as a wire: part of the transaction that puts, once for each call, the urgent first, and nothing that must survive."""

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import text

from jobs.pgqueuer_wire import PgQueuerWire
from jobs.wire import Call, WireBroken
from news.db import Database, open_engine
from news.testing import NOON, a_postgres

PATIENCE_S = 10.0


@pytest.fixture
async def database() -> AsyncIterator[Database]:
    server = os.environ.get("TEST_POSTGRES_URL")
    if server is None:
        pytest.skip("TEST_POSTGRES_URL names no PostgreSQL server")
    async with a_postgres(server) as url:
        opened = Database(open_engine(url))
        yield opened
        await opened.close()


class Stirred:
    def __init__(self) -> None:
        self.event = asyncio.Event()

    def __call__(self) -> None:
        self.event.set()

    async def wait(self) -> None:
        await asyncio.wait_for(self.event.wait(), PATIENCE_S)
        self.event.clear()


@pytest.fixture
def stirred() -> Stirred:
    return Stirred()


@pytest.fixture
async def wire(database: Database, stirred: Stirred) -> AsyncIterator[PgQueuerWire]:
    opened = PgQueuerWire(database.engine)
    await opened.open(stirred)
    yield opened
    await opened.close()


async def put(database: Database, wire: PgQueuerWire, *calls: Call) -> None:
    async with database.session() as session:
        await session.execute(text("SELECT 1"))
        await wire.put(session, calls)


def calls(*rows: int, step: str = "write", urgent: bool = False) -> list[Call]:
    return [Call(step, row, NOON, urgent) for row in rows]


async def test_what_is_put_is_taken_once_by_one_of_many(database: Database, wire: PgQueuerWire) -> None:
    await put(database, wire, *calls(*range(40)))
    takers = [PgQueuerWire(database.engine) for _ in range(4)]
    taken = await asyncio.gather(*(taker.take("write", most=15) for taker in takers))
    assert sorted(row for rows in taken for row in rows) == list(range(40))
    assert await wire.waiting() == {}


async def test_nothing_is_put_by_a_transaction_that_fails(database: Database, wire: PgQueuerWire) -> None:
    with pytest.raises(RuntimeError):
        async with database.session() as session:
            await session.execute(text("SELECT 1"))
            await wire.put(session, calls(1))
            raise RuntimeError("after all not")
    assert await wire.waiting() == {}


async def test_a_call_that_lies_there_already_is_not_put_twice(
    database: Database, wire: PgQueuerWire
) -> None:
    await put(database, wire, *calls(1, 2))
    await put(database, wire, *calls(2, 3))
    assert await wire.waiting() == {"write": 3}


async def test_work_that_fell_due_again_is_another_call(database: Database, wire: PgQueuerWire) -> None:
    await put(database, wire, *calls(1))
    await put(database, wire, Call("write", 1, NOON + timedelta(seconds=1)))
    assert await wire.waiting() == {"write": 2}


async def test_what_is_urgent_overtakes_and_the_rest_keeps_its_order(
    database: Database, wire: PgQueuerWire
) -> None:
    await put(database, wire, *calls(1, 2, 3), *calls(9, urgent=True))
    assert [await wire.take("write", most=1) for _ in range(4)] == [[9], [1], [2], [3]]


async def test_a_taker_gets_only_the_step_it_asked_for(database: Database, wire: PgQueuerWire) -> None:
    await put(database, wire, *calls(1), *calls(2, step="compose"))
    assert await wire.waiting() == {"write": 1, "compose": 1}
    assert list(await wire.take("compose", most=5)) == [2]


async def test_putting_stirs_and_taking_does_not(
    database: Database, wire: PgQueuerWire, stirred: Stirred
) -> None:
    await put(database, wire, *calls(1))
    await stirred.wait()
    await wire.take("write", most=1)
    await put(database, wire, *calls(2, step="compose"))
    await stirred.wait()
    assert not stirred.event.is_set(), "one for each time something was put"


async def test_several_open_it_at_once_on_an_empty_database(database: Database) -> None:
    wires = [PgQueuerWire(database.engine) for _ in range(4)]
    await asyncio.gather(*(wire.open(lambda: None) for wire in wires))
    await put(database, wires[0], *calls(1))
    assert list(await wires[3].take("write", most=1)) == [1]
    for wire in wires:
        await wire.close()


async def test_a_lost_connection_is_said_in_one_word_and_opening_mends_it(
    database: Database, wire: PgQueuerWire, stirred: Stirred
) -> None:
    async with database.session() as session:
        await session.execute(text("DROP SCHEMA pgqueuer CASCADE"))
    with pytest.raises(WireBroken):
        await wire.waiting()
    await wire.open(stirred)
    await put(database, wire, *calls(1))
    await stirred.wait()
    assert await wire.waiting() == {"write": 1}


async def test_nothing_on_the_wire_costs_what_must_survive_costs(
    database: Database, wire: PgQueuerWire
) -> None:
    async with database.reading() as session:
        kept = await session.scalars(
            text(
                "SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace"
                " WHERE n.nspname = 'pgqueuer' AND relkind = 'r' AND relpersistence <> 'u'"
            )
        )
        assert list(kept) == []


async def test_what_is_over_is_thrown_away(database: Database, wire: PgQueuerWire) -> None:
    await put(database, wire, *calls(*range(20)))
    await wire.take("write", most=20)
    await wire.tidy()
    async with database.reading() as session:
        assert await session.scalar(text("SELECT count(*) FROM pgqueuer.pgqueuer_log")) == 0
