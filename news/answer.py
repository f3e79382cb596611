"""Step 7: answer a reader's question from the sources of the stories it is about. Row: a question.

The answer is in the outlets' own sentences, or in a model's that were checked against them, each cited; or a plain word
that the sources do not say it, and what they do cover. Nothing is said from anywhere else. A question that was refused
may be kept (`answer_standing`, row: a standing question): it is answered once, when a source says it. How questions are
read and answered is for `news/answers`; here are the rows.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from news.answers import memory
from news.answers.about_rows import (
    ROWS,
    OfSources,
    ask_which,
    narrowed,
    read_of_sources,
    say_of_sources,
    stories_meant,
)
from news.answers.answering import Result, answer_asked, without_idle_turns
from news.answers.audience import Audience
from news.answers.covering import COVERED
from news.answers.knowing import known_of
from news.answers.meaning import languages_apart
from news.answers.placing import Meant, naming_of, story_answering, story_meant
from news.answers.put import Put, asked_of, model_for, read_beside, read_put, with_named
from news.answers.reading import Unfit, asks_why, bare_question, is_strange, is_too_long, is_worded
from news.answers.saying import Circumstances, ask_to_lend, say, say_so_far
from news.answers.showing import Place, shown
from news.answers.values import QUOTED, WRITTEN, Answer, Asked
from news.language.quotable import is_instruction
from news.language.tokens import primary_subtag
from news.marks import Marks
from news.models import Question
from news.prompts import read_wording
from news.sending.deliveries import owe_messages
from news.story.quoted_in_chat import with_quotes
from news.story.stories import Told
from news.work import Claim, finish
from news.writing.quoting import quoted_by

if TYPE_CHECKING:
    from news.app import App

log = structlog.get_logger(__name__)

MOST_OTHERS = 2
"""Stories offered beside the one that a question was taken to be about."""


async def answer(app: "App", claim: Claim) -> None:
    """Answers the question once; a question that was answered, or whose reader is gone, is let go."""
    put = await read_put(app, claim.row)
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
    else:  # who asks what a muted outlet says wants to hear it
        put = put.heard()
    put = await _with_named(app, put)
    asked, meant, result = await _answer(app, claim, put)
    beside = await _answering_beside(app, put, asked) if result.answer.is_refusal else {}
    about = meant.about
    stories = (about,) if about else put.stories
    speech = app.words(put.subscriber.interface_language)
    message = say(
        result.answer,
        stories,
        speech,
        zone=put.subscriber.zone,
        circumstances=Circumstances(
            headlines=put.headlines | beside,
            reply_to=put.question.reply_to,
            question=claim.row,
            others=(*(told.story.id or 0 for told in meant.others[:MOST_OTHERS]), *beside),
            can_wait=about is not None and about.story.closed_at is None and not _is_babble(asked, stories),
            is_cut=is_too_long(put.question.text),
            is_order=is_instruction(put.question.text),
            asks_why=asked is not None and asks_why(asked),
            strange=_strange(asked, stories),
            apart=await _apart(app, asked, stories, result.answer),
        ),
    )
    async with app.session() as session:
        if await _keep(session, claim.row, asked, about, result, beside=beside, now=app.now()):
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


def _is_babble(asked: Asked | None, stories: Sequence[Told]) -> bool:
    """Whether it has no word of any language that it may be in, and none of the stories: no source will ever answer that."""
    texts = (text for told in stories for source in told.sources for text in (source.title, source.text))
    return asked is not None and not is_worded(asked, texts)


def _strange(asked: Asked | None, stories: Sequence[Told]) -> str:
    """The language of the question, where we hardly know it."""
    around = [source.language for told in stories for source in told.sources]
    return asked.language if asked is not None and is_strange(asked.language, around) else ""


async def _apart(
    app: "App", asked: Asked | None, stories: Sequence[Told], answer: Answer
) -> tuple[str, tuple[str, ...]] | None:
    """Why it may be refused though the sources say it. A model reads all languages."""
    if asked is None or answer.mode == WRITTEN or not answer.is_refusal:
        return None
    around = [source.language for told in stories for source in told.sources]
    return await languages_apart(asked.language, around, encoder=app.encoder)


# --- questions about the sources themselves ------------------------------------------------------


async def _of_sources(app: "App", put: Put) -> OfSources | None:
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


def _narrowed(put: Put, of_sources: OfSources) -> Put | None:
    """The question with the articles of the outlets that it is put to alone; None where rows answer it."""
    kept = narrowed(of_sources, put.stories)
    if not kept:
        return None
    return replace(put, stories=kept, text=of_sources.asked.rest, within=tuple(of_sources.names.values()))


async def _answer_from_rows(app: "App", claim: Claim, put: Put, of_sources: OfSources) -> None:
    """Says what the rows say of one story; of several, asks back which is meant."""
    speech, reply_to = app.words(put.subscriber.interface_language), put.question.reply_to
    likely = stories_meant(of_sources, put.stories, about=put.question.about)
    meant = likely[0] if len(likely) == 1 else None
    async with app.session() as session:
        question = await session.get(Question, claim.row)
        if question is not None and question.answered_at is None and not question.is_forgotten:
            if meant is None:
                views = [put.view(told) for told in likely]
                messages = [ask_which(views, speech, question=claim.row, reply_to=reply_to)]
            else:
                messages = await say_of_sources(
                    session, of_sources, put.view(meant), meant.sources, speech,
                    reads=put.subscriber.digest_language, zone=put.subscriber.zone, now=app.now(), reply_to=reply_to,
                )  # fmt: skip
            question.answered_at, question.mode = app.now(), ROWS
            question.is_known = meant is None  # asking back costs nothing
            question.about = meant.story.id if meant else None
            session.add(question)
            await owe_messages(session, put.chat, "answer", claim.row, messages, now=app.now())
        await finish(session, claim)
    app.bell.ring("deliver")
    log.info("answered from the rows", question=claim.row, about=of_sources.asked.about.value)


async def _may_offer(app: "App", session: AsyncSession, put: Put, result: Result) -> bool:
    """Whether to ask, once a day until the reader says, if questions may go to the model: where that would have helped."""
    is_open = app.model is not None and not app.model_is_near and put.lends is None
    if put.chat.kind != "private" or not is_open or result.answer.is_refusal or result.is_known:
        return False
    return await memory.is_first_of_day(session, put.question)


async def _let_go(app: "App", claim: Claim) -> None:
    async with app.session() as session:
        await finish(session, claim)


# --- what is answered ----------------------------------------------------------------------------


async def _answer(app: "App", claim: Claim, put: Put) -> tuple[Asked | None, Meant, Result]:
    """The question as it was read, the story it is about, and its answer."""
    first = asked_of(put, ())
    if isinstance(first, Unfit) or not put.stories:
        return None, Meant(None), Result(Answer(is_sure=False))
    meant = await story_meant(
        first,
        put.stories,
        views=[put.view(told) for told in (*put.stories, *put.beside)],
        favourite=put.question.about,
        now=app.now(),
        encoder=app.encoder,
        beside=put.beside,
    )
    about = meant.about
    views = [put.view(told) for told in ((about,) if about else put.stories)]
    async with app.reading() as session:
        story = (about.story.id if about else put.question.about) or None
        earlier = await memory.turns_before(session, put.question, story=story)
        quoted = await _quoted(session, put, about) if about else {}
    asked = asked_of(put, earlier)
    assert isinstance(asked, Asked)  # it was one without its turns
    sources = about.sources if about else [source for told in put.stories for source in told.sources]
    stories = (about,) if about else put.stories
    model = model_for(app, put)
    key_of = partial(
        memory.key_of,
        stories=stories,
        version=read_wording("answer").version if model else QUOTED,
        views=[put.view(told) for told in stories],
        within=put.within,
    )
    asked = await without_idle_turns(
        asked,
        sources,
        now=app.now(),
        views=views,
        known=known_of(app, claim, key_of(first), stories),
        encoder=app.encoder,
    )
    key = key_of(asked)
    async with _shown(app, put, stories) as audience:
        result = await answer_asked(
            asked,
            sources,
            now=app.now(),
            views=views,
            model=model,
            shown=quoted,
            known=known_of(app, claim, key, stories),
            key=key,
            encoder=app.encoder,
            audience=audience,
        )
    return asked, meant, _in_readers_words(result, put, stories)


async def _with_named(app: "App", put: Put) -> Put:
    """With stories that its reader was not shown, where the question is put to several and has words that none of those has."""
    asked = asked_of(put, ())
    if isinstance(asked, Unfit) or len(put.stories) <= 1 or is_instruction(put.question.text):
        return put
    naming = await naming_of(asked, put.stories, now=app.now(), encoder=app.encoder)
    return await with_named(app, put, naming.unmet, language=asked.language) if naming.unmet else put


async def _answering_beside(app: "App", put: Put, asked: Asked | None) -> dict[int, str]:
    """Where one story was asked and does not answer: the headline of another of the reader's last digest that does, by its id."""
    if asked is None or len(put.stories) != 1 or is_instruction(put.question.text):
        return {}
    beside = await read_beside(app, put)
    views = [beside.view(told) for told in beside.stories]
    told = await story_answering(asked, beside.stories, views=views, now=app.now(), encoder=app.encoder)
    return {told.story.id or 0: beside.view(told).headline} if told is not None else {}


def _shown(app: "App", put: Put, stories: Sequence[Told]) -> AbstractAsyncContextManager[Audience]:
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
    memory = Marks(app.db, now=app.now)
    return shown(app.messenger, place, tell, app.under_way, memory=memory)


def _in_readers_words(result: Result, put: Put, stories: Sequence[Told]) -> Result:
    """A refusal for several stories names what is covered by the headlines that this reader knows, where no source is in their
    language."""
    reads = primary_subtag(put.subscriber.digest_language)
    spoken = {primary_subtag(source.language) for told in stories for source in told.sources}
    if not result.answer.is_refusal or reads in spoken or len(stories) == 1:
        return result
    views = sorted(map(put.view, stories), key=lambda view: primary_subtag(view.language) != reads)
    known = tuple(view.headline for view in views[:COVERED])
    return replace(result, answer=replace(result.answer, covered=known))


async def _quoted(session: AsyncSession, put: Put, about: Told) -> dict[str, list[str]]:
    """What this chat was quoted of the story already: by answers before, by the story, its radar, and other messages."""
    before = await memory.quoted_before(session, put.question, about)
    view = await with_quotes(session, put.view(about), chat=put.chat.id or 0)
    quoted: dict[str, list[str]] = {}
    for told in (before, quoted_by(view)):
        for outlet, sentences in told.items():
            known = quoted.setdefault(outlet, [])
            known += [sentence for sentence in sentences if not any(sentence in one for one in known)]
    return quoted


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
    beside: Iterable[int],
    now: datetime,
) -> bool:
    """False where somebody else has answered in the meantime, or the reader had it forgotten."""
    question = await session.get(Question, question_id)
    if question is None or question.answered_at is not None:
        return False
    question.answered_at, question.is_known = now, result.is_known
    question.stories = [*question.stories, *beside]  # which it may be about, as we say ourselves
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
