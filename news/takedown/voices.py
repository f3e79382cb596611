"""What was read aloud of an outlet that is taken down: its recordings go, and voice messages with its words are deleted in their
chats, for sound cannot be edited. Telegram lets a bot do so for two days; recordings are kept no longer (`retention`).
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.models import Clip, Delivery, Enclosure, VoiceOrder, Work
from news.sending.deliveries import owe_delivery
from news.takedown.words import TheirWords
from news.work import forgive


async def silence(session: AsyncSession, theirs: TheirWords, *, now: datetime) -> int:
    """In this commit; gives how many messages are deleted. Done again, it finds what was on its way meanwhile."""
    texts = (await session.execute(select(col(Clip.id), col(Clip.text)))).all()
    clips = {clip for clip, text in texts if theirs.are_in(text)}
    deleted, is_left = 0, False
    for delivery in await _voices(session, clips):
        if delivery.state == "sending":
            is_left = (
                True  # whether it arrives is not settled yet: its recordings stay, so that it is found again
            )
        elif delivery.state == "pending":
            delivery.state, delivery.error, delivery.finished_at = "gone", "taken down", now
            await forgive(session, "deliver", delivery.id or 0)
        elif delivery.message_id is not None and delivery.payload:
            await owe_delivery(session, _deletion(delivery, now=now), now=now)
            deleted += 1
        if delivery.state != "sending":
            delivery.payload = {}
            await _empty(session, delivery)
    if not is_left:
        await session.execute(delete(Work).where(col(Work.step) == "speak", col(Work.row).in_(clips)))
        await session.execute(delete(Clip).where(col(Clip.id).in_(clips)))
    return deleted


async def _voices(session: AsyncSession, clips: Collection[int | None]) -> list[Delivery]:
    orders = (await session.execute(select(col(VoiceOrder.id), col(VoiceOrder.pieces)))).all()
    with_them = [order for order, pieces in orders if any(piece["clip"] in clips for piece in pieces)]
    found = await session.execute(
        select(Delivery)
        .where(col(Delivery.kind) == "voice", col(Delivery.subject).in_(with_them))
        .with_for_update(of=Delivery)
    )
    return list(found.scalars())


async def _empty(session: AsyncSession, delivery: Delivery) -> None:
    enclosure = await session.get(Enclosure, delivery.enclosure_id) if delivery.enclosure_id else None
    if enclosure is not None:
        enclosure.content = None


def _deletion(delivery: Delivery, *, now: datetime) -> Delivery:
    return Delivery(
        kind="correction",
        subject=delivery.id or 0,
        part=-1,
        chat=delivery.chat,
        method="deleteMessage",
        payload={"message_id": delivery.message_id},
        bulk=True,
        created_at=now,
    )
