"""A story with what is new in it since a reader last saw it, in their language where it is told in that. Reading only."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from news.models import Seen
from news.queries import briefs_of, facts_of
from news.reader.mutes import is_of
from news.story.quoted_in_chat import with_quotes
from news.story.stories import Told
from news.story.unheard import without_outlets
from news.story.viewing import bare_view, fresh_sentences, view_of
from news.story.views import StoryView
from news.story.whats_new import SinceSeen, since_seen
from news.writing.quoting import quoted_so_far


@dataclass(frozen=True)
class StoryNews:
    """`update` holds the new sentences in the reader's language where it is told in it; `is_untold`: there is news that no
    brief in it tells yet."""

    view: StoryView
    found: SinceSeen
    update: StoryView | None = None
    is_untold: bool = False

    @property
    def has_sentences(self) -> bool:
        return bool(self.found.sentences or (self.update and self.update.new))

    @property
    def shown(self) -> StoryView:
        """What the reader knows once they were shown this: all that had come until now."""
        return replace(self.view, as_of=None, is_update=True)


def without_muted(news: StoryNews, muted: Collection[str]) -> StoryNews:
    """Without what outlets of these domains say. Pure."""
    if not muted:
        return news
    heard = tuple(
        fresh
        for fresh in news.found.sentences
        if not any(is_of(fresh.source.domain, domain) for domain in muted)
    )
    return replace(
        news,
        view=without_outlets(news.view, muted),
        found=replace(news.found, sentences=heard),
        update=without_outlets(news.update, muted) if news.update else None,
    )


async def news_of(session: AsyncSession, told: Told, seen: Seen, *, language: str, chat: int) -> StoryNews:
    """`chat` is the row of the chat that is to hear of it: what its messages quoted is not quoted beyond the allowance."""
    story = told.story.id or 0
    briefs = await briefs_of(session, [story])
    view = view_of(told, briefs, language=language) or bare_view(told, language=language)
    known = (await facts_of(session, [story])).get(story, [])
    quoted = quoted_so_far(await with_quotes(session, view, chat=chat))
    found = since_seen(told, known, seen, quoted=quoted)
    update = fresh_sentences(view, told, briefs, seen) if view.revision > seen.revision else None
    is_untold = told.story.revision > view.revision and bool(found.sentences)
    return StoryNews(view, found, update, is_untold)
