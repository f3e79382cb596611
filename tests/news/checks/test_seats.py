"""A country is named by the seat of its government too, and not by every name that has its own in it."""

from functools import partial

import pytest

from news.checks import names
from news.checks.parts import parts_of
from news.checks.seats import seats_of
from tests.news.checks.held import found

check = partial(names.check, articles=())


@pytest.mark.parametrize(
    ("sentence", "language", "source", "of"),
    [
        (
            "The U.S. military said it struck three boats.",
            "en",
            "The Pentagon said it struck three boats.",
            "en",
        ),
        ("The US president said it was over.", "en", "The White House said it was over.", "en"),
        ("L'armée américaine a frappé.", "fr", "La Maison Blanche a annoncé une frappe.", "fr"),
        ("俄方表示将继续谈判。", "zh", "克里姆林宫表示将继续谈判。", "zh"),
        ("中方表示将继续谈判。", "zh", "北京表示将继续谈判。", "zh"),
        ("He was born in Northern Ireland.", "en", "He was born in Belfast.", "en"),
        ("A fire burned in New Mexico.", "en", "A fire burned near Santa Fe.", "en"),
        ("The ship sank in the Indian Ocean.", "en", "The ship sank off Mauritius.", "en"),
        ("They tested it on a guinea pig.", "en", "They tested it on a rodent.", "en"),
        ("The family ate turkey.", "en", "The family ate poultry.", "en"),
        ("Turkeys were sold.", "en", "Poultry was sold.", "en"),
        ("La Casa Blanca lo dijo.", "es", "The White House said so.", "en"),
    ],
)
def test_a_country_that_a_seat_or_another_name_stands_for_passes(
    sentence: str, language: str, source: str, of: str
) -> None:
    missing = found(check, sentence, source, language=language, of=of)
    assert not [each for each in missing if "tells of" in each]


@pytest.mark.parametrize(
    ("sentence", "language", "source"),
    [
        ("Представители США сообщили об ударе.", "ru", "Белый дом сообщил об ударе."),
        ("The British government agreed.", "en", "Downing Street agreed."),
    ],
)
def test_a_country_that_a_seat_stands_for_is_named(sentence: str, language: str, source: str) -> None:
    assert not found(check, sentence, source, language=language, of=language)


@pytest.mark.parametrize(
    "sentence", ["The French military said so.", "The troops of Turkey said so.", "Mexico said so."]
)
def test_a_country_that_nothing_cited_names_is_found(sentence: str) -> None:
    assert any("tells of" in each for each in found(check, sentence, "The Pentagon said so."))


@pytest.mark.parametrize(
    ("sentence", "language", "source"),
    [
        ("A bomb exploded in Northern Ireland.", "en", "A bomb exploded in Belfast."),
        ("Una bomba explotó en Irlanda del Norte.", "es", "Una bomba explotó en Belfast."),
        ("Взрыв произошёл в Северной Ирландии.", "ru", "Взрыв произошёл в Белфасте."),
        ("A bomb exploded in Britain.", "en", "A bomb exploded in Belfast."),
    ],
)
def test_a_part_of_a_country_is_in_it(sentence: str, language: str, source: str) -> None:
    assert not found(check, sentence, source, language=language, of=language)


def test_a_part_is_not_the_country_of_its_name() -> None:
    assert any(
        "IE" in each for each in found(check, "A bomb exploded in Ireland.", "A bomb exploded in Belfast.")
    )


@pytest.mark.parametrize(
    "text",
    [
        "A gallery in London",
        "Two galleries",
        "Galleria in Milan",
        "Heavy gales hit",
        "les galles",
        "The belfry",
    ],
)
def test_a_word_that_only_begins_like_a_part_is_none(text: str) -> None:
    assert parts_of(text) == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "País de Gales",
        "Gales",
        "Jugaron en Gales",
        "Pays de Galles",
        "Galler'de seçim",
        "Gallerli oyuncu",
        "北爱尔兰发生爆炸",
        "북아일랜드에서",
        "in Belfast",
        "Irlanda del Norte",
        "Schottlands Küste",
    ],
)
def test_a_part_is_known_by_its_forms(text: str) -> None:
    assert parts_of(text) == {"GB"}


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("Ann Chadwick", set()),
        ("태평양에서", set()),
        ("평양에서", {"KP"}),
        ("приз будут делить", set()),
        ("власти Дели", {"IN"}),
        ("il primo capitolo", set()),
        ("a pekinese dog", set()),
        ("w Pekinie", {"CN"}),
        ("bankovat spojení", set()),
        ("Chad Smith", {"TD"}),
        ("«Jordan»", {"JO"}),
        ("Jordan's king", {"JO"}),
        ("z Jordanem Spiethem", {"JO"}),
        ("Rain fell in the north of Italy.", set()),
        ("Voters of the North agreed.", set()),
        ("South Korea said the north of the city burned.", set()),
        ("South Korea said the North fired a missile.", {"KP"}),
        ("Korean ships crossed the North Sea.", set()),
    ],
)
def test_a_seat_is_a_whole_name(text: str, countries: set[str]) -> None:
    assert seats_of(text) == countries
