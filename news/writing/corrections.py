"""What became of a sentence when its outlet changed the article, or printed a correction of it.

Pure; knows nothing of rows, briefs or messages. Outlets touch up their articles all day, so words alone change nothing:
a sentence no longer holds where its counterpart gives another number, name or day, counts other people, or denies what
it said. Where the outlet itself speaks of a correction, other words in the counterpart are enough.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from news.checks.lexicon import lexicon
from news.checks.lexicon import plain as small
from news.language.amounts import Amount, amounts
from news.language.headlines import without_mark
from news.language.quotable import has_end_mark, is_instruction, why_not
from news.language.rubrics import calendar_words
from news.language.tokens import MARKS, primary_subtag, terms
from news.language.tolls import toll_of
from news.writing.quoting import MOST_CHARS

ALIKE = 0.6
"""How much of their words two sentences share that say the same of one thing."""
NEARLY = 0.8
"""And where all that differs is a negator."""
LONGEST_PART = 8
"""Words; where more differ in one place, something else is told there."""
SHARED_TERMS = 2
"""Words that a notice shares with a sentence, beside the number, where it corrects it."""
UNSPACED = frozenset({"zh", "ja", "th", "lo", "my", "km"})
CAPITAL_NOUNS = frozenset({"de", "lb"})
PART_CHARS = 60


@dataclass(frozen=True)
class Change:
    """What stands instead of a sentence (`now`, empty where nothing that can be quoted does), and the words that differ."""

    now: str
    was_part: str = ""
    now_part: str = ""


@dataclass(frozen=True)
class _Token:
    text: str
    start: int
    end: int


def change_of(said: str, lines: Sequence[str], *, language: str | None, is_correction: bool) -> Change | None:
    """What the newer version of an article, `lines`, made of a sentence of the older. None: nothing says that it does not
    hold. `is_correction`: the newer version calls itself one."""
    if any(_bare(line) == _bare(said) for line in lines):
        return None
    own = _tokens(said, language)
    nearest = max(lines, key=lambda line: _likeness(own, _tokens(line, language)), default="")
    if _likeness(own, _tokens(nearest, language)) < ALIKE:
        return None
    return _between(said, nearest, language=language, is_correction=is_correction)


def change_by_notice(
    said: str, title: str, lines: Sequence[str], *, language: str | None, is_title: bool = False
) -> Change | None:
    """What a correction that was printed by itself makes of a sentence, or of a headline (`is_title`): "2,400 jobs, not
    4,200"."""
    if any(_bare(line) == _bare(said) for line in lines):
        return None
    for line in (*lines, title):
        found = _named_in(said, line, language)
        if found is not None and is_title:
            return Change(without_mark(title), *found)
        if found is not None:
            return Change("" if line == title else _quotable(line, language), *found)
    return change_of(said, lines, language=language, is_correction=True)


# --- between two sentences -----------------------------------------------------------------------


def _between(said: str, line: str, *, language: str | None, is_correction: bool) -> Change | None:
    own, other = _tokens(said, language), _tokens(line, language)
    parts = list(_replaced(said, own, line, other))
    telling = [part for part in parts if _is_material(part, said, line, language)]
    if not telling and is_correction:
        telling = [part for part in parts if _has_words(part[0], said) and _has_words(part[1], line)]
    now = _quotable(line, language)
    if telling:
        (start, end), (from_at, to_at) = telling[0]
        return Change(now, _shortened(said[start:end]), _shortened(line[from_at:to_at]))
    if _denies(said, language) != _denies(line, language) and _likeness(own, other) >= NEARLY:
        return Change(now)
    return None


Span = tuple[int, int]


def _replaced(
    said: str, own: Sequence[_Token], line: str, other: Sequence[_Token]
) -> Iterator[tuple[Span, Span]]:
    """Where words stand for other words."""
    matcher = SequenceMatcher(None, [t.text for t in own], [t.text for t in other], autojunk=False)
    for kind, first, last, from_at, to_at in matcher.get_opcodes():
        if kind == "replace" and max(last - first, to_at - from_at) <= LONGEST_PART:
            yield (own[first].start, own[last - 1].end), (other[from_at].start, other[to_at - 1].end)


def _is_material(part: tuple[Span, Span], said: str, line: str, language: str | None) -> bool:
    old, new = part
    return (
        (_numbers_lost(said, old, line, language) and _numbers_lost(line, new, said, language))
        or (_names_lost(said, old, line, language) and _names_lost(line, new, said, language))
        or _is_other_toll(said[slice(*old)], line[slice(*new)], language)
        or _is_other_day(said[slice(*old)], line[slice(*new)], language)
    )


def _numbers_lost(text: str, span: Span, other: str, language: str | None) -> bool:
    """Whether a number stands there that the other sentence does not have."""
    has = amounts(other, language)
    return any(
        amount.is_firm and amount.start < span[1] and amount.end > span[0] and not _is_among(amount, has)
        for amount in amounts(text, language)
    )


def _is_among(amount: Amount, others: Sequence[Amount]) -> bool:
    return any((amount.values | amount.extra) & (other.values | other.extra) for other in others)


def _names_lost(text: str, span: Span, other: str, language: str | None) -> bool:
    """Whether a word with a capital stands there, not at the sentence's beginning, that the other does not have."""
    if primary_subtag(language) in UNSPACED | CAPITAL_NOUNS:
        return False
    has = {token.text for token in _tokens(other, language)}
    return any(
        token.start > 0
        and text[token.start].isupper()
        and token.text not in has
        and span[0] <= token.start < span[1]
        for token in _tokens(text, language)
    )


def _is_other_toll(old: str, new: str, language: str | None) -> bool:
    """Whether people are counted as something else: injured, who were dead."""
    before, after = (
        {toll_of(token.text, language) for token in _tokens(text, language)} - {None} for text in (old, new)
    )
    return bool(before and after) and before.isdisjoint(after)


def _is_other_day(old: str, new: str, language: str | None) -> bool:
    days = calendar_words(primary_subtag(language))
    before, after = ({token.text for token in _tokens(text, language)} & days for text in (old, new))
    return bool(before and after) and before != after


def _denies(text: str, language: str | None) -> bool:
    words = lexicon(language)
    return bool(words.negators.spans(words.aside.without(small(text))))


# --- what a notice names -------------------------------------------------------------------------


def _named_in(said: str, line: str, language: str | None) -> tuple[str, str] | None:
    """The number of the sentence that the line gives up, and the one that it gives instead, as each writes it."""
    shared = set(_content(said, language)) & set(_content(line, language))
    own, other = amounts(said, language), amounts(line, language)
    wrong = [amount for amount in own if _is_among(amount, other)]
    right = [
        amount for amount in other if amount.has_digits and amount.is_firm and not _is_among(amount, own)
    ]
    if len(shared) < SHARED_TERMS or not wrong or not right:
        return None
    for amount in wrong:
        counted = _counted(said, amount, language)
        fitting = [each for each in right if counted and _counted(line, each, language) == counted]
        if len(fitting) == 1 or (len(wrong) == 1 and len(right) == 1):
            chosen = (fitting or right)[0]
            return said[amount.start : amount.end].strip(), line[chosen.start : chosen.end].strip()
    return None


def _counted(text: str, amount: Amount, language: str | None) -> str:
    """The word behind a number, cut to its stem."""
    following = terms(text[amount.end : amount.end + 40], language)
    return following[0] if following else ""


def _content(text: str, language: str | None) -> list[str]:
    return [term for term in terms(text, language) if not term[0].isdigit()]


# --- words ---------------------------------------------------------------------------------------

_WORD = re.compile(rf"\d+(?:[.,'’\u00a0\u202f]\d+)*|[^\W\d_](?:[^\W\d_]|[{MARKS}])*|[^\s\w]")
_SIGN = re.compile(r"\d+(?:[.,]\d+)*|\S")


def _tokens(text: str, language: str | None) -> list[_Token]:
    pattern = _SIGN if primary_subtag(language) in UNSPACED else _WORD
    return [_Token(found.group().casefold(), *found.span()) for found in pattern.finditer(text)]


def _likeness(own: Sequence[_Token], other: Sequence[_Token]) -> float:
    one, two = ([token.text for token in tokens if token.text[0].isalnum()] for tokens in (own, other))
    return SequenceMatcher(None, one, two, autojunk=False).ratio() if one and two else 0.0


def _bare(text: str) -> str:
    return " ".join(token.text for token in _tokens(text, None) if token.text[0].isalnum())


def _has_words(span: Span, text: str) -> bool:
    return any(sign.isalnum() for sign in text[slice(*span)])


def _shortened(part: str) -> str:
    part = " ".join(part.split())
    return part if len(part) <= PART_CHARS else part[: PART_CHARS - 1].rsplit(" ", 1)[0] + "…"


def _quotable(line: str, language: str | None) -> str:
    """The line where it may be quoted by itself, else nothing."""
    is_unfit = why_not(line, language) if has_end_mark(line) else is_instruction(line)
    return "" if is_unfit or len(line) > MOST_CHARS else line
