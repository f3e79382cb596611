"""The reader's languages, of the digests and of the interface, together or apart: by `/language` or by taps."""

from bot import keyboards
from bot.setting import Setting
from bot.turn import Turn
from news.callbacks import encode
from news.catalogue.names import language_named, primary_language
from news.i18n import CHECKED, Speech
from news.markup import Html, bold, broken, esc, paragraphs
from news.ports import Button, Message
from news.rendering.directions import rtl
from news.rendering.examples import led

BOTH, DIGESTS, BUTTONS = "settings", "digests", "buttons"
"""What a language is chosen for; buttons say it where they say what follows."""


async def set_language(turn: Turn, code: str, *, of: str = BOTH) -> bool:
    """Any language can be asked for in digests; the interface takes it where it is shipped.

    False where the code names no language, or none that was to be had.
    """
    base = primary_language(code)
    if base is None or not turn.speech.knows_language(base):
        return False
    is_shipped = turn.app.words.match(base) == base
    if of == BUTTONS and not is_shipped:
        return False
    if of != BUTTONS:
        turn.subscriber.digest_language = base
    if of != DIGESTS and is_shipped:
        turn.subscriber.interface_language = base
    turn.session.add(turn.subscriber)
    return True


async def language_command(turn: Turn, argument: str) -> None:
    """`/language de` or `/language German` for both, `/language digests fr` or `fr digests`, `/language buttons en`; alone it shows the menu."""
    of, said = _read(argument, turn.speech)
    code = language_named(said, first=turn.speech.language) or said
    if not said:
        turn.say(language_menu(turn, then=of))
    elif await set_language(turn, code, of=of):
        turn.say(language_changed(turn, of=of))
    else:
        turn.say(_unknown(turn, code, of))


def _read(argument: str, speech: Speech) -> tuple[str, str]:
    """What a line chooses a language for, and which. The words of the language itself are known as well as English ones."""
    words = {DIGESTS: DIGESTS, BUTTONS: BUTTONS}
    words |= {_digests(speech).casefold(): DIGESTS, _buttons(speech).casefold(): BUTTONS}
    line = argument.strip()
    for said, of in words.items():
        if f"{line.casefold()} ".startswith(f"{said} "):
            return of, line[len(said) :].strip()
        if line.casefold().endswith(f" {said}"):
            return of, line[: -len(said)].strip()
    return BOTH, line


def _unknown(turn: Turn, code: str, of: str) -> Message:
    speech, asked = turn.speech, primary_language(code)
    if of == BUTTONS and asked is not None and speech.knows_language(asked):
        name = speech.language_name(turn.subscriber.interface_language)
        said = speech.gettext("The buttons stay in {language}.", language=name)
    else:
        said = speech.gettext(
            "I do not know the language “{code}”. Give its code, like de or fr.",
            code=speech.isolated(broken(code[:40])),
        )
    return Message(rtl(esc(said), speech), language_menu(turn, then=of).buttons)


def language_changed(turn: Turn, *, of: str = BOTH) -> Message:
    speech = turn.speech
    digests = speech.language_name(turn.subscriber.digest_language)
    buttons = speech.language_name(turn.subscriber.interface_language)
    is_apart = turn.subscriber.digest_language != turn.subscriber.interface_language
    if of == BUTTONS:
        said = [speech.gettext("The buttons are in {language} now.", language=buttons)]
        said += [speech.gettext("Digests stay in {language}.", language=digests)] if is_apart else []
    else:
        said = [speech.gettext("Digests come in {language} now.", language=digests)]
        said += [speech.gettext("The buttons stay in {language}.", language=buttons)] if is_apart else []
    if speech.language not in CHECKED:
        said.append(speech.gettext("No native reader has checked these words yet."))
    if of != BUTTONS:
        said.append(
            speech.gettext(
                "Where no outlet writes in it and no translation is set up, you get the original, marked with its language."
            )
        )
    change = Button("🌐 " + speech.gettext("Language"), encode("menu", "language"))
    return Message(rtl(esc(speech.prose(said)), speech), [(change,)])


def language_menu(turn: Turn, *, then: str, page: int = 0) -> Message:
    """The languages to choose from; `then` says for what, or that a newcomer is being set up."""
    speech, subscriber = turn.speech, turn.subscriber
    chosen = subscriber.digest_language if then == DIGESTS else subscriber.interface_language
    rows = keyboards.languages(turn.app.words, chosen=chosen, then=then, page=page)
    title = "🌐 " + speech.gettext("Which language do you read?")
    if then in _DOORS:
        title = _DOORS[then][0] + " " + _now(turn, then)
        rows.append((Button("‹ " + speech.gettext("Back"), encode("menu", "language")),))
    elif then == BOTH:
        title = "🌐 " + speech.gettext("Language of digests and buttons")
        doors = (
            (Button(f"{emoji} {_now(turn, of)} ›", encode("langs", 0, of)),)
            for of, (emoji, _) in _DOORS.items()
        )
        rows += [*doors, keyboards.back(speech)]
    return Message(
        paragraphs(
            [rtl(bold(title), speech), *_told(turn, then)],
        ),
        rows,
    )


def _now(turn: Turn, of: str) -> str:
    """ "Digests: French" """
    subscriber, speech = turn.subscriber, turn.speech
    code = subscriber.digest_language if of == DIGESTS else subscriber.interface_language
    return speech.labelled(_DOORS[of][1](speech), speech.language_name(code))


def _told(turn: Turn, then: str) -> list[Html]:
    speech = turn.speech
    if then == BUTTONS:
        line = f"/language {_buttons(speech).casefold()} fr"
        said = [led(speech.gettext("Or type:"), line, speech=speech)]
    else:
        line = f"/language {_digests(speech).casefold()} sw" if then == DIGESTS else "/language sw"
        said = [led(speech.gettext("For another one send its code:"), line, speech=speech)]
    if speech.language not in CHECKED:
        said.append(rtl(esc(speech.gettext("No native reader has checked these words yet.")), speech))
    return said


def _digests(speech: Speech) -> str:
    return speech.gettext("Digests")


def _buttons(speech: Speech) -> str:
    return speech.gettext("Buttons")


def _of_digests(speech: Speech) -> str:
    return speech.gettext("Language of digests")


def _of_buttons(speech: Speech) -> str:
    return speech.gettext("Language of buttons")


_DOORS = {DIGESTS: ("🗞", _of_digests), BUTTONS: ("🔘", _of_buttons)}


def _name(speech: Speech) -> str:
    return speech.gettext("Language")


async def _value(turn: Turn) -> str:
    subscriber, speech = turn.subscriber, turn.speech
    digests = speech.language_name(subscriber.digest_language)
    if subscriber.digest_language == subscriber.interface_language:
        return digests
    buttons = speech.language_name(subscriber.interface_language)
    return f"{speech.labelled(_digests(speech), digests)} · {speech.labelled(_buttons(speech), buttons)}"


async def _show(turn: Turn) -> Message:
    return language_menu(turn, then=BOTH)


SETTING = Setting("language", "🌐", _name, _value, _show)
