"""The program under the soak: `python -m tests.hostile.soak.program FOLDER SEED`, the whole of it as `pressradar run` starts it.

Only its clock is the board's, and on the board's word it makes trouble for itself: statements and commits that the database
refuses, and steps that are cancelled. SIGUSR1 has it write down what has grown since the first time.
"""

import asyncio
import json
import os
import random
import re
import signal
import sqlite3
import sys
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from bot.serve import serve
from bot.terminal.opening import read_settings
from news.adapters.fetcher import HttpFetcher
from news.app import App, open_app
from news.pipeline import STEPS
from news.sending.in_flight import InFlight
from news.settings import Settings
from tests.hostile.soak.board import CANCELLED, LOCKED, Board
from tests.hostile.soak.holding import MOST_SAID, apart, held, told

MARK = "soak: "
"""Stands in every error that was laid on purpose, so that all others are findings."""
REFUSED, CUT = 0.002, 0.02
LOOKS_EVERY_S = 0.005
FETCH_WITHIN_S = 3.0
"""Sockets know nothing of the day's time: who waits for a silent server waits as the machine's clock goes."""
_STEP = re.compile(rf"({'|'.join(step.name for step in STEPS)}) -?\d+")


def refuse_some(board: Board, chance: random.Random) -> None:
    """The database is locked now and then: when a transaction begins, within it, and when it is committed."""

    def maybe(statement: str) -> None:
        if board.read().trouble & LOCKED and chance.random() < REFUSED:
            raise OperationalError(statement, None, sqlite3.OperationalError(MARK + "database is locked"))

    @event.listens_for(Engine, "before_cursor_execute")
    def _before(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        maybe(statement.split(" ", 1)[0])

    @event.listens_for(Engine, "commit")
    def _commit(_connection: Any) -> None:
        maybe("COMMIT")


async def look(board: Board, app: App, chance: random.Random) -> None:
    """Tells the board how it stands; cancels a step where it says so; wakes the sweeper when the time has moved."""
    ahead = board.read().ahead_s
    while True:
        tasks = asyncio.all_tasks()
        steps = [task for task in tasks if _STEP.fullmatch(task.get_name())]
        told = board.look(running=len(steps), tasks=len(tasks))
        if told.trouble & CANCELLED and steps and chance.random() < CUT:
            chance.choice(steps).cancel()
        if told.ahead_s != ahead:
            ahead = told.ahead_s
            app.bell.ring(*(step.name for step in STEPS))
        await asyncio.sleep(LOOKS_EVERY_S)


@asynccontextmanager
async def opened(board: Board, chance: random.Random, settings: Settings, **parts: Any) -> AsyncIterator[App]:
    """The app with the board's clock."""
    now = board.as_the_program_has_it
    fetcher = HttpFetcher(allow=settings.fetch_allow, deadline_s=FETCH_WITHIN_S, spacing_s=0.02, now=now)
    async with open_app(settings, now=now, **parts) as app:
        in_flight = InFlight(seconds=board.seconds)  # nobody sets the day's true time: it only goes on
        app = replace(app, fetcher=fetcher, in_flight=in_flight)
        looking = asyncio.create_task(look(board, app, chance), name="board")
        try:
            yield app
        finally:
            looking.cancel()
            await fetcher.close()


class Growth:
    """What there is more of than at the first look, by type and, where memory is traced, by the line that asked for it."""

    def __init__(self, folder: Path) -> None:
        self._said, self._first = folder / "growth.txt", folder / f"held.{os.getpid()}.json"
        self._lines: tracemalloc.Snapshot | None = None

    def write(self) -> None:
        lines = tracemalloc.take_snapshot() if tracemalloc.is_tracing() else None
        apart(lambda: self._compare(lines))
        self._lines = self._lines or lines

    def _compare(self, lines: tracemalloc.Snapshot | None) -> None:
        now = held()
        if not self._first.exists():
            self._first.write_text(json.dumps(now), encoding="utf-8")
            return
        said = told(json.loads(self._first.read_text(encoding="utf-8")), now)
        if lines is not None and self._lines is not None:
            said += [str(change) for change in lines.compare_to(self._lines, "lineno")[:MOST_SAID]]
        self._said.write_text("\n".join(said), encoding="utf-8")


async def main(folder: Path, seed: int) -> None:
    board, chance = Board(folder / "board"), random.Random(f"{seed} {os.getpid()}")
    growth = Growth(folder)
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, growth.write)
    refuse_some(board, chance)

    def parts(settings: Settings, **more: Any) -> Any:
        return opened(board, chance, settings, **more)

    await serve(read_settings(), say=print, open_parts=parts)


if __name__ == "__main__":
    if os.environ.get("SOAK_TRACED"):
        tracemalloc.start()
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
