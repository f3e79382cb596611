"""What one process alone may have: the sender's seat, a chat's turn. Kept in rows, for as long as its holder lives.

A hold ends when its holder lets go, signs out, or is found dead (`workers`): no lease to outlast, and no clock to compare.
Knows nothing of what is held.
"""

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.db import insert_missing
from news.models import Hold


async def take(session: AsyncSession, name: str, *, worker: str) -> bool:
    """Whether `worker` has it from now on; it may have had it before."""
    if await insert_missing(session, Hold, [{"name": name, "worker": worker}], unique=("name",)):
        return True
    holder = await session.scalar(select(col(Hold.worker)).where(col(Hold.name) == name))
    return holder == worker


async def let_go(session: AsyncSession, name: str, *, worker: str) -> None:
    """Others may take it. What another has stays theirs."""
    await session.execute(delete(Hold).where(col(Hold.name) == name, col(Hold.worker) == worker))
