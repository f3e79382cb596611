"""Hours as people type them in 25 languages are the hours that are meant; what is none, or may be another, is asked again."""

from pathlib import Path

import pytest

from news.clock import fold
from news.i18n import UI_LANGUAGES, open_words
from news.reader.hour_ways import WAYS
from news.reader.hours_in_words import as_figures
from news.reader.schedule_line import read_line, vocabulary
from news.reader.small_words import FROM_TO

WORDS = open_words()
SAID = [
    line.split("\t")
    for line in Path(__file__).with_name("hours.tsv").read_text(encoding="utf-8").splitlines()
]
"""Language, line, its hours ("-": it is asked again), its days."""
KNOWN = {
    language: vocabulary([WORDS(code) for code in dict.fromkeys((language, "en"))])
    for language in UI_LANGUAGES
}


def test_lines_of_each_language_are_in_the_table() -> None:
    assert {language for language, *_ in SAID} == set(UI_LANGUAGES)


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_hours_in_words_are_read_and_what_is_none_is_asked_again(language: str) -> None:
    for _, line, times, *days in (row for row in SAID if row[0] == language):
        wishes = read_line(line, KNOWN[language])
        read = " ".join(at for wish in wishes for _, at in wish.times)
        is_asked_again = not read or any(wish.rest for wish in wishes)
        if times == "-":
            assert is_asked_again, (line, read)
        else:
            assert (read, is_asked_again) == (times, False), line
            assert [wish.days for wish in wishes] == (days or [None]), line


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", "von zehn Uhr abends bis sieben Uhr"),
        ("fr", "de vingt-deux heures à sept heures"),
        ("es", "de diez de la noche a siete de la mañana"),
        ("ru", "с десяти вечера до семи утра"),
        ("pl", "od dziesiątej wieczorem do siódmej rano"),
        ("ar", "من العاشرة مساء إلى السابعة صباحا"),
        ("hi", "रात दस बजे से सुबह सात बजे तक"),
    ],
)
def test_the_ends_of_a_span_are_hours_with_their_small_words_left(language: str, line: str) -> None:
    (wish,) = read_line(line, KNOWN[language])
    assert wish.times == (("", "22:00"), ("", "07:00"))
    assert wish.rest
    assert all(fold(word) in FROM_TO for word in wish.rest)


def test_where_languages_disagree_the_first_has_its_way() -> None:
    assert as_figures("half 8", ("nl", "en")) == "7:30"
    assert as_figures("half 8", ("en", "nl")) == "8:30"


@pytest.mark.parametrize("language", [*WAYS, "ja", "ko", "zh"])
def test_a_line_of_figures_stays_as_it_is(language: str) -> None:
    for line in ("07:30 18:00", "+18:00 -9", "7, 18", "19:30 Berlin 5 min"):
        assert as_figures(line, (language,)) == line
