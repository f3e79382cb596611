"""Owing messages to a chat: delivery rows in their order, and the work to deliver them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from news.models import Carried, Chat, Delivery, Enclosure
from news.ports import File, Message
from news.work import owe


async def owe_messages(
    session: AsyncSession,
    chat: Chat,
    kind: str,
    subject: int,
    messages: Sequence[Message],
    *,
    now: datetime,
    first_part: int = 0,
    bulk: bool = False,
) -> None:
    """Delivery rows for these messages, in order, and the work to deliver them."""
    for part, message in enumerate(messages, start=first_part):
        delivery = Delivery(
            kind=kind,
            subject=subject,
            part=part,
            chat=chat.id or 0,
            payload=message.payload(),
            stories=list(message.stories),
            bulk=bulk,
            created_at=now,
        )
        await owe_delivery(session, delivery, now=now)


async def owe_file(session: AsyncSession, chat: Chat, file: File, message: Message, *, now: datetime) -> None:
    """A document of this reader's, with the message as the words under it."""
    enclosure = Enclosure(parameter="document", name=file.name, content=file.content, made_at=now)
    session.add(enclosure)
    await session.flush()
    payload = message.payload()
    payload["caption"] = payload.pop("text")
    payload.pop("link_preview_options", None)
    delivery = Delivery(
        kind="file", subject=enclosure.id or 0, chat=chat.id or 0, method="sendDocument", payload=payload,
        enclosure_id=enclosure.id, created_at=now,
    )  # fmt: skip
    await owe_delivery(session, delivery, now=now)


async def owe_delivery(session: AsyncSession, delivery: Delivery, *, now: datetime) -> None:
    """The row, which stories it carries, and the work to deliver it."""
    session.add(delivery)
    await session.flush()
    carried = dict.fromkeys(delivery.stories)
    session.add_all(Carried(delivery_id=delivery.id or 0, story_id=story) for story in carried)
    await owe(session, "deliver", delivery.id or 0, at=now, urgent=not delivery.bulk)
