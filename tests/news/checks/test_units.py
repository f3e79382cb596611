"""A number counts in the unit that its evidence gives it."""

import pytest

from news.checks import numbers
from news.checks.units import check
from tests.news.checks.held import found


@pytest.mark.parametrize(
    ("sentence", "language", "source", "of"),
    [
        ("um 5 Prozent", "de", "by 5%", "en"),
        ("%5 arttı", "tr", "rose by 5 percent", "en"),
        ("yüzde 5 arttı", "tr", "rose by 5 percent", "en"),
        ("增长百分之五", "zh", "rose by 5 percent", "en"),
        ("5 millones de dólares", "es", "$5 million", "en"),
        ("500万美元", "zh", "US$5m", "en"),
        ("12 км", "ru", "12 kilometres", "en"),
        ("12 กิโลเมตร", "th", "12 km", "en"),
        ("three weeks", "en", "trois semaines", "fr"),
        ("in 2016", "en", "2016年", "zh"),
        ("5 pounds", "en", "£5", "en"),
        ("5 pounds", "en", "5 Pfund", "de"),
        ("14 years old", "en", "aged 14", "en"),
        ("20 Prozentpunkte", "de", "by 20 points", "en"),
        ("85 मील प्रति घंटे", "hi", "winds of 85 mph", "en"),
        ("키 6피트 6인치", "ko", "a 6-foot-6 junior", "en"),
        ("11歳から18歳生徒の40%", "ja", "40 per cent of 11 to 18-year-olds", "en"),
    ],
)
def test_a_unit_is_the_same_in_every_language(sentence: str, language: str, source: str, of: str) -> None:
    assert found(check, sentence, source, language=language, of=of) == []


@pytest.mark.parametrize(
    ("sentence", "language", "source", "of", "detail"),
    [
        ("12 miles", "en", "12 Kilometer", "de", "12 mi"),
        ("5 Millionen Euro", "de", "$5 million", "en", "5 Millionen eur"),
        ("500万欧元", "zh", "US$5m", "en", "500万 eur"),
        ("three months", "en", "trois semaines", "fr", "three month"),
        ("5 km", "en", "by 5%", "en", "5 km"),
        ("12 ไมล์", "th", "12 km", "en", "12 mi"),
        ("12 часов", "ru", "12 days", "en", "12 hour"),
    ],
)
def test_another_unit_is_found(sentence: str, language: str, source: str, of: str, detail: str) -> None:
    assert found(check, sentence, source, language=language, of=of) == [f"unit: {detail}"]


def test_a_number_with_two_units_in_the_evidence_may_have_either() -> None:
    assert found(check, "5 km", "5 percent of them walked 5 km.") == []


def test_a_number_that_no_source_has_is_not_this_checks_concern() -> None:
    assert found(check, "7 km", "5 miles") == []


@pytest.mark.parametrize(
    ("sentence", "language", "source", "of"),
    [
        ("Ветер до 137 км/ч", "ru", "winds of 85 mph", "en"),
        ("winds of 85 mph", "en", "ветер до 137 км/ч", "ru"),
        ("620 kilomètres au sud-ouest", "fr", "385 miles southwest", "en"),
        ("25 cm de lluvia", "es", "10 inches of rain", "en"),
        ("250 מ“מ של גשם", "he", "10 inches of rain", "en"),
        ("βροχές ύψους 5 έως 10 εκατοστών", "el", "2 to 4 inches of rain", "en"),
        ("27 ºC in New York", "de", "New York could reach 80 degrees", "en"),
        ("1,98 m groß", "de", "a 6-foot-6 junior", "en"),
        ("۱۳ میلیمتر باران", "fa", "half an inch of rain", "en"),
        ("136 km/h", "es", "winds of 85 mph", "en"),
        ("7,5 cm de pluie", "fr", "3 inches of rain", "en"),
        ("26 градусов тепла", "ru", "80 degrees outside", "en"),
        ("80 degrees outside", "en", "26 градусов тепла", "ru"),
        ("A 6-foot-6 junior", "en", "ein 1,98 m großer Junior", "de"),
        ("Рост 1 м 98 см", "ru", "a 6-foot-6 junior", "en"),
        ("Warm, with 80s in the plains", "en", "Warm, in den Ebenen 27 ºC", "de"),
        ("De 27 à 30 degrés dans les plaines", "fr", "80s in the plains", "en"),
        ("à 30 mètres du but", "fr", "30 yards from goal", "en"),
        ("à 1,5 km de là", "fr", "a mile away", "en"),
    ],
)
def test_a_measure_may_be_told_in_another_unit(sentence: str, language: str, source: str, of: str) -> None:
    assert found(check, sentence, source, language=language, of=of) == []
    assert found(numbers.check, sentence, source, language=language, of=of) == []


@pytest.mark.parametrize(
    ("sentence", "language", "source", "of"),
    [
        ("Ветер до 157 км/ч", "ru", "winds of 85 mph", "en"),
        ("850 kilomètres au sud-ouest", "fr", "385 miles southwest", "en"),
        ("25 mm de lluvia", "es", "10 inches of rain", "en"),
        ("34 °C in New York", "de", "New York could reach 80 °F", "en"),
        ("A 6-foot-9 junior", "en", "ein 1,98 m großer Junior", "de"),
        ("De 34 degrés dans les plaines", "fr", "80s in the plains", "en"),
        ("à 40 mètres du but", "fr", "30 yards from goal", "en"),
        ("à 100 km de là", "fr", "30 miles away", "en"),
        ("5 Millionen Euro", "de", "4.6 million dollars", "en"),
    ],
)
def test_a_measure_that_does_not_come_to_the_same_is_found(
    sentence: str, language: str, source: str, of: str
) -> None:
    assert found(numbers.check, sentence, source, language=language, of=of)
