"""Whom a line tells something of by surname alone, no sentence tells it of somebody else."""

from functools import partial

import pytest

from news.checks import surnames
from news.checks.findings import Checked
from news.writing.drafts import Line, Said
from tests.news.checks.held import TUESDAY

TOLD = {
    "en": (
        "The mayor Anna Novak resigned on Monday.",
        "Novak left the town hall at noon.",
        "Her deputy is Paul Brandt.",
    ),
    "de": (
        "Die Bürgermeisterin Anna Novak trat am Montag zurück.",
        "Novak verließ mittags das Rathaus.",
        "Ihr Vertreter ist Paul Brandt.",
    ),
    "fr": (
        "La maire Anna Novak a démissionné lundi.",
        "Novak a quitté la mairie à midi.",
        "Son adjoint est Paul Brandt.",
    ),
    "ru": (
        "Мэр Анна Новак ушла в отставку.",
        "Новак покинула мэрию в полдень.",
        "Её заместитель — Павел Брандт.",
    ),
    "tr": (
        "Belediye başkanı Anna Novak istifa etti.",
        "Novak öğlen belediyeden ayrıldı.",
        "Yardımcısı Paul Brandt oldu.",
    ),
}


def found(sentence: str, language: str, of: str = "") -> list[str]:
    lines = tuple(
        Line(f"1.{at}", text, 1, "Coast News", "Coast", 1, of or language, TUESDAY, None, at, None)
        for at, text in enumerate(TOLD[of or language], start=1)
    )
    check = partial(surnames.check, articles=lines)
    return [each.detail for each in check(Said(sentence, ("1.2",)), Checked(language, lines))]


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("Keller left the town hall at noon.", "en"),
        ("Brandt left the town hall at noon.", "en"),
        ("Brandt verließ mittags das Rathaus.", "de"),
        ("Keller a quitté la mairie à midi.", "fr"),
        ("Келлер покинула мэрию в полдень.", "ru"),
        ("Keller öğlen belediyeden ayrıldı.", "tr"),
    ],
)
def test_a_surname_in_anothers_place_is_found(sentence: str, language: str) -> None:
    assert found(sentence, language)


@pytest.mark.parametrize(
    ("sentence", "language", "of"),
    [
        ("Novak left the town hall at noon.", "en", "en"),
        ("She left the town hall at noon.", "en", "en"),
        ("Politicians left the town hall at noon.", "en", "en"),
        ("Keller is a street in the old town.", "en", "en"),
        ("Novak's car left the town hall at noon.", "en", "en"),
        ("Bürgermeister verließ mittags das Rathaus.", "de", "de"),
        ("Keller verließ mittags das Rathaus.", "de", "en"),
        ("Новак в полдень покинула мэрию.", "ru", "ru"),
    ],
)
def test_any_other_word_that_opens_a_sentence_passes(sentence: str, language: str, of: str) -> None:
    assert found(sentence, language, of) == []
