"""Articles of a feed as new rows: one statement for all of them, past the ORM, which would cost three times as much."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from news.db import insert_all, past_orm
from news.models import Article

_TABLE = Article.__table__  # type: ignore[attr-defined]
_NEWEST = (
    select(_TABLE.c.guid, _TABLE.c.id)
    .where(_TABLE.c.feed_id == bindparam("feed_id"))
    .order_by(_TABLE.c.id.desc())
    .limit(bindparam("most"))
)
"""Ids grow on either database, so a feed's highest are of those inserted last. Asked by their guids it would take twice as long."""


async def insert_articles(session: AsyncSession, feed_id: int, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Their ids, in their order. Each row holds a value for every column but the id; no two have one guid, and what they
    replace is superseded already. Nobody else adds to the feed meanwhile: its fetching is claimed."""
    if not rows:
        return []
    await insert_all(session, _TABLE, rows)
    newest = await past_orm(session, _NEWEST, {"feed_id": feed_id, "most": len(rows)})
    ids: dict[str, int] = {guid: number for guid, number in newest.all()}
    return [ids[row["guid"]] for row in rows]
