"""What a word such as "called off" is told of: the thing nearest to it in its clause. Pure.

Knows the kinds of `reverses.toml` that part sentences: `clause` begins or ends a clause, `reason` begins a phrase for why or by whom,
`reason_last` ends one, `auxiliary` makes a verb of a participle. What only describes a thing undoes nothing: "tickets for the
cancelled concert".
"""

import re
from collections.abc import Iterator, Sequence

from news.checks.kinds import Kinds, Span
from news.checks.lexicon import UNSPACED
from news.language.calendar import days
from news.language.tokens import WORD_SIGNS, terms

CLAUSE, REASON, REASON_LAST, AUXILIARY = "clause", "reason", "reason_last", "auxiliary"
OF_CLAUSES = frozenset([CLAUSE, REASON, REASON_LAST, AUXILIARY])
VERB_LAST = frozenset(["tr", "ja", "ko", "hi", "bn", "fa"])
BESIDE, BESIDE_UNSPACED = 4, 8
"""Words of content to each side of a word of a kind that say of what it is told."""
SHARED = 2
SPACELESS = UNSPACED - {"ko"}
"""Korean sets spaces, though words are found anywhere in it."""
REASON_WORDS, REASON_WORDS_BEFORE, REASON_SIGNS = 3, 1, 6
"""Words, or signs where no spaces are, that a phrase for a reason has at most."""
PARTICIPLE_LAST = frozenset(["fr", "es", "it", "pt", "ro"])
"""A participle that describes a thing stands behind it."""

_CLAUSE_END = re.compile(r"[;!?،؛、。，；：।]|[.,:](?!\d)|(?<=\s)[-–—](?=\s)")
_DESCRIBED = re.compile(r"\b(?:the|an?|this|that|its|their|his|her|of|for|\w+['’]s)\s$", re.IGNORECASE)


def is_object(text: str, span: Span, told: frozenset[str], *, kinds: Kinds, language: str) -> bool:
    """Whether what the word undoes is what is told elsewhere: its clause has words of it, the nearest among them, and no other
    clause has it all."""
    first, last = clause(text, span, kinds=kinds, language=language)
    if told <= frozenset(terms(f"{text[:first]} {text[last:]}", language)):
        return False
    if _describes(text, span, (first, last), kinds, language):
        return False
    before, behind = _beside(text, span, (first, last), language)
    if len(frozenset((*before, *behind)) & told) < SHARED:
        return False
    return _is_nearest(
        *_beside(_without_reasons(text, span, kinds, language), span, (first, last), language), told, language
    )


def _beside(
    text: str, span: Span, of_clause: tuple[int, int], language: str
) -> tuple[Sequence[str], Sequence[str]]:
    """The words of content of the clause before the word and behind it, the nearest."""
    most = BESIDE_UNSPACED if language in UNSPACED else BESIDE
    return (
        terms(text[of_clause[0] : span[0]], language)[-most:],
        [*terms(within(text, span), language), *terms(text[span[1] : of_clause[1]], language)][:most],
    )


def _is_nearest(before: Sequence[str], behind: Sequence[str], told: frozenset[str], language: str) -> bool:
    """Whether what is told is undone: what stands right behind; or, where nothing does or verbs come last, what stands right before, or
    most of that with its first word: "the concert planned for Friday was called off"."""
    if behind and language not in VERB_LAST:
        return behind[0] in told
    if not before:
        return False
    if before[-1] in told or language in UNSPACED:
        return before[-1] in told
    return before[0] in told and 2 * sum(term in told for term in before) > len(before)


def clause(text: str, span: Span, *, kinds: Kinds, language: str) -> tuple[int, int]:
    """Where the clause of the word begins and ends: by signs, and by words of the kind `clause`."""
    ends = [match.span() for match in _CLAUSE_END.finditer(text)]
    ends += [(start, end) for start, end, kind in kinds.spans(text, language) if kind == CLAUSE]
    first = max((end for _, end in ends if end <= span[0]), default=0)
    return first, min((start for start, _ in ends if start >= span[1]), default=len(text))


def within(text: str, span: Span) -> str:
    """What stands between the two parts of a word: "sagt ... ab"."""
    return " ".join(text[span[0] : span[1]].split()[1:-1])


def _describes(text: str, span: Span, within_clause: tuple[int, int], kinds: Kinds, language: str) -> bool:
    """Whether the word only says which thing is meant, and another verb says what becomes of it."""
    if language == "en":
        return text[: span[1]].endswith("ed") and _DESCRIBED.search(text[: span[0]]) is not None
    if language not in PARTICIPLE_LAST:
        return False
    helping = [
        start
        for start, _, kind in kinds.spans(text, language)
        if kind == AUXILIARY and within_clause[0] <= start < within_clause[1]
    ]
    return bool(helping) and min(helping) > span[0]


def _without_reasons(text: str, span: Span, kinds: Kinds, language: str) -> str:
    """The text with blanks for days and for why or by whom something is done."""
    signs = list(text)
    for start, end in (*_reasons(text, span, kinds, language), *_days(text, language)):
        if end <= span[0] or start >= span[1]:
            signs[start:end] = " " * (end - start)
    return "".join(signs)


def _days(text: str, language: str) -> list[tuple[int, int]]:
    return [(day.start, day.end) for day in days(text, language)]


def _reasons(text: str, span: Span, kinds: Kinds, language: str) -> Iterator[tuple[int, int]]:
    """Before the word as many words as such a phrase has; behind it, all that follows."""
    after, before = (of[language in SPACELESS] for of in (_AFTER, _BEFORE))
    for start, end, kind in kinds.spans(text, language):
        if kind == REASON and start >= span[1]:
            yield start, len(text)
        elif kind == REASON and (match := after.match(text, end, span[0])):
            yield start, match.end()
        elif kind == REASON_LAST and (match := before.search(text, 0, start)):
            yield match.start(), end


_AFTER = {
    False: re.compile(rf"(?:\s+{WORD_SIGNS}+){{0,{REASON_WORDS}}}"),
    True: re.compile(rf"{WORD_SIGNS}{{0,{REASON_SIGNS}}}"),
}
_BEFORE = {
    False: re.compile(rf"(?:{WORD_SIGNS}+\s+){{0,{REASON_WORDS_BEFORE}}}$"),
    True: re.compile(rf"{WORD_SIGNS}{{0,{REASON_SIGNS}}}$"),
}
