"""How well an article is found on its page: `python -m benchmarks.fulltext`.

Set H: 106 article pages of as many outlets in some 25 languages, with their text as gold (Fundus: summary, sections, their
headings). Words of our tokenizer, without order (F1) and in pairs (ROUGE-2); the figures are means over pages. What is read
is what the product reads, `news.intake.fulltext_page`, uncut and whether or not the page allows it; how many do not is said too.
"""

import gzip
import json
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from time import process_time

from benchmarks.fragments import PAGES
from news.intake import fulltext_page
from news.intake.fulltext_consent import refused_by_page
from news.language.tokens import words

FLOOR = 95.0


def main() -> None:
    found = sorted(PAGES.glob("*/*.html.gz"))
    if not found or not fulltext_page.can_extract():
        print("set H or trafilatura is not here")
        return
    scores, refused, started = [], Counter[str | None](), process_time()
    for path in found:
        page = fulltext_page.page_source(gzip.decompress(path.read_bytes()), None)
        refused[refused_by_page(page)] += 1
        made = words(fulltext_page._extracted(page, path.name))
        scores.append(max((_score(made, gold) for gold in _golds(path, page)), key=lambda score: score[0]))
    means = [100 * sum(column) / len(scores) for column in zip(*scores, strict=True)]
    print("{} pages: F1 {:.1f}, precision {:.1f}, recall {:.1f}, ROUGE-2 {:.1f}".format(len(scores), *means))
    print(
        f"worst: {100 * min(score[0] for score in scores):.0f}; {1000 * (process_time() - started) / len(scores):.0f} ms CPU a page"
    )
    print("pages that say no in a meta element:", {why: n for why, n in refused.items() if why})
    print(f"floor F1 {FLOOR:g}: {'reached' if means[0] >= FLOOR else 'MISSED'}")


def _golds(path: Path, page: str) -> list[list[str]]:
    """The gold that fits this page best by its own words: the set has parsers of several years' pages of an outlet."""
    name = re.sub(r"_\d{4}_\d\d_\d\d.*", "", path.name)
    bodies = [
        g["body"]
        for g in json.loads((path.parent / f"{name}.json").read_text("utf-8")).values()
        if g.get("body")
    ]
    golds = [words("\n".join(_lines(body))) for body in bodies]
    there = set(words(re.sub(r"(?is)<(script|style)\b.*?</\1>|<[^>]+>", " ", page)))
    return [max(golds, key=lambda gold: sum(word in there for word in gold) / max(len(gold), 1))]


def _lines(body: dict[str, list]) -> list[str]:  # type: ignore[type-arg]
    lines = list(body.get("summary") or [])
    for section in body["sections"]:
        lines += section["headline"] + section["paragraphs"]
    return lines


def _score(made: Sequence[str], gold: Sequence[str]) -> tuple[float, float, float, float]:
    f1, precision, recall = _overlap(made, gold)
    pairs, _, _ = _overlap(list(pairwise(made)), list(pairwise(gold)))
    return f1, precision, recall, pairs


def _overlap(made: Sequence[object], gold: Sequence[object]) -> tuple[float, float, float]:
    shared = sum((Counter(made) & Counter(gold)).values())
    if not shared:
        return 0.0, 0.0, 0.0
    precision, recall = shared / len(made), shared / len(gold)
    return 2 * precision * recall / (precision + recall), precision, recall


if __name__ == "__main__":
    main()
