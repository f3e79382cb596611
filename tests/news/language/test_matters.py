"""The usual matters of news, by their words in every language of the interface."""

from collections import Counter

import pytest

from news.language.lists import by_language, lines_of
from news.language.matters import matters


@pytest.mark.parametrize(
    ("text", "language", "named"),
    [
        ("Jak silne było trzęsienie ziemi?", "pl", ["quake"]),
        ("Jaderná elektrárna stojí", "cs", ["reactor"]),
        ("Wie lange dauert der Ärztestreik?", "de", ["doctor"]),
        ("כמה חזקה הייתה רעידת האדמה?", "he", ["quake"]),
        ("كم بلغت قوة الزلزال؟", "ar", ["quake"]),
        ("地震有多强？", "zh", ["quake"]),
        ("Núi lửa phun trào khi nào?", "vi", ["volcano"]),
        ("How did the police find the stolen painting?", "en", ["police", "robbery", "painting"]),
        ("Who was fired, and who won the bet?", "en", []),
        ("Hvor stærkt var jordskælvet?", "da", []),
    ],
)
def test_a_matter_is_named_by_its_words(text: str, language: str, named: list[str]) -> None:
    assert [matter for _, matter in matters(text, language)] == named


def test_every_language_lists_each_matter_once_and_each_word_for_one_matter() -> None:
    listed = Counter((language, line.split()[0]) for language, line in by_language("matters"))
    words = Counter(
        (language, word) for language, line in by_language("matters") for word in line.split()[1:]
    )

    assert [key for key, count in listed.items() if count > 1] == []
    assert [key for key, count in words.items() if count > 1] == []


def test_a_matter_of_one_language_is_one_of_most() -> None:
    """A misspelt name of a matter would meet nothing."""
    languages = {line for line in lines_of("matters") if line.startswith("[")}
    told_in = Counter(line.split()[0] for _, line in by_language("matters"))

    assert [matter for matter, count in told_in.items() if count < len(languages) - 6] == []
