"""What a reader was asked to type: kept in a row, so that a restart between question and answer loses nothing.

Whoever asks calls `ask`; the application hands the next words to whom they are for. A command or another button ends it.
"""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import bindparam, delete

from bot.turn import Turn
from news.db import past_orm
from news.markup import bold, esc, paragraphs
from news.models import Awaited
from news.ports import Message
from news.queries import delivery_of
from news.rendering.directions import rtl

PATIENCE = timedelta(minutes=15)
# Past the ORM, as every command and every press ends the waiting.
_TABLE = Awaited.__table__  # type: ignore[attr-defined]
_MINE = delete(_TABLE).where(_TABLE.c.subscriber_id == bindparam("subscriber"))


async def ask(turn: Turn, kind: str, question: str, *, subject: int | None = None, hint: str = "") -> None:
    """Says the question with the input field opened, and waits for the words."""
    await wait(turn, kind, subject=subject)
    speech = turn.speech
    said = [rtl(bold(question), speech), *([rtl(esc(hint), speech)] if hint else [])]
    turn.say(Message(paragraphs(said), force_reply=question))


async def wait(turn: Turn, kind: str, *, subject: int | None = None) -> None:
    """Waits for words that a message asks for beside its buttons."""
    await forget(turn)
    turn.session.add(
        Awaited(
            subscriber_id=turn.subscriber_id, kind=kind, subject=subject, update_id=turn.update.update_id,
            asked_at=turn.now,
        )
    )  # fmt: skip


async def take(turn: Turn, kinds: Collection[str]) -> Awaited | None:
    """What of these kinds this message answers, which is then no longer awaited; None where nothing is, or it replies to
    another one."""
    found = await turn.session.get(Awaited, turn.subscriber_id)
    if found is None or found.kind not in kinds or turn.now - found.asked_at > PATIENCE:
        return None
    message = turn.update.effective_message
    replied = message.reply_to_message if message else None
    if replied is not None:
        asked = await delivery_of(turn.session, turn.chat.id or 0, replied.message_id)
        if asked is None or asked.kind != "reply" or asked.subject != found.update_id:
            return None
    await forget(turn)
    return found


async def forget(turn: Turn, kind: str | None = None) -> None:
    """Waits no longer; with `kind`, for no such words."""
    mine = _MINE if kind is None else _MINE.where(_TABLE.c.kind == kind)
    await past_orm(turn.session, mine, {"subscriber": turn.subscriber_id})
