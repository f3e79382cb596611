"""What is told without a model, against what people wrote of the same articles: ROUGE, and headlines. VietnameseMDS.

ROUGE as in `benchmarks.extractive`, and ROUGE-L over the longest common subsequence of words. HeadlineR1: ROUGE-1 of the
headline that we take against the name that people gave the cluster; beside it the first article's and the best of all.
"""

import json
import math
from collections.abc import Callable, Sequence

from benchmarks.extractive import TEXTS, Cluster, clusters, first_lead, lexrank, ours, quoted, rouge, scores
from news.language.tokens import words
from news.writing.headline import headline

METHODS: Sequence[tuple[str, Callable[[Cluster], str]]] = (
    ("lead of the first article", first_lead),
    ("LexRank", lexrank),
    ("ours", ours),
    ("ours, as quoted in the product", quoted),
)


def print_quoted() -> None:
    every = clusters()
    if not every:
        print("(VietnameseMDS is not on this machine)")
        return
    half = (len(every) + 1) // 2
    print("| ROUGE-1 / 2 / L | all | first half | held out |\n|---|---|---|---|")
    for name, method in METHODS:
        cells = []
        for over in (every, every[:half], every[half:]):
            one, two = scores(method, over)
            cells.append(f"{one:.1f} / {two:.1f} / {longest(method, over):.1f}")
        print(f"| {name} | {' | '.join(cells)} |")
    print("\n| headline, ROUGE-1 | all | first half | held out |\n|---|---|---|---|")
    rows = headlines(every)
    for name, found in rows.items():
        parts = (found, found[:half], found[half:])
        print(f"| {name} | {' | '.join(f'{100 * math.fsum(p) / len(p):.1f}' for p in parts)} |")


def longest(method: Callable[[Cluster], str], over: Sequence[Cluster]) -> float:
    """Mean ROUGE-L F1 in percent."""
    told = [(method(cluster), cluster.references) for cluster in over]
    each = [sum(rouge_l(text, ref) for ref in refs) / len(refs) for text, refs in told]
    return 100 * math.fsum(each) / len(each)


def rouge_l(text: str, reference: str) -> float:
    one, other = words(text), words(reference)
    if not one or not other:
        return 0.0
    row = [0] * (len(other) + 1)
    for word in one:
        diagonal = 0
        for at, theirs in enumerate(other, start=1):
            above = row[at]
            row[at] = diagonal + 1 if word == theirs else max(above, row[at - 1])
            diagonal = above
    return 2 * row[-1] / (len(one) + len(other))


def headlines(every: Sequence[Cluster]) -> dict[str, list[float]]:
    names = [entry["name"] for entry in json.loads(TEXTS.read_text("utf-8"))]
    found: dict[str, list[float]] = {"first published": [], "ours": [], "the best there is": []}
    for cluster, name in zip(every, names, strict=True):
        mine = headline(cluster.sources)
        titles = [rouge(source.title, name, n=1) for source in cluster.sources]
        found["first published"].append(titles[0])
        found["ours"].append(rouge(mine.title, name, n=1) if mine else 0.0)
        found["the best there is"].append(max(titles))
    return found
