"""Whether those whom a sentence tells of as dead, injured, missing ... are so by what it cites.

Nobody is dead by a sentence of whom no cited line and no title says so, in whichever words (`tolls.toml`). And who is counted as dead is
counted so there: knows which number goes with which word of `language.tolls` by where they stand. A number that the evidence does not
have is left to `numbers`; one whose line has the word beside no other number is open.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from news.checks.findings import Checked, Finding
from news.checks.lexicon import UNSPACED
from news.language.amounts import amounts
from news.language.figures import Amount, plain_digits
from news.language.tokens import WORD_SIGNS, primary_subtag, words
from news.language.tolls import NOT_COUNTED, TOLLS, toll_spans
from news.language.units import units_of
from news.writing.drafts import Line, Said

CODE = "toll"
REACH = 40
"""Letters between a number and the word for what it counts."""
_PASSING = frozenset(["trapped"])
"""Of what was so for a while: who was trapped is rescued or dead by now, and no sentence is wrong for saying either."""
_PARTS = re.compile(r"[.;!?:。；！？।]\s|[。；！？।]")
_CLAUSES = re.compile(r"[,.;!?:،؛]\s|[。；！？।，、]")


@dataclass(frozen=True)
class Counted:
    amount: Amount
    toll: str


def check(said: Said, own: Checked, *, titles: Sequence[Line] = ()) -> Iterator[Finding]:
    """`titles` are those of the cited articles."""
    unsaid = sorted(_unsaid(_claimed(said.text, own.language), own, titles))
    if unsaid:
        yield Finding(CODE, None, f"{'/'.join(unsaid)}, which nothing that it cites says of anybody")
        return
    yield from _counted_otherwise(said, own)


def _counted_otherwise(said: Said, own: Checked) -> Iterator[Finding]:
    ours = _told(said.text, own.language).pairs
    theirs = [told for line in own.lines if ours and (told := _told(line.text, line.language)).pairs]
    for mine in ours:
        others = {
            each.toll for told in theirs for each in told.pairs if each.amount.values & mine.amount.values
        }
        is_open = any(_is_open(told, mine) for told in theirs)
        written = said.text[mine.amount.start : mine.amount.end]
        if others and mine.toll not in others and not is_open:
            yield Finding(
                CODE, None, f"{written} {mine.toll}, of whom its evidence says {'/'.join(sorted(others))}"
            )
        elif not others and _counts_others(mine, own.lines):
            yield Finding(CODE, None, f"{written} {mine.toll}, where its evidence counts others so")


def counted(text: str, language: str | None) -> Sequence[Counted]:
    """Each number that has a word for a toll of its own, with that."""
    return _told(text, language).pairs


@dataclass(frozen=True)
class _Told:
    pairs: tuple[Counted, ...]
    loose: frozenset[str]
    """Words for tolls that stand beside no number of their own: "31 killed or injured"."""
    values: frozenset[str]


def _is_open(told: _Told, mine: Counted) -> bool:
    return mine.toll in told.loose and bool(told.values & mine.amount.values)


def _counts_others(mine: Counted, lines: Sequence[Line]) -> bool:
    """Whether all whom the lines count as dead, injured ... are so by another number, or nobody is; and the number stands in
    no line that speaks of them: "52 dead" of 52 aboard, of whom nine died."""
    is_told = any(
        mine.toll in _none(line.text, line.language)
        or any(each.toll == mine.toll for each in _told(line.text, line.language).pairs)
        for line in lines
    )
    beside = [
        line
        for line in (lines if is_told else ())
        if any(mine.amount.values & each.values for each in amounts(line.text, line.language))
    ]
    return bool(beside) and not any(may_tell(line, mine.toll) for line in beside)


def may_tell(line: Line, toll: str) -> bool:
    """Whether the line may tell the toll of somebody: then which of its numbers counts them is open."""
    told = _told_at_most(line.text, line.language)
    return told is None or (toll in told and toll not in _none(line.text, line.language))


@lru_cache(maxsize=1 << 10)
def _none(text: str, language: str | None) -> frozenset[str]:
    """The tolls that a text tells of nobody: "none of the 52 aboard died"."""
    none = _forms(primary_subtag(language)).get(_NONE)
    return frozenset(
        toll
        for match in (none.finditer(text) if none else ())
        for start, _, toll in _spans(text, language)
        if 0 <= start - match.end() <= REACH and not _PARTS.search(text[match.end() : start])
    )


@lru_cache(maxsize=1 << 10)
def _told(text: str, language: str | None) -> _Told:
    """Each number with the word for what it counts: as many pairs as there can be, one after the other, the nearest."""
    plain, primary = plain_digits(text), primary_subtag(language)
    spans = sorted(_spans(text, language))
    counting = [each for each in amounts(text, language) if spans and _counts_people(each, plain, primary)]
    pairs = _matched(counting, spans, text)
    paired = {span for _, span in pairs}
    loose = frozenset(span[2] for span in spans if span not in paired)
    values = frozenset().union(*(each.values for each in counting))
    return _Told(tuple(Counted(amount, span[2]) for amount, span in pairs), loose, values)


Span = tuple[int, int, str]
Pairs = tuple[tuple[Amount, Span], ...]


def _matched(counting: Sequence[Amount], spans: Sequence[Span], text: str) -> Pairs:
    """The pairing in the order of the text that has most pairs, and of these the least letters between."""
    best: list[tuple[int, Pairs]] = [(0, ())] * (len(spans) + 1)
    for amount in counting:
        row = [best[0]]
        for at, span in enumerate(spans):
            options = [best[at + 1], row[at]]
            if _may_pair(amount, span, text):
                cost, pairs = best[at]
                options.append((cost + _gap(span, amount), (*pairs, (amount, span))))
            row.append(min(options, key=lambda option: (-len(option[1]), option[0])))
        best = row
    return best[-1][1]


def _may_pair(amount: Amount, span: Span, text: str) -> bool:
    between = text[min(span[1], amount.end) : max(span[0], amount.start)]
    return _gap(span, amount) <= REACH and not _PARTS.search(between)


def _gap(span: Span, amount: Amount) -> int:
    return max(span[0] - amount.end, amount.start - span[1], 0)


def _counts_people(amount: Amount, plain: str, primary: str) -> bool:
    """A whole number without a unit; no year, no age, no time of day, and not of things."""
    if units_of(amount, plain, primary) or NOT_COUNTED.intersection(words(plain[amount.end :][:24])[:2]):
        return False
    if _begins(_forms(primary).get(_THINGS), plain[amount.end :].lstrip(), 0):
        return False
    values = [value for value in amount.values if value.isdigit()]
    return (
        amount.is_firm
        and bool(values)
        and not any(
            value[0] == "@" or (len(value) == 4 and value[:2] in ("19", "20")) for value in amount.values
        )
    )


# --- what is said of people, in whichever words --------------------------------------------------

_UNSURE, _SHARED, _OTHER, _NONE, _BEFORE, _THINGS = "unsure", "shared", "other", "none", "before", "things"
_HALVES, _REST = "halves", "rest"
_ONLY_COUNTED = frozenset({"displaced"})
"""What is told by words that tell much else, and of people surely beside a number only: a flat is evacuated, and money fled."""


@lru_cache(maxsize=1 << 10)
def _claimed(text: str, language: str | None) -> frozenset[str]:
    """The tolls that a text surely tells of people."""
    return frozenset(_claims(text, language))


def _claims(text: str, language: str | None) -> Iterator[str]:
    counted = {each.toll for each in _told(text, language).pairs}
    forms = _forms(primary_subtag(language))
    for start, _, toll in _spans(text, language):
        is_unsure = (
            toll in _ONLY_COUNTED
            or _begins(forms.get(_UNSURE), text, start)
            or (_begins(forms.get(_SHARED), text, start) and _is_of_things(text, start, forms))
        )
        if toll in counted or not is_unsure:
            yield toll


def _is_of_things(text: str, start: int, forms: Mapping[str, re.Pattern[str]]) -> bool:
    """Whether a thing stands in the clause: it is the flight that was held."""
    things = forms.get(_THINGS)
    if things is None:
        return False
    ends = [match.end() for match in _CLAUSES.finditer(text)]
    first = max((end for end in ends if end <= start), default=0)
    last = min((end for end in ends if end > start), default=len(text))
    return things.search(text[first:last]) is not None


def _spans(text: str, language: str | None) -> Iterator["Span"]:
    """Where words for tolls stand, but for those that tell of none."""
    forms = _forms(primary_subtag(language))
    return (
        span
        for span in toll_spans(text, language)
        if span[2] not in _PASSING
        and not _begins(forms.get(_OTHER), text, span[0])
        and not _is_behind(forms.get(_BEFORE), text, span[0])
        and not _is_half(text, span, forms)
    )


def _is_half(text: str, span: Span, forms: Mapping[str, re.Pattern[str]]) -> bool:
    """Whether the rest of a phrase is missing without which the word says something else: "hayatını" (his life), "kaybetti" (lost)."""
    if not _begins(forms.get(_HALVES), text, span[0]):
        return False
    following = _PARTS.split(text[span[1] :], maxsplit=1)[0][:REACH]
    return forms[_REST].search(following) is None


def _begins(pattern: re.Pattern[str] | None, text: str, start: int) -> bool:
    return pattern is not None and pattern.match(text, start) is not None


def _is_behind(pattern: re.Pattern[str] | None, text: str, start: int) -> bool:
    """Whether the word before is one of these."""
    return pattern is not None and any(
        text[match.end() : start].isspace() for match in pattern.finditer(text, 0, start)
    )


def _unsaid(claimed: Set[str], own: Checked, titles: Sequence[Line]) -> Set[str]:
    """What of it no line may tell of people; no line is read after the last of it was found. Nothing, where a line that is read is in a
    language whose words we do not know."""
    for line in (*own.nearest, *titles) if claimed else ():
        if (told := _told_at_most(line.text, line.language)) is None:
            return frozenset()
        if not (claimed := claimed - told):
            break
    return claimed


@lru_cache(maxsize=1 << 10)
def _told_at_most(text: str, language: str | None) -> frozenset[str] | None:
    forms = _forms(primary_subtag(language))
    if not forms:
        return None
    spans = {toll for _, _, toll in _spans(text, language)}
    return frozenset(spans | {toll for toll in TOLLS if toll in forms and forms[toll].search(text)})


@cache
def _forms(language: str) -> Mapping[str, re.Pattern[str]]:
    """By toll, what else may say it; and what is unsure. Empty for a language that has none."""
    listed = _read().get({"nb": "no", "nn": "no"}.get(language, language), {})
    return {kind: _pattern(forms.split(), language) for kind, forms in listed.items() if forms}


def _pattern(forms: Sequence[str], language: str) -> re.Pattern[str]:
    """Where a word begins, behind what Arabic, Hebrew and Swahili join to it; anywhere in scripts without spaces, and a
    long form in languages that make one word of several ("Kopfverletzung")."""
    if language in UNSPACED:
        return re.compile("|".join(map(_spelled, forms)))
    begun = f"{_JOINED.get(language, '')}(?:{'|'.join(map(_spelled, forms))})"
    within = [_spelled(form) for form in forms if len(form) >= LONG and form.isalpha()]
    if language in _COMPOUNDS and within:
        begun += f"|{WORD_SIGNS}+(?:{'|'.join(within)})"
    return re.compile(rf"(?<!{WORD_SIGNS})(?:{begun})", re.IGNORECASE)


def _spelled(form: str) -> str:
    end = rf"(?!{WORD_SIGNS})" if form.startswith("=") else ""
    return re.escape(form.removeprefix("=")).replace("_", r"\s+") + end


LONG = 6
"""Letters from which on a form is looked for within a word."""
_COMPOUNDS = frozenset({"de", "nl", "sv", "da", "nb", "nn", "no", "fi", "hu"})
_JOINED = {"ar": "[وفبلكس]{0,2}(?:ال)?[يتنأ]?", "he": "[והלבכמש]{0,3}", "sw": rf"{WORD_SIGNS}{{0,5}}"}


@cache
def _read() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files("news.checks").joinpath("tolls.toml").read_text("utf-8"))
