"""The words in which a reader may set things by a line: of their interface, of their digests, and English."""

from bot.turn import Turn
from news.reader.schedule_line import Vocabulary, vocabulary


def vocabulary_of(turn: Turn) -> Vocabulary:
    codes = (turn.subscriber.interface_language, turn.subscriber.digest_language, "en")
    return vocabulary([turn.app.words(code) for code in dict.fromkeys(map(turn.app.words.match, codes))])
