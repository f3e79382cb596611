"""A million readers, reckoned from what was measured: machines, database, model, Telegram's limit, and what breaks first.

    python -m benchmarks.scale

Writes docs/scale.md. What a piece of work costs is read from docs/benchmarks.md, the rest is assumed and says so; nothing is
drawn at random, so the same figures give the same page. How late digests come is `benchmarks.lateness`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.lateness import (
    CHOSEN,
    DAY_S,
    HOUR_S,
    MORNING,
    PEOPLE,
    Lateness,
    answers_a_second,
    lateness,
    sent_at,
    slots,
)

DOCS = Path(__file__).resolve().parents[1] / "docs"
READERS = 1_000_000
FREE, PAID = 30.0, 1_000.0
"""Messages a second: what a bot may send, and what it may send for 0.1 Stars each beyond the first 30
(https://core.telegram.org/bots/faq#broadcasting-to-users)."""
THINNED = 20
"""Readers, and the limit with them, when only the most readers are looked for: a queue of fluid is the same at any size."""
SENDERS = 1
"""`deliver` has one seat, for the pace (news/holds.py): one process sends, whatever it is allowed."""
TOO_LATE_S = 300.0
"""Of 95 in 100 digests: what docs/operations.md says to wake somebody for."""
BUSY = 0.6
"""Of a core, at the busiest hour; the rest is for what was not reckoned."""
CORES = 4
"""Of a machine."""
JOIN_S = 0.00375
"""CPU of joining an article to 100,000 live ones (docs/measurements.md, `python -m benchmarks.growth`)."""
ARTICLE_BYTES, DIGEST_BYTES = 9_500, 4_100
"""Of SQLite's file, indexes included, on 22 November 2026: an article with its story, facts, meaning and place in the index of words, of 648 of real feeds
(a thousand characters each); a digest of five stories with what its reader was shown and its message, of 12,000 made ones whose text went after
a week."""


@dataclass(frozen=True)
class Measured:
    """CPU seconds of a piece of work, the share of Telegram's limit that is reached, bytes of rows. `send_s` is the whole of a message,
    from its row to its outcome."""

    poll_s: float
    unchanged_s: float
    join_s: float
    compose_s: float
    send_s: float
    update_s: float
    share: float
    article_bytes: float
    digest_bytes: float

    @property
    def carried(self) -> float:
        """Messages a second that who sends carries."""
        return SENDERS * BUSY / self.send_s

    def reached(self, limit: float) -> float:
        """Messages a second where Telegram allows so many."""
        return min(limit * self.share, self.carried)


@dataclass(frozen=True)
class Assumed:
    """`told` are stories told or told anew a day, in each of so many `languages`; `tokens` and `price` (a million) are in, out."""

    articles: int = 50_000
    feeds: int = 5_000
    polls: int = 48
    changed: float = 0.15
    messages: float = 1.0
    updates: float = 2.0
    told: int = 3_000
    languages: int = 25
    story_tokens: tuple[int, int] = (3_300, 700)
    translation_tokens: tuple[int, int] = (1_300, 700)
    price: tuple[float, float] = (0.40, 1.60)
    texts_days: int = 90
    shown_days: int = 90


def main() -> None:
    page = written(read_measured((DOCS / "benchmarks.md").read_text("utf-8")), Assumed())
    (DOCS / "scale.md").write_text(page, "utf-8")
    print(page)


# --- what was measured ---------------------------------------------------------------------------


def read_measured(page: str) -> Measured:
    """Raises ValueError for a row that is not there."""
    feeds, entries, rate = _row(
        page, "ingest", r"([\d,]+) feeds, ([\d,]+) entries, polled again.*?\| ([\d,]+) entries/CPU s"
    )
    (unchanged,) = _row(page, "fetch", r"304 from.*?\| ([\d.]+) ms")
    (composed,) = _row(page, "compose", r"digests whole.*?\| ([\d,]+)/CPU s")
    (sent,) = _row(page, "broadcast", r"messages from their rows.*?\| ([\d,]+)/CPU s")
    (share,) = _row(page, "deliver", r"share of 30 messages.*?\| ([\d.]+)%")
    (updates,) = _row(page, "chat", r"updates through the bot.*?\| ([\d,]+)/CPU s")
    return Measured(
        poll_s=entries / rate / feeds,
        unchanged_s=unchanged / 1e3,
        join_s=JOIN_S,
        compose_s=1 / composed,
        send_s=1 / sent,
        update_s=1 / updates,
        share=min(share / 100, 1.0),  # in half a minute a message more fits in than in the long run
        article_bytes=ARTICLE_BYTES,
        digest_bytes=DIGEST_BYTES,
    )


def _row(page: str, name: str, pattern: str) -> list[float]:
    found = re.search(rf"^\| {name} \| {pattern}", page, re.MULTILINE)
    if found is None:
        raise ValueError(
            f"docs/benchmarks.md has no row of {name} with {pattern!r}: python -m benchmarks.speed {name}"
        )
    return [float(figure.replace(",", "")) for figure in found.groups()]


# --- how late ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Day:
    """When readers want their digests: at which hours, and over how long those of one hour are dealt out."""

    name: str
    hours: Mapping[float, float]
    spread_s: int = 0


DAYS = (
    Day("everybody at eight", MORNING),
    Day("hours as people choose them", CHOSEN),
    Day("the same, dealt out over half an hour", CHOSEN, spread_s=HOUR_S // 2),
)


def late(readers: int, day: Day, *, limit: float, assumed: Assumed) -> Lateness | None:
    """None where a day's messages do not fit into a day."""
    due = slots(round(readers * assumed.messages), zones=PEOPLE, hours=day.hours, spread_s=day.spread_s)
    answers = answers_a_second(readers * assumed.updates, zones=PEOPLE)
    try:
        return lateness(due, sent_at(due, limit=limit, answers=answers))
    except ValueError:
        return None


def most_readers(fits: Callable[[int], bool], *, upto: int = 1 << 23) -> int:
    """The most that fit, to a hundredth; what fits more also fits fewer."""
    low, high = 0, upto
    while high - low > max(low // 100, 1_000):
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


# --- what it takes -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Load:
    """CPU seconds of a day, and in its busiest second."""

    work: str
    a_day: float
    at_most: float


def loads(measured: Measured, assumed: Assumed, *, readers: int, limit: float) -> list[Load]:
    """Feeds and stories come evenly; digests are made as fast as they can be sent; readers write while they are awake."""
    polled = (
        assumed.feeds
        * assumed.polls
        * (assumed.changed * measured.poll_s + (1 - assumed.changed) * measured.unchanged_s)
    )
    joined = assumed.articles * measured.join_s
    peak = float(answers_a_second(readers * assumed.updates, zones=PEOPLE).max())
    made = readers * assumed.messages
    return [
        Load("polling feeds", polled, polled / DAY_S),
        Load("joining articles", joined, joined / DAY_S),
        Load("making digests", made * measured.compose_s, limit * measured.compose_s),
        Load("sending", made * measured.send_s, limit * measured.send_s),
        Load("answering readers", readers * assumed.updates * measured.update_s, peak * measured.update_s),
    ]


def database_bytes(measured: Measured, assumed: Assumed, *, readers: int) -> tuple[float, float]:
    """Of the press and of readers, once as old as what is kept longest."""
    press = assumed.articles * assumed.texts_days * measured.article_bytes
    return press, readers * assumed.messages * assumed.shown_days * measured.digest_bytes


def model_cost(assumed: Assumed) -> tuple[float, float]:
    """Tokens and money a day. No reader is in it."""
    translated = assumed.told * (assumed.languages - 1)
    tokens = [
        assumed.told * story + translated * translation
        for story, translation in zip(assumed.story_tokens, assumed.translation_tokens, strict=True)
    ]
    money = sum(count * price for count, price in zip(tokens, assumed.price, strict=True)) / 1e6
    return float(sum(tokens)), money


# --- what breaks first ---------------------------------------------------------------------------


def bounds(measured: Measured, assumed: Assumed) -> list[tuple[int, str, str]]:
    """Readers, what gives way beyond them, and what then helps; the first first."""

    def on_time(day: Day, limit: float) -> int:
        def fits(readers: int) -> bool:
            told = late(readers // THINNED, day, limit=limit / THINNED, assumed=assumed)
            return told is not None and told.p95 <= TOO_LATE_S

        return most_readers(fits)

    peak = float(answers_a_second(assumed.updates, zones=PEOPLE).max())
    eight, chosen, dealt_out = DAYS
    free = measured.reached(FREE)
    found = [
        (
            on_time(eight, free),
            f"Telegram's {FREE:.0f} a second, everybody at eight",
            "other hours, or a raised limit",
        ),
        (
            on_time(chosen, free),
            f"Telegram's {FREE:.0f} a second, hours as chosen",
            "dealing hours out, or a raised limit",
        ),
        (
            on_time(dealt_out, free),
            f"Telegram's {FREE:.0f} a second, dealt out over half an hour",
            "a raised limit",
        ),
        *(
            (
                on_time(day, measured.carried),
                f"the one process that sends ({measured.carried:,.0f} a second: a core, {BUSY:.0%} busy), at a raised limit, {name}",
                "a second bot",
            )
            for day, name in ((eight, "everybody at eight"), (chosen, "hours as chosen"))
            if measured.carried < PAID * measured.share
        ),
        (
            on_time(chosen, PAID * measured.share),
            f"Telegram's {PAID:,.0f} a second, hours as chosen",
            "a second bot",
        ),
        (
            round(BUSY / (peak * measured.update_s)),
            f"one process that talks to readers (a core, {BUSY:.0%} busy)",
            "several bots, by webhook",
        ),
    ]
    return sorted(found)


# --- the page ------------------------------------------------------------------------------------


def written(measured: Measured, assumed: Assumed) -> str:
    """docs/scale.md."""
    sections = (
        _opening(measured, assumed),
        _late(measured, assumed),
        _machines(measured, assumed),
        _rest(measured, assumed),
        _first(measured, assumed),
    )
    return "\n\n".join(sections) + "\n"


def _opening(measured: Measured, assumed: Assumed) -> str:
    return f"""# A million readers

Reckoned, not run: `python -m benchmarks.scale` writes this page from what [speed](benchmarks.md) measured and from what is assumed below. It draws nothing at random. It is as true as its assumptions; change them in
`benchmarks/scale.py` (`Assumed`) and `benchmarks/lateness.py` (zones, hours).

- **Readers**: {READERS:,} in {len(PEOPLE)} zones by population (rounded, from memory), one digest of {assumed.messages:g} message a day each, {assumed.updates:g} lines or taps a day each between 7 and 23 o'clock, each answered by one message, which goes before digests.
- **Press**: {assumed.articles:,} articles a day of {assumed.feeds:,} feeds, each polled {assumed.polls} times a day, {assumed.changed:.0%} of the polls with something new.
- **Measured** (CPU of one core): a poll with something new {1e3 * measured.poll_s:.1f} ms, an unchanged one {1e3 * measured.unchanged_s:.2f} ms, joining an article {1e3 * measured.join_s:.1f} ms, a digest {1e3 * measured.compose_s:.1f} ms, a message from its row to its outcome {1e3 * measured.send_s:.1f} ms, an update {1e3 * measured.update_s:.1f} ms.
  Of Telegram's limit {measured.share:.1%} is reached by the transport on an idle machine. One process sends, and {BUSY:.0%} of its core carries {measured.carried:,.0f} messages a second, whatever Telegram allows. PostgreSQL's own work is not in these figures. Joining and the bytes of rows are of [measurements](measurements.md)."""


def _late(measured: Measured, assumed: Assumed) -> str:
    lines = [
        f"| {readers:,} | {day.name} | {_told(late(readers, day, limit=measured.reached(FREE), assumed=assumed))} | {_told(late(readers, day, limit=measured.reached(PAID), assumed=assumed))} |"
        for readers in (10_000, 100_000, 250_000, READERS)
        for day in DAYS
    ]
    return "\n".join(
        [
            "## How late digests come",
            "",
            f"Median / 95 of 100 / 99 of 100 / the last, and the share within a quarter of an hour, at {FREE:.0f} messages a second and at a raised limit, {_raised(measured)}; digests are made as fast as they are sent.",
            "",
            f"| readers | hours | at {FREE:.0f} a second | at a raised limit |",
            "|---|---|---|---|",
            *lines,
            "",
            "Readers choose hours, the program does not deal them out: the third row of each is what doing so would bring.",
        ]
    )


def _raised(measured: Measured) -> str:
    """What is sent where Telegram allows more."""
    reached = measured.reached(PAID)
    return f"{reached:,.0f}" + (
        f" of {PAID:,.0f}, as many as one sender carries" if measured.carried < PAID else ""
    )


def _told(found: Lateness | None) -> str:
    if found is None:
        return "never: more than a day's messages a day"
    return f"{' / '.join(map(_span, (found.p50, found.p95, found.p99, found.most)))}, {found.within:.0%}"


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5_400 else f"{seconds / HOUR_S:.1f} h"


def _machines(measured: Measured, assumed: Assumed) -> str:
    lines, totals = [], []
    free, paid = (
        loads(measured, assumed, readers=READERS, limit=measured.reached(limit)) for limit in (FREE, PAID)
    )
    for one, other in zip(free, paid, strict=True):
        lines.append(f"| {one.work} | {one.a_day / HOUR_S:,.1f} | {one.at_most:.2f} | {other.at_most:.2f} |")
    for found in (free, paid):
        cores = sum(load.at_most for load in found) / BUSY
        totals.append(f"{cores:.1f} cores, so {-int(-cores // CORES)} machines of {CORES}")
    return "\n".join(
        [
            "## Machines",
            "",
            f"| work | core hours a day | cores at the busiest second, {FREE:.0f} a second | at a raised limit, {_raised(measured)} |",
            "|---|---|---|---|",
            *lines,
            f"| all, {BUSY:.0%} busy | | {totals[0]} | {totals[1]} |",
            "",
            "Beside them one for PostgreSQL, and one more of each kind for the day that one fails. "
            f"One process sends, and a second one stands by: more machines send no more. {PAID:,.0f} a second would take {PAID * measured.send_s:.1f} cores of it.",
        ]
    )


def _rest(measured: Measured, assumed: Assumed) -> str:
    press, readers = (size / 1e9 for size in database_bytes(measured, assumed, readers=READERS))
    tokens, money = model_cost(assumed)
    stars = max(READERS * assumed.messages - FREE * DAY_S, 0.0)
    return f"""## Database

{press:,.0f} GB of the press (texts of {assumed.texts_days} days) and {readers:,.0f} GB of what {READERS:,} readers were shown in {assumed.shown_days} days, in rows and indexes as SQLite keeps them. The rows of readers are most of it: a reader costs {readers * 1e6 / READERS:,.0f} kB.

## Model

{assumed.told:,} stories told a day (told anew included), in {assumed.languages} languages: {tokens / 1e6:,.0f} million tokens, {money:,.0f} a day at {assumed.price[0]:g} and {assumed.price[1]:g} a million in and out (the example of [operations](operations.md)). That is {money / READERS * 30:.5f} a reader and month, and the same for ten readers
as for ten million: what readers ask (`/ask`) is not in it and is bounded by `OPENAI_TOKENS_PER_DAY`.

## Telegram

A raised limit costs 0.1 Stars a message beyond {FREE:.0f} in a second. {"All of a day's digests fit into the free limit, spread over the day" if not stars else f"{stars:,.0f} messages a day go beyond it at least"}; they are wanted in some hours, so at a raised limit most of them go beyond it: at most {READERS * assumed.messages * 0.1:,.0f} Stars a day. Whether a bot
may have it, Telegram decides. Digests are long messages, for which its handbook says that limits are met sooner: 30 a second may not be reached. *The real Telegram was not at hand.*"""


def _first(measured: Measured, assumed: Assumed) -> str:
    lines = [f"| {_many(readers)} | {what} | {then} |" for readers, what, then in bounds(measured, assumed)]
    return "\n".join(
        [
            "## What breaks first",
            "",
            f"Up to how many readers it holds: of Telegram's limits, that 95 of 100 digests come within {TOO_LATE_S / 60:.0f} minutes.",
            "",
            "| readers | what gives way | what helps |",
            "|---|---|---|",
            *lines,
            "",
            "*Read in the code, not reckoned*: a breaking story looks for its readers five hundred at a time, in one run of a step that may take 60 seconds;"
            " the monitor counts all that is owed at each scrape, a row for each reader's next digest among it.",
        ]
    )


def _many(readers: int) -> str:
    return (
        f"over {readers:,}" if readers > 8_000_000 else f"{round(readers, -3 if readers > 10_000 else -2):,}"
    )


if __name__ == "__main__":
    main()
