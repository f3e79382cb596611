"""What calls of a model use up: tokens, and money where the operator says what a token costs.

Pure; knows no model. A token count that an endpoint does not give is estimated, never taken for nothing.
"""

from dataclasses import dataclass
from decimal import Decimal

PER = 1_000_000
"""Prices are for so many tokens, as vendors print them."""


@dataclass(frozen=True)
class Usage:
    """Of one question. `calls` counts the requests that the endpoint took on, and so may bill; `cost` None: no prices
    are known."""

    model: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    cost: Decimal | None = None
    calls: int = 0

    @property
    def tokens(self) -> int:
        return self.tokens_in + self.tokens_out


@dataclass(frozen=True)
class Prices:
    """For a million tokens, in whatever money the operator counts."""

    tokens_in: Decimal
    tokens_out: Decimal

    def cost(self, tokens_in: int, tokens_out: int) -> Decimal:
        return (self.tokens_in * tokens_in + self.tokens_out * tokens_out) / PER


def read_prices(written: str) -> Prices:
    """From "0.15/0.60": what goes in, what comes out. Raises ValueError."""
    parts = [part.strip() for part in written.split("/")]
    try:
        prices = [Decimal(part) for part in parts]
    except ArithmeticError as error:
        raise ValueError("must be two numbers with / between them, as 0.15/0.60") from error
    if len(prices) != 2 or not all(price.is_finite() and price >= 0 for price in prices):
        raise ValueError("must be two numbers with / between them, as 0.15/0.60")
    return Prices(*prices)


def estimate_tokens(text: str) -> int:
    """How many tokens a text is for a model whose tokenizer nobody knows; rather too many.

    A token is about three bytes of Latin or Cyrillic text, and two of others.
    """
    latin_or_cyrillic = sum(len(letter.encode("utf-8", "replace")) for letter in text if letter < "\u0530")
    others = sum(len(letter.encode("utf-8", "replace")) for letter in text if letter >= "\u0530")
    return latin_or_cyrillic // 3 + others // 2 + 1
