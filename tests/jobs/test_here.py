"""The sweeper in this process: as much at once as a step allows, at once when somebody rings, and a clean end."""

import asyncio
import gc
import os
import weakref
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from sqlmodel import col

from jobs import hands
from jobs.here import Sweeper
from jobs.presence import Presence
from jobs.schedule import running
from news.app import App
from news.models import Mark, Work, Worker
from news.pipeline import Step
from news.testing import NOON, an_app
from news.work import Claim, claim, fail, finish, owe
from news.workers import BEAT, SILENCE, bury, sign_in, this_machine
from tests.waiting import Noted

PATIENCE_S = 10.0


class Workshop:
    """A step that says which rows it has begun, and ends them when the test opens the door."""

    def __init__(self) -> None:
        self.begun: asyncio.Queue[int] = asyncio.Queue()
        self.door = asyncio.Event()
        self.at_work = self.most_at_work = 0
        self.poisoned: set[int] = set()

    async def __call__(self, app: App, claim: Claim) -> None:
        self.at_work += 1
        self.most_at_work = max(self.most_at_work, self.at_work)
        self.begun.put_nowait(claim.row)
        try:
            if claim.row in self.poisoned:
                raise ValueError(f"{claim.row} is poisoned")
            await self.door.wait()
            async with app.session() as session:
                await finish(session, claim)
        finally:
            self.at_work -= 1

    async def next(self) -> int:
        async with asyncio.timeout(PATIENCE_S):
            return await self.begun.get()


def a_step(run: Workshop, *, name: str = "write", concurrency: int = 3, timeout_s: float = 60) -> Step:
    timeout = timedelta(seconds=timeout_s)
    return Step(name, run, timeout=timeout, lease=timeout * 2, concurrency=concurrency, attempts=3)


async def owed(app: App, *rows: int, step: str = "write") -> None:
    async with app.session() as session:
        for row in rows:
            await owe(session, step, row, at=NOON)


async def left(app: App) -> list[Work]:
    async with app.reading() as session:
        return list((await session.execute(select(Work).order_by(col(Work.row)))).scalars())


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    async with an_app(tmp_path) as opened:
        yield opened


@pytest.fixture
def ended_pid() -> int:
    """The number of a process that has ended."""
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return pid


@pytest.fixture
def shop() -> Workshop:
    return Workshop()


async def test_no_more_runs_at_once_than_a_step_allows(app: App, shop: Workshop) -> None:
    sweeper = Sweeper(app, [a_step(shop, concurrency=3)])
    await owed(app, *range(1, 9))
    assert await sweeper.sweep() == 3
    assert await sweeper.sweep() == 0
    assert {await shop.next() for _ in range(3)} <= set(range(1, 9))
    shop.door.set()
    while await left(app):
        await sweeper.idle()
        await sweeper.sweep()
    assert shop.most_at_work == 3


async def test_steps_do_not_take_each_others_room(app: App, shop: Workshop) -> None:
    other = Workshop()
    sweeper = Sweeper(app, [a_step(shop, concurrency=1), a_step(other, name="compose", concurrency=1)])
    await owed(app, 1, 2)
    await owed(app, 7, step="compose")
    assert await sweeper.sweep() == 2
    assert (await shop.next(), await other.next()) == (1, 7)
    shop.door.set()
    other.door.set()
    await sweeper.idle()


async def test_two_sweeps_at_once_start_nothing_twice(app: App, shop: Workshop) -> None:
    sweeper = Sweeper(app, [a_step(shop, concurrency=10)])
    await owed(app, *range(1, 6))
    started = await asyncio.gather(*(sweeper.sweep() for _ in range(4)))
    assert sum(started) == 5
    assert sorted([await shop.next() for _ in range(5)]) == [1, 2, 3, 4, 5]
    assert shop.begun.empty()
    shop.door.set()
    await sweeper.idle()


async def test_a_ring_starts_work_without_waiting_for_the_clock(app: App, shop: Workshop) -> None:
    sweeper = Sweeper(app, [a_step(shop)])
    listening = asyncio.create_task(sweeper.listen())
    await owed(app, 1)
    app.bell.ring("write")
    assert await shop.next() == 1
    shop.door.set()
    await sweeper.drain()
    await listening


async def test_a_place_that_becomes_free_is_taken_at_once(app: App, shop: Workshop) -> None:
    sweeper = Sweeper(app, [a_step(shop, concurrency=1)])
    listening = asyncio.create_task(sweeper.listen())
    shop.door.set()
    await owed(app, 1, 2, 3)
    app.bell.ring("write")
    assert sorted([await shop.next() for _ in range(3)]) == [1, 2, 3]
    await sweeper.drain()
    await listening


async def test_a_ring_for_a_step_that_runs_elsewhere_is_no_error(app: App, shop: Workshop) -> None:
    assert await Sweeper(app, [a_step(shop)]).sweep(["translate"]) == 0


async def test_a_step_that_fails_keeps_its_error_and_stops_no_other(app: App, shop: Workshop) -> None:
    shop.poisoned = {1}
    shop.door.set()
    sweeper = Sweeper(app, [a_step(shop)])
    await owed(app, 1, 2)
    await sweeper.sweep()
    await sweeper.idle()
    (work,) = await left(app)
    assert (work.row, work.attempts, work.last_error) == (1, 1, "ValueError: 1 is poisoned")
    assert work.due_at > NOON


async def test_a_step_that_hangs_is_ended_by_its_timeout(app: App, shop: Workshop) -> None:
    sweeper = Sweeper(app, [a_step(shop, timeout_s=0.01)])
    await owed(app, 1)
    await sweeper.sweep()
    await sweeper.idle()
    (work,) = await left(app)
    assert work.attempts == 1
    assert "TimeoutError" in (work.last_error or "")


async def test_the_drain_waits_for_what_runs_and_takes_nothing_new(app: App, shop: Workshop) -> None:
    sweeper = Sweeper(app, [a_step(shop, concurrency=1)])
    await owed(app, 1, 2)
    await sweeper.sweep()
    await shop.next()
    draining = asyncio.create_task(sweeper.drain())
    await asyncio.sleep(0)
    assert not draining.done()
    shop.door.set()
    await draining
    assert [work.row for work in await left(app)] == [2]
    assert await sweeper.sweep() == 0


async def test_the_drain_waits_for_what_a_sweep_under_way_has_claimed(app: App, shop: Workshop) -> None:
    sweeper = Sweeper(app, [a_step(shop)])
    await owed(app, 1)
    sweeping = asyncio.create_task(sweeper.sweep())
    await asyncio.sleep(0)  # it has begun, and is at the database
    draining = asyncio.create_task(sweeper.drain())
    assert await sweeping == 1
    await shop.next()
    shop.door.set()
    await draining
    assert await left(app) == []


async def test_the_drain_does_not_wait_for_a_step_that_can_wait(
    app: App, shop: Workshop, monkeypatch
) -> None:
    monkeypatch.setattr(hands, "CUT_OFF_AFTER", timedelta(milliseconds=1))
    sweeper = Sweeper(app, [replace(a_step(shop), can_wait=True)])
    await owed(app, 1)
    await sweeper.sweep()
    await shop.next()
    await sweeper.drain()
    (work,) = await left(app)
    assert (work.leased, work.attempts) == (True, 0), "as after a kill: the next start takes it back"


async def test_work_that_outlasts_its_lease_keeps_nothing(app: App, shop: Workshop) -> None:
    sweeper = Sweeper(app, [a_step(shop)])
    await owed(app, 1)
    await sweeper.sweep()
    await shop.next()
    async with app.session() as session:  # meanwhile the lease ran out, and another worker has it
        work = (await session.execute(select(Work))).scalar_one()
        work.due_at = NOON + timedelta(hours=1)
    shop.door.set()
    await sweeper.idle()
    (work,) = await left(app)
    assert (work.due_at, work.attempts) == (NOON + timedelta(hours=1), 0)


async def test_the_clock_sweeps_what_falls_due_and_ends_cleanly(app: App, shop: Workshop) -> None:
    shop.door.set()
    await owed(app, 1)
    async with running(Sweeper(app, [a_step(shop)])):
        assert await shop.next() == 1  # nobody rang: the clock did it
        async with app.session() as session:
            session.add(Mark(name="while it runs", value="", at=NOON))
            await owe(session, "write", 2, at=NOON)
        app.bell.ring("write")
        assert await shop.next() == 2
    assert await left(app) == []
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_the_bell_is_heard_again_after_the_database_was_locked(
    app: App, shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweeper, sweep = Sweeper(app, [a_step(shop)]), Sweeper.sweep
    locked = asyncio.Event()

    async def locked_once(self: Sweeper, names: object = None) -> int:
        if not locked.is_set():
            locked.set()
            raise OperationalError("SELECT", {}, Exception("database is locked"))
        return await sweep(self, names)

    monkeypatch.setattr(Sweeper, "sweep", locked_once)
    shop.door.set()
    listening = asyncio.create_task(sweeper.listen())
    app.bell.ring("write")
    async with asyncio.timeout(PATIENCE_S):
        await locked.wait()
    await owed(app, 1)
    app.bell.ring("write")
    assert await shop.next() == 1
    await sweeper.drain()
    await listening


async def test_what_a_silent_worker_elsewhere_held_is_taken_up_by_others(app: App) -> None:
    shop, passed_s = Workshop(), [0.0]
    async with app.session() as session:
        name = await sign_in(session, now=NOON)
        await owe(session, "write", 1, at=NOON)
        await claim(session, "write", now=NOON, lease=timedelta(hours=1), limit=1, worker=name)
        worker = await session.get(Worker, name)
        assert worker is not None
        worker.host = "elsewhere.example"
    steps = [a_step(shop)]
    presence = Presence(app, steps, seconds=lambda: passed_s[0])
    sweeper = Sweeper(app, steps, presence=presence)
    await sweeper.presence.sign_in()
    await sweeper.presence.beat()
    assert await sweeper.sweep() == 0
    await beating(presence, passed_s, for_s=SILENCE.total_seconds())
    assert await sweeper.sweep() == 1
    assert await shop.next() == 1
    shop.door.set()
    await sweeper.idle()


async def test_a_worker_taken_for_dead_goes_on_under_a_new_name(app: App) -> None:
    shop = Workshop()
    sweeper = Sweeper(app, [a_step(shop)])
    await sweeper.presence.sign_in()
    async with app.session() as session:
        (buried,) = await session.scalars(select(col(Worker.name)))
        await bury(session, [buried], now=NOON, still={})
    await sweeper.presence.beat()
    async with app.session() as session:
        (living,) = await session.scalars(select(col(Worker.name)))
    assert living != buried
    await sweeper.presence.sign_out()


async def beating(presence: Presence, passed_s: list[float], *, for_s: float) -> None:
    """So many seconds pass for it, with each beat in its time."""
    until_s = passed_s[0] + for_s
    while passed_s[0] < until_s:
        passed_s[0] = min(passed_s[0] + BEAT.total_seconds(), until_s)
        await presence.beat()


async def elsewhere(app: App) -> None:
    """Whoever is signed in works on another machine: of one process, a second start is known to be the successor."""
    async with app.session() as session:
        for worker in (await session.scalars(select(Worker))).all():
            worker.host = "elsewhere.example"


def seated(shop: Workshop) -> Step:
    return replace(a_step(shop), by_one_process=True)


async def test_a_step_with_one_seat_runs_in_one_process_and_the_other_stands_by(app: App) -> None:
    shop, other = Workshop(), Workshop()
    first, second = Sweeper(app, [seated(shop)]), Sweeper(app, [seated(other)])
    await first.presence.sign_in()
    await elsewhere(app)
    await second.presence.sign_in()
    await owed(app, 1)
    assert await second.sweep() == 0
    assert await first.sweep() == 1
    assert await shop.next() == 1
    shop.door.set()
    await first.idle()


async def test_a_seat_that_is_left_in_order_is_taken_at_the_next_beat(app: App) -> None:
    shop, other = Workshop(), Workshop()
    first, second = Sweeper(app, [seated(shop)]), Sweeper(app, [seated(other)])
    await first.presence.sign_in()
    await elsewhere(app)
    await second.presence.sign_in()
    await first.presence.sign_out()
    await second.presence.beat()
    await owed(app, 1)
    assert await second.sweep() == 1
    other.door.set()
    await second.idle()


async def test_the_seat_of_the_dead_is_taken_when_they_are_found_dead(app: App) -> None:
    shop, passed_s = Workshop(), [0.0]
    first = Sweeper(app, [seated(Workshop())])
    steps = [seated(shop)]
    second = Sweeper(app, steps, presence=Presence(app, steps, seconds=lambda: passed_s[0]))
    await first.presence.sign_in()
    await elsewhere(app)
    await second.presence.sign_in()
    await second.presence.beat()
    await owed(app, 1)
    assert await second.sweep() == 0
    await beating(second.presence, passed_s, for_s=SILENCE.total_seconds())
    assert await second.sweep() == 1
    shop.door.set()
    await second.idle()


async def test_after_a_stall_of_all_nobody_takes_the_living_for_dead(app: App) -> None:
    """The database was away from both: who is back first has heard nothing of the other for as long."""
    passed_s = [0.0]
    first = Presence(app, [seated(Workshop())])
    second = Presence(app, [seated(Workshop())], seconds=lambda: passed_s[0])
    await first.sign_in()
    await elsewhere(app)
    await second.sign_in()
    await second.beat()
    passed_s[0] = 10 * SILENCE.total_seconds()
    await second.beat()
    async with app.reading() as session:
        assert set(await session.scalars(select(col(Worker.name)))) == {first.name, second.name}
    assert not second.has_seat("write")
    await beating(second, passed_s, for_s=SILENCE.total_seconds())
    assert second.has_seat("write"), "the other never came back"


async def test_who_dies_on_this_machine_is_found_dead_by_the_next_beat(app: App, ended_pid: int) -> None:
    first, second = Presence(app, seats=["receive"]), Presence(app, seats=["receive"])
    await first.sign_in()
    await elsewhere(app)
    await second.sign_in()
    await second.beat()
    assert (first.has_seat("receive"), second.has_seat("receive")) == (True, False)
    async with app.session() as session:
        died = await session.get(Worker, first.name)
        assert died is not None
        died.host, died.pid = this_machine(), ended_pid
    await second.beat()
    assert second.has_seat("receive")


async def test_a_seat_that_is_left_is_others_and_is_not_taken_again(app: App) -> None:
    first, second = Presence(app, seats=["receive"]), Presence(app, seats=["receive"])
    await first.sign_in()
    await elsewhere(app)
    await second.sign_in()
    await first.leave("receive")
    await first.beat()
    assert not first.has_seat("receive")
    await second.beat()
    assert second.has_seat("receive")


async def test_who_is_about_to_end_takes_no_seat(app: App) -> None:
    first, second = Presence(app, seats=["receive"]), Presence(app, seats=["receive"])
    await first.sign_in()
    await elsewhere(app)
    await second.sign_in()
    first.want_no_more()
    second.want_no_more()
    await first.beat()
    assert first.has_seat("receive"), "kept until it is left"
    await first.sign_out()
    await second.beat()
    assert not second.has_seat("receive")


async def test_who_drains_says_that_it_lives_and_leaves_the_seat_of_what_has_ended(
    app: App, shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One step runs still; another program goes on with the other."""
    monkeypatch.setattr("jobs.schedule.BEAT", timedelta(milliseconds=5))
    first = Sweeper(app, [a_step(shop), replace(a_step(Workshop(), name="compose"), by_one_process=True)])
    second = Presence(app, [replace(a_step(Workshop(), name="compose"), by_one_process=True)])
    beaten, stop, beat = Noted[str](), asyncio.Event(), Presence.beat

    async def noted(self: Presence) -> None:
        await beat(self)
        if self is first.presence and stop.is_set():
            beaten.append(str(self.name))

    monkeypatch.setattr(Presence, "beat", noted)

    async def program() -> None:
        async with running(first):
            await stop.wait()

    at_work = asyncio.create_task(program())
    await owed(app, 1)
    app.bell.ring("write")
    await shop.next()
    await elsewhere(app)
    await second.sign_in()
    assert not second.has_seat("compose")
    stop.set()
    await beaten.until(lambda: len(beaten) > 1)
    async with asyncio.timeout(PATIENCE_S):
        while not second.has_seat("compose"):
            await second.beat()
    shop.door.set()
    await at_work
    assert await left(app) == []


async def test_whoever_could_not_say_that_they_live_leaves_their_seat_before_others_take_it(app: App) -> None:
    passed_s = [0.0]
    steps = [seated(Workshop())]
    sweeper = Sweeper(app, steps, presence=Presence(app, steps, seconds=lambda: passed_s[0]))
    await sweeper.presence.sign_in()
    await owed(app, 1)
    passed_s[0] = SILENCE.total_seconds() - 1
    assert await sweeper.sweep() == 0
    await sweeper.presence.beat()
    assert await sweeper.sweep() == 1
    steps[0].run.door.set()
    await sweeper.idle()


async def test_a_failure_is_noted_when_the_database_is_back(app: App, shop: Workshop, monkeypatch) -> None:
    monkeypatch.setattr(hands, "NOTED_AFTER_S", (0.0, 0.0))
    shop.poisoned = {1}
    away = iter([OperationalError("UPDATE", {}, Exception("server closed the connection"))])

    async def fail_once(*arguments: object, **more: object) -> bool:
        for error in away:
            raise error
        return await fail(*arguments, **more)

    monkeypatch.setattr(hands, "fail", fail_once)
    sweeper = Sweeper(app, [a_step(shop)])
    await owed(app, 1)
    await sweeper.sweep()
    await sweeper.idle()
    (work,) = await left(app)
    assert (work.leased, work.last_error) == (False, "ValueError: 1 is poisoned")


async def test_a_beat_under_way_does_not_sign_in_again_whoever_signs_out(app: App) -> None:
    presence = Presence(app, [])
    await presence.sign_in()
    await asyncio.gather(presence.sign_out(), presence.beat(), presence.beat())
    async with app.session() as session:
        assert list(await session.scalars(select(col(Worker.name)))) == []


class Read(list[int]):
    """Rows that a step has in hand."""


@pytest.mark.parametrize("at_once", [1, 5])
async def test_a_step_that_fails_leaves_nothing_of_what_it_had_in_hand(app: App, at_once: int) -> None:
    """Nor to who looks for circles, which is seldom."""
    held: list[weakref.ref[Read]] = []

    async def fail_in_a_statement(app: App, _claims: object) -> None:
        read = Read(range(9))
        held.append(weakref.ref(read))
        async with app.reading() as session:
            await session.execute(text("SELECT nothing FROM nowhere"))

    step = Step(
        "write", fail_in_a_statement, run_all=fail_in_a_statement, at_once=at_once,
        timeout=timedelta(seconds=60), lease=timedelta(seconds=120), concurrency=1, attempts=3,
    )  # fmt: skip
    await owed(app, 1, 2)
    async with app.session() as session:
        claims = await claim(session, "write", now=NOON, lease=step.lease, limit=2)
    gc.collect()
    gc.disable()
    try:
        at_work = hands.Hands(app, [step], Presence(app, [step]))
        at_work.start(claims)
        await at_work.idle()
        assert [each for each in held if each() is not None] == []
    finally:
        gc.enable()
