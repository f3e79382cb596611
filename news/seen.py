"""What a reader has been shown, and so what is no news to them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.models import Brief, Membership, Seen, Subscriber
from news.queries import facts_of, seen_by
from news.views import StoryView


async def mark_seen(
    session: AsyncSession, subscriber_id: int, views: Sequence[StoryView], *, now: datetime
) -> None:
    """From now on these stories, as they were told, are known to the reader: what came later stays news."""
    ids = [view.story for view in views]
    facts = await facts_of(session, ids)
    joined = await _joined_at(session, ids)
    seen = await seen_by(session, subscriber_id, ids)
    for view in views:
        row = seen.get(view.story) or Seen(
            subscriber_id=subscriber_id, story_id=view.story, revision=0, shown_at=now
        )
        told = {
            fact.value
            for fact in facts.get(view.story, ())
            if view.as_of is None or joined.get((view.story, fact.article_id), view.as_of) <= view.as_of
        }
        row.revision, row.shown_at = max(row.revision, view.revision), now
        row.facts = sorted(told.union(row.facts))
        row.families = sorted({source.family for source in view.sources.values()})
        session.add(row)


async def facts_told(session: AsyncSession, brief: Brief) -> set[str] | None:
    """The facts that the story had when it was last told in this language; None where it never was."""
    columns = (col(Brief.story_id) == brief.story_id, col(Brief.language) == brief.language)
    last = await session.execute(
        select(col(Brief.ordered_at))
        .where(*columns, col(Brief.revision) < brief.revision, col(Brief.state) == "ready")
        .order_by(col(Brief.revision).desc())
        .limit(1)
    )
    as_of = last.scalar_one_or_none()
    if as_of is None:
        return None
    story = brief.story_id
    joined = await _joined_at(session, [story])
    told = (await facts_of(session, [story])).get(story, ())
    return {fact.value for fact in told if joined.get((story, fact.article_id), as_of) <= as_of}


async def _joined_at(session: AsyncSession, stories: Sequence[int]) -> dict[tuple[int, int], datetime]:
    """Since when each article was in each story, by (story, article)."""
    columns = (col(Membership.story_id), col(Membership.article_id), col(Membership.since_at))
    rows = await session.execute(select(*columns).where(col(Membership.story_id).in_(list(stories))))
    return {(story, article): since_at for story, article, since_at in rows}


async def mark_unseen(session: AsyncSession, chat: int, stories: Sequence[int]) -> None:
    """Takes back that the chat's reader was shown these: nobody can tell whether the message arrived, so its
    stories roll into the next digest."""
    readers = select(col(Subscriber.id)).where(col(Subscriber.chat) == chat)
    await session.execute(
        delete(Seen)
        .where(col(Seen.subscriber_id).in_(readers), col(Seen.story_id).in_(list(stories)))
        .execution_options(synchronize_session=False)
    )
