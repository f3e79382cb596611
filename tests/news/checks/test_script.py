"""A text is in the language it should be; the names in it may keep their own script."""

import pytest

from news.checks import links, script
from news.testing import NOON
from news.writing.drafts import Line, Said

KEEPS_NAMES = [
    ("th", "Daniel Sturridge ช่วย Liverpool จากการพ่ายแพ้ต่อ Chelsea ใน Premier League ที่ Stamford Bridge"),
    ("fa", "بررسی Johnny English Strikes Again فیلم ضدجاسوسی و ضعیف Rowan Atkinson است"),
    ("ru", "Газета Washington Examiner цитирует его слова о Google и Microsoft в Silicon Valley"),
    ("el", "Το Desert Island Discs μεταδίδεται από το BBC Radio 4 κάθε Κυριακή στις έντεκα"),
]
LEFT_IN_ENGLISH = "Police said on Sunday that the ferry had sunk off the coast near the old harbour."


@pytest.mark.parametrize(("language", "text"), KEEPS_NAMES)
def test_names_in_their_own_script_are_no_other_language(language: str, text: str) -> None:
    said = Said(text, ("1.1",))
    assert not list(script.check(said, language))
    assert not list(script.check_story([said, said], language))


@pytest.mark.parametrize("language", [language for language, _ in KEEPS_NAMES])
def test_a_sentence_left_in_english_is_found(language: str) -> None:
    said = Said(LEFT_IN_ENGLISH, ("1.1",))
    assert [each.code for each in script.check(said, language)] == ["script"]


@pytest.mark.parametrize("language", ["th", "ru", "he"])
def test_a_headline_of_capitals_is_no_list_of_names(language: str) -> None:
    said = Said("Moscow Bank Announces New Artificial Intelligence Plan", ("1.1",))
    assert [each.code for each in script.check(said, language)] == ["script"]


def test_marks_of_direction_belong_to_scripts_from_right_to_left() -> None:
    assert not list(links.check(Said("הוא אמר ל-Google‏ שיבוא", ("1.1",))))
    assert [each.code for each in links.check(Said("The ferry\u200f sank.", ("1.1",)))] == ["hidden"]


def test_an_override_of_direction_is_hidden_in_every_script() -> None:
    assert [each.code for each in links.check(Said("הוא אמר \u202eשיבוא", ("1.1",)))] == ["hidden"]


def a_line(text: str, language: str | None) -> Line:
    return Line("1.0", text, 1, "Sundkurier", "Sundkurier", 1, language, NOON)


TAKEN = "Fährunglück in Port Ansel: „Halcyon“ prallt gegen Kaimauer"


@pytest.mark.parametrize(
    ("text", "line", "source", "codes"),
    [
        (TAKEN, TAKEN, "de", ["language"]),
        ("Halcyon prallt gegen Kaimauer", "Die „Halcyon“ prallt gegen Kaimauer.", "de", ["language"]),
        ("Halcyon hits quay wall", TAKEN, "de", []),
        ("Real Madrid – Bayern München 2:1", "Real Madrid – Bayern München 2:1", "de", []),
        ("The ferry hit the quay on Friday", "The ferry hit the quay on Friday", "de", []),
        (TAKEN, TAKEN, None, []),
    ],
)
def test_a_sentence_that_stands_in_a_source_of_another_language_is_in_that_one(
    text: str, line: str, source: str | None, codes: list[str]
) -> None:
    assert [each.code for each in script.check(Said(text, ("1.0",)), "en", [a_line(line, source)])] == codes
