"""Another model's vectors on the scale that joining was tuned for, learned from sentences of our own.

Models differ in what a cosine means: one gives 0.9 to reports of one event and 0.77 to any other two texts, another
0.7 and 0.1. `events.json` tells ten invented events in each of 28 languages, two and two of a kind. Of a model's
vectors for them, what all texts share and what all texts of a language share is taken away; what is left is compared
with what the reference encoder gives for the same sentences, on events that were not learned from. The sentences also
show which languages a model knows. Knows no model, no network and no article.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from news.language.tokens import primary_subtag

Vectors = NDArray[np.float32]

SAME, OTHER = 0.63, 0.12
"""Medians of the cosines between languages that universal-sentence-encoder-multilingual-3, for which `joining.Rules`
were chosen, gives for these sentences in the languages it knows: one event, and two events of different kinds."""
MOST_LIFT = 0.5
EVENTS_FOUND = 0.9
"""A language is known when so many of its events lie nearest to the same event in the other languages,"""
LIKENESS_SHARE = 0.6
"""and as near, beyond other events, as this share of what the known languages reach in the middle."""
LEAST_LANGUAGES = 2
LEAST_APART = 0.25
"""Of a model whose cosines for one event and for others differ less, nothing can be learned about events."""


class Events:
    """The sentences: languages x events, flat in this order."""

    def __init__(self, told: Mapping[str, Sequence[str]]) -> None:
        self.languages = tuple(sorted(told))
        self.sentences = tuple(sentence for language in self.languages for sentence in told[language])
        self.version = sha256("\n".join(self.sentences).encode()).hexdigest()[:8]


def read_events() -> Events:
    return Events(json.loads((files(__package__) / "events.json").read_text("utf-8")))


@dataclass(frozen=True)
class Calibration:
    """What to take away from a model's vectors, and the constant part to add. `languages` are those it knows; None where it
    knows all that are tried, and so is taken to know others too."""

    middle: Vectors
    offsets: Mapping[str, Vectors]
    lift: float
    languages: frozenset[str] | None

    def apply(self, vectors: Vectors, languages: Sequence[str | None] = ()) -> Vectors:
        """Of unit vectors, such with one more number each. Without its language a text keeps what that gives to all its texts."""
        centred = vectors - self.middle
        for row, language in enumerate(languages):
            offset = self.offsets.get(primary_subtag(language))
            if offset is not None:
                centred[row] -= offset
        constant = np.full((len(vectors), 1), np.sqrt(self.lift), dtype=np.float32)
        return np.hstack([np.sqrt(1 - self.lift) * _unit(centred), constant]).astype(np.float32)


def calibrate(vectors: Vectors, events: Events) -> Calibration | None:
    """From a model's vectors for `events.sentences`; None for one that does not tell events apart across languages."""
    told = _unit(vectors).reshape(len(events.languages), -1, vectors.shape[-1])
    known = _known(told)
    if len(known) < LEAST_LANGUAGES:
        return None
    told = told[known]
    same, other = _unseen_cosines(told)
    if same - other < LEAST_APART:
        return None
    middle, offsets = _middle_and_offsets(told)
    names = [events.languages[row] for row in known]
    knows_all = len(known) == len(events.languages)
    return Calibration(
        middle=middle,
        offsets=dict(zip(names, offsets, strict=True)),
        lift=_lift(same, other),
        languages=None if knows_all else frozenset(names),
    )


def _known(told: Vectors) -> list[int]:
    """The rows of languages that the model knows. What is learned of languages it does not know spoils the rest, so the
    worst goes first, as long as one has to go."""
    rows = list(range(len(told)))
    while len(rows) >= LEAST_LANGUAGES:
        found, near = _tried(told[rows])
        worst = min(range(len(rows)), key=lambda row: (found[row] >= EVENTS_FOUND, near[row]))
        if found[worst] >= EVENTS_FOUND and near[worst] >= LIKENESS_SHARE * float(np.median(near)):
            return rows
        del rows[worst]
    return []


def _tried(told: Vectors) -> tuple[list[float], list[float]]:
    """By language: the share of events that are nearest to themselves in the other languages, and by how much one event
    is nearer than others are."""
    left = _without_language(told)
    found, near = [], []
    for row in range(len(left)):
        others = _unit(np.delete(left, row, axis=0).mean(axis=0))
        cosines = left[row] @ others.T
        is_same = np.eye(len(cosines), dtype=bool)
        found.append(float(np.mean(cosines.argmax(axis=1) == np.arange(len(cosines)))))
        near.append(float(np.median(cosines[is_same]) - np.median(cosines[~is_same])))
    return found, near


def _unseen_cosines(told: Vectors) -> tuple[float, float]:
    """The medians across languages for one event and for events of different kinds, each pair measured with what was
    learned from the other events."""
    same: list[Vectors] = []
    other: list[Vectors] = []
    events = told.shape[1]
    across = np.triu_indices(len(told), 1)
    for one in range(0, events, 2):
        for another in range(one, events, 2):
            asked = sorted({one, one + 1, another, another + 1})
            left = _without_language(told, learn_from=[at for at in range(events) if at not in asked])
            pairs = (
                [(one, one), (one + 1, one + 1)]
                if one == another
                else [(one, another), (one + 1, another + 1)]
            )
            for first, second in pairs:
                cosines = (left[:, first] @ left[:, second].T)[across]
                (same if first == second else other).append(cosines)
    return float(np.median(np.concatenate(same))), float(np.median(np.concatenate(other)))


def _without_language(told: Vectors, *, learn_from: Sequence[int] | None = None) -> Vectors:
    learned = told if learn_from is None else told[:, learn_from]
    middle, offsets = _middle_and_offsets(learned)
    return _unit(told - middle - offsets[:, None, :])


def _middle_and_offsets(told: Vectors) -> tuple[Vectors, Vectors]:
    """What all texts share, and what those of each language share beyond. All languages tell the same events, so what
    differs between their means is the language."""
    middle = told.mean(axis=(0, 1))
    return middle, told.mean(axis=1) - middle


def _lift(same: float, other: float) -> float:
    """The constant part that brings both cosines nearest to the reference: with it a cosine c becomes
    lift + (1 - lift) c. Least squares."""
    rises = ((1 - same, SAME - same), (1 - other, OTHER - other))
    best = sum(slope * wanted for slope, wanted in rises) / max(sum(slope**2 for slope, _ in rises), 1e-9)
    return min(max(best, 0.0), MOST_LIFT)


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)
