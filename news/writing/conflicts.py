"""Where sources of one story give different numbers for what seems to be one thing.

Pure, and understands no sentence: a number's thing is the word of a toll beside it ("dead", in any language), or the
word that it counts, between sentences that otherwise say much the same. The first number of each text family speaks
for it. What was said long before the newest number is no other view but an older state.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from news.checks.lexicon import lexicon
from news.language.amounts import Amount, amounts
from news.language.tallies import tally_of
from news.language.tokens import primary_subtag, terms, words
from news.language.tolls import COUNTED_BEFORE, NOT_COUNTED, TOLLS, toll_of
from news.writing.drafts import Conflict, Evidence, Line, Side
from news.writing.extract import facts

NEAR_WORDS = 4
ALIKE = 0.65
"""So much of the shorter sentence's words the other has too, where no word of a toll tells what is counted."""
SAME_AMOUNT = 0.02
OUTDATED_AFTER = timedelta(hours=6)
_JOINED = re.compile(r"-[^\W\d_]")


@dataclass(frozen=True)
class _Count:
    """A number where it stands: what it counts, and how it is written there."""

    topic: str
    amount: float
    written: str
    line: Line
    start: int


def conflicts(evidence: Evidence, *, now: datetime) -> tuple[Conflict, ...]:
    """The things that families count differently, each with its sides, the newest side last."""
    counted: dict[str, list[_Count]] = {}
    for line in evidence.lines:
        for count in _counts(line):
            counted.setdefault(count.topic, []).append(count)
    found = (_conflict(topic, of, now=now) for topic, of in counted.items())
    return tuple(conflict for conflict in found if conflict is not None)


def tolls_counted(line: Line) -> frozenset[str]:
    """The tolls of which it gives a number."""
    return frozenset(count.topic for count in _counts(line) if count.topic in TOLLS)


def _conflict(topic: str, counts: Sequence[_Count], *, now: datetime) -> Conflict | None:
    first: dict[int, _Count] = {}
    for count in counts:
        first.setdefault(count.line.family, count)
    spoken = [count for count in first.values() if topic in TOLLS or _has_company(count, first.values())]
    latest = max((_known_at(count, now=now) for count in spoken), default=now)
    standing = [count for count in spoken if latest - _known_at(count, now=now) <= OUTDATED_AFTER]
    standing.sort(key=lambda count: _known_at(count, now=now))
    sides: list[list[_Count]] = []
    for count in standing:
        side = next((side for side in sides if _is_same(side[0].amount, count.amount)), None)
        if side is None:
            sides.append([count])
        else:
            side.append(count)
    if len(sides) < 2:
        return None
    said = tuple(
        Side(f"{side[0].amount:.10g}", side[0].written, _saying(side[0].amount, counts)) for side in sides
    )
    return Conflict(topic.split(":")[-1], "number", said)


def _saying(amount: float, counts: Iterable[_Count]) -> tuple[str, ...]:
    """All sentences that give this number, not only those that speak first."""
    return tuple(dict.fromkeys(count.line.id for count in counts if _is_same(count.amount, amount)))


def _has_company(count: _Count, others: Iterable[_Count]) -> bool:
    """Whether another family says a like sentence: "14 houses" here and there are not always the same houses."""
    own = _told(count.line)
    return any(
        other.line.family != count.line.family
        and len(own & (told := _told(other.line))) >= ALIKE * (min(len(own), len(told)) or 1)
        for other in others
    )


def _told(line: Line) -> frozenset[str]:
    return frozenset(term for term in terms(line.text, line.language) if not term[0].isdigit())


def _known_at(count: _Count, *, now: datetime) -> datetime:
    return min(count.line.published_at, now)


def _is_same(one: float, other: float) -> bool:
    return abs(one - other) <= SAME_AMOUNT * max(abs(one), abs(other))


# --- what is counted -----------------------------------------------------------------------------


def _counts(line: Line) -> Iterator[_Count]:
    days = {fact.value[-2:].lstrip("0") for fact in facts(line.text, line.language) if fact.kind == "date"}
    for amount in amounts(line.text, line.language):
        written = line.text[amount.start : amount.end].strip()
        value = None if written in days else _whole(amount, written)
        after = words(line.text[amount.end :])
        before = words(line.text[: amount.start])[::-1]
        is_place = not COUNTED_BEFORE.isdisjoint(before[:1])  # "thứ 5", "№ 5", "phase 5"
        is_joined = _JOINED.match(line.text, amount.end)  # "20-letniego", "20-jähriger"
        is_denied = (
            bool(before) and lexicon(line.language).negators.count(before[0]) > 0
        )  # "eleven, not nine"
        if value is None or is_place or is_joined or is_denied or NOT_COUNTED.intersection(after[:2]):
            continue
        topic = tally_of(before, line.language) or _toll_beside(before, after, line.language)
        if topic is None and not _names(line.text[amount.end :], line.language):
            topic = _counted_word(after[:2], line.language)
        if topic:
            yield _Count(topic, value, written, line, amount.start)


def _whole(amount: Amount, written: str) -> float | None:
    """A whole number, read as large as it can be ("1.234"); a year and a time of day count nothing."""
    is_year = len(written) == 4 and written.isdigit() and written[:2] in ("19", "20")
    values = [float(value) for value in amount.values if value[:1].isdigit()]  # "@390" is a time of day
    if is_year or not amount.is_firm or len(values) < len(amount.values):
        return None
    return next((value for value in sorted(values, reverse=True) if value.is_integer()), None)


def _toll_beside(before: Sequence[str], after: Sequence[str], language: str | None) -> str | None:
    """The toll nearest to the number (words `before` it backwards), after it rather than before it."""
    reach = 2 * NEAR_WORDS if primary_subtag(language) in ("zh", "ja", "th") else NEAR_WORDS
    near = (side[at] for at in range(reach) for side in (after, before) if at < len(side))
    return next((toll for word in near if (toll := toll_of(word, language))), None)


def _names(after: str, language: str | None) -> bool:
    """Whether a name follows the number, which counts no such thing ("the 6th Congress")."""
    return primary_subtag(language) != "de" and after.lstrip(" -\u00a0")[:1].isupper()


def _counted_word(following: Sequence[str], language: str | None) -> str | None:
    told = terms(" ".join(following), language)
    is_thing = told and not told[0][0].isdigit() and not amounts(following[0], language)
    return f"{primary_subtag(language)}:{told[0]}" if is_thing else None
