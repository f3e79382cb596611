import pytest

from news.language.questions import Sought, sought


@pytest.mark.parametrize(
    ("question", "language", "kind"),
    [
        ("How many people were injured?", "en", Sought.NUMBER),
        ("In what year did the bridge open?", "en", Sought.TIME),
        ("Wer leitet die Werft?", "de", Sought.PERSON),
        ("Сколько человек пострадало?", "ru", Sought.NUMBER),
        ("متى وصلت السفينة؟", "ar", Sought.TIME),
        ("Vapur nerede battı?", "tr", Sought.PLACE),
        ("有多少人受伤？", "zh-Hans", Sought.NUMBER),
        ("負傷者は何人ですか", "ja", Sought.NUMBER),
        ("เรือจมเมื่อไร", "th", Sought.TIME),
        ("Hvor mange ble skadet?", "no", Sought.NUMBER),
    ],
)
def test_what_a_question_asks_for_is_known_by_its_words(question: str, language: str, kind: Sought) -> None:
    assert sought(question, language) is kind


def test_the_kind_that_is_asked_for_first_counts() -> None:
    assert sought("Who was in command when the ferry sank?", "en") is Sought.PERSON


@pytest.mark.parametrize(
    ("question", "language"), [("What sank the ferry?", "en"), ("Who?", "xx"), ("", None)]
)
def test_other_questions_ask_for_nothing_of_a_kind(question: str, language: str | None) -> None:
    assert sought(question, language) is None


def test_a_word_within_another_asks_nothing() -> None:
    assert sought("Is the whole quay closed?", "en") is None
