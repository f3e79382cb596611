"""Which outlets a question names: "DW", "Deutsche Welle", "El País", "the Times of India". Pure.

An outlet is known by its whole name, its initials, and the label of its domain; one word out of a longer name names nobody:
the "Marel Post" is not meant where Marel is. A name in several forms of case is met by its beginning. In another script than
its own a large outlet is known by what it is called there (`outlet_names.toml`), any of several words by how they sound.
"""

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from news.language.frequencies import frequency
from news.language.skeletons import skeleton
from news.language.tokens import primary_subtag, words

COMMON = 5e-5
"""Share of running text from which a whole name of one word names nobody: "sun" has 9e-5, "guardian" 2e-5."""
ENDINGS = 3
"""A word of a name may have so many letters more in a question, where it has four: "Spiegels", "Рейтерса"."""
SHORTEST_STEM = 4
SHORTEST_HANGUL = 3
"""Syllables say more than letters."""
FEWEST_SOUNDS = 2
"""Consonants that each word of a name must have to be known by its sound; a name of one word sounds like too many others."""
RARE = 5e-5
"""Share of running text from which a word is a usual one of its language: one of a name by its sound must be none."""
OTHER_WORDS = "other_words"
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
    sounds = tuple(_sound(word, code) for word in told)
    found: dict[tuple[int, int], list[str]] = {}
    for outlet in outlets:
        for alias in _aliases(outlet.name, outlet.domain, code):
            for start in range(len(told) - len(alias) + 1):
                if _stands(alias, told[start : start + len(alias)], code) and _is_meant(alias, told, start):
                    found.setdefault((start, start + len(alias)), []).append(outlet.key)
        heard = _sounds_of(outlet.name) if any(sounds) else ()
        for start in range(len(told) - len(heard) + 1 if heard else 0):
            if sounds[start : start + len(heard)] == heard and _is_rare(
                told[start : start + len(heard)], code
            ):
                found.setdefault((start, start + len(heard)), []).append(outlet.key)
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


def _is_meant(alias: Sequence[str], told: Sequence[str], start: int) -> bool:
    """Whether a name that is another word, too, is said to tell something: "the peninsula" is no channel."""
    names, introducing, saying = _other_words()
    if len(alias) > 1 or alias[0] not in names:
        return True
    before, behind = told[max(start - 1, 0) : start], told[start + 1 : start + 3]
    return not (introducing.isdisjoint(before) and saying.isdisjoint(behind))


def _alike(word: str, told: str, language: str) -> bool:
    if word == told or not told.startswith(word):
        return word == told
    ending = told[len(word) :]
    if word.isascii() and not unicodedata.name(ending[0], "LATIN").startswith("LATIN"):
        return True  # "DW는": a particle of Korean
    shortest = SHORTEST_HANGUL if "\uac00" <= word[0] <= "\ud7a3" else SHORTEST_STEM
    is_form = len(word) >= shortest and len(ending) <= ENDINGS
    return is_form and _usual(told, language) < COMMON  # "state" is no form of STAT


@lru_cache(maxsize=1 << 11)
def _aliases(name: str, domain: str, language: str) -> frozenset[tuple[str, ...]]:
    parts = tuple(words(name))
    bare = parts[1:] if len(parts) > 1 and parts[0] in PLAIN else parts
    whole = {alias for alias in (parts, bare) if len(alias) > 1 or _usual("".join(alias), language) < COMMON}
    short = {_label(domain), *_initials(bare)}
    elsewhere = _called_elsewhere().get(_label(domain), ())
    others = _other_words()[0]
    whole.update(
        alias
        for each in elsewhere
        if (alias := tuple(words(each)))
        and (len(alias) > 1 or alias[0] in others or _usual(alias[0], language) < COMMON)
    )
    return frozenset(whole | {(word,) for word in short if len(word) > 1 and _usual(word, language) < COMMON})


@cache
def _called_elsewhere() -> Mapping[str, Sequence[str]]:
    """By the label of the domain: `bbc.com` and `bbc.co.uk` are one."""
    return {_label(domain): names for domain, names in _listed().items() if domain != OTHER_WORDS}


@cache
def _other_words() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Names that are other words, words that introduce an outlet, and words by which one tells; as words are cut."""
    listed = _listed()[OTHER_WORDS]
    names, introducing, saying = (
        frozenset(word for each in listed[kind] for word in words(each))
        for kind in ("names", "introducing", "saying")
    )
    return names, introducing, saying


@cache
def _listed() -> Mapping[str, Any]:
    return tomllib.loads((files("news.answers") / "outlet_names.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1 << 11)
def _sounds_of(name: str) -> tuple[str, ...]:
    """How each word of a name in Latin letters sounds, without an article; empty where that says too little."""
    if not name.isascii():
        return ()
    parts = tuple(words(name))
    bare = parts[1:] if len(parts) > 1 and parts[0] in PLAIN else parts
    sounds = tuple(skeleton(word, None) for word in bare)
    tells = len(sounds) > 1 and all(len(sound) >= FEWEST_SOUNDS for sound in sounds)
    return sounds if tells else ()


def _sound(word: str, language: str) -> str:
    """Of a word in another script than Latin; of a Korean one without its particles."""
    if unicodedata.name(word[0], "LATIN").startswith(("LATIN", "DIGIT")):
        return ""
    return skeleton(_without_particle(word) if language == "ko" else word, None)


def _without_particle(word: str) -> str:
    return word[:-1] if len(word) > 2 and word[-1] in "는은가이를을도의에" else word


def _is_rare(told: Sequence[str], language: str) -> bool:
    """Whether one of the words is no usual one of its language."""
    return any(frequency(word, language) < RARE for word in told)


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
