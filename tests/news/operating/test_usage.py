"""What is used up: prices as an operator writes them, and tokens where nobody counts them."""

from decimal import Decimal

import pytest

from news.operating.usage import Allowance, Prices, Used, estimate_tokens, read_allowance, read_prices


def test_prices_are_for_a_million_tokens() -> None:
    assert read_prices("0.15/0.60").cost(1_000_000, 500_000) == Decimal("0.45")


def test_money_is_counted_exactly() -> None:
    assert sum(Prices(Decimal("0.1"), Decimal(0)).cost(1, 0) for _ in range(10)) == Decimal("0.000001")


@pytest.mark.parametrize("written", ["", "0.15", "a/b", "1/2/3", "-1/2", "nan/1", "1/inf"])
def test_what_is_no_price_is_not_taken_for_one(written: str) -> None:
    with pytest.raises(ValueError, match=r"0\.15/0\.60"):
        read_prices(written)


@pytest.mark.parametrize(
    ("text", "at_least"),
    [("The ferry sank on Tuesday.", 6), ("渡轮在周二沉没。", 8), ("Паром затонул во вторник.", 6), ("", 1)],
)
def test_tokens_are_rather_estimated_too_many_than_none(text: str, at_least: int) -> None:
    assert at_least <= estimate_tokens(text) <= 3 * at_least + 2


def test_an_allowance_is_read_as_an_operator_writes_it() -> None:
    assert read_allowance("2000000").tokens == 2_000_000
    assert read_allowance(" 2_000_000, translation = 500000,calls=300 ") == Allowance(
        2_000_000, 300, {"translation": 500_000}
    )


@pytest.mark.parametrize("written", ["", "many", "-1", "1000, poems=3", "1000, calls", "1000, 2000", "1e6"])
def test_what_is_no_allowance_is_not_taken_for_one(written: str) -> None:
    with pytest.raises(ValueError):
        read_allowance(written)


@pytest.mark.parametrize(
    ("used", "more", "fits"),
    [
        (Used(), {"tokens": 1000}, True),
        (Used(tokens=1), {"tokens": 1000}, False),
        (Used(), {"tokens": 801, "is_spare": True}, False),
        (Used(), {"tokens": 301, "kind": "translation"}, False),
        (Used(tokens=300, by_kind={"translation": 300}), {"tokens": 1, "kind": "translation"}, False),
        (Used(tokens=300, by_kind={"translation": 300}), {"tokens": 700}, True),
        (Used(calls=4), {"tokens": 1}, False),
    ],
)
def test_a_question_is_asked_as_long_as_it_fits_in(used: Used, more: dict[str, int], fits: bool) -> None:
    allowance = Allowance(1000, calls=4, by_kind={"translation": 300})
    assert allowance.has_room(used, **{"kind": "story"} | more) is fits
