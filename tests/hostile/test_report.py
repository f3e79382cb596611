"""The page of what was measured: rows that were not measured again stay as they are."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.hostile import report
from tests.measured import USUAL_SEED

TEST = "tests/news/test_migrations.py::test_an_upgrade_keeps_every_row_and_every_value"


def a_row(**more: Any) -> dict[str, Any]:
    plain = {"threat": "upgrades", "bar": "all", "figure": "{cases} of 33", "test": f"{TEST}[a]"}
    return plain | {"seed": USUAL_SEED, "whole": True, "cases": 1, "part": ""} | more


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "page.md"
    monkeypatch.setattr(report, "PAGE", made)
    return made


def reported(page: Path, *rows: dict[str, Any]) -> str:
    file = page.with_suffix(".jsonl")
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    report.main(str(file))
    return page.read_text(encoding="utf-8")


def test_a_part_that_was_not_run_again_keeps_its_row(page: Path) -> None:
    parts = ("sqlite", "postgresql")
    reported(page, *(a_row(test=f"{TEST}[{part}-{at}]", part=part) for part in parts for at in range(2)))
    said = reported(page, a_row(test=f"{TEST}[sqlite-0]", part="sqlite"))
    assert (
        "| upgrades | all | 1 of 33 | `test_migrations.py::test_an_upgrade_keeps_every_row_and_every_value[sqlite]` |"
        in said
    )
    assert (
        "| 2 of 33 | `test_migrations.py::test_an_upgrade_keeps_every_row_and_every_value[postgresql]` |"
        in said
    )


def test_a_run_with_another_seed_says_so_of_its_own_rows_only(page: Path) -> None:
    reported(
        page,
        a_row(
            threat="one",
            cases=None,
            test="test_costs.py::test_a_day_costs_what_is_counted_and_no_more_than_is_allowed",
        ),
    )
    said = reported(page, a_row(seed=7), a_row(threat="two, seed 7", seed=7, part="x"))
    assert f"seed {USUAL_SEED} where a row names no other" in said
    assert "| one |" in said
    assert "| upgrades; seed 7 |" in said
    assert "| two, seed 7 |" in said
