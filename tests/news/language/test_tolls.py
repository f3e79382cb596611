"""The words by which news counts people stand for the same in every language."""

import pytest

from news.language.tokens import words
from news.language.tolls import toll_of


@pytest.mark.parametrize(
    ("toll", "language", "word"),
    [
        ("dead", "el", "σκοτώθηκαν"),
        ("dead", "he", "נהרגו"),
        ("dead", "bn", "নিহত"),
        ("injured", "el", "τραυματίες"),
        ("injured", "he", "פצועים"),
        ("injured", "bn", "আহত"),
        ("missing", "el", "αγνοούμενοι"),
        ("missing", "fa", "ناپدید"),
        ("missing", "he", "נעדרים"),
        ("missing", "bn", "নিখোঁজ"),
        ("rescued", "el", "διασώθηκαν"),
        ("rescued", "cs", "zachráněno"),
        ("rescued", "id", "diselamatkan"),
        ("rescued", "hi", "बचाया"),
        ("rescued", "fa", "نجات"),
        ("rescued", "he", "חולצו"),
        ("rescued", "bn", "উদ্ধার"),
        ("detained", "el", "συνελήφθησαν"),
        ("detained", "cs", "zadrženi"),
        ("detained", "id", "ditangkap"),
        ("detained", "hi", "गिरफ़्तार"),
        ("detained", "fa", "بازداشت"),
        ("detained", "he", "נעצרו"),
        ("detained", "bn", "গ্রেপ্তার"),
        ("displaced", "el", "εκτοπισμένοι"),
        ("displaced", "cs", "evakuováno"),
        ("displaced", "id", "mengungsi"),
        ("displaced", "hi", "विस्थापित"),
        ("displaced", "fa", "بی‌خانمان"),
        ("displaced", "he", "פונו"),
        ("displaced", "bn", "গৃহহীন"),
    ],
)
def test_a_count_is_of_what_its_word_says(toll: str, language: str, word: str) -> None:
    (said,) = words(word)
    assert toll_of(said, language) == toll


def test_a_whole_word_counts_only_alone() -> None:
    assert toll_of("מת", "he") == "dead"
    assert toll_of("מתוך", "he") is None
