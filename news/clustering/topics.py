"""What a story is about: topics of the catalogue, by what its texts say and by the feeds they came in.

A text speaks by the keywords of its language (`catalogue/keywords`) and by the places it names. A feed's topics
count as one strong keyword in the headline: they decide where one outlet reports, and fade where many do and nothing in
their texts agrees. The families of a story vote; a copied text has one vote. Doubt gives no topic: an unrelated
story in a reader's digest is the worst fault. Pure; knows no rows, no readers and no ranking.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from news.catalogue import bundled_topics
from news.catalogue.keywords import Keyword, languages, lexicon
from news.language.places import places
from news.language.tokens import primary_subtag, stems

LEAD_CHARS = 600
PLACE_CHARS = 250
"""Of the text below the title, in which places count: further down, comparisons and datelines name others."""
MOST_TOPICS = 12

ENOUGH = 4.0
IN_TITLE, IN_LEAD = 1.5, 0.75
STRONG = ENOUGH / IN_TITLE
"""A word that names the topic: one in the headline is enough, or two in the lead; of words that only fit it, three
in the headline or six in the lead."""
PRIOR = ENOUGH
BESIDE = 0.45
"""A topic weaker than this share of the strongest is only mentioned."""
MAJORITY = 0.5
PLACE_BESIDE, PLACE_ONLY = 0.3, 0.6
"""A place in the lead, where the headline names another one, and where it names none."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What one text says. `weights` by topic, `places` from 0 to 1 by ISO 3166 code; `is_read`: its language
    has keywords, so that their absence says something too."""

    weights: Mapping[str, float]
    places: Mapping[str, float]
    is_read: bool


@dataclass(frozen=True, slots=True)
class Ballot:
    """One family's vote: the texts' signs, and by topic the share of its feeds that have it."""

    signs: Signs
    priors: Mapping[str, float]


@lru_cache(maxsize=1 << 12)
def read_signs(title: str, text: str, language: str | None) -> Signs:
    """About 0.2 ms; a story that grows asks for the same texts again."""
    primary = primary_subtag(language)
    head, lead = stems(title, primary), stems(text[:LEAD_CHARS], primary)
    found: dict[tuple[str, ...], tuple[Keyword, float]] = {}
    for told, weight in ((lead, IN_LEAD), (head, IN_TITLE)):
        for keyword in _keywords(told, primary):
            found[keyword.stems] = (keyword, weight)
    return Signs(_weights(found.values()), _places(title, text, primary), primary in languages())


def topics_of(ballots: Sequence[Ballot]) -> list[str]:
    """The topics that the families agree on, strongest first; what only says "everything" comes last."""
    subjects = _subjects(ballots)
    found = {**subjects, **_territories(ballots)}
    return sorted(found, key=lambda topic: (topic in GENERAL, -found[topic], topic))[:MOST_TOPICS]


def _keywords(told: Sequence[str], primary: str) -> Iterable[Keyword]:
    known = lexicon(primary)
    skip = 0
    for at, stem in enumerate(told):
        if skip:
            skip -= 1  # within a longer keyword: "white house" is no house
            continue
        for keyword in known.get(stem, ()):
            if len(keyword.stems) == 1 or tuple(told[at : at + len(keyword.stems)]) == keyword.stems:
                skip = len(keyword.stems) - 1
                yield keyword
                break


def _weights(found: Iterable[tuple[Keyword, float]]) -> dict[str, float]:
    """A topic has the words of those below it as well: they are about it too."""
    weights: dict[str, float] = defaultdict(float)
    for keyword, weight in found:
        own: dict[str, float] = {}
        for topics, factor in ((keyword.strong, STRONG), (keyword.weak, 1.0)):
            for topic in topics:
                for named in (topic, _parents().get(topic)):
                    if named:
                        own[named] = max(own.get(named, 0.0), factor * weight)
        for topic, value in own.items():
            weights[topic] += value
    return dict(weights)


def _places(title: str, text: str, primary: str) -> dict[str, float]:
    named = {code: 1.0 for code in places(title, primary) if "/" not in code}
    below = PLACE_BESIDE if named else PLACE_ONLY
    for code in places(text[:PLACE_CHARS], primary):
        if "/" not in code:
            named.setdefault(code, below)
    return named


def _subjects(ballots: Sequence[Ballot]) -> dict[str, float]:
    heard = [
        ballot for ballot in ballots if ballot.signs.is_read or not _is_general(ballot.priors)
    ] or ballots
    weights: dict[str, list[float]] = defaultdict(list)
    for ballot in heard:
        for topic in {*ballot.signs.weights, *ballot.priors} - set(_territory_of()):
            value = ballot.signs.weights.get(topic, 0.0) + PRIOR * ballot.priors.get(topic, 0.0)
            weights[topic].append(value)
    agreed = {
        topic: sum(given) / len(heard)
        for topic, given in weights.items()
        if max(given) >= ENOUGH and sum(min(1.0, w / ENOUGH) for w in given) >= MAJORITY * len(heard)
    }
    strongest = max((weight for topic, weight in agreed.items() if topic not in GENERAL), default=0.0)
    kept = {topic: w for topic, w in agreed.items() if topic in GENERAL or w >= BESIDE * strongest}
    narrower = {_parents().get(topic) for topic in kept}
    return {topic: min(weight / ENOUGH, 3.0) for topic, weight in kept.items() if topic not in narrower}


def _territories(ballots: Sequence[Ballot]) -> dict[str, float]:
    agreed: dict[str, float] = {}
    for topic, code in _territory_of().items():
        given = [_territory(ballot, topic, code) for ballot in ballots]
        if max(given) > PLACE_BESIDE and sum(given) >= MAJORITY * len(ballots):
            agreed[topic] = sum(given) / len(given)
    return agreed


def _territory(ballot: Ballot, topic: str, code: str) -> float:
    """A feed of a country tells of the country, unless the headline names others."""
    named = ballot.signs.places
    if code in named:
        return max(named[code], ballot.priors.get(topic, 0.0))
    return 0.0 if 1.0 in named.values() else ballot.priors.get(topic, 0.0)


GENERAL = frozenset({"world"})
"""Said of feeds that report on everything: no text can agree or disagree."""


def _is_general(priors: Mapping[str, float]) -> bool:
    return set(priors) <= GENERAL | set(_territory_of())


@cache
def _parents() -> Mapping[str, str]:
    return {topic.slug: topic.parent for topic in bundled_topics() if topic.parent}


@cache
def _territory_of() -> Mapping[str, str]:
    """The topics that are places, regions included, with their codes."""
    return {topic.slug: topic.territory for topic in bundled_topics() if topic.territory}
