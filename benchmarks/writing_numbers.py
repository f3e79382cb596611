"""False alarms and catches of the number, unit and date checks: `python -m benchmarks.writing_numbers [set] [language ...]`.

A professional translation is held against the English line and its neighbours in the document, of which it cites the
line itself, and the English against the translation, just as a sentence of ours is held against its evidence. An alarm
on the sentence as it is counts as false, even where the translator was wrong. Sets: `pud` and `ntrex` are what rules
were tuned on, `ntrex-held` is the half of NTREX that nobody looked at (see `benchmarks.parallel`). No day of publishing
is known: all are taken as of one day, so "Saturday" written as a date is an alarm here. Corruptions are placed where our
own readers find digits, scales, units and days, so a word they do not know is neither corrupted nor caught; `sites`
says how many there were.
The Vietnamese summaries (VietnameseMDS) are held against all articles of their cluster, which have days of publishing;
nothing is corrupted there, since among all numbers of a cluster most others can be found.
"""

import json
import re
import sys
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from babel import Locale, UnknownLocaleError

from benchmarks import parallel
from news.checks import dates, numbers, units
from news.checks.findings import Checked, Finding, Severity
from news.language.amounts import amounts
from news.language.calendar import days
from news.language.figures import plain_digits
from news.language.scales import SCALES
from news.language.sentences import split
from news.language.units import listed, units_of
from news.writing.drafts import Line, Said

PUBLISHED = datetime(2016, 11, 15, 12, tzinfo=UTC)
KINDS = ("digit", "swap", "scale", "unit", "day", "month")
FLOORS = {"alarm": 1.5, "digit": 99.0, "unit": 90.0, "day": 90.0, "month": 90.0}


@dataclass(frozen=True)
class Case:
    """`place` is that of the line which the sentence cites; None where it cites all."""

    id: str
    text: str
    language: str
    lines: tuple[Line, ...]
    place: int | None = None

    @property
    def own(self) -> Checked:
        return Checked(self.language, self.lines)

    def said(self, text: str) -> Said:
        told = self.lines if self.place is None else self.lines[self.place : self.place + 1]
        return Said(text, tuple(each.id for each in told))


@dataclass
class Tally:
    sentences: int = 0
    alarms: int = 0
    sites: dict[str, int] | None = None
    caught: dict[str, int] | None = None


# --- the data ------------------------------------------------------------------------------------


def cases(rows: list[parallel.Row], language: str, *, reverse: bool) -> Iterator[Case]:
    """The sentences that hold a number or a day; `reverse` holds English against the translation."""
    mine, theirs = ("en", language) if reverse else (language, "en")
    for at, row in enumerate(rows):
        window = [each for each in rows[max(0, at - 1) : at + 2] if each.document == row.document]
        told = [each.text if reverse else each.english for each in window]
        lines = tuple(line(text, theirs, position) for position, text in enumerate(told))
        text = row.english if reverse else row.text
        case = Case(f"{row.document}{row.number}", text, mine, lines, window.index(row))
        if holds_number(case):
            yield case


def line(text: str, language: str, position: int = 0) -> Line:
    return Line(f"1.{position}", text, 1, "Outlet", "Owner", 1, language, PUBLISHED, None, position)


def holds_number(case: Case) -> bool:
    return any(True for _ in numbers.claimed(case.text, case.language)) or bool(
        days(case.text, case.language)
    )


def vietnamese() -> Iterator[Case]:
    """Sentences of human summaries, on all that the articles of the cluster say: titles, leads and texts."""
    path = parallel.DATA / "aieval" / "mds" / "vietnamese_mds.json"
    for cluster in json.loads(path.read_text("utf-8")) if path.exists() else []:
        lines = tuple(
            _of_article(number, position, text, doc["time"])
            for number, doc in enumerate(cluster["docs"], start=1)
            for position, text in enumerate([doc["title"], *split(f"{doc['summary']}\n{doc['text']}", "vi")])
        )
        for at, reference in enumerate(cluster["refs"]):
            for place, sentence in enumerate(split(reference, "vi")):
                yield Case(f"{cluster['id']}-{at}-{place}", sentence, "vi", lines)


def _of_article(number: int, position: int, text: str, time: str) -> Line:
    found = re.search(r"(\d{1,2})/(\d{1,2})/(\d{4})", time)
    published = datetime(int(found[3]), int(found[2]), int(found[1]), 5, tzinfo=UTC) if found else PUBLISHED
    outlet = f"Outlet {number}"
    return Line(
        f"{number}.{position}",
        text,
        number,
        outlet,
        outlet,
        number,
        "vi",
        published,
        "Asia/Ho_Chi_Minh",
        position,
    )


# --- corruptions ---------------------------------------------------------------------------------

Corrupt = Callable[[Case, str], Iterator[str]]


def digit(case: Case, _other: str) -> Iterator[str]:
    """One digit of each number changed, not to a leading nought."""
    for amount in amounts(case.text, case.language):
        if not (amount.has_digits and amount.is_firm):
            continue
        places = [at for at in range(amount.start, amount.end) if case.text[at].isdigit()]
        seed = zlib.crc32(f"{case.id}{amount.start}".encode())
        at = places[seed % len(places)]
        old = int(case.text[at])
        new = 1 + (old - 1 + 1 + seed // 7 % 8) % 9 if old else 1 + seed // 7 % 9
        zero = ord(case.text[at]) - old
        yield case.text[:at] + chr(zero + new) + case.text[at + 1 :]


def swap(case: Case, other: str) -> Iterator[str]:
    """Each number replaced by one of another story, where it differs."""
    donors = [each for each in amounts(other, case.language) if each.has_digits and each.is_firm]
    for amount in amounts(case.text, case.language):
        if amount.has_digits and amount.is_firm and donors and not donors[0].values & amount.values:
            yield case.text[: amount.start] + other[donors[0].start : donors[0].end] + case.text[amount.end :]


def scale(case: Case, _other: str) -> Iterator[str]:
    """Each "million" made a "billion", and so on."""
    sizes = {
        size: form
        for form, size in reversed(SCALES.get(case.language, {}).items())
        if len(form.rstrip("*")) > 1 or not form.isascii()
    }
    for amount in amounts(case.text, case.language):
        written = case.text[amount.start : amount.end]
        for form, size in sorted(SCALES.get(case.language, {}).items(), key=lambda pair: -len(pair[0])):
            found = re.search(
                re.escape(form.rstrip("*")) + (r"[^\W\d_]*" if form.isascii() else ""), written, re.IGNORECASE
            )
            other = sizes.get(size * 1000) or sizes.get(size / 1000) or sizes.get(size * 10000)
            if found and other and amount.has_digits:
                yield (
                    case.text[: amount.start]
                    + written[: found.start()]
                    + other.rstrip("*")
                    + written[found.end() :]
                    + case.text[amount.end :]
                )
                break


CLASSES = (
    ("usd", "eur", "gbp", "jpy", "cny", "inr", "rub"), ("km", "m", "mi", "ft", "cm", "mm", "in"), ("kg", "t", "lb", "g"),
    ("year", "month", "week", "day", "hour", "min"), ("%", "km", "usd"),
)  # fmt: skip


def unit(case: Case, _other: str) -> Iterator[str]:
    """The word or sign of each unit made another of its class."""
    plain = plain_digits(case.text)
    for amount in amounts(case.text, case.language):
        known = units_of(amount, plain, case.language)
        for family in CLASSES:
            if amount.is_firm and known & set(family) and not _is_dated(case, amount.start):
                yield from _with_unit(case, amount.start, amount.end, known, family)
                break


def _is_dated(case: Case, at: int) -> bool:
    return any(naming.start <= at < naming.end for naming in days(case.text, case.language))


def _with_unit(
    case: Case, start: int, end: int, known: frozenset[str], family: tuple[str, ...]
) -> Iterator[str]:
    forms = [
        (name, form.replace("_", " ")) for section in ("*", case.language) for name, form in listed()[section]
    ]
    new = next(
        (form.rstrip("*") for name, form in reversed(forms) if name in family and name not in known), None
    )
    if new is None:
        return
    for side in (case.text[end : end + 30], case.text[max(0, start - 4) : start]):
        olds = sorted((form for name, form in forms if name in known), key=len, reverse=True)
        for old in olds:
            shape = re.escape(old.rstrip("*")) + (r"\w*" if old[-1] == "*" else "")
            found = re.search(
                rf"^[\s-]{{0,2}}(?:de |d'|of |di |US )?({shape})", side, re.IGNORECASE
            ) or re.search(rf"({shape})\s?$", side)
            if found and found[1][0] in "$€£" and side[found.end(1) : found.end(1) + 1].isdigit():
                continue  # the sign of the next amount
            if found and side == case.text[end : end + 30]:
                yield case.text[: end + found.start(1)] + new + case.text[end + found.end(1) :]
                return
            if found and side != case.text[end : end + 30] and len(old) <= 3:
                at = max(0, start - 4)
                sign = "€" if "eur" not in known else "£"
                yield case.text[: at + found.start(1)] + sign + case.text[at + found.end(1) :]
                return


def day(case: Case, _other: str) -> Iterator[str]:
    """Each day one later or earlier."""
    for naming in days(case.text, case.language):
        if naming.month and naming.day and naming.is_sure:
            written = plain_digits(case.text[naming.start : naming.end])
            found = re.search(rf"(?<!\d)0?{naming.day}(?!\d)", written)
            if found:
                new = str(naming.day + 1 if naming.day < 28 else naming.day - 1)
                yield (
                    case.text[: naming.start]
                    + written[: found.start()]
                    + new
                    + written[found.end() :]
                    + case.text[naming.end :]
                )


def month(case: Case, _other: str) -> Iterator[str]:
    """Each month the next one."""
    try:
        names = Locale(case.language).months["format"]["wide"]
    except UnknownLocaleError:
        return
    for naming in days(case.text, case.language):
        if not naming.month or not naming.is_sure:
            continue
        written, following = plain_digits(case.text[naming.start : naming.end]), naming.month % 12 + 1
        signed = re.search(
            rf"(?<!\d)0?{naming.month}(?=\s?[月월])|(?<=[./-])0?{naming.month}(?=[./-])|(?<=tháng ){naming.month}(?!\d)",
            written,
        )
        if signed:
            changed = written[: signed.start()] + str(following) + written[signed.end() :]
        else:
            changed = re.sub(
                r"[^\W\d_](?:[^\W\d_]|[\u0900-\u094f\u0e31-\u0e4e])*(?=\W*\d*\W*$)",
                names[following],
                written,
                count=1,
            )
        if changed != written:
            yield case.text[: naming.start] + changed + case.text[naming.end :]


CORRUPTIONS: dict[str, Corrupt] = {
    "digit": digit,
    "swap": swap,
    "scale": scale,
    "unit": unit,
    "day": day,
    "month": month,
}


# --- the table -----------------------------------------------------------------------------------


def findings(case: Case, text: str) -> list[Finding]:
    """What drops the text in the case's place."""
    said, own = case.said(text), case.own
    found = [*numbers.check(said, own), *dates.check(said, own), *units.check(said, own)]
    return [each for each in found if each.severity is Severity.DROPS]


_FAR = 37
"""Cases between a sentence and the one that its numbers are swapped with: another document."""


def measured(every: list[Case]) -> Tally:
    tally = Tally(sites=defaultdict(int), caught=defaultdict(int))
    assert tally.sites is not None
    assert tally.caught is not None
    for at, case in enumerate(every):
        before = findings(case, case.text)
        tally.sentences += 1
        tally.alarms += bool(before)
        if before:  # already dropped
            continue
        for kind, corrupt in CORRUPTIONS.items():
            for text in corrupt(case, every[(at + _FAR) % len(every)].text):
                tally.sites[kind] += 1
                tally.caught[kind] += bool(findings(case, text))
    return tally


def shown(name: str, tally: Tally) -> str:
    assert tally.sites is not None
    assert tally.caught is not None
    alarm = f"{tally.sentences:5} {tally.alarms:3} {100 * tally.alarms / max(1, tally.sentences):5.1f}%"
    kinds = [
        f"{100 * tally.caught[kind] / tally.sites[kind]:6.1f} ({tally.sites[kind]:3})"
        if tally.sites[kind]
        else " " * 12
        for kind in KINDS
    ]
    return f"{name:9} {alarm}  {' '.join(kinds)}"


def added(tallies: list[Tally]) -> Tally:
    total = Tally(sites=defaultdict(int), caught=defaultdict(int))
    assert total.sites is not None
    assert total.caught is not None
    for tally in tallies:
        total.sentences += tally.sentences
        total.alarms += tally.alarms
        for kind in KINDS:
            total.sites[kind] += (tally.sites or {}).get(kind, 0)
            total.caught[kind] += (tally.caught or {}).get(kind, 0)
    return total


def main(sets: Sequence[str] = parallel.SETS, only: Sequence[str] = ()) -> None:
    if not parallel.pud("de"):
        print("PUD is not on this machine: nothing measured")
        return
    for name in sets:
        print(
            f"{name:9} {'n':>5} {'false alarms':>10}  "
            + " ".join(f"{kind + ' % (sites)':>12}" for kind in KINDS)
        )
        known = parallel.PUD_LANGUAGES if name == "pud" else list(parallel.NTREX_LANGUAGES)
        for reverse in (False, True):
            tallies = []
            for language in known:
                if language in (only or known):
                    tallies.append(
                        measured(list(cases(parallel.rows(name, language), language, reverse=reverse)))
                    )
                    print(
                        shown(f"en < {language}" if reverse else f"{language} < en", tallies[-1]), flush=True
                    )
            print(shown("all", added(tallies)))
    summaries = [case for case in vietnamese() if holds_number(case)]
    alarms = sum(bool(findings(case, case.text)) for case in summaries)
    print(f"Vietnamese summaries: {alarms} of {len(summaries)}, {100 * alarms / max(1, len(summaries)):.1f}%")


if __name__ == "__main__":
    asked = sys.argv[1:]
    main(
        [each for each in asked if each in parallel.SETS] or list(parallel.SETS),
        [each for each in asked if each not in parallel.SETS],
    )
