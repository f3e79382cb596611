"""Which words of a question a passage in another language has: each word by what it means, beside those of the passage.

A sentence's meaning tells what it is about; what was asked and is missing shows only word by word. A word is met as far as its
nearest word stands out from all words of the passages: cosines are higher between some languages than between others. Figures
are themselves or nothing. Pure; vectors are told elsewhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from news.language.figures import plain_digits
from news.language.searching import is_stop_word, search_terms
from news.language.tokens import primary_subtag, stop_words, words
from news.retrieving.texts import Passage, neighbours

Vector = NDArray[np.float32]
Rows = NDArray[np.float64]
Words = Mapping[str, Vector]
"""Vectors of unit length, by word."""
UNSPACED = frozenset({"zh", "ja", "th"})
MOST_ASKED, MOST_TOLD = 24, 48
"""Words of a question and of a passage that are compared."""
FAR, NEAR = 1.5, 5.5
"""Spreads above the mean: from where on a word begins to be met, and where it is met for sure."""
USUAL_MEAN, USUAL_SPREAD, USUAL_WORDS = 0.3, 0.1, 40
"""Cosines of words that have nothing to do with each other, counted like so many words: a short text alone tells little of them."""


@dataclass(frozen=True)
class Met:
    """Shares of a question's words, weighed by how few passages have them: what stands in the passage, and what in it or beside
    it; how much of the word least met stands there; and what of the question no passage has."""

    own: float
    around: float
    least: float
    nowhere: float


def align(
    question: str, language: str | None, passages: Sequence[Passage], near: Sequence[int], told: Words
) -> dict[int, Met] | None:
    """For the passages at the places `near`; None where no word of the question has a vector."""
    asked = [word for word in content_words(question, language)[:MOST_ASKED] if word in told]
    if not asked or not near:
        return None
    met = _met(asked, [content_words(passages[at].text, passages[at].source.language) for at in near], told)
    often = met.sum(axis=0)
    weights = np.log1p((len(near) - often + 0.5) / (often + 0.5))
    weights = weights / weights.sum()
    row_of, beside = {at: row for row, at in enumerate(near)}, neighbours(passages)
    nowhere = float(1 - met.max(axis=0).mean())
    found = {}
    for at, row in row_of.items():
        around = met[[row, *(row_of[other] for other in beside[at] if other in row_of)]].max(axis=0)
        found[at] = Met(float(met[row] @ weights), float(around @ weights), float(around.min()), nowhere)
    return found


@lru_cache(maxsize=1 << 11)
def content_words(text: str, language: str | None) -> tuple[str, ...]:
    """Each word once that means something by itself, as it is written; of scripts without spaces real words."""
    primary = primary_subtag(language)
    if primary in UNSPACED:
        listed = [term for term in search_terms(text, primary) if not is_stop_word(term)]
        whole = "".join(term for term in listed if len(term) > 1)
        found = [term for term in listed if len(term) > 1 or term not in whole]
    else:
        stopped = stop_words(primary)
        found = [word for word in words(text) if len(word) > 1 and word not in stopped]
    return tuple(dict.fromkeys(found))[:MOST_TOLD]


def _met(asked: Sequence[str], texts: Sequence[Sequence[str]], told: Words) -> Rows:
    """How surely each passage (a row) has each word asked for (a column)."""
    wanted = np.stack([told[word] for word in asked])
    cosines = [wanted @ _matrix(text, told, wanted.shape[1]).T for text in texts]
    nearest = np.array([each.max(axis=1, initial=-1.0) for each in cosines], dtype=float)
    mean, spread = usual(np.concatenate(cosines, axis=1))
    met = np.clip(((nearest - mean) / spread - FAR) / (NEAR - FAR), 0.0, 1.0)
    for column, word in enumerate(asked):
        if any(sign.isdigit() for sign in word):
            met[:, column] = [plain_digits(word) in map(plain_digits, text) for text in texts]
    return met


def _matrix(text: Sequence[str], told: Words, width: int) -> NDArray[np.float32]:
    known = [told[word] for word in text if word in told]
    return np.stack(known) if known else np.zeros((0, width), dtype=np.float32)


def usual(cosines: NDArray[np.float32]) -> tuple[Rows, Rows]:
    """Mean and spread of each asked word's cosines, those of short texts drawn to what is usual."""
    count = cosines.shape[1] + USUAL_WORDS
    mean = (cosines.sum(axis=1) + USUAL_WORDS * USUAL_MEAN) / count
    squares = ((cosines - mean[:, None]) ** 2).sum(axis=1) + USUAL_WORDS * USUAL_SPREAD**2
    return np.asarray(mean, dtype=float), np.sqrt(squares / count)
