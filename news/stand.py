"""Step: look up a question that was refused and that its reader had kept. Row: a standing question.

It is looked up where its story has news, or another of its thread, and answered once; it ends with its time. How questions
are answered is for `news/answers`; here are the rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from news.answers import memory
from news.answers.answering import Result, answer_asked
from news.answers.knowing import known_of
from news.answers.put import Put, asked_of, model_for, read_put, standing_stories
from news.answers.reading import Unfit, bare_question
from news.answers.saying import Circumstances, say
from news.answers.values import Asked
from news.i18n import Speech
from news.models import Standing
from news.ports import Message
from news.prompts import read_wording
from news.sending.deliveries import owe_messages
from news.story.stories import Told
from news.story.threads import related_stories
from news.work import Claim, finish

if TYPE_CHECKING:
    from news.app import App

LOOKED_UP_EVERY = timedelta(minutes=10)
"""It costs a look at the story, and more only where something came."""
CAME_LATELY = timedelta(hours=1)
"""What came is read by a few looks, as some may be late. A revision alone does not tell of it: "seven were hurt", or why, is no new
number or name."""


async def answer_standing(app: "App", claim: Claim) -> None:
    """Looks a question that was refused up again, where its story has news; answers it once."""
    async with app.reading() as session:
        standing = await session.get(Standing, claim.row)
    put = await read_put(app, standing.question_id) if standing else None
    if standing is None or put is None or _is_over(standing, put, now=app.now()):
        async with app.session() as session:
            await finish(session, claim)
        return
    found = await _found_since(app, claim, put, standing)
    async with app.session() as session:
        kept = await session.get(Standing, claim.row)
        if kept is None:  # the reader had it forgotten
            await finish(session, claim)
            return
        kept.revision = found.revision
        if found.result is not None and found.about is not None:
            kept.answered_at = app.now()
            message = _again(put, found.about, found.result, app.words(put.subscriber.interface_language))
            await owe_messages(session, put.chat, "standing", claim.row, [message], now=app.now())
        session.add(kept)
        again_at = None if kept.answered_at else app.now() + LOOKED_UP_EVERY
        await finish(session, claim, again_at=again_at)
    if found.result is not None:
        app.bell.ring("deliver")


@dataclass(frozen=True)
class _Found:
    """`revision` is the story's that was looked at; without a result nothing was found."""

    revision: int
    about: Told | None = None
    result: Result | None = None


def _is_over(standing: Standing, put: Put, *, now: datetime) -> bool:
    is_unwanted = put.question.is_forgotten or put.chat.state != "active"
    return standing.answered_at is not None or is_unwanted or now >= standing.expires_at


async def _found_since(app: "App", claim: Claim, put: Put, standing: Standing) -> _Found:
    """A sure answer in what was fetched since the question was asked: by the story, or by one of its thread."""
    async with app.reading() as session:
        told = (await standing_stories(session, [standing.story_id], now=app.now()))[:1]
        others = await related_stories(session, told[0].story) if told else ()
        related = await standing_stories(session, [other.id or 0 for other in others], now=app.now())
    revision = told[0].story.revision if told else standing.revision
    has_grown = bool(told) and (revision != standing.revision or told[0].story.id != standing.story_id)
    heard = told if has_grown or _came_lately(told, now=app.now()) else ()
    for each in (*heard, *related):
        one = replace(put, stories=(each,)).heard()
        (story,) = one.stories
        fresh = [s for s in story.sources if (s.fetched_at or s.published_at) > standing.asked_at]
        asked = asked_of(one, ())
        if not fresh or isinstance(asked, Unfit):
            continue
        result = await answer_asked(asked, fresh, now=app.now(), views=[one.view(story)], encoder=app.encoder)
        if result.answer.is_answer:
            return _Found(revision, story, await _worded(app, claim, one, asked, story, result))
    return _Found(revision)


def _came_lately(told: Sequence[Told], *, now: datetime) -> bool:
    return any((s.fetched_at or s.published_at) > now - CAME_LATELY for story in told for s in story.sources)


async def _worded(app: "App", claim: Claim, put: Put, asked: Asked, story: Told, quoted: Result) -> Result:
    """In a model's words where one may be asked and finds an answer too; once for all who wait for the same."""
    model, views = model_for(app, put), [put.view(story)]
    if model is None:
        return quoted
    key = memory.key_of(asked, (story,), version=read_wording("answer").version, views=views)
    found = await answer_asked(
        asked,
        story.sources,
        now=app.now(),
        views=views,
        model=model,
        known=known_of(app, claim, key, (story,)),
        key=key,
        encoder=app.encoder,
    )
    return found if found.answer.is_answer else quoted


def _again(put: Put, about: Told, result: Result, speech: Speech) -> Message:
    circumstances = Circumstances(
        headlines=put.headlines, reply_to=put.question.reply_to, again=bare_question(put.question.text)
    )
    return say(result.answer, (about,), speech, zone=put.subscriber.zone, circumstances=circumstances)
