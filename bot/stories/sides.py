"""Who differs on a story, and who of those we read was not seen to report it: two buttons beside what lies behind it."""

import asyncio

from bot.stories.reading import story_told, views_of
from bot.turn import Turn
from news.answers.about_message import say_about
from news.answers.about_sources import About, AboutSources
from news.callbacks import Press
from news.story.background import coverage_of
from news.story.quoted_in_chat import with_quotes
from news.story.sides import with_sides


async def pressed_differ(turn: Turn, press: Press) -> None:
    await _say(turn, press, About.DIFFER)


async def pressed_silent(turn: Turn, press: Press) -> None:
    await _say(turn, press, About.MISSING)


async def _say(turn: Turn, press: Press, about: About) -> None:
    """As a question about it is answered."""
    told = await story_told(turn, press)
    if told is None:
        return
    (view,) = await views_of(turn, [told.story.id or 0])
    view = await with_quotes(turn.session, view, chat=turn.chat.id or 0)
    if about is About.DIFFER:
        reads = turn.subscriber.digest_language
        view = await asyncio.to_thread(with_sides, view, told.sources, reads=reads, now=turn.now)
    found = await coverage_of(turn.session, view, now=turn.now)
    asked = AboutSources(about, ())
    turn.say(*say_about(asked, view, found, turn.speech, zone=turn.subscriber.zone, outlets={}))
