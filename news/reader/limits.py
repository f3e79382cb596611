"""How much of what costs something one person may have in how long: the table, and the decision. Pure.

Costly is what asks servers of strangers, a model, or the processor for long. Everything in the table is counted by person,
wherever they speak (`uses`); questions have settings of their own, and the same decision (`answers.limits`). What is kept,
and not used up, has its bound where it is kept: feeds, words, mutes, hours, stories of one's own.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SPANS = {"hour": HOUR, "day": DAY}


class Thing(StrEnum):
    SEARCH = "search"
    INLINE = "inline"  # a look at every letter that is typed
    SITE = "site"  # an address, or a list of them, to look for feeds at
    LIST = "list"  # an OPML file: up to two hundred sites
    POST = "post"  # brought to be compared
    DIGEST = "digest"  # asked for by hand
    STORY = "story"  # written or translated because this reader opened it, or one that is related
    TITLES = "titles"  # the headlines of a press radar, translated
    CHART = "chart"
    VOICE = "voice"  # a digest read aloud
    OWN = "own"  # a story followed, saved or muted
    FILE = "file"  # an export, or one's feeds as a list
    REFUSAL = "refusal"  # the word that a stranger gets who is not invited


@dataclass(frozen=True)
class Limit:
    """So many within any such time."""

    most: int
    within: timedelta


LIMITS: Mapping[Thing, tuple[Limit, ...]] = MappingProxyType(
    {
        Thing.SEARCH: (Limit(120, HOUR),),
        Thing.INLINE: (Limit(600, HOUR),),
        Thing.SITE: (Limit(30, HOUR), Limit(200, DAY)),
        Thing.LIST: (Limit(10, DAY),),
        Thing.POST: (Limit(20, HOUR),),
        Thing.DIGEST: (Limit(20, HOUR), Limit(60, DAY)),
        Thing.STORY: (Limit(200, HOUR), Limit(800, DAY)),
        Thing.TITLES: (Limit(30, HOUR),),
        Thing.CHART: (Limit(60, HOUR),),
        Thing.VOICE: (Limit(30, HOUR),),
        Thing.OWN: (Limit(100, HOUR), Limit(300, DAY)),
        Thing.FILE: (Limit(10, DAY),),
        Thing.REFUSAL: (Limit(1, DAY),),
    }
)
"""Several times what the most eager reader needs. The longest of all times is a day: what was used is forgotten then."""
LONGEST = DAY


@dataclass(frozen=True)
class Limits:
    """The table, with what the operator changed of it."""

    changed: Mapping[Thing, tuple[Limit, ...]] = field(default_factory=dict)

    def of(self, thing: Thing) -> tuple[Limit, ...]:
        return self.changed.get(thing, LIMITS[thing])


_CHANGE = re.compile(r"([a-z]+)\s*=\s*([0-9]{1,7})\s*/\s*(hour|day)")


def read_limits(text: str) -> Limits:
    """From `search=500/hour, file=3/day, site=30/hour, site=100/day`: what is named replaces all that the table has of it.

    Raises ValueError, with a sentence for the operator."""
    changed: dict[Thing, tuple[Limit, ...]] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        found = _CHANGE.fullmatch(part)
        if found is None or found[1] not in set(Thing):
            raise ValueError(f"{part!r} is no limit: write search=500/hour; it may be of {', '.join(Thing)}")
        thing = Thing(found[1])
        changed[thing] = (*changed.get(thing, ()), Limit(int(found[2]), SPANS[found[3]]))
    return Limits(changed)


# --- the decision --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Used:
    """One use: when, and how much of a whole one it counts."""

    at: datetime
    weight: float = 1.0


@dataclass(frozen=True)
class Met:
    """A limit that one more would break, and when one more fits under it; None: never, the limit is nothing at all."""

    limit: Limit
    free_at: datetime | None


def met(used: Iterable[Used], limits: Iterable[Limit], *, now: datetime) -> Met | None:
    """Of the limits that one more use would break, the one that holds longest."""
    listed = sorted(used, key=lambda use: use.at)
    broken = [found for limit in limits if (found := _broken(listed, limit, now=now)) is not None]
    never = next((each for each in broken if each.free_at is None), None)
    return never or max(broken, key=lambda each: each.free_at or now, default=None)


def _broken(listed: Sequence[Used], limit: Limit, *, now: datetime) -> Met | None:
    within = [use for use in listed if now - use.at < limit.within]
    left = sum(use.weight for use in within)
    return Met(limit, _free_at(within, left, limit)) if left + 1 > limit.most else None


def _free_at(within: Sequence[Used], left: float, limit: Limit) -> datetime | None:
    """When so many have left the span that one more fits."""
    for use in within:
        left -= use.weight
        if left + 1 <= limit.most:
            return use.at + limit.within
    return None
