"""What needs the operator's hand, seen in the numbers: pure, from an overview to sentences that say what to do.

A matter is a short stable name: it is told once a day (`notices`), whatever its numbers are by then. In English, as notices are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from news.operating.overview import Overview, Room

FEEDS_IN_MASS = 5
SHARE_IN_MASS = 0.3
"""So many feeds, and this share of them, fail at once for reasons of ours rather than theirs."""
LEAST_FREE = 500 * 2**20
SHARE_FREE = 0.05
LATE_S = 300.0
OVERDUE_S = 900.0


@dataclass(frozen=True)
class Alarm:
    matter: str
    text: str


def alarms(seen: Overview) -> Sequence[Alarm]:
    found = [_feeds(seen), _disk(seen.disk), _model(seen), _late(seen), _overdue(seen)]
    return [one for one in [*found, *_resting(seen)] if one is not None]


def _feeds(seen: Overview) -> Alarm | None:
    feeds = seen.signs.feeds
    if feeds.failing < FEEDS_IN_MASS or feeds.failing < SHARE_IN_MASS * feeds.active:
        return None
    return Alarm(
        "feeds failing",
        f"{feeds.failing:,} of {feeds.active:,} feeds fail. If it is nearly all of them, see to this machine's network and"
        " name service; else /admin feeds lists them, with buttons to pause or move one.",
    )


def _disk(room: Room | None) -> Alarm | None:
    if room is None or room.free >= max(LEAST_FREE, SHARE_FREE * room.total):
        return None
    return Alarm(
        "disk nearly full",
        f"Only {room.free / 2**20:,.0f} MiB are free where the database lies; without room nothing can be written. Make room,"
        " or move the database to a larger disk (DATABASE_URL).",
    )


def _model(seen: Overview) -> Alarm | None:
    if seen.trouble is None:
        return None
    return Alarm(
        "model failing",
        f"The model does not answer: {seen.trouble} Stories are told in the outlets' own sentences meanwhile."
        " `pressradar doctor` asks it a tiny question and says what is wrong.",
    )


def _late(seen: Overview) -> Alarm | None:
    lateness = seen.signs.lateness
    if lateness.median_s is None or lateness.median_s < LATE_S:
        return None
    return Alarm(
        "digests late",
        f"Half of the digests of the last hour came over {lateness.median_s / 60:,.0f} minutes late."
        + (
            f" What is due now takes {seen.signs.backlog_s / 60:,.0f} minutes more at the rate that is allowed: a bot that Telegram"
            " allows more has it in TELEGRAM_PER_SECOND."
            if seen.signs.backlog_s > LATE_S
            else " See whether this machine is busy or the model slow; more processes (`python -m jobs work`) share the work."
        ),
    )


def _overdue(seen: Overview) -> Alarm | None:
    waits = seen.signs.oldest_due_s.get("deliver", 0.0)
    if waits < OVERDUE_S:
        return None
    return Alarm(
        "deliveries late",
        f"A message has been due for {waits / 60:,.0f} minutes. Telegram may hold us back or be out of reach: the log says which;"
        " `pressradar doctor` asks it.",
    )


def _resting(seen: Overview) -> Sequence[Alarm]:
    """By the matter that is told as work comes to rest, so that nobody hears of it twice a day."""
    return [
        Alarm(
            f"{step.step} rests",
            f"{step.resting:,} × {step.step} rest after too many failures: {step.last_error or 'see the log'}. `pressradar jobs`"
            " shows them, and has them tried again.",
        )
        for step in seen.signs.owed.values()
        if step.resting
    ]
