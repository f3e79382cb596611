"""How much may be asked: by a reader in an hour, in a chat in a day, and at once. Pure.

An answer that was known costs little, and counts a fifth.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KNOWN_COUNTS = 0.2
TAKES_AT_MOST = timedelta(minutes=5)
"""A question that has no answer after that will not get one soon, and keeps nobody from asking."""


class Limit(StrEnum):
    AT_ONCE = "at once"
    HOURLY = "hourly"
    DAILY = "daily"


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
class Met:
    """A limit that is met, and when another question fits under it; None: as soon as the last is answered."""

    limit: Limit
    free_at: datetime | None = None


def met(past: Iterable[Past], limits: AskingLimits, *, now: datetime) -> Met | None:
    """The limit that a further question would break."""
    listed = sorted(past, key=lambda each: each.asked_at)
    under_way = [p for p in listed if not p.is_answered and now - p.asked_at < TAKES_AT_MOST]
    if len(under_way) >= limits.at_once:
        return Met(Limit.AT_ONCE)
    for limit, span, most in ((Limit.HOURLY, HOUR, limits.hourly), (Limit.DAILY, DAY, limits.daily)):
        within = [each for each in listed if now - each.asked_at < span]
        if sum(map(_counts, within)) + 1 > most:
            return Met(limit, _free_at(within, span, most))
    return None


def _counts(past: Past) -> float:
    return KNOWN_COUNTS if past.is_known else 1.0


def _free_at(within: Iterable[Past], span: timedelta, most: int) -> datetime | None:
    """When so many have left the span that one more fits."""
    listed = list(within)
    left = sum(map(_counts, listed))
    for each in listed:
        left -= _counts(each)
        if left + 1 <= most:
            return each.asked_at + span
    return None
