"""ROUGE of the extractive writer against leads and LexRank: `python -m benchmarks.extractive`.

VietnameseMDS: 199 news clusters with two human summaries each; summaries cut to 150 tokens.
ROUGE-1/2 F1 over NFKC, small letters, words of our tokenizer, no stemming, mean over the two references.
The recipe was chosen on the first half of the clusters; the second is held out. The last row quotes as the
product does: four sentences, two sentences and 300 characters an outlet, so it says less than it is asked.
"""

import json
import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from news.language.sentences import split
from news.language.tokens import terms, words
from news.story.stories import Source
from news.writing.centrality import Vector, cosine, medoid, vectors
from news.writing.extractive import Limits, best_sentences

TEXTS = Path(__file__).resolve().parents[2] / "shared" / "data" / "aieval" / "mds" / "vietnamese_mds.json"
TOKENS = 150
UNLIMITED = Limits(sentences=99, words=9_999, outlet_sentences=99, outlet_chars=999_999)
FLOOR = (55.0, 41.0)


@dataclass(frozen=True)
class Cluster:
    sources: tuple[Source, ...]
    references: tuple[str, ...]


def clusters() -> list[Cluster]:
    """The whole set in its order; empty where it is absent."""
    if not TEXTS.exists():
        return []
    return [_cluster(entry) for entry in json.loads(TEXTS.read_text("utf-8"))]


def _cluster(entry: dict[str, list[dict[str, str]]]) -> Cluster:
    start = datetime(2013, 1, 1, tzinfo=UTC)
    sources = tuple(
        Source(
            article_id=number, family=number, outlet=f"Outlet {number}", domain=f"outlet{number}.example",
            country=None, owner=None, kind="news", language="vi", title=doc["title"], text=doc["text"],
            url=f"https://outlet{number}.example/", published_at=start + timedelta(minutes=number), version=1,
            is_copy=False,
        )
        for number, doc in enumerate(entry["docs"], start=1)
    )  # fmt: skip
    return Cluster(sources, tuple(str(reference) for reference in entry["refs"]))


def ours(cluster: Cluster) -> str:
    return _cut([sentence.text for sentence in best_sentences(cluster.sources, limits=UNLIMITED)])


def quoted(cluster: Cluster) -> str:
    return _cut([sentence.text for sentence in best_sentences(cluster.sources)])


def first_lead(cluster: Cluster) -> str:
    return _cut(split(cluster.sources[0].text, "vi"))


def medoid_lead(cluster: Cluster) -> str:
    middle = medoid(vectors([terms(source.text, "vi") for source in cluster.sources]))
    return _cut(split(cluster.sources[middle].text, "vi"))


def lexrank(cluster: Cluster) -> str:
    """Continuous LexRank (Erkan & Radev 2004), damping .85, and no sentence over .5 alike to one taken."""
    sentences = [sentence for source in cluster.sources for sentence in split(source.text, "vi")]
    made = vectors([terms(sentence, "vi") for sentence in sentences])
    ranks = _power(made)
    chosen: list[int] = []
    for at in sorted(range(len(sentences)), key=lambda at: -ranks[at]):
        if all(cosine(made[at], made[other]) <= 0.5 for other in chosen):
            chosen.append(at)
    return _cut([sentences[at] for at in chosen])


def _power(made: Sequence[Vector]) -> list[float]:
    alike = [[cosine(one, other) for other in made] for one in made]
    sums = [sum(row) or 1.0 for row in alike]
    ranks = [1 / len(made)] * len(made)
    for _ in range(30):
        flow = [ranks[at] / sums[at] for at in range(len(made))]
        ranks = [
            0.15 / len(made) + 0.85 * sum(alike[i][j] * flow[i] for i in range(len(made)))
            for j in range(len(made))
        ]
    return ranks


def _cut(sentences: Sequence[str]) -> str:
    """The first tokens up to the budget, whatever sentence they end in."""
    return " ".join(words(" ".join(sentences))[:TOKENS])


def rouge(text: str, reference: str, *, n: int) -> float:
    one, other = _grams(text, n), _grams(reference, n)
    shared = sum((one & other).values())
    return 2 * shared / (one.total() + other.total()) if shared else 0.0


def _grams(text: str, n: int) -> Counter[tuple[str, ...]]:
    listed = words(text)
    return Counter(tuple(listed[at : at + n]) for at in range(len(listed) - n + 1))


def scores(method: Callable[[Cluster], str], over: Sequence[Cluster]) -> tuple[float, float]:
    """Mean ROUGE-1 and ROUGE-2 in percent."""
    told = [(method(cluster), cluster.references) for cluster in over]

    def mean(n: int) -> float:
        each = [sum(rouge(text, ref, n=n) for ref in refs) / len(refs) for text, refs in told]
        return 100 * math.fsum(each) / len(each)

    return mean(1), mean(2)


def main() -> None:
    every = clusters()
    if not every:
        raise SystemExit(f"no texts at {TEXTS}")
    half = (len(every) + 1) // 2
    rows: list[tuple[str, Callable[[Cluster], str]]] = [
        ("lead of the first article", first_lead),
        ("lead of the medoid article", medoid_lead),
        ("LexRank", lexrank),
        ("ours", ours),
        ("ours, as quoted in the product", quoted),
    ]
    print(f"{'':32} {'all':>13} {'first half':>13} {'held out':>13}")
    for name, method in rows:
        parts = [scores(method, over) for over in (every, every[:half], every[half:])]
        print(f"{name:32} " + " ".join(f"{one:6.1f}/{two:5.1f} " for one, two in parts))


if __name__ == "__main__":
    main()
