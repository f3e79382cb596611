"""When digests come: the reader's hour, by `/time` or by taps."""

from bot import keyboards
from bot.setting import Setting
from bot.turn import Turn
from bot.zone import set_zone, unknown_zone
from news.agenda import next_planned, plan_all, unplan
from news.callbacks import Press
from news.clock import city_of, local_date, read_time, read_zone
from news.i18n import Speech
from news.markup import bold, esc, paragraphs
from news.models import Digest, Schedule
from news.ports import Message
from news.queries import active_schedules
from news.render import rtl


async def when_next(turn: Turn) -> str:
    """ "Your next digest comes today at 08:00.", or that none is planned."""
    planned = await next_planned(turn.session, turn.subscriber_id)
    if planned is None:
        return turn.speech.gettext("No digest is planned. Choose an hour with /time.")
    return turn.speech.gettext("Your next digest comes {when}.", when=moment_of(turn, planned))


def moment_of(turn: Turn, digest: Digest) -> str:
    speech, zone = turn.speech, turn.subscriber.zone
    days = (digest.local_date - local_date(turn.now, zone=zone)).days
    at = speech.time(digest.slot_at, zone=zone)
    if days == 0:
        return speech.gettext("today at {time}", time=at)
    if days == 1:
        return speech.gettext("tomorrow at {time}", time=at)
    return speech.gettext("on {day} at {time}", day=speech.date(digest.local_date), time=at)


async def time_command(turn: Turn, argument: str) -> None:
    """`/time HH:MM [zone or city]`: one digest a day at that hour."""
    if not argument:
        turn.say(await hour_menu(turn, then="settings"))
        return
    parts = argument.split(maxsplit=1)
    hour = read_time(parts[0])
    if hour is None and (zone := read_zone(argument, languages=turn.app.words.languages)):
        await set_zone(turn, zone)
        turn.say(await planned_message(turn))
        return
    if hour is None:
        turn.say(
            Message(
                rtl(
                    esc(turn.speech.gettext("I need an hour like 07:30. For example: /time 07:30 Berlin")),
                    turn.speech,
                )
            )
        )
        return
    if len(parts) == 2:
        zone_found = read_zone(parts[1], languages=turn.app.words.languages)
        if zone_found is None:
            turn.say(unknown_zone(turn, parts[1]))
            return
        await set_zone(turn, zone_found, replan=False)
    await set_hour(turn, hour)
    turn.say(await planned_message(turn))


async def set_hour(turn: Turn, hour: str) -> None:
    """One schedule a reader for now: the first is changed, others are kept as they are."""
    schedules = await active_schedules(turn.session, turn.subscriber_id)
    if schedules:
        schedules[0].local_time = hour
        turn.session.add(schedules[0])
    else:
        turn.session.add(Schedule(subscriber_id=turn.subscriber_id, local_time=hour))
    turn.subscriber.state = "active"
    turn.place.state = "active"
    await turn.session.flush()
    await plan_all(turn.session, turn.subscriber, now=turn.now)


async def planned_message(turn: Turn) -> Message:
    speech = turn.speech
    said = [await when_next(turn)]
    city = city_of(turn.subscriber.zone, language=speech.language)
    clock = speech.time(turn.now, zone=turn.subscriber.zone)
    if turn.subscriber.zone_is_guess:
        said.append(
            speech.gettext(
                "I guess that you are in the time zone of {city}, where it is {time} now. If not, send for example: /time 07:30 Berlin",
                city=city,
                time=clock,
            )
        )
    else:
        said.append(speech.gettext("Time zone: {city}, where it is {time} now.", city=city, time=clock))
    return Message(rtl(esc(speech.prose(said)), speech), keyboards.send_now(speech))


async def hour_menu(turn: Turn, *, then: str) -> Message:
    speech = turn.speech
    schedules = await active_schedules(turn.session, turn.subscriber_id)
    rows = keyboards.hours(speech, chosen=schedules[0].local_time if schedules else None, then=then)
    if then == "settings":
        rows.append(keyboards.back(speech, of="hour"))
    text = speech.gettext("When should your digest come?")
    more = speech.gettext("For another time send for example: /time 07:30 Berlin")
    return Message(paragraphs([rtl(bold(f"🕗 {text}"), speech), rtl(esc(more), speech)]), rows)


async def pressed_hour(turn: Turn, press: Press) -> bool:
    """True where the reader is being set up and the next step should follow."""
    hour, _, then = press.word().rpartition(":")
    found = read_time(hour)
    if found is None:
        turn.toast(turn.speech.gettext("This button is out of date."))
        return False
    await set_hour(turn, found)
    turn.toast(turn.speech.gettext("Saved."))
    return then == "setup"


async def stop(turn: Turn) -> None:
    """No more digests; everything else is kept."""
    turn.subscriber.state = "stopped"
    turn.session.add(turn.subscriber)
    for schedule in await active_schedules(turn.session, turn.subscriber_id):
        await unplan(turn.session, schedule)
    speech = turn.speech
    turn.say(
        Message(
            rtl(
                esc(
                    speech.gettext(
                        "Stopped: no more digests. Your settings are kept; /start brings them back."
                    )
                ),
                speech,
            )
        )
    )


def _name(speech: Speech) -> str:
    return speech.gettext("Hour")


async def _value(turn: Turn) -> str:
    schedules = await active_schedules(turn.session, turn.subscriber_id)
    speech = turn.speech
    return speech.listed([s.local_time for s in schedules]) if schedules else speech.gettext("not set")


async def _show(turn: Turn) -> Message:
    return await hour_menu(turn, then="settings")


SETTING = Setting("hour", "🕗", _name, _value, _show)
