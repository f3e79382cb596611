"""A reader's digests, listed, with a door to each. What is set of one is in `bot.timing.digest_page`; `bot.timing.schedule` does all
of it by a line."""

from collections.abc import Iterable, Sequence

from bot import keyboards
from bot.choosing import words
from bot.setting import Setting
from bot.timing.length import length_said
from bot.turn import Turn
from news.callbacks import encode
from news.catalogue import topic_name
from news.clock import EVERY_DAY
from news.i18n import Speech
from news.markup import bold, broken, esc, lines, paragraphs
from news.models import Feed, Schedule
from news.ports import Button, Message
from news.queries import active_schedules, read_topics
from news.reader.schedules import MOST
from news.rendering.directions import directed, rtl
from news.rendering.examples import led
from news.rendering.rows import in_rows

LABEL_CHARS = 30


async def menu(turn: Turn, *, gone: Sequence[Schedule] = ()) -> Message:
    """All digests, a button each, one for another, and one for each that is just `gone`."""
    speech = turn.speech
    rows = await active_schedules(turn.session, turn.subscriber_id)
    rows.sort(key=lambda row: row.local_time)
    said = [rtl(esc(await summary(turn, row)), speech) for row in rows]
    doors = [
        (
            Button(
                directed(f"🕗 {speech.wall_time(row.local_time)} ›", speech),
                encode("slot", row.id or 0),
            ),
        )
        for row in rows
    ]
    more = (
        [(Button("+ " + speech.gettext("Add a digest"), encode("slot", 0, "hour")),)]
        if len(rows) < MOST
        else []
    )
    examples = ("/time 07:30 18:00", f"/time +21:00 {speech.minutes(5)}", "/time -18:00")
    head = rtl(bold("🕗 " + speech.gettext("Digest times")), speech)
    signs = rtl(esc(speech.gettext("+ before a time adds a digest, - takes one away.")), speech)
    body = lines(said) if said else rtl(esc(speech.gettext("not set")), speech)
    return Message(
        paragraphs([head, body, lines([led(speech.gettext("Or type:"), *examples, speech=speech), signs])]),
        [*doors, *more, *returning(gone, speech), keyboards.back(speech, of="hour")],
    )


async def summary(turn: Turn, row: Schedule) -> str:
    """ "7:30 AM · Mon–Fri · Science · 5 min": all that is set of a digest, in one line."""
    speech = turn.speech
    return " · ".join([speech.wall_time(row.local_time), speech.days(row.days), await contents(turn, row)])


async def contents(turn: Turn, row: Schedule) -> str:
    """What it is of, how long, whether it makes no sound, and whether it is read aloud."""
    speech = turn.speech
    names = await _names(turn, row)
    said = [speech.listed(names) if names else speech.gettext("everything you follow")]
    if row.minutes or row.stories:
        said.append(length_said(speech, minutes=row.minutes, stories=row.stories))
    said += ["🔕 " + speech.gettext("without sound")] if row.is_silent else []
    said += ["🎧 " + speech.gettext("read aloud")] if row.is_spoken else []
    return " · ".join(said)


def returning(gone: Iterable[Schedule], speech: Speech) -> list[tuple[Button, ...]]:
    """A button for each digest that was taken away."""
    return in_rows(
        (
            Button(
                "↩️ " + speech.gettext("Bring back {time}", time=speech.wall_time(row.local_time)),
                encode("slot", row.id or 0, "again"),
            )
            for row in sorted(gone, key=lambda row: row.local_time)
        ),
        2,
    )


def is_plain(row: Schedule) -> bool:
    """Whether its hour says all of it."""
    return row.days == EVERY_DAY and not any(
        (row.topics, row.words, row.feeds, row.minutes, row.stories, row.is_silent, row.is_spoken)
    )


def too_many(speech: Speech) -> str:
    return speech.gettext("At most {n} digests a day.", n=speech.number(MOST))


async def _names(turn: Turn, row: Schedule) -> list[str]:
    """What the digest is of, as the reader knows it."""
    tree = await read_topics(turn.session) if row.topics else {}
    mine = (await words.own(turn)).values()
    named = [topic_name(tree[slug], turn.speech.language) for slug in row.topics if slug in tree]
    return [
        *named,
        *(words.quoted(phrase, turn.speech) for phrase in row.words if phrase in mine),
        *[await feed_name(turn, target) for target in row.feeds],
    ]


async def feed_name(turn: Turn, target: str) -> str:
    feed = await turn.session.get(Feed, int(target)) if target.isdigit() else None
    return turn.speech.isolated(broken((feed.title or feed.url)[:LABEL_CHARS])) if feed else target


def _name(speech: Speech) -> str:
    return speech.gettext("Digest times")


async def _value(turn: Turn) -> str:
    rows = await active_schedules(turn.session, turn.subscriber_id)
    said = [await summary(turn, row) for row in sorted(rows, key=lambda row: row.local_time)]
    if len(said) > 1:
        return "".join(f"\n• {one}" for one in said)
    return said[0] if said else turn.speech.gettext("not set")


SETTING = Setting("hour", "🕗", _name, _value, menu)
