"""What a reader can choose about questions: to be told later, to let a model read them, to have them forgotten.

Changes rows and says so; reads no question and answers none.
"""

from datetime import timedelta

from sqlalchemy import select
from sqlmodel import col

from bot.limiting import speaker
from bot.questions.asking_about import Scope
from bot.questions.asking_limits import owe_answer
from bot.ticks import take_off
from bot.turn import Turn
from news.answers.memory import forget
from news.answers.put import standing_stories
from news.callbacks import Press, encode
from news.i18n import Speech
from news.markup import Html, bold, esc, paragraphs
from news.models import Question, Standing, Story
from news.ports import Button, Message
from news.rendering.directions import rtl
from news.rendering.examples import inside
from news.work import owe

WAITS_FOR = timedelta(days=7)


async def pressed_meant(turn: Turn, press: Press) -> None:
    """Answers a question from the story that its reader says it is about."""
    question, story = await turn.session.get(Question, press.number() or 0), press.number(1)
    is_own = question is not None and question.subscriber_id == turn.subscriber_id
    if question is None or not is_own or question.is_forgotten:
        turn.toast(turn.speech.gettext("This button is out of date."))
        return
    stories = await standing_stories(turn.session, question.stories, now=turn.now)
    if story is None or story not in [told.story.id for told in stories]:
        turn.toast(turn.speech.gettext("This story is no longer here."), alert=True)
        return
    await owe_answer(turn, question.text, Scope((story,), story), under=question.reply_to)


async def pressed_stand(turn: Turn, press: Press) -> None:
    """Keeps a question until its sources answer it."""
    question = await turn.session.get(Question, press.number() or 0)
    speech = turn.speech
    is_own = question is not None and question.subscriber_id == turn.subscriber_id
    if question is None or not is_own or question.is_forgotten or question.about is None:
        turn.toast(speech.gettext("This button is out of date."))
        return
    waiting = await _waiting(turn)
    if question.id not in waiting and len(waiting) >= turn.app.asking.waiting:
        most = turn.app.asking.waiting
        said = speech.ngettext(
            "You wait for {n} answer already; I keep no more.",
            "You wait for {n} answers already; I keep no more.",
            most,
        )
        turn.toast(said, alert=True)
        return
    if question.id not in waiting:
        await _stand(turn, question)
    await take_off(turn)
    turn.toast(speech.gettext("I will tell you when a source says it."))


async def _waiting(turn: Turn) -> set[int]:
    rows = await turn.session.execute(
        select(col(Standing.question_id)).where(
            col(Standing.subscriber_id) == turn.subscriber_id,
            col(Standing.answered_at).is_(None),
            col(Standing.expires_at) > turn.now,
        )
    )
    return set(rows.scalars())


async def _stand(turn: Turn, question: Question) -> None:
    found = await turn.session.execute(select(Standing).where(col(Standing.question_id) == question.id))
    story = await turn.session.get(Story, question.about or 0)
    if story is None or found.first() is not None:  # answered, or waited for in vain: one answer a question
        return
    standing = Standing(
        question_id=question.id or 0,
        subscriber_id=turn.subscriber_id,
        story_id=story.id or 0,
        revision=story.revision,
        asked_at=question.asked_at,
        expires_at=turn.now + WAITS_FOR,
    )
    turn.session.add(standing)
    await turn.session.flush()
    await owe(turn.session, "stand", standing.id or 0, at=turn.now, lane=speaker(turn.update))
    turn.ring("stand")


async def pressed_lend(turn: Turn, press: Press) -> None:
    """Whether this chat's questions may go to a model elsewhere; a yes answers the question that led to it again."""
    lends = press.word() == "yes"
    turn.subscriber.lends_questions = lends
    turn.session.add(turn.subscriber)
    speech = turn.speech
    said = (
        speech.gettext("Your questions may be sent to the language model. /ask changes that.")
        if lends
        else speech.gettext("Your questions stay here; answers quote the outlets. /ask changes that.")
    )
    turn.edit(Message(rtl(esc(said), speech)))
    question = await turn.session.get(Question, press.number(1) or 0) if lends else None
    if question is not None and question.subscriber_id == turn.subscriber_id and not question.is_forgotten:
        scope = Scope(tuple(question.stories), question.about)
        await owe_answer(turn, question.text, scope, under=question.reply_to)


async def pressed_forget(turn: Turn, _press: Press) -> None:
    turn.edit(await forgotten(turn))


async def forgotten(turn: Turn) -> Message:
    count = await forget(turn.session, turn.subscriber_id)
    speech = turn.speech
    said = (
        speech.ngettext(
            "Forgotten: {n} question and its answer.", "Forgotten: {n} questions and their answers.", count
        )
        if count
        else speech.gettext("There is nothing to forget.")
    )
    return Message(rtl(esc(said), speech))


async def how(turn: Turn) -> Message:
    """How to ask, what is remembered, and what can be changed of it."""
    speech = turn.speech
    said = [
        bold("💬 " + speech.gettext("Ask about the news")),
        ways_to_ask(speech),
        esc(
            speech.gettext(
                "For a week I remember what was asked here about a story, so that you can go on asking. Nobody else sees it."
            )
        ),
    ]
    rows: list[tuple[Button, ...]] = [
        (Button("🧹 " + speech.gettext("Forget my questions"), encode("forget")),)
    ]
    if turn.app.model is not None and not turn.app.model_is_near:
        rows.append(lend_button(turn))
    return Message(paragraphs(rtl(part, speech) for part in said), rows)


def ways_to_ask(speech: Speech) -> Html:
    return esc(
        speech.gettext(
            "Reply to a story, press “Ask” under it, or write its number in your digest: {example}",
            example=inside("2: …?"),
        )
    )


def lend_button(turn: Turn) -> tuple[Button, ...]:
    """The other choice than the one that stands."""
    speech = turn.speech
    if turn.subscriber.lends_questions:
        return (Button(speech.gettext("Keep my questions here"), encode("lend", "no")),)
    return (Button(speech.gettext("Let a language model word answers"), encode("lend", "yes")),)
