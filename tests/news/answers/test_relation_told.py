"""Which sentences tell the measure, the price, the birth or the number that is asked for, of the thing or person that is meant."""

import pytest

from benchmarks.following import told
from news.answers.finding import tellable
from news.answers.relation_told import telling_relation
from news.answers.values import Asked, Reading
from news.answers.whose import people

DAM = (
    "Keller presents Orla dam",
    "Mayor Anna Keller presented a dam on the river Orla. The dam will be 62 metres high and cost 240 million crowns. The access"
    " road will be 3.4 kilometres long. Keller was born in Harn in 1971. She asked the government for 80 million crowns.",
)
ROCK = (
    "Lund warns of the rock",
    "Engineer Boris Lund warned of the rock. Lund, 58, lives in Sella. He needs 30 more days for his report.",
)
WITHIN = tellable(told([DAM, ROCK], "en"))
DE = tellable(told([("Neue Brücke", "Die Brücke kostet 31 Millionen Euro. Sie wird 410 Meter lang.")], "de"))


def found(question: str, *, borrowed: str = "", person: str = "") -> list[str]:
    asked, reading = Asked(question, "en", "en"), Reading(question, borrowed, person)
    return [passage.text for passage in telling_relation(asked, reading, WITHIN, people(WITHIN))]


HEIGHT, ROAD = (
    "The dam will be 62 metres high and cost 240 million crowns.",
    "The access road will be 3.4 kilometres long.",
)


@pytest.mark.parametrize(
    ("question", "telling"),
    [
        ("How high will the dam be?", [HEIGHT]),
        ("What will the dam cost?", [HEIGHT]),
        ("How long will the access road be?", [ROAD]),
        ("How much does the access road cost?", []),
        ("How wide is the dam?", []),
        ("When was Keller born?", ["Keller was born in Harn in 1971."]),
        ("When was Lund born?", []),
        ("Where does Lund live?", ["Lund, 58, lives in Sella."]),
        ("How old is Lund?", ["Lund, 58, lives in Sella."]),
        ("Why did the price of bread rise?", []),
        ("What happened?", []),
    ],
)
def test_what_is_asked_of_something_is_told_of_that(question: str, telling: list[str]) -> None:
    assert found(question) == telling


def test_a_follow_up_is_told_of_what_it_leans_on() -> None:
    assert found("And how long is it?", borrowed="The access road crosses the valley.") == [ROAD]
    assert found("And how high will it be?", borrowed="a dam on the river Orla") == [HEIGHT]


@pytest.mark.parametrize(
    ("question", "person", "telling"),
    [
        ("How much did she ask for?", "Anna Keller", ["She asked the government for 80 million crowns."]),
        ("How much did he ask for?", "Boris Lund", []),
        ("How many days does he need?", "Boris Lund", ["He needs 30 more days for his report."]),
        ("How many days does she need?", "Anna Keller", []),
        ("Where does he live?", "Boris Lund", ["Lund, 58, lives in Sella."]),
        ("Where does she live?", "Anna Keller", []),
    ],
)
def test_what_one_did_is_told_of_them_alone(question: str, person: str, telling: list[str]) -> None:
    assert found(question, borrowed=person, person=person) == telling


def test_a_price_in_another_language_is_told_by_its_words() -> None:
    asked = Asked("Was kostet die Brücke?", "de", "de")

    (only,) = telling_relation(asked, Reading(asked.text), DE, people(DE))

    assert only.text == "Die Brücke kostet 31 Millionen Euro."
