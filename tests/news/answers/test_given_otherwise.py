"""Where outlets give different figures for what is asked, both are told; where each is of something else, one."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from news.answers.answering import answer_asked
from news.answers.counting import line
from news.answers.finding import tellable
from news.answers.given_otherwise import given_otherwise
from news.answers.values import Answer, Asked
from news.retrieving.judging import Vector
from news.testing import NOON
from tests.news.answers.test_own_language import a_source

RECALL = "Norvik is recalling 84,000 electric cars because their brakes can fail in the cold."
GERI = "Norvik, frenleri soğukta arızalanabildiği için 91 bin elektrikli aracı geri çağırıyor."
ALIKE = {RECALL: np.array([1, 0], np.float32), GERI: np.array([0.6, 0.8], np.float32)}


def sides(
    question: str, *told: tuple[str, ...], vectors: Mapping[str, Vector] | None = None
) -> list[list[str]]:
    """The figures of each conflict, as they are written; of each article its language first."""
    sources = [a_source(number, *each) for number, each in enumerate(told, start=1)]
    lines = [line(passage) for passage in tellable(sources)]
    best = next(each for each in lines if each.article == 1 and each.position > 0)
    found = given_otherwise(best, lines, question, language="en", vectors=vectors or {})
    return [sorted(side.written for side in conflict.sides) for conflict in found]


async def said(question: str, *told: str) -> Answer:
    sources = [a_source(number, "en", text) for number, text in enumerate(told, start=1)]
    return (await answer_asked(Asked(question, "en", "en"), sources, now=NOON)).answer


async def test_two_shares_of_one_thing_are_both_told() -> None:
    answer = await said(
        "By how many per cent does Lumexa cut strokes?",
        "The drug Lumexa cuts strokes by 38 per cent.",
        "Lumexa cuts the number of strokes by 41 per cent, doctors said.",
    )

    assert {figure for each in answer.sentences for figure in ("38", "41") if figure in each.text} == {
        "38",
        "41",
    }


def test_what_is_counted_in_another_language_is_met_by_what_its_sentence_means() -> None:
    question = "How many cars does Norvik recall?"

    assert sides(question, ("en", RECALL), ("tr", GERI), vectors=ALIKE) == [["84,000", "91 bin"]]
    assert sides(question, ("en", RECALL), ("tr", GERI)) == []


def test_the_question_says_which_figure_of_a_sentence_is_asked_for() -> None:
    told = (
        ("en", "The union of Valdova lost 200 members and 40 offices."),
        ("en", "The union of Valdova lost 230 members and 40 offices."),
    )

    assert sides("How many members did it lose?", *told) == [["200", "230"]]
    assert sides("How many offices did it lose?", *told) == []
    assert sides("How much did it lose?", *told) == []


@pytest.mark.parametrize(
    "other",
    [
        "The harbour of Valdova has 300 boats and 240 moorings.",
        "The harbour of Valdova has 300 boats, and Tarn 350 boats.",
        "The harbour of Valdova has 900 boats.",
        "A fleet of 350 boats left.",
        "The harbour of Valdova has 301 boats.",
        "The harbour of Valdova has 350 beds.",
    ],
)
def test_a_figure_that_may_be_of_something_else_is_no_other_side(other: str) -> None:
    told = ("en", "The harbour of Valdova has 300 boats.")

    assert sides("How many boats has the harbour?", told, ("en", other)) == []


def test_one_owner_is_no_other_side() -> None:
    one, other = (
        replace(a_source(number, "en", f"The harbour of Valdova has {count} boats."), owner="The same")
        for number, count in ((1, 300), (2, 350))
    )
    lines = [line(passage) for passage in tellable([one, other])]

    assert given_otherwise(lines[1], lines, "How many boats has it?", language="en", vectors={}) == []


def test_figures_of_two_months_are_no_two_figures_of_one_thing() -> None:
    october = ("en", "Norvik sold 84,000 electric cars in October, the company said.")

    assert (
        sides(
            "How many cars did Norvik sell?",
            october,
            ("en", "Norvik sold 91,000 electric cars in September, it said."),
        )
        == []
    )
    assert sides(
        "How many cars did Norvik sell?",
        october,
        ("en", "Norvik sold 91,000 electric cars in October, unions said."),
    ) == [["84,000", "91,000"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Norvik said on 3 November that it sold 84,000 electric cars.", "Norvik sold 91,000 electric cars in October, unions said."),
        ("Norvik said on 3 November that it sold 84,000 electric cars.", "Unions said on 31 October that Norvik sold 91,000 electric cars."),
    ],
)  # fmt: skip
def test_the_day_on_which_it_was_said_parts_no_figures(one: str, other: str) -> None:
    assert sides("How many cars did Norvik sell?", ("en", one), ("en", other)) == [["84,000", "91,000"]]


def test_days_of_two_months_part_two_deeds() -> None:
    told = (("en", "On 5 October Norvik recalled 84,000 electric cars."), ("en", "Norvik recalled 91,000 electric cars on 6 September."))  # fmt: skip

    assert sides("How many cars did Norvik recall?", *told) == []
