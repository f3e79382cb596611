"""How many stories a digest has."""

from bot import keyboards
from bot.setting import Setting
from bot.turn import Turn
from news.callbacks import Press
from news.i18n import Speech
from news.markup import bold
from news.ports import Message
from news.render import rtl

FEWEST, MOST = 3, 10


def count_menu(turn: Turn) -> Message:
    speech = turn.speech
    return Message(
        rtl(bold("🔢 " + speech.gettext("How many stories should a digest have?")), speech),
        keyboards.counts(speech, chosen=turn.subscriber.stories),
    )


async def pressed_count(turn: Turn, press: Press) -> None:
    count = press.number()
    if count is None or not FEWEST <= count <= MOST:
        turn.toast(turn.speech.gettext("This button is out of date."))
        return
    turn.subscriber.stories = count
    turn.session.add(turn.subscriber)
    turn.toast(turn.speech.gettext("Saved."))
    turn.edit(count_menu(turn))


def _name(speech: Speech) -> str:
    return speech.gettext("Stories a digest")


async def _value(turn: Turn) -> str:
    return turn.speech.number(turn.subscriber.stories)


async def _show(turn: Turn) -> Message:
    return count_menu(turn)


SETTING = Setting("count", "🔢", _name, _value, _show)
