"""The words that tell topics apart, by language, as they are looked up in a text.

Reads its own package's files (`README.md` beside them tells the format); knows nothing of articles, stories or feeds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from news.language.tokens import primary_subtag, stems

EVERYWHERE = "latin"
"""The file of names that all languages in Latin letters share."""
WEAK, STRONG = 1, 2
SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word, or words in this order, as stems. `strong` are the topics it names, `weak` those it fits
    beside others."""

    stems: tuple[str, ...]
    strong: tuple[str, ...]
    weak: tuple[str, ...]


Lexicon = Mapping[str, tuple[Keyword, ...]]
"""Keywords by their first stem, the longest first."""


@cache
def languages() -> frozenset[str]:
    """Those that have words of their own, not only the names shared by all."""
    names = (file.name for file in files(__name__).iterdir())
    return frozenset(name.removesuffix(".txt") for name in names if name.endswith(".txt")) - {EVERYWHERE}


@cache
def lexicon(language: str) -> Lexicon:
    """The keywords that may stand in a text of this language, a primary subtag; of an unknown one the shared names."""
    primary = primary_subtag(language)
    listed = [*read_words(EVERYWHERE), *(read_words(primary) if primary in languages() else ())]
    found: dict[tuple[str, ...], dict[str, bool]] = {}
    for topic, word, is_strong in listed:
        key = tuple(stems(word, primary))
        strength = min(STRONG if is_strong else WEAK, _telling(word, key))
        if strength:
            topics = found.setdefault(key, {})
            topics[topic] = topics.get(topic, False) or strength == STRONG
    return _by_first_stem(found)


def _telling(word: str, key: tuple[str, ...]) -> int:
    """How strong a word may be by what is left of it: a stop word is none ("who" is not the WHO), nor are two letters
    of a longer word; three of five stand for too much else."""
    if len(key) != 1 or not key[0].isalpha() or len(key[0]) > SHORTEST or len(word) <= len(key[0]):
        return STRONG if key and (len(key) > 1 or not key[0].startswith(".")) else 0
    return 0 if len(key[0]) < SHORTEST else WEAK if len(word) - len(key[0]) >= 2 else STRONG


def _by_first_stem(found: Mapping[tuple[str, ...], Mapping[str, bool]]) -> Lexicon:
    index: dict[str, list[Keyword]] = {}
    for key, topics in found.items():
        keyword = Keyword(
            stems=key,
            strong=tuple(topic for topic, is_strong in topics.items() if is_strong),
            weak=tuple(topic for topic, is_strong in topics.items() if not is_strong),
        )
        index.setdefault(key[0], []).append(keyword)
    return {first: tuple(sorted(each, key=lambda k: -len(k.stems))) for first, each in index.items()}


def read_words(name: str) -> Iterable[tuple[str, str, bool]]:
    """Topic, word, and whether it is strong, as the file has them."""
    text = files(__name__).joinpath(f"{name}.txt").read_text("utf-8")
    for line in text.splitlines():
        topic, colon, words = line.partition(":")
        if not colon or line.startswith("#"):
            continue
        strong, _, weak = words.partition(";")
        for part, is_strong in ((strong, True), (weak, False)):
            yield from ((topic.strip(), word.strip(), is_strong) for word in part.split(",") if word.strip())
