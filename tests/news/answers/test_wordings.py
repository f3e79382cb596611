"""Questions in wordings that were written down before any was tried (`wordings.toml`): how many are answered, rightly and
wrongly. The floors are what was measured with the installed encoder; they are no promise, but no change may lose them.
"""

import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.news.answers.test_edition_questions import asked

WORDINGS = tomllib.loads(Path(__file__).with_name("wordings.toml").read_text("utf-8"))


@cache
def listed(group: str) -> tuple[tuple[str, ...], ...]:
    return tuple((code, *each) for code, groups in WORDINGS.items() for each in groups[group])


async def outcomes(group: str) -> Counter[str]:
    """Of the questions: `right` are answered as they should be, `shown` have it in a passage that is called close."""
    found: Counter[str] = Counter()
    for code, story, text, *says in listed(group):
        answer = (await asked(code, story, text)).answer
        shown = " ".join(sentence.text for sentence in answer.sentences)
        has_it = any(said in shown for wanted in says for said in wanted.split("|"))
        found["answered"] += answer.is_answer
        found["right"] += answer.is_answer and has_it
        found["shown"] += has_it
    return found


def test_there_are_a_hundred_and_eight_in_six_languages() -> None:
    assert [len(listed(group)) for group in ("answerable", "near", "across")] == [59, 29, 20]
    assert len(WORDINGS) == 6


@pytest.mark.parametrize(("group", "right", "shown"), [("answerable", 23, 29), ("across", 6, 7)])
async def test_as_many_are_answered_as_were_when_last_measured(group: str, right: int, shown: int) -> None:
    found = await outcomes(group)

    assert found["right"] >= right
    assert found["shown"] >= shown


async def test_no_more_are_answered_wrongly_than_when_last_measured() -> None:
    assert (await outcomes("near"))["answered"] <= 13
