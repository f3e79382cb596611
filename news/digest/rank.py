"""Which stories a reader gets, and in which order: one pure function.

The score follows what was measured to matter: topic match, independent outlets, freshness, and diversity by
maximal marginal relevance (Carbonell & Goldstein 1998). A reader's language, or a minimum of outlets, ranks
but never empties a digest.

What several outlets report comes before what one has alone: a day's age costs less than a second outlet brings. A
list, a guide or a standing rubric comes after an event. Ties are broken by id, so the same rows give the same digest.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heapify, heappop, heapreplace, nlargest
from itertools import islice
from typing import Protocol

from news.language.rubrics import Rubric
from news.reader.learned import bounded, leaning

FRESH = timedelta(hours=12)
"""Freshness falls to a third in so long: a digest covers a day, and its morning counts too."""
OUTLETS, ALONE, TOO_FEW = 0.8, 0.5, 1.5
"""What each doubling of the independent outlets brings, what a story of one outlet only loses, and what one loses that has
fewer than the reader wants."""
LANGUAGE = 2.0
"""As much as six outlets: what one reports in the reader's language goes before what few report in another."""
FORMATS = {Rubric.STANDING: 1.5, Rubric.ROUNDUP: 1.5, Rubric.OPINION: 0.7, Rubric.FEATURE: 0.5}
"""What a headline loses that names a format and not an event (its rubric)."""
POOL, POOL_FACTOR = 60, 4  # diversity is weighed among the best only: it never lifts the thousandth story
DIVERSITY = 0.7  # MMR's lambda
LIKENESS_WEIGHT = 6.0  # brings likeness (0 to 1) to the scale of the score (about 0 to 5)
NEW = 0.4  # what a story has that its reader does not know yet
SAME_LEAD = 0.35  # what each story that is chosen already takes from the next of its topic
NAMES_IN_COMMON = 3

Likely = tuple[float, int, str, datetime]
"""A story that may be chosen: its score, negative so that the best sorts first; its id; the first of its topics that is followed;
when it was last told."""


@dataclass(frozen=True)
class Candidate:
    """A story as ranking sees it. `words` are the content terms of its headline, `names` who and
    what it names, `outlets` their domains; `topics` strongest first."""

    story: int
    revision: int
    topics: tuple[str, ...]
    languages: frozenset[str]
    independent: int
    last_at: datetime
    words: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    is_update: bool = False
    new_facts: int = 0
    rubric: Rubric = Rubric.NEWS
    outlets: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Taste:
    """What a reader wants. `topics` holds every followed slug with its descendants; `leans` what votes taught, by key."""

    topics: frozenset[str]
    language: str
    min_outlets: int = 1
    weights: dict[str, float] = field(default_factory=dict)
    leans: Mapping[str, float] = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class Standing:
    """A story that may be chosen: its score, the first of its topics that is followed, and how like it the nearest chosen is."""

    own: float
    candidate: Candidate
    lead: str | None
    nearest: float = 0.0

    @classmethod
    def of(cls, likely: Likely, candidate: Candidate, taste: "Taste", *, now: datetime) -> "Standing":
        """Of a story that is described by now."""
        low, _, lead, _ = likely
        own = score(candidate, taste, now=now) if taste.leans else -low - FORMATS.get(candidate.rubric, 0.0)
        return cls(own, candidate, lead)

    def marginal(self, leads: Mapping[str | None, int], *, beside: Iterable[Candidate]) -> float:
        """What it adds to what is chosen, by whose topics `leads` counts, and of which it has not been held `beside` these yet."""
        for other in beside:
            likeness = _likeness(self.candidate, other)
            if likeness > self.nearest:
                self.nearest = likeness
        return (
            DIVERSITY * self.own
            - (1 - DIVERSITY) * LIKENESS_WEIGHT * self.nearest
            - SAME_LEAD * leads[self.lead]
        )


def rank(candidates: Iterable[Candidate], taste: Taste, *, now: datetime, count: int) -> list[Candidate]:
    """At most `count` stories that match the reader's topics, best first."""
    scored = ((score(c, taste, now=now), c) for c in candidates if not taste.topics.isdisjoint(c.topics))
    likely = nlargest(pool_for(count), scored, key=lambda pair: (pair[0], -pair[1].story))
    return diverse(
        [Standing(own, candidate, first_followed(candidate.topics, taste)) for own, candidate in likely],
        count=count,
    )


def pool_for(count: int) -> int:
    """Among how many of the best so many are chosen."""
    return max(POOL, POOL_FACTOR * count)


def diverse(pool: Sequence[Standing], *, count: int) -> list[Candidate]:
    """The best, then always the one that adds most. What a story adds never grows, so that only those are reckoned anew that
    stood first by what they added before (accelerated greedy, Minoux 1978)."""
    if not pool or count < 1:
        return []
    first = max(pool, key=lambda one: (one.own, -one.candidate.story))
    chosen, leads = [first.candidate], Counter([first.lead])
    waiting = [(-DIVERSITY * one.own, one.candidate.story, 0, one) for one in pool if one is not first]
    heapify(waiting)
    while waiting and len(chosen) < count:
        _, story, known, best = waiting[0]
        if known < len(chosen):
            added = best.marginal(leads, beside=chosen[known:])
            heapreplace(waiting, (-added, story, len(chosen), best))
        else:
            heappop(waiting)
            chosen.append(best.candidate)
            leads[best.lead] += 1
    return chosen


def spread(likely: Iterable[Likely], *, count: int) -> list[Likely]:
    """As `rank`, of stories of which no more is known than their scores and first topics: then they are alike in their topics
    alone. `likely` come best first."""
    before: dict[str, int] = defaultdict(int)
    added: list[tuple[float, int, str, Likely]] = []
    for one in islice(likely, pool_for(count)):
        low, story, lead, _ = one
        added.append((DIVERSITY * low + SAME_LEAD * before[lead], story, lead, one))
        before[lead] += 1
    added.sort()  # of a topic each adds less than those before it, so that the best of all are what would be chosen one by one
    return [one for *_, one in added[:count]]


def score(candidate: Candidate, taste: Taste, *, now: datetime) -> float:
    """How much this reader wants this story, before what stands beside it."""
    return (
        _topic_match(candidate, taste)
        + _common_score(candidate, taste.language, taste.min_outlets, now=now)
        + _newness(candidate)
        - FORMATS.get(candidate.rubric, 0.0)
        + (bounded(lean(candidate, taste)) if taste.leans else 0.0)
    )


def unseen_score(story: "Scored", language: str, min_outlets: int, *, now: datetime) -> float:
    """What a story has, apart from its topics, for everybody who reads the language, wants so many outlets and does not know
    it yet."""
    return _common_score(story, language, min_outlets, now=now) + NEW


class Scored(Protocol):
    """What is told of a story whoever reads it."""

    @property
    def languages(self) -> frozenset[str]: ...
    @property
    def independent(self) -> int: ...
    @property
    def last_at(self) -> datetime: ...


def _common_score(story: Scored, language: str, min_outlets: int, *, now: datetime) -> float:
    return (
        _importance(story, min_outlets)
        + _freshness(story, now)
        + (LANGUAGE if language in story.languages else 0.0)
    )


def parts(candidate: Candidate, taste: Taste, *, now: datetime) -> dict[str, float]:
    """What the score is made of; they add up to it."""
    return {
        "topic": _topic_match(candidate, taste),
        "outlets": _importance(candidate, taste.min_outlets),
        "fresh": _freshness(candidate, now),
        "language": _readable(candidate, taste),
        "new": _newness(candidate),
        "format": -FORMATS.get(candidate.rubric, 0.0),
        "learned": bounded(lean(candidate, taste)) if taste.leans else 0.0,
    }


def lean_of_topics(topics: Iterable[str], taste: Taste) -> float:
    """What was learned about a story's topics brings to its score."""
    return bounded(leaning(taste.leans, topics=topics, names=(), outlets=()))


def lean(candidate: Candidate, taste: Taste) -> dict[str, float]:
    """What was learned about the reader that speaks of this story."""
    return leaning(taste.leans, topics=candidate.topics, names=candidate.names, outlets=candidate.outlets)


def _importance(story: Scored, min_outlets: int) -> float:
    return (
        OUTLETS * math.log2(1 + story.independent)
        - (ALONE if story.independent < 2 else 0.0)
        - (0.0 if story.independent >= min_outlets else TOO_FEW)
    )


def _freshness(story: Scored, now: datetime) -> float:
    return 0.8 * math.exp(-max((now - story.last_at) / FRESH, 0.0))


def _readable(candidate: Candidate, taste: Taste) -> float:
    return LANGUAGE if taste.language in candidate.languages else 0.0


def _newness(candidate: Candidate) -> float:
    return -0.4 + 0.1 * min(candidate.new_facts, 4) if candidate.is_update else NEW


def _topic_match(candidate: Candidate, taste: Taste) -> float:
    for place, topic in enumerate(candidate.topics):
        if topic in taste.topics:
            return taste.weights.get(topic, 1.0) * at_place(place)
    return 0.0


def at_place(place: int) -> float:
    """1 where the story's strongest topic is followed, falling with the place of the first followed one."""
    return 1 / (1 + 0.25 * place)


def _likeness(one: Candidate, other: Candidate) -> float:
    """Jaccard of the headlines' content terms; or the overlap of names, which cross languages."""
    likeness = 0.0
    if not one.words.isdisjoint(other.words):  # mostly they are, and that is told sooner than what they share
        common = len(one.words & other.words)
        likeness = common / (len(one.words) + len(other.words) - common)
    if not one.names.isdisjoint(other.names):
        common = len(one.names & other.names)
        if common >= NAMES_IN_COMMON:
            likeness = max(likeness, common / min(len(one.names), len(other.names)))
    return likeness


def first_followed(topics: Iterable[str], taste: Taste) -> str | None:
    return next((topic for topic in topics if topic in taste.topics), None)
