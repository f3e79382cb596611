"""How well topics are told from texts, on articles whose topic people gave: `python -m benchmarks.topics`.

The Telegram data clustering contest's six topics, English and Russian. Our topics are mapped to theirs (`OURS`); what
gets no topic is "society", as there. Keywords and weights were chosen on the half "tuned" (by a hash of the
address); "held" is the other half. The texts are not part of this repository.
"""

import csv
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from news.catalogue import bundled_topics
from news.clustering.topics import ENOUGH, Signs, read_signs

TEXTS = Path("../shared/data/aieval/tg")
LABELS = ("society", "economy", "sports", "entertainment", "technology", "science")
OURS = {
    "politics": "society", "business": "economy", "finance": "economy", "technology": "technology", "science": "science",
    "health": "science", "climate": "science", "sport": "sports", "culture": "entertainment",
    "entertainment": "entertainment", "automotive": "technology", "startups": "technology",
    "transport": "society", "media": "society", "religion": "society", "public-health": "society",
    "history": "science", "crypto": "technology",
}  # fmt: skip
LEAST = ENOUGH
"""Weaker signs than this say nothing about what is asked here: exactly one topic."""


@dataclass(frozen=True)
class Labelled:
    title: str
    text: str
    language: str
    label: str
    is_tuned: bool


def read(language: str) -> list[Labelled]:
    csv.field_size_limit(sys.maxsize)
    found = []
    for path in sorted(TEXTS.glob(f"{language}_cat_*.tsv")):
        with path.open(encoding="utf-8") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                if row["GOLDEN:res"] in LABELS:
                    tuned = sha256(row["INPUT:url"].encode()).digest()[0] < 128
                    found.append(
                        Labelled(
                            row["INPUT:title"], row["INPUT:text"], language, row["GOLDEN:res"], is_tuned=tuned
                        )
                    )
    return found


def guess(signs: Signs) -> str:
    """Their topic for what we read: of each of theirs the strongest of ours."""
    strongest = {"society": LEAST}
    for root, below in _tree().items():
        weight = signs.weights.get(root, 0.0)
        narrow = max(below, key=lambda topic: signs.weights.get(topic, 0.0), default=root)
        label = OURS.get(narrow if signs.weights.get(narrow, 0.0) >= weight / 2 else root) or OURS.get(root)
        if label:
            strongest[label] = max(strongest.get(label, 0.0), weight)
    return max(strongest, key=lambda label: (strongest[label], label))


def _tree() -> dict[str, list[str]]:
    """The topics at the top, with those below each."""
    found: dict[str, list[str]] = {topic.slug: [] for topic in bundled_topics() if topic.parent is None}
    for topic in bundled_topics():
        if topic.parent in found:
            found[topic.parent].append(topic.slug)
    return found


def scores(pairs: Sequence[tuple[str, str]]) -> tuple[float, float]:
    """Accuracy and macro-F1 of (gold, guess)."""
    right = sum(gold == guessed for gold, guessed in pairs)
    return right / len(pairs), sum(_f1(pairs, label) for label in LABELS) / len(LABELS)


def _f1(pairs: Iterable[tuple[str, str]], label: str) -> float:
    counts = [(gold == label, guessed == label) for gold, guessed in pairs]
    hits = sum(gold and guessed for gold, guessed in counts)
    return 2 * hits / max(1, sum(gold for gold, _ in counts) + sum(guessed for _, guessed in counts))


def main() -> None:
    if not TEXTS.is_dir():
        raise SystemExit(f"no texts at {TEXTS}")
    print("language  half    articles  accuracy  macro-F1   per label: " + " ".join(LABELS))
    for language in ("en", "ru"):
        listed = read(language)
        for half, part in (
            ("tuned", [one for one in listed if one.is_tuned]),
            ("held", [one for one in listed if not one.is_tuned]),
            ("both", listed),
        ):
            pairs = [(one.label, guess(read_signs(one.title, one.text, language))) for one in part]
            accuracy, macro = scores(pairs)
            each = " ".join(f"{100 * _f1(pairs, label):.1f}" for label in LABELS)
            print(
                f"{language:8}  {half:6}  {len(part):8}  {100 * accuracy:8.1f}  {100 * macro:8.1f}   {each}"
            )
        read_signs.cache_clear()
        began = time.perf_counter()
        for one in listed:
            read_signs(one.title, one.text, language)
        print(f"{language:8}  {1000 * (time.perf_counter() - began) / len(listed):.3f} ms an article")


if __name__ == "__main__":
    main()
