"""What is used up: prices as an operator writes them, and tokens where nobody counts them."""

from decimal import Decimal

import pytest

from news.usage import Prices, estimate_tokens, read_prices


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
