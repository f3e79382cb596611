"""An article of the live window, as small as it goes: what joining needs of it again, packed; opened, it is an `Item` once more.

Sets and mappings of some twenty words take kilobytes, and a window has tens of thousands of articles. Those that nothing is
compared with for hours lie here as tuples of words that all articles share, with arrays beside them. Knows no stories.
"""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import compress, repeat
from operator import mul

from news.clustering.joining import Item
from news.clustering.meanings import Meaning
from news.language.rubrics import Rubric


@dataclass(slots=True, eq=False)
class Kept:
    """`words` has those of the body alone first, then those of body and title, then those of the title alone, so that each of both
    is one piece: the body ends before `body_ends`, the title begins at `title_begins`. Of the `anchors` so many as `headlined` are of the title, the first ones. `counts` and `weights` go word by word;
    `weights` make a unit vector, as the words were weighed last."""

    article: int
    outlet: int
    language: str
    address: int
    published_at: datetime
    rubric: Rubric
    pattern: int
    words: tuple[str, ...]
    counts: Sequence[int]
    body_ends: int
    title_begins: int
    anchors: tuple[str, ...]
    headlined: int
    places: tuple[str, ...]
    states: frozenset[str]
    states_headlined: frozenset[str]
    meaning: Meaning | None
    hint: Meaning | None
    weights: Sequence[float] = ()

    def weigh_anew(self, vector: Mapping[str, float]) -> None:
        self.weights = array("d", map(vector.__getitem__, self.words))

    def vector(self) -> dict[str, float]:
        return dict(zip(self.words, self.weights, strict=True))

    def dot(self, vector: Mapping[str, float]) -> float:
        found: float = sum(map(mul, map(vector.get, self.words, repeat(0.0)), self.weights))
        return found

    def in_common(self, vector: Mapping[str, float]) -> int:
        """How many words both have."""
        return sum(map(vector.__contains__, self.words))

    def share_of_title(self, told: Mapping[str, object]) -> float:
        """As `likeness.share_told`, of its own title."""
        title, weights = self.words[self.title_begins :], self.weights[self.title_begins :]
        whole = sum(weights)
        return sum(compress(weights, map(told.__contains__, title))) / whole if whole else 1.0


def kept(item: Item) -> Kept:
    in_title, in_body = item.title, item.body
    words = (
        *[word for word in item.counts if word not in in_title],
        *[word for word in item.counts if word in in_title and word in in_body],
        *[word for word in item.counts if word not in in_body],
    )
    counts = [*map(item.counts.__getitem__, words)]
    return Kept(
        article=item.article,
        outlet=item.outlet,
        language=item.language,
        address=item.address,
        published_at=item.published_at,
        rubric=item.rubric,
        pattern=item.pattern,
        words=words,
        counts=bytes(counts) if max(counts, default=0) < 256 else tuple(counts),
        body_ends=len(in_body),
        title_begins=len(words) - len(in_title),
        anchors=(*(item.anchors & item.headlined), *(item.anchors - item.headlined)),
        headlined=len(item.anchors & item.headlined),
        places=tuple(item.places),
        states=item.states,
        states_headlined=item.states_headlined,
        meaning=item.meaning,
        hint=item.hint,
    )


def opened(known: Kept) -> Item:
    return Item(
        article=known.article,
        outlet=known.outlet,
        language=known.language,
        address=known.address,
        published_at=known.published_at,
        title=frozenset(known.words[known.title_begins :]),
        body=frozenset(known.words[: known.body_ends]),
        counts=dict(zip(known.words, known.counts, strict=True)),
        rubric=known.rubric,
        pattern=known.pattern,
        anchors=frozenset(known.anchors),
        places=frozenset(known.places),
        states=known.states,
        states_headlined=known.states_headlined,
        headlined=frozenset(known.anchors[: known.headlined]),
        meaning=known.meaning,
        hint=known.hint,
    )
