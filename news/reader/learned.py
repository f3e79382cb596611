"""What votes teach about a reader: a lean to a topic, an outlet or a name, small against importance. Pure.

A vote speaks of what its story was about, in equal shares; it fades by half in a month. A lean is bounded however many votes
there are, and so is all that leans bring to one story: at most what a doubling of its independent outlets brings. It moves
a story up or down and hides none. Knows no rows and no scores; why it is so is said in docs/decisions.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from news.clustering.topics import GENERAL

HALF_LIFE = timedelta(days=30)
KEPT = timedelta(days=180)
"""A vote older than that counts for a sixty-fourth, and goes."""
MOST = 0.8
"""As `rank.OUTLETS`: what a doubling of the independent outlets brings."""
DOUBT = 1.0
"""So much in votes moves a lean half way to the most."""
FAINT = 0.05
"""A lean that is smaller is none."""
BY_HAND = 2
"""What a reader says of a thing by name counts as so many votes for stories about it alone."""
TOPICS, NAMES, OUTLETS = 3, 4, 3
LONGEST = 40
"""Bytes of a name or domain: a button must hold it."""


@dataclass(frozen=True)
class Ballot:
    """A vote as rows have it: 1 for more, -1 for less; by hand the value is `BY_HAND` times that."""

    value: int
    about: Sequence[str]
    at: datetime


def key(kind: str, target: str) -> str:
    """`kind` is topic, outlet or name."""
    return f"{kind}={target}"


def read_key(text: str) -> tuple[str, str]:
    kind, _, target = text.partition("=")
    return kind, target


def about(topics: Sequence[str], outlets: Collection[str], names: Sequence[str]) -> list[str]:
    """What a vote on a story is about: its strongest topics, the names it tells most, and its outlets where they are few: what
    many report says nothing of one. `names` most told first."""
    subjects = [topic for topic in topics if topic not in GENERAL] or list(topics)
    few = sorted(outlets) if len(outlets) <= OUTLETS else []
    keys = [key("topic", topic) for topic in subjects[:TOPICS]]
    keys += [key("name", name) for name in names[:NAMES]]
    keys += [key("outlet", domain) for domain in few]
    return [one for one in keys if len(read_key(one)[1].encode()) <= LONGEST and ":" not in one]


def leans(votes: Iterable[Ballot], *, now: datetime) -> dict[str, float]:
    """By key, from -`MOST` to `MOST`; what is too small to matter is not there."""
    heard: dict[str, float] = defaultdict(float)
    for vote in votes:
        weight = vote.value * 0.5 ** (max(now - vote.at, timedelta(0)) / HALF_LIFE)
        kinds = Counter(read_key(one)[0] for one in vote.about)
        for one in vote.about:
            heard[one] += weight / kinds[read_key(one)[0]]
    found = {one: MOST * sum_ / (abs(sum_) + DOUBT) for one, sum_ in heard.items()}
    return {one: round(value, 3) for one, value in found.items() if abs(value) >= FAINT}


def leaning(
    learned: Mapping[str, float], *, topics: Iterable[str], names: Iterable[str], outlets: Collection[str]
) -> dict[str, float]:
    """Which leans speak of a story. An outlet's only where few tell it."""
    keys = [*(key("topic", topic) for topic in topics), *(key("name", name) for name in names)]
    keys += [key("outlet", domain) for domain in outlets] if len(outlets) <= OUTLETS else []
    return {one: learned[one] for one in dict.fromkeys(keys) if one in learned}


def bounded(found: Mapping[str, float]) -> float:
    """What they bring together."""
    return max(-MOST, min(MOST, sum(found.values())))
