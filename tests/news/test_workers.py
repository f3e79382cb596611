"""Workers that die: what they held is given back before its lease ends, and never while they may still act on it."""

import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from news import workers
from news.app import App
from news.models import Work, Worker
from news.testing import NOON, a_postgres, an_app
from news.work import claim, finish, owe, take_back
from news.workers import (
    SILENCE,
    Watch,
    beat,
    beats,
    bury,
    dead_here,
    may_live,
    sign_in,
    sign_out,
    this_machine,
)

LEASE = timedelta(minutes=3)
STILL = {"deliver": timedelta(seconds=90)}


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


async def holding(app: App, *steps: str, **rows: int) -> str:
    """A worker that holds row 1 of each step since noon, and of others these rows."""
    async with app.session() as session:
        name = await sign_in(session, now=NOON)
        for step, row in (dict.fromkeys(steps, 1) | rows).items():
            await owe(session, step, row, at=NOON)
            assert await claim(session, step, now=NOON, lease=LEASE, limit=1, worker=name)
    return name


async def free(app: App, step: str, *, at) -> bool:
    async with app.session() as session:
        return bool(await claim(session, step, now=at, lease=LEASE, limit=1))


async def on_this_machine(app: App, name: str, *, pid: int, host: str | None = None) -> None:
    async with app.session() as session:
        worker = await session.get(Worker, name)
        assert worker is not None
        worker.pid, worker.host = pid, host or worker.host


async def test_what_a_dead_process_of_this_machine_held_is_given_back_at_once(
    app: App, ended_pid: int
) -> None:
    name = await holding(app, "write", "deliver")
    await on_this_machine(app, name, pid=ended_pid)
    async with app.session() as session:
        assert await dead_here(session) == [name]
        assert await bury(session, [name], now=NOON, still={}) == 2
    assert await free(app, "write", at=NOON)
    assert await free(app, "deliver", at=NOON)


async def test_a_living_process_of_this_machine_is_left_alone(app: App) -> None:
    name = await holding(app, "write")
    await on_this_machine(app, name, pid=os.getppid())
    async with app.session() as session:
        assert await dead_here(session) == []


async def test_a_process_of_another_machine_is_not_judged_by_its_number(app: App, ended_pid: int) -> None:
    name = await holding(app, "write")
    await on_this_machine(app, name, pid=ended_pid, host="elsewhere.example")
    async with app.session() as session:
        assert await dead_here(session) == []


async def test_a_process_of_another_container_is_not_judged_by_its_number_though_both_go_by_one_name(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first process of each has the number 1."""
    with monkeypatch.context() as there:
        there.setattr(os, "readlink", lambda _: "pid:[4026539999]")
        await holding(app, "write")
    async with app.session() as session:
        assert await dead_here(session) == []


@pytest.mark.skipif(shutil.which("unshare") is None, reason="needs unshare of util-linux")
def test_where_processes_are_counted_anew_it_is_another_machine() -> None:
    say = (sys.executable, "-c", "from news.workers import this_machine; print(this_machine())")
    apart = ("unshare", "--user", "--map-root-user", "--pid", "--fork")
    here, there = (
        subprocess.run((*how, *say), capture_output=True, text=True, check=False) for how in ((), apart)
    )
    if there.returncode != 0:
        pytest.skip(f"no container can be made here: {there.stderr[-200:]}")
    assert here.stdout.strip() == this_machine() != there.stdout.strip()


async def test_a_message_of_one_who_only_seems_dead_waits_until_his_run_is_over(app: App) -> None:
    name = await holding(app, "write", "deliver")
    async with app.session() as session:
        assert await bury(session, [name], now=NOON + SILENCE, still=STILL) == 2
    assert await free(app, "write", at=NOON + SILENCE)
    assert not await free(app, "deliver", at=NOON + timedelta(seconds=89))
    assert await free(app, "deliver", at=NOON + timedelta(seconds=90))


async def test_work_that_was_finished_or_taken_by_others_is_not_touched(app: App) -> None:
    name = await holding(app, "write")
    other = await holding(app)
    async with app.session() as session:
        (taken,) = await claim(session, "write", now=NOON + LEASE, lease=LEASE, limit=1, worker=other)
        assert await bury(session, [name], now=NOON + LEASE, still=STILL) == 0
        await finish(session, taken)


async def test_a_start_takes_back_what_is_held_by_nobody_who_may_live(app: App, ended_pid: int) -> None:
    """Whoever is of another machine may live: that is found out by their silence."""
    living = await holding(app, "fetch", "deliver")
    dead = await holding(app, "write", deliver=2)
    elsewhere = await holding(app, "translate", deliver=3)
    await on_this_machine(app, living, pid=os.getppid())
    await on_this_machine(app, dead, pid=ended_pid)
    await on_this_machine(app, elsewhere, pid=ended_pid, host="elsewhere.example")
    gone = await holding(app, "compose")
    async with app.session() as session:
        await sign_out(session, gone)
        await owe(session, "answer", 1, at=NOON)
        await claim(session, "answer", now=NOON, lease=LEASE, limit=1)
    async with app.session() as session:
        assert set(await may_live(session)) == {living, elsewhere}
        assert await take_back(session, now=NOON, but=await may_live(session)) == 4
    async with app.reading() as session:
        held = await session.execute(select(col(Work.step), col(Work.row)).where(col(Work.leased)))
        assert {tuple(row) for row in held} == {
            ("fetch", 1),
            ("deliver", 1),
            ("translate", 1),
            ("deliver", 3),
        }
        first = await session.scalars(select(col(Work.row)).where(col(Work.urgent)))
        assert list(first) == [2], "the message that the dead one had in hand"


async def test_who_was_buried_alive_learns_of_it_by_its_next_beat(app: App) -> None:
    name = await holding(app, "write")
    async with app.session() as session:
        assert await beat(session, name, now=NOON)
        await bury(session, [name], now=NOON, still={})
    async with app.session() as session:
        assert not await beat(session, name, now=NOON)


async def test_who_signs_out_is_gone(app: App) -> None:
    name = await holding(app)
    async with app.session() as session:
        await sign_out(session, name)
    async with app.session() as session:
        assert not list(await session.scalars(select(Worker)))


async def test_others_are_seen_with_their_beats(app: App) -> None:
    mine, other = await holding(app), await holding(app)
    async with app.session() as session:
        await beat(session, other, now=NOON + workers.BEAT)
        assert await beats(session, but=mine) == {other: NOON + workers.BEAT}


def seen(watch: Watch, beats: dict[str, datetime], *, at_s: float) -> list[str]:
    """As by one whose own beat was never late."""
    return watch.silent(beats, at_s=at_s, own_beat_at_s=at_s)


def test_a_worker_is_silent_when_its_beat_stands_still_by_our_own_clock() -> None:
    watch, silence_s = Watch(), SILENCE.total_seconds()
    wrong_clock = NOON - timedelta(days=300)
    assert seen(watch, {"a": NOON, "b": wrong_clock}, at_s=100) == []
    assert seen(watch, {"a": NOON + workers.BEAT, "b": wrong_clock}, at_s=101) == []
    later = {"a": NOON + workers.BEAT, "b": wrong_clock}
    assert seen(watch, later, at_s=100 + silence_s) == ["b"]
    assert seen(watch, {"a": NOON + workers.BEAT}, at_s=101 + silence_s) == ["a"]
    assert seen(watch, {}, at_s=200) == []


def test_whoever_could_not_beat_judges_nobody_by_what_it_did_not_hear() -> None:
    """What held it up, as a database that was away, may have held up the others."""
    watch, silence_s = Watch(), SILENCE.total_seconds()
    assert seen(watch, {"a": NOON}, at_s=100) == []
    assert watch.silent({"a": NOON}, at_s=100 + 5 * silence_s, own_beat_at_s=100) == []
    again_s = 100 + 5 * silence_s
    assert seen(watch, {"a": NOON}, at_s=again_s + silence_s - 1) == []
    assert seen(watch, {"a": NOON}, at_s=again_s + silence_s) == ["a"]


@pytest.fixture
def ended_pid() -> int:
    """The number of a process that has ended."""
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return pid
