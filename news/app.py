"""The composition root: builds every part once, and hands them down. Nothing else builds parts.

`App` is frozen and never global. Times come from `app.now()`, so a test can say what time it is.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from news.db import Database, open_engine
from news.i18n import Words, open_words
from news.ports import Embedder, Fetcher, Messenger, Model, Parser, Phrasebook
from news.settings import Settings
from news.shelf import Shelf
from news.story_index import StoryIndex
from news.work import Bell


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class App:
    """Everything a step needs of the world. `messenger` is None where no token is needed (a fetch worker)."""

    db: Database
    fetcher: Fetcher
    parser: Parser
    words: Words
    index: StoryIndex
    phrasebook: Phrasebook
    messenger: Messenger | None = None
    embedder: Embedder | None = None  # without one, articles are joined by their words alone
    model: Model | None = None  # without one, stories are told in the outlets' own sentences
    now: Callable[[], datetime] = utc_now
    bell: Bell = field(default_factory=Bell)
    shelf: Shelf = field(default_factory=Shelf)
    operator_chat_id: int | None = None
    started_at: datetime | None = None

    def session(self) -> AbstractAsyncContextManager[AsyncSession]:
        return self.db.session()

    def reading(self) -> AbstractAsyncContextManager[AsyncSession]:
        return self.db.reading()


@asynccontextmanager
async def open_app(
    settings: Settings, *, messenger: Messenger | None = None, phrasebook: Path | None = None
) -> AsyncIterator[App]:
    """Opens what the settings name, closes it at the end of the block. Does not create or move the schema."""
    from news.adapters.embedder import choose_embedder
    from news.adapters.fetcher import HttpFetcher
    from news.adapters.parser import WorkerParser
    from news.adapters.phrasebook import FilePhrasebook

    embedder = choose_embedder(settings)
    app = App(
        db=Database(open_engine(settings.database_url)),
        fetcher=HttpFetcher(allow=settings.fetch_allow),
        parser=WorkerParser(),
        words=open_words(),
        index=StoryIndex(),
        phrasebook=FilePhrasebook(phrasebook),
        messenger=messenger,
        embedder=embedder,
        shelf=Shelf(embedder),
        operator_chat_id=settings.operator_chat_id,
        started_at=utc_now(),
    )
    try:
        yield app
    finally:
        await app.fetcher.close()
        await app.parser.close()
        if app.embedder is not None:
            await app.embedder.close()
        await app.db.close()
