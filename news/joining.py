"""The one decision: which story an article belongs to, or none yet. Pure: data in, a story out.

An article is compared with each candidate story as a whole (its centroid) and with the most similar of its
members, by the words they share, weighted by rarity. What is evidence of one event and what only of one
subject is weighed by `Rules`; unrelated items in one story are the worse fault, so doubt starts a story.
Knows nothing of rows, of the index that finds candidates (`window`), or of the clock.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log, sqrt

from news.language.rubrics import Rubric, rubric, title_pattern
from news.language.tokens import primary_subtag, terms

TITLE_WEIGHT = 3
BODY_TERMS = 80
BODY_CHARS = 1_500
PRIOR_ARTICLES = 500
"""As many articles count as read before the first one: among few articles no word is common."""


@dataclass(frozen=True, slots=True)
class Item:
    """An article as joining sees it. `counts` are its terms, those of the title counted threefold."""

    article: int
    outlet: int
    language: str
    url: str
    published_at: datetime
    title: frozenset[str]
    body: frozenset[str]
    counts: Mapping[str, int]
    rubric: Rubric
    pattern: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A story that shares rare words with the article, and what speaks for and against it.

    `centroid`, `nearest` and `title` are cosines from 0 to 1; `title` is that of the titles of the article
    and the nearest member. `shared` is how many rare words the nearest member has in common, each counting
    from 0 (every article has it) to 1 (no other has it). `gap` is the time to the nearest member in time,
    `age` the time to the middle of the story (the mean of its members' times).
    `recurring`: the outlet used this pattern of title in the story before; `body` is the likeness of the texts
    below those titles.
    """

    story: int
    centroid: float
    nearest: float
    title: float
    shared: float
    gap: timedelta
    age: timedelta
    members: int
    language: str
    same_outlet_only: bool
    recurring: bool = False
    body: float = 0.0
    same_url: bool = False
    rubric: Rubric = Rubric.NEWS


@dataclass(frozen=True)
class Rules:
    """Every number of the decision, chosen on development sets only (`benchmarks/clustering.py`)."""

    threshold: float = 0.15
    centroid_share: float = 0.7
    per_day: float = 0.04  # more is asked for each day between the article and the story,
    per_age_day: float = 0.10  # and for each day since its middle: a running subject is many events
    same_outlet: float = 0.10  # more is asked inside one outlet: its house style looks like agreement
    thin: float = 0.40  # divided by the rare words shared: few in common must be nearly all there is
    least_shared: float = 1.5  # one word is never enough, however rare
    rubric: float = 0.10
    language: float = 0.20
    recurring_body: float = 0.60


RULES = Rules()


def read_item(
    article: int,
    *,
    outlet: int,
    language: str | None,
    url: str,
    published_at: datetime,
    title: str,
    text: str,
) -> Item:
    """What joining needs of an article; the cost of an article is mostly here (about 0.3 ms)."""
    head = terms(title, language)
    below = terms(text[:BODY_CHARS], language)[:BODY_TERMS]
    counts = Counter(below)
    for term in head:
        counts[term] += TITLE_WEIGHT
    return Item(
        article=article,
        outlet=outlet,
        language=primary_subtag(language),
        url=url,
        published_at=published_at,
        title=frozenset(head),
        body=frozenset(below),
        counts=dict(counts),
        rubric=rubric(title),
        pattern=title_pattern(title, language),
    )


def weigh(counts: Mapping[str, int], rarity: Mapping[str, float]) -> dict[str, float]:
    """The unit vector of an article: (1 + log count) x rarity."""
    weights = {term: (1.0 + log(count)) * rarity[term] for term, count in counts.items()}
    length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {term: weight / length for term, weight in weights.items()}


def decide(
    article: Item, candidates: Iterable[Candidate], *, now: datetime, rules: Rules = RULES
) -> int | None:
    """The story to join, or None to start one."""
    best: tuple[float, int] | None = None
    for candidate in candidates:
        if candidate.same_url:
            return candidate.story
        if candidate.shared < rules.least_shared:
            continue
        if candidate.recurring and candidate.body < rules.recurring_body:
            continue
        margin = score(candidate, rules) - needed(article, candidate, rules)
        if margin >= 0 and (best is None or margin > best[0]):
            best = (margin, candidate.story)
    return best[1] if best else None


def score(candidate: Candidate, rules: Rules) -> float:
    share = rules.centroid_share
    return share * candidate.centroid + (1 - share) * candidate.nearest


def needed(article: Item, candidate: Candidate, rules: Rules) -> float:
    """How much likeness this pair must show. More where likeness is cheap."""
    bar = rules.threshold + rules.per_day * (candidate.gap / timedelta(days=1))
    bar += rules.per_age_day * (candidate.age / timedelta(days=1))
    bar += rules.thin / max(candidate.shared, 0.5)
    if candidate.same_outlet_only:
        bar += rules.same_outlet
    if article.language != candidate.language:
        bar += rules.language
    for kind in (article.rubric, candidate.rubric):
        if kind in (Rubric.ROUNDUP, Rubric.STANDING):
            bar += 2 * rules.rubric
        elif kind is not Rubric.NEWS:
            bar += rules.rubric / 2
    return bar
