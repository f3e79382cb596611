"""What calls of a model use up: tokens, and money where the operator says what a token costs.

Pure; knows no model. A token count that an endpoint does not give is estimated, never taken for nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
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


KINDS = ("story", "translation", "answer", "speech")
CALLS_PER_DAY = 10_000
SPARE_SHARE = 0.8
"""Once so much of a day's allowance is used, what can be spared is not asked any more."""


@dataclass(frozen=True)
class Allowance:
    """For a day: tokens in all, questions in all, and tokens of a kind of question where that is limited too."""

    tokens: int
    calls: int = CALLS_PER_DAY
    by_kind: Mapping[str, int] = field(default_factory=dict)

    def has_room(self, used: "Used", *, kind: str, tokens: int, is_spare: bool = False) -> bool:
        """Whether another question of so many tokens fits in."""
        share = SPARE_SHARE if is_spare else 1.0
        of_kind = self.by_kind.get(kind, self.tokens)
        return (
            used.tokens + tokens <= share * self.tokens
            and used.by_kind.get(kind, 0) + tokens <= share * of_kind
            and used.calls + 1 <= share * self.calls
        )


@dataclass(frozen=True)
class Used:
    """Of a day's allowance, what is used up or reserved."""

    tokens: int = 0
    calls: int = 0
    by_kind: Mapping[str, int] = field(default_factory=dict)


def read_allowance(written: str) -> Allowance:
    """From "2000000" or "2000000, translation=500000, calls=3000". Raises ValueError."""
    total, *others = [part.strip() for part in written.split(",") if part.strip()] or [""]
    named = [part.partition("=") for part in others]
    limits = {name.strip(): _count(number) for name, _, number in named}
    unknown = set(limits) - {*KINDS, "calls"}
    if unknown:
        raise ValueError(f"knows {', '.join(KINDS)} and calls, not {', '.join(sorted(unknown))}")
    calls = limits.pop("calls", CALLS_PER_DAY)
    return Allowance(_count(total), calls, limits)


def _count(written: str) -> int:
    bare = written.strip().replace("_", "")
    if not bare.isdecimal() or len(bare) > 15:
        raise ValueError("must be a number of tokens, as 2000000 or 2000000, translation=500000")
    return int(bare)


def estimate_tokens(text: str) -> int:
    """How many tokens a text is for a model whose tokenizer nobody knows; rather too many.

    A token is about three bytes of Latin or Cyrillic text, and two of others.
    """
    latin_or_cyrillic = sum(len(letter.encode("utf-8", "replace")) for letter in text if letter < "\u0530")
    others = sum(len(letter.encode("utf-8", "replace")) for letter in text if letter >= "\u0530")
    return latin_or_cyrillic // 3 + others // 2 + 1
