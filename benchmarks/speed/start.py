"""Starting.

*Importing*: CPU time and memory of a fresh interpreter that imports what `pressradar run` imports before it serves, as it does it (the
command, then `bot.serve`), against one
that imports the six packages that such a program is made of: feedparser, APScheduler, python-telegram-bot, SQLModel, openai, Babel.
Both have their bytecode from an import before. Not reached: SQLModel with SQLAlchemy, Telegram's library and aiohttp, none of which can be
left out, are by themselves 0.7 of the six, and the classes of our 52 tables a fifth more; then come our own 450 modules (reading them, their 320 frozen
dataclasses, their patterns: a third of it all), numpy, and structlog, which brings rich. Leaving rich out, which httpx and structlog import where they find it,
was tried on 23 November 2026: 45 modules and 2 MB fewer, and no CPU time that could be told from chance. The patterns take 0.18 s in a hundred modules, the dearest module 0.018.

*Serving*: by the clock, from starting `python -m bot run` in an empty folder that was started in once before, with the sandbox and
the sample edition, until the address is printed. Other work on the machine is in it.
"""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.speed.measured import Row, in_turns

ROUNDS = 5
SIX = "import feedparser, apscheduler.schedulers.asyncio, telegram.ext, sqlmodel, sqlalchemy.ext.asyncio, openai, babel.dates"
OURS = """import bot.__main__
with bot.__main__.uncollected():
    import bot.serve"""
PRINT = "{0}\nimport json, resource; r = resource.getrusage(resource.RUSAGE_SELF); print(json.dumps([r.ru_utime + r.ru_stime, r.ru_maxrss]))"
BARE = "import sys"
PATIENCE_S = 60.0
ROOT = Path(__file__).resolve().parents[2]


async def rows(*, sample: bool) -> list[Row]:
    rounds = 1 if sample else ROUNDS
    ours, six = in_turns(lambda: _imported(OURS)[0], lambda: _imported(SIX)[0], rounds=rounds)
    memory, their_memory = in_turns(lambda: _imported(OURS)[1], lambda: _imported(SIX)[1], rounds=1)
    found = [
        Row("importing what `run` needs, CPU", f"{ours:.2f} s", "six packages", f"{six:.2f} s", ours / six, "at most 0.55"),
        Row("the same, memory", f"{memory / 1e3:.0f} MB", "six packages", f"{their_memory / 1e3:.0f} MB", memory / their_memory, "at most 0.78"),
    ]  # fmt: skip
    if sample:
        return found
    with tempfile.TemporaryDirectory() as folder:
        _served(folder)
        took = median(_served(folder) for _ in range(3))
    return [
        *found,
        Row(
            "`pressradar run` until it serves, by the clock",
            f"{took:.2f} s",
            "limit",
            "1.5 s",
            took / 1.5,
            "at most 1",
        ),
    ]


def _imported(modules: str) -> tuple[float, float]:
    """CPU seconds and kilobytes of a fresh interpreter; the CPU time without that of an interpreter alone."""
    _run(modules)  # leaves the bytecode behind
    spent, memory = _run(modules)
    return spent - _run(BARE)[0], memory


def _run(modules: str) -> tuple[float, float]:
    done = subprocess.run(
        [sys.executable, "-c", PRINT.format(modules)],
        cwd=ROOT, env=_environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    spent, memory = json.loads(done.stdout)
    return spent, memory


def _environment() -> dict[str, str]:
    """As an operator has it: whoever runs this may have told Python to keep no bytecode."""
    kept = {
        name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV")
    }
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


def _served(folder: str) -> float:
    """Seconds until the address is printed."""
    began = time.monotonic()
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "run"], cwd=folder, env=_environment(),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    ) as process:  # fmt: skip
        try:
            return _until_told(process, began)
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def _until_told(process: "subprocess.Popen[str]", began: float) -> float:
    assert process.stdout is not None
    for line in process.stdout:
        if re.search(r"http://(127\.0\.0\.1|localhost):\d+", line):
            return time.monotonic() - began
        if time.monotonic() - began > PATIENCE_S:
            break
    raise RuntimeError("it does not serve")
