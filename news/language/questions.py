"""What a question asks for, by the words it asks with: a number, a time, a person or a place.

The words are in `questions.txt`; a question without any of them asks for something else. Knows no answers.
"""

import re
import unicodedata
from collections import defaultdict
from enum import Enum
from functools import cache

from news.language.lists import by_language
from news.language.tokens import primary_subtag

_UNSPACED = frozenset(["th", "zh", "ja"])
_LIKE = {"no": "nb", "nn": "nb", "yue": "zh", "bs": "hr", "iw": "he", "in": "id"}


_GERMAN_VERB = re.compile(r"\w+(?:[^\Wt]t|tt|[^\Wt]en)\b")
"""In the present, where a question begins with it."""
_NOTHING = re.compile(r"(?!)")
_NO_ASKING = frozenset(["cause", "because", "unexplained", "no_reason", "now", "state"])


class Sought(Enum):
    """In the order in which they win where two begin at one word ("how many years" and "how")."""

    TIME = "time"
    NUMBER = "number"
    PERSON = "person"
    PLACE = "place"


class Particular(Enum):
    """What only few sentences tell, whatever else they say of the same."""

    AGE = "age"
    NAME = "name"
    REASON = "reason"


def particulars(question: str, language: str | None) -> frozenset[Particular]:
    """Those that it asks for; none in languages that are not listed."""
    asked, primary = _as_asked(question), primary_subtag(language)
    code = _LIKE.get(primary, primary)
    asked = _beside_the_point(code).sub(" ", asked)
    return frozenset(kind for kind, pattern in _particular_patterns(code) if pattern.search(asked))


def may_tell_why(text: str, language: str | None) -> bool:
    """Whether it has a word by which reasons are told; True in languages that are not listed."""
    primary = primary_subtag(language)
    told = _causes(_LIKE.get(primary, primary))
    return told is None or told.search(_as_asked(text)) is not None


def asks_of_now(question: str, language: str | None) -> bool:
    """Whether it asks how things are by now ("Are they still trapped?", "Is the harbour open?"); False in languages that are not
    listed."""
    primary = primary_subtag(language)
    code = _LIKE.get(primary, primary)
    asked = _as_asked(question)
    has_now, opens = _of_now(code)
    if has_now.search(asked) is not None:
        return True
    told = asked.lstrip("¿ ")
    has_verb = opens.match(told) or (code == "de" and told.endswith("?") and _GERMAN_VERB.match(told))
    return bool(has_verb) and not asks_in(question, code)


def now_words(language: str | None) -> re.Pattern[str]:
    """Finds the words by which it is asked how things are by now, in a casefolded question."""
    primary = primary_subtag(language)
    return _of_now(_LIKE.get(primary, primary))[0]


def tells_why(text: str, language: str | None) -> bool:
    """Whether it has a word by which hardly anything but a reason is told, and none that leaves it open; False in languages that
    are not listed."""
    primary = primary_subtag(language)
    because, unexplained = _because(_LIKE.get(primary, primary))
    told = _as_asked(text)
    return because.search(told) is not None and unexplained.search(told) is None


def without_reason(question: str, language: str | None) -> str:
    """The question, casefolded, without the words by which it asks why."""
    primary = primary_subtag(language)
    patterns = dict(_particular_patterns(_LIKE.get(primary, primary)))
    found = patterns.get(Particular.REASON)
    return found.sub(" ", _as_asked(question)) if found is not None else _as_asked(question)


def sought(question: str, language: str | None) -> Sought | None:
    """The kind that is asked for first; None for other questions, and in languages that are not listed."""
    asked, primary = _as_asked(question), primary_subtag(language)
    found = [
        (match.start(), order, kind)
        for order, (kind, pattern) in enumerate(_patterns(_LIKE.get(primary, primary)))
        if (match := pattern.search(asked))
    ]
    return min(found)[2] if found else None


def asks_in(question: str, language: str) -> int:
    """How many different words or phrases it has that ask in this language; 0 in languages that are not listed."""
    return len(set(asking_words(language).findall(_as_asked(question))))


def asking_words(language: str) -> re.Pattern[str]:
    """Finds them in a casefolded question."""
    return _asking_pattern(_LIKE.get(language, language))


@cache
def _asking_pattern(language: str) -> re.Pattern[str]:
    listed = _listed().get(language, {})
    forms = [form for kind, told in listed.items() if kind not in _NO_ASKING for form in told]
    return _pattern(forms, language) if forms else _NOTHING


def listed_languages() -> frozenset[str]:
    return frozenset(_listed())


def _as_asked(question: str) -> str:
    return unicodedata.normalize("NFKC", question).casefold()


@cache
def _patterns(language: str) -> tuple[tuple[Sought, re.Pattern[str]], ...]:
    listed = _listed().get(language, {})
    return tuple((kind, _pattern(listed[kind.value], language)) for kind in Sought if kind.value in listed)


@cache
def _particular_patterns(language: str) -> tuple[tuple[Particular, re.Pattern[str]], ...]:
    listed = _listed().get(language, {})
    return tuple(
        (kind, _pattern(listed[kind.value], language)) for kind in Particular if kind.value in listed
    )


@cache
def _beside_the_point(language: str) -> re.Pattern[str]:
    forms = _listed().get(language, {}).get("no_reason")
    return _pattern(forms, language) if forms else _NOTHING


@cache
def _causes(language: str) -> re.Pattern[str] | None:
    forms = _listed().get(language, {}).get("cause")
    return _pattern(forms, language) if forms else None


@cache
def _because(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return _both("because", "unexplained", language)


@cache
def _of_now(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return _both("now", "state", language)


def _both(one: str, other: str, language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    listed = _listed().get(language, {})
    first, second = (
        _pattern(listed[kind], language) if kind in listed else _NOTHING for kind in (one, other)
    )
    return first, second


def _pattern(forms: list[str], language: str) -> re.Pattern[str]:
    longest_first = sorted(forms, key=len, reverse=True)
    either = "|".join(re.escape(form).replace(r"\*", r"\w*") for form in longest_first)
    return re.compile(either if language in _UNSPACED else rf"(?<!\w)(?:{either})(?!\w)")


@cache
def _listed() -> dict[str, dict[str, list[str]]]:
    found: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
    for language, line in by_language("questions"):
        kind, _, forms = line.partition(" ")
        found[language][kind] = unicodedata.normalize("NFKC", forms).casefold().split("|")
    return dict(found)
