"""What feeds listed when they were last read, as rows. Knows nothing of what is in them (`inventory`)."""

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.intake.inventory import read, written
from news.models import FeedInventory
from news.ports import Inventory


async def read_inventory(session: AsyncSession, feed_id: int) -> Inventory | None:
    """None where it has none, or one that cannot be read: then all of the feed is read."""
    found = await session.execute(
        select(col(FeedInventory.written)).where(col(FeedInventory.feed_id) == feed_id)
    )
    text = found.scalar_one_or_none()
    try:
        return None if text is None else read(text)
    except ValueError:
        return None


async def keep_inventory(session: AsyncSession, feed_id: int, inventory: Inventory | None) -> None:
    """Instead of what was kept; nothing where it is None."""
    ours = col(FeedInventory.feed_id) == feed_id
    if inventory is None:
        await session.execute(delete(FeedInventory).where(ours))
        return
    values = {"written": written(inventory)}
    changed = await session.execute(
        update(FeedInventory).where(ours).values(values).execution_options(synchronize_session=False)
    )
    if not changed.rowcount:  # type: ignore[attr-defined]
        await session.execute(insert(FeedInventory).values(feed_id=feed_id, **values))
