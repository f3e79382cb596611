"""Work over a wire: what is due is put there once, taken once, and found again where the wire lost it."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from jobs.afar import AGAIN_AFTER, MOST_WAITING, Carrier, Clock
from jobs.hands import Hands
from jobs.presence import Presence
from jobs.wire import Call, WireBroken
from news.app import App
from news.testing import NOON, an_app
from news.testing import Clock as Hour
from news.work import claim, finish, owe
from tests.jobs.test_here import PATIENCE_S, Workshop, a_step, left


class String:
    """A wire between two tins: in memory, in order, and it can be cut."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.put_in_all = 0
        self.is_cut = False
        self._stir: Callable[[], None] = lambda: None

    async def open(self, stir: Callable[[], None]) -> None:
        if self.is_cut:
            raise WireBroken("cut")
        self._stir = stir

    async def close(self) -> None: ...

    async def put(self, _session: AsyncSession, calls: Sequence[Call]) -> None:
        self.calls += [call for call in calls if call not in self.calls]
        self.put_in_all += len(calls)
        self._stir()

    async def waiting(self) -> Mapping[str, int]:
        if self.is_cut:
            raise WireBroken("cut")
        return Counter(call.step for call in self.calls)

    async def take(self, step: str, *, most: int) -> Collection[int]:
        taken = sorted((c for c in self.calls if c.step == step), key=lambda c: not c.urgent)[:most]
        self.calls = [call for call in self.calls if call not in taken]
        return [call.row for call in taken]

    async def tidy(self) -> None: ...


@pytest.fixture
def hour() -> Hour:
    return Hour()


@pytest.fixture
async def app(tmp_path: Path, hour: Hour) -> AsyncIterator[App]:
    async with an_app(tmp_path) as opened:
        yield replace(opened, now=hour)


@pytest.fixture
def shop() -> Workshop:
    return Workshop()


@pytest.fixture
def wire() -> String:
    return String()


def a_carrier(app: App, wire: String, shop: Workshop, *, concurrency: int = 3) -> tuple[Carrier, Hands]:
    steps = [a_step(shop, concurrency=concurrency)]
    presence = Presence(app, steps)
    hands = Hands(app, steps, presence, on_room=lambda _: carrier.stir())
    carrier = Carrier(app, wire, hands, worker=lambda: presence.name)
    return carrier, hands


async def owed(app: App, *rows: int, urgent: bool = False) -> None:
    async with app.session() as session:
        for row in rows:
            await owe(session, "write", row, at=NOON, urgent=urgent)


async def test_what_is_due_is_put_on_the_wire_once(app: App, wire: String) -> None:
    await owed(app, 1, 2)
    clock = Clock(app, wire, ["write"])
    assert await clock.tick() == 2
    assert await clock.tick() == 0
    assert [call.row for call in wire.calls] == [1, 2]


async def test_what_is_not_due_stays_off_the_wire(app: App, wire: String, hour: Hour) -> None:
    async with app.session() as session:
        await owe(session, "write", 1, at=NOON + timedelta(hours=1))
    clock = Clock(app, wire, ["write"])
    assert await clock.tick() == 0
    hour.move(timedelta(hours=1))
    assert await clock.tick() == 1


async def test_what_the_wire_lost_is_put_there_again(app: App, wire: String, hour: Hour) -> None:
    await owed(app, 1)
    clock = Clock(app, wire, ["write"])
    await clock.tick()
    wire.calls.clear()
    hour.move(AGAIN_AFTER + timedelta(seconds=1))
    assert await clock.tick() == 1


async def test_work_that_a_dead_worker_held_is_put_there_at_once(
    app: App, wire: String, shop: Workshop, hour: Hour
) -> None:
    await owed(app, 1)
    clock = Clock(app, wire, ["write"])
    await clock.tick()
    await wire.take("write", most=1)
    async with app.session() as session:
        await claim(session, "write", now=hour(), lease=timedelta(seconds=2), limit=1, rows=[1])
    hour.move(timedelta(seconds=1))
    assert await clock.tick() == 0
    hour.move(timedelta(seconds=2))
    assert await clock.tick() == 1


async def test_a_flood_leaves_room_on_the_wire_for_what_is_urgent(app: App, wire: String) -> None:
    await owed(app, *range(1, MOST_WAITING + 50))
    clock = Clock(app, wire, ["write"])
    assert await clock.tick() == MOST_WAITING
    assert await clock.tick() == 0
    await wire.take("write", most=10)
    await owed(app, 9_000, urgent=True)
    assert await clock.tick() == 10
    assert list(await wire.take("write", most=1)) == [9_000]


async def test_a_worker_takes_no_more_than_it_has_room_for(app: App, wire: String, shop: Workshop) -> None:
    await owed(app, *range(1, 9))
    await Clock(app, wire, ["write"]).tick()
    carrier, hands = a_carrier(app, wire, shop, concurrency=3)
    assert await carrier.carry() == 3
    assert await carrier.carry() == 0
    assert len(wire.calls) == 5, "what it has no room for is there for others"
    shop.door.set()
    await hands.idle()


async def test_a_call_that_comes_twice_runs_once(app: App, wire: String, shop: Workshop) -> None:
    await owed(app, 1)
    await Clock(app, wire, ["write"]).tick()
    wire.calls *= 2
    carrier, hands = a_carrier(app, wire, shop)
    assert await carrier.carry() == 1
    assert await carrier.carry() == 0
    shop.door.set()
    await hands.idle()
    assert shop.begun.qsize() == 1


async def test_a_call_for_work_that_is_done_already_does_nothing(
    app: App, wire: String, shop: Workshop
) -> None:
    await owed(app, 1)
    await Clock(app, wire, ["write"]).tick()
    async with app.session() as session:
        (taken,) = await claim(session, "write", now=NOON, lease=timedelta(minutes=1), limit=1)
        await finish(session, taken)
    carrier, _ = a_carrier(app, wire, shop)
    assert await carrier.carry() == 0


async def test_a_worker_runs_all_that_is_on_the_wire_and_stops_in_order(
    app: App, wire: String, shop: Workshop
) -> None:
    await owed(app, *range(1, 8))
    await Clock(app, wire, ["write"]).tick()
    carrier, hands = a_carrier(app, wire, shop, concurrency=2)
    await wire.open(carrier.stir)
    shop.door.set()
    running = asyncio.create_task(carrier.run())
    async with asyncio.timeout(PATIENCE_S):
        while await left(app):
            await shop.next()
            await hands.idle()
    carrier.stop()
    await asyncio.wait_for(running, PATIENCE_S)


async def test_a_wire_that_breaks_is_opened_again(
    app: App, wire: String, shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobs.afar.LOST_S", (0.01,))
    shop.door.set()
    await owed(app, 1)
    await Clock(app, wire, ["write"]).tick()
    carrier, hands = a_carrier(app, wire, shop)
    wire.is_cut = True
    running = asyncio.create_task(carrier.run())
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(shop.next(), 0.1)
    wire.is_cut = False
    assert await shop.next() == 1
    await hands.idle()
    carrier.stop()
    await asyncio.wait_for(running, PATIENCE_S)
    assert await left(app) == []


async def test_a_ring_puts_work_on_the_wire_without_waiting_for_the_clock(app: App, wire: String) -> None:
    clock = Clock(app, wire, ["write"])
    stirred = asyncio.Event()
    await wire.open(stirred.set)
    listening = asyncio.create_task(clock.listen())
    await owed(app, 1)
    app.bell.ring("write")
    await asyncio.wait_for(stirred.wait(), PATIENCE_S)
    clock.stop()
    await listening
    assert [call.row for call in wire.calls] == [1]
