"""Step 7: answer a reader's question from the sources of the stories it is about. Row: a question.

The answer is in the outlets' own sentences, or in a model's that were checked against them, each cited; or a plain word
that the sources do not say it, and what they do cover. Nothing is said from anywhere else. A question that was refused
may be kept (`answer_standing`, row: a standing question): it is answered once, when a source says it. How questions are
read and answered is for `news/answers`; here are the rows.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from news.answers import memory
from news.answers.about_rows import OfSources, ask_which, read_of_sources, say_of_sources
from news.answers.answering import Known, Result, answer_asked, story_meant
from news.answers.audience import Audience
from news.answers.consent import may_ask
from news.answers.covering import COVERED
from news.answers.reading import Unfit, bare_question, is_too_long, read_question
from news.answers.saying import Circumstances, ask_to_lend, say, say_so_far
from news.answers.showing import Place, shown
from news.answers.values import Answer, Asked, Earlier
from news.deliveries import owe_messages
from news.fulltext_page import with_page
from news.i18n import Speech
from news.language.quotable import is_instruction
from news.language.tokens import primary_subtag
from news.models import Brief, Chat, Question, Standing, Subscriber
from news.ports import Message, Model
from news.prompts import read_wording
from news.queries import briefs_of
from news.quoting import quoted_by
from news.stories import Told, read_stories
from news.threads import related_stories
from news.viewing import bare_view, view_of
from news.views import StoryView
from news.work import Claim, finish

if TYPE_CHECKING:
    from news.app import App

log = structlog.get_logger(__name__)

ROWS = "rows"
"""The mode of an answer that is read off the rows: exact, and the same with or without a model."""
LOOKED_UP_EVERY = timedelta(minutes=10)
"""A question that is kept: it costs a look at the story's revision, and more only where that has grown."""


@dataclass(frozen=True)
class _Put:
    """A question with all that its answer depends on."""

    question: Question
    subscriber: Subscriber
    chat: Chat
    stories: tuple[Told, ...]
    briefs: Mapping[tuple[int, str, int], Brief] = field(default_factory=dict)
    text: str = ""  # what is asked, where that is less than the question's words

    @property
    def headlines(self) -> dict[int, str]:
        return {told.story.id or 0: self.view(told).headline for told in self.stories}

    def view(self, told: Told) -> StoryView:
        """The story as this reader knows it."""
        language = self.subscriber.digest_language
        return view_of(told, self.briefs, language=language, newest=False) or bare_view(told)


async def answer(app: "App", claim: Claim) -> None:
    """Answers the question once; a question that was answered, or whose reader is gone, is let go."""
    put = await _read(app, claim.row)
    if put is None or put.question.answered_at is not None:
        await _let_go(app, claim)
        return
    of_sources = await _of_sources(app, put)
    if of_sources is not None:
        narrowed = _narrowed(put, of_sources)
        if narrowed is None:
            await _answer_from_rows(app, claim, put, of_sources)
            return
        put = narrowed
    asked, about, result = await _answer(app, put)
    stories = (about,) if about else put.stories
    speech = app.words(put.subscriber.interface_language)
    message = say(
        result.answer,
        stories,
        speech,
        zone=put.subscriber.zone,
        circumstances=Circumstances(
            headlines=put.headlines,
            reply_to=put.question.reply_to,
            waiting=put.question.id if about and about.story.closed_at is None else None,
            is_cut=is_too_long(put.question.text),
            is_order=is_instruction(put.question.text),
        ),
    )
    async with app.session() as session:
        if await _keep(session, claim.row, asked, about, result, now=app.now()):
            offer = [ask_to_lend(claim.row, speech)] if await _may_offer(app, session, put, result) else []
            await owe_messages(session, put.chat, "answer", claim.row, [message, *offer], now=app.now())
        await finish(session, claim)
    app.bell.ring("deliver")
    log.info(
        "answered",
        question=claim.row,
        sentences=len(result.answer.sentences),
        refused=result.answer.is_refusal,
        mode=result.answer.mode,
        known=result.is_known,
    )


# --- questions about the sources themselves ------------------------------------------------------


async def _of_sources(app: "App", put: _Put) -> OfSources | None:
    """What is asked of the sources themselves; None where the question is about the event."""
    if not put.stories:
        return None
    reader = put.subscriber
    async with app.reading() as session:
        return await read_of_sources(
            session,
            bare_question(put.question.text),
            languages=(reader.digest_language, reader.interface_language),
            headlines=[source.title for told in put.stories for source in told.sources],
        )


def _narrowed(put: _Put, of_sources: OfSources) -> _Put | None:
    """The question with the articles of the outlets that it is put to alone; None where rows answer it."""
    names = set(of_sources.names.values())
    stories = tuple(
        replace(told, sources=tuple(source for source in told.sources if source.outlet in names))
        for told in put.stories
    )
    kept = tuple(told for told in stories if told.sources)
    return (
        replace(put, stories=kept, text=of_sources.asked.rest) if of_sources.is_narrowing and kept else None
    )


async def _answer_from_rows(app: "App", claim: Claim, put: _Put, of_sources: OfSources) -> None:
    """Says what the rows say of one story; of several, asks back which is meant."""
    speech, reply_to = app.words(put.subscriber.interface_language), put.question.reply_to
    meant = next((told for told in put.stories if told.story.id == put.question.about), None)
    meant = put.stories[0] if len(put.stories) == 1 else meant
    async with app.session() as session:
        question = await session.get(Question, claim.row)
        if question is not None and question.answered_at is None:
            if meant is None:
                messages = [ask_which([put.view(told) for told in put.stories], speech, reply_to=reply_to)]
            else:
                messages = await say_of_sources(
                    session, of_sources, put.view(meant), speech, zone=put.subscriber.zone, now=app.now(),
                    reply_to=reply_to,
                )  # fmt: skip
            question.answered_at, question.mode = app.now(), ROWS
            question.about = meant.story.id if meant else None
            session.add(question)
            await owe_messages(session, put.chat, "answer", claim.row, messages, now=app.now())
        await finish(session, claim)
    app.bell.ring("deliver")
    log.info("answered from the rows", question=claim.row, about=of_sources.asked.about.value)


async def _may_offer(app: "App", session: AsyncSession, put: _Put, result: Result) -> bool:
    """Whether to ask, once a day until the reader says, if questions may go to the model: where that would have helped."""
    is_open = app.model is not None and not app.model_is_near and put.subscriber.lends_questions is None
    if not is_open or result.answer.is_refusal or result.is_known:
        return False
    return await memory.is_first_of_day(session, put.question)


async def _let_go(app: "App", claim: Claim) -> None:
    async with app.session() as session:
        await finish(session, claim)


async def answer_standing(app: "App", claim: Claim) -> None:
    """Looks a question that was refused up again, where its story has news; answers it once."""
    async with app.reading() as session:
        standing = await session.get(Standing, claim.row)
    put = await _read(app, standing.question_id) if standing else None
    if standing is None or put is None or _is_over(standing, put, now=app.now()):
        await _let_go(app, claim)
        return
    found = await _found_since(app, put, standing)
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


# --- what is read --------------------------------------------------------------------------------


async def _read(app: "App", question_id: int) -> _Put | None:
    async with app.reading() as session:
        question = await session.get(Question, question_id)
        subscriber = await session.get(Subscriber, question.subscriber_id) if question else None
        chat = await session.get(Chat, subscriber.chat) if subscriber else None
        if question is None or subscriber is None or chat is None:
            return None
        told = await _stories(session, question.stories, now=app.now())
        briefs = await briefs_of(session, [each.story.id or 0 for each in told])
    return _Put(question, subscriber, chat, told, briefs)


async def _stories(session: AsyncSession, ids: Sequence[int], *, now: datetime) -> tuple[Told, ...]:
    """As they are now, in this order, each once, with what the pages of their articles add."""
    told = await read_stories(session, ids, shown_at=now)
    living = {told[each].story.id: told[each] for each in ids if each in told}
    return tuple(
        replace(each, sources=tuple(with_page(source) for source in each.sources)) for each in living.values()
    )


# --- what is answered ----------------------------------------------------------------------------


async def _answer(app: "App", put: _Put) -> tuple[Asked | None, Told | None, Result]:
    """The question as it was read, the story it is about, and its answer."""
    first = _asked(put, ())
    if isinstance(first, Unfit) or not put.stories:
        return None, None, Result(Answer(is_sure=False))
    about = await story_meant(
        first, put.stories, favourite=put.question.about, now=app.now(), encoder=app.encoder
    )
    async with app.reading() as session:
        story = (about.story.id if about else put.question.about) or None
        earlier = await memory.turns_before(session, put.question, story=story)
        before = await memory.quoted_before(session, put.question, about) if about else {}
    asked = _asked(put, earlier)
    assert isinstance(asked, Asked)  # it was one without its turns
    sources = about.sources if about else [source for told in put.stories for source in told.sources]
    stories = (about,) if about else put.stories
    key = memory.key_of(asked, stories, version=read_wording("answer").version)
    async with _shown(app, put, stories) as audience:
        result = await answer_asked(
            asked,
            sources,
            now=app.now(),
            model=_model(app, put.subscriber),
            shown=_quoted(put, about, before),
            known=_known(app, key, stories),
            key=key,
            encoder=app.encoder,
            audience=audience,
        )
    return asked, about, _in_readers_words(result, put, stories)


def _shown(app: "App", put: _Put, stories: Sequence[Told]) -> AbstractAsyncContextManager[Audience]:
    """Lets the reader see the answer while a model words it."""
    place = Place(
        put.chat.chat_id, put.chat.thread_id, put.chat.kind == "private", draft_id=put.question.id or 0
    )
    tell = partial(
        say_so_far,
        stories=stories,
        speech=app.words(put.subscriber.interface_language),
        circumstances=Circumstances(headlines=put.headlines),
    )
    return shown(app.messenger, place, tell, app.under_way)


def _in_readers_words(result: Result, put: _Put, stories: Sequence[Told]) -> Result:
    """A refusal names what is covered by the headlines that this reader knows, where no source is in their language."""
    reads = primary_subtag(put.subscriber.digest_language)
    spoken = {primary_subtag(source.language) for told in stories for source in told.sources}
    if not result.answer.is_refusal or reads in spoken:
        return result
    known = tuple(put.view(told).headline for told in stories[:COVERED])
    return replace(result, answer=replace(result.answer, covered=known))


def _asked(put: _Put, earlier: Sequence[Earlier]) -> Asked | Unfit:
    around = [source.language for told in put.stories for source in told.sources if source.language]
    return read_question(
        put.text or put.question.text,
        reads=put.subscriber.digest_language,
        around=around,
        earlier=earlier,
    )


def _model(app: "App", subscriber: Subscriber) -> Model | None:
    """The model, where this reader's questions may go to it."""
    return app.model if may_ask(is_near=app.model_is_near, lends=subscriber.lends_questions) else None


def _quoted(put: _Put, about: Told | None, before: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """What this chat was quoted of the story already: by the story, its radar, and answers before."""
    quoted: dict[str, list[str]] = {}
    for told in (quoted_by(put.view(about)) if about else {}, before):
        for outlet, sentences in told.items():
            known = quoted.setdefault(outlet, [])
            known += [sentence for sentence in sentences if sentence not in known]
    return quoted


def _known(app: "App", key: str, stories: Sequence[Told]) -> Known:
    sources = [source for told in stories for source in told.sources]

    async def recall() -> Answer | None:
        async with app.reading() as session:
            return await memory.recall(session, key, sources)

    async def keep(answer: Answer) -> None:
        async with app.session() as session:
            await memory.keep(session, key, answer, now=app.now())

    return Known(recall, keep)


# --- what is asked again -------------------------------------------------------------------------


@dataclass(frozen=True)
class _Found:
    """`revision` is the story's that was looked at; without a result nothing was found."""

    revision: int
    about: Told | None = None
    result: Result | None = None


def _is_over(standing: Standing, put: _Put, *, now: datetime) -> bool:
    is_unwanted = put.question.is_forgotten or put.chat.state != "active"
    return standing.answered_at is not None or is_unwanted or now >= standing.expires_at


async def _found_since(app: "App", put: _Put, standing: Standing) -> _Found:
    """A sure answer in what was fetched since the question was asked: by the story, or by one of its thread."""
    async with app.reading() as session:
        told = (await _stories(session, [standing.story_id], now=app.now()))[:1]
        others = await related_stories(session, told[0].story) if told else ()
        related = await _stories(session, [other.id or 0 for other in others], now=app.now())
    revision = told[0].story.revision if told else standing.revision
    grown = told if revision != standing.revision or told[0].story.id != standing.story_id else ()
    for story in (*grown, *related):
        fresh = [s for s in story.sources if (s.fetched_at or s.published_at) > standing.asked_at]
        asked = _asked(replace(put, stories=(story,)), ())
        if not fresh or isinstance(asked, Unfit):
            continue
        result = await answer_asked(asked, fresh, now=app.now(), encoder=app.encoder)
        if result.answer.is_answer:
            return _Found(revision, story, await _worded(app, put, asked, story, result))
    return _Found(revision)


async def _worded(app: "App", put: _Put, asked: Asked, story: Told, quoted: Result) -> Result:
    """In a model's words where one may be asked and finds an answer too."""
    model = _model(app, put.subscriber)
    if model is None:
        return quoted
    found = await answer_asked(asked, story.sources, now=app.now(), model=model, encoder=app.encoder)
    return found if found.answer.is_answer else quoted


def _again(put: _Put, about: Told, result: Result, speech: Speech) -> Message:
    circumstances = Circumstances(
        headlines=put.headlines, reply_to=put.question.reply_to, again=bare_question(put.question.text)
    )
    return say(result.answer, (about,), speech, zone=put.subscriber.zone, circumstances=circumstances)


# --- what is kept --------------------------------------------------------------------------------


def _said(result: Result) -> str:
    """The sentences of the answer alone: what later questions lean on."""
    return " ".join(sentence.text for sentence in result.answer.sentences)


async def _keep(
    session: AsyncSession,
    question_id: int,
    asked: Asked | None,
    about: Told | None,
    result: Result,
    *,
    now: datetime,
) -> bool:
    """False where somebody else has answered in the meantime, or the reader had it forgotten."""
    question = await session.get(Question, question_id)
    if question is None or question.answered_at is not None:
        return False
    question.answered_at, question.is_known = now, result.is_known
    _note_usage(question, result)
    if not question.is_forgotten:
        question.about = about.story.id if about else question.about
        question.language = asked.language if asked else None
        question.answer = _rows(result.answer)
        question.refused, question.mode, question.shown = (
            result.answer.is_refusal,
            result.answer.mode,
            _said(result),
        )
    session.add(question)
    return not question.is_forgotten


def _rows(answer: Answer) -> list[dict[str, Any]]:
    said = [(each.text, each.articles[0], each.language) for each in answer.sentences if each.articles]
    linked = [("", rest.article, None) for rest in answer.links]
    return [{"text": text, "article_id": article, "language": code} for text, article, code in said + linked]


def _note_usage(question: Question, result: Result) -> None:
    worded = result.worded
    question.model, question.prompt_version = worded.usage.model or None, worded.version
    question.calls, question.findings = worded.usage.calls, list(worded.findings)
    question.tokens_in, question.tokens_out = worded.usage.tokens_in, worded.usage.tokens_out
    question.cost = None if worded.usage.cost is None else float(worded.usage.cost)
