"""What may be, or is planned, is not told as so."""

import pytest

from news.checks.findings import Severity
from news.checks.lexicon import coverage
from news.checks.possible import check
from tests.news.checks.held import found, severities

CLOSED = [
    ("The company may have closed the plant in Lyon.", "The company closed the plant in Lyon.", "en"),
    ("The company could close its plant in Lyon in June.", "The company will close its plant in Lyon in June.", "en"),
    ("The company plans to close its plant in Lyon in June.", "The company closed its plant in Lyon in June.", "en"),
    ("Der Konzern könnte das Werk in Lyon schließen.", "Der Konzern wird das Werk in Lyon schließen.", "de"),
    ("Le groupe pourrait fermer son usine de Lyon en juin.", "Le groupe va fermer son usine de Lyon en juin.", "fr"),
    ("La empresa podría cerrar su planta de Lyon en junio.", "La empresa va a cerrar su planta de Lyon en junio.", "es"),
    ("Компания, возможно, закроет завод в Лионе.", "Компания закроет завод в Лионе.", "ru"),
    ("Perusahaan itu mungkin menutup pabriknya di Lyon.", "Perusahaan itu akan menutup pabriknya di Lyon.", "id"),
    ("该公司可能关闭里昂的工厂。", "该公司将关闭里昂的工厂。", "zh"),
    ("会社はリヨンの工場を閉鎖する可能性がある。", "会社はリヨンの工場を閉鎖した。", "ja"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "told", "language"), CLOSED)
def test_what_may_be_is_not_told_as_so(source: str, told: str, language: str) -> None:
    assert found(check, told, source, language=language, of=language)
    assert not found(check, source, source, language=language, of=language)


@pytest.mark.parametrize(
    ("told", "language"),
    [
        ("Der Konzern schließt sein Werk in Lyon im Juni.", "de"),
        ("Le groupe va fermer son usine de Lyon en juin.", "fr"),
        ("Η εταιρεία θα κλείσει το εργοστάσιο στη Λυών τον Ιούνιο.", "el"),
        ("Hãng này sẽ đóng cửa nhà máy ở Lyon vào tháng Sáu.", "vi"),
    ],
)
def test_nor_in_another_language(told: str, language: str) -> None:
    source = "The company might close its plant in Lyon in June."
    assert severities(check, told, source, language=language) == [Severity.DROPS]
    able = source.replace("might", "could")
    assert severities(check, told, able, language=language) == [Severity.COUNTED]


@pytest.mark.parametrize(
    ("told", "source", "language"),
    [
        ("Der Konzern schließt sein Werk womöglich im Juni.", "The company could close its plant in June.", "de"),
        ("Die Gruppe wird das Werk im Juni schließen.", "The group is expected to close the plant in June.", "de"),
        ("Sie fanden das Muster in Lyon nicht.", "They could not find that pattern in Lyon.", "de"),
        ("There are fears that the plant in Lyon closes in June.", "The plant in Lyon could close in June.", "en"),
        ("The mayor of Lyon resigned on Monday.", "The company could close its plant in Lyon in June.", "en"),
    ],
)  # fmt: skip
def test_what_leaves_it_open_or_tells_something_else_passes(told: str, source: str, language: str) -> None:
    assert not found(check, told, source, language=language)


def test_every_language_that_knows_doubt_knows_what_may_be() -> None:
    covered = coverage()
    assert set(covered["hedges"]) == set(covered["possible"]) == set(covered["open"])
