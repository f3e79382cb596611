"""Breaking news at once: by level, with sound or without. By `/alerts more` or by taps."""

import re
from collections.abc import Iterable

from bot import keyboards
from bot.keyboards import switched, ticked
from bot.setting import Setting
from bot.turn import Turn
from news.alert import BIGGEST, INDEPENDENT, LEVELS, MORE, MOST_A_DAY, OFF
from news.callbacks import Press, encode
from news.clock import fold
from news.i18n import Speech
from news.markup import bold, esc, lines, paragraphs
from news.ports import Button, Message
from news.reader import small_words
from news.rendering.directions import rtl
from news.rendering.examples import led

SOUND = "sound"


def _levels(speech: Speech) -> dict[str, str]:
    return {
        OFF: speech.gettext("off"),
        BIGGEST: speech.gettext("only the biggest"),
        MORE: speech.gettext("also smaller ones"),
    }


def _sounds(speech: Speech) -> dict[str, bool]:
    return {speech.gettext("without sound"): True, speech.gettext("with sound"): False}


async def alerts_command(turn: Turn, argument: str) -> None:
    """`/alerts biggest`, `/alerts off`, `/alerts more without sound`: in English or the reader's language; alone, the menu."""
    wishes = _read(argument, (turn.app.words("en"), turn.speech))
    if wishes is None:
        known = [*_levels(turn.speech).values(), *_sounds(turn.speech)]
        said = turn.speech.gettext("I know these: {names}.", names=turn.speech.listed(known))
        turn.say(Message(rtl(esc(said), turn.speech)))
        return
    for wish in wishes:
        if isinstance(wish, bool):
            turn.subscriber.alerts_silent = wish
        else:
            turn.subscriber.alerts = wish
    turn.session.add(turn.subscriber)
    turn.say(await menu(turn))


def _read(line: str, speeches: Iterable[Speech]) -> list[str | bool] | None:
    """The level and the sound that a line names; None where a word of it says nothing, or one takes back what another says:
    "no smaller ones", "not only the biggest", "not silent"."""
    known, left, said = _known(speeches), fold(line).split(), list[str]()
    while left:
        ends = (end for end in range(len(left), 0, -1) if " ".join(left[:end]) in known)
        end = next(ends, None)
        if end is None:
            return None
        said.append(" ".join(left[:end]))
        left = left[end:]
    wanted = list(dict.fromkeys(known[one] for one in said))
    levels = [wish for wish in wanted if not isinstance(wish, bool)]
    if len(levels) > 1:
        said = [one for one in said if one not in small_words.ON]  # "on" beside a level says no other
        wanted = list(dict.fromkeys(known[one] for one in said))
        levels = [wish for wish in wanted if not isinstance(wish, bool)]
    is_denied = True in wanted and any(one in small_words.WITHOUT for one in said)
    return None if len(levels) > 1 or len(wanted) > len(levels) + 1 or is_denied else wanted


def _known(speeches: Iterable[Speech]) -> dict[str, str | bool]:
    known: dict[str, str | bool] = {
        **dict.fromkeys(small_words.OFF, OFF),
        **dict.fromkeys(small_words.ON, BIGGEST),
        **dict.fromkeys(small_words.SILENT, True),
        **{code: code for code in LEVELS},
    }
    for speech in speeches:
        for code, said in _levels(speech).items():
            known |= dict.fromkeys(_ways_to_say(said), code)
        known |= {fold(said): is_silent for said, is_silent in _sounds(speech).items()}
    return known


def _ways_to_say(name: str) -> set[str]:
    """A level's name, also without what stands in brackets, and without its first word or an "only" at its end: "(only) the
    biggest"."""
    whole = {fold(name), fold(re.sub(r"[(（].*", "", name)), fold(name.removesuffix(" فقط"))}
    return whole | {rest for said in whole if (rest := said.partition(" ")[2])}


async def pressed_alerts(turn: Turn, press: Press) -> None:
    word = press.word()
    if word == SOUND:
        turn.subscriber.alerts_silent = not turn.subscriber.alerts_silent
    elif word in LEVELS:
        turn.subscriber.alerts = word
    else:
        turn.toast(turn.speech.gettext("This button is out of date."))
        return
    turn.session.add(turn.subscriber)
    turn.toast(turn.speech.gettext("Saved."))
    turn.edit(await menu(turn))


async def menu(turn: Turn) -> Message:
    speech, reader = turn.speech, turn.subscriber
    levels = [
        (Button(ticked(said, on=code == reader.alerts), encode("alerts", code)),)
        for code, said in _levels(speech).items()
    ]
    sound = switched("🔕 " + speech.gettext("without sound"), on=reader.alerts_silent)
    toggle = Button(sound, encode("alerts", SOUND))
    said = [
        speech.gettext(
            "Breaking news on what you follow comes at once, at most {n} a day. In quiet hours it waits until they end.",
            n=speech.number(MOST_A_DAY),
        ),
        speech.gettext(
            "The biggest stories are reported by at least {biggest} independent outlets, smaller ones by at least {more}.",
            biggest=speech.number(INDEPENDENT[BIGGEST]),
            more=speech.number(INDEPENDENT[MORE]),
        ),
    ]
    title = rtl(bold("⚡ " + speech.gettext("Breaking news")), speech)
    line = led(speech.gettext("Or type:"), f"/alerts {_levels(speech)[OFF]}", speech=speech)
    text = paragraphs([title, lines(rtl(esc(one), speech) for one in said), line])
    return Message(text, [*levels, (toggle,), keyboards.back(speech, of="alerts")])


def _name(speech: Speech) -> str:
    return speech.gettext("Breaking news")


async def _value(turn: Turn) -> str:
    reader = turn.subscriber
    level = _levels(turn.speech).get(reader.alerts, reader.alerts)
    return f"{level} 🔕" if reader.alerts_silent and reader.alerts != OFF else level


SETTING = Setting("alerts", "⚡", _name, _value, menu)
