"""What a question asks of one thing or person, and what a text tells of it: a measure, a price, a turn of a life.

The words are in `relations.txt`. A figure belongs to the word that stands by it: of "62 metres high and 300 long" the first is a
height, whatever else the sentence has. Pure; knows no answers.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache

from news.language.amounts import amounts
from news.language.calendar import days
from news.language.figures import Amount, plain_digits
from news.language.lists import by_language
from news.language.tokens import WORD_SIGNS, as_cut, primary_subtag
from news.language.units import units_of

_UNSPACED = frozenset(["zh", "ja", "th"])
_BEFORE_FIRST = _UNSPACED | {"ko"}
"""Languages that name a measure before its figure."""
_BEFORE_CHARS, _AFTER_CHARS = 60, 36
_PREFIXES = {"ar": "[وفبلك]?(?:ال)?", "he": "[ושכ]{0,2}[הבלמ]?"}
"""Little words that are written together with the word behind them."""
_UNIT_ONLY = re.compile(rf"[\s\-–]*(?:{WORD_SIGNS}+[\s\-–.]+){{0,3}}{WORD_SIGNS}{{0,6}}")
_BARE_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")


class Relation(Enum):
    HEIGHT = "height"
    LENGTH = "length"
    DEPTH = "depth"
    WIDTH = "width"
    WEIGHT = "weight"
    PRICE = "price"
    STRENGTH = "strength"
    MARGIN = "margin"
    BORN = "born"
    LIVES = "lives"
    DONE = "done"
    WON = "won"
    BEATEN = "beaten"


LENGTHS = frozenset(["km", "m", "cm", "mm", "mi", "yd", "ft", "in"])
WEIGHTS = frozenset(["t", "kg", "g", "lb", "oz"])
SPANS = frozenset(["year", "month", "week", "day", "hour", "min", "sec", "decade"])
NO_MONEY = LENGTHS | WEIGHTS - {"lb"} | SPANS | {"%", "km2", "m2", "ha", "km/h", "mph", "°c", "°f"}
"""A pound is money as well."""
SPATIAL = (Relation.HEIGHT, Relation.LENGTH, Relation.DEPTH, Relation.WIDTH)
MEASURES = (*SPATIAL, Relation.WEIGHT, Relation.PRICE, Relation.STRENGTH, Relation.MARGIN)
"""What is told by a figure."""
EVENTS = (Relation.BORN, Relation.LIVES)
"""What only a sentence with a word for it tells."""
_WORDS_BETWEEN = {Relation.STRENGTH: 2, Relation.MARGIN: 1}
"""Between a relation's word and its figure; of others what `_BEFORE_CHARS` hold."""


@dataclass(frozen=True)
class Figure:
    """An amount of a text that is no part of a date, with its units, and what it is a measure of; None where nothing says so."""

    amount: Amount
    units: frozenset[str]
    of: Relation | None

    def may_be(self, relation: Relation) -> bool:
        """Whether its unit is one in which that is told, and nothing says that it is told of something else."""
        return self.of is relation or (self.of is None and _fits(self.units, relation))


def asked(question: str, language: str | None) -> Mapping[Relation, bool]:
    """The relations that it asks for, each with whether its words ask for nothing else; none in languages that are not listed."""
    text, code = as_cut(question), primary_subtag(language)
    found = {}
    for relation, (sure, unsure) in _asking(code).items():
        if sure is not None and sure.search(text):
            found[relation] = True
        elif unsure is not None and unsure.search(text):
            found[relation] = False
    return found


def without_asking(question: str, language: str | None) -> str:
    """The question without the words that ask for a relation, in small letters: what is left is what it is asked of."""
    text = as_cut(question)
    for patterns in _asking(primary_subtag(language)).values():
        for pattern in patterns:
            text = _blanked(pattern, text) if pattern is not None else text
    return text


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    """What stands between the words that ask stays."""
    return pattern.sub(lambda found: " ".join(part or "" for part in ("", *found.groups(), "")), text)


def is_listed(relation: Relation, language: str | None) -> bool:
    return relation in _telling(primary_subtag(language))


def names(text: str, relation: Relation, language: str | None) -> bool:
    """Whether it has a word by which that is told, with a figure or without."""
    told = _telling(primary_subtag(language)).get(relation)
    return told is not None and told.search(text) is not None


def tells(text: str, relation: Relation, language: str | None) -> bool:
    """Whether it tells that, by a word for it; a measure by a figure that belongs to the word."""
    code = primary_subtag(language)
    if relation in MEASURES:
        return any(figure.of is relation for figure in figures(text, code))
    return names(text, relation, code)


@lru_cache(maxsize=1 << 10)
def figures(text: str, language: str | None) -> tuple[Figure, ...]:
    code, plain = primary_subtag(language), plain_digits(text)
    dates = days(text, code)
    return tuple(
        Figure(amount, units, _belongs_to(amount, units, plain, code))
        for amount in amounts(text, code)
        if not any(amount.start < day.end and day.start < amount.end for day in dates)
        for units in (units_of(amount, plain, code),)
        if units or (amount.is_firm and not _BARE_YEAR.fullmatch(plain[amount.start : amount.end]))
    )


def _belongs_to(amount: Amount, units: frozenset[str], text: str, code: str) -> Relation | None:
    near = (_after, _before)
    for look in near[::-1] if code in _BEFORE_FIRST else near:
        found = [
            (gap, order, relation)
            for order, (relation, pattern) in enumerate(_telling(code).items())
            if relation in MEASURES and _fits(units, relation)
            for gap in look(relation, pattern, text, amount)
        ]
        if found:
            return min(found)[2]
    return None


def _after(relation: Relation, pattern: re.Pattern[str], text: str, amount: Amount) -> Iterator[int]:
    """How far behind the figure the word stands, with hardly more than the unit between."""
    window = text[amount.end : amount.end + _AFTER_CHARS]
    match = pattern.search(window) if relation is not Relation.MARGIN else None
    if match is None or not _UNIT_ONLY.fullmatch(between := window[: match.start()]):
        return
    is_of_next = re.match(r"\s\d|.{1,6}\d" if len(between.split()) > 1 else r"\s\d", window[match.end() :])
    if not is_of_next:
        yield match.start()


def _before(relation: Relation, pattern: re.Pattern[str], text: str, amount: Amount) -> Iterator[int]:
    start = max(0, amount.start - _BEFORE_CHARS)
    found = list(pattern.finditer(text, start, amount.start))
    if not found:
        return
    between = text[found[-1].end() : amount.start]
    if re.search(r"[\d;。.!?]", between):
        return
    if len(between.split()) <= _WORDS_BETWEEN.get(relation, len(between)):
        yield len(between)


def _fits(units: frozenset[str], relation: Relation) -> bool:
    if relation in SPATIAL:
        return bool(units & LENGTHS)
    if relation is Relation.WEIGHT:
        return bool(units & WEIGHTS)
    if relation is Relation.PRICE:
        return not units & NO_MONEY
    return relation is Relation.MARGIN or not units


# --- the lists -----------------------------------------------------------------------------------


@cache
def _asking(language: str) -> Mapping[Relation, tuple[re.Pattern[str] | None, re.Pattern[str] | None]]:
    listed = _listed().get(language, {})
    found = {}
    for relation in Relation:
        sure, unsure = listed.get(relation.value + "?"), listed.get(relation.value + "~")
        if sure or unsure:
            found[relation] = (_pattern(sure, language), _pattern(unsure, language))
    return found


@cache
def _telling(language: str) -> Mapping[Relation, re.Pattern[str]]:
    listed = _listed().get(language, {})
    return {
        relation: re.compile(pattern.pattern, re.IGNORECASE)
        for relation in Relation
        if (pattern := _pattern(listed.get(relation.value), language)) is not None
    }


def _pattern(forms: list[str] | None, language: str) -> re.Pattern[str] | None:
    if not forms:
        return None
    either = "|".join(_form(form) for form in sorted(forms, key=len, reverse=True))
    if language in _UNSPACED:
        return re.compile(f"(?:{either})")
    return re.compile(rf"(?<!\w)(?:{_PREFIXES.get(language, '')})(?:{either})(?!{WORD_SIGNS})")


def _form(form: str) -> str:
    """`*` alone stands for some words, at the end of a word for any ending."""
    said = re.escape(form).replace(r"\ \*\ ", r"(\ .{0,40}\ |\ )")
    return said.replace(r"\*", rf"{WORD_SIGNS}*")


@cache
def _listed() -> Mapping[str, Mapping[str, list[str]]]:
    found: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
    for language, line in by_language("relations"):
        relation, _, forms = line.partition(" ")
        found[language][relation] = as_cut(forms).split("|")
    return found
