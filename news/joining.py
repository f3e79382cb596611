"""The one decision: which story an article belongs to, or none yet. Pure: data in, a story out.

An article is compared with each candidate story as a whole (its centroid) and with the most similar of its
members, by the words they share, weighted by rarity; and, where there is an encoder, by what they mean and the
names and numbers they share in whatever script. Words decide within a language, meaning and names across.
What is evidence of one event and what only of one subject is weighed by `Rules`; unrelated items in one story
are the worse fault, so doubt starts a story. Knows nothing of rows, of the index that finds candidates (`window`), or of the clock.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from news.language.rubrics import Rubric, rubric, title_pattern
from news.language.sentences import split
from news.language.skeletons import anchors
from news.language.tokens import primary_subtag, terms

TITLE_WEIGHT = 3
BODY_TERMS = 80
BODY_CHARS = 1_500
LEAD_READ, LEAD_CHARS = 600, 400
LEAST_TERMS = 4
"""Of fewer words an encoder knows a subject, but no event."""
PRIOR_ARTICLES = 500
"""As many articles count as read before the first one: among few articles no word is common."""


@dataclass(frozen=True, slots=True)
class Item:
    """An article as joining sees it. `counts` are its terms, those of the title counted threefold.

    `anchors` are names and numbers as skeletons; `meaning` the vector of title and lead, None without an encoder;
    `is_fluent`: the encoder is good at this language.
    """

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
    anchors: frozenset[str] = frozenset()
    meaning: NDArray[np.float32] | None = field(default=None, compare=False)
    is_fluent: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A story that shares rare words with the article, and what speaks for and against it.

    `centroid` and `nearest` are cosines from 0 to 1. `shared` is how many rare words the nearest member has in common, each counting
    from 0 (every article has it) to 1 (no other has it). `gap` is the time to the nearest member in time,
    `age` the time to the middle of the story (the mean of its members' times).
    `recurring`: the outlet used this pattern of title in the story before; `body` is the likeness of the texts
    below those titles.
    `is_across`: none of the story's articles is in the article's language. `meaning` is the likeness of what they
    say (None where it is not known), `anchors` how many rare names and numbers they share, each counting from 0 to
    1; `is_fluent`: the encoder is good at both languages. `crowd` is how near other stories lie to the article.
    """

    story: int
    centroid: float
    nearest: float
    shared: float
    gap: timedelta
    age: timedelta
    members: int
    same_outlet_only: bool
    recurring: bool = False
    body: float = 0.0
    same_url: bool = False
    rubric: Rubric = Rubric.NEWS
    is_across: bool = False
    meaning: float | None = None
    anchors: float = 0.0
    is_fluent: bool = False
    crowd: float = 0.0


@dataclass(frozen=True)
class Rules:
    """Every number of the decision, chosen on development sets only (`benchmarks/clustering.py`)."""

    threshold: float = 0.15
    centroid_share: float = 0.7
    per_day: float = 0.005  # more is asked for each day between the article and the story,
    per_age_day: float = 0.12  # and for each day since its middle: a running subject is many events,
    running_members: float = 12.0  # the surer, the more articles it has, up to so many
    days_counted: float = 2.1  # after so many days time says no more
    same_outlet: float = 0.10  # more is asked inside one outlet: its house style looks like agreement
    thin: float = 0.42  # divided by the rare words shared: few in common must be nearly all there is
    least_shared: float = 1.5  # one word is never enough, however rare
    rubric: float = 0.10
    language: float = 0.2
    recurring_body: float = 0.60
    # meaning beside words, within a language: as much is added for each unit of likeness above the middle
    meaning_weight: float = 0.3
    meaning_middle: float = 0.55
    # meaning alone: the cosine asked for within a language and across languages
    meaning_within: float = 0.82
    meaning_across: float = 0.55
    meaning_per_day: float = 0.02
    meaning_per_age_day: float = 0.02
    anchor: float = 0.06  # less is asked for each name or number shared,
    anchors_counted: float = 4.0  # up to so many
    crowd: float = 1.2  # more is asked where much else is near: a hot subject is many events
    crowd_middle: float = 0.3
    stranger: float = 0.05  # more where the encoder does not know a language well, and
    stranger_anchors: float = 1.1  # so many shared
    anchors_alone: float = 4.0  # without meaning, so many names and numbers are one event
    merge: float = 0.0  # a margin over the bar at which two stories are looked at as one


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
    meaning: NDArray[np.float32] | None = None,
    is_fluent: bool = False,
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
        anchors=anchors(f"{title}\n{text[:LEAD_CHARS]}", language),
        meaning=meaning if len(counts) >= LEAST_TERMS else None,
        is_fluent=is_fluent,
    )


def weigh(counts: Mapping[str, int], rarity: Mapping[str, float]) -> dict[str, float]:
    """The unit vector of an article: (1 + log count) x rarity."""
    weights = {term: (1.0 + log(count)) * rarity[term] for term, count in counts.items()}
    length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {term: weight / length for term, weight in weights.items()}


def lead(title: str, text: str, language: str | None) -> str:
    """What an encoder is given of an article: its title and first sentence, as much as it reads well."""
    first = next(iter(split(text[:LEAD_READ], language)), "")
    return f"{title.strip()}. {first}"[:LEAD_CHARS] if title.strip() else first[:LEAD_CHARS]


def decide(
    article: Item, candidates: Iterable[Candidate], *, now: datetime, rules: Rules = RULES
) -> int | None:
    """The story to join, or None to start one."""
    best: tuple[float, int] | None = None
    for candidate in candidates:
        if candidate.same_url:
            return candidate.story
        margin = margin_of(article, candidate, rules)
        if margin >= 0 and (best is None or margin > best[0]):
            best = (margin, candidate.story)
    return best[1] if best else None


def margin_of(article: Item, candidate: Candidate, rules: Rules = RULES) -> float:
    """By how much the evidence is more than what is asked for; below zero they are not joined."""
    if candidate.same_url:
        return 1.0
    if candidate.recurring and candidate.body < rules.recurring_body:
        return -1.0
    return max(_by_words(article, candidate, rules), _by_meaning(article, candidate, rules))


def _by_words(article: Item, candidate: Candidate, rules: Rules) -> float:
    if candidate.shared < rules.least_shared:
        return -1.0
    agrees = 0.0
    if candidate.meaning is not None and candidate.is_fluent:
        agrees = rules.meaning_weight * (candidate.meaning - rules.meaning_middle)
    return score(candidate, rules) + agrees - needed(article, candidate, rules)


def _by_meaning(article: Item, candidate: Candidate, rules: Rules) -> float:
    """Without words in common: the same thing said, about the same names."""
    if candidate.is_across and not candidate.is_fluent and candidate.anchors >= rules.anchors_alone:
        return 0.0
    if candidate.meaning is None:
        return -1.0
    if not candidate.is_fluent and (not candidate.is_across or candidate.anchors < rules.stranger_anchors):
        return -1.0  # to an encoder, texts in a language that it does not know are all alike
    bar = rules.meaning_across if candidate.is_across else rules.meaning_within
    if not candidate.is_fluent:
        bar += rules.stranger
    bar += _time(candidate, rules, rules.meaning_per_day, rules.meaning_per_age_day)
    bar += rules.crowd * max(0.0, candidate.crowd - rules.crowd_middle)
    bar -= rules.anchor * min(candidate.anchors, rules.anchors_counted)
    return candidate.meaning - bar - _doubt(article, candidate, rules)


def score(candidate: Candidate, rules: Rules) -> float:
    share = rules.centroid_share
    return share * candidate.centroid + (1 - share) * candidate.nearest


def needed(article: Item, candidate: Candidate, rules: Rules) -> float:
    """How much likeness of words this pair must show. More where likeness is cheap."""
    bar = rules.threshold + _time(candidate, rules, rules.per_day, rules.per_age_day)
    bar += rules.thin / max(candidate.shared, 0.5)
    if candidate.is_across:
        bar += rules.language
    return bar + _doubt(article, candidate, rules)


def _time(candidate: Candidate, rules: Rules, per_day: float, per_age_day: float) -> float:
    """What is asked beyond for the time between: a little for a pause, more for a subject told for days."""
    gap, age = (min(time / timedelta(days=1), rules.days_counted) for time in (candidate.gap, candidate.age))
    is_running = min(1.0, candidate.members / rules.running_members)
    return per_day * gap + per_age_day * age * is_running


def _doubt(article: Item, candidate: Candidate, rules: Rules) -> float:
    """What is asked beyond, where outlets write alike about different events."""
    doubt = rules.same_outlet if candidate.same_outlet_only and not candidate.is_across else 0.0
    for kind in (article.rubric, candidate.rubric):
        if kind in (Rubric.ROUNDUP, Rubric.STANDING):
            doubt += 2 * rules.rubric
        elif kind is not Rubric.NEWS:
            doubt += rules.rubric / 2
    return doubt
