"""A question as it was put: with its reader, its chat, and the stories it may be about. What answers depend on, read once.

Reading only. How a question is answered is for `answer` and `stand`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncSession

from news.answers.consent import may_ask
from news.answers.reading import Unfit, read_question
from news.answers.values import Asked, Earlier
from news.intake.fulltext_page import with_page
from news.language.frequencies import frequency
from news.models import Brief, Chat, Question, Subscriber
from news.ports import Model
from news.queries import briefs_of, last_digest
from news.reader.chats import chat_at, subscriber_of
from news.reader.mutes import is_of
from news.reader.muting import muted_outlets
from news.searching.search import read
from news.searching.search_stories import search
from news.story.stories import Source, Told, read_stories
from news.story.unheard import without_outlets
from news.story.viewing import bare_view, view_of
from news.story.views import StoryView

if TYPE_CHECKING:
    from news.app import App

WORDS_LOOKED_FOR, FOUND_A_WORD = 3, 2
"""Words of a question by which stories beside those that were shown are looked for, and stories for each."""


@dataclass(frozen=True)
class Put:
    """A question with all that its answer depends on."""

    question: Question
    subscriber: Subscriber
    chat: Chat
    stories: tuple[Told, ...]
    briefs: Mapping[tuple[int, str, int], Brief] = field(default_factory=dict)
    lends: bool | None = None  # whether who asks lets a model elsewhere read it
    text: str = ""  # what is asked, where that is less than the question's words
    within: tuple[str, ...] = ()  # the outlets that it is put to, where not to all
    muted: tuple[str, ...] = ()  # domains of outlets that its reader does not want to hear
    beside: tuple[
        Told, ...
    ] = ()  # stories that its reader was not shown, and that have words which none of the others has
    views: Mapping[int, StoryView] = field(default_factory=dict)  # of stories whose articles are not all here

    @property
    def headlines(self) -> dict[int, str]:
        return {told.story.id or 0: self.view(told).headline for told in (*self.stories, *self.beside)}

    def heard(self) -> "Put":
        """The same without what muted outlets say, but for stories that they alone tell."""
        if not self.muted:
            return self
        views = {told.story.id or 0: without_outlets(self.view(told), self.muted) for told in self.stories}
        stories = tuple(replace(told, sources=self.audible(told.sources)) for told in self.stories)
        return replace(self, stories=stories, views=views)

    def audible(self, sources: Sequence[Source]) -> tuple[Source, ...]:
        """Those of outlets that are not muted; all where none is left."""
        heard = [s for s in sources if not any(is_of(s.domain, domain) for domain in self.muted)]
        return tuple(heard or sources)

    def view(self, told: Told) -> StoryView:
        """The story as this reader knows it."""
        if (known := self.views.get(told.story.id or 0)) is not None:
            return known
        language = self.subscriber.digest_language
        return view_of(told, self.briefs, language=language, newest=False) or bare_view(
            told, language=language
        )


async def read_put(app: "App", question_id: int) -> Put | None:
    async with app.reading() as session:
        question = await session.get(Question, question_id)
        subscriber = await session.get(Subscriber, question.subscriber_id) if question else None
        chat = await session.get(Chat, subscriber.chat) if subscriber else None
        if question is None or subscriber is None or chat is None:
            return None
        told = await standing_stories(session, question.stories, now=app.now())
        briefs = await briefs_of(session, [each.story.id or 0 for each in told])
        lends = await _lends(session, question, subscriber, chat)
        muted = await muted_outlets(session, subscriber.id or 0, now=app.now())
    return Put(question, subscriber, chat, told, briefs, lends, muted=tuple(muted))


async def read_beside(app: "App", put: Put) -> Put:
    """The same question, put to the other stories of the reader's last digest."""
    known = {told.story.id for told in put.stories}
    async with app.reading() as session:
        digest = await last_digest(session, put.subscriber.id or 0)
        shown = [item["story"] for item in digest.items] if digest is not None else []
        told = await standing_stories(session, shown, now=app.now())
        beside = tuple(each for each in told if each.story.id not in known)
        briefs = await briefs_of(session, [each.story.id or 0 for each in beside])
    return replace(put, stories=beside, briefs=briefs).heard()


async def with_named(app: "App", put: Put, words: Sequence[str], *, language: str) -> Put:
    """The same question with stories beside it that anybody here may find, and that have one of these words in its `language`; the
    rarest words are looked for."""
    known = {told.story.id for told in put.stories}
    rarest = sorted(words, key=lambda word: frequency(word, language))[:WORDS_LOOKED_FOR]
    found: dict[int, None] = {}
    async with app.reading() as session:
        for word in rarest:
            sought = read(word, languages=[language])
            if sought is not None:
                results = (await search(session, sought, now=app.now(), languages=[language])).results
                found |= dict.fromkeys([result.story for result in results][:FOUND_A_WORD])
        told = await standing_stories(session, list(found), now=app.now())
        new = tuple(
            replace(each, sources=put.audible(each.sources)) for each in told if each.story.id not in known
        )
        briefs = await briefs_of(session, [each.story.id or 0 for each in new])
    return replace(put, beside=new, briefs={**put.briefs, **briefs})


async def _lends(
    session: AsyncSession, question: Question, subscriber: Subscriber, chat: Chat
) -> bool | None:
    """In a group each decides for their own questions, in private."""
    if chat.kind == "private":
        return subscriber.lends_questions
    private = await chat_at(session, question.asked_by) if question.asked_by else None
    asker = await subscriber_of(session, private) if private is not None else None
    return asker.lends_questions if asker is not None else None


async def standing_stories(session: AsyncSession, ids: Sequence[int], *, now: datetime) -> tuple[Told, ...]:
    """As they are now, in this order, each once, with what the pages of their articles add."""
    told = await read_stories(session, ids, shown_at=now)
    living = {told[each].story.id: told[each] for each in ids if each in told}
    return tuple(
        replace(each, sources=tuple(with_page(source) for source in each.sources)) for each in living.values()
    )


def asked_of(put: Put, earlier: Sequence[Earlier]) -> Asked | Unfit:
    around = [source.language for told in put.stories for source in told.sources if source.language]
    return read_question(
        put.text or put.question.text,
        reads=put.subscriber.digest_language,
        around=around,
        earlier=earlier,
    )


def model_for(app: "App", put: Put) -> Model | None:
    """The model, where this question may go to it."""
    return app.model if may_ask(is_near=app.model_is_near, lends=put.lends) else None
