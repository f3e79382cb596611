"""Refits the weights of passages of which an encoder told no words (`WORDS_AND_MEANING`, `ACROSS`), and prints them. Those by
words alone, and with each word told, are `asking_fit_words`'s.

    python -m benchmarks.asking_fit

On the tuned half of XQuAD only (`benchmarks.asking`). A row is the evidence of a question's best passage, best by the weights in
use; it is right where the question was put to its own article. Logistic regression, so weights are logits, by Newton's method
with a small penalty on the squares of the weights, each in standard deviations of its evidence. Across languages the order of
passages is fitted first (which of an article's is the gold one), and then what the order's best is worth.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.asking import Put, Vectors, is_gold, is_in, puts, tell
from news.retrieving.across import weigh_up_across
from news.retrieving.judging import by_words, cosines_of
from news.retrieving.retrieve import Meanings, Passage
from news.retrieving.weights import ACROSS, WORDS_AND_MEANING, Weights

BY_MEANING = ("en", "de", "ru", "tr", "zh")
ACROSS_IN = ("de-en", "zh-en", "ru-en", "en-ar")
WEIGHTS = (1.0, 0.3, 1.0)
"""Of a question put to its own article, to another (which is easily told), and to its own without the answer."""
STEPS, PENALTY = 30, 1.0
LEFT, LEFT_ACROSS = 0.065, 0.07
"""The share of questions without an answer that may still get one: it places the bias."""
SIZES = (1, 4, 12)
"""Articles a story: how surely a passage answers must not depend on how many others there are."""
OF_THE_QUESTION = ("unnamed", "untold", "size")
"""Evidence that is the same for all passages."""

Rows = NDArray[np.float64]


@dataclass(frozen=True)
class Seen:
    """The evidence of all passages that a question was put to, and which of them are gold."""

    rows: Rows
    gold: NDArray[np.bool_]
    is_small: bool
    """Whether a story was one article."""


# --- evidence ------------------------------------------------------------------------------------


def see(asked_in: str, told_in: str, vectors: Vectors | None) -> Iterator[tuple[Seen, Seen, Seen]]:
    """Each question of the tuned half, put to the three; every fourth one in larger stories."""
    for size in SIZES:
        tuned = [put for put in puts(asked_in, told_in, size=size) if is_in(put.article, "tuned")]
        for put in tuned if size == 1 else tuned[::4]:
            whole, other, removed = (
                _seen(put, within, asked_in, told_in, vectors, is_small=size == 1)
                for within in (put.whole, put.other, put.removed)
            )
            yield whole, other, removed


def _seen(
    put: Put,
    within: Sequence[Passage],
    asked_in: str,
    told_in: str,
    vectors: Vectors | None,
    *,
    is_small: bool,
) -> Seen:
    meanings = Meanings(vectors[put.text], vectors) if vectors is not None else None
    cosines = cosines_of(within, meanings)
    if asked_in == told_in:
        pairs = list(by_words(put.text, asked_in, told_in, within, cosines))
    else:
        pairs = list(zip(within, weigh_up_across(put.text, asked_in, within, cosines), strict=True))
    gold = [within is put.whole and is_gold(put, passage) for passage, _ in pairs]
    rows = np.array([evidence for _, evidence in pairs], dtype=float)
    return Seen(rows, np.array(gold, dtype=bool), is_small)


# --- fitting -------------------------------------------------------------------------------------


def fit(seen: Sequence[tuple[Seen, Seen, Seen]], now: Weights) -> Weights:
    """New weights from the best passages by those of now."""
    used = [at for at, name in enumerate(now.features) if name in now.of]
    rows, right, weights = _best_rows(seen, _vector(now))
    solved = _logistic(rows[:, used], right, weights)
    return Weights(
        now.features, 0.0, {now.features[at]: float(w) for at, w in zip(used, solved, strict=True)}
    )


def fit_across(seen: Sequence[tuple[Seen, Seen, Seen]], now: Weights) -> Weights:
    ordering = [at for at, name in enumerate(now.features) if name not in OF_THE_QUESTION]
    order = np.zeros(len(now.features))
    order[ordering] = _ordering([whole for whole, _, _ in seen if whole.gold.any()], ordering)
    rows, right, weights = _best_rows(seen, order)
    constant = [at for at, name in enumerate(now.features) if name in OF_THE_QUESTION]
    scale, *others = _logistic(np.column_stack([rows @ order, rows[:, constant]]), right, weights)
    order *= scale
    order[constant] = others
    return Weights(now.features, 0.0, dict(zip(now.features, order.tolist(), strict=True)))


def _best_rows(
    seen: Sequence[tuple[Seen, Seen, Seen]], order: Rows
) -> tuple[Rows, NDArray[np.float64], NDArray[np.float64]]:
    found = [
        (each.rows[int(np.argmax(each.rows @ order))], float(at == 0), WEIGHTS[at])
        for three in seen
        for at, each in enumerate(three)
        if len(each.rows)
    ]
    return (
        np.array([row for row, _, _ in found]),
        np.array([right for _, right, _ in found]),
        np.array([weight for _, _, weight in found]),
    )


def _logistic(rows: Rows, right: Rows, weights: Rows) -> Rows:
    """Newton's method; the constant is fitted beside, and dropped."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    scaled = np.column_stack([(rows - mean) / spread, np.ones(len(rows))])
    penalty = np.diag([PENALTY] * rows.shape[1] + [0.0])
    solved = np.zeros(scaled.shape[1])
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-scaled @ solved))
        slope = scaled.T @ (weights * (likely - right)) + penalty @ solved
        bend = (scaled * (weights * likely * (1 - likely))[:, None]).T @ scaled + penalty
        solved -= np.linalg.solve(bend, slope)
    return np.asarray(solved[:-1] / spread)


def _ordering(wholes: Sequence[Seen], used: Sequence[int]) -> Rows:
    """Weights under which the gold passage is the likeliest of its article's: a softmax over them, by gradient descent."""
    spread = np.vstack([whole.rows[:, used] for whole in wholes]).std(axis=0) + 1e-9
    scaled = [whole.rows[:, used] / spread for whole in wholes]
    solved = np.zeros(len(used))
    for _ in range(400):
        slope = np.zeros(len(used))
        for rows, whole in zip(scaled, wholes, strict=True):
            likely = np.exp(rows @ solved - (rows @ solved).max())
            likely /= likely.sum()
            golden = likely * whole.gold
            slope += rows.T @ (likely - golden / golden.sum())
        solved -= 1.0 * slope / len(wholes) + 2e-3 * solved
    return np.asarray(solved / spread)


def with_bias(made: Weights, seen: Sequence[tuple[Seen, Seen, Seen]], left: float) -> Weights:
    order = _vector(made)
    best = [float((removed.rows @ order).max()) for _, _, removed in seen if len(removed.rows)]
    return Weights(made.features, -float(np.quantile(best, 1 - left)), made.of)


def _vector(weights: Weights) -> Rows:
    return np.array([weights.of.get(name, 0.0) for name in weights.features])


# --- printing ------------------------------------------------------------------------------------


def main() -> None:
    told = {language: list(see(language, language, tell(language, language))) for language in BY_MEANING}
    _print("WORDS_AND_MEANING", with_bias(fit(_all(told), WORDS_AND_MEANING), _small(told["en"]), LEFT))
    across: list[tuple[Seen, Seen, Seen]] = []
    for pair in ACROSS_IN:
        asked_in, _, told_in = pair.partition("-")
        across += see(asked_in, told_in, tell(asked_in, told_in))
    _print("ACROSS", with_bias(fit_across(across, ACROSS), _small(across), LEFT_ACROSS))


def _all(seen: dict[str, list[tuple[Seen, Seen, Seen]]]) -> list[tuple[Seen, Seen, Seen]]:
    return [three for each in seen.values() for three in each]


def _small(seen: Sequence[tuple[Seen, Seen, Seen]]) -> list[tuple[Seen, Seen, Seen]]:
    """Of stories of one article: the bias is placed where it is reported."""
    return [three for three in seen if three[0].is_small]


def _print(name: str, made: Weights) -> None:
    print(
        name,
        f"bias={made.bias:.3f}",
        {feature: round(value, 3) for feature, value in made.of.items()},
        flush=True,
    )


if __name__ == "__main__":
    main()
