"""How alike two articles are, as numbers: words weighed by rarity, and titles that an outlet repeats. Pure."""

from collections.abc import Collection, Container, Iterable, Mapping
from math import sqrt

from news.clustering.joining import Item
from news.clustering.kept import Kept
from news.clustering.rarity import Rarity

SEVERAL = 3
"""Names in a headline that are one event's, if one is."""
TELLING_TITLE = 2.5
"""Words, each by its rarity: so many tell of an event."""


def dot(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    return sum([one[term] * other[term] for term in one.keys() & other.keys()])


def share_told(vector: Mapping[str, float], title: Collection[str], told: Container[str]) -> float:
    """How much of a title, its words weighed as in the vector of its article, is told there; 1 of an empty one."""
    whole = sum([vector[term] for term in title])
    return sum([vector[term] for term in title if term in told]) / whole if whole else 1.0


def _overlap(one: frozenset[str], other: frozenset[str], rarity: Rarity) -> float:
    """The cosine of two sets of words, each word weighing its rarity."""
    squares = [sum(rarity.share(term) ** 2 for term in part) for part in (one & other, one, other)]
    return squares[0] / sqrt(squares[1] * squares[2]) if squares[1] and squares[2] else 0.0


def is_strange(one: Item, others: Iterable[Item | Kept]) -> bool:
    """Whether its headline names several, and none of these others names one of them, as in reports of two matches of one day.
    Numbers are no names."""
    named = {name for name in one.headlined if name[0] != "#"}
    return len(named) >= SEVERAL and all(named.isdisjoint(other.anchors) for other in others)


def is_apart(one: Item, others: Iterable[Item | Kept]) -> bool:
    """Whether its headline names states or provinces, and these others tell of some and of none of those: what happens in two of
    them on one day is told in the same words."""
    if not one.states_headlined:
        return False
    told = {state for other in others for state in other.states}
    return bool(told) and told.isdisjoint(one.states_headlined)


def same_pattern(one: Item, other: Item | Kept) -> bool:
    return one.pattern == other.pattern and bool(one.pattern) and one.outlet == other.outlet


def same_below(one: Item, other: Item, rarity: Rarity) -> float:
    """How alike the texts are below two titles of one pattern. Without texts, a title that says much is the event
    itself once more, and a short one or a rubric's says nothing."""
    if one.body and other.body:
        return _overlap(one.body, other.body, rarity)
    says_much = sum(rarity.share(term) for term in one.title) >= TELLING_TITLE
    return float(says_much)
