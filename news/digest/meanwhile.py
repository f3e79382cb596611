"""Whether much of what a reader follows was told since they were last here. Reading only.

It is asked while a reader waits for an answer, so own words are looked for in the headlines of the big stories alone, not
in the index over all articles.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.digest.desk import Desk
from news.digest.shelf import FAR, stories_of_feeds
from news.models import Story
from news.reader.muting import muted_now
from news.reader.own_stories import muted_stories
from news.reader.phrases import Passage, Phrase, matches, read_passage, says

MOST = 50
"""Of so many of the biggest, mutes are asked."""


async def count_big(
    session: AsyncSession, desk: Desk, *, since: datetime, outlets: int, now: datetime
) -> int:
    """How many stories since then, as far back as a digest reaches, are big and wanted by this reader, at most `MOST`."""
    earliest = max(since, now - FAR)
    reader = desk.subscriber.id or 0
    own = {story for story, _ in await stories_of_feeds(session, desk.feeds, since=earliest)}
    hidden = await muted_stories(session, reader)
    big = await _big(session, since=earliest, outlets=outlets)
    wanted = [
        story.id for story in big if story.id not in hidden and (story.id in own or _is_wanted(story, desk))
    ][:MOST]
    return len(set(wanted) - set(await muted_now(session, desk.subscriber, wanted, now=now)))


async def _big(session: AsyncSession, *, since: datetime, outlets: int) -> Iterable[Any]:
    found = await session.execute(
        select(col(Story.id), col(Story.topics), col(Story.headline), col(Story.language))
        .where(
            col(Story.last_published_at) >= since,
            col(Story.merged_into).is_(None),
            col(Story.feed_id).is_(None),
            col(Story.independent) >= outlets,
        )
        .order_by(col(Story.independent).desc(), col(Story.id))
    )
    return found.all()


def _is_wanted(story: Any, desk: Desk) -> bool:
    if not desk.taste.topics.isdisjoint(story.topics):
        return True
    passage = read_passage(story.headline, "", story.language) if desk.phrases else None
    return passage is not None and any(_is_about(phrase, passage) for phrase in desk.phrases)


def _is_about(phrase: Phrase, passage: Passage) -> bool:
    return matches(phrase, passage, rarity={}) and not any(
        says(part, passage, phrase) for part in phrase.never
    )
