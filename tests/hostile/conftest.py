"""Hostile input by the thousand: collected corpora and made-up ones, a seeded sample of them unless HOSTILE=whole.

The corpora are not part of this repository; where they are absent, their tests are skipped.
"""

import asyncio
import json
import random
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.measured import IS_WHOLE, SEED

HOSTILE = Path(__file__).parents[3] / "shared" / "data" / "hostile"
REALFEEDS = HOSTILE.parent / "realfeeds"

PUBLIC, PRIVATE = "127.0.0.2", "127.0.0.1"
"""Two places on this machine; the first is allowed and stands for the internet."""

T = TypeVar("T")


def corpus(*parts: str) -> Path:
    """A folder or file of the corpora; skips the test where they are not on this machine."""
    path = HOSTILE.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"the hostile corpora are not on this machine: {'/'.join(parts)}")
    return path


def vectors(name: str) -> list[dict[str, Any]]:
    """The rows of a file of addresses: what is asked for, and whether it is to be blocked."""
    rows: list[dict[str, Any]] = json.loads(corpus("ssrf", name).read_text())
    return rows


def sampled(items: Sequence[T], most: int, *, seed: int = SEED) -> list[T]:
    """All of them with HOSTILE=whole; else as many as `most`, chosen by the seed."""
    if IS_WHOLE or len(items) <= most:
        return list(items)
    return random.Random(seed).sample(items, most)


class Connections:
    """Addresses that a socket was told to connect to. Audit hooks cannot be taken off, so there is one for all tests."""

    def __init__(self) -> None:
        self.made: list[Any] = []
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "socket.connect":
            self.made.append(arguments[1])


@pytest.fixture(scope="session")
def heard() -> Connections:
    return Connections()


@pytest.fixture
def connections(heard: Connections) -> list[Any]:
    heard.made.clear()
    return heard.made


class Lag:
    """How long this event loop computed between two looks at its clock, in seconds of its thread's CPU: what others would
    wait for it. On a busy machine the wall clock tells of the machine."""

    def __init__(self) -> None:
        self.late_s: list[float] = []

    def percentile(self, share: float) -> float:
        """0 where nothing was measured."""
        ranked = sorted(self.late_s)
        return ranked[min(len(ranked) - 1, int(share * len(ranked)))] if ranked else 0.0


@asynccontextmanager
async def watching_the_loop(*, every_s: float = 0.01) -> AsyncIterator[Lag]:
    """Measures the loop's lag meanwhile."""
    lag = Lag()

    async def watch() -> None:
        while True:
            before = time.thread_time()
            await asyncio.sleep(every_s)
            lag.late_s.append(time.thread_time() - before)

    task = asyncio.create_task(watch())
    try:
        yield lag
    finally:
        task.cancel()


@pytest.fixture(scope="session")
def bombs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bombs")
    maker = corpus("bombs", "make_bombs.py")
    made = subprocess.run(
        [sys.executable, str(maker), str(folder)], capture_output=True, text=True, check=False
    )
    if made.returncode != 0 and not any(folder.iterdir()):
        pytest.skip(f"the bombs could not be made: {made.stderr[-200:]}")
    return folder
