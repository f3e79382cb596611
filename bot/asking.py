"""Questions about stories: from the button, from a reply, or just written after a digest."""

import re
from datetime import timedelta

from bot.reading import stories_meant, views_of
from bot.turn import Turn
from news.callbacks import Press
from news.markup import bold, esc, isolate, lines, quiet
from news.models import Question
from news.ports import Message
from news.queries import delivery_of, last_digest
from news.render import rtl
from news.work import owe

QUESTION_CHARS = 500
STILL_FRESH = timedelta(hours=24)
_ASKS = re.compile(r"[?？؟;՞]\s*$")


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
            rtl(isolate(quiet(views[0].headline)), speech),
        ]
    )
    turn.say(Message(text, stories=(views[0].story,), force_reply=speech.gettext("Your question")))


async def asked(turn: Turn, text: str) -> bool:
    """Takes the text as a question where it is one: a reply to a story, or a question after a fresh digest.

    Gives False where it is not, so that the reader gets help instead.
    """
    if not await _is_question(turn, text):
        return False
    stories = await stories_meant(turn)
    if not stories:
        turn.say(
            Message(
                rtl(
                    esc(turn.speech.gettext("You have had no digest yet. /digest sends you one now.")),
                    turn.speech,
                )
            )
        )
        return True
    message = turn.update.effective_message
    question = Question(
        update_id=turn.update.update_id,
        subscriber_id=turn.subscriber_id,
        stories=stories,
        text=text[:QUESTION_CHARS],
        reply_to=message.message_id if message else None,
        asked_at=turn.now,
    )
    turn.session.add(question)
    await turn.session.flush()
    await owe(turn.session, "answer", question.id or 0, at=turn.now)
    turn.ring("answer")
    return True


async def _is_question(turn: Turn, text: str) -> bool:
    message = turn.update.effective_message
    replied = message.reply_to_message if message else None
    if replied is not None:
        delivery = await delivery_of(turn.session, turn.chat.id or 0, replied.message_id)
        return delivery is not None and bool(delivery.stories)
    if not _ASKS.search(text):
        return False
    digest = await last_digest(turn.session, turn.subscriber_id)
    return (
        digest is not None and digest.composed_at is not None and turn.now - digest.composed_at < STILL_FRESH
    )
