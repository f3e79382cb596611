"""Which of the things a reader follows to offer for pruning: what came often and was never opened for weeks. Pure.

Only where the reader opens other things: who reads digests as they stand, and opens nothing, is asked nothing. One at a
time, seldom, and never soon again of the same. Knows no rows; what is dropped is dropped by the reader alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

UNOPENED = timedelta(days=28)
ENOUGH = 6
"""So many stories of it came in that time: of what hardly comes, nothing is known."""
AGAIN_AFTER = timedelta(days=90)
APART = timedelta(days=7)


@dataclass(frozen=True)
class Followed:
    """Something that is followed: since when, how many of its stories came in `UNOPENED`, when one was last opened, and when the
    reader was last asked about it."""

    since_at: datetime
    came: int = 0
    opened_at: datetime | None = None
    asked_at: datetime | None = None


def to_offer(followed: Mapping[str, Followed], *, now: datetime) -> str | None:
    """The interest to offer, the one that came most; None where none is."""
    if len(followed) < 2 or not may_ask([one.asked_at for one in followed.values()], now=now):
        return None
    if not any(one.opened_at and one.opened_at > now - UNOPENED for one in followed.values()):
        return None
    unopened = [interest for interest, one in followed.items() if _is_unopened(one, now)]
    return max(unopened, key=lambda interest: (followed[interest].came, interest), default=None)


def may_ask(asked: list[datetime | None], *, now: datetime) -> bool:
    """Whether the last time is long enough ago."""
    return all(at is None or at <= now - APART for at in asked)


def _is_unopened(one: Followed, now: datetime) -> bool:
    return (
        one.came >= ENOUGH
        and one.since_at <= now - UNOPENED
        and (one.opened_at is None or one.opened_at <= now - UNOPENED)
        and (one.asked_at is None or one.asked_at <= now - AGAIN_AFTER)
    )
