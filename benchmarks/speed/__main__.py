"""Measures the rows that are named (all of them by default), prints one table, and keeps it in docs/benchmarks.md.

    python -m benchmarks.speed [NAME ...] [--sample]

A row that is not measured now keeps its line. With --sample everything is small, nothing is kept, and no figure is worth
anything: it shows that the scripts still run.
"""

import argparse
import asyncio
import os
import platform
import re
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from benchmarks.speed.measured import Row

NAMES = (
    "repoll",
    "store",
    "fetch",
    "ingest",
    "cluster",
    "compose",
    "deliver",
    "broadcast",
    "chat",
    "search",
    "workers",
    "start",
)
PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
HEAD = "| row | the work | ours | peer or limit | its figure | ratio | aim | reached |\n|---|---|---|---|---|---|---|---|"
OPENING = """# Speed

`make bench` measures all of it and writes this page; `python -m benchmarks.speed NAME` measures one row. Both figures of a row are taken in one run (in turns, but for ingest, compose and chat),
as CPU seconds unless the row says otherwise, and stand here as medians. Fetch, deliver, the clock of start and the search of SQLite were measured on an idle machine; a dozen
processes wanted the two cores of the rest (five at repoll and ingest, seven at broadcast, eight at chat, sixteen at compose, thirteen at workers and cluster). Trust the ratio, not the figure: another machine has other
figures. What is measured, on what, and what was tried where an aim is missed stands below the table. Quality is measured elsewhere: [measurements](measurements.md).
"""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    asked.add_argument("--sample", action="store_true", help="tiny sizes, nothing kept")
    given = asked.parse_args()
    if unknown := set(given.names) - set(NAMES):
        asked.error(f"there is no row named {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    print(HEAD)
    measured = {name: _measured(name, sample=given.sample) for name in given.names or NAMES}
    if not given.sample:
        PAGE.write_text(page(PAGE.read_text("utf-8") if PAGE.exists() else "", measured), "utf-8")


def _measured(name: str, *, sample: bool) -> list[str]:
    """The lines of a row's comparisons, printed as they come."""
    began, lines = time.monotonic(), []
    module = import_module(f"benchmarks.speed.{name}")
    for row in asyncio.run(module.rows(sample=sample)):
        lines.append(line(name, row))
        print(lines[-1], flush=True)
    if not lines:
        print(f"({name}: not measured, its data is not on this machine)")
    print(f"({name}: {time.monotonic() - began:.0f} s)")
    return lines


def line(name: str, row: Row) -> str:
    reached = {None: "", True: "yes", False: "**no**"}[row.is_reached]
    cells = (
        name,
        row.work,
        row.ours,
        row.peer,
        row.theirs,
        f"{row.ratio:,.2f}" if row.ratio >= 0.1 else f"{row.ratio:.2g}",
        row.aim,
        reached,
    )
    return f"| {' | '.join(cells)} |"


def page(before: str, measured: dict[str, Sequence[str]]) -> str:
    """The page with these lines, and those of `before` for what was not measured now."""
    kept = {name: re.findall(rf"^\| {name} \|.*$", before, re.MULTILINE) for name in NAMES}
    lines = [line for name in NAMES for line in (measured.get(name) or kept[name])]
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}."
    return "\n".join([OPENING, HEAD, *lines, "", machine, "", *map(section, NAMES)])


def section(name: str) -> str:
    """What a row's module says of itself."""
    told = (import_module(f"benchmarks.speed.{name}").__doc__ or "").strip()
    return f"## {name}\n\n{told}\n"


if __name__ == "__main__":
    main()
