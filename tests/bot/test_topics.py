"""Topics are named as people write them."""

import pytest

from bot.choosing.topics import named

NAMES = {
    "world": "world",
    "science": "science",
    "latin america": "latin-america",
    "chess & games": "chess-games",
}


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("world science", ["world", "science"]),
        ("world, Science", ["world", "science"]),
        ("Latin America", ["latin-america"]),
        ("latin-america #science", ["latin-america", "science"]),
        ("world, Chess & Games, science", ["world", "chess-games", "science"]),
        ("world chess & games latin america", ["world", "chess-games", "latin-america"]),
        ("+Chess & Games -latin-america", ["chess-games", "latin-america"]),
    ],
)
def test_names_of_several_words_are_found_among_others(text: str, slugs: list[str]) -> None:
    found, unknown = named(text, NAMES)
    assert [slug for _, slug in found] == slugs
    assert unknown == []


def test_a_sign_begins_a_new_name_and_stands_with_it() -> None:
    assert named("+latin -america +world", NAMES) == ([("+world", "world")], ["+latin", "-america"])


def test_what_names_no_topic_is_told_word_by_word() -> None:
    assert named("world chess & go", NAMES) == ([("world", "world")], ["chess", "&", "go"])
