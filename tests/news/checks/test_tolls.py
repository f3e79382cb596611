"""Those whom a sentence counts as dead or injured are counted so by its evidence, in whatever language."""

import pytest

from news.checks.tolls import check
from tests.news.checks.held import found

FRENCH = "Cinq personnes sont mortes et 31 ont été blessées mardi à Lyon, a annoncé la préfète."
CHINESE = "台风登陆福建，造成9人死亡、120人受伤。"


@pytest.mark.parametrize(
    ("sentence", "language", "source", "of"),
    [
        ("Fünf Menschen starben, 31 wurden verletzt.", "de", FRENCH, "fr"),
        ("31 people were injured, and five were killed.", "en", FRENCH, "fr"),
        ("Bão làm 9 người chết và 120 người bị thương.", "vi", CHINESE, "zh"),
        ("9人が死亡し、120人がけがをした。", "ja", CHINESE, "zh"),
        ("31 people were killed or injured.", "en", "31 Menschen wurden getötet oder verletzt.", "de"),
        ("120 people died after the storm.", "en", "The storm hit 120 people.", "en"),
        ("Trois ans après sa mort", "fr", "Three years after he was wounded", "en"),
    ],
)
def test_who_is_counted_as_the_source_counts_passes(
    sentence: str, language: str, source: str, of: str
) -> None:
    assert found(check, sentence, source, language=language, of=of) == []


@pytest.mark.parametrize(
    ("sentence", "language", "source", "of"),
    [
        ("31 Menschen starben, fünf wurden verletzt.", "de", FRENCH, "fr"),
        ("Bão làm 120 người chết và 9 người bị thương.", "vi", CHINESE, "zh"),
        ("造成120人死亡。", "zh", CHINESE, "zh"),
        ("В Лионе погиб 31 человек.", "ru", FRENCH, "fr"),
    ],
)
def test_who_is_counted_as_something_else_is_found(
    sentence: str, language: str, source: str, of: str
) -> None:
    assert found(check, sentence, source, language=language, of=of)
