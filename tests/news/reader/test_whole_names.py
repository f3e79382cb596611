"""A name that was learned is said whole, and as the reader's language writes it, as far as the sources tell."""

import pytest

from news.reader.whole_names import as_people_say

TOLD = [
    ("A flood hit northern Samhar, where walls fell in the town of Tell al-Sidr.", "en"),
    ("The river rose in Tell al-Sidr, said Irina Valdova. In Samhar schools are closed.", "en"),
    ("Samhar Gas stopped its pumps in Samhar.", "en"),
    ("Aid is on its way, Valdova said, and so is Irina Valdova herself.", "en"),
    ("ضرب فيضان شمال سمهار وانهارت جدران في بلدة تل السدر", "ar"),
]


@pytest.mark.parametrize(
    ("name", "language", "said"),
    [
        ("tell", "en", "Tell al-Sidr"),
        ("tell", "ar", "تل السدر"),
        ("samhar", "ar", "سمهار"),
        ("valdova", "de", "Irina Valdova"),
        ("samhar", "ja", "Samhar"),
        ("gas", "en", "Samhar Gas"),
    ],
)
def test_a_name_is_said_whole_and_as_the_language_writes_it(name, language, said):
    assert as_people_say(name, TOLD, language=language) == said


def test_a_name_that_no_source_tells_any_more_is_said_as_it_was_learned():
    assert as_people_say("orvik", TOLD, language="ar") == "Orvik"


def test_words_that_sound_alike_by_chance_are_not_taken_for_a_short_name():
    assert as_people_say("bab", [("Bab is a town.", "en"), ("بابا في باب", "ar")], language="ar") == "Bab"
