"""One digest by taps: its hour, days, topics, length and sound. `news.reader.schedules` changes the row."""

from collections.abc import Awaitable, Callable, Sequence

from bot import keyboards
from bot.choosing import words
from bot.keyboards import Rows, switched, ticked
from bot.ticks import shown_acts
from bot.timing.digests import feed_name, menu, summary, too_many
from bot.timing.length import MINUTES, length_rows, length_said
from bot.turn import Turn
from news.callbacks import Press, decode, encode
from news.catalogue import topic_name
from news.clock import EVERY_DAY, read_time, week_of, weekend_of
from news.i18n import Speech
from news.markup import bold, esc, paragraphs
from news.models import Schedule
from news.ports import Button, Message
from news.queries import active_schedules, read_topics
from news.reader.following import subscriptions
from news.reader.schedule_line import day_sets, is_days
from news.reader.schedules import Change, Selection, Timed, apply, bring_back, drop, replan, set_times, start
from news.rendering.directions import rtl
from news.rendering.examples import led
from news.rendering.rows import in_rows

Page = Callable[[Turn, Schedule], Awaitable[Message]]


async def _page(turn: Turn, row: Schedule) -> Message:
    speech, number = turn.speech, row.id or 0
    sound = switched("🔕 " + speech.gettext("without sound"), on=row.is_silent)
    parts = [
        *(Button(name, encode("slot", number, what)) for what, name in _names(speech).items()),
        Button(sound, encode("slot", number, "sound")),
        *_voice(turn, row),
        Button("🗑 " + speech.gettext("Remove this digest time"), encode("slot", number, "drop")),
    ]
    head = rtl(bold("🗞 ") + esc(await summary(turn, row)), speech)
    told = rtl(esc(speech.gettext("These buttons change this digest only.")), speech)
    return Message(paragraphs([head, told]), [*in_rows(parts, 2), _to_digests(speech)])


def _names(speech: Speech) -> dict[str, str]:
    """What has a page of its own, by the word of its button."""
    return {
        "hour": "🕗 " + speech.gettext("Hour"),
        "days": "📅 " + speech.gettext("Days"),
        "of": "🏷 " + speech.gettext("Topics"),
        "length": "📏 " + speech.gettext("Length"),
    }


def _voice(turn: Turn, row: Schedule) -> list[Button]:
    """Where there is a voice to choose, or one to be rid of."""
    if not row.is_spoken and not turn.app.reads_aloud(turn.subscriber.digest_language):
        return []
    label = switched("🎧 " + turn.speech.gettext("read aloud"), on=row.is_spoken)
    return [Button(label, encode("slot", row.id or 0, "voice"))]


def _back(speech: Speech, act: str, *arguments: str | int) -> tuple[Button, ...]:
    return (Button("‹ " + speech.gettext("Back"), encode(act, *arguments)),)


def _to_digests(speech: Speech) -> tuple[Button, ...]:
    return (Button("‹ " + speech.gettext("Digest times"), encode("menu", "hour")),)


async def _under(turn: Turn, row: Schedule, what: str, rows: Rows) -> Message:
    """A page of one thing that is set of the digest, by the name of the button that led here."""
    speech = turn.speech
    said = [rtl(bold("🗞 ") + esc(await summary(turn, row)), speech), rtl(bold(_names(speech)[what]), speech)]
    return Message(paragraphs(said), [*rows, _back(speech, "slot", row.id or 0)])


def _hour_rows(speech: Speech, number: int, *, chosen: str | None) -> Rows:
    return keyboards.hours(
        speech, chosen=chosen, act=lambda at: encode("slot", number, "hour", at.replace(":", ""))
    )


async def _hours(turn: Turn, row: Schedule) -> Message:
    return await _under(turn, row, "hour", _hour_rows(turn.speech, row.id or 0, chosen=row.local_time))


async def _days(turn: Turn, row: Schedule) -> Message:
    speech, number = turn.speech, row.id or 0
    names = speech.locale.days["stand-alone"]["abbreviated"]
    wholes = [
        Button(ticked(_called(name, days, speech), on=row.days == days), encode("slot", number, "days", days))
        for name, days in day_sets(speech, weekend=weekend_of(turn.subscriber.zone)).items()
    ]
    singles = [
        Button(ticked(names[int(day) - 1], on=day in row.days), encode("slot", number, "day", day))
        for day in week_of(turn.subscriber.zone)
    ]
    return await _under(turn, row, "days", [*in_rows(singles, 4), *in_rows(wholes, 3)])


def _called(name: str, days: str, speech: Speech) -> str:
    """With the days that are meant, for a working week has five days in one country and six in another: "weekdays: Mon–Fri"."""
    return name if days == EVERY_DAY else speech.labelled(name, speech.days(days))


async def _lengths(turn: Turn, row: Schedule) -> Message:
    speech, number = turn.speech, row.id or 0
    rows = length_rows(
        speech,
        minutes=row.minutes,
        stories=row.stories,
        act=lambda value: encode("slot", number, "length", value),
    )
    subscriber = turn.subscriber
    usual = length_said(speech, minutes=subscriber.minutes, stories=subscriber.stories)
    label = speech.gettext("as usual ({length})", length=usual)
    is_usual = not row.minutes and not row.stories
    rows.append((Button(ticked(label, on=is_usual), encode("slot", number, "length", "usual")),))
    return await _under(turn, row, "length", rows)


async def _topics(turn: Turn, row: Schedule) -> Message:
    """What the reader follows, ticked where this digest is of it; the top of the catalogue for who follows nothing."""
    speech, number = turn.speech, row.id or 0
    tree = await read_topics(turn.session)
    slugs = (await subscriptions(turn.session, turn.subscriber_id, kind="topic")).values()
    offered = list(slugs) or [slug for slug, topic in tree.items() if topic.parent is None]
    buttons = [
        Button(
            ticked(f"{tree[slug].emoji} {topic_name(tree[slug], speech.language)}", on=slug in row.topics),
            encode("slot", number, "topic", slug),
        )
        for slug in dict.fromkeys([*row.topics, *offered])
        if slug in tree
    ]
    is_of_all = not row.topics
    for kind, chosen in (("phrase", row.words), ("feed", row.feeds)):
        for own, target in (await subscriptions(turn.session, turn.subscriber_id, kind=kind)).items():
            name = words.quoted(target, speech) if kind == "phrase" else await feed_name(turn, target)
            buttons.append(Button(ticked(name, on=target in chosen), encode("slot", number, kind, own)))
            is_of_all = is_of_all and target not in chosen
    label = ticked(speech.gettext("everything you follow"), on=is_of_all)
    rows = [(Button(label, encode("slot", number, "all")),), *in_rows(buttons, 2)]
    return await _under(turn, row, "of", rows)


# --- presses -------------------------------------------------------------------------------------


async def pressed_slot(turn: Turn, press: Press) -> None:
    number, what, value = press.number(), press.word(1), press.word(2)
    if number == 0:
        await _another(turn, value)
        return
    row = await turn.session.get(Schedule, number or 0)
    if row is None or row.subscriber_id != turn.subscriber_id or row.active == (what == "again"):
        turn.toast(turn.speech.gettext("This button is out of date."))
        turn.edit(await menu(turn))
        return
    if what == "again":
        is_back = await bring_back(turn.session, turn.subscriber, row, now=turn.now)
        said = (
            turn.speech.gettext("Saved.") if is_back else turn.speech.gettext("This button is out of date.")
        )
        turn.toast(said)
        turn.edit(await menu(turn, gone=await _still_gone(turn)))
        return
    if what == "drop":
        await drop(turn.session, row)
        turn.toast(turn.speech.gettext("Removed."))
        turn.edit(await menu(turn, gone=[row]))
        return
    if value or what in ("sound", "voice", "all"):
        turn.toast(await _set(turn, row, what, value))
    turn.edit(await PAGES.get(what, _page)(turn, row))


async def _still_gone(turn: Turn) -> list[Schedule]:
    """What else the pressed message offers to bring back."""
    offered = [decode(data) for data in shown_acts(turn)]
    numbers = [
        press.number() for press in offered if press and (press.act, press.word(1)) == ("slot", "again")
    ]
    rows = [await turn.session.get(Schedule, number or 0) for number in numbers]
    return [row for row in rows if row and row.subscriber_id == turn.subscriber_id and not row.active]


async def _another(turn: Turn, value: str) -> None:
    """A new digest: its hour is chosen first."""
    speech, at = turn.speech, _read_hour(value)
    if at is None:
        title = rtl(bold("🕗 " + speech.gettext("When should your digest come?")), speech)
        more = led(speech.gettext("For another time send for example:"), "/time +07:15", speech=speech)
        turn.edit(
            Message(
                paragraphs([title, more]),
                [*_hour_rows(speech, 0, chosen=None), _to_digests(speech)],
            )
        )
        return
    turn.place.state = "active"
    if await set_times(turn.session, turn.subscriber, [Timed("+", at)], now=turn.now) is None:
        turn.toast(too_many(speech), alert=True)
        return
    rows = await active_schedules(turn.session, turn.subscriber_id)
    turn.toast(speech.gettext("Saved."))
    turn.edit(await _page(turn, next(row for row in rows if row.local_time == at)))


def _read_hour(value: str) -> str | None:
    return read_time(f"{value[:2]}:{value[2:]}") if len(value) == 4 else None


async def _set(turn: Turn, row: Schedule, what: str, value: str) -> str:
    """One thing of a digest; gives what is said of it: that it is saved, or why not."""
    speech = turn.speech
    change = await _change(turn, row, what, value)
    if what == "day" and row.days == value:
        remove = speech.quoted(speech.gettext("Remove this digest time"))
        return speech.gettext("A digest needs at least one day. {button} ends it.", button=remove)
    if change is None:
        return speech.gettext("This button is out of date.")
    if isinstance(change, str):
        others = await active_schedules(turn.session, turn.subscriber_id)
        if any(other.local_time == change and other.id != row.id for other in others):
            return speech.gettext("You have a digest at {time} already.", time=speech.wall_time(change))
        row.local_time = change
    else:
        apply(row, change)
    turn.session.add(row)
    plan = start if isinstance(change, str) else replan
    await plan(turn.session, turn.subscriber, now=turn.now)
    return speech.gettext("Saved.")


async def _change(turn: Turn, row: Schedule, what: str, value: str) -> Change | str | None:
    """What a button asks for; a string is a new hour."""
    if what == "hour":
        return _read_hour(value)
    if what == "sound":
        return Change(is_silent=not row.is_silent)
    if what == "voice":
        return Change(is_spoken=not row.is_spoken)
    if what == "days":
        return Change(days=value) if is_days(value) else None
    if what == "day":
        left = _toggled(row.days, value)
        return Change(days="".join(sorted(left))) if left and value in EVERY_DAY else None
    if what == "length":
        return _length(row, value)
    return await _of(turn, row, what, value)


def _length(row: Schedule, value: str) -> Change | None:
    if value == "usual":
        row.minutes = row.stories = None
        return Change()
    number = value.lstrip("m")
    if not number.isdigit():
        return None
    if value.startswith("m"):
        return Change(minutes=int(number)) if int(number) in MINUTES else None
    return Change(stories=int(number)) if int(number) in keyboards.COUNTS else None


async def _of(turn: Turn, row: Schedule, what: str, value: str) -> Change | None:
    topics, phrases, feeds = row.topics, row.words, row.feeds
    if what == "all":
        return Change(of=Selection())
    if what == "topic":
        if value not in await read_topics(turn.session):
            return None
        topics = _toggled(topics, value)
    else:
        target = (await subscriptions(turn.session, turn.subscriber_id, kind=what)).get(
            int(value) if value.isdigit() else 0
        )
        if target is None:
            return None
        phrases = _toggled(phrases, target) if what == "phrase" else phrases
        feeds = _toggled(feeds, target) if what == "feed" else feeds
    return Change(of=Selection(tuple(topics), tuple(phrases), tuple(feeds)))


def _toggled(chosen: Sequence[str], one: str) -> list[str]:
    return [other for other in chosen if other != one] if one in chosen else [*chosen, one]


PAGES: dict[str, Page] = {
    "hour": _hours,
    "days": _days,
    "day": _days,
    "of": _topics,
    "all": _topics,
    "topic": _topics,
    "phrase": _topics,
    "feed": _topics,
    "length": _lengths,
}
"""Where a press leaves the reader: on the page of what was set."""
