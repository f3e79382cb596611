"""How alike two groupings of the same articles are: B-cubed (Bagga & Baldwin 1998) and pairs. Knows no articles.

Each is (precision, recall).
"""

from collections import Counter
from collections.abc import Sequence

Figures = tuple[float, float]


def b_cubed_of(gold: Sequence[object], found: Sequence[object]) -> Figures:
    """Of the article's group how much is right, and of what is right how much is there, the mean over articles."""
    in_gold, in_found, both = Counter(gold), Counter(found), Counter(zip(gold, found, strict=True))
    shared = [(both[one, other], one, other) for one, other in zip(gold, found, strict=True)]
    return (
        sum(count / in_found[other] for count, _, other in shared) / len(gold),
        sum(count / in_gold[one] for count, one, _ in shared) / len(gold),
    )


def pairs_of(gold: Sequence[object], found: Sequence[object]) -> Figures:
    """Of the pairs of articles in one group."""
    right, said, true = (
        sum(size * (size - 1) // 2 for size in Counter(groups).values())
        for groups in (zip(gold, found, strict=True), found, gold)
    )
    return right / max(1, said), right / max(1, true)


def answers_of(gold: Sequence[bool], said: Sequence[bool]) -> Figures:
    """Of questions with yes and no."""
    right = sum(1 for truth, answer in zip(gold, said, strict=True) if truth and answer)
    return right / max(1, sum(said)), right / max(1, sum(gold))


def f1(figures: Figures) -> float:
    precision, recall = figures
    return 2 * precision * recall / max(1e-9, precision + recall)


def written(figures: Figures) -> str:
    precision, recall = figures
    return f"{f1(figures):.3f} (P {precision:.3f} R {recall:.3f})"
