"""What one process alone may have: the sender's seat, a chat's turn. Kept in rows, for as long as its holder lives.

A hold ends when its holder lets go, signs out, or is found dead (`workers`): no lease to outlast, and no clock to compare.
Who was found dead and lives takes nothing under its old name: nobody would ever find that name dead again.
Knows nothing of what is held.
"""

from collections.abc import Collection

from sqlalchemy import delete, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.db import dialect_of, insert_into
from news.models import Hold, Worker


async def take(session: AsyncSession, name: str, *, worker: str) -> bool:
    """Whether `worker`, which is signed in, has it from now on; it may have had it before."""
    # On PostgreSQL the worker's row is held until the commit: who buries it meanwhile waits, and then sees what it took.
    living = (
        select(literal(name), col(Worker.name))
        .where(col(Worker.name) == worker)
        .with_for_update(key_share=True, read=True)
    )
    taken = await session.execute(
        insert_into(Hold, dialect_of(session))
        .from_select(["name", "worker"], living)
        .on_conflict_do_nothing(index_elements=["name"])
        .returning(col(Hold.name))
    )
    if taken.first() is not None:
        return True
    holder = await session.scalar(select(col(Hold.worker)).where(col(Hold.name) == name))
    return holder == worker


async def take_all(session: AsyncSession, names: Collection[str], *, worker: str) -> set[str]:
    """As `take`, of each that is free; gives those that `worker` has from now on. Of two who take the same ones at once, one has all: the
    other waits at the first of them."""
    return {name for name in sorted(names) if await take(session, name, worker=worker)}


async def let_go(session: AsyncSession, name: str, *, worker: str) -> None:
    """Others may take it. What another has stays theirs."""
    await session.execute(delete(Hold).where(col(Hold.name) == name, col(Hold.worker) == worker))
