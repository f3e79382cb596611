"""The translations of the sample edition: complete, filled in, and true to the numbers."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal

import pytest

from news.language.headlines import without_mark
from sandbox.edition.contents import FOLDER, outlets

LANGUAGES = ("en", "de", "es", "fr", "ru", "uk", "ar", "zh")
HIDDEN = re.compile("[\u200b\u200c\u200d\u2060\ufeff]")
# What a number is multiplied by. Chinese counts in ten thousands, so digits alone cannot be compared.
MAGNITUDES = {
    r"million|millones|миллион|мільйон|مليون|ملايين": 6,
    r"billion|milliard|mil millones|миллиард|мільярд|مليار": 9,
    "万": 4,
    "亿": 8,
}
THOUSANDS = re.compile(r"(?<=\d)[.,\u00a0\u202f](?=\d{3}(?!\d))")
SCRIPTS = {"ru": "[а-яё]", "uk": "[а-яіїєґ]", "ar": "[\u0621-\u064a]", "zh": "[\u4e00-\u9fff]"}


def sources() -> Iterator[tuple[str, str]]:
    """Every title and sentence with its language, both versions of the article that changes."""
    for outlet in outlets():
        for feed in outlet.feeds:
            for article in feed.articles:
                for version in (article.first, article.second):
                    for text in (version.title, *version.sentences) if version else ():
                        yield outlet.language, " ".join(text.split())


def phrasebook(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((FOLDER / "phrasebook" / f"{language}.json").read_text("utf-8"))
    return found


def amounts(text: str) -> set[Decimal]:
    joined = THOUSANDS.sub("", text)
    return {_amount(found, joined[found.end() :]) for found in re.finditer(r"\d+(?:[.,]\d+)?", joined)}


def _amount(found: re.Match[str], rest: str) -> Decimal:
    number = Decimal(found[0].replace(",", "."))
    for words, exponent in MAGNITUDES.items():
        if re.match(rf"\s*(?:{words})", rest, re.IGNORECASE):
            return number.scaleb(exponent)
    return number


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_string_that_is_foreign_to_a_language_has_a_translation(language: str) -> None:
    wanted = {text for source, text in sources() if source != language}
    found = phrasebook(language)
    assert wanted - found.keys() == set()
    shown = {HIDDEN.sub("", text) for text in wanted} | {without_mark(text) for text in wanted}
    assert found.keys() - wanted - shown == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_hidden_characters_may_be_stripped_before_looking_up(language: str) -> None:
    found = phrasebook(language)
    assert {HIDDEN.sub("", text) for text in found} <= found.keys()
    assert not any(HIDDEN.search(translation) for translation in found.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_empty_or_its_own_source(language: str) -> None:
    for source, translation in phrasebook(language).items():
        assert translation.strip() == translation != ""
        assert translation != source
        assert source.endswith(".") == translation.endswith((".", "。")), translation


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_survive_translation(language: str) -> None:
    lost = {
        (source, translation)
        for source, translation in phrasebook(language).items()
        if not amounts(source) <= amounts(translation)
    }
    assert lost == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_brings_a_number_of_its_own(language: str) -> None:
    added = {
        (source, translation)
        for source, translation in phrasebook(language).items()
        if not amounts(translation) <= amounts(source)
    }
    assert added == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_digits_are_ascii_everywhere(language: str) -> None:
    for translation in phrasebook(language).values():
        assert all(mark.isascii() for mark in translation if mark.isdigit())


@pytest.mark.parametrize("language", SCRIPTS)
def test_translations_are_written_in_the_script_of_their_language(language: str) -> None:
    for translation in phrasebook(language).values():
        assert re.search(SCRIPTS[language], translation.lower()), translation


def test_ukrainian_has_no_letters_that_only_russian_has() -> None:
    assert not [text for text in phrasebook("uk").values() if re.search("[ыэёъ]", text.lower())]


def test_russian_has_no_letters_that_only_ukrainian_has() -> None:
    assert not [text for text in phrasebook("ru").values() if re.search("[іїєґ]", text.lower())]
