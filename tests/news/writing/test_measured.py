"""Where outlets give different figures for one measure, and where two figures are of two things."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from news.answers.answering import answer_asked
from news.answers.reading import read_question
from news.answers.values import Answer, Asked
from news.story.stories import Source, with_families
from news.writing.differing import differences, measured
from tests.news.comparing.posts_compared import PUBLISHED, source

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
Told = tuple[str, str, str]
"""Language, title and text."""

MUSEUM: tuple[Told, ...] = (
    ("fr", "Sept tableaux volés au musée de Coravel", "Sept tableaux ont été volés au musée de Coravel. Leur valeur est estimée à 40 millions d'euros. Deux hommes ont été arrêtés."),
    ("en", "Seven paintings stolen from Coravel museum", "Thieves stole seven paintings from the Coravel museum. The paintings are worth 25 million euros, an insurer said."),
)  # fmt: skip
BRIDGE: tuple[Told, ...] = (
    ("en", "Sallow Strait bridge opens", "The Sallow Strait bridge opened on Saturday. It cost 1.9 billion euros, the minister said. Cars pay a toll of 11 euros."),
    ("en", "Drivers cross the Sallow Strait bridge", "Thousands crossed the bridge. The audit office puts the cost of the bridge at 2.3 billion euros."),
)  # fmt: skip
MINE: tuple[Told, ...] = (
    ("en", "Fourteen miners trapped at Quillon copper mine", "Fourteen miners were trapped on Monday when a tunnel collapsed at the Quillon copper mine in Tarnholt."),
    ("en", "Quillon mine collapse: 16 workers trapped", "Sixteen workers are trapped at the Quillon copper mine in Tarnholt after a tunnel caved in, the union said."),
)  # fmt: skip
FERRY: tuple[Told, ...] = (
    ("es", "Dos muertos en el incendio del ferri Aurelia frente a Port Ambrel", "Dos tripulantes murieron en el incendio del ferri Aurelia frente a Port Ambrel."),
    ("fr", "Incendie du ferry Aurelia au large de Port Ambrel : quatre morts", "Quatre personnes sont mortes dans l'incendie du ferry Aurelia au large de Port Ambrel."),
    ("en", "Ferry Aurelia: captain charged", "Prosecutors charged the captain of the ferry Aurelia. The death toll is five, the coast guard said."),
)  # fmt: skip


def sources(told: Sequence[Told]) -> tuple[Source, ...]:
    return with_families(
        [
            replace(source(n, text, language), title=title, published_at=PUBLISHED + timedelta(minutes=10 * n))
            for n, (language, title, text) in enumerate(told, start=1)
        ]
    )  # fmt: skip


def sides(told: Sequence[Told]) -> dict[str, list[str]]:
    listed = sources(told)
    found = (*differences(listed, now=NOW), *measured(listed, now=NOW))
    return {each.topic: [side.written for side, _ in each.sides] for each in found}


async def answer(question: str, told: Sequence[Told], reads: str) -> Answer:
    asked = read_question(question, reads=reads)
    assert isinstance(asked, Asked)
    return (await answer_asked(asked, sources(told), now=NOW)).answer


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (MUSEUM, {"price": ["40 millions", "25 million"]}),
        (BRIDGE, {"price": ["1.9 billion", "2.3 billion"]}),
        (MINE, {"trapped": ["Fourteen", "16"]}),
        (FERRY, {"dead": ["Dos", "quatre", "five"]}),
    ],
    ids=["worth", "cost", "counted under other words", "across languages"],
)
def test_what_is_counted_or_measured_differently_is_found(
    told: Sequence[Told], found: dict[str, list[str]]
) -> None:
    assert sides(told) == found


@pytest.mark.parametrize(
    "second",
    [
        "The audit office says the ferry loses 4 million euros a year.",
        "The audit office puts the cost of the bridge at 1.91 billion euros.",
        "A ticket for the bridge costs 12 euros by bus and 9 euros by bicycle.",
        "The audit office puts the cost of the bridge at 2.3 billion dollars.",
        "The bridge is 3.4 kilometres long, the audit office said.",
    ],
)
def test_another_thing_a_rounded_figure_or_another_unit_is_no_difference(second: str) -> None:
    told = (BRIDGE[0], ("en", BRIDGE[1][1], f"Thousands crossed the bridge. {second}"))

    assert sides(told) == {}


def test_a_part_is_not_held_against_the_whole() -> None:
    told = (
        ("en", "Alliance wins 41 of 99 seats in Arvane", "The alliance won 41 of 99 seats in the parliament of Arvane on Sunday, officials said."),
        ("en", "Alliance first with 41 seats", "The alliance won 41 seats in the parliament of Arvane on Sunday, its leader said at night."),
    )  # fmt: skip

    assert sides(told) == {}


def test_where_both_give_both_numbers_they_count_two_things() -> None:
    told = (
        ("en", "Baton Rouge: Dyteon Simpson arrested", "Dyteon Simpson, one of 20 detained, was arrested at 11 with 11 others, Baton Rouge police said."),
        ("es", "Detenido Dyteon Simpson en Baton Rouge", "Detuvieron a 20 y luego a 11 detenidos más con Dyteon Simpson, dijo la policía de Baton Rouge."),
    )  # fmt: skip

    assert "detained" not in sides(told)


@pytest.mark.parametrize(
    ("question", "told", "reads", "figures"),
    [
        ("How much are the paintings worth?", MUSEUM, "en", ("25 million", "40 millions")),
        ("Combien valent les tableaux ?", MUSEUM, "fr", ("25 million", "40 millions")),
        ("How much did the bridge cost?", BRIDGE, "en", ("1.9 billion", "2.3 billion")),
        ("How many miners are trapped?", MINE, "en", ("Fourteen", "Sixteen")),
        ("¿Cuántos muertos?", FERRY, "es", ("Dos", "Quatre", "five")),
    ],
)
async def test_who_asks_is_told_every_figure(
    question: str, told: Sequence[Told], reads: str, figures: tuple[str, ...]
) -> None:
    said = " ".join(each.text for each in (await answer(question, told, reads)).sentences)

    assert [figure for figure in figures if figure not in said] == []


async def test_of_a_toll_the_newest_figure_comes_first() -> None:
    said = [each.text for each in (await answer("How many people died?", FERRY, "en")).sentences]

    assert said[0] == "The death toll is five, the coast guard said."
