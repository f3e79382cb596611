"""How much may be asked: by a reader in an hour, in a chat in a day, and how much of it is answered at once. Pure.

The decision is that of all limits (`reader.limits`). An answer for which no model was called costs little, and counts a fifth.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from news.reader.limits import DAY, HOUR, Limit, Met, Used
from news.reader.limits import met as first_met

FREE_COUNTS = 0.2
TAKES_AT_MOST = timedelta(minutes=5)
"""A question that has no answer after that will not get one soon, and keeps nobody from asking."""


@dataclass(frozen=True)
class AskingLimits:
    """Questions of a reader in an hour, of a chat in a day, and answered at once in a chat: others wait for their turn."""

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
    is_free: bool = False
    """It was known, or no model was called where one could have been."""


def has_to_wait(past: Iterable[Past], limits: AskingLimits, *, now: datetime) -> bool:
    """Whether a further question is the first that waits until another is answered: those behind it know."""
    under_way = [p for p in past if not p.is_answered and now - p.asked_at < TAKES_AT_MOST]
    return len(under_way) == limits.at_once


def met(past: Iterable[Past], limits: AskingLimits, *, now: datetime) -> Met | None:
    """The limit that a further question would break."""
    used = [Used(p.asked_at, FREE_COUNTS if p.is_free else 1.0) for p in past]
    return first_met(used, (Limit(limits.hourly, HOUR), Limit(limits.daily, DAY)), now=now)


def without_model(limits: AskingLimits) -> AskingLimits:
    """The same where none is there to be paid."""
    more = round(1 / FREE_COUNTS)
    return replace(limits, hourly=more * limits.hourly, daily=more * limits.daily)
