"""How often to ask a feed: between five minutes and twelve hours, after its own rhythm. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

SHORTEST, LONGEST = timedelta(minutes=5), timedelta(hours=12)
SPREAD = 0.2
LONGEST_STEADY = LONGEST / (1 + SPREAD)
LONGEST_WHEN_MISSING = timedelta(hours=20)  # a day, once spread
LONGEST_WHEN_REFUSED = timedelta(hours=1)  # refusing costs nothing, and an operator may allow it any time
FIRST_RETRY = timedelta(minutes=5)
RHYTHM_OF = 20


def next_interval(
    current: timedelta,
    *,
    news: bool,
    rhythm: timedelta | None = None,
    quiet: timedelta | None = None,
    ttl: timedelta | None = None,
    max_age: timedelta | None = None,
) -> timedelta:
    """The interval after a poll that worked; `news` says whether it brought anything.

    News halve it, down to half the time between items (`rhythm`); nothing new lengthens it by half, up to
    twice the rhythm or a quarter of the time since the last item (`quiet`). What the feed (`ttl`) or the
    server (`max_age`) asks for is a floor.
    """
    if news:
        wanted = max(current / 2, (rhythm or timedelta(0)) / 2)
    else:
        wanted = current * 1.5
        if rhythm is not None:
            wanted = min(wanted, max(rhythm * 2, (quiet or timedelta(0)) / 4))
    floor = max(SHORTEST, ttl or timedelta(0), max_age or timedelta(0))
    return min(max(wanted, floor), LONGEST_STEADY)


def spread(interval: timedelta, jitter: float) -> timedelta:
    """The interval made up to a fifth longer (`jitter` 0 to 1), so that feeds do not stay in step."""
    return interval * (1 + SPREAD * jitter)


def retry_interval(failures: int, *, longest: timedelta = LONGEST_STEADY) -> timedelta:
    """The wait after the n-th failure in a row: doubling from five minutes to `longest`."""
    return min(FIRST_RETRY * (1 << min(max(failures - 1, 0), 20)), longest)


def failing_for(failures: int, *, longest: timedelta = LONGEST_STEADY) -> timedelta:
    """How long a feed has failed at least, that failed so often in a row: the waits between."""
    return sum((retry_interval(number, longest=longest) for number in range(1, failures)), timedelta(0))


def rhythm_of(times: Sequence[datetime]) -> timedelta | None:
    """The median time between the newest items; None for fewer than three."""
    newest = sorted(times, reverse=True)[:RHYTHM_OF]
    if len(newest) < 3:
        return None
    return timedelta(seconds=median((a - b).total_seconds() for a, b in pairwise(newest)))
