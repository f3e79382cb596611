"""Questions about stories: from the button, from a reply, by number, or just written; and what is no question.

Reads what a question is about and owes its answer. How it is answered is for `news.answer`; nothing here calls a model.
"""

from datetime import timedelta

from sqlalchemy import select
from sqlmodel import col

from bot.questions.asking_about import Scope, replies_to_prompt, replies_to_story, scope_of
from bot.questions.asking_choices import forgotten, how, ways_to_ask
from bot.questions.asking_limits import KEPT_CHARS, ask_back, owe_answer
from bot.stories.meant import not_in_digest
from bot.stories.reading import is_making, views_of
from bot.stories.whats_new import say_new
from bot.turn import Turn
from news.answers.about_sources import About, AboutSources, read_about
from news.answers.asking_words import asks, asks_of_readers
from news.answers.leaning import goes_on
from news.answers.memory import last_turn
from news.answers.reading import Unfit, bare_question, named_story, read_question
from news.answers.saying import of_readers
from news.answers.values import Asked
from news.callbacks import Press
from news.clock import fold
from news.i18n import Speech
from news.language.quotable import is_instruction
from news.markup import bold, esc, isolate, lines, paragraphs, quiet
from news.models import Question
from news.ports import Message
from news.reader.small_words import FORGET
from news.rendering.directions import headed, rtl

GOES_ON_FOR = timedelta(minutes=30)
"""After a question: what goes on from it then is one too, whatever mark it ends with."""


async def pressed_ask(turn: Turn, press: Press) -> None:
    """Opens the reader's input for a question about this story."""
    story = press.number()
    views = await views_of(turn, [story]) if story is not None else []
    speech = turn.speech
    if not views:
        turn.toast(speech.gettext("This story is no longer here."), alert=True)
        return
    text = lines(
        [
            rtl(bold("💬 " + speech.gettext("What do you want to know?")), speech),
            headed(isolate(quiet(views[0].headline)), speech),
        ]
    )
    turn.say(Message(text, stories=(views[0].story,), force_reply=speech.gettext("Your question")))


async def ask_command(turn: Turn, argument: str) -> None:
    """`/ask [n] question`; alone it says how, and what is remembered; `/ask forget`, in any language
    of the interface, forgets."""
    if not argument:
        turn.say(await how(turn))
    elif fold(argument.strip(" .!")) in FORGET:
        turn.say(await forgotten(turn))
    else:
        await _take(turn, argument, is_command=True)


async def asked(turn: Turn, text: str, *, is_called: bool = True) -> bool:
    """Takes the text as a question where it is one; False where it is not, so that the reader gets help instead.

    Among others (`is_called` False) a reply to a story may be a word to them: there it is one only if it asks."""
    read = read_question(text, reads=turn.subscriber.digest_language)
    is_reply = await replies_to_story(turn) and (is_called or await replies_to_prompt(turn))
    if isinstance(read, Unfit) and not is_called:
        return False
    if isinstance(read, Unfit):
        if is_reply or read is Unfit.LINK or not text.isascii():
            _unfit(turn, read)
            return True
        return False
    number, rest = named_story(text, reads=turn.subscriber.digest_language)
    if not (is_reply or (number is not None and rest) or asks(read) or await _goes_on(turn, read)):
        return False
    await _take(turn, text, is_command=False)
    return True


async def edited(turn: Turn, text: str) -> None:
    """A question that its reader changed is asked anew, about the same stories; other edits are nobody's business."""
    message = turn.update.effective_message
    found = await turn.session.execute(
        select(Question)
        .where(
            col(Question.subscriber_id) == turn.subscriber_id,
            col(Question.reply_to) == (message.message_id if message else None),
            col(Question.is_forgotten).is_(False),
        )
        .order_by(col(Question.id).desc())
        .limit(1)
    )
    before = found.scalar_one_or_none()
    if before is None or bare_question(before.text) == bare_question(text):
        return
    if before.answered_at is None:
        before.text = text[:KEPT_CHARS]
        turn.session.add(before)
        return
    await owe_answer(turn, text, Scope(tuple(before.stories), before.about))


def ordered(turn: Turn, text: str) -> bool:
    """Says to who gives orders to software what there is to ask instead; False where the text gives none. Nothing is looked
    up for it, and no model sees it."""
    if not is_instruction(text):
        return False
    speech = turn.speech
    said = esc(
        speech.gettext("I answer questions about the news from its sources, and follow no other orders.")
    )
    turn.say(Message(paragraphs(rtl(part, speech) for part in (said, ways_to_ask(speech)))))
    return True


def wordless(turn: Turn, kind: str) -> None:
    """What has no words to read: `kind` is picture, recording or other."""
    speech = turn.speech
    if kind == "picture":
        said = speech.gettext("I cannot look at pictures. Write your question in words, please.")
    elif kind == "recording":
        said = speech.gettext("I cannot listen to recordings. Write your question in words, please.")
    else:
        said = _in_words(speech)
    _say(turn, said)


# --- is it a question, and about what ------------------------------------------------------------


async def _goes_on(turn: Turn, read: Asked) -> bool:
    """Whether it goes on from a question that was asked a short while ago: "and in Hallen"."""
    if not goes_on(read.text, read.language):
        return False
    return await last_turn(turn.session, turn.subscriber_id, since=turn.now - GOES_ON_FOR) is not None


async def _take(turn: Turn, text: str, *, is_command: bool) -> None:
    read = read_question(text, reads=turn.subscriber.digest_language)
    if isinstance(read, Unfit):
        _unfit(turn, read)
        return
    if asks_of_readers(read.text):
        _say(turn, of_readers(turn.speech))
        return
    scope, text = await scope_of(turn, text, read, is_command=is_command)
    if scope.missing is not None:
        _say(turn, not_in_digest(turn.speech, scope.missing, listed=len(scope.stories)))
        return
    if scope.is_either:
        await ask_back(turn, text, scope)
        return
    if scope.is_unclear and _of_sources(turn, text) is None:
        _say(
            turn,
            turn.speech.gettext(
                "I do not know whom or what you mean. Name it, please, or reply to a story with your question."
            ),
        )
        return
    if scope.stories and _asks_whats_new(turn, text):
        await say_new(turn, [scope.about] if scope.about else list(scope.stories))
        return
    if not scope.stories:
        speech, is_coming = turn.speech, await is_making(turn)
        none_yet = speech.gettext("You have had no digest yet. /digest sends you one now.")
        _say(turn, speech.gettext("Your digest is on its way.") if is_coming else none_yet)
        return
    await owe_answer(turn, text, scope)


def _asks_whats_new(turn: Turn, text: str) -> bool:
    asked = _of_sources(turn, text)
    return asked is not None and asked.about is About.NEW


def _of_sources(turn: Turn, text: str) -> AboutSources | None:
    """What it asks of the sources themselves; None where it is about the event."""
    reads = (turn.subscriber.digest_language, turn.subscriber.interface_language)
    return read_about(bare_question(text), languages=reads, outlets=())


# --- what is no question -------------------------------------------------------------------------


def _unfit(turn: Turn, read: Unfit) -> None:
    """A link is for looking up, not for answering; without words there is nothing to look up."""
    speech = turn.speech
    if read is Unfit.LINK:
        _say(turn, speech.gettext("I do not open links. Ask in words about a story of your digest."))
    else:
        _say(turn, _in_words(speech))


def _in_words(speech: Speech) -> str:
    return speech.gettext("I read words only. Reply to a story with your question, or press “Ask” under it.")


def _say(turn: Turn, said: str) -> None:
    turn.say(Message(rtl(esc(said), turn.speech)))
