"""`python -m tests.hostile.report ROWS`: docs/reliability.md from what the tests measured."""

import json
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

HEAD = """# How it holds

Each row is what a named test measured; `make hostile` runs them all, on corpora that are not part of this repository, and writes this
page. CI runs a seeded sample of the same tests. What only the real Telegram can confirm is said in [operations](operations.md).

Run on {day} with Python {python} on {system}; seed {seed}.

| threat | the bar | reached | test |
|---|---|---|---|
"""


def main(file: str) -> None:
    rows = [json.loads(line) for line in Path(file).read_text(encoding="utf-8").splitlines()]
    if not rows or not all(row["whole"] for row in rows):
        sys.exit("these rows are of a sample, not of a whole run (HOSTILE=whole)")
    said = HEAD.format(
        day=datetime.now(UTC).date(),
        python=platform.python_version(),
        system=platform.system(),
        seed=rows[0]["seed"],
    )
    Path("docs/reliability.md").write_text(said + "".join(_line(row) for row in rows), encoding="utf-8")


def _line(row: dict[str, str]) -> str:
    file, _, name = row["test"].rpartition("::")
    cells = (row["threat"], row["bar"], row["figure"], f"`{Path(file).name}::{name}`")
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


if __name__ == "__main__":
    main(sys.argv[1])
