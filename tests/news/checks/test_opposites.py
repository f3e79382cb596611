"""A rise that is told as a fall, and a denial that is told as a confirmation, in one language and across two."""

import pytest

from news.checks.opposites import check
from tests.news.checks.held import found


@pytest.mark.parametrize(
    ("sentence", "language", "source", "of"),
    [
        ("Prices rose by 4.6 percent in May.", "en", "Prices fell by 4.6 percent in May.", "en"),
        ("Die Preise stiegen im Mai um 4,6 Prozent.", "de", "Prices fell by 4.6 percent in May.", "en"),
        ("Les prix ont baissé de 4,6 % en mai.", "fr", "Die Preise stiegen im Mai um 4,6 Prozent.", "de"),
        ("Цены в мае выросли на 4,6 процента.", "ru", "Prices fell by 4.6 percent in May.", "en"),
        ("五月份物价上涨了4.6%。", "zh", "Prices fell by 4.6 percent in May.", "en"),
        ("ارتفعت الأسعار بنسبة 4.6 في المئة.", "ar", "Prices fell by 4.6 percent.", "en"),
        ("Fiyatlar mayısta yüzde 4,6 arttı.", "tr", "Prices fell by 4.6 percent in May.", "en"),
        (
            "The minister confirmed the report on Monday.",
            "en",
            "The minister denied the report on Monday.",
            "en",
        ),
        (
            "El ministro confirmó el lunes la noticia.",
            "es",
            "The minister denied the report on Monday.",
            "en",
        ),
        ("大臣は月曜日にこの報道を否定した。", "ja", "The minister confirmed this report on Monday.", "en"),
    ],
)
def test_the_opposite_of_what_the_source_says_is_found(
    sentence: str, language: str, source: str, of: str
) -> None:
    assert found(check, sentence, source, language=language, of=of) != []


@pytest.mark.parametrize(
    ("sentence", "language", "source", "of"),
    [
        ("Prices fell by 4.6 percent in May.", "en", "Prices declined by 4.6 percent in May.", "en"),
        ("Die Preise sanken um 4,6 Prozent.", "de", "Prices fell by 4.6 percent.", "en"),
        ("Prices rose by 2 percent.", "en", "Prices rose by 2 percent after they fell by 4.6 percent.", "en"),
        ("Der Minister bestätigte das nicht.", "de", "The minister denied that on Monday.", "en"),
        ("A fellow of the college sold roses.", "en", "Prices fell and rose at the college.", "en"),
        (
            "Police released a photo of the suspect.",
            "en",
            "Police published a photo of the arrested suspect.",
            "en",
        ),
        (
            "The company released its report.",
            "en",
            "The report came out after police detained the director.",
            "en",
        ),
        ("Министр освобожден от должности.", "ru", "The detained minister was sacked.", "en"),
        (
            "Der festgenommene Minister ist wieder auf freiem Fuß.",
            "de",
            "The minister was released on bail.",
            "en",
        ),
        ("Sanktionen treffen 12 Firmen.", "de", "Sanctions on 12 companies increased.", "en"),
    ],
)
def test_the_same_in_other_words_is_not_found(sentence: str, language: str, source: str, of: str) -> None:
    assert found(check, sentence, source, language=language, of=of) == []


def test_where_both_sides_tell_of_both_it_is_open() -> None:
    source = "Exports fell by 3 percent while imports increased by 5 percent."
    assert found(check, "Importe sanken, Exporte stiegen um 5 Prozent.", source, language="de") == []
