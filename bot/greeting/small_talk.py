"""What people say to each other, and to us, without asking for anything: answered in kind, rather than not understood."""

from bot.greeting.helping import help_message
from bot.turn import Turn
from news.clock import fold
from news.markup import esc
from news.ports import Message
from news.reader.small_words import COURTESIES, GREETINGS
from news.rendering.directions import rtl

_AROUND = " .!,…;:)(~！。،؟?"


def answered(turn: Turn, text: str) -> bool:
    """Greets back with what there is to do, and takes thanks; False where the text is neither."""
    said = fold(text.strip(_AROUND))
    if said in GREETINGS:
        turn.say(help_message(turn))
    elif said in COURTESIES:
        speech = turn.speech
        turn.say(
            Message(rtl(esc(speech.gettext("🙂 You are welcome. /digest sends you the latest.")), speech))
        )
    else:
        return False
    return True
