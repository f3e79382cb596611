"""Names and numbers that can be compared across scripts."""

import pytest

from news.language.skeletons import anchors, skeleton


@pytest.mark.parametrize(
    "spelled",
    [
        [
            ("Zelensky", "en"),
            ("Selenskyj", "de"),
            ("Зеленского", "ru"),
            ("Зеленський", "uk"),
            ("زيلينسكي", "ar"),
        ],
        [("Trump", "en"), ("Трампа", "ru"), ("ترامب", "ar"), ("Τραμπ", "el"), ("טראמפ", "he")],
        [("Macron", "fr"), ("Макрон", "ru"), ("ماكرون", "ar"), ("Μακρόν", "el")],
        [("Rushdie", "en"), ("Рушди", "ru"), ("رشدي", "ar")],
        [("Putin", "en"), ("Putina", "pl"), ("Путиным", "ru"), ("بوتين", "ar")],
    ],
    ids=lambda spelled: spelled[0][0],
)
def test_a_name_has_one_skeleton_in_every_script(spelled: list[tuple[str, str]]) -> None:
    assert len({skeleton(word, language) for word, language in spelled}) == 1


def test_names_and_numbers_are_anchors_and_other_words_are_not() -> None:
    said = anchors("Truss resigns after 45 days; 1,200 protest in 2022", "en")
    assert said == {skeleton("Truss", "en"), "#45", "#1200"}


def test_digits_of_every_script_are_one_number() -> None:
    assert "#43" in anchors("٤٣ قتيلا", "ar") & anchors("43 dead", "en")


@pytest.mark.parametrize("text", ["", "!!", "東京で地震", "...", "\x00", "١", "٫"])
def test_texts_without_names_have_no_anchors(text: str) -> None:
    assert anchors(text, None) == frozenset()
