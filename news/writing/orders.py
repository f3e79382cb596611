"""Ordering briefs: a story is written when a reader needs it, once for everybody who reads that language."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.db import insert_missing, past_orm
from news.models import Brief
from news.work import owe, owe_new
from news.writing.modes import SPARED

_ORDERED = select(col(Brief.story_id), col(Brief.revision)).where(
    col(Brief.language) == bindparam("language"),
    col(Brief.story_id).in_(bindparam("stories", expanding=True)),
)


async def order_briefs(
    session: AsyncSession,
    wanted: Iterable[tuple[int, int]],
    *,
    language: str,
    now: datetime,
    wait: timedelta = timedelta(0),
    urgent: bool = False,
) -> int:
    """Orders each (story, revision) in the language, to be written after the wait; gives how many were not ordered before.

    `urgent`: a reader asked for it and waits."""
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
        for story, revision in await _unordered(session, wanted, language=language)
    ]
    ordered = await insert_missing(session, Brief, rows, unique=("story_id", "language", "revision"))
    await owe_new(session, "write", dict.fromkeys(ordered, now + wait), urgent=ordered if urgent else ())
    return len(ordered)


async def _unordered(
    session: AsyncSession, wanted: Iterable[tuple[int, int]], *, language: str
) -> list[tuple[int, int]]:
    """Mostly another reader has ordered them before."""
    asked = dict.fromkeys(wanted)
    if not asked:
        return []
    stories = {"language": language, "stories": [story for story, _ in asked]}
    there = {(story, revision) for story, revision in await past_orm(session, _ORDERED, stories)}
    return [one for one in asked if one not in there]


async def order_spared(
    session: AsyncSession, story: int, revision: int, *, language: str, now: datetime
) -> bool:
    """Orders, for a reader who asks for it, a translation that was not made to spare the budget; False where none was."""
    found = await session.execute(
        select(Brief)
        .where(col(Brief.story_id) == story, col(Brief.revision) == revision, col(Brief.language) == language)
        .with_for_update()
    )
    brief = found.scalar_one_or_none()
    if brief is None or brief.state == "ordered" or SPARED not in brief.findings:
        return False
    brief.state, brief.ordered_at = "ordered", now
    session.add(brief)
    await owe(session, "translate", brief.id or 0, at=now, urgent=True)
    return True
