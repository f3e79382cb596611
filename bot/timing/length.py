"""How long a digest is: minutes to read, or a number of stories. By `/length 5 min`, `/length 6` or by taps."""

from collections.abc import Callable

from bot import keyboards
from bot.keyboards import Rows, ticked
from bot.setting import Setting
from bot.turn import Turn
from bot.vocabulary import vocabulary_of
from news.callbacks import Press, encode
from news.i18n import Speech
from news.markup import bold, esc, paragraphs
from news.ports import Button, Message
from news.reader.schedule_line import LONGEST, SHORTEST, read_line
from news.rendering.directions import rtl
from news.rendering.examples import led
from news.rendering.rows import in_rows

FEWEST, MOST = 3, 10
MINUTES = (1, 2, 3, 5, 7, 10, 15, 20)


def length_said(speech: Speech, *, minutes: int | None, stories: int | None) -> str:
    return speech.minutes(minutes) if minutes else speech.ngettext("{n} story", "{n} stories", stories or 0)


def length_rows(
    speech: Speech, *, minutes: int | None, stories: int | None, act: Callable[[str], str]
) -> Rows:
    """Minutes to read, or numbers of stories; the one that holds is ticked."""
    by_minutes = [
        Button(ticked(speech.minutes(count), on=count == minutes), act(f"m{count}")) for count in MINUTES
    ]
    by_stories = [
        Button(
            ticked(length_said(speech, minutes=None, stories=count), on=not minutes and count == stories),
            act(str(count)),
        )
        for count in keyboards.COUNTS
    ]
    return [*in_rows(by_minutes, 4), *in_rows(by_stories, 2)]


async def length_menu(turn: Turn) -> Message:
    speech, subscriber = turn.speech, turn.subscriber
    rows = length_rows(
        speech,
        minutes=subscriber.minutes,
        stories=subscriber.stories,
        act=lambda value: encode("count", value),
    )
    title = rtl(bold("📏 " + speech.gettext("How long should a digest be?")), speech)
    told = speech.gettext("Minutes are reading time, at the usual speed in your language.")
    more = led(speech.gettext("Or type:"), f"/length {speech.minutes(5)}", speech=speech)
    return Message(
        paragraphs([title, rtl(esc(told), speech), more]), [*rows, keyboards.back(speech, of="count")]
    )


async def length_command(turn: Turn, argument: str) -> None:
    """`/length 5 min` or `/length 6`; alone it shows the menu."""
    wish = next(iter(read_line(argument, vocabulary_of(turn))), None)
    bare = int(argument) if argument.isdecimal() and len(argument) < 3 else None
    if wish is not None and wish.minutes:
        _set(turn, minutes=wish.minutes)
    elif FEWEST <= (bare or (wish and wish.stories) or 0) <= MOST:
        _set(turn, stories=bare or (wish.stories if wish else None))
    elif argument:
        said = turn.speech.gettext(
            "A digest has {fewest} to {most} stories, or takes {shortest} to {longest} minutes.",
            fewest=turn.speech.number(FEWEST),
            most=turn.speech.number(MOST),
            shortest=turn.speech.number(SHORTEST),
            longest=turn.speech.number(LONGEST),
        )
        turn.say(Message(rtl(esc(said), turn.speech)))
    turn.say(await length_menu(turn))


async def pressed_count(turn: Turn, press: Press) -> None:
    word = press.word()
    number = int(word.lstrip("m")) if word.lstrip("m").isdecimal() and len(word) < 4 else 0
    if word.startswith("m") and number in MINUTES:
        _set(turn, minutes=number)
    elif not word.startswith("m") and FEWEST <= number <= MOST:
        _set(turn, stories=number)
    else:
        turn.toast(turn.speech.gettext("This button is out of date."))
        return
    turn.toast(turn.speech.gettext("Saved."))
    turn.edit(await length_menu(turn))


def _set(turn: Turn, *, minutes: int | None = None, stories: int | None = None) -> None:
    """One or the other: a number of stories ends the count by minutes."""
    turn.subscriber.minutes = minutes
    turn.subscriber.stories = stories or turn.subscriber.stories
    turn.session.add(turn.subscriber)


def _name(speech: Speech) -> str:
    return speech.gettext("Length")


async def _value(turn: Turn) -> str:
    return length_said(turn.speech, minutes=turn.subscriber.minutes, stories=turn.subscriber.stories)


SETTING = Setting("count", "📏", _name, _value, length_menu)
