"""Stories that free words name: a bare number is one of the digest, and rare words are looked for; so that nobody has to know a
command to come to a story."""

import re

from sqlalchemy import select
from sqlmodel import col

from bot.limiting import is_free
from bot.stories.meant import not_in_digest, stories_meant
from bot.stories.reading import open_linked
from bot.stories.searching import search_message
from bot.turn import Turn
from news.answers.reading import named_story
from news.callbacks import decode
from news.language.tokens import words
from news.markup import esc
from news.models import Delivery
from news.ports import Message
from news.reader.limits import Thing
from news.rendering.directions import rtl

_AROUND = re.compile("^[#№]|\ufe0f?\u20e3$")
"""A number: the end is that of a digit drawn as a key."""
FEW = 5
"""Words: of more it is not likely that a story has them all."""


async def numbered(turn: Turn, text: str) -> bool:
    """Opens the story that has this number below our last message, what was found for instance, or in the last digest, as its button
    does; False where the text is no bare number, or replies to something, or there was no digest."""
    message = turn.update.effective_message
    number, rest = named_story(_AROUND.sub("", text), is_command=True)
    if number is None or rest or (message is not None and message.reply_to_message is not None):
        return False
    if (below := await _below_last(turn, turn.speech.number(number))) is not None:
        await open_linked(turn, below)
        return True
    listed = await stories_meant(turn)
    if not listed:
        return False
    if 1 <= number <= len(listed):
        await open_linked(turn, listed[number - 1])
    else:
        turn.say(Message(rtl(esc(not_in_digest(turn.speech, number, listed=len(listed))), turn.speech)))
    return True


async def _below_last(turn: Turn, label: str) -> int | None:
    """The story that the button with this label opens, where our last message here has one."""
    last = (
        await turn.session.execute(
            select(col(Delivery.payload))
            .where(col(Delivery.chat) == (turn.chat.id or 0))
            .order_by(col(Delivery.id).desc())
            .limit(1)
        )
    ).scalar_one_or_none()
    rows = ((last or {}).get("reply_markup") or {}).get("inline_keyboard", [])
    presses = (decode(one.get("callback_data")) for row in rows for one in row if one.get("text") == label)
    return next((press.number() for press in presses if press is not None and press.act == "open"), None)


async def found(turn: Turn, text: str) -> bool:
    """Shows the stories that have these words; False where there are too many words, or no story has what tells something
    among them."""
    if len(words(text)) > FEW or not await is_free(turn, Thing.SEARCH):
        return False
    shown = await search_message(turn, text)
    if shown is None:
        return False
    turn.say(shown)
    return True
