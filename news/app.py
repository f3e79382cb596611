"""The composition root: builds every part once, and hands them down. Nothing else builds parts.

`App` is frozen and never global. Times come from `app.now()`, so a test can say what time it is.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from news.answers.consent import is_near
from news.answers.limits import AskingLimits
from news.answers.meaning import Encoder
from news.answers.under_way import UnderWay
from news.clustering.story_index import StoryIndex
from news.db import Database, beside_database, open_engine
from news.digest.shelf import Shelf
from news.errors import SettingsError, to_install
from news.glossary import Glossary, open_glossary
from news.i18n import Words, open_words
from news.intake.fulltext_page import can_extract
from news.logs import scrub
from news.marks import Marks
from news.markup import esc
from news.operating.budget import BudgetedModel, Tell
from news.operating.notices import tell_operator
from news.operating.troubles import Troubles
from news.ports import (
    Embedder,
    Fetcher,
    Message,
    Messenger,
    Model,
    Outgoing,
    Pages,
    Painter,
    Parser,
    Phrasebook,
    Sent,
    Speaker,
)
from news.reader.limits import Limits
from news.reader.tombstones import Tombstones
from news.rendering.render_digest import Entries
from news.sending.in_flight import InFlight
from news.sending.intents import Parcel
from news.sending.lots import Lots
from news.settings import Settings
from news.story.kept_views import Views
from news.story.stories import forget_read
from news.takedown.register import RegisterFile
from news.voicing.budgeted import BudgetedSpeaker
from news.work import Bell, Claim

TOLD_WITHIN_S = 20.0


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
    glossary: Glossary = field(default_factory=Glossary)
    messenger: Messenger | None = None
    embedders: tuple[Embedder, ...] = ()
    """The best first; without one, articles are joined by words and names alone."""
    painter: Painter | None = None
    speaker: Speaker | None = None  # without one, nothing is read aloud
    pages: Pages | None = None  # None: articles are what their feeds say of them
    model: Model | None = None  # without one, stories are told in the outlets' own sentences
    model_input_tokens: int = 3_000  # of sources, for one story
    model_is_near: bool = False  # on this machine or in its network: readers' questions may go there unasked
    asking: AskingLimits = field(default_factory=AskingLimits)
    limits: Limits = field(default_factory=Limits)
    is_invite_only: bool = False
    messages_per_second: float = 30.0  # that Telegram allows this bot
    encoder: Encoder = field(default_factory=Encoder)
    now: Callable[[], datetime] = utc_now
    bell: Bell = field(default_factory=Bell)
    shelf: Shelf = field(default_factory=Shelf)
    views: Views = field(default_factory=Views)
    entries: Entries = field(default_factory=Entries)
    under_way: UnderWay = field(default_factory=UnderWay)
    in_flight: InFlight = field(default_factory=InFlight)
    intents: Lots[Claim, Parcel | None] = field(default_factory=Lots)
    outcomes: Lots[tuple[Claim, Sent], None] = field(default_factory=Lots)
    troubles: Troubles = field(default_factory=Troubles)
    """What is wrong with the database: whoever meets it says so here."""
    tombstones: Tombstones | None = None  # where who is forgotten is listed beside the database
    takedowns: RegisterFile | None = None  # where outlets that were taken down are listed, likewise
    operator_chat_id: int | None = None
    started_at: datetime | None = None

    def reads_aloud(self, language: str) -> bool:
        return self.speaker is not None and self.speaker.speaks(language)

    def let_go_of_texts(self) -> None:
        """After texts were deleted: nothing that was made of them stays at hand."""
        self.views.clear()
        self.entries.clear()
        forget_read()

    def session(self, *, brief: bool = False) -> AbstractAsyncContextManager[AsyncSession]:
        return self.db.session(brief=brief)

    def reading(self, *, brief: bool = False) -> AbstractAsyncContextManager[AsyncSession]:
        return self.db.reading(brief=brief)


@asynccontextmanager
async def open_app(
    settings: Settings,
    *,
    messenger: Messenger | None = None,
    phrasebook: Path | None = None,
    now: Callable[[], datetime] = utc_now,
) -> AsyncIterator[App]:
    """Opens what the settings name, closes it at the end of the block. Does not create or move the schema."""
    from news.adapters.drawing import WorkerPainter
    from news.adapters.embedder import choose_embedders
    from news.adapters.fetcher import HttpFetcher
    from news.adapters.model import open_model
    from news.adapters.parser import WorkerParser
    from news.adapters.phrasebook import FilePhrasebook
    from news.adapters.speech import open_speaker

    glossary = open_glossary(settings.glossary_dir)
    fetcher = HttpFetcher(allow=settings.fetch_allow, now=now)
    pages = _pages(fetcher, now) if settings.full_text else None
    embedders = choose_embedders(settings)
    database = Database(open_engine(settings.database_url))

    is_kept = not settings.database_url.rstrip("/").endswith(("sqlite:", ":memory:"))

    async def tell(matter: str, text: str) -> None:
        await tell_operator(app, matter, text)

    app = App(
        db=database,
        fetcher=fetcher,
        parser=WorkerParser(),
        words=open_words(),
        index=StoryIndex(),
        phrasebook=FilePhrasebook(phrasebook),
        glossary=glossary,
        messenger=messenger,
        embedders=embedders,
        painter=WorkerPainter(),
        speaker=_paid_within_budget(open_speaker(settings), settings, database, tell, now),
        pages=pages,
        model=_within_budget(
            open_model(settings, memory=Marks(database, now=now)), settings, database, tell, now
        ),
        model_input_tokens=settings.openai_input_tokens,
        model_is_near=is_near(settings.openai_base_url),
        asking=AskingLimits(hourly=settings.ask_per_hour, daily=settings.ask_per_day),
        limits=settings.limits,
        is_invite_only=settings.invite_only,
        messages_per_second=settings.telegram_per_second,
        encoder=Encoder(embedders),
        shelf=Shelf(next(iter(embedders), None)),
        operator_chat_id=settings.operator_chat_id,
        now=now,
        started_at=now(),
        troubles=Troubles(tell=partial(_tell_directly, messenger, settings.operator_chat_id), now=now),
        tombstones=Tombstones(beside_database(settings.database_url, "forgotten")) if is_kept else None,
        takedowns=RegisterFile(beside_database(settings.database_url, "takedowns")) if is_kept else None,
    )
    try:
        yield app
    finally:
        if app.pages is not None:
            await app.pages.close()
        if app.painter is not None:
            await app.painter.close()
        if app.speaker is not None:
            await app.speaker.close()
        await app.fetcher.close()
        await app.parser.close()
        for embedder in app.embedders:
            await embedder.close()
        if app.model is not None:
            await app.model.close()
        await app.db.close()


def _pages(fetcher: Fetcher, now: Callable[[], datetime]) -> Pages:
    from news.adapters.page import WebPages

    if not can_extract():
        raise SettingsError(
            f"FULL_TEXT needs a library that is not installed: {to_install('fulltext')}. Or unset it."
        )
    return WebPages(fetcher, now=now)


async def _tell_directly(messenger: Messenger | None, chat_id: int | None, text: str) -> None:
    """To the operator without a row, while none can be written; where it does not arrive, the log has it."""
    if messenger is None or chat_id is None:
        return
    with suppress(TimeoutError):
        async with asyncio.timeout(TOLD_WITHIN_S):
            await messenger.send(
                Outgoing(chat_id, 0, "sendMessage", Message(esc(f"⚠️ {scrub(text)}")).payload())
            )


def _within_budget(
    model: Model | None,
    settings: Settings,
    database: Database,
    tell: Tell,
    now: Callable[[], datetime],
) -> Model | None:
    if model is None:
        return None
    return BudgetedModel(model, database, allowance=settings.allowance, now=now, tell=tell)


def _paid_within_budget(
    speaker: Speaker | None,
    settings: Settings,
    database: Database,
    tell: Tell,
    now: Callable[[], datetime],
) -> Speaker | None:
    """A program of this machine costs nothing."""
    if speaker is None or settings.speech_command is not None:
        return speaker
    return BudgetedSpeaker(speaker, database, allowance=settings.allowance, now=now, tell=tell)
