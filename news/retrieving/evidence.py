"""What speaks for a passage being the answer to a question, as numbers: how much of the question stands in it and around
it, and whether it says something of the kind that was asked for.

Pure; knows no weights (`weights`). A passage that repeats the question tells nothing new: what counts as a number, a time or a
name of its own is what the question has not. Everything is a share or a logarithm, so that it means about the same in a story
of one article and of forty.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log, log1p

from news.language.amounts import amounts
from news.language.calendar import days
from news.language.questions import Sought, sought
from news.language.searching import is_stop_word, search_terms
from news.retrieving.matching import K1, Index, Matches

FEATURES = (
    "covered", "around", "in_article", "article", "mass", "number_missing", "name_missing", "asked", "length",
    "number_untold", "time_untold", "name_untold", "meaning", "size",
)  # fmt: skip
"""How much of the question stands in the passage (little words too), with its neighbours, in its article; how well those do
by BM25; how much of it in all; whether a number, and how many of its names, are missing there; how long question and passage
are; whether a number, time or name is asked for and not told; the cosine of what they mean; how many passages there are."""
FEATURES_WITH_WORDS = (*FEATURES, "met", "met_around", "met_least", "met_nowhere", "words")
"""Where an encoder tells words, too: how many of the question's stand there by what they mean (`aligning`), and how many it has."""
HALF_ALIKE = 0.6
_NAME = re.compile(r"(?:(?<=[^\W_] )|(?<=[,;:] ))[^\W\d_][^\W_]+")
_OF_A_NAME = re.compile(r"[^\W\d_][-–]\Z")
"""Before a number: "Varda-9"."""
_YEAR = re.compile(r"(?<!\d)(?:1\d{3}|20\d{2})(?!\d)")


@dataclass(frozen=True)
class Question:
    """A question as one language's passages are asked: its words cut as theirs are."""

    text: str
    language: str
    content: tuple[str, ...]
    sought: Sought | None
    names: frozenset[str]

    @classmethod
    def read(cls, text: str, asked_in: str | None, *, looked_up_in: str) -> "Question":
        content = tuple(dict.fromkeys(t for t in search_terms(text, looked_up_in) if not is_stop_word(t)))
        names = names_in(text, looked_up_in) & set(content)
        return cls(text, looked_up_in, content, sought(text, asked_in or looked_up_in), frozenset(names))


def weigh_up(
    question: Question, index: Index, matches: Matches, cosines: Mapping[int, float], at: int
) -> list[float]:
    """The evidence for one passage, in the order of `FEATURES`."""
    own = matches.matched[at]
    around = _joined([own, *(matches.matched[near] for near in index.beside[at])])
    in_article = matches.in_article[index.passages[at].source.article_id]
    whole = sum(matches.weights.values()) * (K1 + 1) or 1.0
    numbers = [term for term in question.content if term[0].isdigit()]
    return [
        _covered(matches.asked, own, matches.weights),
        _covered(question.content, around, matches.weights),
        _covered(question.content, in_article, matches.weights),
        (matches.in_context[at] - matches.scores[at]) / whole,
        log1p(matches.scores[at]),
        float(any(around.get(number, 0.0) < 1 for number in numbers)),
        sum(around.get(name, 0.0) < HALF_ALIKE for name in question.names) / max(1, len(question.names)),
        log1p(len(question.content)),
        log1p(len(index.terms[at])),
        *untold(question, index.passages[at].text, question.language),
        cosines.get(at, 0.0),
        log(len(index.passages)),
    ]


def _joined(matched: Sequence[Mapping[str, float]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for each in matched:
        for term, degree in each.items():
            found[term] = max(degree, found.get(term, 0.0))
    return found


def _covered(asked: Sequence[str], matched: Mapping[str, float], weights: Mapping[str, float]) -> float:
    whole = sum(weights.get(term, 0.0) for term in asked)
    return (
        sum(weights[term] * matched.get(term, 0.0) for term in asked if term in weights) / whole
        if whole
        else 0.0
    )


# --- the kind that was asked for -----------------------------------------------------------------


def untold(question: Question, text: str, language: str) -> list[float]:
    """For a number, a time, a name: 1 where it is asked for and the text tells none that the question has not. Names are
    not the same in two languages: there any will do."""
    return [
        float(
            question.sought in kinds
            and (tells is not names_in or has_capitals(text))
            and tells(text, language) <= _told_already(question, tells, language)
        )
        for kinds, tells in _TELLS
    ]


def _told_already(
    question: Question, tells: Callable[[str, str], frozenset[str]], language: str
) -> frozenset[str]:
    if tells is names_in and language != question.language:
        return frozenset()
    return tells(question.text, question.language)


def names_in(text: str, language: str) -> frozenset[str]:
    """Terms written with a capital inside the text: every noun in German, none in scripts without capitals."""
    written = " ".join(name for name in _NAME.findall(text) if name[0].isupper())
    return frozenset(term for term in search_terms(written, language) if not is_stop_word(term))


def has_capitals(text: str) -> bool:
    return text.lower() != text.upper()


@lru_cache(maxsize=1 << 10)
def _times(text: str, language: str) -> frozenset[str]:
    named = {f"{d.year} {d.month} {d.day} {d.weekday} {d.near}" for d in days(text, language)}
    return frozenset(named.union(_YEAR.findall(text)))


def _numbers(text: str, language: str) -> frozenset[str]:
    """Values that are no part of a date or a name."""
    dates = days(text, language)
    return frozenset(
        value
        for amount in amounts(text, language)
        if not any(amount.start < day.end and day.start < amount.end for day in dates)
        and not _OF_A_NAME.search(text, max(0, amount.start - 2), amount.start)
        for value in amount.values
    )


_TELLS = (
    ((Sought.NUMBER,), _numbers),
    ((Sought.TIME,), _times),
    ((Sought.PERSON, Sought.PLACE), names_in),
)
