"""How much may be asked: by a reader in an hour, in a chat in a day, and at once. Pure.

The decision is that of all limits (`reader.limits`). An answer that was known costs little, and counts a fifth.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from news.reader.limits import DAY, HOUR, Limit, Met, Used
from news.reader.limits import met as first_met

KNOWN_COUNTS = 0.2
TAKES_AT_MOST = timedelta(minutes=5)
"""A question that has no answer after that will not get one soon, and keeps nobody from asking."""


@dataclass(frozen=True)
class AskingLimits:
    """Questions of a reader in an hour, of a chat in a day, and under way in a chat."""

    hourly: int = 10
    daily: int = 60
    at_once: int = 1
    waiting: int = 5
    """Questions that a reader may have kept until the sources answer."""


@dataclass(frozen=True)
class Past:
    """A question that was asked before in this chat."""

    asked_at: datetime
    is_answered: bool
    is_known: bool = False


@dataclass(frozen=True)
class AtOnce:
    """That so many questions are being answered; there is room as soon as one is."""


def met(past: Iterable[Past], limits: AskingLimits, *, now: datetime) -> Met | AtOnce | None:
    """The limit that a further question would break."""
    listed = list(past)
    under_way = [p for p in listed if not p.is_answered and now - p.asked_at < TAKES_AT_MOST]
    if len(under_way) >= limits.at_once:
        return AtOnce()
    used = [Used(p.asked_at, KNOWN_COUNTS if p.is_known else 1.0) for p in listed]
    return first_met(used, (Limit(limits.hourly, HOUR), Limit(limits.daily, DAY)), now=now)
