"""The one decision: which story an article belongs to, or none yet. Pure: data in, a story out.

An article is compared with each candidate story as a whole (its centroid) and with the most similar of its
members, by the words they share, weighted by rarity; and, where there is an encoder, by what they mean and the
names and numbers they share in whatever script. Words decide within a language, meaning and names across.
What is evidence of one event and what only of one subject is weighed by `Rules`; unrelated items in one story
are the worse fault, so doubt starts a story. Knows nothing of rows, of the index that finds candidates (`window`), or of the clock.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import combinations
from math import log, sqrt
from sys import intern

from news.clustering.meanings import Meaning
from news.intake.links import is_of_one_article
from news.language.headlines import without_outlet
from news.language.places import places
from news.language.rubrics import Rubric, rubric, title_pattern
from news.language.sentences import split
from news.language.skeletons import anchors
from news.language.states import states
from news.language.tokens import primary_subtag, terms

TITLE_WEIGHT = 3
BODY_TERMS = 80
BODY_CHARS = 1_500
LEAD_READ, LEAD_CHARS = 600, 400
LEAST_TERMS = 4
"""Of fewer words an encoder knows a subject, but no event."""
NEVER, SAME_URL = -9.0, 9.0
PRIOR_ARTICLES = 500
"""As many articles count as read before the first one: among few articles no word is common."""
HALF_READ = 50
"""After so many articles half of the doubt is gone that comes from having read little."""


@dataclass(frozen=True, slots=True)
class Item:
    """An article as joining sees it. `counts` are its terms, those of the title counted threefold.

    `anchors` are names and numbers as skeletons, `headlined` those of the title (an outlet's own name at its end is none), `places` the countries and cities named, `states` the parts
    of countries, `states_headlined` those of the title; `meaning` is what encoders
    say of title and lead, None without one that is good at this language; `hint` is then what one says that knows little of it.
    `address` and `pattern` are hashes, of this process only: of outlet and address (0 where the address is not of one
    article), and of the title without what changes from day to day (0 where nothing is left). Words are interned.
    """

    article: int
    outlet: int
    language: str
    address: int
    published_at: datetime
    title: frozenset[str]
    body: frozenset[str]
    counts: Mapping[str, int]
    rubric: Rubric
    pattern: int
    anchors: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    headlined: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    states_headlined: frozenset[str] = frozenset()
    meaning: Meaning | None = field(default=None, compare=False)
    hint: Meaning | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A story that may be the article's, and what speaks for and against it.

    `centroid` and `nearest` are cosines of words from 0 to 1. `shared` is how many rare words the nearest member has in common, each counting
    from 0 (every article has it) to 1 (no other has it). `gap` is the time to the nearest member in time,
    `age` the time to the middle of the story (the mean of its members' times).
    `titled`: how much of the article's headline the story tells, `retitled`: how much of the headline of one of its members
    the article tells, the most; both from 0 to 1.
    `is_strange`: the headline names several, and the story none of them. `is_apart`: the headline names states, and the story others.
    `recurring`: the outlet used this pattern of title in the story before; `body` is the likeness of the texts
    below those titles.
    `is_across`: none of the story's articles is in the article's language. `meaning` is the cosine of what they
    say (None where it is not known, or the encoder is not good at one of the languages); `hint` is the cosine where it knows little of
    one of the languages: there what is alike to it is alike, and what is not may be alike all the same.
    `named`: the names and numbers they share, `names`: how many rare ones, each counting from 0 to 1. `joint`: how rare it is outside
    this story to name all of the names, numbers and places that both name, from 0 (they share none) to 1.
    `elsewhere`: both name places, and none in common. `crowd` is how near other stories lie to the article.
    `unread` is how little was read before it, from 1 (nothing) halving with each `HALF_READ` articles: what is common, names
    and towns above all, is not known yet. `told` is how many different words the article and the fullest of the story's latest have, the fewer of both.
    """

    story: int
    gap: timedelta = timedelta(0)
    age: timedelta = timedelta(0)
    members: int = 1
    same_outlet_only: bool = False
    rubric: Rubric = Rubric.NEWS
    same_url: bool = False
    # within a language
    centroid: float = 0.0
    nearest: float = 0.0
    shared: float = 0.0
    titled: float = 1.0
    is_strange: bool = False
    is_apart: bool = False
    retitled: float = 1.0
    recurring: bool = False
    body: float = 0.0
    # with an encoder
    meaning: float | None = None
    hint: float | None = None
    crowd: float = 0.0
    told: int = 0
    unread: float = 0.0
    live: int = 1
    # across languages
    is_across: bool = False
    named: frozenset[str] = frozenset()
    names: float = 0.0
    joint: float = 0.0
    elsewhere: bool = False


@dataclass(frozen=True)
class Weights:
    """What each kind of evidence counts, in logits: at 0 a join is as likely right as wrong in the sets they were
    fitted on (`benchmarks/fitting.py`); `bar` is what is asked for in all."""

    bar: float
    words: float = 0.0
    thin: float = 0.0
    untold: float = 0.0
    strange: float = 0.0
    apart: float = 0.0
    meaning: float = 0.0
    names: float = 0.0
    joint: float = 0.0
    nothing: float = 0.0
    elsewhere: float = 0.0
    crowd: float = 0.0
    brevity: float = 0.0
    gap: float = 0.0
    running: float = 0.0
    outlet: float = 0.0
    rubric: float = 0.0
    unread: float = 0.0
    throng: float = 0.0


@dataclass(frozen=True)
class Rules:
    """Every number of the decision, chosen on development sets only."""

    words: Weights = Weights(
        bar=1.9, words=8.8, thin=-1.3, untold=-4.5, apart=-2.0, running=-1.1, outlet=-2.1, rubric=-0.6
    )
    words_and_meaning: Weights = Weights(
        bar=3.6,
        words=5.5,
        thin=-0.9,
        untold=-3.3,
        strange=-2.0,
        apart=-2.0,
        meaning=5.3,
        running=-1.1,
        outlet=-2.6,
        rubric=-0.6,
        unread=-0.5,
    )
    meaning_across: Weights = Weights(
        bar=6.4,
        meaning=10.2,
        joint=3.0,
        nothing=1.3,
        elsewhere=-0.8,
        crowd=-10.0,
        brevity=-6.0,
        gap=-0.9,
        running=-0.6,
        rubric=-1.0,
        unread=-3.5,
        throng=-1.0,
    )
    names_across: Weights = Weights(
        bar=5.5, names=1.3, joint=2.7, elsewhere=-1.8, brevity=-1.0, gap=-0.5, rubric=-1.0, unread=-3.0
    )
    centroid_share: float = 0.7
    least_shared: float = 1.5  # one word is never enough, however rare
    least_titled: float = 0.25  # of one event, either headline is told by the other in nine of ten pairs
    names_counted: float = 4.0
    usual_crowd: float = 0.3
    few_live: float = 2_000.0  # so many articles; the more are live, the more are alike by chance
    enough_words: float = 12.0  # a headline alone says less than a headline and a sentence
    gap_days: float = 5.0  # after so many days a pause says no more,
    age_days: float = 2.1  # and after so many since its middle a story is as good as over:
    running_members: float = 12.0  # the surer, the more articles it has: a running subject is many events
    recurring_body: float = 0.60
    one: float = 0.3  # a margin over the bar at which an article speaks for two stories being one
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
    meaning: Meaning | None = None,
    is_fluent: bool = False,
) -> Item:
    """What joining needs of an article; the cost of an article is mostly here (about 0.3 ms)."""
    head = [intern(term) for term in terms(title, language)]
    told = [intern(term) for term in terms(text[:BODY_CHARS], language)]
    begins = told if len(text) <= LEAD_CHARS else terms(text[:LEAD_CHARS], language)
    beginning, below = f"{title}\n{text[:LEAD_CHARS]}", told[:BODY_TERMS]
    counts = Counter(below)
    for term in head:
        counts[term] += TITLE_WEIGHT
    return Item(
        article=article,
        outlet=outlet,
        language=primary_subtag(language),
        address=hash((outlet, url)) if is_of_one_article(url) else 0,
        published_at=published_at,
        title=frozenset(head),
        body=frozenset(below),
        counts=dict(counts),
        rubric=rubric(title),
        pattern=hash(title_pattern(title, language)),
        anchors=frozenset(map(intern, anchors(beginning, language))),
        places=frozenset(map(intern, places(beginning, language, stems=head + begins))),
        headlined=anchors(without_outlet(title, url), language),
        states=states(beginning),
        states_headlined=states(title),
        meaning=meaning if is_fluent and len(counts) >= LEAST_TERMS else None,
        hint=meaning if not is_fluent and len(counts) >= LEAST_TERMS else None,
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
        return SAME_URL
    if candidate.recurring and candidate.body < rules.recurring_body:
        return NEVER
    if not candidate.is_across and candidate.shared < rules.least_shared:
        return NEVER
    margin = _weighed(article, candidate, weights_for(candidate, rules), rules)
    if candidate.hint is None or not candidate.is_across or candidate.meaning is not None:
        return margin
    hinted = replace(candidate, meaning=candidate.hint)
    return max(margin, _weighed(article, hinted, rules.meaning_across, rules))


def _weighed(article: Item, candidate: Candidate, weights: Weights, rules: Rules) -> float:
    told = evidence(article, candidate, rules)
    return sum((amount * getattr(weights, kind) for kind, amount in told.items()), -weights.bar)


def most_by_words(
    words: float, *, shared: float, meaning: float | None, same_outlet_only: bool, rules: Rules = RULES
) -> float:
    """The margin at most, within a language, of a candidate whose words are not nearer than this and that has no more
    rare words in common: what else is known of it could only count against."""
    if shared < rules.least_shared:
        return NEVER
    weights = rules.words if meaning is None else rules.words_and_meaning
    return (
        weights.words * words
        + weights.thin / shared
        + weights.meaning * (meaning or 0.0)
        + weights.outlet * same_outlet_only
        - weights.bar
    )


def is_of_many(article: Item, candidates: Iterable[Candidate], rules: Rules = RULES) -> bool:
    """Whether it tells of several events: names that its headline has none of speak for two stories in other languages, and
    none of those for the one is among those for the other. A page of everything would make them one."""
    told = [
        candidate.named
        for candidate in candidates
        if candidate.is_across
        and candidate.named.isdisjoint(article.headlined)
        and margin_of(article, replace(candidate, meaning=None, hint=None, unread=0.0), rules) >= 0
    ]
    return any(one.isdisjoint(other) for one, other in combinations(told, 2))


def weights_for(candidate: Candidate, rules: Rules = RULES) -> Weights:
    """Words decide within a language, with meaning where it is known; meaning and names across, or names alone."""
    if candidate.is_across:
        return rules.names_across if candidate.meaning is None else rules.meaning_across
    return rules.words if candidate.meaning is None else rules.words_and_meaning


def evidence(article: Item, candidate: Candidate, rules: Rules = RULES) -> dict[str, float]:
    """By name of the weight, how much there is of it."""
    day = timedelta(days=1)
    share = rules.centroid_share
    return {
        "words": share * candidate.centroid + (1 - share) * candidate.nearest,
        "thin": 1.0 / max(candidate.shared, 0.5),
        "untold": max(0.0, 1.0 - min(candidate.titled, candidate.retitled) / rules.least_titled),
        "strange": float(candidate.is_strange),
        "apart": float(candidate.is_apart),
        "meaning": candidate.meaning or 0.0,
        "names": min(candidate.names, rules.names_counted),
        "joint": candidate.joint,
        "nothing": float(candidate.joint == 0.0),
        "elsewhere": float(candidate.elsewhere),
        "crowd": max(0.0, candidate.crowd - rules.usual_crowd),
        "brevity": max(0.0, 1.0 - candidate.told / rules.enough_words),
        "gap": min(candidate.gap / day, rules.gap_days),
        "running": min(candidate.age / day, rules.age_days)
        * min(1.0, candidate.members / rules.running_members),
        "outlet": float(candidate.same_outlet_only),
        "unread": candidate.unread,
        "throng": min(1.0, candidate.told / rules.enough_words)
        * log(max(1.0, candidate.live / rules.few_live)),
        "rubric": _doubt(article.rubric) + _doubt(candidate.rubric),
    }


def _doubt(kind: Rubric) -> float:
    """Outlets write alike of different events in round-ups and standing rubrics, and somewhat in other formats."""
    return {Rubric.NEWS: 0.0, Rubric.ROUNDUP: 2.0, Rubric.STANDING: 2.0}.get(kind, 0.5)
