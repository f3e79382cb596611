"""Numbers written as words, in thirty languages: what one word, or one sign of a script without spaces, counts.

Knows no digits and no sentences. The words are in `numerals.txt`, scales in `scales.py`. A form is *firm*
when it is hardly anything but a number; others ("second", "un") only prove a number that is written elsewhere.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from news.language.lists import by_language
from news.language.scales import SCALES

UNSPACED = frozenset(["th", "zh", "ja"])
_GLUE = {
    "de": ("", "und"), "nl": ("", "en", "ën"), "da": ("", "og"), "nb": ("", "og"), "sv": ("",), "is": ("",),
    "fi": ("",), "hu": ("",), "it": ("",), "cs": ("",),
}  # fmt: skip
"""Languages that write numbers as one word, and what joins its parts."""
_LIKE = {"no": "nb", "nn": "nb", "yue": "zh"}
_KOREAN = {"일": 1, "이": 2, "삼": 3, "사": 4, "오": 5, "육": 6, "칠": 7, "팔": 8, "구": 9, "십": 10, "백": 100, "천": 1e3,
           "만": 1e4, "억": 1e8, "조": 1e12}  # fmt: skip
_LETTERS_MOST = 40
_SHORTEST_PREFIX = 3


@dataclass(frozen=True)
class Form:
    """What a word may count. `multiplies` and `teens` say what it does to the number before it."""

    value: float
    is_firm: bool = True
    multiplies: bool = False
    teens: bool = False


Forms = tuple[Form, ...]


def forms(word: str, language: str) -> Forms:
    """All that the word (one token) may count in the language (a primary subtag); empty for other words."""
    return _forms(_folded(word), language)


def _folded(word: str) -> str:
    """Small letters, in the one form that letters with dots have (Bengali and Hindi write them in two)."""
    return unicodedata.normalize("NFC", word.replace("İ", "i")).casefold()


@cache
def two_words(language: str) -> frozenset[str]:
    """The first words of forms that are two ("quatre vingt")."""
    return frozenset(form.split(" ")[0] for form in _lexicon(language)[0] if " " in form)


def whole_words(language: str) -> Iterable[str]:
    """The words of one word that count, those that only begin so left out."""
    return _lexicon(language)[0]


def is_known(language: str) -> bool:
    """Whether we know the words for numbers of this language."""
    return bool(_lexicon(language)[0])


@lru_cache(maxsize=1 << 11)
def _forms(word: str, language: str) -> Forms:
    if len(word) > _LETTERS_MOST:
        return ()
    exact, prefixes = _lexicon(language)
    if found := exact.get(word):
        return found
    begins = _beginning(word, prefixes)
    if begins and begins[0].is_firm:
        return begins
    glued = _compound(word, language) if _LIKE.get(language, language) in _GLUE else ()
    least = max(20, begins[0].value) if begins else 20
    return (
        glued if glued and glued[0].value > least else begins or glued
    )  # "jednatřicetiletý" is more than one


def _beginning(word: str, prefixes: Mapping[str, Forms]) -> Forms:
    """What the longest known beginning of the word counts."""
    for cut in range(len(word), 1, -1):
        if found := prefixes.get(word[:cut]):
            return found
    return ()


def _compound(word: str, language: str) -> Forms:
    """ "dreiundzwanzig", "venticinque", "kaksikymmentä"; and "zweijährig", which begins with a number."""
    exact, _ = _lexicon(language)
    if not any(word[:cut] in exact for cut in range(2, len(word) + 1)):
        return ()
    for cut in range(len(word), _SHORTEST_PREFIX - 1, -1):
        parts = _parts(word[:cut], language)
        if parts and (len(parts) > 1 or cut < len(word)):
            whole = cut == len(word)
            return (Form(joined(parts), is_firm=whole),)
    return ()


def _parts(word: str, language: str, *, is_first: bool = True) -> list[Form]:
    """The word cut into number words, longest first; empty where something else is left."""
    exact, _ = _lexicon(language)
    for cut in range(len(word), 1, -1):
        head = _part(exact.get(word[:cut], ()), is_first=is_first)
        if head is None:
            continue
        if cut == len(word):
            return [head]
        for glue in _GLUE[_LIKE.get(language, language)]:
            if cut == 2 and head.value == 1 and not glue:  # "Ennio" is no en-nio
                continue
            if word.startswith(glue, cut) and (
                rest := _parts(word[cut + len(glue) :], language, is_first=False)
            ):
                return [head, *rest]
    return []


def _part(found: Forms, *, is_first: bool) -> Form | None:
    if not is_first and (acting := [form for form in found if form.multiplies or form.teens]):
        return acting[0]
    return next((form for form in found if form.value >= 1 and (form.is_firm or form.value == 1)), None)


def joined(parts: list[Form]) -> float:
    """The number of several words: what multiplies takes all smaller ones before it, the rest is added."""
    stack: list[float] = []
    for part in parts:
        if part.multiplies:
            smaller = [value for value in stack if value < part.value]
            stack = [value for value in stack if value >= part.value]
            stack.append((sum(smaller) or 1) * part.value)
        else:
            stack.append(part.value)
    return sum(stack)


# --- the words -----------------------------------------------------------------------------------


@cache
def _lexicon(language: str) -> tuple[dict[str, Forms], dict[str, Forms]]:
    """Whole words, and beginnings of words."""
    language = _LIKE.get(language, language)
    exact: dict[str, list[Form]] = defaultdict(list)
    prefixes: dict[str, list[Form]] = defaultdict(list)
    for value, form in _listed().get(language, []):
        bare = _folded(form.lstrip("~").replace("_", " "))
        made = _form(value, is_firm=form[0] != "~")
        (prefixes if bare[-1] == "*" else exact)[bare.rstrip("*")].append(made)
    for word, size in ((_folded(form), size) for form, size in SCALES.get(language, {}).items()):
        if language != "ko" and (len(word.rstrip("*")) > 1 or not word.isascii()):
            made = Form(size, multiplies=True)
            if word[-1] == "*":
                prefixes[word[:-1]].insert(0, made)
            exact[word.rstrip("*")].insert(0, made)
    return {k: tuple(v) for k, v in exact.items()}, {k: tuple(v) for k, v in prefixes.items()}


def _form(value: str, *, is_firm: bool) -> Form:
    if value == "-":
        return Form(-1, is_firm=False)
    number = float(value.lstrip("x+"))
    multiplies = value[0] == "x" or (number == 100 and is_firm)
    return Form(number, is_firm=is_firm, multiplies=multiplies, teens=value[0] == "+")


@cache
def _listed() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for language, line in by_language("numerals"):
        value, *words = line.split()
        found[language] += [(value, word) for word in words]
    return found


# --- scripts without spaces ----------------------------------------------------------------------


@cache
def signs(language: str) -> re.Pattern[str] | None:
    """What to look for letter by letter; None for languages that put spaces between words."""
    if language == "ko":
        return re.compile(
            rf"(?<=[\d{''.join(_KOREAN)}])[십백천만억조](?=[\d\s십백천만억조일이삼사오육칠팔구]|\w|\b)"
        )
    language = _LIKE.get(language, language)
    if language not in UNSPACED:
        return None
    exact, prefixes = _lexicon(language)
    every = sorted({*exact, *prefixes}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, every)))


def sign(written: str, language: str) -> Forms:
    """What a match of `signs` counts."""
    if language == "ko":
        return (Form(_KOREAN[written], multiplies=True),)
    exact, prefixes = _lexicon(language)
    return exact.get(written) or prefixes.get(written, ())
