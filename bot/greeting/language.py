"""The reader's language, of the interface and of the digests: by `/language` or by taps."""

from bot import keyboards
from bot.setting import Setting
from bot.turn import Turn
from news.catalogue.names import primary_language
from news.i18n import CHECKED, Speech
from news.markup import bold, esc, paragraphs
from news.ports import Message
from news.rendering.render import rtl


async def set_language(turn: Turn, code: str) -> bool:
    """Any language can be asked for in digests; the interface takes it where it is shipped.

    False where the code names no language.
    """
    base = primary_language(code)
    if base is None or not turn.speech.knows_language(base):
        return False
    turn.subscriber.digest_language = base
    if turn.app.words.match(base) == base:
        turn.subscriber.interface_language = base
    turn.session.add(turn.subscriber)
    return True


async def language_command(turn: Turn, argument: str) -> None:
    speech = turn.speech
    if not argument:
        turn.say(language_menu(turn, then="settings"))
        return
    if not await set_language(turn, argument.split()[0]):
        turn.say(
            Message(
                rtl(
                    esc(
                        speech.gettext(
                            "I do not know the language “{code}”. Give its code, like de or fr.",
                            code=speech.isolated(argument[:40]),
                        )
                    ),
                    speech,
                ),
                keyboards.languages(
                    turn.app.words, chosen=turn.subscriber.interface_language, then="settings"
                ),
            )
        )
        return
    turn.say(language_changed(turn))


def language_changed(turn: Turn) -> Message:
    speech = turn.speech
    wanted = turn.subscriber.digest_language
    said = [speech.gettext("Digests come in {language} now.", language=speech.language_name(wanted))]
    if wanted != speech.language:
        said.append(
            speech.gettext("The buttons stay in {language}.", language=speech.language_name(speech.language))
        )
    if speech.language not in CHECKED:
        said.append(speech.gettext("No native reader has checked these words yet."))
    said.append(
        speech.gettext(
            "Where no outlet writes in it and no translation is set up, you get the original, marked with its language."
        )
    )
    return Message(rtl(esc(speech.prose(said)), speech))


def language_menu(turn: Turn, *, then: str, page: int = 0) -> Message:
    speech = turn.speech
    rows = keyboards.languages(
        turn.app.words, chosen=turn.subscriber.interface_language, then=then, page=page
    )
    if then == "settings":
        rows.append(keyboards.back(speech))
    text = speech.gettext("Which language do you read?")
    told = [speech.gettext("For another one send its code, like /language it.")]
    if speech.language not in CHECKED:
        told.append(speech.gettext("No native reader has checked these words yet."))
    return Message(
        paragraphs([rtl(bold(f"🌐 {text}"), speech), *(rtl(esc(one), speech) for one in told)]), rows
    )


def _name(speech: Speech) -> str:
    return speech.gettext("Language")


async def _value(turn: Turn) -> str:
    return turn.speech.language_name(turn.subscriber.digest_language)


async def _show(turn: Turn) -> Message:
    return language_menu(turn, then="settings")


SETTING = Setting("language", "🌐", _name, _value, _show)
