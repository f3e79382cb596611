"""Whether a number of a sentence stands where its source has another: each known by itself, and told of the wrong thing.

Looks at the one line that the sentence tells. A figure that is told more often than the line has it, while the line has
a figure of the same kind that the sentence leaves out, was put in the place of that one.
"""

from collections.abc import Iterator, Sequence

from news.checks.aligned import cited
from news.checks.findings import Checked
from news.checks.script import is_same
from news.checks.support import content
from news.language.amounts import amounts
from news.language.calendar import days
from news.language.figures import Amount, plain_digits
from news.language.tokens import primary_subtag
from news.language.units import units_of
from news.writing.drafts import Line, Said


def replaced(claims: Sequence[Amount], said: Said, own: Checked) -> tuple[Amount, ...]:
    """Those of `claims` that stand in another's place."""
    line = told_line(said, own) if any(amount.has_digits for amount in claims) else None
    if line is None:
        return ()
    theirs = amounts(line.text, line.language)
    surplus = list(_surplus(claims, theirs))
    surplus += [each for each in _loose(claims, theirs, said, own.language) if each not in surplus]
    if not surplus:
        return ()
    ours = frozenset().union(*(_all(amount) for amount in amounts(said.text, own.language)))
    left_out = {
        _kind(amount, line.text, line.language)
        for amount in _undated(theirs, line)
        if not _all(amount) & ours
    }
    return tuple(amount for amount in surplus if _kind(amount, said.text, own.language) in left_out)


def _surplus(claims: Sequence[Amount], theirs: Sequence[Amount]) -> Iterator[Amount]:
    figures = [amount for amount in claims if amount.has_digits]
    for amount in figures:
        told = sum(bool(amount.values & other.values) for other in figures)
        if told > sum(bool(amount.values & _all(other)) for other in theirs):
            yield amount


def _loose(claims: Sequence[Amount], theirs: Sequence[Amount], said: Said, language: str) -> Iterator[Amount]:
    """Figures that the line has as a word at most that may be no number ("a", "decade", "second"): "Radio 1" of a line with
    "a" and "Radio 4". Ten years may be its decade."""
    plain, primary = plain_digits(said.text), primary_subtag(language)
    for amount in _surplus(claims, [other for other in theirs if other.is_firm]):
        if "year" not in units_of(amount, plain, primary):
            yield amount


def _undated(theirs: Sequence[Amount], line: Line) -> Iterator[Amount]:
    dated = [(day.start, day.end) for day in days(line.text, line.language, line.country)]
    for amount in theirs:
        if amount.is_firm and not any(amount.start < end and start < amount.end for start, end in dated):
            yield amount


def _all(amount: Amount) -> frozenset[str]:
    """All that it may be as a figure; that both are millions makes no two figures one."""
    return frozenset(value for value in amount.values | amount.extra if value[0] not in "*^")


YEARS = range(1100, 2100)


def _kind(amount: Amount, text: str, language: str | None) -> tuple[int, bool, bool, bool]:
    """How many digits it has before the point, whether any after it, whether it is a share, and may be a year."""
    plain = [value for value in amount.values if value[:1].isdigit()]
    digits = min((len(value.partition(".")[0]) for value in plain), default=0)
    share = "%" in units_of(amount, plain_digits(text), primary_subtag(language))
    is_year = any(value.isdigit() and int(value) in YEARS for value in plain)
    return digits, any("." in value for value in plain), share, is_year


def told_line(said: Said, own: Checked) -> Line | None:
    """The one line that the sentence tells: the only one it cites, or in its own language the one whose words it has.
    None where that is open."""
    lines = cited(said, own)
    if len(lines) == 1:
        return lines[0]
    wanted = set(content(said.text, own.language))
    shares = [
        (len(wanted & set(content(line.text, own.language))) / len(wanted), line)
        for line in lines
        if wanted and is_same(line.language, own.language)
    ]
    best = max(shares, key=lambda pair: pair[0], default=None)
    return best[1] if best is not None and best[0] >= TELLS_WORDS else None


TELLS_WORDS = 0.6
"""Of a sentence's words, from which on it tells a line."""
