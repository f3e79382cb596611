"""Whether those whom a sentence counts as dead, injured, missing ... are counted so by what it cites.

Knows the words of `language.tolls`, and which number goes with which by where they stand. A number that the evidence does not have is
left to `numbers`; one that it counts with no such word, or whose line has the word beside no other number, is open.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from news.checks.findings import Checked, Finding
from news.language.amounts import amounts
from news.language.figures import Amount, plain_digits
from news.language.tokens import primary_subtag, words
from news.language.tolls import NOT_COUNTED, toll_spans
from news.language.units import units_of
from news.writing.drafts import Said

CODE = "toll"
REACH = 40
"""Letters between a number and the word for what it counts."""
_PASSING = frozenset(["trapped"])
"""Of what was so for a while: who was trapped is rescued or dead by now, and no sentence is wrong for saying either."""
_PARTS = re.compile(r"[.;!?:。；！？।]\s|[。；！？।]")


@dataclass(frozen=True)
class Counted:
    amount: Amount
    toll: str


def check(said: Said, own: Checked) -> Iterator[Finding]:
    ours = _told(said.text, own.language).pairs
    theirs = [told for line in own.lines if ours and (told := _told(line.text, line.language)).pairs]
    for mine in ours if theirs else ():
        others = {
            each.toll for told in theirs for each in told.pairs if each.amount.values & mine.amount.values
        }
        is_open = any(_is_open(told, mine) for told in theirs)
        if others and mine.toll not in others and not is_open:
            written = said.text[mine.amount.start : mine.amount.end]
            yield Finding(
                CODE, None, f"{written} {mine.toll}, of whom its evidence says {'/'.join(sorted(others))}"
            )


@dataclass(frozen=True)
class _Told:
    pairs: tuple[Counted, ...]
    loose: frozenset[str]
    """Words for tolls that stand beside no number of their own: "31 killed or injured"."""
    values: frozenset[str]


def _is_open(told: _Told, mine: Counted) -> bool:
    return mine.toll in told.loose and bool(told.values & mine.amount.values)


@lru_cache(maxsize=1 << 10)
def _told(text: str, language: str | None) -> _Told:
    """Each number with the word for what it counts: as many pairs as there can be, one after the other, the nearest."""
    plain, primary = plain_digits(text), primary_subtag(language)
    spans = sorted(span for span in toll_spans(text, language) if span[2] not in _PASSING)
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
    """A whole number without a unit; no year, no age, no time of day."""
    if units_of(amount, plain, primary) or NOT_COUNTED.intersection(words(plain[amount.end :][:24])[:2]):
        return False
    values = [value for value in amount.values if value.isdigit()]
    return (
        amount.is_firm
        and bool(values)
        and not any(
            value[0] == "@" or (len(value) == 4 and value[:2] in ("19", "20")) for value in amount.values
        )
    )
