"""`python -m jobs`: a worker for chosen steps, in a process of its own."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from jobs.__main__ import choose
from news.errors import SettingsError
from news.settings import Settings

PATIENCE_S = 30


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A current schema in an empty folder, and nothing else set."""
    plain = {name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields}
    subprocess.run([sys.executable, "-m", "bot", "db", "upgrade"], cwd=tmp_path, env=plain, check=True)
    return plain


def worker(folder: Path, environment: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "jobs", *arguments],
        cwd=folder, env=environment, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def until(done: Callable[[], bool]) -> None:
    """Looks again and again: another process cannot ring for us."""
    deadline = time.monotonic() + PATIENCE_S
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_worker_does_its_steps_and_no_others_and_stops_cleanly(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    database = sqlite3.connect(tmp_path / "pressradar.sqlite3", isolation_level=None)
    owed = "INSERT INTO work (step, row, due_at, leased, urgent, attempts) VALUES (?, 404, '2026-01-01 00:00:00', 0, 0, 0)"
    database.execute(owed, ["compose"])  # of a digest that is not there: nothing to do, so done
    database.execute(owed, ["write"])
    running = worker(tmp_path, environment, "--steps", "compose")
    assert running.stderr is not None
    assert "working" in running.stderr.readline()
    until(lambda: not database.execute("SELECT 1 FROM work WHERE step = 'compose'").fetchone())
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
    running = worker(tmp_path, elsewhere, "--steps", "fetch")
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
