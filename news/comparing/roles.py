"""Who did what: whether a sentence gives a deed to a name that the sources give to another, and whether it points elsewhere.

By words as they stand: a paraphrase in other forms tells nothing. A deed is the first word of content behind a name. It is another's
where some line has it right behind another name, and no line has the sentence's own name before it. Languages without
capitals have names hardly ever here, and are for `particles`. Pure.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from news.checks.alike import bare
from news.checks.lexicon import lexicon
from news.checks.mentions import mentions
from news.checks.names import is_nobody
from news.language.frequencies import frequency
from news.language.tokens import WORD_SIGNS, primary_subtag, stop_words, terms
from news.writing.drafts import Line

_WORD = re.compile(rf"[^\W\d_]{WORD_SIGNS}*")
_STOP = re.compile(r"[.;:!?…]\s")
NEAR = 1
"""Words of content that may stand between a name and what it does in a source."""

COMMON = 1e-3
"""Share of running text from which a stop word tells of no deed: "has" has 5e-3, "won" 3e-4."""

RARE = 1e-5


@dataclass(frozen=True)
class _Act:
    """A name, what it does, and the name behind that, where there is one."""

    name: str
    deed: str
    upon: str = ""


def is_swapped(sentence: str, lines: Sequence[Line], language: str) -> bool:
    """Whether a deed of the sentence is another's in the lines, which are of its language."""
    texts = [line.text for line in lines]
    persons = frozenset(name for text in (sentence, *texts) for name in _persons(text, language))
    named = frozenset(name for text in (sentence, *texts) for name in _names(text, language))
    return any(
        _is_anothers(act, texts, persons, language) for act in _acts(sentence, persons, language)
    ) or any(
        act.upon and _is_turned_round(act, texts, named, language) for act in _acts(sentence, named, language)
    )


def are_in_order(sentence: str, line: Line, language: str) -> bool:
    """Whether the words of content of the sentence stand in the same order in the line: "Norden buys Halvar" is not "Halvar buys
    Norden"."""
    theirs = iter(terms(line.text, line.language))
    return all(word in theirs for word in terms(sentence, language))


def _is_anothers(act: _Act, texts: Iterable[str], persons: frozenset[str], language: str) -> bool:
    if lexicon(language).speech.found(act.deed):
        return False  # who speaks may stand before the word or behind
    holders: set[str] = set()
    for text in texts:
        told = _told(text)
        for at in (at for at, word in enumerate(told) if word == act.deed):
            before = {word for word in told[:at] if word in persons}
            if act.name in before:
                return False
            holders |= _right_before(told[:at], persons, language)
    return bool(holders)


def _is_turned_round(act: _Act, texts: Iterable[str], named: frozenset[str], language: str) -> bool:
    found = {
        (one.name, one.upon) for text in texts for one in _acts(text, named, language) if one.deed == act.deed
    }
    return (act.upon, act.name) in found and (act.name, act.upon) not in found


def _acts(text: str, names: frozenset[str], language: str) -> list[_Act]:
    found = []
    for part in _STOP.split(text):
        told = _told(part)
        for at, word in enumerate(told):
            if word not in names:
                continue
            behind = told[at + 1 :]
            deed = next((each for each in behind if each in names or not _is_little(each, language)), "")
            if not deed or deed in names:
                continue
            after = behind[behind.index(deed) + 1 :]
            found.append(_Act(word, deed, next((each for each in after if each in names), "")))
    return found


def _is_little(word: str, language: str) -> bool:
    """Whether it is an auxiliary or the like; lists of stop words have "won", too."""
    primary = primary_subtag(language)
    return word in stop_words(primary) and frequency(word, primary) >= COMMON


def _right_before(told: Sequence[str], names: frozenset[str], language: str) -> set[str]:
    """The name that the deed behind these words is of, if one stands near."""
    between = 0
    for word in reversed(told):
        if word in names:
            return {word}
        between += not _is_little(word, language)
        if between > NEAR:
            break
    return set()


@lru_cache(maxsize=1 << 11)
def _told(text: str) -> tuple[str, ...]:
    return tuple(bare(word) for word in _WORD.findall(text))


@lru_cache(maxsize=1 << 11)
def _persons(text: str, language: str) -> frozenset[str]:
    """The family names of those who look like persons."""
    return frozenset(
        bare(each.words[-1])
        for each in mentions(text, language)
        if len(each.words) > 1
        and (each.is_person or _are_rare(each.words, language))
        and not is_nobody(each, language)
    )


def _are_rare(told: Sequence[str], language: str) -> bool:
    """Whether none is a usual word: German writes all nouns as names."""
    return all(frequency(bare(word), primary_subtag(language)) < RARE for word in told)


@lru_cache(maxsize=1 << 11)
def _names(text: str, language: str) -> frozenset[str]:
    return frozenset(bare(each.words[-1]) for each in mentions(text, language) if each.words)


# --- where ---------------------------------------------------------------------------------------

_BETWEEN = {
    "northeast": ("north", "east"), "northwest": ("north", "west"), "southeast": ("south", "east"), "southwest": ("south", "west"),
}  # fmt: skip


def turned(sentence: str, lines: Sequence[Line], language: str) -> tuple[str, ...]:
    """The words by which the sentence lies another way than the lines, which name ways that it does not.

    By listed words (`compass.toml`), for 19 languages; a way that is part of a name ("South Korea") counts as one.
    """
    ours = _ways(sentence, language)
    theirs = {way for line in lines for way in _ways(line.text, language)}
    other = [word for way, word in ours.items() if way not in theirs]
    return tuple(dict.fromkeys(other)) if theirs - set(ours) else ()


def _ways(text: str, language: str) -> dict[str, str]:
    """By the way, the words as written; a word for what lies between two is of both."""
    primary = primary_subtag(language)
    listed = _compass().get(primary)
    if listed is None:
        return {}
    pattern, ways = listed
    found: dict[str, str] = {}
    for match in pattern.finditer(text.replace("’", "'")):
        for way in ways.get(_spaced(match["form"]), ()):
            found.setdefault(way, text[slice(*match.span("form"))])
    return found


@cache
def _compass() -> Mapping[str, tuple[re.Pattern[str], Mapping[str, tuple[str, ...]]]]:
    """By language, what finds a form, and the ways of each."""
    listed = tomllib.loads((files("news.comparing") / "compass.toml").read_text(encoding="utf-8"))
    return {language: _found_by(kinds) for language, kinds in listed.items()}


def _found_by(kinds: Mapping[str, str]) -> tuple[re.Pattern[str], Mapping[str, tuple[str, ...]]]:
    """The longest form first; those aside are found and have no way."""
    ways = {
        form.replace("_", " "): _BETWEEN.get(way, () if way == "aside" else (way,))
        for way, forms in kinds.items()
        if way != "before"
        for form in forms.split()
    }
    longest_first = sorted(ways, key=lambda form: (-len(form), form))
    either = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in longest_first)
    before = f"(?:{kinds['before']})?" if "before" in kinds else ""
    return re.compile(rf"(?<!\w){before}(?P<form>{either})(?!\w)", re.IGNORECASE), ways


def _spaced(form: str) -> str:
    return " ".join(form.casefold().split())
