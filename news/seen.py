"""What a reader has been shown, and so what is no news to them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.models import Seen, Subscriber
from news.queries import facts_of, seen_by
from news.views import StoryView


async def mark_seen(
    session: AsyncSession, subscriber_id: int, views: Sequence[StoryView], *, now: datetime
) -> None:
    """From now on these stories, as they stand, are known to the reader."""
    ids = [view.story for view in views]
    facts = await facts_of(session, ids)
    seen = await seen_by(session, subscriber_id, ids)
    for view in views:
        row = seen.get(view.story) or Seen(
            subscriber_id=subscriber_id, story_id=view.story, revision=0, shown_at=now
        )
        row.revision, row.shown_at = view.revision, now
        row.facts = sorted({fact.value for fact in facts.get(view.story, ())})
        row.families = sorted({source.family for source in view.sources.values()})
        session.add(row)


async def mark_unseen(session: AsyncSession, chat: int, stories: Sequence[int]) -> None:
    """Takes back that the chat's reader was shown these: nobody can tell whether the message arrived, so its
    stories roll into the next digest."""
    readers = select(col(Subscriber.id)).where(col(Subscriber.chat) == chat)
    await session.execute(
        delete(Seen)
        .where(col(Seen.subscriber_id).in_(readers), col(Seen.story_id).in_(list(stories)))
        .execution_options(synchronize_session=False)
    )
