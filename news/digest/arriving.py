"""Whether news is coming in this moment, so that a digest had better wait than say that there is none. Reads only; knows no words
and changes nothing."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.digest.desk import Desk
from news.models import Article, Digest, Story, Work

FIRST_NEWS_WAIT = timedelta(seconds=60)  # only while feeds are being read; usually it is there within 30 s
MORE_NEWS_WAIT = timedelta(seconds=5)
NOTED_FOR = timedelta(hours=1)
"""After that another downtime kept it."""
FIRST_READING = timedelta(minutes=10)
"""For so long after its first article a new installation may still be reading its feeds, on a machine that does much else."""


async def early_among(
    session: AsyncSession,
    found: Iterable[tuple[Desk, int]],
    *,
    started_at: datetime | None,
    now: datetime,
) -> set[int]:
    """The digests that should wait a little, after they were asked for by hand or the program has started: feeds are being
    read this moment, and little is there yet. So the first digest of a new installation, and one whose hour came
    while nobody worked, holds news instead of saying that there is none. Given with how many stories were found."""
    lacking = [(desk, count) for desk, count in found if count < desk.count]
    if not lacking or not await is_news_arriving(session, now=now):
        return set()
    is_new_here = await _is_new_here(session, now=now)
    return {
        desk.digest.id or 0
        for desk, count in lacking
        if _may_be_early(
            desk, started_at=started_at, now=now, wait=_patience(desk, count, is_new_here=is_new_here)
        )
    }


def _patience(desk: Desk, found: int, *, is_new_here: bool) -> timedelta:
    """Who had a digest already is told soon that there is nothing new."""
    if found:
        return MORE_NEWS_WAIT
    return FIRST_READING if is_new_here and desk.last_at is None else FIRST_NEWS_WAIT


def _may_be_early(desk: Desk, *, started_at: datetime | None, now: datetime, wait: timedelta) -> bool:
    begun = [
        at
        for at in (
            waits_since(desk.digest, started_at=started_at, now=now),
            None if desk.schedule else desk.digest.created_at,
        )
        if at is not None
    ]
    return bool(begun) and now <= max(begun) + wait


def waits_since(digest: Digest, *, started_at: datetime | None, now: datetime) -> datetime | None:
    """Since when it may be waiting for the first news after a start of the program: not anew with each start where that dies again and
    again. None where no clock that is right knows of a start."""
    if started_at is None or started_at > now:
        return None
    return min(started_at, digest.created_at) if is_noted(digest, now=now) else started_at


def is_noted(digest: Digest, *, now: datetime) -> bool:
    """Whether it was noted that it waits, or else it is made anew: it was "created" after its hour."""
    return digest.slot_at < digest.created_at and now - digest.created_at <= NOTED_FOR


async def _is_new_here(session: AsyncSession, *, now: datetime) -> bool:
    """Whether the first article was read lately, or none was."""
    older = select(col(Article.id)).where(col(Article.fetched_at) < now - FIRST_READING).limit(1)
    return (await session.execute(older)).first() is None


async def is_first_reading(session: AsyncSession, *, now: datetime) -> bool:
    """Whether there is no story yet because feeds are being read for the first time."""
    told = await session.execute(select(col(Story.id)).limit(1))
    return told.first() is None and await is_news_arriving(session, now=now)


async def is_news_arriving(session: AsyncSession, *, now: datetime) -> bool:
    arriving = await session.execute(
        select(col(Work.id))
        .where(col(Work.step).in_(("fetch", "cluster")), or_(col(Work.due_at) <= now, col(Work.leased)))
        .limit(1)
    )
    return arriving.first() is not None
