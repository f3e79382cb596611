"""`python -m tests.hostile.report ROWS`: docs/reliability.md from what the tests measured.

What was measured again takes the place of its row; rows of tests that were not run this time stay with the day on which they were, as long as
there is such a test.
"""

import json
import platform
import re
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from tests.measured import USUAL_SEED

PAGE, TESTS = Path("docs/reliability.md"), Path("tests")
HEAD = """# How it holds

Each row is what a named test measured; `make hostile` runs them all, on corpora that are not part of this repository, and writes this
page. CI runs a seeded sample of the same tests. What only the real Telegram can confirm is said in [operations](operations.md).

Each row has the day on which it was measured: one that is older than {day}, the day of the last run, was not measured then.
That one was with Python {python} on {system}; seed {seed} where a row names no other.

"""
TABLE = "| threat | the bar | reached | measured on | test |\n|---|---|---|---|---|\n"


def main(file: str) -> None:
    rows = [json.loads(line) for line in Path(file).read_text(encoding="utf-8").splitlines()]
    if not rows or not all(row["whole"] for row in rows):
        sys.exit("these rows are of a sample, not of a whole run (HOSTILE=whole)")
    before = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    PAGE.write_text(written(before, rows, day=datetime.now(UTC).date()), encoding="utf-8")


def written(before: str, rows: Iterable[Mapping[str, Any]], *, day: date) -> str:
    """The page with what was measured on that day, and what `before` has of other tests that there still are."""
    head = HEAD.format(day=day, python=platform.python_version(), system=platform.system(), seed=USUAL_SEED)
    lines, foot = read(before)
    measured = [line_of(row, day=day) for row in added_up(rows)]
    anew = {test_of(line) for line in measured}
    kept = [line for line in lines if test_of(line) not in anew and is_there(test_of(line))]
    return head + TABLE + "".join(sorted([*kept, *measured], key=test_of)) + foot


def read(page: str) -> tuple[list[str], str]:
    """The rows of its table, and what stands below."""
    _, _, table = page.partition(TABLE)
    lines = table.splitlines(keepends=True)
    rows = [line for line in lines if line.startswith("| ")]
    return rows, "".join(lines[len(rows) :])


def test_of(line: str) -> str:
    """Of a row of the table: the file and the name, the last of its cells."""
    return line.rstrip(" |\n").rpartition(" | ")[2].strip("`")


def is_there(test: str) -> bool:
    file, _, name = test.partition("::")
    function = f"def {name.partition('[')[0]}("
    return any(function in found.read_text(encoding="utf-8") for found in TESTS.rglob(file))


def added_up(rows: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    """A test that was run twice counts as it was the last time; one row of all runs that say how many cases they held."""
    last = {(row["test"], row["threat"]): row for row in rows}
    sums: dict[tuple[str, str], dict[str, Any]] = {}
    for (test, threat), row in last.items():
        if row.get("cases") is None:
            sums[test, threat] = dict(row)
            continue
        test = test.partition("[")[0] + (f"[{row['part']}]" if row["part"] else "")
        so_far = sums.setdefault((test, threat), {**row, "test": test, "cases": 0})
        so_far["cases"] += row["cases"]
    for row in sums.values():
        yield row | {"figure": re.sub(r"\{cases\}", f"{row.get('cases') or 0:,}", row["figure"])}


def line_of(row: Mapping[str, Any], *, day: date) -> str:
    file, _, name = row["test"].partition("::")
    is_told = row["seed"] == USUAL_SEED or re.search(r"\bseed \d", row["threat"])
    threat = row["threat"] if is_told else f"{row['threat']}; seed {row['seed']}"
    cells = (threat, row["bar"], row["figure"], str(day), f"`{Path(file).name}::{name}`")
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


if __name__ == "__main__":
    main(sys.argv[1])
