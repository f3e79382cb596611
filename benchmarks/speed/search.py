"""Searching 1,000,000 articles, against the limit of 50 ms for 95 of 100 searches, and against the index alone: its own query for
the newest hundred that have the words, of the same connection.

Articles of 40 words in seven languages, drawn by how often they are used (`benchmarks.press`); 150 searches of each of nine kinds: rare and
common words, two and three, in order, one without another, one that is nowhere (`benchmarks.searching`, which prints each kind). A search is
everything from the words to the stories in their order. *CPU* is of this process and of the server's that it speaks to; by the clock other work of
the machine is in it. PostgreSQL where TEST_POSTGRES_URL names a server of this machine. With BENCH_ARCHIVE=FOLDER the
archive is kept there, and a database of that name on the server: making one takes a quarter of an hour. Every fourth story is told in
another language and searched there as well; the rows without told stories were taken before that was so. By the clock these rows were taken
while fourteen to twenty processes wanted the two cores, and this one gave way to all of them: what is over the limit there is waiting.
"""

import os
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from statistics import median

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from benchmarks.archive import Size, fill
from benchmarks.press import NOW
from benchmarks.searching import kinds, warm
from benchmarks.speed.measured import Row, cpu_of, percentile
from news.db import Database, async_url, open_engine
from news.searching.search import Sought, for_postgres, for_sqlite, read
from news.searching.search_stories import LOOKED_AT, search
from news.testing import a_postgres

ARTICLES, LIMIT_MS, ALONE_OF_A_KIND = 1_000_000, 50.0, 10
Took = tuple[float, float]
"""Milliseconds of CPU, and by the clock."""
ALONE = {
    "sqlite": "SELECT rowid FROM article_search WHERE article_search MATCH :sought ORDER BY rowid DESC LIMIT :most",
    "postgresql": "SELECT article_id FROM article_search WHERE words @@ CAST(:sought AS tsquery) ORDER BY article_id DESC LIMIT :most",
}


async def rows(*, sample: bool) -> list[Row]:
    size = Size(3_000 if sample else ARTICLES, is_lean=True)
    found: list[Row] = []
    async with AsyncExitStack() as stack:
        folder = os.environ.get("BENCH_ARCHIVE") or stack.enter_context(tempfile.TemporaryDirectory())
        found += await _searched(
            f"sqlite:///{folder}/searched-{size.articles}.sqlite3", "SQLite", size, sample=sample
        )
        if server := os.environ.get("TEST_POSTGRES_URL"):
            url = await stack.enter_async_context(_on_server(server, size))
            found += await _searched(url, "PostgreSQL", size, sample=sample)
    return found


@asynccontextmanager
async def _on_server(server: str, size: Size) -> AsyncIterator[str]:
    if not os.environ.get("BENCH_ARCHIVE"):
        async with a_postgres(server) as url:
            yield url
        return
    name = f"searched_{size.articles}"
    engine = create_async_engine(async_url(server), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        there = await connection.execute(
            text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name}
        )
        if there.first() is None:
            await connection.execute(text(f"CREATE DATABASE {name}"))
    await engine.dispose()
    yield make_url(server).set(database=name).render_as_string(hide_password=False)


async def _searched(url: str, name: str, size: Size, *, sample: bool) -> list[Row]:
    await fill(url, size)
    database = Database(open_engine(url))
    try:
        await warm(database)
        async with database.reading() as session:
            took = await _all(session, sample=sample)
    finally:
        await database.close()
    cpu, clock = zip(*(ours for ours, _ in took), strict=True)
    both = [(ours[0], alone[0]) for ours, alone in took if alone]
    ours, alone = zip(*both, strict=True)
    what = f"{name}, {size.articles:,} articles"
    return [
        _row(f"{what}: p95 of the CPU of {len(took):,} searches (p50 {median(cpu):.1f} ms)", cpu, "limit", LIMIT_MS, "at most 1"),
        _row(f"{what}: p95 by the clock (p50 {median(clock):.1f} ms)", clock, "limit", LIMIT_MS, "at most 1"),
        _row(
            f"{what}: p95 of the CPU of {len(both)} of them", ours, f"the index alone (p50 {median(alone):.1f} ms)",
            percentile(alone, 0.95),
        ),
    ]  # fmt: skip


def _row(work: str, ours: Sequence[float], peer: str, theirs: float, aim: str = "") -> Row:
    p95 = percentile(ours, 0.95)
    return Row(work, f"{p95:.1f} ms", peer, f"{theirs:.1f} ms", p95 / theirs, aim)


async def _all(session: AsyncSession, *, sample: bool) -> list[tuple[Took, Took | None]]:
    """What each search took, and for some of each kind the index alone, which may take a second on PostgreSQL."""
    pids = await _server_of(session)
    found: list[tuple[Took, Took | None]] = []
    for searches in kinds().values():
        for number, (told, language) in enumerate(searches[:5] if sample else searches):
            ours = await _search(session, told, language, pids)
            found.append(
                (ours, await _alone(session, told, language, pids) if number < ALONE_OF_A_KIND else None)
            )
    return found


async def _server_of(session: AsyncSession) -> list[int]:
    """The server's process that answers this session; it must be one of this machine."""
    if session.get_bind().dialect.name == "sqlite":
        return []
    return [int((await session.execute(text("SELECT pg_backend_pid()"))).scalar_one())]


async def _search(session: AsyncSession, told: str, language: str, pids: Sequence[int]) -> Took:
    began, worked = time.perf_counter(), time.process_time() + cpu_of(pids)
    await search(session, _sought(told, language), now=NOW, languages=(language,))
    return 1e3 * (time.process_time() + cpu_of(pids) - worked), 1e3 * (time.perf_counter() - began)


async def _alone(session: AsyncSession, told: str, language: str, pids: Sequence[int]) -> Took:
    dialect = session.get_bind().dialect.name
    sought = _sought(told, language)
    asked = for_sqlite(sought) if dialect == "sqlite" else for_postgres(sought)
    began, worked = time.perf_counter(), time.process_time() + cpu_of(pids)
    await session.execute(text(ALONE[dialect]), {"sought": asked, "most": LOOKED_AT})
    return 1e3 * (time.process_time() + cpu_of(pids) - worked), 1e3 * (time.perf_counter() - began)


def _sought(told: str, language: str) -> Sought:
    sought = read(told, languages=(language,))
    assert sought is not None, told
    return sought
