"""What is kept about a reader: said (`/privacy`), handed over (`/export`), deleted (`/forget`).

It is about the chat that this is said in, also while another one is set up from there. How it is found and deleted is for `news.reader.forgetting` and `news.export`; how long the rest is kept for `news.retention`.
"""

from telegram import Update as TelegramUpdate
from telegram.constants import ChatType

from bot import keyboards
from bot.limiting import may
from bot.questions.asking_choices import lend_button
from bot.setting import Setting
from bot.turn import Turn
from news.app import App
from news.callbacks import Press, decode, encode
from news.i18n import Speech
from news.markup import Html, bold, esc, lines, paragraphs
from news.ports import Button, Message
from news.reader.chats import chat_at
from news.reader.forgetting import forget_reader
from news.reader.learned import KEPT as VOTES_KEPT
from news.reader.limits import Thing
from news.rendering.directions import rtl
from news.retention import SHOWN_KEPT, WORDS_KEPT
from news.work import owe

AT_ONCE = ("everything",)


# --- what is kept --------------------------------------------------------------------------------


async def privacy_command(turn: Turn, _argument: str) -> None:
    turn.say(privacy(turn))


def privacy(turn: Turn) -> Message:
    """What is kept, how long, and which model sees what."""
    speech = turn.speech
    kept = [
        (
            speech.gettext("Your settings, what you follow, your stories"),
            speech.gettext("until you delete them"),
        ),
        (speech.gettext("What you write and what I answer, word for word"), speech.span(WORDS_KEPT)),
        (speech.gettext("Which stories you were shown"), speech.span(SHOWN_KEPT)),
        (speech.gettext("What I learned from your 👍 and 👎"), speech.span(VOTES_KEPT)),
    ]
    listed = lines(rtl(Html("• ") + esc(speech.labelled(what, how_long)), speech) for what, how_long in kept)
    title = rtl(bold("🔐 " + speech.gettext("Your data")), speech)
    told = [rtl(esc(said), speech) for said in (_models(turn), *_voices(turn), *_promises(speech))]
    head = rtl(esc(speech.gettext("How long I keep it:")), speech)
    return Message(paragraphs([title, lines([head, listed]), *told]), _choices(turn))


def _promises(speech: Speech) -> tuple[str, ...]:
    return (
        speech.gettext("Nobody else sees any of it. If you share your location, only its time zone is kept."),
        speech.gettext(
            "What I keep about a group, channel or topic, its admins can have or delete: with /export and /forget there, or in its settings."
        ),
    )


def _models(turn: Turn) -> str:
    speech, app = turn.speech, turn.app
    if app.model is None:
        return speech.gettext("No language model sees what you write.")
    if app.model_is_near:
        return speech.gettext("A language model on this bot's own machine or network sees your questions.")
    told = speech.gettext(
        "Your questions can be worded by the language model {model}, which runs elsewhere: it gets the question and sentences of the sources, and nothing about you.",
        model=speech.isolated(app.model.name),
    )
    if turn.reader.lends_questions:
        return speech.prose([told, speech.gettext("You have allowed this.")])
    return speech.prose([told, speech.gettext("You have not allowed this, so nothing is sent.")])


def _voices(turn: Turn) -> tuple[str, ...]:
    """Where what is read aloud is read elsewhere."""
    speech, speaker = turn.speech, turn.app.speaker
    if speaker is None or speaker.is_near:
        return ()
    return (
        speech.gettext(
            "Digests are read aloud by a service elsewhere: it gets the news, and nothing about you."
        ),
    )


def _choices(turn: Turn) -> keyboards.Rows:
    speech = turn.speech
    rows: keyboards.Rows = [
        (Button("📦 " + speech.gettext("Send me my data"), encode("export")),),
        (Button("🧹 " + speech.gettext("Forget my questions"), encode("forget")),),
        (Button("🗑 " + speech.gettext("Delete everything"), encode("erase", "ask")),),
    ]
    if turn.app.model is not None and not turn.app.model_is_near:
        rows.insert(0, lend_button(turn))
    return [*rows, keyboards.back(speech)]


# --- handed over ---------------------------------------------------------------------------------


async def export_command(turn: Turn, _argument: str) -> None:
    if await _owe_export(turn):
        turn.say(Message(rtl(esc(turn.speech.gettext("Your file is on its way.")), turn.speech)))


async def pressed_export(turn: Turn, _press: Press) -> None:
    if await _owe_export(turn):
        turn.toast(turn.speech.gettext("Your file is on its way."))


async def _owe_export(turn: Turn) -> bool:
    if not await may(turn, Thing.FILE):
        return False
    await owe(turn.session, "export", turn.reader.id or 0, at=turn.now, urgent=True)
    turn.ring("export")
    return True


# --- deleted -------------------------------------------------------------------------------------


async def forget_command(turn: Turn, argument: str) -> None:
    """Asks twice; `/forget everything` has asked once."""
    turn.say(_last_question(turn) if argument.casefold() in AT_ONCE else _first_question(turn))


async def pressed_erase(turn: Turn, press: Press) -> None:
    step = press.word()
    if step == "ask":
        turn.edit(_first_question(turn))
    elif step == "again":
        turn.edit(_last_question(turn))
    elif step == "yes":
        await _erase(turn)
    else:
        turn.edit(privacy(turn))


def _first_question(turn: Turn) -> Message:
    speech = turn.speech
    said = [
        bold("🗑 " + speech.gettext("Delete everything")),
        esc(
            speech.gettext(
                "This deletes everything that I keep about this chat: settings, what you follow, your stories, questions, what you were sent. You get no more digests."
            )
        ),
        esc(speech.gettext("Messages that are already here stay: you can delete them in Telegram.")),
    ]
    rows = [
        (Button("📦 " + speech.gettext("Send me my data"), encode("export")),),
        (Button("🗑 " + speech.gettext("Delete everything"), encode("erase", "again")),),
        (_keep_button(speech),),
    ]
    return Message(paragraphs(rtl(part, speech) for part in said), rows)


def _last_question(turn: Turn) -> Message:
    speech = turn.speech
    said = bold(speech.gettext("Delete everything now? This cannot be undone."))
    rows = [
        (Button("🗑 " + speech.gettext("Yes, delete everything"), encode("erase", "yes")),),
        (_keep_button(speech),),
    ]
    return Message(rtl(said, speech), rows)


def _keep_button(speech: Speech) -> Button:
    return Button("✕ " + speech.gettext("Cancel"), encode("erase", "no"))


async def _erase(turn: Turn) -> None:
    """In this turn's transaction. Nothing is owed to a chat that we no longer know, so the last word goes out with the answer
    to the press."""
    turn.leave(farewell(turn.speech))
    await forget_reader(turn.session, turn.chat, now=turn.now, update_id=turn.update.update_id)


def farewell(speech: Speech) -> str:
    return speech.gettext("Everything is deleted. Send /start to begin again.")


async def is_forgotten(app: App, update: TelegramUpdate) -> bool:
    """Whether one of these buttons is pressed in a chat that we know nothing of any more: nobody is known anew by that."""
    query, chat = update.callback_query, update.effective_chat
    press = decode(query.data) if query is not None else None
    if press is None or press.act != "erase" or chat is None or chat.type != ChatType.PRIVATE:
        return False
    async with app.reading() as session:
        return await chat_at(session, chat.id) is None


# --- in the settings -----------------------------------------------------------------------------


def _name(speech: Speech) -> str:
    return speech.gettext("Your data")


async def _value(_turn: Turn) -> None:
    return None


async def _show(turn: Turn) -> Message:
    return privacy(turn)


SETTING = Setting("own", "🔐", _name, _value, _show)
