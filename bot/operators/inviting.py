"""`/admin invite [people] [days]` and `/admin invites`: links for those who may become readers. Called by the operator's page,
which sees to it that only the operator gets here. In English, as all that is said to the operator."""

from collections.abc import Sequence
from datetime import datetime

from bot.stories.permalinks import own_name, start_link
from bot.turn import Turn
from news.callbacks import Press, encode
from news.deliver import INVITE
from news.markup import bold, esc, lines, paragraphs
from news.models import Invite
from news.ports import Button, Message
from news.reader.invites import DAYS, MOST_USES, USES, make_invite, open_invites, revoke
from news.sending.deliveries import owe_messages

PREFIX = "i_"
SHOWN = 30

_HOW = f"Write /admin invite for a link that lets one person in within {DAYS} days, or say how many people and days: /admin invite 20 30."


async def invite_command(turn: Turn, line: str) -> None:
    """A link for so many people, and so many days."""
    numbers = line.split()
    if len(numbers) > 2 or not all(_is_count(word) for word in numbers):
        turn.say(Message(esc(_HOW)))
        return
    uses, days = ([int(word) for word in numbers] + [USES, DAYS][len(numbers) :])[:2]
    made = await make_invite(turn.session, uses=uses, days=days, now=turn.now)
    link = start_link(own_name(turn.update), PREFIX + made.token)
    said = [_about(made.invite), f"{link}", "It is shown this once: I keep only a hash of it."]
    message = Message(paragraphs(esc(one) for one in said), [_revoking(made.invite)])
    await owe_messages(turn.session, turn.chat, INVITE, made.invite.id or 0, [message], now=turn.now)
    turn.ring("deliver")
    if not turn.app.is_invite_only:
        turn.say(Message(esc("Anybody may come in now, with or without a link: INVITE_ONLY is not set.")))


def _is_count(word: str) -> bool:
    return word.isascii() and word.isdigit() and 0 < int(word) <= MOST_USES and len(word) <= 5


async def invites_command(turn: Turn) -> None:
    turn.say(_listed(await open_invites(turn.session, now=turn.now)))


async def pressed_revoke(turn: Turn, press: Press) -> None:
    await revoke(turn.session, press.number(1) or 0, now=turn.now)
    turn.toast("Revoked.")
    turn.edit(_listed(await open_invites(turn.session, now=turn.now)))


def _listed(invites: Sequence[Invite]) -> Message:
    title = bold("✉️ Invites")
    if not invites:
        return Message(lines([title, esc("There is none that still lets somebody in."), esc(_HOW)]))
    rows = [_revoking(invite) for invite in invites[:SHOWN]]
    return Message(lines([title, *(esc(_about(invite)) for invite in invites[:SHOWN])]), rows)


def _about(invite: Invite) -> str:
    left = invite.uses - invite.used
    people = "1 person" if left == 1 else f"{left:,} people"
    return f"Invite {invite.id}: for {people} until {_day(invite.expires_at)}"


def _day(at: datetime) -> str:
    return f"{at:%d %B %Y, %H:%M} UTC"


def _revoking(invite: Invite) -> tuple[Button, ...]:
    return (Button(f"✖️ Revoke invite {invite.id}", encode("admin", "revoke", invite.id or 0)),)
