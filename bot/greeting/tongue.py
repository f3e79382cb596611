"""Who writes in another language than ours is asked once whether we should speak it, too; in that language."""

import asyncio

from bot.turn import Turn
from news.callbacks import Press, encode
from news.language.identify import identify
from news.markup import esc
from news.ports import Button, Message
from news.rendering.directions import rtl
from news.rendering.rows import in_rows

SURE = 0.85
"""Of what identification says: a headline that somebody types may be of any language, and neighbours are alike."""


async def offer(turn: Turn, text: str) -> None:
    """Asks, where the words are surely of another language that we speak, and it was never asked."""
    subscriber = turn.subscriber
    if subscriber.language_offered is not None or not turn.is_private or turn.is_for_another:
        return
    found = await asyncio.to_thread(identify, text)
    if found is None or found[1] < SURE or not _is_other(turn, found[0]):
        return
    code = turn.app.words.match(found[0])
    subscriber.language_offered = code
    turn.session.add(subscriber)
    theirs = turn.app.words(code)
    name = theirs.language_name(code)
    said = theirs.gettext("You write in {language}. Shall I speak it, too?", language=name)
    keep = turn.speech.language_name(turn.speech.language)
    buttons = (
        Button(f"✅ {name[:1].upper()}{name[1:]}", encode("tongue", code)),
        Button(f"✕ {keep[:1].upper()}{keep[1:]}", encode("tongue", "")),
    )
    turn.say(Message(rtl(esc(said), theirs), in_rows(buttons, 2)))


def _is_other(turn: Turn, code: str) -> bool:
    base = turn.speech.language.split("-")[0]
    return code != base and turn.app.words.match(code).split("-")[0] == code


async def pressed_tongue(turn: Turn, press: Press) -> None:
    """Speaks the language from now on; digests follow where they were in the one before."""
    code = press.word()
    if not code:
        turn.edit(Message(rtl(esc(_stays(turn)), turn.speech)))
        return
    if code not in turn.app.words.languages:
        turn.toast(turn.speech.gettext("This button is out of date."))
        return
    subscriber = turn.subscriber
    if subscriber.digest_language == subscriber.interface_language.split("-")[0]:
        subscriber.digest_language = code.split("-")[0]
    subscriber.interface_language = code
    turn.session.add(subscriber)
    turn.toast(turn.speech.gettext("Saved."))
    turn.edit(Message(rtl(esc(_stays(turn)), turn.speech)))


def _stays(turn: Turn) -> str:
    speech = turn.speech
    name = speech.language_name(speech.language)
    return speech.gettext("I speak {language}. /language changes it.", language=name)
