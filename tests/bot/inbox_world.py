"""As much of the program as stands between Telegram's updates and their handlers."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.db import Database, open_engine
from news.models import Row, Update
from news.operating.troubles import Troubles
from news.sending.in_flight import InFlight
from news.work import Bell

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@dataclass
class App:
    """As much of an app as the inbox needs."""

    db: Database
    at: datetime = NOON
    bell: Bell = field(default_factory=Bell)
    in_flight: InFlight = field(default_factory=InFlight)
    troubles: Troubles = field(default_factory=Troubles)

    def now(self) -> datetime:
        return self.at

    def session(self, *, brief: bool = False) -> AbstractAsyncContextManager[AsyncSession]:
        return self.db.session(brief=brief)

    def reading(self, *, brief: bool = False) -> AbstractAsyncContextManager[AsyncSession]:
        return self.db.reading(brief=brief)

    async def rows(self) -> list[Update]:
        async with self.reading() as session:
            return list((await session.execute(select(Update).order_by(col(Update.id)))).scalars())


@asynccontextmanager
async def an_app(folder: Path) -> AsyncIterator[App]:
    database = Database(open_engine(f"sqlite:///{folder}/test.sqlite3"))
    async with database.engine.begin() as connection:
        await connection.run_sync(Row.metadata.create_all)
    try:
        yield App(database)
    finally:
        await database.close()
