"""More or less like a story, or like a topic, an outlet or a name: by a tap, by `/like`, `/dislike` and `/unlike`, or by “2 👍”.

What votes teach is said in `news.reader.learned`; it is shown, and forgotten, in `why`.
"""

import re
from collections.abc import Awaitable, Callable

from sqlalchemy import select
from sqlmodel import col

from bot.choosing.own_stories import is_number, story_meant
from bot.choosing.words import quoted
from bot.stories.meant import no_such_story, stories_meant
from bot.stories.reading import story_of, views_of
from bot.stories.why import VALUES, lean, learned_by, learned_message
from bot.ticks import tick
from bot.turn import Turn
from news.callbacks import Press
from news.clock import fold
from news.markup import bold, esc, isolate, lines, quiet
from news.models import Outlet, Story
from news.ports import Button, Message
from news.queries import read_topics
from news.reader.learned import LONGEST, key, read_key
from news.reader.learning import vote_of, vote_on
from news.reader.topic_search import names_of
from news.rendering.directions import headed, rtl
from news.rendering.render_votes import SIGNS, vote_button
from news.rendering.rows import in_rows
from news.story.views import StoryView

Command = Callable[[Turn, str], Awaitable[None]]

QUOTES = " \"'“”„«»「」\u2068\u2069"
_THUMB = "(?P<sign>[👍👎])[\U0001f3fb-\U0001f3ff]?"
_SAID = re.compile(rf"(?P<before>\d{{1,2}})?\s*{_THUMB}\s*(?P<behind>\d{{1,2}})?")
"""A thumb, with the number of a story before or behind it."""


# --- by a tap ------------------------------------------------------------------------------------


async def pressed_vote(turn: Turn, press: Press) -> None:
    """More or less like this; pressed again, neither. The ticks change with it."""
    value = VALUES.get(press.word(1), 0)
    story = await story_of(turn, press)
    if story is None or not value:
        return
    vote = await vote_on(turn.session, turn.subscriber_id, story, value, now=turn.now)
    turn.toast(_said(turn, vote))
    number = press.number() or 0

    def fresh(one: Press) -> Button | None:
        is_vote = one.act == "vote" and one.number() == number
        its = VALUES.get(one.word(1), 0) if is_vote else 0
        return vote_button(number, its, turn.speech, on=its == vote) if its in SIGNS else None

    await tick(turn, fresh)


def _said(turn: Turn, vote: int) -> str:
    speech = turn.speech
    match vote:
        case 1:
            return speech.gettext("A little more like this from now on. /why shows what I learned.")
        case -1:
            return speech.gettext("A little less like this from now on. /why shows what I learned.")
    return speech.gettext("Taken back.")


# --- by a line -----------------------------------------------------------------------------------


def vote_command(value: int) -> Command:
    """`/like 2`, or alone in reply to a story; `/like science` of a topic, an outlet or a name; alone, what was learned. 0
    takes it back."""

    async def command(turn: Turn, argument: str) -> None:
        story = await story_meant(turn, argument)
        if story is not None:
            await _vote(turn, story, value)
        elif is_number(argument):
            turn.say(no_such_story(argument, len(await stories_meant(turn)), turn.speech))
        elif argument:
            await _lean(turn, argument, value)
        else:
            turn.say(await learned_message(turn))

    return command


async def voted(turn: Turn, text: str) -> bool:
    """Takes “2 👍” as a vote, and “👍” in reply to a story; False for all else."""
    said = _SAID.fullmatch(text)
    if said is None or (said["before"] and said["behind"]):
        return False
    number = said["before"] or said["behind"] or ""
    if not number and await story_meant(turn, "") is None:
        return False
    value = next(value for value, sign in SIGNS.items() if sign == said["sign"])
    await vote_command(value)(turn, number)
    return True


async def _vote(turn: Turn, number: int, value: int) -> None:
    """The vote that is said, however often; and the story's buttons, to change it by."""
    views = await views_of(turn, [number])
    story = await turn.session.get(Story, views[0].story) if views else None
    if story is None:
        turn.say(Message(rtl(esc(turn.speech.gettext("This story is no longer here.")), turn.speech)))
        return
    before = await vote_of(turn.session, turn.subscriber_id, story.id or 0)
    if before != value:
        await vote_on(turn.session, turn.subscriber_id, story, value or before, now=turn.now)
    turn.say(_voted_message(turn, views[0], value))


def _voted_message(turn: Turn, view: StoryView, vote: int) -> Message:
    head = headed(bold(isolate(quiet(view.headline))), turn.speech)
    buttons = [vote_button(view.story, value, turn.speech, on=value == vote) for value in SIGNS]
    said = rtl(esc(_said(turn, vote)), turn.speech)
    return Message(lines([head, said]), in_rows(buttons, 2, ticks=True), (view.story,))


async def _lean(turn: Turn, name: str, value: int) -> None:
    speech = turn.speech
    learned = await learned_by(turn)
    meant = await _meant(turn, name.strip(QUOTES))
    if meant is None or (not value and meant not in learned.leans):
        said = speech.gettext("I have learned nothing about {name}.", name=quoted(name.strip(QUOTES), speech))
    else:
        await lean(turn, learned, meant, value)
        said = speech.gettext("Saved.") if value else speech.gettext("Forgotten.")
    turn.say(await learned_message(turn, after=said))


async def _meant(turn: Turn, name: str) -> str | None:
    """The key of what is called so: something that was learned, else a topic or an outlet."""
    wanted, learned = fold(name), await learned_by(turn)
    for one in learned.leans:
        if wanted in (fold(learned.called.get(one, "")), fold(read_key(one)[1])):
            return one
    tree = await read_topics(turn.session)
    slug = names_of(tree, (turn.speech.language, *turn.app.words.languages)).get(wanted)
    if slug is not None:
        return key("topic", slug)
    outlets = await turn.session.execute(select(col(Outlet.name), col(Outlet.domain)))
    domains = (domain for called, domain in outlets if wanted in (fold(called), fold(domain)))
    domain = next(domains, "")
    return key("outlet", domain) if 0 < len(domain.encode()) <= LONGEST else None
