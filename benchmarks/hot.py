"""What the program asks of a database in a day, and how the database finds it: every statement of a small day, and its plan.

The day: feeds are polled twice, articles joined, a reader met, told a digest and stories, asked and answered, what is old is deleted, and the
monitor looks. A plan that reads a whole table which grows with the press or with readers is a `Look`.
"""

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import event, update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from benchmarks.speed.feeds import before, made
from jobs.here import Sweeper
from news.app import App
from news.intake.parse import parse
from news.models import Row, Work
from news.operating.vital_signs import read_vital_signs
from news.pipeline import STEPS
from news.ports import Body, Fetched, Freshness, Inventory, ParsedFeed
from news.testing import Clock, Outbox, a_feed, a_topic, an_outlet
from news.work import owe, owe_at
from tests.bot.readers import Reader, a_reader, data_of

GROWING = frozenset(
    [
        "alert",
        "article",
        "brief",
        "carried",
        "chat",
        "correction",
        "delivery",
        "digest",
        "embedding",
        "fact",
        "inbox",
        "membership",
        "opening",
        "ownstory",
        "page",
        "question",
        "schedule",
        "seen",
        "spelling",
        "story",
        "subscriber",
        "subscription",
        "translatedtitle",
        "vote",
        "work",
    ]
)
"""Tables with rows for each article, each story or each reader."""
PARTIAL = {
    index.name
    for table in Row.metadata.sorted_tables
    for index in table.indexes
    if index.dialect_options["sqlite"]["where"] is not None
}
LINES = ("/start", "/follow world", "/time 08:00", "/digest", "/search council", "/mute storm", "/new")
ABOUT = ("/sources 1", "What did the council decide?", "/save 1", "/settings")
FEEDS, ITEMS = 2, 6
Asked = tuple[str, Any]
"""A statement with its values."""


@dataclass(frozen=True)
class Look:
    """A statement that reads all of a table."""

    table: str
    statement: str


async def a_day(folder: Path, database_url: str | None = None) -> list[Asked]:
    """Every different statement of it, as this kind of database was asked."""
    clock = Clock()
    async with a_reader(folder, clock=clock, messenger=Outbox(), database_url=database_url) as reader:
        with heard(reader.app.db.engine) as said:
            await _live(reader, clock)
    return list({re.sub(r"\s+", " ", statement): (statement, values) for statement, values in said}.values())


@contextmanager
def heard(engine: AsyncEngine) -> Iterator[list[Asked]]:
    said: list[Asked] = []

    def hear(_c: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        said.append((statement, values[0] if many else values))

    event.listen(engine.sync_engine, "before_cursor_execute", hear)
    try:
        yield said
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", hear)


async def _live(reader: Reader, clock: Clock) -> None:
    app = replace(reader.app, fetcher=Served(), parser=AtOnce())
    async with app.session() as session:
        await a_topic(session, "world")
        for number in range(FEEDS):
            feed = await a_feed(
                session,
                await an_outlet(session, f"Post {number}", language="en"),
                "world",
                url=f"https://post-{number}.example/{number}",
            )
            await owe(session, "fetch", feed.id or 0, at=clock())
    await _settle(app)
    async with app.session() as session:
        await session.execute(update(Work).where(col(Work.step) == "fetch").values(due_at=clock()))
    await _settle(app)
    for line in LINES:
        await reader.types(line)
        await _settle(app)
    await _opened(reader, app)
    for line in ABOUT:
        await reader.types(line)
        await _settle(app)
    await _looked_after(app, clock)


async def _opened(reader: Reader, app: App) -> None:
    """The first story of the digest, and whatever its buttons give."""
    outbox = app.messenger
    assert isinstance(outbox, Outbox)
    digest = next(call.payload for call in reversed(outbox.calls) if "reply_markup" in call.payload)
    for data in data_of(dict(digest))[:2]:
        await reader.taps(data, under=dict(digest))
        for inner in data_of(reader.answers[-1])[:4] if reader.answers else ():
            await reader.taps(inner)
        await _settle(app)


async def _looked_after(app: App, clock: Clock) -> None:
    """What happens by itself: the next digest, the hourly round, the monitor."""
    clock.move(timedelta(days=1))
    await _settle(app)
    async with app.session() as session:
        for step in ("retain", "oversee"):
            await owe_at(session, step, 0, at=clock())
    await _settle(app)
    async with app.reading() as session:
        await read_vital_signs(session, now=clock(), per_second=30.0)


async def _settle(app: App) -> None:
    sweeper = Sweeper(app, STEPS)
    while await sweeper.sweep():
        await sweeper.idle()


class Served:
    """A fetcher of made feeds: without their newest item at first."""

    def __init__(self) -> None:
        self._feeds, self._asked = made(FEEDS, items=ITEMS), set[str]()

    async def get(self, url: str, **_: Any) -> Fetched:
        feed = self._feeds[int(url[-1])]
        content = feed if url in self._asked else before(feed)
        self._asked.add(url)
        return Body(content, None, url, sha256(content).hexdigest(), Freshness())

    def also_allow(self, host: str) -> None:
        """Nothing is out of reach here."""

    async def close(self) -> None: ...


class AtOnce:
    """A parser without a process of its own."""

    async def parse(
        self, body: Body, *, before: Inventory | None = None, since: datetime | None = None
    ) -> ParsedFeed:
        return parse(body, before=before, since=since)

    async def close(self) -> None: ...


# --- plans ---------------------------------------------------------------------------------------


async def looks(engine: AsyncEngine, asked: Sequence[Asked]) -> list[Look]:
    """The statements for which this database would read all of a table that grows."""
    found: list[Look] = []
    async with _planned(engine) as plan:
        for statement, values in asked:
            if statement.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
                tables = _whole_tables(await plan(statement, values), statement, engine.dialect.name)
                found += [Look(table, statement) for table in tables]
    return found


@asynccontextmanager
async def _planned(engine: AsyncEngine) -> AsyncIterator[Any]:
    how = "EXPLAIN QUERY PLAN" if engine.dialect.name == "sqlite" else "EXPLAIN"
    async with engine.connect() as connection:

        async def plan(statement: str, values: Any) -> list[str]:
            rows = await connection.exec_driver_sql(f"{how} {statement}", values)
            return [str(row[-1]) for row in rows]

        yield plan
        await connection.rollback()


def _whole_tables(plan: Sequence[str], statement: str, dialect: str) -> list[str]:
    """A walk along an index that a limit ends is none, and an index of some rows only is no whole table."""
    pattern = r"^SCAN (\w+)(?! VIRTUAL)" if dialect == "sqlite" else r"Seq Scan on (\w+)"
    read = [
        found[1]
        for line in plan
        if not _ends(line, statement) and (found := re.search(pattern, line.strip()))
    ]
    return [name for name in (re.sub(r"_\d+$", "", alias) for alias in read) if name in GROWING]


def _ends(line: str, statement: str) -> bool:
    index = re.search(r"USING (?:COVERING )?INDEX (\w+)", line)
    if index is None:
        return False
    return index[1] in PARTIAL or ("LIMIT" in statement and "WHERE" not in statement)
