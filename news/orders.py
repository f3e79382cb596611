"""Ordering briefs: a story is written when a reader needs it, once for everybody who reads that language."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from news.db import insert_missing
from news.models import Brief
from news.work import owe


async def order_briefs(
    session: AsyncSession,
    wanted: Iterable[tuple[int, int]],
    *,
    language: str,
    now: datetime,
    wait: timedelta = timedelta(0),
) -> int:
    """Orders each (story, revision) in the language, to be written after the wait; gives how many were not ordered before."""
    rows = [
        {
            "story_id": story,
            "language": language,
            "revision": revision,
            "state": "ordered",
            "headline": "",
            "headline_cites": [],
            "paragraphs": [],
            "findings": [],
            "contested": [],
            "names": [],
            "headline_evidence": [],
            "calls": 0,
            "dropped": 0,
            "tokens_in": 0,
            "tokens_out": 0,
            "ordered_at": now,
        }
        for story, revision in wanted
    ]
    ordered = await insert_missing(session, Brief, rows, unique=("story_id", "language", "revision"))
    for brief_id in ordered:
        await owe(session, "write", brief_id, at=now + wait)
    return len(ordered)
