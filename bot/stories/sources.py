"""`/sources`: what lies behind the stories of a digest, one of them, or one of its sentences."""

import re

from bot.stories.behind import radar_of
from bot.stories.meant import no_such_story, stories_meant
from bot.stories.reading import order_story, read_told, views_of
from bot.turn import Turn
from news.markup import esc
from news.ports import Message
from news.rendering import render, render_ledger
from news.rendering.directions import rtl
from news.story.views import StoryView


async def sources_command(turn: Turn, argument: str) -> None:
    """`/sources [n[.k]]` for the digest or story replied to, else for the last digest: of story n, behind sentence k."""
    stories = await stories_meant(turn)
    speech, zone = turn.speech, turn.subscriber.zone
    if not stories:
        said = speech.gettext("You have had no digest yet. /digest sends you one now.")
        turn.say(Message(rtl(esc(said), speech)))
        return
    views = await views_of(turn, stories)
    story, sentence = _numbers(argument)
    if not argument and len(views) > 1:
        turn.say(*render.sources(views, speech))
    elif not argument:
        turn.say(*await radar_of(turn, views[0]))
    elif not 1 <= story <= len(views):
        turn.say(no_such_story(argument, len(views), speech))
    elif sentence:
        view = views[story - 1]
        shown = render_ledger.one(view, sentence, speech, zone=zone)
        turn.say(*([shown] if shown is not None else await _no_such_sentence(turn, view, sentence)))
    else:
        turn.say(*await radar_of(turn, views[story - 1], number=story))


_NUMBERS = re.compile(r"(\d{1,3})(?:\s*[.,:٫·]\s*(\d{1,3}))?")


def _numbers(argument: str) -> tuple[int, int]:
    """The numbers of a story and a sentence in "2.3"; 0 for what is not there. Digits of any script."""
    found = _NUMBERS.fullmatch(argument.strip())
    return (int(found[1]), int(found[2] or 0)) if found else (0, 0)


async def _no_such_sentence(turn: Turn, view: StoryView, sentence: int) -> list[Message]:
    """Why there is none: the story has fewer, is being written now, or its outlets gave headlines only."""
    speech = turn.speech
    if view.sentences:
        text = speech.ngettext(
            "This story has {n} sentence; give a number like /sources 1.1.",
            "This story has {n} sentences; give a number like /sources 1.1.",
            len(view.sentences),
        )
        return [Message(rtl(esc(text), speech))]
    told = (await read_told(turn, [view.story])).get(view.story)
    if view.is_written or told is None or not await order_story(turn, told.story):
        return render_ledger.whole(view, speech)
    return [render_ledger.being_written(view, sentence, speech)]
