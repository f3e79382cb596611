"""Inline mode: `@bot words` in any chat offers stories to pass on, in the language of whoever types.

Nothing is ordered and no model is asked for it: what is written is offered as it is, the rest by its headline and the
outlets' own words. It is asked at every letter, changes nothing, and an answer that comes too late is worth nothing; so
unlike all else we say, it is not owed.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col
from telegram import InlineQuery
from telegram.error import TelegramError

from bot.limiting import room_again
from bot.polling import Caller
from bot.stories.permalinks import permalink, story_named
from bot.turn import ZONES_BY_LANGUAGE
from news.app import App
from news.catalogue.names import primary_language
from news.i18n import Speech
from news.models import Chat, Subscriber
from news.queries import briefs_of
from news.reader.limits import Met, Thing
from news.reader.muting import muted_now
from news.reader.uses import use
from news.rendering.search_inline import inline_result
from news.searching.search import read, typed
from news.searching.search_stories import search, top_stories
from news.story.stories import read_stories
from news.story.viewing import bare_view, view_of
from news.story.views import StoryView

A_PAGE = 10
MOST = 50
BUTTON_CHARS = 64
KEPT_S = 30
"""So long the same words of the same person are answered by Telegram itself."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Typist:
    """Who types: a reader we know, or somebody known by their app's language."""

    speech: Speech
    language: str
    zone: str
    reader: Subscriber | None = None


async def answer(app: App, bot: Caller, query: InlineQuery) -> None:
    """Offers a page of stories; nothing to a stranger where readers are invited. Raises nothing of Telegram's."""
    async with app.session() as session:
        typist = await _typist(app, session, query)
        if typist.reader is None and app.is_invite_only:
            return
        who, thing = query.from_user.id, Thing.INLINE
        broken = await use(session, who, thing, limits=app.limits, now=app.now())
    call = _pause(query, typist, broken) if broken is not None else await _offered(app, query, typist)
    try:
        await bot.call("answerInlineQuery", call)
    except TelegramError as error:
        log.info("inline query not answered", reason=str(error))


def _pause(query: InlineQuery, typist: Typist, broken: Met) -> dict[str, Any]:
    """Nothing, under a line that says until when."""
    label = room_again(typist.speech, broken, zone=typist.zone)[:BUTTON_CHARS]
    button = {"text": label, "start_parameter": "inline"}
    return {**_call(query, [], typist, following=""), "button": button}


async def _offered(app: App, query: InlineQuery, typist: Typist) -> dict[str, Any]:
    async with app.reading() as session:
        stories = await _stories(app, session, query, typist)
        first = int(query.offset) if query.offset.isascii() and query.offset.isdigit() else 0
        page = stories[first : first + A_PAGE]
        views = await _views(session, page, language=typist.language, now=app.now())
    name = str(query.get_bot().username)
    results = [
        inline_result(view, typist.speech, zone=typist.zone, address=permalink(name, view.story))
        for view in views
    ]
    following = str(first + A_PAGE) if first + A_PAGE < len(stories) else ""
    return _call(query, results, typist, following=following)


def _call(
    query: InlineQuery, results: list[dict[str, Any]], typist: Typist, *, following: str
) -> dict[str, Any]:
    """Who is no reader yet may become one by the button above the results."""
    call = {
        "inline_query_id": query.id,
        "results": results,
        "cache_time": KEPT_S,
        "is_personal": True,
        "next_offset": following,
    }
    if typist.reader is not None:
        return call
    label = typist.speech.gettext("Get your own news desk")
    return call | {"button": {"text": label, "start_parameter": "inline"}}


async def _typist(app: App, session: AsyncSession, query: InlineQuery) -> Typist:
    """A private chat has the number of the person in it."""
    found = await session.execute(
        select(Subscriber)
        .join(Chat, col(Chat.id) == col(Subscriber.chat))
        .where(col(Chat.chat_id) == query.from_user.id, col(Chat.thread_id) == 0)
    )
    reader = found.scalar_one_or_none()
    if reader is not None:
        return Typist(
            app.words(reader.interface_language),
            reader.digest_language,
            reader.zone,
            reader,
        )
    code = query.from_user.language_code
    language = primary_language(code or "en") or "en"
    return Typist(app.words(code), language, ZONES_BY_LANGUAGE.get(language, "UTC"))


async def _stories(app: App, session: AsyncSession, query: InlineQuery, typist: Typist) -> list[int]:
    """The one that the words name as links do; those that have the words; without words, those of today."""
    words = query.query.strip()
    named = story_named(words)
    if named is not None:
        return [named]
    if not words:
        return await _top(session, typist, now=app.now())
    languages = (typist.language, typist.speech.language)
    sought, while_typing = read(words, languages=languages), typed(query.query, languages=languages)
    for wanted in dict.fromkeys((sought, while_typing)):
        if wanted is not None:
            found = await search(session, wanted, now=app.now(), languages=languages)
            if found.results:
                return [result.story for result in found.results[:MOST]]
    return []


async def _top(session: AsyncSession, typist: Typist, *, now: datetime) -> list[int]:
    """Of today, without what a reader mutes: nobody looked for it."""
    stories = await top_stories(session, now=now, most=MOST, language=typist.language)
    if typist.reader is None:
        return stories
    muted = await muted_now(session, typist.reader, stories, now=now)
    return [story for story in stories if story not in muted]


async def _views(
    session: AsyncSession, stories: list[int], *, language: str, now: datetime
) -> list[StoryView]:
    """As a reader of this language sees them; without those that nobody's article is in any more."""
    told = await read_stories(session, stories, shown_at=now)
    listed = {
        told[story].story.id: told[story]
        for story in stories
        if story in told and told[story].sources and told[story].story.feed_id is None
    }
    briefs = await briefs_of(session, [story or 0 for story in listed])
    return [
        view_of(each, briefs, language=language, newest=False) or bare_view(each, language=language)
        for each in listed.values()
    ]
