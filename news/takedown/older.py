"""Messages whose words are no longer kept (`retention`), and that told a story which an outlet reported that is taken down.

Which of its words they have, if any, nobody can say any more; which stories a message told is known for longer. Where the operator wants it, each of them is
replaced in its chat, whole, by the line that its text was taken down: with what other outlets said in it. Each batch is a commit of its own.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.models import Carried, Chat, Delivery, Subscriber
from news.takedown.messages import BATCH, EDITS, edit_of, line_of, owe_edit
from news.takedown.register import Listed
from news.takedown.scope import parts

if TYPE_CHECKING:
    from news.app import App

SHOWN_BY = {"sendMessage": "text", "sendPhoto": "caption"}


async def older_messages(app: "App", stories: Sequence[int]) -> list[int]:
    """The ids of their deliveries, to chats that we still may write to."""
    found: set[int] = set()
    for some in parts(stories):
        async with app.reading() as session:
            rows = await session.execute(
                select(col(Delivery.id), col(Delivery.payload))
                .join(Carried, col(Carried.delivery_id) == col(Delivery.id))
                .join(Chat, col(Chat.id) == col(Delivery.chat))
                .where(col(Carried.story_id).in_(some), col(Delivery.state) == "sent")
                .where(col(Delivery.message_id).is_not(None), col(Delivery.method).in_(list(SHOWN_BY)))
                .where(col(Chat.state) == "active")
            )
            found |= {delivery or 0 for delivery, payload in rows if not payload}
    return sorted(found)


async def blank_older(app: "App", listed: Listed, stories: Sequence[int]) -> int:
    """Owes the edits; gives how many. Done again, it owes the same."""
    messages = await older_messages(app, stories)
    for some in parts(messages, most=BATCH):
        async with app.session() as session:
            await _blank(app, session, some, listed)
    app.bell.ring("deliver")
    return len(messages)


async def _blank(app: "App", session: AsyncSession, deliveries: Sequence[int], listed: Listed) -> None:
    rows = await session.execute(
        select(Delivery, Subscriber)
        .outerjoin(Subscriber, col(Subscriber.chat) == col(Delivery.chat))
        .where(col(Delivery.id).in_(deliveries))
    )
    now = app.now()
    for delivery, reader in rows.all():
        speech = app.words(reader.interface_language if reader is not None else None)
        zone = reader.zone if reader is not None else "UTC"
        place = SHOWN_BY[delivery.method]
        told = {place: str(line_of(listed, speech, zone=zone, now=now)), "parse_mode": "HTML"}
        await owe_edit(session, edit_of(delivery, EDITS[place], told, listed, now=now), now=now)
