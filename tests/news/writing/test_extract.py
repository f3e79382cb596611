"""The facts of a text, as values that can be compared."""

import pytest

from news.writing.extract import FactValue, facts


def values(kind: str, text: str, language: str) -> list[str]:
    return [fact.value for fact in facts(text, language) if fact.kind == kind]


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("about 1,200 people", "en", ["1200"]),
        ("etwa 1.200 Menschen", "de", ["1200"]),
        ("около 1 200 человек", "ru", ["1200"]),
        ("grew 3.5 percent", "en", ["3.5 %"]),
        ("wuchs um 3,5 Prozent", "de", ["3.5 %"]),
        ("выросла на 3,5%", "ru", ["3.5 %"]),
        ("€10.2 billion for Hungary", "en", ["10200000000 eur"]),
        ("10,2 Milliarden Euro", "de", ["10200000000 eur"]),
        ("2,5 млн рублей", "ru", ["2500000 rub"]),
        ("20 mln zł", "pl", ["20000000 pln"]),
        ("宣布3.5亿美元援助", "zh", ["350000000 usd"]),
        ("at 10:30 in room A-17", "en", []),
        ("the F-16 and COVID-19", "en", []),
    ],
)
def test_numbers_are_equal_whatever_the_language_writes(text: str, language: str, found: list[str]) -> None:
    assert values("number", text, language) == found


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("on 12 December 2023", "en", ["2023-12-12"]),
        ("on December 12, 2023", "en", ["2023-12-12"]),
        ("on Dec. 13", "en", ["--12-13"]),
        ("am 12. Dezember 2023", "de", ["2023-12-12"]),
        ("el 12 de diciembre de 2023", "es", ["2023-12-12"]),
        ("12 декабря 2023 года", "ru", ["2023-12-12"]),
        ("2023年12月13日", "zh", ["2023-12-13"]),
        ("2023-12-12 and 31.12.2024", "de", ["2023-12-12", "2024-12-31"]),
        ("since 1997", "en", ["1997"]),
        ("on 31.02.2024", "de", []),
    ],
)
def test_dates_are_told_from_numbers(text: str, language: str, found: list[str]) -> None:
    assert values("date", text, language) == found


def test_a_quote_is_its_words_whatever_the_marks() -> None:
    said = "We will not give up this fight"
    for text in (f"“{said}”, he said", f'"{said}," he said', f"«{said}» he said", f"„{said}“"):
        assert values("quote", text, "en") == ["we will not give up this fight"]
    assert not values("quote", "the so-called “grey zone” there", "en")


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("The trip to Paris was planned by Odile Marant.", "en", ["paris", "odile marant"]),
        ("Rescuers said the U.S. Navy helped.", "en", ["us navy"]),
        ("Der Kanzler traf am Abend Olaf Scholz in einem Haus der CDU.", "de", ["olaf scholz", "cdu"]),
        ("Вчера президент Владимир Путин прибыл в Минск.", "ru", ["владимир путин", "минск"]),
        ("首相が東京で会談した", "ja", []),
    ],
)
def test_names_are_runs_of_capitals_that_the_sentence_does_not_explain(
    text: str, language: str, found: list[str]
) -> None:
    assert values("name", text, language) == found


def test_a_headline_in_title_case_gives_no_names() -> None:
    text = "Senators Say They Weigh New Border Offer\nThe offer was made in Washington."
    assert values("name", text, "en") == ["washington"]


def test_facts_come_once_in_order_and_are_bounded() -> None:
    text = " ".join(f"{number} dogs" for number in range(100, 400)) + " 100 dogs"
    found = facts(text, "en")
    assert found[0] == FactValue("number", "100")
    assert len(found) == len(set(found)) == 60


@pytest.mark.parametrize(
    "text", ["", "\n", "...", "“" * 500, "1" * 5_000, "A " * 4_000, "$" * 3_000, "1,1" * 3_000]
)
def test_no_text_is_too_odd(text: str) -> None:
    facts(text, "en")
    facts(text, None)
    facts(text, "xx")
