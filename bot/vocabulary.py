"""The words in which a reader may set things by a line: of their interface, of their digests, and English; and which
days their weekend is."""

from bot.turn import Turn
from news.clock import weekend_of
from news.reader.schedule_line import Vocabulary, vocabulary


def vocabulary_of(turn: Turn) -> Vocabulary:
    codes = (turn.subscriber.interface_language, turn.subscriber.digest_language, "en")
    speeches = [turn.app.words(code) for code in dict.fromkeys(map(turn.app.words.match, codes))]
    can_speak = turn.app.reads_aloud(turn.subscriber.digest_language)
    return vocabulary(speeches, weekend=weekend_of(turn.subscriber.zone), can_speak=can_speak)
