"""Two figures of one line, told each in the other's place."""

import pytest

from news.checks import exchanged, units
from tests.news.checks.held import found


@pytest.mark.parametrize(
    ("source", "wrong", "language"),
    [
        ("The army fired 200 drones and 27 missiles at Marel.", "27 drones and 200 missiles were fired at Marel.", "en"),
        ("Die Armee feuerte 200 Drohnen und 27 Raketen auf Marel.", "27 Drohnen und 200 Raketen trafen Marel.", "de"),
        ("Bedel yurt içinde 18 bin, yurt dışında 7 bin lira oldu.", "Bedel yurt içinde 7 bin, yurt dışında 18 bin lira oldu.", "tr"),
    ],
)  # fmt: skip
def test_figures_that_change_places_are_found(source: str, wrong: str, language: str) -> None:
    assert found(exchanged.check, wrong, source, language=language, of=language)
    assert not found(exchanged.check, source, source, language=language, of=language)


def test_figures_may_be_told_in_another_order() -> None:
    source = "The army fired 200 drones and 27 missiles at Marel."
    assert not found(exchanged.check, "At Marel 27 missiles and 200 drones were fired.", source)


@pytest.mark.parametrize(
    ("source", "told", "wrong", "language"),
    [
        ("Bedel 18 bin, yurt dışında 7 bin lira oldu.", "Bedel 18 bin lira oldu.", "Bedel 18 bin dolar oldu.", "tr"),
        ("It costs 18,000 at home and 7,000 kronor abroad.", "It costs 18,000 kronor.", "It costs $18,000.", "en"),
    ],
)  # fmt: skip
def test_where_lines_count_in_a_currency_an_amount_without_one_is_of_none_other(
    source: str, told: str, wrong: str, language: str
) -> None:
    assert found(units.check, wrong, source, language=language, of=language)
    assert not found(units.check, told, source, language=language, of=language)
