"""Where the reader's clock is: the time zone, by the name of a city or by taps."""

from bot import awaiting, keyboards
from bot.setting import Setting
from bot.turn import Turn
from news.callbacks import Press, encode
from news.clock import city_of, is_fixed, is_zone, read_zone
from news.i18n import Speech
from news.markup import bold, broken, esc, paragraphs
from news.ports import Button, Message
from news.reader.agenda import plan_all
from news.rendering.directions import rtl

CITY = "city"
"""What is awaited while the zones are shown: only then is the bare name of a city meant for the clock."""


async def set_zone(turn: Turn, zone: str, *, replan: bool = True) -> None:
    turn.subscriber.zone, turn.subscriber.zone_is_guess = zone, False
    turn.session.add(turn.subscriber)
    await turn.session.flush()
    if replan and turn.subscriber.state == "active":
        await plan_all(turn.session, turn.subscriber, now=turn.now)


async def zone_command(turn: Turn, argument: str) -> None:
    """`/zone Berlin`, in any shipped language, or `/zone Europe/Berlin`; alone it shows the menu."""
    if not argument:
        turn.say(await zone_menu(turn, then="settings"))
        return
    zone = read_zone(
        argument, languages=turn.app.words.languages, near=turn.subscriber.zone, language=turn.speech.language
    )
    if zone is None:
        turn.say(await unknown_zone(turn, argument))
        return
    await set_zone(turn, zone)
    said = [here(turn), *([no_summer(turn.speech)] if is_fixed(zone) else [])]
    turn.say(
        Message(rtl(esc(turn.speech.prose(said)), turn.speech), [keyboards.back(turn.speech, of="zone")])
    )


def here(turn: Turn) -> str:
    """ "Time zone: Berlin, where it is 12:00 now." """
    city = city_of(turn.subscriber.zone, language=turn.speech.language)
    city = turn.speech.isolated(city) if is_fixed(turn.subscriber.zone) else city
    clock = turn.speech.time(turn.now, zone=turn.subscriber.zone)
    return turn.speech.gettext("Time zone: {city}, where it is {time} now.", city=city, time=clock)


def no_summer(speech: Speech) -> str:
    """What is to be known of a zone that is an offset."""
    return speech.gettext(
        "It stays the same all year. If your clocks change in summer, send me a city instead."
    )


async def zone_menu(turn: Turn, *, then: str) -> Message:
    await awaiting.wait(turn, CITY)
    speech = turn.speech
    rows = keyboards.zones(speech, guess=turn.subscriber.zone, now=turn.now, then=then)
    if then == "settings":
        rows.append(keyboards.back(speech, of="zone"))
    else:
        rows.append((Button("‹ " + speech.gettext("Back"), encode("setup", "hour")),))
    text = speech.gettext("What time is it where you are?")
    more = [
        speech.gettext("Not listed? Send me the name of a large city in your time zone."),
        speech.gettext("Or send me your location: I keep the time zone, not the place."),
    ]
    return Message(paragraphs([rtl(bold(f"📍 {text}"), speech), rtl(esc(speech.prose(more)), speech)]), rows)


async def pressed_zone(turn: Turn, press: Press) -> bool:
    if not is_zone(press.word()):
        turn.toast(turn.speech.gettext("This button is out of date."))
        return False
    await set_zone(turn, press.word())
    turn.toast(turn.speech.gettext("Saved."))
    return press.word(1) == "setup"


async def unknown_zone(turn: Turn, text: str) -> Message:
    await awaiting.wait(turn, CITY)
    speech = turn.speech
    said = speech.gettext(
        "I do not know the place “{place}”. Give a large city of your time zone, or its name like Europe/Berlin.",
        place=speech.isolated(broken(text[:60])),
    )
    return Message(
        rtl(esc(said), speech),
        keyboards.zones(speech, guess=turn.subscriber.zone, now=turn.now, then="settings"),
    )


def _name(speech: Speech) -> str:
    return speech.gettext("Time zone")


async def _value(turn: Turn) -> str:
    zone = turn.subscriber.zone
    name = city_of(zone, language=turn.speech.language)
    return turn.speech.isolated(name) if is_fixed(zone) else f"{name} ({turn.speech.isolated(zone)})"


async def _show(turn: Turn) -> Message:
    return await zone_menu(turn, then="settings")


SETTING = Setting("zone", "📍", _name, _value, _show)
