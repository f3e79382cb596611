"""Whether a word of a name stands in a text: inflected, within a compound, or in another script.

Knows no list of names, and not where names stand: `mentions` does. An article is read once for all the names that are
looked for in it.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from news.checks.lexicon import plain
from news.language.romanise import romanise
from news.language.skeletons import SHORTEST, skeleton
from news.language.syllables import spellings
from news.language.tokens import WORD_SIGNS
from news.writing.drafts import Line

PREFIX = 4
"""Letters that forms of one name share at least."""

WORD = re.compile(rf"(?:[^\W\d_]\.){{2,}}|[^\W\d_]{WORD_SIGNS}*(?:['’ʼ-](?=[^\W\d_]){WORD_SIGNS}*)*")
_POSSESSIVE = re.compile(r"['’]s?$|['’](?=[^\W\d_]{1,4}$).*")
ELIDED = re.compile(r"^(?:[dlnmstcDLNMSTC]|[Qq]u|[Dd]ell|[Aa]ll|[Nn]ell|[Ss]ull|[Dd]all|[Uu]n)['’]")


def is_mentioned(word: str, lines: Iterable[Line]) -> bool:
    """Whether a word of a name stands in any of the lines, in any form that its language or script gives it."""
    wanted, texts = bare(word), tuple(dict.fromkeys(line.text for line in lines))
    return (
        any(wanted in _words_of(text) for text in texts if word in text)
        or any(wanted in _words_of(text) for text in texts)
        or _is_in(wanted, texts)
    )


def is_spelled(word: str, lines: Iterable[Line]) -> bool:
    """Whether it is mentioned by its letters, and not only by its sound: "Cristiano" sounds like "Kirsty". True where a line
    is in another script, as letters do not tell there."""
    wanted, texts = bare(word), tuple(dict.fromkeys(line.text for line in lines))
    words = _index(texts).words
    latin = sum(_LATIN.match(other) is not None for other in words.words)
    if not _LATIN.match(wanted) or latin < len(words.words) / 2:
        return True
    return any(_is_form(wanted, other) for other in words.near(wanted))


_LATIN = re.compile("[a-z\u00df-\u024f]")


def is_alike(one: str, other: str) -> bool:
    """Whether two spellings may be of one name, in any two scripts that have sounds."""
    return _is_form(bare(one), bare(other)) or _sounds_alike(bare(one), bare(other))


@lru_cache(maxsize=1 << 11)
def bare(word: str) -> str:
    """Small letters without accents, possessive and article: what names are compared by."""
    if word.isascii() and word.isalpha():
        return word.lower()
    word = _POSSESSIVE.sub("", ELIDED.sub("", word))
    if word.isascii():
        return word.lower().strip("'-.").replace(".", "")
    small = _ACCENTS.sub("", unicodedata.normalize("NFD", plain(word)))
    return (
        unicodedata.normalize("NFC", small)
        .replace("ł", "l")
        .replace("ø", "o")
        .replace("ı", "i")
        .strip("'-.")
        .replace(".", "")
    )


_ACCENTS = re.compile(
    f"[{''.join(chr(code) for code in range(0x300, 0x901) if unicodedata.combining(chr(code)))}]"
)
"""Signs that combine with letters, of scripts in which the word is the same without."""


# --- whether it is the same ----------------------------------------------------------------------


@lru_cache(maxsize=1 << 10)
def _is_in(wanted: str, texts: tuple[str, ...]) -> bool:
    index = _index(texts)
    if any(_is_form(wanted, other) for other in index.words.near(wanted)):
        return True
    if not wanted.isascii() and wanted[0] > "\u0900" and any(wanted in folded(text) for text in texts):
        return True
    parts = [part for part in re.split("[-'/]", wanted) if len(part) > 2]
    if len(parts) > 1 and any(_is_in(part, texts) for part in parts):
        return True
    here = wanted[0].isascii()
    return any(
        _is_one_sound(ours, theirs, are_of_two_scripts=here != there)
        for ours in _sounds(wanted)
        for there, theirs in index.near(ours)
    )


def _is_form(one: str, other: str) -> bool:
    """Whether one is the other with another ending, or within a compound of it."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) < PREFIX or short[0] > "\u2e80":
        return len(short) == PREFIX - 1 and long.startswith(short) and len(long) <= len(short) + 2
    shared = _shared(short, long)
    return (shared >= PREFIX and shared >= len(short) - 2 and shared >= 0.6 * len(long)) or (
        short in long and len(short) > PREFIX
    )


@dataclass(frozen=True)
class _Forms:
    """Spelled words, in which forms of another are looked for."""

    words: frozenset[str]

    def near(self, wanted: str) -> Iterator[str]:
        """What `_is_form` may hold of: all that begins alike, and what has the other within it."""
        yield from self._by_beginning.get(wanted[: PREFIX - 1], ())
        if wanted in self._joined:
            yield from (other for other in self.words if wanted in other)
        for end in range(1, len(wanted) + 1):
            yield from (wanted[at:end] for at in range(end) if wanted[at:end] in self.words)

    @cached_property
    def _joined(self) -> str:
        return "\n".join(self.words)

    @cached_property
    def _by_beginning(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for word in self.words:
            found.setdefault(word[: PREFIX - 1], []).append(word)
        return found


@dataclass(frozen=True)
class _Index:
    """What texts have that may be a name, each word once however often they have it."""

    texts: tuple[str, ...]

    @cached_property
    def words(self) -> _Forms:
        return _Forms(frozenset().union(*map(_words_of, self.texts)))

    def near(self, ours: "_Sound") -> Iterator[tuple[bool, "_Sound"]]:
        """The sounds that `_is_one_sound` may hold of, and whether each is of a word in plain Latin letters."""
        if len(ours.skeleton) >= SHORTEST:
            yield from self._by_skeleton.get(ours.skeleton[:SHORTEST], ())
        if ours.latin:
            for latin in self._latin.near(ours.latin):
                yield from self._by_latin[latin]
        if ours.bones:
            yield from self._by_bones.get(ours.bones, ())

    @cached_property
    def _voiced(self) -> tuple[tuple[bool, "_Sound"], ...]:
        capitals = dict.fromkeys(word for text in self.texts for word in _capitals_of(text))
        return tuple((word[0].isascii(), sound) for word in capitals for sound in _sounds(word))

    @cached_property
    def _latin(self) -> _Forms:
        return _Forms(frozenset(self._by_latin))

    @cached_property
    def _by_skeleton(self) -> "_Sounds":
        return _grouped(self._voiced, lambda sound: sound.skeleton[:SHORTEST])

    @cached_property
    def _by_latin(self) -> "_Sounds":
        return _grouped(self._voiced, lambda sound: sound.latin)

    @cached_property
    def _by_bones(self) -> "_Sounds":
        return _grouped(self._voiced, lambda sound: sound.bones)


_Sounds = dict[str, list[tuple[bool, "_Sound"]]]


def _grouped(voiced: Iterable[tuple[bool, "_Sound"]], key: Callable[["_Sound"], str]) -> _Sounds:
    found: _Sounds = {}
    for each in voiced:
        if key(each[1]):
            found.setdefault(key(each[1]), []).append(each)
    return found


@lru_cache(maxsize=64)
def _index(texts: tuple[str, ...]) -> _Index:
    return _Index(texts)


def _shared(one: str, other: str) -> int:
    at = 0
    while at < min(len(one), len(other)) and one[at] == other[at]:
        at += 1
    return at


@dataclass(frozen=True)
class _Sound:
    """How a word sounds, as far as letters tell: in Latin letters, by its consonants, and by those that no script
    mixes up."""

    latin: str
    skeleton: str

    @cached_property
    def bones(self) -> str:
        return _bones(self.latin)


@lru_cache(maxsize=1 << 11)
def _sounds(word: str) -> tuple[_Sound, ...]:
    every = spellings(word)
    return tuple(map(_sound, dict.fromkeys((*every, *map(_softened, every), *map(_as_heard, every)))))


def _as_heard(spelled: str) -> str:
    """With the vowels of English as other scripts write them: "Lee" is "Ли", "May" is "Μέι"."""
    return _VOWELS.sub(lambda match: _HEARD[match.group()], spelled) if spelled.isascii() else spelled


_HEARD = {"ee": "i", "ea": "i", "ay": "ei", "ey": "ei", "ai": "ei", "oo": "u"}
_VOWELS = re.compile("|".join(_HEARD))


def _softened(spelled: str) -> str:
    """As it sounds where c and g are soft: "Cecil" is "Сесил", "Farage" is "Фарадж"."""
    return _SOFT_G.sub("й", _SOFT.sub(lambda match: "s" if match.group() == "c" else "j", spelled))


_SOFT, _SOFT_G = re.compile("[cg](?=[eiy])"), re.compile("дж|ж")


def _sound(spelled: str) -> _Sound:
    return _Sound(romanise(spelled), skeleton(spelled, None))


def _sounds_alike(one: str, other: str) -> bool:
    are_of_two_scripts = one[0].isascii() != other[0].isascii()
    return any(
        _is_one_sound(first, second, are_of_two_scripts=are_of_two_scripts)
        for first in _sounds(one)
        for second in _sounds(other)
    )


def _is_one_sound(first: _Sound, second: _Sound, *, are_of_two_scripts: bool) -> bool:
    if (
        are_of_two_scripts
        and first.latin
        and second.latin
        and (_is_form(first.latin, second.latin) or first.bones == second.bones != "")
    ):
        return True
    left, right = first.skeleton, second.skeleton
    if min(len(left), len(right)) < SHORTEST:
        return 0 < len(first.latin) <= 5 and first.latin == second.latin
    return left == right or left.startswith(right) or right.startswith(left)


def _bones(latin: str) -> str:
    """What is left of a name when vowels go and sounds that scripts mix up are one: "Дитрих" is "Dietrich". Empty for
    names of fewer than two such sounds."""
    small = latin.casefold().replace("ch", "k").replace("kh", "k").replace("ph", "f")
    small = small[1:] if small.startswith("kn") else small
    bones = re.sub(r"[aeiouyhwj'’ -]+", "", re.sub(r"(.)\1", r"\1", small)).translate(_MIXED_UP)
    return bones if len(bones) > 1 else ""


_MIXED_UP = str.maketrans("gcqdbzv", "kkktpsf")


@lru_cache(maxsize=1 << 10)
def _words_of(text: str) -> frozenset[str]:
    return frozenset(map(bare, _spelled(text))) - {""}


@lru_cache(maxsize=1 << 10)
def _spelled(text: str) -> tuple[str, ...]:
    return tuple(WORD.findall(text))


@lru_cache(maxsize=1 << 10)
def _capitals_of(text: str) -> tuple[str, ...]:
    """The words that may be names: capitalised ones, or all where the script has no capitals."""
    found = (bare(word) for word in _spelled(text) if not word[0].islower())
    return tuple(dict.fromkeys(word for word in found if len(word) > 1))


@lru_cache(maxsize=1 << 10)
def folded(text: str) -> str:
    """All of a text as `bare` writes a word."""
    return bare(text)
