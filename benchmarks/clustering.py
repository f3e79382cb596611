"""How well articles are joined, on labelled sets.

    python -m benchmarks.clustering [giveme5w1h] [itn] [ntrex] [tg_pairs] [order]

Everything goes through the path of the running bot (`news.clustering.trial`, as `pressradar lab join` does), with the encoder and by
words and names alone, beside two baselines with thresholds of the tuned half (`baselines`). A set that is absent is
skipped, and the table says so. The last line names each language in which the whole set
is joined worse than by TF-IDF.
"""

import random
import sys
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from benchmarks.baselines import Vector, best_threshold, by_tfidf, by_vectors, tfidf
from benchmarks.labelled import BEST_KNOWN, Labelled, half_of
from benchmarks.labelled import giveme5w1h as read_giveme5w1h
from benchmarks.labelled import itn as read_itn
from benchmarks.labelled import ntrex as read_ntrex
from benchmarks.measures import b_cubed_of, f1, pairs_of, written
from benchmarks.pairs import PARTS, Result, tg_pairs
from benchmarks.reading import items_of, without
from news.clustering.joining import Item
from news.clustering.trial import Sample, join

ENOUGH = 30
"""Articles of one language, for figures of it alone."""
ORDERS, ORDERED = 20, 800


@dataclass(frozen=True)
class Set:
    """Articles with their events, as joining sees them."""

    gold: list[str]
    samples: list[Sample]
    items: list[Item]

    @classmethod
    def of(cls, labelled: Labelled) -> "Set":
        samples = [sample for _, sample in labelled]
        return cls([gold for gold, _ in labelled], samples, items_of(samples))

    def part(self, chosen: Callable[[str, Sample], bool]) -> "Set":
        rows = zip(self.gold, self.samples, self.items, strict=True)
        kept = [(gold, sample, item) for gold, sample, item in rows if chosen(gold, sample)]
        return Set([row[0] for row in kept], [row[1] for row in kept], [row[2] for row in kept])

    def half(self, name: str) -> "Set":
        return self if name == "whole" else self.part(lambda gold, _: half_of(gold) == name)

    def of_languages(self, languages: Collection[str | None]) -> "Set":
        return self.part(lambda _, sample: sample.language in languages)

    @cached_property
    def vectors(self) -> list[Vector]:
        return tfidf(self.samples)


def main() -> None:
    measures: dict[str, Callable[[], list[Result]]] = {
        "giveme5w1h": giveme5w1h,
        "itn": itn,
        "ntrex": ntrex,
        "tg_pairs": tg_pairs,
        "order": order,
    }
    print(
        "| set, part | articles | by words | with the encoder | TF-IDF alone | vectors alone | pairs: by words; with the encoder |"
    )
    print("|---|---|---|---|---|---|---|")
    results: list[Result] = []
    for name in sys.argv[1:] or measures:
        try:
            results += measures[name]()
        except FileNotFoundError as missing:
            print(f"| {name} | - | skipped: {missing.filename} is not there | | | | |")
    below = [
        f"{result.label}: {way} {ours:.3f}, TF-IDF {result.tfidf:.3f}"
        for result in results
        for way, ours in result.ours.items()
        if round(ours, 3) < round(result.tfidf, 3)
    ]
    print(f"| below TF-IDF in one language | {len(below)} | {'; '.join(below)} | | | | |")


def giveme5w1h() -> list[Result]:
    return [_compare("Giveme5W1H, en", Set.of(read_giveme5w1h()))]


def itn() -> list[Result]:
    everything = Set.of(read_itn())
    _compare("ITN, 15 languages", everything.of_languages(BEST_KNOWN))
    _compare("ITN, all languages", everything)
    results: list[Result] = []
    for language, count in Counter(one.language for one in everything.samples).most_common():
        if count > ENOUGH:
            results.append(_compare(f"ITN, {language} alone", everything.of_languages([language])))
    return results


def ntrex() -> list[Result]:
    everything = Set.of(read_ntrex())
    _compare("NTREX, 14 languages", everything.of_languages(BEST_KNOWN))
    _compare("NTREX, 24 languages", everything)
    events = Set([gold for gold, _ in read_ntrex(by_event=True)], everything.samples, everything.items)
    _compare("NTREX by event, 14 languages", events.of_languages(BEST_KNOWN))
    _compare("NTREX by event, 24 languages", events)
    return []


def order() -> list[Result]:
    """Random orders of arrival of one set, each pair of them compared as if one were gold."""
    samples = [sample for _, sample in read_itn()][:ORDERED]
    items = items_of([one for one in samples if one.language in BEST_KNOWN])
    told = [
        f"{np.mean(agreed):.3f}, least {min(agreed):.3f}"
        for agreed in map(_agreement, (without(items), items))
    ]
    print(
        f"| ITN, {ORDERS} orders wholly at random agree pairwise at | {len(items)} | {told[0]} | {told[1]} | | | |",
        flush=True,
    )
    return []


def _agreement(items: Sequence[Item]) -> list[float]:
    draw = random.Random(7)
    found: list[list[int]] = []
    for _ in range(ORDERS):
        shuffled = draw.sample(items, len(items))
        stories = dict(zip((item.article for item in shuffled), join(shuffled), strict=True))
        found.append([stories[item.article] for item in items])
    return [f1(b_cubed_of(one, other)) for one, other in combinations(found, 2)]


# --- groups --------------------------------------------------------------------------------------


def _compare(label: str, everything: Set) -> Result:
    """Both halves and the whole: by words, with the encoder, and the baselines."""
    tuned = everything.half("tuned")
    words = best_threshold(lambda least: _quality(tuned, by_tfidf(tuned.vectors, least)), low=0.05, high=0.6)
    vectors = best_threshold(lambda least: _quality(tuned, by_vectors(tuned.items, least)), low=0.3, high=0.9)
    for name in PARTS:
        part = everything.half(name)
        found = {
            "by words": join(without(part.items)),
            "with the encoder": join(part.items),
            f"TF-IDF at {words:.3f}": by_tfidf(part.vectors, words),
            f"vectors at {vectors:.3f}": by_vectors(part.items, vectors),
        }
        _print_row(f"{label}, {name}", part, found)
    ours_by_words, ours_with_encoder, tfidf_alone, _ = [_quality(part, stories) for stories in found.values()]
    return Result(label, {"by words": ours_by_words, "with the encoder": ours_with_encoder}, tfidf_alone)


def _print_row(label: str, part: Set, found: Mapping[str, Sequence[int]]) -> None:
    cells = [
        f"{written(b_cubed_of(part.gold, stories))}{way[way.index(' at ') :] if ' at ' in way else ''}"
        for way, stories in found.items()
    ]
    pairs = [written(pairs_of(part.gold, stories)) for stories in list(found.values())[:2]]
    print(f"| {label} | {len(part.items)} | {' | '.join(cells)} | {'; '.join(pairs)} |", flush=True)


def _quality(part: Set, stories: Sequence[int]) -> float:
    return f1(b_cubed_of(part.gold, stories))


if __name__ == "__main__":
    main()
