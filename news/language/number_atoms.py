"""What in a text counts: runs of digits of any script, and words and signs for numbers, each by itself.

Pure; knows the text and its language. `number_runs` puts together those that make one number.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from news.language.figures import DIGITS, POINTS, readings
from news.language.numerals import Form, forms, sign, signs, two_words, whole_words
from news.language.scales import SCALES


@dataclass(frozen=True)
class Atom:
    start: int
    end: int
    readings: tuple[float, ...]
    """Of digits; empty for words."""
    forms: tuple[Form, ...] = ()

    @property
    def acting(self) -> Form | None:
        """The reading that multiplies, or makes a teen of, what stands before it."""
        return next((form for form in self.forms if form.multiplies or form.teens), None)

    @property
    def counting(self) -> Form | None:
        """The reading that can be added to what stands before it; a word of several ("half") adds nothing."""
        plain = [form for form in self.forms if not form.multiplies and not form.teens and form.value >= 1]
        return plain[0] if plain and (plain[0].is_firm or len(plain) == 1) else None


_WORD = re.compile(
    r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f’'ʼ](?=\w)|[\u064b-\u0652\u0900-\u0903\u093a-\u094f\u0981-\u0983\u09bc-\u09cd])*"
)
_SHORT_SCALE = re.compile(r"k|mn|bn|tn", re.IGNORECASE)
_SHORT_IN_ENGLISH = re.compile(r"k|m|mn|bn|b|tn", re.IGNORECASE)
_OF_MONEY = re.compile(r"[$£€]\s?\d[\d.,]*$")
_VOWEL_SIGNS = re.compile("[\u064b-\u0652]")
"""Arabic writes them where it will: "مليونًا" is "مليونا"."""
_CLASSIFIER = re.compile("(?:টি|টা|জন|খানা|খানি)(?:র|কে|তে|ের|য়)?$")
"""What Bengali sticks to a number before the thing that it counts."""
_ARTICLES = {"ar": ("ال", "و", "ب", "ل"), "he": ("ה", "ו", "ל", "ב", "כ", "מ", "ש")}
"""Written as one with the word after them."""


def atoms_of(text: str, language: str) -> list[Atom]:
    found = [atom for match in DIGITS.finditer(text) for atom in _of_digits(match, text, language)]
    pattern = signs(language)
    if pattern is not None:
        for match in pattern.finditer(text):
            found.append(Atom(match.start(), match.end(), (), sign(match.group(), language)))
    if pattern is None or language == "ko":
        taken = {atom.start for atom in found}
        found += (atom for atom in _words(text, language) if atom.start not in taken)
    return sorted(found, key=lambda atom: atom.start)


def _of_digits(match: re.Match[str], text: str, language: str) -> Iterator[Atom]:
    """None where they are part of a unit or a formula; two where a comma parts a year from what stands before it."""
    if match.group() in _FORMULA_DIGITS and _FORMULA.search(text[max(0, match.start() - 6) : match.start()]):
        return
    if language in POINTS and (listed := _YEARS_LISTED.fullmatch(match.group())):
        at = match.start() + len(listed[1])
        yield Atom(match.start(), at, readings(listed[1], language))
        yield Atom(at + 1, match.end(), readings(listed[2], language))
        return
    yield Atom(match.start(), match.end(), readings(match.group(), language))


_FORMULA_DIGITS = frozenset("234")
_FORMULA = re.compile(r"(?<![^\W\d_])(?:[kcdm]?m|[км]?м|CO|SO|NO|N|H|O|CH|PM)$")
""" "km2", "CO2"."""
_YEARS_LISTED = re.compile(r"(\d{2,4}),((?:1\d|20)\d\d)")
""" "1635-36,1655和1664", which no language that writes a decimal point reads as one figure."""


def _words(text: str, language: str) -> Iterator[Atom]:
    doubled = two_words(language)
    skip = -1
    matches = list(_WORD.finditer(text))
    for at, match in enumerate(matches):
        if match.start() < skip:
            continue
        word = match.group()
        if (
            doubled
            and word.casefold() in doubled
            and at + 1 < len(matches)
            and matches[at + 1].start() == match.end() + 1
        ):
            after = matches[at + 1]
            if found := forms(f"{word} {after.group()}", language):
                skip = after.end()
                yield Atom(match.start(), after.end(), (), found)
                continue
        found = _counts(word, language)
        if not found and len(word) < 3:
            found = _short_scale(word, text[max(0, match.start() - 12) : match.start()], language)
        if found:
            yield Atom(match.start(), match.end(), (), found)


@lru_cache(maxsize=1 << 11)
def _counts(word: str, language: str) -> tuple[Form, ...]:
    word = _VOWEL_SIGNS.sub("", word) if language == "ar" else word
    if found := forms(word, language):
        return found
    if language == "ar" and (found := _with_any_alefs(word)):
        return found
    if language == "bn" and (counted := _CLASSIFIER.sub("", word)) != word and len(counted) > 1:
        return forms(counted, language)
    for article in _ARTICLES.get(language, ()):
        if (
            word.startswith(article)
            and len(word) > len(article) + 2
            and (found := forms(word[len(article) :], language))
        ):
            return found
    return ()


_ALEFS = str.maketrans("أإآ", "ااا")


def _with_any_alefs(word: str) -> tuple[Form, ...]:
    bare = word.translate(_ALEFS)
    known = _with_bare_alefs()
    for each in (bare, bare.removeprefix("ال"), bare.removeprefix("وال")):
        if each in known:
            return forms(known[each], "ar")
    return ()


@cache
def _with_bare_alefs() -> dict[str, str]:
    """Words for numbers by their letters without hamza, which many leave out: "اربعون"."""
    return {word.translate(_ALEFS): word for word in whole_words("ar") if word.translate(_ALEFS) != word}


def _short_scale(word: str, before: str, language: str) -> tuple[Form, ...]:
    """The "m" of "5m" and "£5m", which is metres elsewhere."""
    is_scale = language == "en" or _OF_MONEY.search(before)
    known = _SHORT_IN_ENGLISH if is_scale else _SHORT_SCALE
    if before[-1:].isdigit() and known.fullmatch(word):
        return (Form(SCALES["en"][word.casefold()], multiplies=True),)
    return ()
