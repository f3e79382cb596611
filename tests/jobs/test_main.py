"""`python -m jobs`: workers for chosen steps and clocks, in processes of their own."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from jobs.__main__ import choose
from news.db import Database, open_engine
from news.errors import SettingsError
from news.models import Work, Worker
from news.schema import bring_up_to_date
from news.settings import Settings
from news.testing import a_postgres
from news.work import owe
from tests.commits import commits_of
from tests.waiting import Writes

PATIENCE_S = 90


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A current schema in an empty folder, and nothing else set."""
    plain = {name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields}
    subprocess.run([sys.executable, "-m", "bot", "db", "upgrade"], cwd=tmp_path, env=plain, check=True)
    return plain


def worker(folder: Path, environment: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "jobs", *(arguments or ("work",))],
        cwd=folder, env=environment, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


async def test_a_worker_does_its_steps_and_no_others_and_stops_cleanly(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    database = sqlite3.connect(tmp_path / "pressradar.sqlite3", isolation_level=None)
    owed = "INSERT INTO work (step, row, due_at, leased, urgent, attempts) VALUES (?, 404, '2026-01-01 00:00:00', 0, 0, 0)"
    database.execute(owed, ["compose"])  # of a digest that is not there: nothing to do, so done
    database.execute(owed, ["write"])
    running = worker(tmp_path, environment, "work", "--queue", "compose")
    assert running.stderr is not None
    assert "working" in await asyncio.to_thread(running.stderr.readline)
    async with Writes(tmp_path) as writes:
        left = "SELECT 1 FROM work WHERE step = 'compose'"
        await writes.until(lambda: not database.execute(left).fetchone(), patience_s=PATIENCE_S)
    running.send_signal(signal.SIGTERM)
    _, said = running.communicate(timeout=PATIENCE_S)
    assert running.returncode == 0
    assert "stopping" in said
    assert database.execute("SELECT step, leased FROM work").fetchall() == [("write", 0)]
    database.close()


def test_a_worker_without_a_token_must_not_deliver(tmp_path: Path, environment: dict[str, str]) -> None:
    running = worker(tmp_path, environment)
    _, said = running.communicate(timeout=PATIENCE_S)
    assert running.returncode == 2
    assert "needs TELEGRAM_BOT_TOKEN" in said


def test_a_worker_does_not_begin_on_an_old_schema(tmp_path: Path, environment: dict[str, str]) -> None:
    elsewhere = environment | {"DATABASE_URL": "sqlite:///empty.sqlite3"}
    running = worker(tmp_path, elsewhere, "work", "--queue", "fetch")
    _, said = running.communicate(timeout=PATIENCE_S)
    assert running.returncode == 2
    assert "run `pressradar db upgrade` first" in said


def test_a_worker_that_does_not_deliver_does_not_import_telegram() -> None:
    asked = (
        "import sys, jobs.__main__; print([m for m in ('telegram', 'sandbox', 'bot') if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_steps_are_chosen_by_name_in_the_order_of_the_line() -> None:
    assert [step.name for step in choose("cluster, fetch")] == ["fetch", "cluster"]


@pytest.mark.parametrize("names", ["", " , ", "fetch,digest"])
def test_a_step_that_does_not_exist_is_said_so(names: str) -> None:
    with pytest.raises(SettingsError, match="The steps are fetch, read, cluster"):
        choose(names)


def test_a_clock_is_told_that_sqlite_needs_none(tmp_path: Path, environment: dict[str, str]) -> None:
    running = worker(tmp_path, environment, "schedule")
    _, said = running.communicate(timeout=PATIENCE_S)
    assert running.returncode == 2
    assert "there is no wire" in said


@pytest.fixture
async def on_postgres(environment: dict[str, str]) -> AsyncIterator[dict[str, str]]:
    server = os.environ.get("TEST_POSTGRES_URL")
    if server is None:
        pytest.skip("TEST_POSTGRES_URL names no PostgreSQL server")
    async with a_postgres(server) as url:
        engine = open_engine(url)
        await bring_up_to_date(engine)
        await engine.dispose()
        yield environment | {"DATABASE_URL": url}


async def only_writing_is_owed(database: Database) -> bool:
    async with database.reading() as session:
        return list((await session.scalars(select(col(Work.step)))).all()) == ["write"]


async def test_two_clocks_and_two_workers_share_the_work_and_stop_cleanly(
    tmp_path: Path, on_postgres: dict[str, str]
) -> None:
    database = Database(open_engine(on_postgres["DATABASE_URL"]))
    running = [worker(tmp_path, on_postgres, "schedule") for _ in range(2)]
    running += [worker(tmp_path, on_postgres, "work", "--queue", "compose") for _ in range(2)]
    async with database.session() as session:
        for row in range(1, 41):  # of digests that are not there: nothing to do, so done
            await owe(session, "compose", row, at=datetime.now(UTC))
        await owe(session, "write", 1, at=datetime.now(UTC))
    async with commits_of(on_postgres["DATABASE_URL"], "work") as commits:
        await commits.until_true(partial(only_writing_is_owed, database), patience_s=PATIENCE_S)
    for process in running:
        process.send_signal(signal.SIGTERM)
    for process in running:
        _, said = await asyncio.to_thread(process.communicate, timeout=PATIENCE_S)
        assert (process.returncode, "Traceback" in said) == (0, False), said
    async with database.reading() as session:
        assert list(await session.scalars(select(col(Worker.name)))) == []
    await database.close()


async def test_a_seat_passes_on_when_its_holder_stops(tmp_path: Path, on_postgres: dict[str, str]) -> None:
    queue = ("work", "--queue", "cluster")
    first = worker(tmp_path, on_postgres, *queue)
    assert first.stderr is not None
    while "has the seat" not in await asyncio.to_thread(first.stderr.readline):
        assert first.poll() is None
    second = worker(tmp_path, on_postgres, *queue)
    assert second.stderr is not None
    while "stands by" not in await asyncio.to_thread(second.stderr.readline):
        assert second.poll() is None
    first.send_signal(signal.SIGTERM)
    async with asyncio.timeout(PATIENCE_S):
        while "has the seat" not in await asyncio.to_thread(second.stderr.readline):
            assert second.poll() is None
    second.send_signal(signal.SIGTERM)
    for process in (first, second):
        assert await asyncio.to_thread(process.wait, PATIENCE_S) == 0
