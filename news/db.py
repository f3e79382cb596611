"""The database: one engine, short sessions, and the same rules on SQLite and Postgres.

SQLite lost 90 of 100 read-modify-writes without an error until transactions began with BEGIN IMMEDIATE,
so every session that may write takes the write lock at once; `busy_timeout` makes the others wait. A commit is safe from
the death of the process, and from a power cut once `outlast` has waited (`disk`).
"""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Coroutine, Generator, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import CursorResult, Executable, Table, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from news.disk import Disk
from news.errors import SettingsError, to_install
from news.sqlite import BUSY_TIMEOUT_MS, Driver
from news.writers import Writers

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
STOCK = 400
"""Rows of each index that are looked at: 0.15 s of CPU for a million articles. As SQLite's handbook has it
(https://www.sqlite.org/lang_analyze.html#approx)."""

# On PostgreSQL, of each session of ours: https://www.postgresql.org/docs/current/runtime-config-connection.html
IDLE_S = 60
"""A transaction in which nothing is said for so long is ended by the server: its process is stalled, and others wait for its rows."""
AWAY_S = 25
"""Whose host does not answer for so long is gone: what it has locked is free."""
PASSING_S, PASSING_IDLE_S = 1, 10
"""In a `passing` transaction: for a lock, and between two statements."""

_PASSING = text(
    f"SELECT set_config('lock_timeout', '{PASSING_S}s', true),"
    f" set_config('idle_in_transaction_session_timeout', '{PASSING_IDLE_S}s', true)"
)

T = TypeVar("T")


def async_url(database_url: str) -> str:
    """The operator's DATABASE_URL with the async driver we use. Raises SettingsError for another engine."""
    try:
        url = make_url(database_url)
    except (ArgumentError, ValueError) as error:
        raise SettingsError(f"DATABASE_URL is not an address of a database: {error}") from error
    engine = url.get_backend_name()
    if engine not in DRIVERS:
        raise SettingsError(f"DATABASE_URL names {engine!r}; SQLite and PostgreSQL are supported.")
    return url.set(drivername=DRIVERS[engine]).render_as_string(hide_password=False)


def sqlite_file(database_url: str) -> Path | None:
    """The file of a SQLite database, there or not; None for one in memory or on a server. Raises SettingsError."""
    url = make_url(async_url(database_url))
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return Path(url.database).expanduser().resolve()


def open_engine(database_url: str) -> AsyncEngine:
    """An engine that keeps our rules. Makes the folder of a SQLite file; creates no table.

    Raises SettingsError for a file that we may not write, and for an engine that has no driver here.
    """
    url = make_url(async_url(database_url))
    if url.get_backend_name() != "sqlite":
        try:
            engine = create_async_engine(url, pool_pre_ping=True, hide_parameters=True)
        except ModuleNotFoundError as error:
            raise SettingsError(
                f"DATABASE_URL: PostgreSQL needs {error.name}, which is not installed: {to_install('scale')}."
            ) from error
        event.listen(engine.sync_engine, "connect", _prepare_postgres)
        return engine
    if url.database and url.database != ":memory:":
        _make_folder(Path(url.database).expanduser().resolve())
    engine = create_async_engine(
        url,
        hide_parameters=True,  # what readers wrote is in no error's text
        json_deserializer=_read_json,
        module=Driver(),
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "reset", _leave_transaction)
    return engine


def _read_json(text: str) -> Any:
    """Most lists in rows are empty, and that is seen in a sixth of the time."""
    return [] if text == "[]" else json.loads(text)


def _make_folder(path: Path) -> None:
    """For this file. It is looked at here, as the driver would tell of it in a traceback from a thread of its own."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"DATABASE_URL: {path.parent} cannot be made: {error.strerror}.") from error
    if path.is_dir():
        raise SettingsError(f"DATABASE_URL: {path} is a folder.")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise SettingsError(f"DATABASE_URL: {path} may not be written.")


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # our driver sends BEGIN
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "temp_store=MEMORY",
        "secure_delete=ON",  # what was deleted is not left behind in the file
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _prepare_postgres(connection: Any, _record: Any) -> None:
    """Said after connecting: PgBouncer refuses what it does not know among the parameters of the start."""
    said = {
        "idle_in_transaction_session_timeout": f"'{IDLE_S}s'",
        "tcp_keepalives_idle": 10,
        "tcp_keepalives_interval": 5,
        "tcp_keepalives_count": (AWAY_S - 10) // 5,
        "tcp_user_timeout": f"'{AWAY_S}s'",  # an answer under way keeps the server from asking
    }
    words = "; ".join(f"SET {name} = {value}" for name, value in said.items())
    connection.run_async(lambda driver: driver.execute(words))


def _leave_transaction(connection: Any, *_: Any) -> None:
    """SQLAlchemy takes a transaction whose COMMIT failed for ended; SQLite has it still, and with it the one write lock."""
    driver = connection.driver_connection
    if driver.in_transaction:
        connection.rollback()
    driver.is_reading = driver.is_brief = False


def beside_database(database_url: str, ending: str) -> Path:
    """A file of ours beside the SQLite file; in the working folder where the database is a server."""
    url = make_url(database_url)
    name = url.database if url.get_backend_name() == "sqlite" and url.database else "pressradar"
    return Path(name).expanduser().with_suffix("." + ending)


class OpenSession(Session):
    """A session that begins its transactions as it was asked to: to write, to read, for a moment."""


@event.listens_for(OpenSession, "after_begin")
def _begin_as_asked(_session: Session, _transaction: Any, connection: Any) -> None:
    """Asked of the session, not of each connection: an engine with listeners has SQLAlchemy look for some at each statement."""
    if connection.dialect.name == "sqlite":
        options = connection.get_execution_options()
        driver = connection.connection.driver_connection
        driver.begins(is_reading=options.get("reading", False), is_brief=options.get("brief", False))


class WholeSession(AsyncSession):
    """A session whose every word to the database is spoken to its end; whoever was cancelled meanwhile is then.

    Cancelled in the middle, a statement leaves behind a connection that nobody knows of and that holds SQLite's one
    write lock until it is collected: all others wait for their whole `busy_timeout`. Timeouts of steps do cancel.
    """

    sync_session_class = OpenSession

    async def execute(self, *args: Any, **kwargs: Any) -> Any:
        return await whole(super().execute(*args, **kwargs))

    async def scalar(self, *args: Any, **kwargs: Any) -> Any:
        return await whole(super().scalar(*args, **kwargs))

    async def get(self, *args: Any, **kwargs: Any) -> Any:
        return await whole(super().get(*args, **kwargs))

    async def merge(self, *args: Any, **kwargs: Any) -> Any:
        return await whole(super().merge(*args, **kwargs))

    async def flush(self, *args: Any, **kwargs: Any) -> None:
        await whole(super().flush(*args, **kwargs))

    async def commit(self) -> None:
        await whole(super().commit())

    async def run_sync(self, *args: Any, **kwargs: Any) -> Any:
        return await whole(super().run_sync(*args, **kwargs))

    async def rollback(self) -> None:
        await whole(super().rollback())

    async def close(self) -> None:
        await whole(super().close())

    async def __aexit__(self, *_: object) -> None:
        await self.close()


async def whole(work: Coroutine[Any, Any, T]) -> T:
    """The work's result. Cancelled meanwhile, it is waited for all the same, and raises CancelledError then. What waits for nothing
    is done at once; else a task of its own goes on with it."""
    try:
        waits_for = work.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    task, cancelled = asyncio.ensure_future(_rest(work, waits_for)), None
    try:
        while not task.done():
            try:
                await asyncio.wait({task})
            except asyncio.CancelledError as error:
                cancelled = error
        if cancelled is not None:
            raise cancelled
        return task.result()
    finally:  # else an error that is raised here holds this place, which holds the error: a circle, with all that its callers have in hand
        del task, cancelled


async def _rest(work: Coroutine[Any, Any, T], waits_for: Any) -> T:
    result: T = await _Begun(work, waits_for)
    return result


class _Begun:
    """Work that has begun, and waits for something."""

    def __init__(self, work: Coroutine[Any, Any, T], waits_for: Any) -> None:
        self._work, self._waits_for = work, waits_for

    def __await__(self) -> Generator[Any, Any, Any]:
        waits_for = self._waits_for
        try:
            while True:
                try:
                    said = yield waits_for
                except BaseException as error:
                    waits_for = self._work.throw(error)
                else:
                    waits_for = self._work.send(said)
        except StopIteration as done:
            return done.value


class Database:
    """Sessions over one engine. Never hold one across a network call, never share one between tasks.

    SQLite has one writer at a time; those of this process queue here, which costs a quarter of the busy waiting
    inside SQLite (8 against 37 ms a delivery with 25 at once). Who has time gives way (`writers`).
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self._turn: AbstractAsyncContextManager[None] = (
            Writers() if engine.dialect.name == "sqlite" else nullcontext()
        )
        self._open = {
            (reading, brief): async_sessionmaker(
                engine.execution_options(reading=reading, brief=brief),
                class_=WholeSession,
                expire_on_commit=False,
            )
            for reading in (False, True)
            for brief in (False, True)
        }
        self._disk = Disk(sqlite_file(engine.url.render_as_string(hide_password=False)))

    @asynccontextmanager
    async def session(self, *, brief: bool = False) -> AsyncIterator[AsyncSession]:
        """A unit of work: commits at the end of the block, rolls back on an error. `brief`: of few statements that look at few
        rows, as somebody waits; on SQLite they are cheaper then."""
        async with (
            self._turn,
            self._open[False, brief]() as session,
        ):  # leaving a session rolls back what is not committed
            yield session
            await session.commit()

    @asynccontextmanager
    async def reading(self, *, brief: bool = False) -> AsyncIterator[AsyncSession]:
        """A consistent view without the write lock. Nothing written in it is kept. `brief`: as for `session`."""
        async with self._open[True, brief]() as session:
            yield session

    async def outlast(self) -> None:
        """Waits until what is committed would be there after a power cut; PostgreSQL's commits are by themselves. Raises OSError."""
        await self._disk.reach()

    async def alive(self) -> bool:
        async with self.reading() as session:
            await session.execute(text("SELECT 1"))
        return True

    async def take_stock(self) -> None:
        """Lets SQLite know how its rows are spread, by some of each index: without it, it takes any index for a good one. Postgres
        does so by itself."""
        if self.engine.dialect.name == "sqlite":
            async with self.session() as session:
                await session.execute(text(f"PRAGMA analysis_limit={STOCK}"))
                await session.execute(text("ANALYZE"))

    async def close(self) -> None:
        await self.engine.dispose()
        self._disk.close()


@asynccontextmanager
async def one_at_a_time(engine: AsyncEngine, number: int) -> AsyncIterator[None]:
    """No two processes on one PostgreSQL database are in a block of this number at a time; SQLite has one program."""
    if engine.dialect.name == "sqlite":
        yield
        return
    async with engine.connect() as connection:
        await may_stand_still(connection)
        await connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})
        yield  # the lock ends with the transaction, and so with the connection of a process that dies


async def may_stand_still(connection: AsyncConnection) -> None:
    """However long nothing is said in this transaction, the server does not end it: something else goes on meanwhile."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))


async def passing(session: AsyncSession) -> None:
    """From now on this transaction waits for no lock of others for long, and lets nobody wait for its own: it may be done at another
    time as well. Not to be had, the lock raises what `news.operating.troubles.is_passing` knows. SQLite has one lock, and waits for it."""
    if dialect_of(session) == "postgresql":
        await session.execute(_PASSING)


async def past_orm(
    session: AsyncSession,
    statement: Executable,
    values: Sequence[Mapping[str, Any]] | Mapping[str, Any] | None = None,
) -> CursorResult[*tuple[Any, ...]]:
    """Executes it as it stands, without a look at which objects it would make or change. Those that wait are written before."""

    def run(within: Session) -> CursorResult[*tuple[Any, ...]]:
        within.flush()
        return within.connection().execute(statement, values)

    result: CursorResult[*tuple[Any, ...]] = await session.run_sync(run)
    return result


async def insert_all(session: AsyncSession, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """As `past_orm` of an INSERT of many rows, each with a value for the same columns, at two thirds of its cost: SQLAlchemy looks at
    each value of each row by its name."""

    def run(within: Session) -> None:
        within.flush()
        connection = within.connection()
        statement, written = _insert_all(table, tuple(rows[0]), connection.dialect)
        columns = [[row[name] for row in rows] for name in written]
        values = [
            column if write is None else map(write, column)
            for column, write in zip(columns, written.values(), strict=True)
        ]
        connection.exec_driver_sql(statement, [*zip(*values, strict=True)])

    if rows:
        await session.run_sync(run)


@lru_cache(maxsize=8)  # few: each keeps the dialect of its engine
def _insert_all(table: Table, names: tuple[str, ...], dialect: Dialect) -> tuple[str, dict[str, Any]]:
    """The statement, and the columns in the order of its values, with what writes a value for the driver, if anything does."""
    compiled = table.insert().inline().compile(dialect=dialect, column_keys=list(names))  # returns no keys
    order = compiled.positiontup or ()
    return str(compiled), {
        name: table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in order
    }


def dialect_of(session: AsyncSession) -> str:
    """`sqlite` or `postgresql`."""
    return session.get_bind().dialect.name


async def insert_missing(
    session: AsyncSession,
    table: type[SQLModel],
    rows: Iterable[Mapping[str, Any]],
    *,
    unique: tuple[str, ...],
) -> list[int]:
    """Insert the rows that are not there yet by `unique`; gives the ids of those inserted.

    One statement for all rows, on either database: both speak ON CONFLICT DO NOTHING and RETURNING. Its text is the same
    however many they are, so that SQLAlchemy has it ready.
    """
    values = [dict(row) for row in rows]
    if not values:
        return []
    result = await past_orm(session, _insert_missing(table, unique, dialect_of(session)), values)
    return [row[0] for row in result]


@cache
def _insert_missing(table: type[SQLModel], unique: tuple[str, ...], dialect: str) -> Executable:
    key = next(iter(table.__table__.primary_key.columns))  # type: ignore[attr-defined]
    return insert_into(table, dialect).on_conflict_do_nothing(index_elements=list(unique)).returning(key)


def insert_into(table: type[SQLModel], dialect: str) -> postgresql.Insert | sqlite.Insert:
    """An INSERT to which ON CONFLICT can be said."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
