"""What few passages tell, and a question may ask for: a passage without it is no answer, however much of the rest it has."""

import pytest

from news.retrieving.evidence import lacks

CAPTAIN = "Investigators expect to question the captain later in the day."
WEATHER = "Weather was clear and the sea calm at the time of the collision."


@pytest.mark.parametrize(
    ("question", "passage", "is_lacking"),
    [
        ("Who is the captain?", CAPTAIN, True),
        ("Who’s the captain?", CAPTAIN, True),
        ("Who is the captain?", "Police questioned the captain, Ole Ravn, for two hours.", False),
        ("What happened to the captain?", CAPTAIN, False),
        ("What is the weather tomorrow?", WEATHER, True),
        ("What was the weather?", WEATHER, False),
        ("What is the weather tomorrow?", "The weather service expects storms on Friday.", False),
        ("How old is the captain?", CAPTAIN, True),
        ("How old is the captain?", "The captain, 52, was questioned.", False),
        ("Why did the ferry sink?", "The ferry sank off Marel.", True),
    ],
)
def test_a_passage_without_what_is_asked_for_is_no_answer(
    question: str, passage: str, is_lacking: bool
) -> None:
    assert lacks(question, "en", passage, "en") is is_lacking


@pytest.mark.parametrize(
    ("question", "passage", "language"),
    [
        ("Какая погода будет завтра?", "Погода была ясной.", "ru"),
        ("明日の天気は？", "天気は晴れだった。", "ja"),
        ("ما حالة الطقس غدا؟", "كان الطقس صافيا.", "ar"),
    ],
)
def test_tomorrow_is_told_by_what_names_a_day_in_any_language(
    question: str, passage: str, language: str
) -> None:
    assert lacks(question, language, passage, language)
