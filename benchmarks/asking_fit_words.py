"""Refits the weights of passages known by their words alone (`WORDS`), or whose words were told, too (`WORDS_TOLD`, `ALIGNED`),
and prints them.

    python -m benchmarks.asking_fit_words

On the tuned half of XQuAD only, but for `WORDS` with the installed encoder. Order and answer are fitted at once: that the gold passage is the
likeliest of its article's (a softmax over them), and that the likeliest answers where the question was put to its own article
and nowhere else (logistic). By gradient descent (Adam), each weight in standard deviations of its evidence, with a small
penalty on their squares. What the size of a story counts was placed by hand, so that stories of 5, 10, 25 and 100 sentences
leave about as many questions without an answer answered. Last comes how much stricter a language must be.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.asking import ACROSS as PAIRS
from benchmarks.asking import Put, Vectors, is_gold, is_in, puts, tell
from news.retrieving.judging import aligned, by_words, cosines_of, with_words
from news.retrieving.retrieve import Meanings, Passage
from news.retrieving.weights import ALIGNED, WORDS, WORDS_TOLD, Weights

BY_WORDS = ("en", "de", "ru", "tr", "zh", "hi", "el")
BARS_BY_WORDS = (*BY_WORDS, "es", "ar", "ro", "vi", "th")
"""By words alone; of those that come last no more than the bar is placed."""
IN_ONE = ("en", "de", "ru", "tr", "zh")
IN_TWO = ("de-en", "zh-en", "ru-en", "en-ar", "en-tr", "ar-zh", "en-es")
LEFT_IN_ONE, LEFT_IN_TWO = 0.065, 0.07
"""The share of questions without an answer that may still get one: it places the bias."""
COUNTS = {"in one": (1.0, 0.3, 1.0), "in two": (1.0, 0.5, 1.0)}
"""Of a question put to its own article, to another, and to its own without the answer."""
ORDER_COUNTS = {"in one": 0.3, "in two": 0.5}
STEPS, PENALTY, EVEN = 300, 1.0, 0.3
PEAK = 4.0
"""How sharply the likeliest passage is the one that counts."""
BY_HAND = frozenset({"size"})

Rows = NDArray[np.float64]


@dataclass(frozen=True)
class Seen:
    """The evidence of all passages that a question was put to, and which of them are gold."""

    rows: Rows
    gold: NDArray[np.bool_]


Three = tuple[Seen, Seen, Seen]


def see(pair: str, vectors: Vectors | None) -> list[Three]:
    """Each question of the tuned half, put to the three."""
    asked_in, _, told_in = pair.partition("-")
    tuned = (put for put in puts(asked_in, told_in or asked_in) if is_in(put.article, "tuned"))
    seen = [
        tuple(
            _seen(put, within, asked_in, told_in, vectors) for within in (put.whole, put.other, put.removed)
        )
        for put in tuned
    ]
    return [(whole, other, rest) for whole, other, rest in seen if len(whole.rows) and len(rest.rows)]


def _seen(put: Put, within: Sequence[Passage], asked_in: str, told_in: str, vectors: Vectors | None) -> Seen:
    pairs = _evidence(put.text, within, asked_in, told_in, vectors)
    gold = [within is put.whole and is_gold(put, passage) for passage, _ in pairs]
    return Seen(np.array([row for _, row in pairs], dtype=float), np.array(gold, dtype=bool))


def _evidence(
    text: str, within: Sequence[Passage], asked_in: str, told_in: str, vectors: Vectors | None
) -> Sequence[tuple[Passage, list[float]]]:
    if vectors is None:
        return list(by_words(text, asked_in, asked_in, within, {}))
    cosines = cosines_of(within, Meanings(vectors[text], vectors))
    if told_in:
        return aligned(text, asked_in, within, cosines, vectors) or []
    return with_words(text, asked_in, asked_in, within, cosines, vectors) or []


# --- fitting -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Flat:
    """All passages in one table; `group` is the number of the question as it was put, `begins` where its rows begin."""

    rows: Rows
    group: NDArray[np.intp]
    begins: NDArray[np.intp]
    gold: NDArray[np.bool_]
    right: Rows
    counts: Rows


def fit(seen: Sequence[Three], now: Weights, kind: str) -> Weights:
    used = [at for at, name in enumerate(now.features) if name in now.of and name not in BY_HAND]
    flat = _flat(seen, used, COUNTS[kind])
    spread = flat.rows.std(axis=0) + 1e-9
    solved = _descend(flat, (flat.rows - flat.rows.mean(axis=0)) / spread, ORDER_COUNTS[kind]) / spread
    of = {now.features[at]: float(weight) for at, weight in zip(used, solved, strict=True)}
    return Weights(now.features, 0.0, of | {name: now.of[name] for name in BY_HAND if name in now.of})


def _flat(seen: Sequence[Three], used: Sequence[int], counts: Sequence[float]) -> Flat:
    put = [(each, at) for three in seen for at, each in enumerate(three) if len(each.rows)]
    sizes = np.array([len(each.rows) for each, _ in put])
    return Flat(
        rows=np.vstack([each.rows for each, _ in put])[:, used],
        group=np.repeat(np.arange(len(put)), sizes),
        begins=np.concatenate([[0], np.cumsum(sizes)[:-1]]),
        gold=np.concatenate([each.gold for each, _ in put]),
        right=np.array([float(at == 0) for _, at in put]),
        counts=np.array([counts[at] for _, at in put]),
    )


def _descend(flat: Flat, scaled: Rows, order_counts: float) -> Rows:
    solved, first, second = (np.zeros(scaled.shape[1] + 1) for _ in range(3))
    for step in range(1, STEPS + 1):
        slope = _slope(flat, scaled, solved, order_counts)
        first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2
        pace = 0.08 * (1 - step / STEPS) + 0.003
        solved -= pace * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-9)
    return np.asarray(solved[:-1])


def _slope(flat: Flat, scaled: Rows, solved: Rows, order_counts: float) -> Rows:
    scores = scaled @ solved[:-1]
    most = np.maximum.reduceat(scores, flat.begins)
    peaked = np.exp(PEAK * (scores - most[flat.group]))
    sums = np.add.reduceat(peaked, flat.begins)
    likely = 1 / (1 + np.exp(-(most + np.log(sums) / PEAK + solved[-1])))
    wrong = flat.counts * (likely - flat.right)
    by_row = peaked / sums[flat.group] * wrong[flat.group] + order_counts * _disorder(flat, scores, most)
    whole = np.append(scaled.T @ by_row + PENALTY * solved[:-1], wrong.sum())
    return np.asarray(whole / len(flat.right))


def _disorder(flat: Flat, scores: Rows, most: Rows) -> Rows:
    """The slope of the softmax of the gold passages, where there are such."""
    weights = np.exp(scores - most[flat.group])
    whole, golden = (
        np.add.reduceat(each, flat.begins)[flat.group]
        for each in (weights, np.where(flat.gold, weights, 0.0))
    )
    share = np.divide(np.where(flat.gold, weights, 0.0), golden, out=np.zeros_like(weights), where=golden > 0)
    return np.where(golden > 0, weights / whole - share, 0.0)


# --- bars ----------------------------------------------------------------------------------------


def bar(made: Weights, seen: Sequence[Three], left: float) -> float:
    """Where so many of the questions without an answer are still answered."""
    order = np.array([made.of.get(name, 0.0) for name in made.features])
    return float(np.quantile([(rest.rows @ order).max() for _, _, rest in seen], 1 - left))


def stricter(bars: Mapping[str, float]) -> dict[str, float]:
    """For each pair its own bar, as a sum of what is asked in ("de-") and what is told in ("-de")."""
    sides = sorted({side for pair in bars for side in _sides(pair)})
    rows = np.array([[side in _sides(pair) for side in sides] for pair in bars], dtype=float)
    solved = np.linalg.solve(
        rows.T @ rows + EVEN * np.eye(len(sides)), rows.T @ np.array(list(bars.values()))
    )
    return dict(zip(sides, solved.tolist(), strict=True))


def _sides(pair: str) -> tuple[str, str]:
    asked_in, _, told_in = pair.partition("-")
    return f"{asked_in}-", f"-{told_in}"


# --- printing ------------------------------------------------------------------------------------


def main() -> None:
    alone = {code: see(code, None) for code in BARS_BY_WORDS}
    made = fit([three for code in BY_WORDS for three in alone[code]], WORDS, "in one")
    zero = bar(made, alone["en"], LEFT_IN_ONE)
    _print("WORDS", made, zero)
    print({code: round(bar(made, seen, LEFT_IN_TWO) - zero, 2) for code, seen in alone.items()})
    one, two = (_told(pairs) for pairs in (IN_ONE, PAIRS))
    made = fit([three for pair in IN_ONE for three in one[pair]], WORDS_TOLD, "in one")
    zero = bar(made, one["en"], LEFT_IN_ONE)
    _print("WORDS_TOLD", made, zero)
    print({code: round(bar(made, seen, LEFT_IN_TWO) - zero, 2) for code, seen in one.items()})
    made = fit([three for pair in IN_TWO for three in two[pair]], ALIGNED, "in two")
    zero = bar(made, [three for pair in IN_TWO for three in two[pair]], LEFT_IN_TWO)
    _print("ALIGNED", made, zero)
    bars = stricter({pair: bar(made, seen, LEFT_IN_TWO) - zero for pair, seen in two.items()})
    print({side: round(each, 2) for side, each in bars.items()})


def _told(pairs: Sequence[str]) -> dict[str, list[Three]]:
    found = {}
    for pair in pairs:
        asked_in, _, told_in = pair.partition("-")
        vectors = tell(asked_in, told_in or asked_in)
        if vectors is None:
            raise SystemExit(f"the installed encoder does not know {pair}")
        found[pair] = see(pair, vectors)
    return found


def _print(name: str, made: Weights, zero: float) -> None:
    print(
        name,
        f"bias={-zero:.3f}",
        {feature: round(value, 3) for feature, value in made.of.items()},
        flush=True,
    )


if __name__ == "__main__":
    main()
