"""The language of a text is told where there is enough of it, and not guessed where there is not."""

import pytest

from news.language.identify import identify


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The city council voted on Tuesday to open two new libraries in the northern districts."),
        ("de", "Der Stadtrat hat am Dienstag beschlossen, zwei neue Bibliotheken zu eröffnen."),
        ("es", "El ayuntamiento decidió el martes abrir dos nuevas bibliotecas en los barrios del norte."),
        ("fr", "Le conseil municipal a décidé mardi d'ouvrir deux nouvelles bibliothèques."),
        ("ru", "Городской совет решил во вторник открыть две новые библиотеки."),
        ("uk", "Міська рада вирішила у вівторок відкрити дві нові бібліотеки."),
        ("ar", "قرر مجلس المدينة يوم الثلاثاء افتتاح مكتبتين جديدتين في الأحياء الشمالية"),
        ("zh", "市议会周二决定在北部地区开设两座新图书馆"),
        ("ja", "市議会は火曜日、北部地区に二つの新しい図書館を開くことを決めた"),
        ("hi", "नगर परिषद ने मंगलवार को दो नए पुस्तकालय खोलने का फैसला किया"),
        ("no", "Bystyret vedtok tirsdag å åpne to nye biblioteker i de nordlige bydelene, sier ordføreren."),
    ],
)
def test_a_sentence_is_told_by_its_language(language: str, text: str) -> None:
    found = identify(text)
    assert found is not None
    assert found[0] == language
    assert 0 < found[1] <= 1


@pytest.mark.parametrize(
    "text", ["", "BREAKING", "2026 10:30", "https://example.com/a/long/path/of/letters", "新闻"]
)
def test_a_short_text_is_not_guessed(text: str) -> None:
    assert identify(text) is None
