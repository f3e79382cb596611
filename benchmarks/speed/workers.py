"""Work by several processes over PostgreSQL (TEST_POSTGRES_URL, a server of this machine), and what calling for it costs.

*Engine*: CPU of this process and of the server for a piece of work that does nothing: owed in a row, put on the wire by a clock, taken off it,
claimed in its row and finished (`jobs/afar.py`, PgQueuer below it), sixteen at a time as `fetch` has them; the same without the wire (claimed from
the rows alone); and bare rows: an INSERT of all, then DELETE ... SKIP LOCKED of sixteen at a time, by the driver alone.

*Ingest, compose*: processes as `python -m jobs work` starts them, with one clock: feeds on loopback read for the first time and kept; digests
chosen, written and rendered, in two runs each (chosen, then made), a hundred together. By the clock, from the first piece done to the last, so that starting is not in it; other work of the machine is. Beside it stands the CPU
of a piece, of workers and of the server: where that stays the same with more processes, what bounds them is the machine's cores and nothing that they share.

The engine's share of a piece is half a millisecond of CPU: what it costs over the wire beyond what it costs from the rows alone. Two processes pay for a feed, and for a run, what one pays; four on two cores
pay more, each with processes of its own that parse. The rows are of 23 November 2026 (with 1,600 readers, 800 since), when a load of 13 wanted the two cores: by the clock they say how the machine was shared, and not what
workers reach. Another run of that day, at a load of 15, read feeds 1.30 times as fast with two processes and 1.34 with four. *A machine with more cores, or several, was not at hand.*
"""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import case, func, select, text, update
from sqlmodel import col

from benchmarks.archive import Size, fill
from benchmarks.speed.feeds import made
from benchmarks.speed.measured import Row, cpu_of
from benchmarks.speed.server import serving
from jobs.afar import mark
from jobs.pgqueuer_wire import PgQueuerWire
from news.app import utc_now
from news.db import Database, open_engine
from news.models import Digest, Feed, Subscriber, Work
from news.reader.agenda import digest_now
from news.schema import newest
from news.testing import a_feed, a_postgres, an_outlet, make_tables
from news.work import claim, finish, owe

PROCESSES = (1, 2, 4)
PIECES, AT_ONCE, LEASE = 320, 16, timedelta(minutes=2)
FEEDS, ITEMS = 60, 20
ARTICLES, READERS = 600, 800
PATIENCE_S = 240.0
ROOT = Path(__file__).resolve().parents[2]


async def rows(*, sample: bool) -> list[Row]:
    server = os.environ.get("TEST_POSTGRES_URL")
    if server is None:
        return []
    found = await _engine(server, 32 if sample else PIECES)
    if not sample:
        found += await _lived("feeds read and kept", server, _owed_feeds, "fetch")
        found += await _lived("runs of digests", server, _owed_digests, "write,translate,compose")
    return found


# --- the engine ----------------------------------------------------------------------------------


async def _engine(server: str, pieces: int) -> list[Row]:
    async with a_postgres(server) as url:
        database = Database(open_engine(url))
        async with database.engine.begin() as connection:
            await connection.run_sync(make_tables)
        try:
            costs = {}
            for name, run in {"wire": _by_wire, "rows": _by_rows, "bare": _bare}.items():
                await run(database, AT_ONCE)  # what is loaded once
                before = await _cpu(database)
                await run(database, pieces)
                costs[name] = (await _cpu(database) - before) / pieces
        finally:
            await database.close()
    told = {name: f"{1e3 * cost:.2f} ms" for name, cost in costs.items()}
    return [
        Row(
            "a piece of work that does nothing, over the wire",
            told["wire"],
            "INSERT and DELETE alone",
            told["bare"],
            costs["wire"] / costs["bare"],
        ),
        Row(
            "the same, over the wire",
            told["wire"],
            "from the rows alone",
            told["rows"],
            costs["wire"] / costs["rows"],
        ),
    ]


async def _by_wire(database: Database, pieces: int) -> None:
    wire = PgQueuerWire(database.engine)
    await wire.open(lambda: None)
    await _owe(database, pieces)
    for _ in range(0, pieces, AT_ONCE):
        async with database.session() as session:
            await wire.put(session, await mark(session, "step", now=utc_now(), most=AT_ONCE))
        rows = await wire.take("step", most=AT_ONCE)
        await _done(database, rows)
    await wire.close()


async def _by_rows(database: Database, pieces: int) -> None:
    await _owe(database, pieces)
    for _ in range(0, pieces, AT_ONCE):
        await _done(database, None)


async def _owe(database: Database, pieces: int) -> None:
    async with database.session() as session:
        for number in range(pieces):
            await owe(session, "step", number, at=utc_now())


async def _done(database: Database, rows: Sequence[int] | None) -> None:
    async with database.session() as session:
        claims = await claim(session, "step", now=utc_now(), lease=LEASE, limit=AT_ONCE, rows=rows)
    for one in claims:
        async with database.session() as session:
            await finish(session, one)


async def _bare(database: Database, pieces: int) -> None:
    async with database.engine.connect() as connection:
        raw = (await connection.get_raw_connection()).driver_connection
        await raw.execute(
            "CREATE TABLE IF NOT EXISTS bare (id serial PRIMARY KEY, step text, due_at timestamptz)"
        )
        await raw.executemany("INSERT INTO bare (step, due_at) VALUES ($1, now())", [("step",)] * pieces)
        for _ in range(0, pieces, AT_ONCE):
            await raw.fetch(
                f"DELETE FROM bare WHERE id IN (SELECT id FROM bare WHERE step = 'step' AND due_at <= now() ORDER BY due_at"
                f" LIMIT {AT_ONCE} FOR UPDATE SKIP LOCKED) RETURNING id"
            )


async def _cpu(database: Database, workers: Sequence[int] = ()) -> float:
    """Seconds of this process (or of `workers` and their children), and of the server's processes for this database."""
    async with database.reading() as session:
        servers = list(
            (
                await session.execute(
                    text("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
                )
            ).scalars()
        )
    ours = cpu_of(_with_children(workers)) if workers else time.process_time()
    return ours + cpu_of(_running_still(servers))


def _running_still(pids: Sequence[int]) -> list[int]:
    """A server ends processes of its own as it likes."""
    return [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def _with_children(pids: Sequence[int]) -> list[int]:
    children = [
        int(child) for pid in pids for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    ]
    return [*pids, *(_with_children(children) if children else [])]


# --- processes -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rate:
    """Pieces a second by the clock, and CPU seconds a piece."""

    a_second: float
    cpu_s: float


async def _lived(what: str, server: str, owed: Callable[..., AsyncIterator[int]], queue: str) -> list[Row]:
    rates = {}
    for processes in PROCESSES:
        async with a_postgres(server) as url:
            rates[processes] = await _rate(url, owed, queue, processes)
    alone = rates[1]
    return [
        Row(
            f"{what}, {processes} processes ({1e3 * rate.cpu_s:.1f} ms of CPU each, the server's included), by the clock", f"{rate.a_second:.1f}/s",
            f"one process ({1e3 * alone.cpu_s:.1f} ms)", f"{alone.a_second:.1f}/s", rate.a_second / alone.a_second,
        )
        for processes, rate in rates.items()
        if processes > 1
    ]  # fmt: skip


async def _rate(url: str, owed: Callable[..., AsyncIterator[int]], queue: str, processes: int) -> Rate:
    database = Database(open_engine(url))
    try:
        async with asynccontextmanager(owed)(url, database) as left:
            await _as_upgraded(database)
            with tempfile.TemporaryDirectory() as folder, _running(url, folder, queue, processes) as pids:
                whole = await left()
                while await left() == whole:  # noqa: ASYNC110
                    await asyncio.sleep(0.1)
                began, first, spent = time.monotonic(), await left(), await _cpu(database, pids)
                while (now := await left()) > 0 and time.monotonic() - began < PATIENCE_S:  # noqa: ASYNC110
                    await asyncio.sleep(0.1)
                took, done = time.monotonic() - began, first - now
                if done <= 0:
                    raise RuntimeError("all was done at a blow: too little to measure")
                return Rate(done / took, (await _cpu(database, pids) - spent) / done)
    finally:
        await database.close()


async def _as_upgraded(database: Database) -> None:
    """Workers start only where the schema is the newest; it is, and migrations would have said so."""
    async with database.session() as session:
        await session.execute(text("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)"))
        await session.execute(text("INSERT INTO alembic_version VALUES (:newest)"), {"newest": newest()})


@contextmanager
def _running(url: str, folder: str, queue: str, processes: int) -> Iterator[list[int]]:
    """Workers and a clock, as an operator starts them; gives the workers' pids."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment |= {
        "DATABASE_URL": url,
        "FETCH_ALLOW": "127.0.0.0/8",
        "PYTHONPATH": str(ROOT),
        "LOG_LEVEL": "ERROR",
    }
    commands = [["work", "--queue", queue]] * processes + [["schedule"]]
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "jobs", *command], cwd=folder, env=environment, stderr=subprocess.DEVNULL
        )
        for command in commands
    ]
    try:
        yield [process.pid for process in started[:-1]]
    finally:
        for process in started:
            process.send_signal(signal.SIGTERM)
        for process in started:
            process.wait()


async def _owed_feeds(url: str, database: Database) -> AsyncIterator[Callable[[], Awaitable[int]]]:
    """Feeds that were never read."""
    async with database.engine.begin() as connection:
        await connection.run_sync(make_tables)
    feeds = {f"/{number}.xml": feed for number, feed in enumerate(made(FEEDS, items=ITEMS))}
    with serving(feeds) as port:
        async with database.session() as session:
            for number, path in enumerate(feeds):
                outlet = await an_outlet(session, f"Post {number}", language="en")
                address = f"http://127.0.{1 + number // 250}.{1 + number % 250}:{port}{path}"
                feed = await a_feed(session, outlet, "world", url=address)
                await owe(session, "fetch", feed.id or 0, at=utc_now())

        async def left() -> int:
            return await _count(
                database, select(func.count()).select_from(Feed).where(col(Feed.fetched_at).is_(None))
            )

        yield left


async def _owed_digests(url: str, database: Database) -> AsyncIterator[Callable[[], Awaitable[int]]]:
    """Digests that readers asked for just now, among stories of the last days."""
    await fill(url, Size(ARTICLES, people=READERS))
    async with database.session() as session:
        await session.execute(
            text("UPDATE story SET last_published_at = now(), closed_at = NULL WHERE id % 3 = 0")
        )
        await session.execute(update(Work).values(due_at=utc_now() + timedelta(days=9)))
        before = int((await session.execute(select(func.coalesce(func.max(col(Digest.id)), 0)))).scalar_one())
        for reader in (await session.execute(select(Subscriber))).scalars().all():
            await digest_now(session, reader, now=utc_now())

    async def left() -> int:
        runs = case((col(Digest.state) == "planned", 2), (col(Digest.state) == "chosen", 1), else_=0)
        return await _count(database, select(func.coalesce(func.sum(runs), 0)).where(col(Digest.id) > before))

    yield left


async def _count(database: Database, statement: object) -> int:
    async with database.reading() as session:
        return int((await session.execute(statement)).scalar_one())  # type: ignore[call-overload]
