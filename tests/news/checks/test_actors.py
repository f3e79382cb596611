"""A person has the office, and did the deed, that the source gives them."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from news.checks import actors, names
from news.checks.findings import Checked, Finding
from news.writing.drafts import Said
from tests.news.checks.held import found

NERI = "Il ministro dei Trasporti Marco Neri ha chiesto una tregua sugli scioperi."
FERRI = "«Non possiamo lavorare così», ha dichiarato il sindacalista Gino Ferri."
ROMANIAN = (
    "Pagubele sunt mari, a declarat primarul Andrei Popa.",
    "Proprietarul Ion Rusu este suspectat, a spus procurorul Elena Marin.",
)


def check(said: Said, own: Checked) -> Iterator[Finding]:
    return actors.check(replace(said, evidence=tuple(each.id for each in own.lines)), own, articles=())


@pytest.mark.parametrize(
    ("sentence", "sources", "language"),
    [
        ("Il sindacalista Gino Ferri ha chiesto una tregua sugli scioperi.", (NERI, FERRI), "it"),
        ("Primarul Elena Marin a declarat că pagubele sunt mari.", ROMANIAN, "ro"),
        ("Wethouder Piet Bakker noemt het duur.", ("Wethouder Karin de Vries noemt het duur.", "Ondernemer Piet Bakker zwijgt."), "nl"),
    ],
)  # fmt: skip
def test_a_name_in_the_place_of_another_is_found(
    sentence: str, sources: tuple[str, ...], language: str
) -> None:
    assert found(check, sentence, *sources, language=language, of=language)


@pytest.mark.parametrize(
    ("sentence", "sources", "language"),
    [
        ("Il ministro Marco Neri ha chiesto una tregua sugli scioperi.", (NERI, FERRI), "it"),
        ("Primarul Andrei Popa a declarat că pagubele sunt mari.", ROMANIAN, "ro"),
        ("Marco Neri e Gino Ferri non hanno ancora parlato.", (NERI, FERRI), "it"),
    ],
)
def test_a_name_in_its_own_place_passes(sentence: str, sources: tuple[str, ...], language: str) -> None:
    assert found(check, sentence, *sources, language=language, of=language) == []


@pytest.mark.parametrize(
    ("source", "told", "wrong", "language", "of"),
    [
        ("Two died in Poland.", "In Polen starben zwei.", "In Frankreich starben zwei.", "de", "en"),
        ("Two died in Poland.", "两人在波兰死亡。", "两人在法国死亡。", "zh", "en"),
        (
            "ポーランドで2人が死亡した。",
            "ポーランドで2人が死亡した。",
            "フランスで2人が死亡した。",
            "ja",
            "ja",
        ),
        ("Двое погибли в Польше.", "폴란드에서 두 명이 숨졌다.", "프랑스에서 두 명이 숨졌다.", "ko", "ru"),
    ],
)
def test_a_country_in_the_place_of_another_is_found(
    source: str, told: str, wrong: str, language: str, of: str
) -> None:
    def named(said: Said, own: Checked) -> Iterator[Finding]:
        return names.check(said, own, articles=own.lines)

    assert not found(named, told, source, language=language, of=of)
    assert found(named, wrong, source, language=language, of=of)
