"""What a digest that was sent holds now, from the rows: its stories as they are told at this moment, with the sentences that it
showed. What was taken back since is not among them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from news.digest.digest_items import sentences_shown
from news.digest.digest_message import EDITION
from news.models import Chat, Digest, Mark, Subscriber
from news.queries import briefs_of
from news.reader.muting import muted_outlets
from news.story.stories import read_stories
from news.story.unheard import without_outlets
from news.story.viewing import bare_view, view_of
from news.story.views import Sentence, StoryView


@dataclass(frozen=True)
class Contents:
    """Of whose digest of which local `day`. `is_sample`: its news is invented."""

    day: date
    subscriber: Subscriber
    chat: Chat
    stories: tuple[tuple[StoryView, Sequence[Sentence]], ...]
    is_sample: bool


async def contents_of(session: AsyncSession, digest_id: int, *, now: datetime) -> Contents | None:
    digest = await session.get(Digest, digest_id)
    subscriber = await session.get(Subscriber, digest.subscriber_id) if digest else None
    chat = await session.get(Chat, subscriber.chat) if subscriber else None
    if digest is None or subscriber is None or chat is None:
        return None
    stories = await _stories(session, digest, subscriber, now=now)
    is_sample = await session.get(Mark, EDITION) is not None
    return Contents(digest.local_date, subscriber, chat, stories, is_sample)


async def _stories(
    session: AsyncSession, digest: Digest, subscriber: Subscriber, *, now: datetime
) -> tuple[tuple[StoryView, Sequence[Sentence]], ...]:
    """Two that became one since are told once."""
    items = {item["story"]: item for item in digest.items}
    told = await read_stories(session, list(items), shown_at=now)
    briefs = await briefs_of(session, {each.story.id or 0 for each in told.values()})
    muted = await muted_outlets(session, subscriber.id or 0, now=now)
    made: dict[int, tuple[StoryView, Sequence[Sentence]]] = {}
    for asked, item in items.items():
        if asked in told:
            language = subscriber.digest_language
            view = view_of(told[asked], briefs, language=language, newest=False)
            view = without_outlets(view or bare_view(told[asked], language=language), muted)
            view = replace(view, is_update=bool(item.get("update")))
            made.setdefault(view.story, (view, sentences_shown(view, item)))
    return tuple(made.values())
