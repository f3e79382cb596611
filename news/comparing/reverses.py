"""Whether a sentence tells the reverse of what the sources tell: "will strike" where the strike was called off, "cut" for "raised", "dead"
for "rescued". Pure, and no verdict: it says which word stands here and which there.

By listed words (`reverses.toml`, 25 languages, and those of `checks.opposites`). A word of one kind against one of its opposite counts
only where both are told of the same: of kinds that somebody does or suffers (`_OF_SUBJECT`) where the same words come first, of the others where words
beside them are the same; not where each has words on one side that the other lacks (exports, imports), nor of begin and end on different days;
across languages by names and figures. What is called off is what stands nearest in the clause. A text that has both, or denies one, is open. Where some sources say what the sentence says,
it is the reverse only of what they have said since.
"""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from news.checks import opposites
from news.checks.alike import bare
from news.checks.kinds import Kinds, Span
from news.checks.lexicon import UNSPACED, plain
from news.checks.mentions import mentions
from news.checks.negation import negators
from news.comparing.undone_things import (
    BESIDE,
    BESIDE_UNSPACED,
    OF_CLAUSES,
    SHARED,
    VERB_LAST,
    clause,
    is_object,
    within,
)
from news.language.amounts import amounts
from news.language.calendar import days
from news.language.skeletons import anchors
from news.language.tokens import WORD_SIGNS, primary_subtag, terms, words
from news.writing.drafts import Line

_PAIRS = (
    ("rise", "fall"), ("confirm", "deny"), ("win", "lose"), ("open", "close"), ("saved", "dead"), ("ban", "allow"), ("arrest", "release"),
    ("accept", "reject"), ("convict", "acquit"), ("begin", "end"), ("appoint", "resign"), ("join", "quit"), ("success", "failure"), ("right", "wrong"),
)  # fmt: skip
_OTHER = {**dict(_PAIRS), **{other: one for one, other in _PAIRS}}
_OF_SUBJECT = frozenset(
    [
        "confirm",
        "deny",
        "win",
        "lose",
        "saved",
        "dead",
        "accept",
        "reject",
        "begin",
        "end",
        "appoint",
        "resign",
        "join",
        "quit",
        "success",
        "failure",
        "right",
        "wrong",
    ]
)
"""Kinds of which one may do the one and another the other in one event: X wins where Y loses."""
_OF_LIVES = frozenset(["saved", "dead"])
_ACROSS = frozenset(
    [
        "saved",
        "dead",
        "rise",
        "fall",
        "open",
        "close",
        "ban",
        "allow",
        "arrest",
        "release",
        "convict",
        "acquit",
    ]
)
"""Kinds that are compared across languages, too."""
_AT_A_TIME = frozenset(["begin", "end"])
"""Kinds that are both true of one thing, at different times."""
_OF_MOTIONS = frozenset(["accept", "reject"])
_OF_DOORS = frozenset(["open", "close"])
UNDONE = "undone"
SUSPENDED = "suspended"
"""As much a turn as `UNDONE`; but persons are suspended, too, and then nothing is called off."""
ASIDE = "aside"
_ENDED = frozenset(
    [UNDONE, SUSPENDED, "end", "reject", "close", "quit", "resign", "allow", "failure", "deny", "acquit"]
)
"""Kinds in one of which a source may say that a thing is not, or was undone."""
_SAYS_UNDONE = frozenset([UNDONE, SUSPENDED, "end", "reject", "failure", "deny"])
_TURNS = frozenset([UNDONE, SUSPENDED, "deny", "failure", "reject"])
"""Kinds that turn all that stands beside them into the reverse."""
FIRST = 3
"""Words of content that a sentence begins with, where the verb comes last: whom it is of."""
MOST = 0.5
"""Share of a sentence's words, of which a line must have more that calls it undone."""
DENIED_NEAR = 24
"""Letters between a no and the word that it denies."""

_CLAUSE = re.compile(r"[,;:.!?،؛、。，；：]")
_WORD = re.compile(rf"[^\W\d_]{WORD_SIGNS}*")


@dataclass(frozen=True)
class Reverse:
    """`theirs` stands in the line, `ours` in the sentence; either may be empty, where the other undoes a thing."""

    theirs: str
    ours: str
    line: Line


def reverse(sentence: str, language: str, lines: Sequence[Line]) -> Reverse | None:
    """What of these lines, the nearest first, says the reverse; None where none does, or one says the same and none has turned it since."""
    found = next(_reverses(sentence, language, lines), None)
    if found is not None:
        return found
    own = [line for line in lines if primary_subtag(line.language) == language]
    return _undone(sentence, language, own) or _undoing(sentence, language, own)


def undoes(sentence: str, line: Line) -> bool:
    """Whether the line, of the same language, has a word that turns what is beside it, or the opposite of one of the sentence's, and
    the sentence has not: all its words may stand there, and it is the reverse."""
    kinds = {kind for _, _, kind in _said(sentence, line.language)}
    return any(
        kind not in kinds and (kind in _TURNS or _OTHER.get(kind) in kinds)
        for _, _, kind in _said(line.text, line.language)
    )


def denies_alike(sentence: str, language: str, lines: Sequence[Line]) -> bool:
    """Whether the sentence denies by a no what a line of its language says by a word: "no strike" where it was called off."""
    denials = negators(plain(sentence), language)
    if not denials or any(
        kind in _ENDED and _is_denied(sentence, (start, end, kind), denial)
        for start, end, kind in _kinds().spans(sentence, language)
        for denial in denials
    ):
        return False
    told = frozenset(terms(sentence, language))
    return any(
        span[2] in _ENDED and len(_beside(line.text, span, language) & told) >= SHARED
        for line in lines
        if primary_subtag(line.language) == language
        for span in _said(line.text, language)
    )


# --- one of a pair for the other -----------------------------------------------------------------


def _reverses(sentence: str, language: str, lines: Sequence[Line]) -> Iterator[Reverse]:
    spans = _said(sentence, language)
    kinds = {kind for _, _, kind in spans}
    for span in spans:
        other = _OTHER.get(span[2], "")
        if not other or other in kinds:
            continue
        own_first = sorted(lines, key=lambda line: primary_subtag(line.language) != language)
        against = [
            (line, at) for line in own_first if (at := _told_of(sentence, span, other, language, line))
        ]
        alike = [line for line in lines if against and _told_of(sentence, span, span[2], language, line)]
        since = max((line.published_at for line in alike), default=None)
        for line, there in against:
            if since is None or line.published_at > since:
                yield Reverse(_written(line.text, there), _written(sentence, span), line)


def _told_of(sentence: str, span: Span, kind: str, language: str, line: Line) -> Span | None:
    """Where the line has this kind, and not its opposite, of the same as the sentence has its own."""
    there = _said(line.text, line.language)
    if _OTHER[kind] in {each for _, _, each in there}:
        return None
    is_foreign = primary_subtag(line.language) != language
    for each in there:
        if each[2] == kind and (
            _is_of_one_abroad(sentence, kind, language, line)
            if is_foreign
            else _is_of_one(sentence, span, line.text, each, language)
        ):
            return each
    return None


def _is_of_one(one: str, at: Span, other: str, there: Span, language: str) -> bool:
    if at[2] in _OF_LIVES and _numbers(one, language) != _numbers(other, language):
        return False
    if at[2] in _AT_A_TIME and _days(one, language) != _days(other, language):
        return False
    if _are_of_two(one, at, other, there, language):
        return False
    if at[2] in _OF_SUBJECT:
        named = _names(other[: there[0]], language)
        if named and not _has_name(one[: at[0]], named[-1], language):
            return False
        return not _subject(one, at, language).isdisjoint(_subject(other, there, language))
    if at[2] in _OF_DOORS and not _has_one_object(one, at, other, there, language):
        return False
    return len(_beside(one, at, language) & _beside(other, there, language)) >= SHARED


def _are_of_two(one: str, at: Span, other: str, there: Span, language: str) -> bool:
    """Whether before the words, or behind them, each has a word of content that the other text lacks: imports and exports. What is
    accepted may stand on either side."""
    ours, theirs = frozenset(terms(one, language)), frozenset(terms(other, language))
    mine, yours = _around(one, at, language), _around(other, there, language)
    if at[2] in _OF_MOTIONS:
        mine, yours = (mine[0] | mine[1],) * 2, (yours[0] | yours[1],) * 2
    return any(here - theirs and away - ours for here, away in zip(mine, yours, strict=True))


def _around(text: str, span: Span, language: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words of content of its clause before the word, and behind it, with those within its two parts ("sagt ... ab")."""
    first, last = clause(text, span, kinds=_kinds(), language=language)
    before = frozenset(terms(text[first : span[0]], language))
    if language in VERB_LAST:
        return before, frozenset()  # behind are the endings of the verb
    return before, frozenset(terms(f"{within(text, span)} {text[span[1] : last]}", language))


def _days(text: str, language: str) -> frozenset[str]:
    return frozenset(text[day.start : day.end].casefold() for day in days(text, language))


def _has_one_object(one: str, at: Span, other: str, there: Span, language: str) -> bool:
    """Whether the first word of content that both have behind has the same word before it: not a new wing and an old one."""
    ours, theirs = words(one[at[1] :]), words(other[there[1] :])
    content = frozenset(terms(one[at[1] :], language))
    for place, word in enumerate(ours):
        if word in theirs and not content.isdisjoint(terms(word, language)):
            before = theirs[: theirs.index(word)]
            return ours[max(0, place - 1) : place] == before[-1:]
    return True


@lru_cache(maxsize=1 << 10)
def _names(text: str, language: str) -> tuple[str, ...]:
    return tuple(bare(each.words[-1]) for each in mentions(text, language) if each.words)


def _has_name(text: str, name: str, language: str) -> bool:
    if language in UNSPACED:
        return name in bare(text)
    return name in {bare(word) for word in _WORD.findall(text)}


def _subject(text: str, span: Span, language: str) -> frozenset[str]:
    """The words of content before the word, or behind it where it comes first."""
    before = terms(text[: span[0]], language)
    if language in VERB_LAST:
        before = before[:FIRST]
    return frozenset(before or terms(text[span[1] :], language)[:BESIDE])


def _beside(text: str, span: Span, language: str) -> frozenset[str]:
    most = BESIDE_UNSPACED if language in UNSPACED else BESIDE
    return frozenset((*terms(text[: span[0]], language)[-most:], *terms(text[span[1] :], language)[:most]))


def _is_of_one_abroad(sentence: str, kind: str, language: str, line: Line) -> bool:
    if kind not in _ACROSS or len(anchors(sentence, language) & anchors(line.text, line.language)) < SHARED:
        return False
    ours, theirs = _numbers(sentence, language), _numbers(line.text, line.language)
    return bool(ours & theirs) if kind in _OF_LIVES or kind in ("rise", "fall") else True


def _numbers(text: str, language: str | None) -> frozenset[str]:
    return frozenset(value for amount in amounts(text, language) for value in amount.values)


# --- undone --------------------------------------------------------------------------------------


def _undone(sentence: str, language: str, lines: Sequence[Line]) -> Reverse | None:
    """What they call undone, and the sentence tells without a word of that. What they have told otherwise since is open."""
    if _denies(sentence, language) or any(kind in _SAYS_UNDONE for _, _, kind in _said(sentence, language)):
        return None
    told = frozenset(terms(sentence, language))
    found = [
        (line, span)
        for line in lines
        for span in _said(line.text, language)
        if span[2] == UNDONE
        and len(told & frozenset(terms(line.text, language))) > MOST * len(told)
        and is_object(line.text, span, told, kinds=_kinds(), language=language)
    ]
    if not found:
        return None
    line, span = max(found, key=lambda each: each[0].published_at)
    is_told_since = any(
        other.published_at > line.published_at and other.position > 0 and not _has(other, _ENDED)
        for other in lines
    )
    return None if is_told_since else Reverse(_written(line.text, span), "", line)


def _undoing(sentence: str, language: str, lines: Sequence[Line]) -> Reverse | None:
    """What the sentence calls undone, where no line that tells of it has a word of that, or a no."""
    spans = [span for span in _said(sentence, language) if span[2] == UNDONE]
    if not spans or _denies(sentence, language):
        return None
    if any(_denies(line.text, language) or _has(line, _ENDED) for line in lines):
        return None
    for span in spans:
        for line in lines:
            if is_object(
                sentence, span, frozenset(terms(line.text, language)), kinds=_kinds(), language=language
            ):
                return Reverse("", _written(sentence, span), line)
    return None


def _has(line: Line, kinds: Collection[str]) -> bool:
    return any(kind in kinds for _, _, kind in _said(line.text, line.language))


def _denies(text: str, language: str) -> bool:
    return bool(negators(plain(text), language))


# --- the words -----------------------------------------------------------------------------------


@lru_cache(maxsize=1 << 10)
def _said(text: str, language: str | None) -> tuple[Span, ...]:
    """The words of kinds, in their order: the longer one where two stand in one place, none that is denied."""
    spans = (span for span in _kinds().spans(text, language) if span[2] not in OF_CLAUSES)
    found = sorted(spans, key=lambda span: (span[0] - span[1], span[2] != ASIDE))
    small = plain(text)
    denials = negators(small, language)
    kept: list[Span] = []
    for start, end, kind in found:
        if all(end <= first or last <= start for first, last, _ in kept):
            kept.append((start, end, kind))
    return tuple(
        sorted(
            span
            for span in kept
            if span[2] != ASIDE and not any(_is_denied(text, span, denial) for denial in denials)
        )
    )


def _is_denied(text: str, span: Span, denial: tuple[int, int]) -> bool:
    """Whether this no denies the word; one within it does not ("not guilty" is a word of a kind), nor one of another clause."""
    first, last = min(span[1], denial[1]), max(span[0], denial[0])
    return 0 <= last - first <= DENIED_NEAR and not _CLAUSE.search(text[first:last])


def _written(text: str, span: Span) -> str:
    return text[span[0] : span[1]].strip()


@cache
def _kinds() -> Kinds:
    """With those that are listed as opposites already."""
    listed = tomllib.loads((files("news.comparing") / "reverses.toml").read_text(encoding="utf-8"))
    before = opposites.listed()
    return Kinds({language: _joined(before.get(language, {}), kinds) for language, kinds in listed.items()})


def _joined(one: Mapping[str, str], other: Mapping[str, str]) -> Mapping[str, str]:
    return {kind: f"{one.get(kind, '')} {other.get(kind, '')}".strip() for kind in {**one, **other}}
