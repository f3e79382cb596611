"""The usual matters of news, by their words in every language of the interface."""

from collections import Counter

import pytest

from news.language.lists import by_language, lines_of
from news.language.matters import matters


@pytest.mark.parametrize(
    ("text", "language", "named"),
    [
        ("Jak silne było trzęsienie ziemi?", "pl", {"quake"}),
        ("Jaderná elektrárna stojí", "cs", {"reactor"}),
        ("Wie lange dauert der Ärztestreik?", "de", set()),
        ("Warum streiken die Ärzte?", "de", {"strike"}),
        ("כמה חזקה הייתה רעידת האדמה?", "he", {"quake"}),
        ("كم بلغت قوة الزلزال؟", "ar", {"quake"}),
        ("地震有多强？", "zh", {"quake"}),
        ("Núi lửa phun trào khi nào?", "vi", {"volcano"}),
        ("Was the ferry near the glacier?", "en", {"ferry", "glacier"}),
        ("DEPREM NE ZAMAN OLDU, İTALYA'DA SATRANÇ VAR MIYDI?", "tr", {"quake", "chess"}),
        ("YANARDAĞ PATLADI MI?", "tr", {"volcano"}),
        ("フェリーは何人乗せていた？", "ja", {"ferry"}),
        ("Hvor stærkt var jordskælvet?", "da", set()),
    ],
)
def test_a_matter_is_named_by_its_words(text: str, language: str, named: set[str]) -> None:
    assert matters(text, language) == named


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Who was fired, and who won the bet?", "en"),
        ("A missile strike hit the power station", "en"),
        ("What did the police and the president say?", "en"),
        ("ゼレンスキー大統領は何と言った？", "ja"),
        ("マンチェスターとアムステルダム", "ja"),
        ("위스키 수출", "ko"),
        ("국회의사당에 누가 들어갔나?", "ko"),
        ("Скільки шахедів збито?", "uk"),
        ("Хто забив за Шахтар?", "uk"),
        ("Quando torna l'elettricità?", "it"),
        ("ماذا قررت سيول؟", "ar"),
        ("ماذا عن تنسيق المواقف؟", "ar"),
        ("כמה אנשים עצר המשטר?", "he"),
        ("Jaki był powód?", "pl"),
        ("Co słychać w Zaporożu?", "pl"),
    ],
)
def test_a_word_that_means_something_else_as_well_names_no_matter(text: str, language: str) -> None:
    assert matters(text, language) == set()


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
