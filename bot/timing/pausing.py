"""Holidays off: `/pause until Monday`, `/pause 2 weeks`, `/resume`; and `/stop` for good. The first digest after a pause
covers what was missed."""

import re
from datetime import date, timedelta

from bot import keyboards
from bot.setting import Setting
from bot.timing.schedule import when_next
from bot.turn import Turn
from news.callbacks import Press, encode
from news.clock import fold, local_date, next_slot
from news.i18n import Speech
from news.markup import bold, broken, esc, paragraphs
from news.ports import Button, Message
from news.queries import active_schedules
from news.reader.agenda import is_paused, plan_all, unplan
from news.reader.dates_in_words import FURTHEST, read_day
from news.reader.small_words import OFF, STOP
from news.rendering.directions import rtl
from news.rendering.examples import led
from news.rendering.rows import in_rows

DAYS = (1, 3, 7, 14, 21, 28)


async def pause_command(turn: Turn, argument: str) -> None:
    """A day or a length of time in words of the reader's language, or that it is over; alone it shows the menu."""
    if not argument or _is_stopped(turn):
        turn.say(await menu(turn))
        return
    if fold(argument) in (OFF | {fold(turn.speech.gettext("off"))}) - STOP:
        await resume_command(turn, "")
        return
    today = local_date(turn.now, zone=turn.subscriber.zone)
    day = (
        None
        if _is_span(argument, turn.speech.language, today)
        else read_day(argument, turn.speech.language, today)
    )
    if day is None:
        said = turn.speech.gettext(
            "I could not read a day to come in “{words}”, so nothing was changed.",
            words=turn.speech.isolated(broken(argument[:60])),
        )
        shown = await menu(turn)
        turn.say(Message(paragraphs([rtl(esc(said), turn.speech), shown.html]), shown.buttons))
        return
    await _pause(turn, day)
    turn.say(await menu(turn))


def _is_span(text: str, language: str, today: date) -> bool:
    """Whether it is from a day to another, "24 Dec - 2 Jan": a pause begins at once, so this is none."""
    ends = re.split(r"\s+[-–—]\s+|[–—]", text)
    return len(ends) == 2 and all(read_day(end, language, today) for end in ends)


async def resume_command(turn: Turn, _argument: str) -> None:
    await _resume(turn)
    turn.say(await _resumed(turn))


async def _pause(turn: Turn, until: date) -> None:
    reader = turn.subscriber
    if not is_paused(reader, now=turn.now):
        reader.paused_at = reader.paused_at or turn.now
    reader.paused_until = until
    await _plan_anew(turn)


async def _resume(turn: Turn) -> None:
    """Digests go on; what was missed comes with the next one."""
    turn.subscriber.paused_until = None
    if not await _has_missed(turn):
        turn.subscriber.paused_at = None
    turn.subscriber.state = "active" if turn.subscriber.state == "stopped" else turn.subscriber.state
    await _plan_anew(turn)


async def _has_missed(turn: Turn) -> bool:
    """Whether a digest would have come in the pause."""
    since, zone = turn.subscriber.paused_at, turn.subscriber.zone
    schedules = await active_schedules(turn.session, turn.subscriber_id)
    return since is not None and any(
        next_slot(row.local_time, zone=zone, now=since, days=row.days).at <= turn.now for row in schedules
    )


async def _plan_anew(turn: Turn) -> None:
    """What is planned and not begun is taken back, today's included."""
    turn.session.add(turn.subscriber)
    await turn.session.flush()
    for schedule in await active_schedules(turn.session, turn.subscriber_id):
        await unplan(turn.session, schedule)
    if turn.subscriber.state == "active":
        await plan_all(turn.session, turn.subscriber, now=turn.now)


async def _resumed(turn: Turn) -> Message:
    said = [turn.speech.gettext("The pause is over."), await when_next(turn)]
    rows = [*keyboards.send_now(turn.speech), keyboards.back(turn.speech, of="pause")]
    return Message(rtl(esc(turn.speech.prose(said)), turn.speech), rows)


async def menu(turn: Turn) -> Message:
    if _is_stopped(turn):
        return _stopped(turn)
    speech = turn.speech
    until = _until(turn)
    today = local_date(turn.now, zone=turn.subscriber.zone)
    days = [_day(count, until, today=today, speech=speech) for count in DAYS]
    title = speech.gettext("Pause until which day?")
    said = speech.gettext("Digests start again on that day, and the first one covers what you missed.")
    rows = in_rows(days, 2)
    if until is not None:
        title = speech.gettext("Paused until {day}.", day=speech.date(until))
        rows = [(Button("▶ " + speech.gettext("Resume now"), encode("pause", "off")),), *rows]
    line = led(speech.gettext("Or type:"), _example(speech), speech=speech)
    rows += [(Button("⏹ " + speech.gettext("Stop all digests"), encode("pause", "stop")),)]
    rows.append(keyboards.back(speech, of="pause"))
    return Message(paragraphs([rtl(bold(f"🏖 {title}"), speech), rtl(esc(said), speech), line]), rows)


def _day(count: int, until: date | None, *, today: date, speech: Speech) -> Button:
    """Ticked where that is the day."""
    day = today + timedelta(days=count)
    return Button(("✅ " if day == until else "") + speech.near_date(day), encode("pause", count))


def _example(speech: Speech) -> str:
    """In words of the language, as they are understood."""
    return f"/pause {speech.locale.days['stand-alone']['wide'][0]}"


def _until(turn: Turn) -> date | None:
    """No day where the reader stopped: nothing comes after it."""
    is_ended = _is_stopped(turn) or not is_paused(turn.subscriber, now=turn.now)
    return None if is_ended else turn.subscriber.paused_until


def _is_stopped(turn: Turn) -> bool:
    return turn.subscriber.state == "stopped"


def _stopped(turn: Turn) -> Message:
    """There is nothing to pause; the way back instead."""
    resume = (Button("▶ " + turn.speech.gettext("Resume now"), encode("pause", "off")),)
    return Message(
        rtl(esc(_said_of_stop(turn)), turn.speech), [resume, keyboards.back(turn.speech, of="pause")]
    )


def _said_of_stop(turn: Turn) -> str:
    return turn.speech.gettext("Stopped: no more digests. Your settings are kept; /start brings them back.")


async def pressed_pause(turn: Turn, press: Press) -> None:
    count = press.number()
    if press.word() == "off":
        await _resume(turn)
        turn.toast(turn.speech.gettext("Saved."))
        turn.edit(await _resumed(turn))
    elif press.word() == "stop":
        await stop(turn)
    elif _is_stopped(turn):
        turn.edit(await menu(turn))
    elif count is not None and 0 < count <= FURTHEST.days:
        await _pause(turn, local_date(turn.now, zone=turn.subscriber.zone) + timedelta(days=count))
        turn.toast(turn.speech.gettext("Saved."))
        turn.edit(await menu(turn))
    else:
        turn.toast(turn.speech.gettext("This button is out of date."))


async def stop(turn: Turn) -> None:
    """No more digests; everything else is kept."""
    turn.subscriber.state = "stopped"
    turn.session.add(turn.subscriber)
    for schedule in await active_schedules(turn.session, turn.subscriber_id):
        await unplan(turn.session, schedule)
    turn.say(Message(rtl(esc(_said_of_stop(turn)), turn.speech)))


def _name(speech: Speech) -> str:
    return speech.gettext("Pause digests")


async def _value(turn: Turn) -> str | None:
    until = _until(turn)
    return turn.speech.gettext("until {day}", day=turn.speech.short_date(until)) if until else None


SETTING = Setting("pause", "🏖", _name, _value, menu)
