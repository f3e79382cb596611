"""The end of a delivery. What did not reach its reader was not shown to them: its stories roll into the next digest.

Knows nothing of calls, nor of why it ended.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from news.models import Delivery
from news.reader.seen import mark_unseen


def close(delivery: Delivery, state: str, *, now: datetime, error: str | None = None) -> None:
    delivery.state, delivery.finished_at, delivery.error = state, now, error


async def close_unsent(
    session: AsyncSession, delivery: Delivery, state: str, *, now: datetime, error: str
) -> None:
    """As `close`, of what did not arrive, or may not have. Whatever kind it is: what it marked as shown bears the moment at
    which it was owed."""
    close(delivery, state, now=now, error=error)
    await mark_unseen(session, delivery.chat, delivery.stories, shown_at=delivery.created_at)
