"""How common a word is at large: as the package says, and in little memory."""

import pytest
from wordfreq import available_languages, get_frequency_dict

from news.language.frequencies import _Frequencies, frequency

SAID = {"of": 360, "景": 500, "the": 0, "日": 0}
"""Words and centibels: Python has `of` and `景` in memory as the same two bytes."""


def lists() -> list[list[str]]:
    return [[word for word, rare in SAID.items() if rare == centibels] for centibels in range(501)]


@pytest.mark.parametrize("language", ["en", "zh", "ru", "ar", "fi"])
def test_every_word_is_as_common_as_the_package_says(language: str) -> None:
    said = get_frequency_dict(language, "small")
    assert len(said) > 15_000
    assert {word: frequency(word, language) for word in said} == pytest.approx(said)
    get_frequency_dict.cache_clear()


def test_no_two_words_are_taken_for_each_other() -> None:
    found = _Frequencies(lists())
    assert {word: found.of(word) for word in SAID} == pytest.approx(
        {word: 10 ** (-rare / 100) for word, rare in SAID.items()}
    )


@pytest.mark.parametrize("word", ["", "seismographically", "景of", "\ud800", "a" * 100_000])
def test_what_is_in_no_list_is_unknown(word: str) -> None:
    assert _Frequencies(lists()).of(word) == 0.0


def test_a_language_without_a_list_has_no_common_words() -> None:
    assert "th" not in available_languages("small")
    assert frequency("ของ", "th") == 0.0


def test_a_language_of_which_the_package_has_a_neighbours_list() -> None:
    assert frequency("je", "hr") == frequency("je", "sr") > 0.001
