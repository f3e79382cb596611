"""Pairs of articles, of which people said whether they tell the same: the Telegram contest's.

The pairs have no dates. Each is asked alone, as two lines for `pressradar lab join`; and in a window in which the other
texts of its language were counted and not placed, as the running bot knows its words. Beside it the cosine of TF-IDF and
of an encoder's vectors, each with the threshold that is best on the tuned half.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.baselines import cosine as cosine_of_words
from benchmarks.baselines import tfidf
from benchmarks.labelled import UNDATED, Pair, telegram_pairs
from benchmarks.measures import Figures, answers_of, f1, written
from benchmarks.reading import cosine, items_of, without
from news.clustering.joining import NEVER, Item, margin_of
from news.clustering.trial import Sample, join
from news.clustering.window import Window

LANGUAGES = ("ru", "en")
PARTS = ("tuned", "held", "whole")


@dataclass(frozen=True)
class Result:
    """A whole set of one language: what the ways of joining it and the baseline reached, as F1."""

    label: str
    ours: dict[str, float]
    tfidf: float


def tg_pairs() -> list[Result]:
    return [_compare(language, telegram_pairs(language)) for language in LANGUAGES]


def _compare(language: str, pairs: Sequence[Pair]) -> Result:
    samples = [sample for pair in pairs for sample in pair.samples]
    items = items_of(samples)
    said = {
        "words alone": _alone(without(items)),
        "words counted": _counted(without(items)),
        "encoder alone": _alone(items),
        "encoder counted": _counted(items),
        "TF-IDF": _above_best(pairs, _cosines_of_words(samples)),
        "vectors": _above_best(pairs, [cosine(*two) for two in _by_two(items)]),
    }
    for part in PARTS:
        told = {way: written(_figures(pairs, answers, part)) for way, answers in said.items()}
        print(
            f"| Telegram pairs, {language}, {part} | {len(_of_part(pairs, part))} pairs "
            f"| alone {told['words alone']}; counted {told['words counted']} "
            f"| alone {told['encoder alone']}; counted {told['encoder counted']} "
            f"| {told['TF-IDF']} | {told['vectors']} | |",
            flush=True,
        )
    reached = {way: f1(_figures(pairs, answers, "whole")) for way, answers in said.items()}
    ours = {way: figure for way, figure in reached.items() if way not in ("TF-IDF", "vectors")}
    return Result(f"Telegram pairs, {language}", ours, reached["TF-IDF"])


def _alone(items: Sequence[Item]) -> list[bool]:
    return [len(set(join(two))) == 1 for two in _by_two(items)]


def _counted(items: Sequence[Item]) -> list[bool]:
    return [_margin(items, *two) >= 0 for two in _by_two(items)]


def _margin(items: Sequence[Item], first: Item, second: Item) -> float:
    window = Window(span=None)
    window.observe(items, now=UNDATED)
    window.add(first, 1, now=UNDATED)
    return max((margin_of(second, one) for one in window.candidates(second)), default=NEVER)


def _above_best(pairs: Sequence[Pair], cosines: Sequence[float]) -> list[bool]:
    """By the threshold that is best on the tuned half; of several as good the middle one."""
    tried = [[one >= least for one in cosines] for least in sorted(set(cosines))]
    reached = [f1(_figures(pairs, answers, "tuned")) for answers in tried]
    best = [answers for answers, figure in zip(tried, reached, strict=True) if figure == max(reached)]
    return best[len(best) // 2]


def _figures(pairs: Sequence[Pair], answers: Sequence[bool], part: str) -> Figures:
    chosen = _of_part(pairs, part)
    return answers_of([pairs[at].is_same for at in chosen], [answers[at] for at in chosen])


def _of_part(pairs: Sequence[Pair], part: str) -> list[int]:
    return [at for at, pair in enumerate(pairs) if part in (pair.half, "whole")]


def _cosines_of_words(samples: Sequence[Sample]) -> list[float]:
    vectors = tfidf(samples)
    return [cosine_of_words(one, other) for one, other in zip(vectors[::2], vectors[1::2], strict=True)]


def _by_two(items: Sequence[Item]) -> list[tuple[Item, Item]]:
    return list(zip(items[::2], items[1::2], strict=True))
