"""Countries and cities are found in any language, and other words are not taken for them."""

import pytest

from news.language.places import places


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Wahl in Frankreich: Macron in Paris", "de", {"FR", "FR/Paris"}),
        ("выборы в Молдове", "ru", {"MD"}),
        ("习近平在法国巴黎会见", "zh", {"FR", "FR/Paris"}),
        ("モスクワで爆発、ロシア", "ja", {"RU", "RU/Moscow"}),
        ("Президент України в Варшаві", "uk", {"PL", "PL/Warsaw", "UA"}),
        ("الانتخابات في ألمانيا", "ar", {"DE"}),
        ("터키에서 지진", "ko", {"TR"}),
        ("แผ่นดินไหวในตุรกี", "th", {"TR"}),
        ("Trzęsienie ziemi w Turcji", "pl", {"TR"}),
        ("South Korea and North Korea", "en", {"KR", "KP"}),
        ("U.S. strikes; the UK and British allies", "en", {"US", "GB"}),
        ("Les Etats-Unis frappent", "fr", {"US"}),
        ("Российские войска отступают", "ru", {"RU"}),
    ],
)
def test_countries_and_cities_are_found_in_any_language(text: str, language: str, expected: set[str]) -> None:
    assert places(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Un accord dans le pays", "fr"),  # Pays-Bas
        ("Manchester United win", "en"),
        ("Hablan de la paz todos unidos", "es"),  # La Paz, Estados Unidos
        ("Після того як усе скінчилося", "uk"),  # Того
        ("Ngày chủ nhật, trận đấu cấp quốc gia của cộng hòa", "vi"),  # Nhật, Ai Cập, Trung Quốc, Hoa Kỳ
    ],
)
def test_a_word_of_a_name_is_not_the_name(text: str, language: str) -> None:
    assert places(text, language) == frozenset()


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Les Pays-Bas gagnent", "fr", {"NL"}),
        ("UNITED STATES AND FRANCE AGREE", "en", {"US", "FR"}),
        ("rusia y los estados unidos hablan", "es", {"RU", "US"}),
        ("El presidente llega a La Paz", "es", {"BO", "BO/La Paz"}),
        ("Mỹ và Trung Quốc đàm phán", "vi", {"US", "CN"}),
    ],
)
def test_a_name_is_found_as_it_is_written(text: str, language: str, expected: set[str]) -> None:
    assert places(text, language) == expected


def test_a_city_implies_its_country() -> None:
    assert places("Besuch in Tokio", "de") == {"JP/Tokyo", "JP"}


@pytest.mark.parametrize(
    "text", ["They told us so", "A man from a nice jersey shop", "Michael Jordan retires", ""]
)
def test_words_that_only_look_like_countries_are_not_taken_for_them(text: str) -> None:
    assert places(text, "en") == frozenset()


def test_a_language_nobody_knows_is_read_by_english_names() -> None:
    assert places("Sweden na France", "pcm") == {"SE", "FR"}
