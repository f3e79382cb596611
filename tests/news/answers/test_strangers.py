"""Short questions in languages that we do not speak are told from those in languages we do."""

import tomllib
from pathlib import Path

import pytest

from news.answers.reading import is_strange, language_of

ASKED = tomllib.loads(Path(__file__).with_name("short_questions.toml").read_text(encoding="utf-8"))
READS = ("en", "de", "es", "tr", "ar", "ja")


@pytest.mark.parametrize("reads", READS)
def test_nine_in_ten_short_questions_in_other_languages_are_told(reads: str) -> None:
    asked = [text for texts in ASKED["strange"].values() for text in texts]
    told = [text for text in asked if is_strange(language_of(text, reads=reads), ())]

    assert len(told) >= 0.9 * len(asked)


@pytest.mark.parametrize(
    ("language", "text"), [(c, t) for c, texts in ASKED["shipped"].items() for t in texts]
)
def test_no_short_question_in_a_language_that_we_speak_is_taken_for_another(language: str, text: str) -> None:
    assert not any(is_strange(language_of(text, reads=reads), ()) for reads in (language, *READS))


def test_a_language_that_a_source_is_in_is_none_that_we_hardly_know() -> None:
    for language in ("hu", "no", "ca", "fi"):
        text = ASKED["strange"][language][0]
        assert not is_strange(language_of(text, reads="en", around=[language]), [language])


@pytest.mark.parametrize("text", ["Halcyon", "Jon Arvid", "Marel ferry", "Port Ansel 52", "Norline?", "ok"])
def test_names_alone_are_in_no_strange_language(text: str) -> None:
    assert not is_strange(language_of(text, reads="en"), ())
