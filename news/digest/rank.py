"""Which stories a reader gets, and in which order: one pure function.

The score follows what was measured to matter: topic match, independent outlets, freshness, and diversity by
maximal marginal relevance (Carbonell & Goldstein 1998). A reader's language, or a minimum of outlets, ranks
but never empties a digest.

What several outlets report comes before what one has alone: a day's age costs less than a second outlet brings. A
list, a guide or a standing rubric comes after an event. Ties are broken by id, so the same rows give the same digest.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import nlargest

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
NAMES_IN_COMMON = 3


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


def rank(candidates: Iterable[Candidate], taste: Taste, *, now: datetime, count: int) -> list[Candidate]:
    """At most `count` stories that match the reader's topics, best first."""
    scored = ((score(c, taste, now=now), c) for c in candidates if not taste.topics.isdisjoint(c.topics))
    likely = nlargest(max(POOL, POOL_FACTOR * count), scored, key=lambda pair: (pair[0], -pair[1].story))
    pool = [_Standing(own, candidate, _first_followed(candidate, taste)) for own, candidate in likely]
    chosen: list[Candidate] = []
    leads: Counter[str | None] = Counter()
    while pool and len(chosen) < count:
        best = max(pool, key=lambda one: (one.marginal(leads) if chosen else one.own, -one.candidate.story))
        pool.remove(best)
        chosen.append(best.candidate)
        leads[best.lead] += 1
        for one in pool:
            one.nearest = max(one.nearest, _likeness(one.candidate, best.candidate))
    return chosen


@dataclass(eq=False)
class _Standing:
    """A story that may be chosen: its score, the first of its topics that is followed, and how like it the nearest chosen is."""

    own: float
    candidate: Candidate
    lead: str | None
    nearest: float = 0.0

    def marginal(self, leads: Mapping[str | None, int]) -> float:
        """What it adds to what is chosen, by whose topics `leads` counts."""
        return (
            DIVERSITY * self.own - (1 - DIVERSITY) * LIKENESS_WEIGHT * self.nearest - 0.35 * leads[self.lead]
        )


def score(candidate: Candidate, taste: Taste, *, now: datetime) -> float:
    """How much this reader wants this story, before what stands beside it."""
    return (
        _topic_match(candidate, taste)
        + _importance(candidate, taste)
        + _freshness(candidate, now)
        + _readable(candidate, taste)
        + _newness(candidate)
        - FORMATS.get(candidate.rubric, 0.0)
        + (bounded(lean(candidate, taste)) if taste.leans else 0.0)
    )


def parts(candidate: Candidate, taste: Taste, *, now: datetime) -> dict[str, float]:
    """What the score is made of; they add up to it."""
    return {
        "topic": _topic_match(candidate, taste),
        "outlets": _importance(candidate, taste),
        "fresh": _freshness(candidate, now),
        "language": _readable(candidate, taste),
        "new": _newness(candidate),
        "format": -FORMATS.get(candidate.rubric, 0.0),
        "learned": bounded(lean(candidate, taste)),
    }


def lean(candidate: Candidate, taste: Taste) -> dict[str, float]:
    """What was learned about the reader that speaks of this story."""
    return leaning(taste.leans, topics=candidate.topics, names=candidate.names, outlets=candidate.outlets)


def _importance(candidate: Candidate, taste: Taste) -> float:
    return (
        OUTLETS * math.log2(1 + candidate.independent)
        - (ALONE if candidate.independent < 2 else 0.0)
        - (0.0 if candidate.independent >= taste.min_outlets else TOO_FEW)
    )


def _freshness(candidate: Candidate, now: datetime) -> float:
    return 0.8 * math.exp(-max((now - candidate.last_at) / FRESH, 0.0))


def _readable(candidate: Candidate, taste: Taste) -> float:
    return LANGUAGE if taste.language in candidate.languages else 0.0


def _newness(candidate: Candidate) -> float:
    return -0.4 + 0.1 * min(candidate.new_facts, 4) if candidate.is_update else 0.4


def _topic_match(candidate: Candidate, taste: Taste) -> float:
    """1 where the story's strongest topic is followed, falling with the place of the first followed one."""
    for place, topic in enumerate(candidate.topics):
        if topic in taste.topics:
            return taste.weights.get(topic, 1.0) / (1 + 0.25 * place)
    return 0.0


def _likeness(one: Candidate, other: Candidate) -> float:
    """Jaccard of the headlines' content terms; or the overlap of names, which cross languages."""
    union = len(one.words | other.words)
    words = len(one.words & other.words) / union if union else 0.0
    shared = len(one.names & other.names)
    names = shared / min(len(one.names), len(other.names)) if shared >= NAMES_IN_COMMON else 0.0
    return max(words, names)


def _first_followed(candidate: Candidate, taste: Taste) -> str | None:
    return next((topic for topic in candidate.topics if topic in taste.topics), None)
