"""What tests measured, a line of JSON each in the file that HOSTILE_ROWS names; `tests/hostile/report.py` makes docs/reliability.md of them.

Knows no test.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path

IS_WHOLE = os.environ.get("HOSTILE") == "whole"
USUAL_SEED = 1
SEED = int(os.environ.get("HOSTILE_SEED", USUAL_SEED))

Record = Callable[..., None]


def recorder(test: str) -> Record:
    """Writes rows of the test with this id: the threat, the bar that it is held to, and the figure reached, which the test asserts itself.

    With `cases`, the row of other runs of the test that are of the same `part`, with other parameters, is added to it, and "{cases}" in
    the figure says how many they were in all."""

    def write(threat: str, *, bar: str, figure: str, cases: int | None = None, part: str = "") -> None:
        file = os.environ.get("HOSTILE_ROWS")
        if file is None:
            return
        row = {
            "threat": threat,
            "bar": bar,
            "figure": figure,
            "test": test,
            "seed": SEED,
            "whole": IS_WHOLE,
            "cases": cases,
            "part": part,
        }
        with Path(file).open("a", encoding="utf-8") as rows:
            rows.write(json.dumps(row, ensure_ascii=False) + "\n")

    return write
