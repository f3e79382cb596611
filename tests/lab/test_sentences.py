"""`pressradar lab verify` on reports of our own in many languages: what a report carries is kept, what it does not falls."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from news.writing.trial_case import Case
from news.writing.trial_verify import Verdict, judge_case


def reports(name: str) -> list[dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_name(name).read_text("utf-8"))["report"]  # type: ignore[no-any-return]


REPORTS, ACROSS = reports("sentences.toml"), reports("across.toml")


def verdict_on(report: dict[str, Any], sentences: list[str]) -> Verdict:
    """Each sentence cites the whole report."""
    story = {
        "headline": report["title"],
        "paragraphs": [{"sentences": [{"text": text, "sources": [1]} for text in sentences]}],
    }
    case = Case.model_validate(
        {
            "target_lang": report.get("told", report["lang"]),
            "now": "2026-02-03T12:00:00Z",
            "sources": [{"id": 1, "url": "https://report.example/1", **report}],
            "story": story,
        }
    )
    assert case.story is not None
    assert case.now is not None
    return judge_case(case, case.story, now=case.now)


def told(kind: str) -> list[Any]:
    return [
        pytest.param(report, row, id=f"{report.get('told', '')}-{report['lang']}-{number}")
        for report in [*REPORTS, *ACROSS]
        for number, row in enumerate(report[kind])
    ]


@pytest.mark.parametrize(("report", "sentence"), told("true"))
def test_what_the_report_carries_is_kept(report: dict[str, Any], sentence: str) -> None:
    assert [(f.code, f.detail) for f in verdict_on(report, [sentence]).faults_at((0, 0))] == []


@pytest.mark.parametrize(("report", "row"), told("false"))
def test_what_the_report_does_not_carry_falls(report: dict[str, Any], row: tuple[str, str]) -> None:
    sentence, codes = row
    found = {f.code for f in verdict_on(report, [sentence]).faults_at((0, 0))}
    assert found & set(codes.split()), found or "nothing found"


def test_true_sentences_of_a_report_make_a_story_that_is_published() -> None:
    for report in REPORTS:
        assert verdict_on(report, report["true"]).made or len(report["true"]) < 2, report["lang"]
