"""When a story is breaking: pure, from who reported it in the last half hour and what is usual to a decision.

Breaking is a burst of independent outlets that chance hardly brings (Poisson), of several countries or languages,
about something that began within the last hour and a half. What is usual is the average of what the leading story of
the topic gets in half an hour at this hour of the week: stories of busy topics are always reported by many. What only
looks new, because we looked for the first time or again after a pause, is no burst. Knows nothing of rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import exp, lgamma, log
from typing import Protocol, TypeVar

from news.clustering.families import Published, Reported, independent
from news.language.rubrics import Rubric, rubric
from news.language.tokens import primary_subtag

WINDOW = timedelta(minutes=30)
YOUNG = timedelta(minutes=90)
CLOCKS_DIFFER = timedelta(minutes=10)
"""So far ahead of ours an outlet's clock may be."""
FEWEST = 4
SIDES = 2
"""Countries, or languages: what one country's press shares is not yet news elsewhere."""
UNLIKELY = 1e-4
FLOOR = 0.3
"""Families in half an hour that count as usual where next to nothing is."""
PAUSE = timedelta(hours=1)
"""After so long without looking, what was published meanwhile is a backlog."""

HOUR_SLOTS, ALL_SLOTS = 8, 336
"""Half hours that the averages remember: four weeks of one hour of the week, and a week of all hours."""
PRIOR_SLOTS = 4
"""As many half hours count as known of an hour of the week, from all hours, before the first one."""


class Report(Published, Reported, Protocol):
    """What is asked of an article of the story. `fetched_at` None: not known."""

    @property
    def country(self) -> str | None: ...
    @property
    def kind(self) -> str | None: ...
    @property
    def language(self) -> str | None: ...
    @property
    def fetched_at(self) -> datetime | None: ...


R = TypeVar("R", bound=Report)


def recent(sources: Iterable[R], *, since: datetime, now: datetime) -> list[R]:
    """The reports of the last half hour that count: published after we began to look (`since`), at a known time, as
    news. An article without a date is dated when it was first seen, which says nothing of when it happened."""
    return [
        source
        for source in sources
        if max(since, now - WINDOW) < source.published_at <= now + CLOCKS_DIFFER
        and source.published_at != source.fetched_at
        and source.kind in (None, "news")
        and rubric(source.title) is Rubric.NEWS
    ]


def strength(reports: Sequence[Report]) -> int:
    """How many independent families report: a text counts once, and so does an owner."""
    return independent(reports, {report.article_id: report.family for report in reports})


def is_breaking(reports: Sequence[Report], *, usual: float, first_at: datetime, now: datetime) -> bool:
    """Whether these `recent` reports of a story first published at `first_at` are more than chance and habit bring."""
    families = strength(reports)  # owners count once in it, so four families are four owners
    sides = max(
        len({report.country for report in reports if report.country}),
        len({primary_subtag(report.language) for report in reports if report.language}),
    )
    return (
        families >= FEWEST
        and sides >= SIDES
        and now - first_at <= YOUNG
        and chance(families, max(usual, FLOOR)) < UNLIKELY
    )


def chance(families: int, usual: float) -> float:
    """P(X >= families) of a Poisson distribution with this mean, above zero."""
    below = sum(exp(count * log(usual) - usual - lgamma(count + 1)) for count in range(families))
    return max(0.0, 1.0 - below)


# --- when we began to look -----------------------------------------------------------------------


def looking_since(since: datetime, last: datetime, *, now: datetime) -> datetime:
    """Since when nothing was missed: as before, or from now on after a pause and where the clock was set back."""
    if now - last > PAUSE or last > now or since > now:
        return now
    return since


# --- what is usual -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Habit:
    """An average over half hours: `rate` of `slots` of them, and `most` for the one that began at `slot_at`."""

    rate: float = 0.0
    slots: int = 0
    slot_at: datetime | None = None
    most: int = 0


def slot_of(at: datetime) -> datetime:
    """When the half hour began that the time is in."""
    at = at.astimezone(UTC)
    return at.replace(minute=at.minute // 30 * 30, second=0, microsecond=0)


def hour_of_week(at: datetime) -> int:
    """In UTC; Monday 00:00 is 0."""
    at = at.astimezone(UTC)
    return 24 * at.weekday() + at.hour


def usual(hour: Habit, always: Habit) -> float:
    """What the hour of the week brings, leaning on what all hours do while few such hours were seen."""
    known = hour.slots + PRIOR_SLOTS
    return max(FLOOR, (hour.slots * hour.rate + PRIOR_SLOTS * always.rate) / known)


def observed(habit: Habit, families: int, *, now: datetime, since: datetime, weekly: bool) -> Habit:
    """The habit after a story with so many families was seen now. The running half hour is not yet part of the rate;
    half hours in which we looked (from `since`) and nothing came count as zero. `weekly`: the habit is of one hour
    of the week, else of all hours. Where the clock was set back, nothing is counted twice."""
    slot = slot_of(now)
    if habit.slot_at is None:
        return Habit(slot_at=slot, most=families)
    if slot <= habit.slot_at:
        return replace(habit, most=max(habit.most, families)) if slot == habit.slot_at else habit
    keep = HOUR_SLOTS if weekly else ALL_SLOTS
    from_slot = max(_index(habit.slot_at, weekly=weekly), _index(slot_of(since), weekly=weekly))
    silent = max(0, _index(slot, weekly=weekly) - from_slot - 1)
    rate, slots = _averaged(habit.rate, habit.slots, float(habit.most), keep)
    rate, slots = _faded(rate, slots, silent, keep)
    return Habit(rate=rate, slots=slots, slot_at=slot, most=families)


def _averaged(rate: float, slots: int, value: float, keep: int) -> tuple[float, int]:
    slots = min(slots + 1, keep)
    return rate + (value - rate) / slots, slots


def _faded(rate: float, slots: int, silent: int, keep: int) -> tuple[float, int]:
    """After so many half hours of nothing."""
    growing = min(silent, keep - slots)
    if growing:
        rate *= slots / (slots + growing)
    return rate * (1 - 1 / keep) ** (silent - growing), slots + growing


def _index(slot: datetime, *, weekly: bool) -> int:
    """The number of the half hour, counted among all or among those of its hour of the week."""
    halves = int(slot.timestamp()) // 1800
    if not weekly:
        return halves
    weeks = (halves - 4 * 48) // 336  # 1970-01-05 was a Monday
    return 2 * weeks + halves % 2
