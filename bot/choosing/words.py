"""Following one's own words: shown back as they are understood, changed, dropped, and brought back.

What the words mean and what they match is said in `news.reader.phrases`.
"""

from bot import awaiting, keyboards
from bot.keyboards import Rows
from bot.setting import Setting
from bot.turn import Turn
from bot.typed import words_of
from news.callbacks import Press, encode
from news.i18n import Speech
from news.markup import Html, bold, broken, esc, lines, paragraphs
from news.models import Awaited, Subscription
from news.ports import Button, Message
from news.queries import followed
from news.reader.bare_names import without_article
from news.reader.following import (
    MOST_PHRASES,
    bring_back,
    drop,
    follow,
    own_subscription,
    reword,
    subscriptions,
)
from news.reader.phrases import FEW, Phrase, can_be_found, parse, written
from news.rendering.directions import directed, rtl
from news.rendering.examples import led
from news.rendering.rows import in_rows

LABEL_CHARS = 40


def quoted(word: str, speech: Speech) -> str:
    return speech.gettext("“{word}”", word=cut(word, speech))


def cut(name: str, speech: Speech) -> str:
    """Foreign text as long as a button shows it, with nothing in it to tap."""
    return speech.isolated(broken(name if len(name) <= LABEL_CHARS else name[: LABEL_CHARS - 1] + "…"))


def how_to(speech: Speech) -> Html:
    """With an example, and what its signs mean."""
    words = speech.gettext("cars +Norway !Tesla")
    shown = led(speech.gettext("You can also follow words of your own:"), f"/follow {words}", speech=speech)
    return lines([shown, *(rtl(esc(one), speech) for one in _signs(speech))])


def _signs(speech: Speech) -> list[str]:
    return [
        speech.gettext("+ before a word: it must be there."),
        speech.gettext("! before a word: it must not be there."),
    ]


async def own(turn: Turn) -> dict[int, str]:
    """The phrases this reader follows, by the id of the subscription."""
    return await subscriptions(turn.session, turn.subscriber_id, kind="phrase")


def own_rows(phrases: dict[int, str], turn: Turn, *, then: str) -> Rows:
    """A ticked button each; a tap shows what the words mean."""
    return [
        (Button(f"✅ {directed(quoted(target, turn.speech), turn.speech)}", encode("word", number, then)),)
        for number, target in phrases.items()
    ]


# --- following -----------------------------------------------------------------------------------


def offer(turn: Turn, text: str, *, asked: int) -> Rows:
    """A button to follow exactly these words. It names the update they came in: a button holds 64 bytes."""
    phrase = _read(turn, text)
    if phrase is None:
        return []
    label = turn.speech.gettext("Follow {phrase}", phrase=quoted(written(phrase), turn.speech))
    return [(Button(f"+ {label}", encode("words", asked)),)]


async def pressed_words(turn: Turn, press: Press) -> None:
    """Follows the words of the message that the button was offered for."""
    phrase = _read(turn, await words_of(turn, press.number() or 0) or "")
    if phrase is None:
        turn.toast(turn.speech.gettext("This button is out of date."))
        return
    row = await _follow(turn, phrase)
    if row is None:
        turn.toast(_too_many(turn.speech), alert=True)
        return
    turn.toast(turn.speech.gettext("Followed."))
    turn.edit(page(turn, row, note=await _what_else(turn)))


async def follow_words(turn: Turn, text: str) -> None:
    """Follows what was typed, and shows how it is understood."""
    phrase = _read(turn, without_article(text, turn.speech.language))
    row = await _follow(turn, phrase) if phrase is not None else None
    if row is not None:
        turn.say(page(turn, row, note=await _what_else(turn)))
        return
    speech = turn.speech
    said = _too_many(speech) if phrase else speech.gettext("I found no word to look for in that.")
    turn.say(Message(rtl(esc(said), speech)))


async def _what_else(turn: Turn) -> str:
    """Whoever followed nothing had everything until now."""
    if await followed(turn.session, turn.subscriber_id):
        return ""
    return turn.speech.gettext("You now get only what you follow. Add topics with /topics.")


async def _follow(turn: Turn, phrase: Phrase) -> Subscription | None:
    """None where as many are followed as can be."""
    mine, target = await own(turn), written(phrase)
    if target not in mine.values() and len(mine) >= MOST_PHRASES:
        return None
    return await follow(turn.session, turn.subscriber_id, "phrase", target, now=turn.now)


def _too_many(speech: Speech) -> str:
    return speech.gettext("You follow as many words as I can look for. Drop some in /topics first.")


# --- what the words mean -------------------------------------------------------------------------


def page(turn: Turn, row: Subscription, *, then: str = "settings", note: str = "") -> Message:
    """The words, what each part of them means, and what can be done with them."""
    speech = turn.speech
    phrase = _read(turn, row.target) or Phrase((row.target,))
    meaning = lines(rtl(esc(f"• {line}"), speech) for line in understood(phrase, speech))
    choices = (
        Button("✏️ " + speech.gettext("Change the words"), encode("reword", row.id or 0)),
        Button("✕ " + speech.gettext("Stop following"), encode("unword", row.id or 0, then)),
    )
    rows = [*in_rows(choices, 2), _back(speech, then=then)]
    heading = bold("🔎 " + speech.gettext("You follow: {topics}.", topics=_whole(phrase, speech)))
    reach = speech.prose([_reach(phrase, speech), *([note] if note else [])])
    return Message(paragraphs([rtl(heading, speech), meaning, rtl(esc(reach), speech)]), rows)


def _whole(phrase: Phrase, speech: Speech) -> str:
    return speech.gettext("“{word}”", word=speech.isolated(broken(written(phrase))))


def understood(phrase: Phrase, speech: Speech) -> list[str]:
    """What each part of the words asks of a report, in plain words."""
    said = []
    if phrase.plain:
        said.append(_plain(phrase.plain, speech))
    if phrase.must:
        said.append(speech.gettext("Always: {words}", words=_shown(phrase.must, speech)))
    if phrase.never:
        said.append(speech.gettext("Never: {words}", words=_shown(phrase.never, speech)))
    return said


def _plain(parts: tuple[str, ...], speech: Speech) -> str:
    """One word may be meant without being said (`news.clustering.meant`); words in quotation marks mean themselves only."""
    shown = _shown(parts, speech)
    if len(parts) > FEW:
        return speech.gettext("Most of these: {words}", words=shown)
    if len(parts) > 1:
        return speech.gettext("All of these: {words}", words=shown)
    if " " in parts[0]:
        return speech.gettext("These words in this order: {words}", words=shown)
    return speech.gettext("This, or what means the same: {words}", words=shown)


def _shown(parts: tuple[str, ...], speech: Speech) -> str:
    return speech.listed([quoted(part, speech) for part in parts])


def _reach(phrase: Phrase, speech: Speech) -> str:
    """The languages it can be found in: words are not translated, names and places are the same everywhere."""
    said = []
    if phrase.languages:
        names = [speech.language_name(code) for code in sorted(phrase.languages)]
        said.append(
            speech.gettext(
                "I look for the words in these languages: {languages}.", languages=speech.listed(names)
            )
        )
    else:
        said.append(speech.gettext("I look for the words as you wrote them."))
    said.append(speech.gettext("I look for names of people and places in other languages, too."))
    return speech.prose(said)


async def pressed_word(turn: Turn, press: Press) -> None:
    row = await own_subscription(turn.session, turn.subscriber_id, press.number() or 0, kind="phrase")
    if row is None:
        turn.toast(turn.speech.gettext("This button is out of date."))
        return
    turn.edit(page(turn, row, then=press.word(1)))


# --- changing and dropping -----------------------------------------------------------------------


async def pressed_reword(turn: Turn, press: Press) -> None:
    """Asks for the words as they should be; 0 asks for new ones."""
    speech, number = turn.speech, press.number() or 0
    row = await own_subscription(turn.session, turn.subscriber_id, number, kind="phrase")
    if number and row is None:
        turn.toast(speech.gettext("This button is out of date."))
        return
    words = row.target if row is not None else speech.gettext("cars +Norway !Tesla")
    await awaiting.ask(
        turn,
        "words",
        speech.gettext("Which words should I look for?"),
        subject=number or None,
        hint="\n".join([speech.isolated(broken(words)), *_signs(speech)]),
    )


async def typed(turn: Turn, text: str, awaited: Awaited) -> None:
    """The words that were asked for: in the place of those they change, or new ones."""
    phrase = _read(turn, text)
    row = await own_subscription(turn.session, turn.subscriber_id, awaited.subject or 0, kind="phrase")
    if row is None or phrase is None:
        await follow_words(turn, text)
        return
    twin = next((number for number, target in (await own(turn)).items() if target == written(phrase)), None)
    await reword(turn.session, turn.subscriber_id, row.target, written(phrase))
    if twin is not None and twin != row.id:
        await drop(turn.session, row, now=turn.now)
        row = await turn.session.get_one(Subscription, twin)
    else:
        row.target = written(phrase)
        turn.session.add(row)
    turn.say(page(turn, row))


async def pressed_unword(turn: Turn, press: Press) -> None:
    """Stops following words; one more tap brings them back."""
    row = await own_subscription(turn.session, turn.subscriber_id, press.number() or 0, kind="phrase")
    if row is None:
        turn.toast(turn.speech.gettext("This button is out of date."))
        return
    dropped = await drop(turn.session, row, now=turn.now)
    turn.toast(turn.speech.gettext("No longer followed."))
    turn.edit(gone(turn.speech, quoted(dropped.target, turn.speech), dropped.id or 0, then=press.word(1)))


def gone(speech: Speech, name: str, dropped: int, *, then: str = "settings", of: str = "words") -> Message:
    """What was dropped, and the way back."""
    again = Button("↩️ " + speech.gettext("Follow again"), encode("again", dropped))
    text = lines([rtl(bold(name), speech), rtl(esc(speech.gettext("No longer followed.")), speech)])
    return Message(text, [(again,), _back(speech, then=then, of=of)])


async def undrop(turn: Turn, press: Press) -> Subscription | None:
    """What was dropped is followed again; None, and a toast, where that can no longer be."""
    row = await bring_back(turn.session, turn.subscriber_id, press.number() or 0, now=turn.now)
    if row is None:
        turn.toast(turn.speech.gettext("This button is out of date."))
    else:
        turn.toast(turn.speech.gettext("Followed."))
    return row


def _back(speech: Speech, *, then: str, of: str = "words") -> tuple[Button, ...]:
    if then == "setup":
        return (Button("‹ " + speech.gettext("Back"), encode("topics", "", 0, "setup")),)
    return keyboards.back(speech, of=of)


# --- the setting ---------------------------------------------------------------------------------


async def menu(turn: Turn) -> Message:
    """All of them, and the way to more."""
    speech = turn.speech
    rows = own_rows(await own(turn), turn, then="settings")
    rows.append((Button("+ " + speech.gettext("Add words"), encode("reword", 0)),))
    rows.append(keyboards.back(speech, of="words"))
    heading = rtl(bold("🔎 " + _name(speech)), speech)
    return Message(paragraphs([heading, how_to(speech)]), rows)


def _name(speech: Speech) -> str:
    return speech.gettext("Words you follow")


async def _value(turn: Turn) -> str | None:
    mine = (await own(turn)).values()
    return turn.speech.listed([quoted(target, turn.speech) for target in mine]) if mine else None


def _read(turn: Turn, text: str) -> Phrase | None:
    languages = (turn.subscriber.digest_language, turn.subscriber.interface_language)
    phrase = parse(text, languages=languages)
    return phrase if phrase is not None and can_be_found(phrase) else None


SETTING = Setting("words", "🔎", _name, _value, menu)
