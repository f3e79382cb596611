"""`/start`, with whatever a link says behind it. A newcomer's first minute is in `bot.greeting.newcomer`."""

from bot.greeting.newcomer import greet, offer_link, read_link
from bot.settings import show_settings
from bot.stories.permalinks import story_named
from bot.stories.reading import open_linked
from bot.turn import Turn
from news.markup import bold, paragraphs
from news.ports import Message
from news.reader.agenda import plan_all
from news.rendering.directions import rtl


async def start(turn: Turn, payload: str = "") -> None:
    """A newcomer is led through the few choices; who comes back finds everything as it was. Who followed a link to a
    story reads it first, or hears that it is gone, and nothing is changed for it: who was here before is not welcomed anew; a link to topics has them ticked for a newcomer, and offers them to
    others."""
    speech = turn.speech
    turn.place.state = "active"
    linked, chosen = story_named(payload), await read_link(turn, payload)
    if linked is not None:
        await open_linked(turn, linked)
    if turn.subscriber.state == "new" and (linked is None or turn.is_new):
        await greet(turn, is_short=linked is not None, chosen=chosen)
    elif chosen is not None:
        await offer_link(turn, chosen)
    if linked is not None or chosen is not None or turn.subscriber.state == "new":
        return
    turn.subscriber.state = "active"
    turn.session.add(turn.subscriber)
    await plan_all(turn.session, turn.subscriber, now=turn.now)
    welcome = speech.gettext("Welcome back! Everything is as you left it.")
    shown = await show_settings(turn)
    turn.say(Message(paragraphs([rtl(bold(welcome), speech), shown.html]), shown.buttons))
