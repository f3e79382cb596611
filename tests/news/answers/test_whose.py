"""Of whom a passage tells: whom its first words name, or the sentences right before it."""

import pytest

from benchmarks.following import told
from news.answers.finding import tellable
from news.answers.whose import is_of, is_of_another, named_in, people
from news.retrieving.retrieve import Passage

DAM = (
    "Plan for Orla dam",
    "Mayor Anna Keller presented the plan on Monday. She asked the government for 80 million crowns. She said the families would"
    " be paid. The valley lies in the north. Engineer Boris Lund warned Keller of the rock. He was elected in 2021.",
)
WITHIN = tellable(told([DAM], "en"))
KNOWN = people(WITHIN)


def that_begins(opening: str) -> Passage:
    (found,) = (passage for passage in WITHIN if passage.text.startswith(opening))
    return found


def test_people_are_those_who_are_named_as_persons_are() -> None:
    assert set(KNOWN) == {"keller", "lund"}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("What did Keller say?", {"keller"}),
        ("Did Keller's plan anger Lund?", {"keller", "lund"}),
        ("What is a keller?", set()),
        ("What did she say?", set()),
    ],
)
def test_a_question_names_whom_it_writes_as_a_name(text: str, named: set[str]) -> None:
    assert named_in(text, KNOWN) == named


@pytest.mark.parametrize(
    ("opening", "person", "is_theirs"),
    [
        ("Mayor Anna Keller", "Anna Keller", True),
        ("Mayor Anna Keller", "Boris Lund", False),
        ("She asked", "Anna Keller", True),
        ("She asked", "Boris Lund", False),
        ("She said", "Anna Keller", True),
        ("Engineer Boris Lund", "Boris Lund", True),
        ("Engineer Boris Lund", "Anna Keller", False),
        ("He was elected", "Boris Lund", True),
        ("He was elected", "Anna Keller", False),
        ("Plan for", "Anna Keller", False),
    ],
)
def test_a_sentence_is_of_whom_it_opens_with_or_follows_on(
    opening: str, person: str, *, is_theirs: bool
) -> None:
    assert is_of(that_begins(opening), person, WITHIN, KNOWN) is is_theirs


@pytest.mark.parametrize(
    ("question", "opening", "is_others"),
    [
        ("When was Keller elected?", "He was elected", False),
        ("What did Lund want?", "Mayor Anna Keller", True),
        ("What did Keller want?", "Mayor Anna Keller", False),
        ("Who warned Keller?", "Engineer Boris Lund", False),
        ("What did the mayor want?", "Engineer Boris Lund", False),
    ],
)
def test_a_sentence_that_opens_with_somebody_else_is_of_another(
    question: str, opening: str, *, is_others: bool
) -> None:
    assert is_of_another(question, that_begins(opening), KNOWN) is is_others
