"""Where no capitals show names, posts that give a deed to somebody else are told to differ, and never to be reported; true ones are not told
to differ."""

import tomllib
from pathlib import Path

import pytest

from news.comparing.claims import Standing
from news.comparing.particles import LANGUAGES, swapped_in
from tests.news.posts_compared import claim

CASES: list[dict[str, str]] = tomllib.loads(
    (Path(__file__).parent / "posts" / "particles.toml").read_text("utf-8")
)["case"]
HALVES = pytest.mark.parametrize("half", [0, 1], ids=["tuned", "held"])
MARKED = 0.8


def standings(half: int, kind: str) -> list[Standing]:
    return [claim(case[kind], [case["source"]], case["language"]).standing for case in CASES[half::2]]


def test_there_are_cases_in_each_language() -> None:
    assert len(CASES) == 26
    assert {case["language"] for case in CASES} == LANGUAGES


@HALVES
def test_most_swapped_deeds_are_marked_and_none_is_told_to_be_reported(half: int) -> None:
    found = standings(half, "swapped")

    assert Standing.SAME not in found
    assert found.count(Standing.DIFFERS) / len(found) >= MARKED


@HALVES
def test_a_true_deed_is_not_told_to_differ(half: int) -> None:
    assert Standing.DIFFERS not in standings(half, "true")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["swapped"][:30])
def test_what_a_source_says_itself_is_never_swapped(case: dict[str, str]) -> None:
    assert swapped_in(case["source"], [case["source"], case["swapped"]], case["language"]) is None


def test_in_a_language_that_marks_neither_nothing_is_told() -> None:
    assert swapped_in("هزمت فالدوفا دريمين", ["هزم دريمين فالدوفا"], "ar") is None
