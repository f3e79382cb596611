"""How late digests come that are all owed at their readers' hours: a queue, reckoned and not run.

Readers live in zones by how many people live there, and want their digests at hours that people choose. What is owed goes out
first come, first served, as fast as a limit allows that answers have used a part of. Pure: no rows, no clock, nothing drawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DAY_S, HOUR_S = 86_400, 3_600
Seconds = NDArray[np.float64]

PEOPLE = {
    -11: 0.1, -10: 1.5, -9: 0.8, -8: 57, -7: 43, -6: 270, -5: 355, -4: 95, -3: 275, -2: 0.1, -1: 0.9, 0: 440,
    1: 960, 2: 740, 3: 690, 4: 150, 5: 1_750, 6: 250, 7: 470, 8: 1_690, 9: 215, 10: 45, 11: 6, 12: 7,
}  # fmt: skip
"""Millions by the hours that their zone is ahead of UTC, rounded, zones of half hours with the next lower one. From memory: good
for the shape of a day, not for a country."""
MORNING: Mapping[float, float] = {8.0: 1.0}
"""The worst that readers can do to a sender: everybody at eight."""
CHOSEN: Mapping[float, float] = {
    6.0: 0.05, 6.5: 0.05, 7.0: 0.15, 7.5: 0.15, 8.0: 0.2, 8.5: 0.05, 9.0: 0.05, 12.0: 0.08, 17.0: 0.04, 18.0: 0.08, 19.0: 0.03, 20.0: 0.03, 21.0: 0.04,
}  # fmt: skip
"""What share chooses which local hour. Assumed: nobody has asked a million readers yet."""
AWAKE = (7, 23)
"""Local hours in which people write to a bot."""


@dataclass(frozen=True)
class Lateness:
    """Seconds between the hour and the message; `within` is the share that came within a quarter of an hour."""

    p50: float
    p95: float
    p99: float
    most: float
    within: float


def slots(
    readers: int, *, zones: Mapping[int, float], hours: Mapping[float, float], spread_s: int = 0
) -> Seconds:
    """When each reader's digest of a day is due, in seconds of the UTC day, sorted. With `spread_s` the readers of an hour
    are dealt out evenly over that long after it."""
    shares = {(-zone + hour) * HOUR_S % DAY_S: 0.0 for zone in zones for hour in hours}
    for zone, people in zones.items():
        for hour, share in hours.items():
            shares[(-zone + hour) * HOUR_S % DAY_S] += people * share
    due = [
        at + spread_s * np.arange(count) / max(count, 1)
        for at, count in zip(shares, dealt(readers, list(shares.values())), strict=True)
    ]
    return np.sort(np.concatenate(due) % DAY_S)


def dealt(whole: int, weights: Sequence[float]) -> list[int]:
    """So many pieces by weights, none lost: the largest remainders are rounded up."""
    exact = [whole * weight / sum(weights) for weight in weights]
    found = [int(share) for share in exact]
    order = sorted(range(len(exact)), key=lambda at: found[at] - exact[at])
    for at in order[: whole - sum(found)]:
        found[at] += 1
    return found


def answers_a_second(a_day: float, *, zones: Mapping[int, float]) -> Seconds:
    """How many answers go out in each hour of the UTC day, a second: readers write while they are awake."""
    first, last = AWAKE
    awake = np.zeros(24)
    for zone, people in zones.items():
        for hour in range(first, last):
            awake[(hour - zone) % 24] += people
    return a_day * awake / awake.sum() / HOUR_S


def sent_at(due: Seconds, *, limit: float, answers: Seconds) -> Seconds:
    """When each message of a day goes out, where every day is like it; in seconds of the day on which it was due.

    `limit` messages a second in all, of which `answers` (by the hour) go first. Raises ValueError where a day's messages do
    not fit into a day: then what is owed grows for ever.
    """
    room = np.maximum(limit - answers, 0.0)
    a_day = float(room.sum()) * HOUR_S
    if len(due) > a_day:
        raise ValueError(f"{len(due):,} messages a day do not fit into {a_day:,.0f}")
    days = np.concatenate([due, due + DAY_S])  # what the first leaves over, the second sends first
    passed = np.concatenate([[0.0], np.cumsum(np.tile(room, 3))]) * HOUR_S
    hours = np.arange(len(passed)) * float(HOUR_S)
    came = np.interp(days, hours, passed)  # how many could have gone by then
    before = np.arange(len(days))
    gone = before + 1 + np.maximum.accumulate(came - before)
    return np.interp(gone, passed + 1e-11 * hours, hours)[len(due) :] - DAY_S


def lateness(due: Seconds, sent: Seconds, *, soon_s: float = 900.0) -> Lateness:
    late = sent - due
    p50, p95, p99 = (float(np.quantile(late, share)) for share in (0.5, 0.95, 0.99))
    return Lateness(p50, p95, p99, float(late.max()), float((late <= soon_s).mean()))
