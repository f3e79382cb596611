"""What feeds listed when they were last read, as rows. Knows nothing of what is in them (`inventory`)."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.intake.inventory import read, written
from news.models import FeedInventory
from news.ports import Inventory


async def read_inventory(session: AsyncSession, feed_id: int) -> Inventory | None:
    """None where it has none, or one that cannot be read: then all of the feed is read."""
    row = await session.get(FeedInventory, feed_id)
    try:
        return read(row.written) if row else None
    except ValueError:
        return None


async def keep_inventory(session: AsyncSession, feed_id: int, inventory: Inventory | None) -> None:
    """Instead of what was kept; nothing where it is None."""
    if inventory is None:
        await session.execute(delete(FeedInventory).where(col(FeedInventory.feed_id) == feed_id))
    else:
        await session.merge(FeedInventory(feed_id=feed_id, written=written(inventory)))
