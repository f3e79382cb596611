"""What feeds listed when they were last read, as rows. Knows nothing of what is in them (`inventory`)."""

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from news.intake.inventory import read, written
from news.models import FeedInventory
from news.ports import Inventory

# Made once, and past the ORM, for every poll of every feed.
_TABLE = FeedInventory.__table__  # type: ignore[attr-defined]
_IS_ITS = _TABLE.c.feed_id == bindparam("feed")
_WRITTEN = select(_TABLE.c.written).where(_IS_ITS)
_GONE = delete(_TABLE).where(_IS_ITS)
_OTHER = update(_TABLE).where(_IS_ITS)
_FIRST = insert(_TABLE)


async def read_inventory(session: AsyncSession, feed_id: int) -> Inventory | None:
    """None where it has none, or one that cannot be read: then all of the feed is read."""
    text = (await session.execute(_WRITTEN, {"feed": feed_id})).scalar_one_or_none()
    try:
        return None if text is None else read(text)
    except ValueError:
        return None


async def keep_inventory(session: AsyncSession, feed_id: int, inventory: Inventory | None) -> None:
    """Instead of what was kept; nothing where it is None."""
    if inventory is None:
        await session.execute(_GONE, {"feed": feed_id})
        return
    text = written(inventory)
    changed = await session.execute(_OTHER, {"feed": feed_id, "written": text})
    if not changed.rowcount:  # type: ignore[attr-defined]
        await session.execute(_FIRST, {"feed_id": feed_id, "written": text})
