"""What must be true after the day, read from the program's database and from Telegram's own record of it.

Each promise gives the cases that break it, in words; none: it was kept.
"""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from news.alert import MOST_A_DAY
from tests.hostile.soak.day import BEGIN, LITTLE_WRONG, Day, Vitals
from tests.hostile.soak.program import MARK
from tests.hostile.soak.readers import Reader, instant

Row = sqlite3.Row

GRACE = timedelta(minutes=15)
"""What fell due this shortly before the end may still be under way."""
WARM_AFTER_H = 8.0
"""Of a life, in which the bounded caches fill: one of 39 hours grew by 89 MB in its first eight, and by 1.4 MB an hour after them."""
HOURS_WRONG = timedelta(hours=12)
"""A clock that is wrong by more has dates of its own."""
AFTERWARDS = GRACE + LITTLE_WRONG
"""A clock that was put right by days may be wrong by this since, and shows an hour that is still to come."""
MADE = ("ready", "empty", "quiet")
GROWTH_MB_AN_HOUR = 4.0
"""A day's news is kept at hand (some 10 kB an article), and caches go on filling with new words; more would be a leak."""
MOST_MORE_FILES, MOST_MORE_TASKS = 24, 12
"""SQLite keeps a closed connection's file open while others hold locks, and uses it again: as many as connections there were at once."""
_ENTRY = re.compile(r"^[\u200e\u200f\u2066-\u2069]*\d+\. (.+)$", re.MULTILINE)


@dataclass
class Kept:
    """The rows at the end, and when that was."""

    day: Day
    database: sqlite3.Connection

    @classmethod
    def of(cls, day: Day) -> "Kept":
        database = sqlite3.connect(f"file:{day.database}?mode=ro", uri=True)
        database.row_factory = sqlite3.Row
        return cls(day, database)

    def rows(self, question: str, **given: Any) -> list[Row]:
        times = {"now": self.day.ended, "before": self.day.ended - GRACE, "begun": BEGIN}
        told = {name: f"{at:%Y-%m-%d %H:%M:%S.%f}" for name, at in times.items()}
        return self.database.execute(question, told | given).fetchall()


def broken(day: Day) -> dict[str, list[str]]:
    """The promises that were not kept, with cases; empty where all were."""
    kept = Kept.of(day)
    found = {promise.__name__.replace("_", " "): list(promise(kept)) for promise in PROMISES}
    kept.database.close()
    return {name: cases for name, cases in found.items() if cases}


# --- the program ---------------------------------------------------------------------------------


def it_never_died_by_itself(kept: Kept) -> Iterator[str]:
    yield from (f"exit code {code}" for code in kept.day.deaths)


def nothing_failed_but_what_was_made_to(kept: Kept) -> Iterator[str]:
    """Each failure in the log is one that was laid, or a word about one."""
    for line in kept.day.log.splitlines():
        said = read_line(line)
        is_ours = "exception" in said and said.get("logger") != "telegram.request.BaseRequest"
        if is_ours and said.get("level") == "error" and not is_laid(str(said["exception"]), kept.day):
            yield f"{said.get('event')}: {str(said['exception']).splitlines()[-1]}"


def read_line(line: str) -> Mapping[str, Any]:
    try:
        said = json.loads(line)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def is_laid(trouble: str, day: Day) -> bool:
    return MARK in trouble or (day.plan.locks > 0 and "database is locked" in trouble)


def it_does_not_grow(kept: Kept) -> Iterator[str]:
    grown = growth(kept.day.vitals)
    if grown is None:
        return
    if grown.rss_mb > GROWTH_MB_AN_HOUR * grown.hours:
        listed = kept.day.folder / "growth.txt"
        yield f"{grown.rss_mb:.0f} MB in {grown.hours:.0f} hours; more of: {listed.read_text() if listed.exists() else '?'}"
    if grown.files > MOST_MORE_FILES or grown.tasks > MOST_MORE_TASKS or grown.children > 2:
        yield f"{grown.files:+.0f} files, {grown.tasks:+.0f} tasks, {grown.children:+.0f} processes in {grown.hours:.0f} hours"


@dataclass(frozen=True)
class Grown:
    """From the first third of the last life to the last third, by medians, once it was warm."""

    hours: float
    rss_mb: float
    files: float
    tasks: float
    children: float


def growth(vitals: Sequence[Vitals]) -> Grown | None:
    """None where the last life was too short to tell."""
    lived = [each for each in vitals if each.life == vitals[-1].life]
    last = [each for each in lived if each.hour - lived[0].hour >= WARM_AFTER_H]
    third = len(last) // 3
    if not third:
        return None
    first, end = last[:third], last[-third:]

    def more(of: Callable[[Vitals], float]) -> float:
        return median(map(of, end)) - median(map(of, first))

    return Grown(
        more(lambda v: v.hour),
        more(lambda v: v.rss_mb),
        more(lambda v: v.files),
        more(lambda v: v.tasks),
        more(lambda v: v.children),
    )


# --- digests -------------------------------------------------------------------------------------


def every_digest_that_was_due_was_made(kept: Kept) -> Iterator[str]:
    """Of steady readers, whose hours are known; each by its schedule and the reader's own date. What fell due while the clock went
    wrong by hours may have been made under the date that the clock had, or by the first look at a right one."""
    digests = _digests_of_schedules(kept)
    made = {(row["chat_id"], row["local_time"], row["local_date"]): row for row in digests}
    for user, time, on, at in due(kept.day):
        row = made.get((user, time, f"{on}"))
        state = row["state"] if row is not None else "missing"
        if state in MADE or (row is not None and _is_told_by_another(row, digests)):
            continue
        if not _is_made_up_for(kept, user, time, at):
            yield f"reader {user}, {on} {time}: {state}"


def _is_told_by_another(skipped: Row, digests: Sequence[Row]) -> bool:
    """Whether one digest made up for several hours that were kept from the reader: it covers all since the earliest of them."""
    return skipped["state"] == "skipped" and any(
        row["chat_id"] == skipped["chat_id"]
        and row["state"] in MADE
        and row["slot_at"] <= skipped["slot_at"] < row["composed_at"]
        for row in digests
    )


def _is_made_up_for(kept: Kept, user: int, time: str, at: datetime) -> bool:
    """Whether a digest of the same hour came while the clock went wrong, or soon after it was put right or wrong otherwise."""
    astray = [
        each
        for each in kept.day.astray
        if each.begin <= at <= each.end + AFTERWARDS and abs(each.error) >= HOURS_WRONG
    ]
    for row in _digests_of_schedules(kept) if astray else ():
        if (row["chat_id"], row["local_time"]) == (user, time) and row["state"] in MADE:
            told_at = datetime.fromisoformat(row["composed_at"]).replace(tzinfo=UTC)
            moments = _moments(kept.day, told_at)
            if any(each.begin <= moment <= each.end + AFTERWARDS for each in astray for moment in moments):
                return True
    return False


def _moments(day: Day, shown: datetime) -> list[datetime]:
    """When the program's clock may have shown this: it does so again where it is put back."""
    wrong = [(each, shown - each.error) for each in day.astray]
    return [shown, *(moment for each, moment in wrong if each.begin <= moment <= each.end)]


def _digests_of_schedules(kept: Kept) -> list[Row]:
    return kept.rows(
        "SELECT chat_id, local_time, local_date, digest.state, slot_at, composed_at FROM digest"
        " JOIN schedule ON schedule.id = schedule_id JOIN subscriber ON subscriber.id = digest.subscriber_id"
        " JOIN chat ON chat.id = subscriber.chat"
    )


def due(day: Day) -> list[tuple[int, str, date, datetime]]:
    """Of each digest the reader, the local time and date, and the moment."""
    end = day.ended - GRACE
    return [
        (reader.user, time, on, instant(on, time, ZoneInfo(reader.zone)))
        for reader in day.readers
        if reader.is_steady
        for time, on in reader.due(BEGIN, end)
    ]


def every_digest_that_was_made_was_delivered(kept: Kept) -> Iterator[str]:
    """Or its chat was closed to us; or nobody can tell, and its stories went into the next one."""
    for row in kept.rows(
        "SELECT digest.id, digest.state, chat_id, chat.state AS place, delivery.state AS delivered, delivery.error"
        " FROM digest JOIN subscriber ON subscriber.id = digest.subscriber_id JOIN chat ON chat.id = subscriber.chat"
        " LEFT JOIN delivery ON delivery.kind = 'digest' AND delivery.subject = digest.id"
        " WHERE digest.state IN ('ready', 'empty') AND composed_at < :before"
    ):
        blocked = any(reader.user == row["chat_id"] and reader.blocks_at for reader in kept.day.readers)
        if row["delivered"] not in ("sent", "rolled", *(("gone",) if blocked else ())):
            yield f"digest {row['id']} of chat {row['chat_id']}: {row['delivered']} {row['error']}"


def no_digest_came_twice(kept: Kept) -> Iterator[str]:
    """By Telegram's record: no two of a steady reader say the same."""
    steady = {reader.user for reader in kept.day.readers if reader.is_steady}
    told = Counter(
        (row["chat_id"], row["text"])
        for row in kept.day.record
        if row["chat_id"] in steady and row["from_bot"] and str(row["text"]).startswith("🗞")
    )
    for (user, text), times in told.items():
        if times > 1:
            yield f"reader {user}, {times} times: {str(text)[:80]!r}"


def no_story_was_new_twice(kept: Kept) -> Iterator[str]:
    """What a reader was shown comes again as an update, or not at all, unless nobody can tell whether it had arrived. Two stories
    that turned out to be one after both were shown were two at the time. In the order in which they were sent, as a clock that was
    put back tells another."""
    shown: set[tuple[int, int]] = set()
    merged = {
        row["id"]: (row["merged_into"], row["closed_at"])
        for row in kept.rows("SELECT id, merged_into, closed_at FROM story WHERE merged_into IS NOT NULL")
    }
    for row in kept.rows(
        "SELECT digest.subscriber_id AS reader, items, composed_at FROM digest WHERE state = 'ready' AND schedule_id IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM delivery WHERE kind = 'digest' AND subject = digest.id AND delivery.state <> 'sent')"
        " ORDER BY (SELECT MIN(delivery.id) FROM delivery WHERE kind = 'digest' AND subject = digest.id)"
    ):
        known = {
            _living(story, merged, row["composed_at"]) for reader, story in shown if reader == row["reader"]
        }
        for item in json.loads(row["items"]):
            story = _living(item["story"], merged, row["composed_at"])
            if story in known and not item["update"]:
                yield f"subscriber {row['reader']}, story {story}: new again at {row['composed_at']}"
            shown.add((row["reader"], story))


def _living(story: int, merged: Mapping[int, tuple[int, str]], at: str) -> int:
    """What it was then; times as they are written down, which is in order."""
    while story in merged and merged[story][1] <= at:
        story = merged[story][0]
    return story


def no_headline_was_new_twice(kept: Kept) -> Iterator[str]:
    """The same by what stood in the chats, whatever the rows say."""
    steady = {reader.user for reader in kept.day.readers if reader.is_steady}
    rolled = {
        row["chat_id"]
        for row in kept.rows(
            "SELECT chat_id FROM delivery JOIN chat ON chat.id = chat WHERE delivery.state = 'rolled'"
        )
    }
    told = Counter(
        (row["chat_id"], headline)
        for row in kept.day.record
        if row["chat_id"] in steady - rolled and row["from_bot"] and str(row["text"]).startswith("🗞")
        for headline in _ENTRY.findall(str(row["text"]))
        if "🔄" not in headline
    )
    for (user, headline), times in told.items():
        if times > 1:
            yield f"reader {user}, {times} times: {headline[:80]!r}"


# --- alerts --------------------------------------------------------------------------------------

SHOWN = """SELECT 1 FROM seen WHERE seen.subscriber_id = subscriber.id AND seen.story_id = story.id
 UNION SELECT 1 FROM alert WHERE alert.subscriber_id = subscriber.id AND alert.story_id = story.id"""


def who_follows_what_breaks_hears_of_it(kept: Kept) -> Iterator[str]:
    """Or had it in a digest before, or has it from one after: what is held or beyond three a day is left to those."""
    steady = {reader.user: reader for reader in kept.day.readers if reader.is_steady}
    for row in kept.rows(
        "SELECT chat_id, story.id, story.topics FROM story JOIN subscriber JOIN chat ON chat.id = subscriber.chat"
        " WHERE breaking_at < :before AND breaking_at > :begun AND merged_into IS NULL AND subscriber.alerts = 'more'"
        f" AND NOT EXISTS ({SHOWN})"
    ):
        reader = steady.get(row["chat_id"])
        if reader is not None and set(reader.topics) & set(json.loads(row["topics"])):
            yield f"reader {reader.user}, story {row['id']}"


def no_alert_was_told_in_quiet_hours(kept: Kept) -> Iterator[str]:
    for reader, told_at, _ in _alerts_of_the_steady(kept):
        if reader.is_quiet(told_at):
            yield f"reader {reader.user}: {told_at}"


def nobody_had_more_than_three_alerts_a_day(kept: Kept) -> Iterator[str]:
    """By the rows' own dates, and by those of readers whose zone is known."""
    for row in kept.rows(
        "SELECT subscriber_id, local_date, count(*) AS n FROM alert WHERE local_date IS NOT NULL GROUP BY 1, 2"
    ):
        if row["n"] > MOST_A_DAY:
            yield f"subscriber {row['subscriber_id']}, {row['local_date']}: {row['n']}"
    days = Counter(
        (reader.user, told_at.astimezone(ZoneInfo(reader.zone)).date())
        for reader, told_at, _ in _alerts_of_the_steady(kept)
    )
    yield from (f"reader {user}, {day}: {times}" for (user, day), times in days.items() if times > MOST_A_DAY)


def no_alert_was_told_twice(kept: Kept) -> Iterator[str]:
    told = Counter((reader.user, text) for reader, _, text in _alerts_of_the_steady(kept))
    yield from (f"reader {user}, {times} times: {text}" for (user, text), times in told.items() if times > 1)


def every_alert_that_was_told_was_delivered(kept: Kept) -> Iterator[str]:
    blocked = {reader.user for reader in kept.day.readers if reader.blocks_at}
    for row in kept.rows(
        "SELECT alert.id, chat_id, delivery.state AS delivered FROM alert JOIN subscriber ON subscriber.id = subscriber_id"
        " JOIN chat ON chat.id = subscriber.chat"
        " LEFT JOIN delivery ON delivery.kind = 'alert' AND delivery.subject = alert.id"
        " WHERE local_date IS NOT NULL AND coalesce(delivery.created_at, alert.created_at) < :before"
    ):
        if row["delivered"] not in ("sent", "rolled", *(("gone",) if row["chat_id"] in blocked else ())):
            yield f"alert {row['id']} of chat {row['chat_id']}: {row['delivered']}"


def _alerts_of_the_steady(kept: Kept) -> Iterator[tuple[Reader, datetime, str]]:
    """To whom, when by the program's own clock, and what was said."""
    steady = {reader.user: reader for reader in kept.day.readers if reader.is_steady}
    for row in kept.rows(
        "SELECT chat_id, delivery.created_at, payload FROM delivery JOIN chat ON chat.id = chat WHERE delivery.kind = 'alert'"
    ):
        if row["chat_id"] in steady:
            at = datetime.fromisoformat(row["created_at"]).replace(tzinfo=UTC)
            yield steady[row["chat_id"]], at, json.loads(row["payload"])["text"]


def _held(kept: Kept) -> int:
    """How many were ordered in the quiet hours of a steady reader."""
    steady = {reader.user: reader for reader in kept.day.readers if reader.is_steady}
    ordered = kept.rows(
        "SELECT chat_id, alert.created_at FROM alert JOIN subscriber ON subscriber.id = subscriber_id"
        " JOIN chat ON chat.id = subscriber.chat"
    )
    return sum(
        row["chat_id"] in steady
        and steady[row["chat_id"]].is_quiet(datetime.fromisoformat(row["created_at"]).replace(tzinfo=UTC))
        for row in ordered
    )


# --- messages ------------------------------------------------------------------------------------


def no_message_was_lost(kept: Kept) -> Iterator[str]:
    there = {(row["chat_id"], row["message_id"]) for row in kept.day.record if row["from_bot"]}
    for row in _sent(kept):
        if (row["chat_id"], row["message_id"]) not in there:
            yield f"delivery {row['id']} ({row['kind']}) to {row['chat_id']}: message {row['message_id']} is not there"


def no_message_was_sent_twice(kept: Kept) -> Iterator[str]:
    """Each of the bot's messages in Telegram's record is one delivery's; who was forgotten has no rows."""
    ours = {(row["chat_id"], row["message_id"]) for row in _sent(kept)}
    remembered = {row["chat_id"] for row in kept.rows("SELECT chat_id FROM chat")}
    rolled = {
        row["chat_id"]
        for row in kept.rows(
            "SELECT chat_id FROM delivery JOIN chat ON chat.id = chat WHERE delivery.state = 'rolled'"
        )
    }
    for row in kept.day.record:
        place = (row["chat_id"], row["message_id"])
        if row["from_bot"] and place not in ours and row["chat_id"] in remembered - rolled:
            yield f"chat {place[0]}, message {place[1]}: {str(row['text'])[:80]!r} ({row['at']})"


def _sent(kept: Kept) -> list[Row]:
    return kept.rows(
        "SELECT delivery.id, delivery.kind, chat_id, message_id FROM delivery JOIN chat ON chat.id = delivery.chat"
        " WHERE delivery.state = 'sent' AND message_id IS NOT NULL AND method LIKE 'send%'"
    )


def telegram_refused_nothing(kept: Kept) -> Iterator[str]:
    for row in kept.rows("SELECT id, kind, error FROM delivery WHERE state = 'refused'"):
        yield f"delivery {row['id']} ({row['kind']}): {row['error']}"


# --- rows that are stuck -------------------------------------------------------------------------

STUCK = {
    "work that is overdue": "SELECT step, row, due_at, leased, last_error FROM work WHERE due_at < :before",
    "work that rests": "SELECT step, row, due_at, last_error FROM work WHERE due_at > '2100-01-01'",
    "work that fails": "SELECT step, row, attempts, last_error FROM work WHERE attempts > 0 AND due_at < '2100-01-01'",
    "updates not handled": "SELECT id, attempts, error FROM inbox WHERE handled_at IS NULL",
    "deliveries under way": "SELECT id, kind, state, error FROM delivery WHERE state IN ('pending', 'sending') AND created_at < :before",
    "digests chosen and not told": "SELECT id, slot_at FROM digest WHERE state = 'chosen' AND slot_at < :before",
    "digests planned and passed over": "SELECT digest.id, slot_at FROM digest JOIN subscriber ON subscriber.id = subscriber_id"
    " JOIN chat ON chat.id = subscriber.chat"
    " WHERE digest.state = 'planned' AND slot_at < :before AND subscriber.state = 'active' AND chat.state = 'active'"
    " AND paused_until IS NULL AND EXISTS (SELECT 1 FROM schedule WHERE schedule.id = schedule_id AND active)",
    "schedules without a next digest": "SELECT schedule.id, chat_id FROM schedule JOIN subscriber ON subscriber.id = subscriber_id"
    " JOIN chat ON chat.id = subscriber.chat WHERE active AND subscriber.state = 'active' AND chat.state = 'active'"
    " AND (SELECT count(*) FROM digest JOIN work ON step = 'compose' AND row = digest.id"
    " WHERE digest.schedule_id = schedule.id AND digest.state = 'planned') <> 1",
    "briefs ordered and not written": "SELECT brief.id, language, revision FROM brief WHERE state = 'ordered' AND ordered_at < :before"
    " AND NOT EXISTS (SELECT 1 FROM work WHERE step IN ('write', 'translate') AND row = brief.id)",
    "questions without an answer": "SELECT id FROM question WHERE answered_at IS NULL AND asked_at < :before"
    " AND NOT EXISTS (SELECT 1 FROM work WHERE step = 'answer' AND row = question.id)",
    "feed lookups without an end": "SELECT id FROM feedlookup WHERE done_at IS NULL AND asked_at < :before",
    "posts not compared": "SELECT id FROM broughtpost WHERE compared_at IS NULL AND asked_at < :before",
    "title orders without an end": "SELECT id FROM titleorder WHERE done_at IS NULL AND ordered_at < :before",
    "pictures not drawn": "SELECT id FROM picture WHERE state = 'ordered' AND ordered_at < :before",
    "alerts neither told nor dropped": "SELECT id FROM alert WHERE state = 'ordered' AND created_at < :before",
    "alerts held for ever": "SELECT id FROM alert WHERE state = 'held'"
    " AND NOT EXISTS (SELECT 1 FROM work WHERE step = 'alert' AND row = alert.id AND due_at < '2100-01-01')",
    "feeds that are read no more": "SELECT id, last_error FROM feed WHERE active AND paused_at IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM work WHERE step = 'fetch' AND row = feed.id)",
}


def no_row_is_stuck(kept: Kept) -> Iterator[str]:
    for what, question in STUCK.items():
        for row in kept.rows(question):
            yield f"{what}: {tuple(row)}"


def no_update_was_given_up(kept: Kept) -> Iterator[str]:
    """But for troubles that were laid."""
    for row in kept.rows("SELECT id, attempts, error FROM inbox WHERE error IS NOT NULL"):
        if not is_laid(row["error"], kept.day):
            yield f"update {row['id']}, tried {row['attempts']} times: {row['error'][:300]}"


PROMISES: tuple[Callable[[Kept], Iterator[str]], ...] = (
    it_never_died_by_itself,
    nothing_failed_but_what_was_made_to,
    it_does_not_grow,
    every_digest_that_was_due_was_made,
    every_digest_that_was_made_was_delivered,
    no_digest_came_twice,
    no_story_was_new_twice,
    no_headline_was_new_twice,
    who_follows_what_breaks_hears_of_it,
    no_alert_was_told_in_quiet_hours,
    nobody_had_more_than_three_alerts_a_day,
    no_alert_was_told_twice,
    every_alert_that_was_told_was_delivered,
    no_message_was_lost,
    no_message_was_sent_twice,
    telegram_refused_nothing,
    no_row_is_stuck,
    no_update_was_given_up,
)


# --- figures -------------------------------------------------------------------------------------


def figures(day: Day) -> dict[str, int]:
    """How much there was of everything, for the report: a soak in which nothing happened proves nothing."""
    kept = Kept.of(day)
    counted = {
        f"digests {row['state']}": row["n"]
        for row in kept.rows(
            "SELECT state, count(*) AS n FROM digest WHERE composed_at IS NOT NULL GROUP BY state"
        )
    }
    counted |= {
        f"deliveries {row['state']}": row["n"]
        for row in kept.rows("SELECT state, count(*) AS n FROM delivery GROUP BY state")
    }
    for table in ("article", "story", "brief", "question", "alert", "inbox"):
        counted[table] = kept.rows(f"SELECT count(*) AS n FROM {table}")[0]["n"]
    told = "SELECT count(*) AS n FROM delivery WHERE kind = 'alert' AND state = 'sent'"
    counted["alerts told"] = kept.rows(told)[0]["n"]
    counted["alerts held"] = _held(kept)
    counted |= {
        f"alerts {row['state']}": row["n"]
        for row in kept.rows("SELECT state, count(*) AS n FROM alert WHERE state <> 'held' GROUP BY state")
    }
    counted["digests due to steady readers"] = len(due(day))
    kept.database.close()
    return counted
