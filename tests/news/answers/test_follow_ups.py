"""Short questions about one thing that is told of somebody or something, and near misses (`follow_ups.toml`).

The floors are what was measured, with and without the installed encoder; they are no promise, but no change may lose them.
"""

import pytest

from benchmarks.following import Put, answer, outcomes, puts, told
from news.answers.meaning import Encoder
from news.answers.values import Answer, Earlier
from tests.news.answers.test_edition_questions import encoder

DAM = (
    "Keller presents plan for Orla dam",
    "Mayor Anna Keller presented the plan for a dam on the river Orla on Monday. Keller said the families would be paid."
    " She asked the government for 80 million crowns. Keller was elected in 2019.",
)
ROCK = (
    "Engineer Lund warns of Orla dam",
    "Engineer Boris Lund warned that the dam will flood the Sella valley. Lund said the rock below is weak. Lund was elected to the"
    " board of the office in 2021.",
)
BOTH = Earlier(
    "Who spoke about the dam?",
    "Mayor Anna Keller presented the plan for a dam. Engineer Boris Lund warned that the dam will flood the Sella valley.",
    "en",
)


@pytest.mark.parametrize(("half", "right", "wrong"), [("tuned", 30, 5), ("held", 34, 5)])
@pytest.mark.parametrize("has_encoder", [True, False])
async def test_as_many_are_answered_as_were_when_last_measured(
    half: str, right: int, wrong: int, *, has_encoder: bool
) -> None:
    found = await outcomes(half, encoder() if has_encoder else Encoder())

    assert found["right"] >= right
    assert found["wrong"] <= wrong


def test_a_half_has_sixty_in_nine_languages_or_more() -> None:
    listed = {half: list(puts(half)) for half in ("tuned", "held")}

    assert {half: len(each) for half, each in listed.items()} == {"tuned": 59, "held": 69}
    assert len({put.language for each in listed.values() for put in each}) == 11


async def said_of_both(text: str) -> Answer:
    return await answer(Put("en", text, "", told((DAM, ROCK), "en"), (BOTH,)), Encoder())


async def test_each_of_two_who_may_be_meant_is_told_of_alone() -> None:
    said = await said_of_both("When was she elected?")

    told_of = {(each.person, each.text) for each in said.sentences}
    assert ("Anna Keller", "Keller was elected in 2019.") in told_of
    assert any("Lund" in person and "2021" in text for person, text in told_of)
    assert not any("Lund" in person and "Keller" in text for person, text in told_of)
    assert not any("Keller" in person and "Lund" in text for person, text in told_of)


async def test_what_each_of_two_said_is_their_own() -> None:
    said = await said_of_both("What did she say?")

    assert said.is_answer
    assert all(each.person.split()[-1] in each.text for each in said.sentences)


async def test_what_only_one_of_two_did_is_told_of_them_alone() -> None:
    said = await said_of_both("How much did she ask for?")

    assert [(each.person, each.text) for each in said.sentences] == [
        ("Anna Keller", "She asked the government for 80 million crowns.")
    ]
