"""What a reader has been shown, and so what is no news to them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from news.models import Seen
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
