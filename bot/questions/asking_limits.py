"""Owing an answer to a question, unless too much was asked lately: then the reader hears which limit it is, and until when."""

from sqlalchemy import select
from sqlmodel import col
from telegram import Message as TelegramMessage

from bot.limiting import room_again, speaker
from bot.questions.asking_about import Scope
from bot.stories.reading import views_of
from bot.turn import Turn
from news.answers.about_rows import ROWS, ask_which
from news.answers.limits import AskingLimits, Past, has_to_wait, met, without_model
from news.markup import esc
from news.models import Question
from news.ports import Message
from news.reader.limits import DAY, HOUR, Met
from news.rendering.directions import rtl
from news.work import owe

KEPT_CHARS = 4_096
"""Of a question as it was sent; Telegram's messages are no longer."""


async def owe_answer(turn: Turn, text: str, scope: Scope, *, under: int | None = None) -> None:
    """Owes an answer, unless too much was asked lately; under the message of this id where the words stand in that one."""
    past, message = await _past(turn), turn.update.effective_message
    limit = met(past, _limits(turn), now=turn.now)
    if limit is not None:
        turn.say(Message(rtl(esc(_explained(turn, limit)), turn.speech), extra=_under(message)))
        return
    if has_to_wait(past, _limits(turn), now=turn.now):
        said = turn.speech.gettext("I answer one question after the other; yours come in their turn.")
        turn.say(Message(rtl(esc(said), turn.speech)))
    question = _question(turn, text, scope)
    question.reply_to = under or question.reply_to
    turn.session.add(question)
    await turn.session.flush()
    await owe(turn.session, "answer", question.id or 0, at=turn.now, lane=speaker(turn.update))
    turn.ring("answer")


async def ask_back(turn: Turn, text: str, scope: Scope) -> None:
    """Keeps the question and asks of which story it is: a button for each. That costs nothing."""
    views = await views_of(turn, list(scope.stories))
    if not views:
        await owe_answer(turn, text, scope)
        return
    question = _question(turn, text, scope)
    question.answered_at, question.mode, question.is_known = turn.now, ROWS, True
    turn.session.add(question)
    await turn.session.flush()
    turn.say(ask_which(views, turn.speech, question=question.id or 0, reply_to=question.reply_to))


def _question(turn: Turn, text: str, scope: Scope) -> Question:
    message = turn.update.effective_message
    return Question(
        update_id=turn.update.update_id,
        subscriber_id=turn.subscriber_id,
        stories=list(scope.stories),
        about=scope.about,
        text=text[:KEPT_CHARS],
        reply_to=message.message_id if message else None,
        asked_by=_asker(turn),
        asked_at=turn.now,
    )


def _limits(turn: Turn) -> AskingLimits:
    return turn.app.asking if turn.app.model is not None else without_model(turn.app.asking)


def _asker(turn: Turn) -> int | None:
    """Who asks, where several write in one chat."""
    user = turn.update.effective_user
    return user.id if user is not None and not turn.is_private else None


async def _past(turn: Turn) -> list[Past]:
    """What was asked in this chat; that another asks at the same time keeps nobody waiting."""
    asked = await turn.session.execute(
        select(Question).where(
            col(Question.subscriber_id) == turn.subscriber_id, col(Question.asked_at) > turn.now - DAY
        )
    )
    asker, has_model = _asker(turn), turn.app.model is not None
    return [
        Past(
            row.asked_at,
            is_answered=row.answered_at is not None or row.asked_by != asker,
            is_free=row.is_known or (has_model and row.answered_at is not None and not row.calls),
        )
        for row in asked.scalars()
    ]


def _under(message: TelegramMessage | None) -> dict[str, object]:
    """Which of many questions is declined shows by what it hangs under."""
    if message is None:
        return {}
    return {"reply_parameters": {"message_id": message.message_id, "allow_sending_without_reply": True}}


def _explained(turn: Turn, limit: Met) -> str:
    """Which limit it is, and when there is room again."""
    speech, limits = turn.speech, _limits(turn)
    if limit.limit.within == HOUR:
        said = speech.ngettext(
            "I answer {n} question an hour.", "I answer {n} questions an hour.", limits.hourly
        )
    else:
        said = speech.ngettext(
            "I answer {n} question a day in one chat.",
            "I answer {n} questions a day in one chat.",
            limits.daily,
        )
    return speech.prose([said, room_again(speech, limit, zone=turn.reader.zone)])
