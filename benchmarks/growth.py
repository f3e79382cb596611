"""How the cost of joining grows with the live window, by words and names alone; and the pace beside plain TF-IDF.

    python -m benchmarks.growth [LIVE ...]
    python -m benchmarks.growth leaving [LIVE [LAPS]]    what it holds while as many leave as come

End to end: reading, insertion, eviction and second thoughts included. The articles are variants of set D's, in which the
names are others in each lap, so that an event stays as large as it was. Every size has a process of its own, so that
memory is what that window takes.
"""

import resource
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count, islice
from math import log
from multiprocessing import get_context

from benchmarks.captured import samples
from benchmarks.labelled import UNDATED
from benchmarks.speed.cluster import by_tfidf_s, joined_s, read
from news.clustering.regrouping import regroup
from news.clustering.trial import BATCH, Sample
from news.clustering.window import Window
from news.collecting import collect_seldom
from news.heap import give_memory_back

LIVE = (1_000, 10_000, 100_000)
TIMED = 2_000
WARMING = 500
"""Articles to read first: what is known of a language is loaded once, and is no live article's."""
APART = timedelta(seconds=30)
KIB = 1 if sys.platform == "darwin" else 1_024
"""Bytes in which the system counts memory."""


@dataclass(frozen=True)
class Cost:
    """Of one article, in a window of so many."""

    live: int
    cpu_seconds: float
    size_bytes: float


def main() -> None:
    if sys.argv[1:2] == ["leaving"]:
        return leave(*map(int, sys.argv[2:]))
    sizes = [int(size) for size in sys.argv[1:]] or list(LIVE)
    print("| live articles | CPU ms an article | articles/CPU-s | kB a live article |")
    print("|---|---|---|---|")
    costs = []
    for size in sizes:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
            cost = alone.submit(measure, size).result()
        costs.append(cost)
        print(
            f"| {size:,} | {1e3 * cost.cpu_seconds:.2f} | {1 / cost.cpu_seconds:.0f} | {cost.size_bytes / 1e3:.1f} |",
            flush=True,
        )
    if len(costs) > 1:
        exponent = log(costs[-1].cpu_seconds / costs[0].cpu_seconds) / log(costs[-1].live / costs[0].live)
        print(f"| exponent from {costs[0].live:,} to {costs[-1].live:,} | {exponent:.2f} | | |")
    compare_with_tfidf()


def measure(live: int) -> Cost:
    """Fills a window, then times what comes when for each article one goes."""
    articles = samples("D")
    _pour(Window(), islice(_variants(articles), WARMING))
    warmed = _memory()
    window, made = Window(span=timedelta(0), fewest=live), _variants(articles)
    _pour(window, islice(made, live))
    grown = _memory() - warmed
    began = time.process_time()
    _pour(window, islice(made, TIMED))
    return Cost(live, (time.process_time() - began) / TIMED, grown / live)


def leave(live: int = 3_000, laps: int = 12) -> None:
    """What the process holds once the window is full, and after each lap in which all its articles are replaced by others."""
    give_memory_back()
    collect_seldom()
    window, made = Window(span=timedelta(0), fewest=live), _variants(samples("D"))
    print("| articles that came | live | MB at most |")
    print("|---|---|---|")
    for lap in range(1, laps + 1):
        _pour(window, islice(made, live))
        print(f"| {lap * live:,} | {live:,} | {_memory() / 1e6:.1f} |", flush=True)


def compare_with_tfidf() -> None:
    """All of D, each from texts to stories."""
    articles = samples("D")
    ours, theirs = joined_s(articles), by_tfidf_s(articles)
    print(
        f"| set D whole, {len(articles):,} | {1e3 * ours / len(articles):.2f} | {len(articles) / ours:.0f} | |"
    )
    print(
        f"| the same by plain TF-IDF | {1e3 * theirs / len(articles):.2f} | {len(articles) / theirs:.0f} | |"
    )


def _pour(window: Window, numbered: Iterator[tuple[int, Sample]]) -> None:
    """In batches, as `news.clustering.trial` does."""
    while batch := [read(number, sample) for number, sample in islice(numbered, BATCH)]:
        now = batch[-1].published_at
        window.evict(now)
        window.observe(batch, now=now)
        for item in batch:
            window.take(item, item.article, now=now)
        regroup(window)


def _variants(articles: Sequence[Sample]) -> Iterator[tuple[int, Sample]]:
    """As many as are wanted, numbered, one every half minute."""
    for number in count():
        lap, at = divmod(number, len(articles))
        one = articles[at]
        yield (
            number + 1,
            replace(
                one,
                url=f"{one.url}?{lap}" if one.url else "",
                title=_renamed(one.title, lap),
                text=_renamed(one.text, lap),
                published_at=UNDATED + number * APART,
            ),
        )


def _renamed(text: str, lap: int) -> str:
    """Names and long words of each lap are others; they have other consonants too."""
    ending = "".join("bdfklmnrst"[int(digit)] + "a" for digit in str(lap)) if lap else ""
    return " ".join(
        f"{word[:1]}{ending}{word[1:]}" if word[:1].isupper() or len(word) > 8 else word
        for word in text.split()
    )


def _memory() -> int:
    """The most this process ever took, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIB


if __name__ == "__main__":
    main()
