"""Which outlets a question names: "DW", "Deutsche Welle", "El País", "the Times of India". Pure.

An outlet is known by its whole name, its initials, and the label of its domain; one word out of a longer name names nobody:
the "Marel Post" is not meant where Marel is. A name in several forms of case is met by its beginning.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from news.language.frequencies import frequency
from news.language.tokens import primary_subtag, words

COMMON = 5e-5
"""Share of running text from which a whole name of one word names nobody: "sun" has 9e-5, "guardian" 2e-5."""
ENDINGS = 3
"""A word of a name may have so many letters more in a question, where it has four: "Spiegels", "Рейтерса"."""
SHORTEST_STEM = 4
SECOND_LEVEL = frozenset({"co", "com", "org", "net", "gov", "ac", "or", "ne"})
PLAIN = frozenset(
    {"the", "der", "die", "das", "le", "la", "les", "el", "los", "il", "o", "a", "of", "de", "und", "and"}
)


@dataclass(frozen=True)
class Named:
    """An outlet as it may be named. `key` is whatever the caller knows it by."""

    key: str
    name: str
    domain: str = ""


@dataclass(frozen=True)
class Mention:
    """Where a question names outlets: from `start` up to `end`, in words, by `text`."""

    start: int
    end: int
    outlets: tuple[str, ...]
    text: str = ""


def find_outlets(text: str, outlets: Iterable[Named], *, language: str | None) -> tuple[Mention, ...]:
    """In order; the longest name wins where they overlap, and one name may be several outlets'. `language` is the text's:
    its common words name nobody."""
    told, code = words(text), primary_subtag(language)
    found: dict[tuple[int, int], list[str]] = {}
    for outlet in outlets:
        for alias in _aliases(outlet.name, outlet.domain, code):
            for start in range(len(told) - len(alias) + 1):
                if _stands(alias, told[start : start + len(alias)], code):
                    found.setdefault((start, start + len(alias)), []).append(outlet.key)
    chosen: list[Mention] = []
    for (start, end), keys in sorted(found.items(), key=lambda pair: (pair[0][0] - pair[0][1], pair[0])):
        if all(end <= other.start or other.end <= start for other in chosen):
            chosen.append(Mention(start, end, tuple(dict.fromkeys(keys)), joined(told[start:end])))
    return tuple(sorted(chosen, key=lambda mention: mention.start))


def joined(told: Sequence[str]) -> str:
    """The words as text again: pairs of signs of a script without spaces overlap by one."""
    text = told[0]
    for word in told[1:]:
        text += word[1:] if len(word) == 2 and text[-1] == word[0] and not word.isascii() else f" {word}"
    return text


def _stands(alias: Sequence[str], told: Sequence[str], language: str) -> bool:
    return all(_alike(word, said, language) for word, said in zip(alias, told, strict=True))


def _alike(word: str, told: str, language: str) -> bool:
    if word == told or not told.startswith(word):
        return word == told
    ending = told[len(word) :]
    if word.isascii() and not unicodedata.name(ending[0], "LATIN").startswith("LATIN"):
        return True  # "DW는": a particle of Korean
    is_form = len(word) >= SHORTEST_STEM and len(ending) <= ENDINGS
    return is_form and _usual(told, language) < COMMON  # "state" is no form of STAT


@lru_cache(maxsize=1 << 11)
def _aliases(name: str, domain: str, language: str) -> frozenset[tuple[str, ...]]:
    parts = tuple(words(name))
    bare = parts[1:] if len(parts) > 1 and parts[0] in PLAIN else parts
    whole = {alias for alias in (parts, bare) if len(alias) > 1 or _usual("".join(alias), language) < COMMON}
    short = {_label(domain), *_initials(bare)}
    return frozenset(whole | {(word,) for word in short if len(word) > 1 and _usual(word, language) < COMMON})


def _initials(name: Sequence[str]) -> list[str]:
    letters = "".join(word[0] for word in name)
    return [letters] if len(letters) > 1 and letters.isascii() else []


def _usual(word: str, language: str) -> float:
    """How usual a word is in English or the language; a word of no letters is no name."""
    return 1.0 if word in PLAIN or not word else max(frequency(word, "en"), frequency(word, language))


def _label(domain: str) -> str:
    """`bbc` of www.bbc.co.uk."""
    parts = domain.casefold().removeprefix("www.").split(".")
    while len(parts) > 1 and (len(parts[-1]) == 2 or parts[-1] in SECOND_LEVEL or len(parts) == 2):
        parts.pop()
    return parts[-1] if parts else ""
