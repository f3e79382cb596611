"""The page of what was measured: rows that were not measured again stay as they are."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.hostile import report
from tests.measured import USUAL_SEED

TEST = "tests/news/test_migrations.py::test_an_upgrade_keeps_every_row_and_every_value"


def a_row(**more: Any) -> dict[str, Any]:
    plain = {"threat": "upgrades", "bar": "all", "figure": "{cases} of 33", "test": f"{TEST}[a]"}
    return plain | {"seed": USUAL_SEED, "whole": True, "cases": 1, "part": ""} | more


TODAY = datetime.now(UTC).date()


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
        f"| upgrades | all | 1 of 33 | {TODAY} | `test_migrations.py::test_an_upgrade_keeps_every_row_and_every_value[sqlite]` |"
        in said
    )
    assert (
        f"| 2 of 33 | {TODAY} | `test_migrations.py::test_an_upgrade_keeps_every_row_and_every_value[postgresql]` |"
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


def test_a_row_that_was_not_measured_this_time_keeps_its_day() -> None:
    first, second = date(2026, 11, 20), date(2026, 11, 23)
    rows = [a_row(test=f"{TEST}[{part}]", part=part) for part in ("sqlite", "postgresql")]
    before = report.written("", rows, day=first)
    said = report.written(before, rows[:1], day=second)
    assert f"older than {second}" in said
    rows_told, _ = report.read(said)
    assert len(rows_told) == 2
    for line in rows_told:
        assert f"| {second if '[sqlite]' in line else first} |" in line


def test_the_page_as_it_stands_can_be_read() -> None:
    rows, _ = report.read((Path(__file__).parents[2] / "docs" / "reliability.md").read_text(encoding="utf-8"))
    assert len(rows) > 50
    for row in rows:
        date.fromisoformat(row.split(" | ")[-2])
