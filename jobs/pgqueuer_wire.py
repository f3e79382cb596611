"""The wire over PgQueuer: its tables in a schema of their own, its deduplication, its order, its notifications.

Not its worker loop: that knows one limit a process, where we have one a step, and after a restart of the database it takes
nothing new before the last running job has ended. The tables are unlogged, as nothing on the wire has to survive
(docs/decisions). Knows nothing of what a call means.
"""

import json
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import timedelta
from typing import Any
from uuid import uuid4

from asyncpg import InterfaceError, PostgresError
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment, QueryQueueBuilder
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.domain.settings import DBSettings, Durability
from pgqueuer.domain.types import QueueEntrypoint, QueueManagerId
from pgqueuer.ports.repository import EntrypointExecutionParameter
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from jobs.wire import Call, WireBroken

SCHEMA = "pgqueuer"
MAKING = 7_216_447_920
"""The number of the lock under which the tables are made: two processes may start at once."""
GIVEN_AGAIN_AFTER = timedelta(seconds=10)
"""A taker answers for what it took within milliseconds; after this it is dead."""
URGENT, ORDINARY = 1, 0


class PgQueuerWire:
    """`jobs.wire.Wire` over the connections of our own engine: it must be one of PostgreSQL by asyncpg."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._settings = DBSettings(db_schema=SCHEMA, durability=Durability.volatile)
        self._me = QueueManagerId(uuid4())
        self._listening: AsyncConnection | None = None

    async def open(self, stir: Callable[[], None]) -> None:
        await self.close()
        with _broken():
            await self._make()
            connection = await self._engine.connect()
            try:
                await (await _raw(connection)).add_listener(self._settings.channel, _heard(stir))
            except BaseException:
                await connection.invalidate()
                raise
        self._listening = connection

    async def close(self) -> None:
        listening, self._listening = self._listening, None
        if listening is not None:
            with suppress(SQLAlchemyError, OSError):
                await listening.invalidate()  # never back to the pool: it would go on listening there
            with suppress(SQLAlchemyError, OSError):
                await listening.close()

    async def put(self, session: AsyncSession, calls: Sequence[Call]) -> None:
        if not calls:
            return
        with _broken():
            await self._queries(await _raw(await session.connection())).enqueue(
                [call.step for call in calls],
                [str(call.row).encode() for call in calls],
                [URGENT if call.urgent else ORDINARY for call in calls],
                dedupe_key=[f"{call.step} {call.row} {call.due_at.timestamp():.6f}" for call in calls],
                on_conflict="skip",
            )

    async def waiting(self) -> Mapping[str, int]:
        async with self._speaking() as queries:
            sizes = await queries.queue_size()
        counts: dict[str, int] = {}
        for size in sizes:
            counts[size.entrypoint] = counts.get(size.entrypoint, 0) + size.count
        return counts

    async def take(self, step: str, *, most: int) -> Collection[int]:
        async with self._speaking() as queries:
            jobs = await queries.dequeue(
                batch_size=most,
                entrypoints={QueueEntrypoint(step): EntrypointExecutionParameter(concurrency_limit=0)},
                queue_manager_id=self._me,
                global_concurrency_limit=None,
                heartbeat_timeout=GIVEN_AGAIN_AFTER,
            )
            if jobs:
                await queries.log_jobs([(job, "successful", None) for job in jobs])
        return [int(job.payload or b"0") for job in jobs]

    async def tidy(self) -> None:
        async with self._speaking() as queries:
            await queries.clear_queue_log()

    async def _make(self) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": MAKING})
            queries = self._queries(await _raw(connection))
            is_there = await queries.schema_is_installed()
            if not is_there:
                await queries.install()
        if is_there:
            async with self._engine.connect() as connection:
                await self._queries(await _raw(connection)).upgrade()

    @asynccontextmanager
    async def _speaking(self) -> AsyncIterator[Queries]:
        with _broken():
            async with self._engine.connect() as connection:
                yield self._queries(await _raw(connection))

    def _queries(self, raw: Any) -> Queries:
        return Queries(
            AsyncpgDriver(raw),
            qbe=QueryBuilderEnvironment(self._settings),
            qbq=QueryQueueBuilder(settings=self._settings),
        )


@contextmanager
def _broken() -> Iterator[None]:
    """Whatever the driver, the pool or the network says of a lost connection, in one word of the port."""
    try:
        yield
    except (SQLAlchemyError, PostgresError, InterfaceError, OSError) as error:
        raise WireBroken(f"{type(error).__name__}: {error}") from error


async def _raw(connection: AsyncConnection) -> Any:
    """The driver's own connection, which PgQueuer speaks to; in a transaction where ours is in one."""
    return (await connection.get_raw_connection()).driver_connection


def _heard(stir: Callable[[], None]) -> Callable[..., None]:
    """Calls for what is put on the wire alone, or takers would wake each other for what they took off."""

    def hear(_connection: object, _pid: object, _channel: object, payload: object) -> None:
        told = json.loads(payload) if isinstance(payload, str) else {}
        if told.get("operation") == "insert":
            stir()

    return hear
