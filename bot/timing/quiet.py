"""Quiet hours: alerts are held until their end, and a digest in them comes without sound. By `/quiet 22-7` or by taps."""

import re

from bot import keyboards
from bot.keyboards import ticked
from bot.setting import Setting
from bot.turn import Turn
from bot.vocabulary import vocabulary_of
from news.alert import release_held
from news.callbacks import Press, encode
from news.clock import fold
from news.i18n import Speech
from news.markup import bold, esc, paragraphs
from news.ports import Button, Message
from news.reader.quiet_hours import Window, read_window, window_of
from news.reader.schedule_line import Wish, read_line
from news.reader.small_words import FROM_TO, OFF, SMALL
from news.rendering.directions import rtl
from news.rendering.examples import led
from news.rendering.rows import in_rows

WINDOWS = (
    Window("20:00", "08:00"),
    Window("21:00", "07:00"),
    Window("22:00", "06:00"),
    Window("22:00", "07:00"),
    Window("22:00", "08:00"),
    Window("23:00", "07:00"),
    Window("23:00", "08:00"),
    Window("00:00", "08:00"),
)
EXAMPLE = "/quiet 22-7"


async def quiet_command(turn: Turn, argument: str) -> None:
    """`/quiet 22-7`, `/quiet off`; alone it shows the menu."""
    window = read_window(argument) or _window_said(turn, argument)
    if argument and window is None and not _is_off(turn, argument):
        lead = turn.speech.gettext("I need two hours, for example:")
        turn.say(Message(led(lead, EXAMPLE, speech=turn.speech)))
        return
    if argument:
        await _set(turn, window)
    turn.say(await menu(turn))


def _window_said(turn: Turn, argument: str) -> Window | None:
    """Two hours in words and nothing else: "22 bis 7 Uhr", "from 10 in the evening to 7"."""
    apart = re.sub("から|まで|부터|까지|从|到|至", r" \g<0> ", argument)
    wishes = read_line(apart, vocabulary_of(turn))
    times = wishes[0].times if len(wishes) == 1 else ()
    if len(times) != 2 or wishes[0] != Wish(times=times, rest=wishes[0].rest):
        return None
    is_between = all(fold(word) in FROM_TO | SMALL for word in wishes[0].rest)
    return window_of(times[0][1], times[1][1]) if is_between else None


def _is_off(turn: Turn, argument: str) -> bool:
    return argument == "-" or fold(argument) in OFF | {fold(turn.speech.gettext("off"))}


async def _set(turn: Turn, window: Window | None) -> None:
    reader = turn.subscriber
    reader.quiet_from, reader.quiet_until = (window.begins, window.ends) if window else (None, None)
    turn.session.add(reader)
    await release_held(turn.session, turn.subscriber_id, now=turn.now)
    turn.ring("alert")


async def menu(turn: Turn) -> Message:
    speech, now = turn.speech, window_of(turn.subscriber.quiet_from, turn.subscriber.quiet_until)
    buttons = [
        Button(ticked(said(window, speech), on=window == now), encode("quiet", _coded(window)))
        for window in WINDOWS
    ]
    off = Button(ticked(speech.gettext("off"), on=now is None), encode("quiet", "off"))
    title = speech.gettext("When should I be quiet?")
    if now is not None:
        title = speech.gettext(
            "Quiet from {begins} to {ends}.",
            begins=speech.wall_time(now.begins),
            ends=speech.wall_time(now.ends),
        )
    more = speech.gettext("Breaking news waits until the quiet hours end, and a digest comes without sound.")
    line = led(speech.gettext("Or type:"), EXAMPLE, speech=speech)
    text = paragraphs([rtl(bold(f"🌙 {title}"), speech), rtl(esc(more), speech), line])
    return Message(text, [*in_rows(buttons, 2), (off,), keyboards.back(speech, of="quiet")])


def said(window: Window, speech: Speech) -> str:
    return speech.gettext(
        "{begins}–{ends}", begins=speech.wall_time(window.begins), ends=speech.wall_time(window.ends)
    )


def _coded(window: Window) -> str:
    return f"{window.begins}-{window.ends}".replace(":", "")


async def pressed_quiet(turn: Turn, press: Press) -> None:
    word = press.word()
    window = next((window for window in WINDOWS if _coded(window) == word), None)
    if window is None and word != "off":
        turn.toast(turn.speech.gettext("This button is out of date."))
        return
    await _set(turn, window)
    turn.toast(turn.speech.gettext("Saved."))
    turn.edit(await menu(turn))


def _name(speech: Speech) -> str:
    return speech.gettext("Quiet hours")


async def _value(turn: Turn) -> str:
    window = window_of(turn.subscriber.quiet_from, turn.subscriber.quiet_until)
    return said(window, turn.speech) if window else turn.speech.gettext("off")


SETTING = Setting("quiet", "🌙", _name, _value, menu)
