"""Posts that give a deed to somebody else are told to differ, and never to be reported; true ones are not told to differ."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from news.comparing.claims import Claim, Standing, compare
from news.comparing.post import read_post
from news.story.stories import Source, with_families
from news.writing.shaping import shape

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PUBLISHED = datetime(2026, 11, 23, 8, tzinfo=UTC)
CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "posts" / "roles.toml").read_text("utf-8")
)["case"]
TUNED, HELD = CASES[::2], CASES[1::2]


def source(number: int, text: str, language: str) -> Source:
    return Source(
        article_id=number, family=number, first_version=number, outlet=f"Outlet {number}", domain=f"{number}.example",
        country=None, owner=None, kind="news", language=language, title=text.partition(".")[0], text=text,
        url=f"https://{number}.example/a", published_at=PUBLISHED, version=1, is_copy=False,
    )  # fmt: skip


def claim(post: str, told: list[str], language: str) -> Claim:
    text = " ".join(told)
    sources = with_families([source(1, text, language), source(2, f"{text} {told[-1]}", language)])
    (found,) = compare(read_post(post, reads=language), shape(sources, now=NOW).evidence, now=NOW)
    return found


def standings(cases: list[dict[str, Any]], kind: str) -> list[Standing]:
    return [claim(case[kind], case["source"], case["language"]).standing for case in cases]


def test_there_are_thirty_cases() -> None:
    assert len(CASES) == 30
    assert all(case["true"] != case["swapped"] for case in CASES)


@pytest.mark.parametrize("cases", [TUNED, HELD], ids=["tuned", "held"])
def test_a_deed_of_somebody_else_is_never_told_to_be_reported(cases: list[dict[str, Any]]) -> None:
    assert Standing.SAME not in standings(cases, "swapped")


@pytest.mark.parametrize("cases", [TUNED, HELD], ids=["tuned", "held"])
def test_most_swapped_deeds_are_marked(cases: list[dict[str, Any]]) -> None:
    assert standings(cases, "swapped").count(Standing.DIFFERS) / len(cases) >= 0.8


@pytest.mark.parametrize("cases", [TUNED, HELD], ids=["tuned", "held"])
def test_a_true_deed_is_not_told_to_differ(cases: list[dict[str, Any]]) -> None:
    assert Standing.DIFFERS not in standings(cases, "true")


def test_another_part_of_a_place_differs() -> None:
    told = ["The quake struck the eastern basin of Marel at 4 in the morning, the survey said."]

    found = claim("The quake struck the western basin of Marel at 4 in the morning", told, "en")

    assert (found.standing, found.pieces) == (Standing.DIFFERS, ("western",))
    assert claim("The quake struck the eastern basin of Marel", told, "en").standing is Standing.SAME


def test_the_weekday_of_publishing_is_not_told_to_be_absent() -> None:
    told = ["The quake struck the eastern basin of Marel, the survey said."]

    monday = claim("The quake struck the eastern basin of Marel on Monday", told, "en")
    tuesday = claim("The quake struck the eastern basin of Marel on Tuesday", told, "en")

    assert monday.standing is Standing.NEAR
    assert (tuesday.standing, tuesday.pieces) == (Standing.DIFFERS, ("Tuesday",))
