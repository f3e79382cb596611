"""Ordering a digest as a voice message, once however often it is asked for while it is made."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.models import Digest, VoiceOrder
from news.work import owe


async def order_voice(session: AsyncSession, digest: Digest, *, now: datetime, is_asked: bool) -> None:
    """The digest as a voice message, in this commit. `is_asked`: somebody waits for it."""
    order = VoiceOrder(digest_id=digest.id or 0, is_asked=is_asked, ordered_at=now)
    session.add(order)
    await session.flush()
    await owe(session, "listen", order.id or 0, at=now, urgent=is_asked)


async def last_order(session: AsyncSession, digest_id: int) -> VoiceOrder | None:
    found = await session.execute(
        select(VoiceOrder)
        .where(col(VoiceOrder.digest_id) == digest_id)
        .order_by(col(VoiceOrder.id).desc())
        .limit(1)
    )
    return found.scalar_one_or_none()
