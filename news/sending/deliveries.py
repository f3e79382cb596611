"""Owing messages to a chat: delivery rows in their order, and the work to deliver them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.callbacks import for_place
from news.models import Carried, Chat, Delivery, Enclosure, Subscriber
from news.ports import Button, File, Message
from news.reader.quiet_hours import is_quiet, window_of
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
    due_at: datetime | None = None,
) -> None:
    """Delivery rows for these messages, in order, and the work to deliver them: now, or at `due_at` if that is later."""
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
        await owe_delivery(session, delivery, now=max(now, due_at or now))


def bound(messages: Sequence[Message], place: int) -> list[Message]:
    """With buttons that set up another chat than the one they are sent to."""
    return [
        replace(message, buttons=[_bound_row(row, place) for row in message.buttons]) for message in messages
    ]


def _bound_row(row: Sequence[Button], place: int) -> list[Button]:
    return [replace(one, data=for_place(one.data, place)) if one.data else one for one in row]


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
    await owe(session, "deliver", delivery.id or 0, at=now, urgent=not delivery.bulk, lane=delivery.chat)


def hushed(messages: Sequence[Message], *, is_silent: bool) -> list[Message]:
    """With one sound at most: of several messages only the first makes one, and none where none is wanted."""
    return [
        replace(message, extra={**message.extra, "disable_notification": True})
        if part or is_silent
        else message
        for part, message in enumerate(messages)
    ]


async def is_quiet_now(session: AsyncSession, chat: Chat, *, now: datetime) -> bool:
    """Whether it is the reader's quiet hours: what comes unasked makes no sound."""
    found = await session.execute(select(Subscriber).where(col(Subscriber.chat) == chat.id))
    reader = found.scalar_one_or_none()
    if reader is None:
        return False
    return is_quiet(window_of(reader.quiet_from, reader.quiet_until), now=now, zone=reader.zone)
