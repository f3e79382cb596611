"""Boundary F1 of our sentence splitter: `python -m benchmarks.splitting [language ...]`.

Ten consecutive gold sentences are joined to one line, and the ends found inside are compared with the true
ones (character offsets; the end of the block is free and not counted). Texts: PUD and UD test sets, 29
languages; Thai is shown but not in the mean, for it has no sentence marks.
`--wrong` prints what was missed or made up.
"""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

from news.language.sentences import spans

TEXTS = Path(__file__).resolve().parents[2] / "shared" / "data" / "aieval"
BLOCK = 10
WITHOUT_SPACES = {"zh", "ja"}
FLOOR = 0.965


def gold(language: str) -> list[str]:
    """The sentences of a language in order; empty where the texts are absent."""
    for folder in ("pud", "udseg"):
        path = TEXTS / folder / f"{language}.tsv"
        if path.exists():
            lines = path.read_text("utf-8").splitlines()
            return [line.split("\t")[3] for line in lines if line.count("\t") >= 3]
    return []


def languages() -> list[str]:
    return sorted(path.stem for folder in ("pud", "udseg") for path in (TEXTS / folder).glob("*.tsv"))


def blocks(sentences: list[str], *, joint: str) -> Iterator[tuple[str, set[int]]]:
    """Lines of text, each with the offsets at which its sentences truly end."""
    for first in range(0, len(sentences), BLOCK):
        text, ends = "", set()
        for sentence in sentences[first : first + BLOCK]:
            text += (joint if text else "") + sentence
            ends.add(len(text))
        yield text, ends - {len(text)}


def boundary_f1(language: str, *, show: bool = False) -> float:
    """F1 over all blocks of a language."""
    right = found = true = 0
    for text, ends in blocks(gold(language), joint="" if language in WITHOUT_SPACES else " "):
        ours = {end for _, end in spans(text, language)} - {len(text)}
        right, found, true = right + len(ours & ends), found + len(ours), true + len(ends)
        if show:
            for at in sorted(ours ^ ends):
                print(
                    "missed " if at in ends else "made up",
                    repr(text[max(0, at - 40) : at]),
                    "|",
                    repr(text[at : at + 30]),
                )
    return 2 * right / (found + true) if found + true else 0.0


def main() -> None:
    show = "--wrong" in sys.argv
    chosen = [argument for argument in sys.argv[1:] if not argument.startswith("-")] or languages()
    if not chosen:
        sys.exit(f"no texts at {TEXTS}")
    started = time.perf_counter()
    scores = {language: boundary_f1(language, show=show) for language in chosen}
    seconds = time.perf_counter() - started
    for language, score in sorted(scores.items(), key=lambda item: item[1]):
        print(f"{language}  {100 * score:5.1f}")
    counted = [score for language, score in scores.items() if language != "th"]
    mean = 100 * sum(counted) / max(1, len(counted))
    print(f"macro F1 of {len(counted)} languages without th: {mean:.2f} in {seconds:.1f} s")


if __name__ == "__main__":
    main()
