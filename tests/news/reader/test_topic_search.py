"""A topic is found by what people type of it, in any language, and in spite of errors."""

import pytest

from news.catalogue import bundled_topics
from news.i18n import UI_LANGUAGES
from news.reader.topic_search import begun, names_of, search

TREE = {topic.slug: topic for topic in bundled_topics()}
NAMES = names_of(TREE, UI_LANGUAGES)


def first(text: str) -> str | None:
    return next(iter(search(text, NAMES, popular=TREE)), None)


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("lati", "latin-america"),
        ("america", "latin-america"),
        ("Wissen", "science"),
        ("ciencia", "science"),
        ("наук", "science"),
        ("科学", "science"),
        ("العلو", "science"),
        ("deutschl", "germany"),
        ("Alemania", "germany"),
        ("formel 1", "formula-1"),
        ("UKRAÏNE", "ukraine"),
    ],
)
def test_a_beginning_is_enough_in_every_language(typed: str, slug: str) -> None:
    assert slug in search(typed, NAMES, popular=TREE)


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("sceince", "science"),
        ("tehnology", "technology"),
        ("polotics", "politics"),
        ("germny", "germany"),
        ("fotball", "football"),
        ("Wirtshaft", "business"),
        ("экномика", "business"),
        ("enviroment", "environment"),
    ],
)
def test_typing_errors_are_forgiven(typed: str, slug: str) -> None:
    assert slug in search(typed, NAMES, popular=TREE)


def test_the_whole_name_comes_before_names_that_only_begin_so() -> None:
    assert first("sport") == "sport"
    assert first("asia") == "asia"


def test_what_is_no_topic_finds_none() -> None:
    for typed in ("purple monkey", "zzqx", "!", "", "   "):
        assert search(typed, NAMES, popular=TREE) == [], typed


def test_few_letters_are_no_typing_error_of_others() -> None:
    assert search("qai", NAMES, popular=TREE) == []


def test_a_question_does_not_begin_a_topic() -> None:
    assert begun("scien", NAMES)
    assert not begun("what is new in science", NAMES)


@pytest.mark.parametrize("typed", ["科学", "体育", "科", "スポ", "과학"])
def test_a_sign_or_two_are_a_beginning_where_names_have_no_more(typed: str) -> None:
    assert begun(typed, NAMES)


@pytest.mark.parametrize("typed", ["sp", "ok", "да", "!", ""])
def test_two_letters_are_none(typed: str) -> None:
    assert not begun(typed, NAMES)


@pytest.mark.parametrize(
    ("language", "slug"), [("sv", "business"), ("tr", "economy"), ("id", "economy"), ("en", "business")]
)
def test_a_word_for_two_topics_means_what_it_means_in_the_readers_language(language: str, slug: str) -> None:
    assert names_of(TREE, (language, *UI_LANGUAGES))["ekonomi"] == slug
