"""What a digest asked of something that is never opened: to keep following it, or not."""

from bot.choosing import words
from bot.turn import Turn
from news.callbacks import Press
from news.markup import quiet
from news.models import Subscription
from news.ports import Message
from news.queries import read_topics
from news.reader.following import drop
from news.reader.openings import followed_by
from news.rendering.directions import rtl
from news.rendering.render_mutes import interest_name


async def pressed_prune(turn: Turn, press: Press) -> None:
    """Kept, or dropped with a button that brings it back."""
    row = await turn.session.get(Subscription, press.number() or 0)
    if row is None or row.subscriber_id != turn.subscriber_id:
        turn.toast(turn.speech.gettext("This button is out of date."))
        return
    mine = await followed_by(turn.session, turn.subscriber_id)
    interest = next((interest for interest, one in mine.items() if one.id == row.id), row.target)
    name = interest_name(interest, await read_topics(turn.session), turn.speech)
    if press.word(1) == "drop":
        dropped = await drop(turn.session, row, now=turn.now)
        turn.edit(words.gone(turn.speech, name, dropped.id or 0))
        return
    said = turn.speech.gettext("You follow: {topics}.", topics=name)
    turn.edit(Message(rtl("✅ " + quiet(said), turn.speech)))
