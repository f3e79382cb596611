"""Coming back: who was away for days is offered once to be told the biggest of what they follow meanwhile.

Away is who neither wrote nor pressed anything: what they read nobody sees. The digest is made by `news.compose` like any.
"""

from datetime import UTC, datetime, timedelta

from bot.stories.reading import order_digest
from bot.turn import Turn
from news.callbacks import Press, encode
from news.clock import local_date
from news.digest.desk import read_wishes
from news.digest.meanwhile import count_big
from news.markup import esc
from news.models import Chat
from news.ports import Button, Message
from news.rendering.directions import rtl

AWAY_AFTER = timedelta(days=3)
NOTED_EVERY = timedelta(minutes=10)
"""Not each press is worth a write."""
LONGEST = timedelta(days=30)
FEWEST, OUTLETS = 3, 3
"""It is offered where so many stories of what they follow were told by so many independent outlets."""


def heard(turn: Turn) -> datetime | None:
    """Notes that the reader is here; gives when they were here before, where that is long ago."""
    update = turn.update
    if not turn.is_private or not (update.message or update.callback_query):
        return None
    before = turn.reader.heard_at
    if before is None or turn.now - before > NOTED_EVERY:
        turn.reader.heard_at = turn.now
        turn.session.add(turn.reader)
    return before if before is not None and turn.now - before > AWAY_AFTER else None


async def offer(turn: Turn, away_since: datetime | None) -> None:
    """One line and one button, after what the reader came for."""
    if away_since is None or turn.farewell is not None or turn.reader.state != "active":
        return
    if not await _is_worth_it(turn, away_since):
        return
    speech = turn.speech
    day = speech.short_date(local_date(away_since, zone=turn.reader.zone))
    said = "👋 " + speech.gettext("You were last here on {day}.", day=speech.isolated(day))
    button = Button(
        "🗞 " + speech.gettext("What happened meanwhile"), encode("away", int(away_since.timestamp()))
    )
    turn.say(Message(rtl(esc(said), speech), [(button,)]))


async def _is_worth_it(turn: Turn, since: datetime) -> bool:
    chat = await turn.session.get_one(Chat, turn.reader.chat)
    wishes = await read_wishes(turn.session, turn.reader, chat, now=turn.now)
    found = await count_big(turn.session, wishes, since=since, outlets=OUTLETS, now=turn.now)
    return found >= FEWEST


async def pressed_away(turn: Turn, press: Press) -> None:
    seconds = press.number()
    earliest = turn.now - LONGEST
    if seconds is None or not earliest.timestamp() <= seconds <= turn.now.timestamp():
        turn.toast(turn.speech.gettext("This button is out of date."))
        return
    await order_digest(turn, covers_from=datetime.fromtimestamp(seconds, UTC))
