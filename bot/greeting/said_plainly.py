"""Commands that are written without their slash, by the interface's own word for what they show, or as a wish."""

from bot.turn import Turn
from news.answers.reading import named_story
from news.clock import fold
from news.i18n import Speech
from news.reader.small_words import NEWS_ASKED, THE_NEWS
from news.reader.wishes import wish

_BARE = frozenset({"help", "settings", "topics", "sources", "search", "stop", "language", "mutes", "privacy"})
"""Those whose English names are no question and no answer to anything."""
_AROUND, _ASKING = " .!,…。！", "¿?？؟;"


def command_meant(turn: Turn, text: str) -> tuple[str, str] | None:
    """The command's name and its argument, which may be empty; None where the text is more than that, or none."""
    said = fold(text.strip(_AROUND))
    asked = fold(text.strip(_AROUND + _ASKING))
    if asked in THE_NEWS or (asked in NEWS_ASKED and not _is_reply(turn)):
        return "digest", ""
    bare = said if said in _BARE else _shown_as(turn.speech).get(said)
    return (bare, "") if bare else _wished(text)


def _is_reply(turn: Turn) -> bool:
    """ "What happened?" below a story is asked of that one."""
    message = turn.update.effective_message
    return message is not None and message.reply_to_message is not None


def _wished(text: str) -> tuple[str, str] | None:
    """The wish, of a story by its number where it names one: "follow story 2"."""
    if (meant := wish(text)) is None:
        return None
    name, argument = meant
    number, rest = named_story(argument, is_command=True)
    return (name, argument if number is None or rest else str(number))


def _shown_as(speech: Speech) -> dict[str, str]:
    return {
        fold(speech.gettext("Help")): "help",
        fold(speech.gettext("Topics")): "topics",
        fold(speech.gettext("Sources")): "sources",
        fold(speech.gettext("Language")): "language",
        fold(speech.gettext("Search")): "search",
    }
