"""The measurements of speed still run, and say what they measured. That they are fast is measured by `make bench`."""

import subprocess
import sys

import pytest

from benchmarks.speed.__main__ import HEAD, NAMES, page, section
from benchmarks.speed.measured import Row, in_turns, percentile


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_of_each_row_is_measured(name: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.speed", name, "--sample"],
        capture_output=True,
        text=True,
        timeout=110,
    )
    assert run.returncode == 0, run.stderr
    assert f"| {name} |" in run.stdout or "not measured" in run.stdout


def test_a_row_that_was_not_measured_now_keeps_its_line() -> None:
    first, second = NAMES[:2]
    before = f"{HEAD}\n| {first} | old |\n| {second} | old |\n"
    written = page(before, {second: [f"| {second} | new |"]})
    assert f"| {first} | old |\n| {second} | new |" in written
    assert section(first) in written


@pytest.mark.parametrize(("aim", "is_reached"), [("at least 8", True), ("at most 0.25", False), ("", None)])
def test_whether_an_aim_is_reached_is_read_off_its_ratio(aim: str, is_reached: bool | None) -> None:
    assert Row("work", "1 ms", "peer", "8 ms", 8.0, aim).is_reached is is_reached


def test_both_sides_take_turns() -> None:
    said: list[str] = []
    assert in_turns(lambda: said.append("a") or 1.0, lambda: said.append("b") or 2.0, rounds=3) == (1.0, 2.0)
    assert "".join(said) == "ababab"


def test_a_percentile_is_one_of_the_figures() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.95) == 3.0
    assert percentile([1.0] * 19 + [9.0], 0.5) == 1.0
