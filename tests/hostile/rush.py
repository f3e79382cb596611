"""A rush by the whole program: `pressradar run` as a process of its own, and an hour at which many readers have their digest.

The digests are composed, sent and settled by it; Telegram is the sandbox, on loopback, and what arrived is counted by its own record.
Knows nothing of kills and faults: those are the tests'.
"""

import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from news.db import Database, open_engine, past_orm
from news.models import Brief, Chat, Delivery, Digest, Row, Schedule, Subscriber, Subscription
from news.reader.agenda import hours_of, plan_next_of
from news.schema import bring_up_to_date
from news.testing import a_feed, a_story, a_topic, an_article, an_outlet
from sandbox.limits import Limits
from sandbox.server import Sandbox, serve
from tests.end_to_end.conftest import Program, one_process, program_settings
from tests.waiting import Noted

LOT = 1_000
AGO = timedelta(minutes=1)
"""So long ago it was the hour of the digests: they are due as the program starts."""
NO_FEED = """<opml version="2.0"><body><outline text="world">
<outline type="rss" text="Nobody" xmlUrl="http://127.0.0.1:9/feed.xml" language="en"/></outline></body></opml>"""
QUICK = ("tests.hostile.quick",)
"""The program, where it looks at once for what may have been sent: for tests of every day."""


@dataclass(frozen=True)
class Told:
    """A story in English of the topic that everybody follows: when its newest article came, and how many outlets have it."""

    title: str
    ago: timedelta = timedelta(hours=1)
    outlets: int = 2


ANSEL = Told("The Ansel sinks off Marel")


class Timed(Noted[tuple[int, int]]):
    """Messages, by their chat and id, and when each was taken, in seconds of a steady clock."""

    def __init__(self) -> None:
        super().__init__()
        self.at_s: list[float] = []

    def append(self, one: tuple[int, int]) -> None:
        self.at_s.append(time.monotonic())
        super().append(one)


@dataclass
class Rush:
    """Whose digests are due; the program that sends them, and what it is spoken to."""

    telegram: Sandbox
    program: Program
    database: Database
    readers: int

    @property
    def record(self) -> Timed:
        record = self.telegram.world.record
        assert isinstance(record, Timed)
        return record

    @property
    def arrived(self) -> Counter[int]:
        """How often each reader was sent something, by the server's own record."""
        return Counter(chat for chat, _ in self.record if chat <= self.readers)

    @property
    def lost(self) -> int:
        got = self.arrived
        return sum(got[reader] == 0 for reader in range(1, self.readers + 1))

    @property
    def doubled(self) -> int:
        return sum(count - 1 for count in self.arrived.values())

    @property
    def looks(self) -> int:
        """Calls that looked for a message."""
        return self.telegram.api.called["editMessageText"]

    @property
    def calls(self) -> int:
        """Calls that send, and calls that look."""
        return self.telegram.api.called["sendMessage"] + self.looks

    def texts(self, reader: int) -> list[str]:
        """What the reader was sent."""
        room = self.telegram.world.rooms.get(reader)
        return [str(message.get("text", "")) for message in room.messages.after(0)] if room else []

    async def states(self) -> Counter[str]:
        """How the deliveries ended, or stand."""
        async with self.database.reading() as session:
            return Counter((await session.scalars(select(col(Delivery.state)))).all())

    async def all_arrived(self, *, patience_s: float) -> None:
        """Raises TimeoutError."""
        wanted, got, at = set(range(1, self.readers + 1)), set[int](), 0

        def are_here() -> bool:
            nonlocal at
            got.update(chat for chat, _ in self.record[at:])
            at = len(self.record)
            return wanted <= got

        await self.record.until(are_here, patience_s=patience_s)


@asynccontextmanager
async def a_rush(
    folder: Path,
    readers: int,
    *,
    limits: Limits,
    command: Sequence[str] = ("bot", "run"),
    name: str = "run",
    ago: timedelta = AGO,
    told: Sequence[Told] = (ANSEL,),
    paused: Mapping[int, date] = MappingProxyType({}),
    **settings: str,
) -> AsyncIterator[Rush]:
    """Everybody follows the topic of these stories, and was to have a digest so long ago. The program is not started yet. `paused`: until
    which day, by reader."""
    async with serve(limits=limits) as telegram:
        telegram.world.record = Timed()
        for reader in range(1, readers + 1):
            telegram.world.person(reader).has_started = True
        (folder / "feeds.opml").write_text(NO_FEED, encoding="utf-8")
        environment = program_settings(folder, telegram) | {"JOIN_BY_MEANING": "false"} | settings
        database = await filled(environment["DATABASE_URL"], readers, ago=ago, told=told, paused=paused)
        try:
            async with one_process(folder, environment, command=command, name=name) as program:
                yield Rush(telegram, program, database, readers)
        finally:
            await database.close()


async def filled(
    url: str, readers: int, *, ago: timedelta, told: Sequence[Told], paused: Mapping[int, date]
) -> Database:
    """A database of the present schema with these stories, and readers whose digests were due."""
    database = Database(open_engine(url))
    await bring_up_to_date(database.engine)
    now = datetime.now(UTC)
    async with database.session() as session:
        await a_topic(session, "world")
        for each in told:
            await _tell(session, each, at=now - each.ago)
    for first in range(1, readers + 1, LOT):
        numbers = range(first, min(first + LOT, readers + 1))
        async with database.session() as session:
            await _due(session, numbers, slot_at=now - ago, paused=paused)
    return database


async def _tell(session: AsyncSession, told: Told, *, at: datetime) -> None:
    articles = []
    for number in range(told.outlets):
        outlet = await an_outlet(session, f"{told.title} {number}", language="en")
        feed = await a_feed(session, outlet, "world")
        text = f"Nine people were there when {told.title}, witness number {number} said."
        articles.append(await an_article(session, feed, told.title, text, published_at=at, fetched_at=at))
    story = await a_story(session, *articles, created_at=at, changed_at=at)
    cited = [{"text": one.text, "cites": [one.id], "language": "en"} for one in articles[:2]]
    session.add(
        Brief(
            story_id=story.id, language="en", revision=story.revision, state="ready", mode="extractive",
            headline=story.headline, headline_language="en", headline_cites=[articles[0].id],
            paragraphs=[cited], ordered_at=at, ready_at=at,
        )
    )  # fmt: skip


async def _due(
    session: AsyncSession, numbers: range, *, slot_at: datetime, paused: Mapping[int, date]
) -> None:
    """Readers of these numbers, who had a digest a day before; each with one that was to come then, or on the first day after their pause."""
    hour, before = f"{slot_at:%H:%M}", slot_at - timedelta(days=1)
    rows: list[tuple[type[Row], Any]] = [
        (Chat, lambda n: Chat(id=n, chat_id=n, created_at=slot_at)),
        (
            Subscriber,
            lambda n: Subscriber(
                id=n,
                chat=n,
                state="active",
                created_at=slot_at,
                paused_until=paused.get(n),
                paused_at=slot_at if n in paused else None,
            ),
        ),
        (Subscription, lambda n: Subscription(id=n, subscriber_id=n, target="world", created_at=slot_at)),
        (Schedule, lambda n: Schedule(id=n, subscriber_id=n, local_time=hour)),
        (
            Digest,
            lambda n: Digest(
                subscriber_id=n, schedule_id=n, local_date=before.date(), slot_at=before, state="ready",
                composed_at=before, created_at=before,
            ),
        ),
    ]  # fmt: skip
    for kind, made in rows:
        await past_orm(session, insert(kind), [_values(made(number)) for number in numbers])
    hours = await hours_of(session, numbers)
    await plan_next_of(session, hours, now=slot_at - timedelta(minutes=1))


def _values(row: Row) -> Mapping[str, Any]:
    return {column.key: getattr(row, column.key) for column in type(row).__table__.columns}  # type: ignore[attr-defined]
