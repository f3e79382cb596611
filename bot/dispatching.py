"""Rows of the inbox are handed to their handler: in order within a chat, many chats at once.

Whoever sent thousands stands before nobody, an update that fails for good is put aside and told of, and several processes
may take turns. Knows nothing of what an update is but its chat, and nothing of what its handler does.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from sqlalchemy import Integer, bindparam, delete, func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from bot.flood import Flood
from bot.inbox import is_inline
from bot.waiting import pause
from news.app import App
from news.collecting import let_go
from news.models import Question, Update
from news.operating.troubles import trouble_of
from news.writers import having_time

log = structlog.get_logger(__name__)

Handle = Callable[[Update], Awaitable[None]]

RETRY_AFTER_S = (1.0, 5.0)
"""An update whose handling fails is tried again after these; then it is put aside."""
AT_ONCE = 16
LOOKED_AHEAD, OF_A_CHAT = 1_000, 20
"""Updates in hand, and of them one chat's: whoever sent thousands stands before nobody."""
LOOK_AGAIN_S = 30.0
LOOK_AFTER_OTHERS_S = 2.0
"""Where several processes keep updates: what another left behind that died is found so soon after it is free."""
TURN_AGAIN_S = 0.2
"""A chat that another process is serving is asked for again after this."""
KEPT = timedelta(days=7)
ERROR_CHARS = 2_000
# Made once: it is asked at each update.
_TURN = func.row_number().over(partition_by=col(Update.chat_id), order_by=col(Update.id))
_WAITING = (
    select(col(Update.id), col(Update.chat_id), _TURN.label("turn"))
    .where(col(Update.handled_at).is_(None))
    .where(col(Update.chat_id).not_in(bindparam("resting", expanding=True)))
    .subquery()
)
_FIRST = (
    select(_WAITING.c.id, _WAITING.c.chat_id, _WAITING.c.turn)
    .where(_WAITING.c.turn <= OF_A_CHAT)
    .order_by(_WAITING.c.turn, _WAITING.c.id)
    .limit(bindparam("most", type_=Integer))
)
_THESE = select(Update).where(col(Update.id).in_(bindparam("ids", expanding=True)))


class Lines(Protocol):
    """The turns of chats among several processes (`bot.lines`)."""

    async def take(self, chat_id: int) -> bool: ...

    async def first(self, chat_id: int) -> int | None: ...

    async def let_go(self, chat_id: int) -> None: ...


class Dispatcher:
    """Hands unhandled rows to `handle`, in the order of their ids a chat, different chats at once. With `shared` lines other
    processes do the same beside it.

    `handle` must: set `handled_at` in the transaction of its effects; do nothing for a row that has it.
    `on_poison` is told once of an update that failed for good, `on_flood` of the one from which a chat has to wait.
    """

    def __init__(
        self,
        app: App,
        handle: Handle,
        *,
        on_poison: Handle | None = None,
        on_flood: Handle | None = None,
        flood: Flood | None = None,
        retry_after_s: Sequence[float] = RETRY_AFTER_S,
        shared: Lines | None = None,
    ) -> None:
        self._app = app
        self._handle = handle
        self._shared = shared
        self._on_poison = on_poison
        self._on_flood = on_flood
        self._flood = flood or Flood()
        self._retry_after_s = retry_after_s
        self._room = asyncio.Semaphore(AT_ONCE)
        self._turns = asyncio.Semaphore(
            AT_ONCE
        )  # no chat is kept from others that must still wait for room here
        self._news = asyncio.Event()
        self._lines: dict[tuple[str, int], deque[Update]] = {}
        self._known: set[int] = set()
        self._finished: set[int] = set()
        """Since the look that goes on began: it may still find them, as it sees the rows as they were then."""
        self._workers: set[asyncio.Task[None]] = set()
        self._there_is_more = False
        self._pruned_at: datetime | None = None

    def wake(self) -> None:
        """Something has arrived."""
        self._news.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`; what runs then is finished, what waits stays in the inbox for the next start. Cancelled, it leaves
        nothing running."""
        try:
            await self._run(stop)
        finally:
            for worker in self._workers:
                worker.cancel()

    async def _run(self, stop: asyncio.Event) -> None:
        self._news.set()
        while not stop.is_set():
            self._news.clear()
            try:
                for row in await self._unhandled():
                    self._enqueue(row, stop)
                await self._prune()
            except (SQLAlchemyError, OSError) as error:  # what waits is there at the next look
                await self._app.troubles.heard(error)
            await self._next(stop)
        if self._workers:
            await asyncio.wait(self._workers)

    async def idle(self) -> None:
        """Waits until nothing is in hand."""
        while self._workers:
            await asyncio.wait(set(self._workers))

    async def _next(self, stop: asyncio.Event) -> None:
        waits = [asyncio.ensure_future(event.wait()) for event in (self._news, stop)]
        look_again_s = LOOK_AGAIN_S if self._shared is None else LOOK_AFTER_OTHERS_S
        await asyncio.wait(waits, timeout=look_again_s, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()

    async def _unhandled(self) -> Sequence[Update]:
        """The first of each chat, then the second of each, and so on. Not of those that wait for themselves: what they heaped up is
        not read again for each update of another."""
        resting = self._flood.resting(asyncio.get_running_loop().time())[:LOOKED_AHEAD]
        self._finished.clear()
        async with self._app.reading() as session:
            found = await session.execute(_FIRST, {"resting": resting, "most": LOOKED_AHEAD})
            rows = [(row[0], row[1], row[2]) for row in found]
            new = [row[0] for row in rows if row[0] not in self._known and row[0] not in self._finished]
            read = await session.execute(_THESE, {"ids": new}) if new else ()
            by_id = {row[0].id: row[0] for row in read}
        self._there_is_more = len(rows) == LOOKED_AHEAD or any(row[2] == OF_A_CHAT for row in rows)
        return [by_id[number] for number in new if number in by_id and number not in self._finished]

    def _enqueue(self, row: Update, stop: asyncio.Event) -> None:
        update_id = row.id or 0
        key = ("chat", row.chat_id) if row.chat_id else ("update", update_id)
        if self._rests(key):
            return  # it is looked for again when it may go on
        self._known.add(update_id)
        line = self._lines.get(key)
        if line is not None:
            line.append(row)
            return
        self._lines[key] = deque([row])
        worker = asyncio.create_task(self._serve(key, stop), name=f"inbox {key[1]}")
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)

    async def _serve(self, key: tuple[str, int], stop: asyncio.Event) -> None:
        """One chat's updates, one after the other, until there are no more or we stop."""
        line = self._lines[key]
        try:
            if self._shared is None or key[0] != "chat":
                await self._serve_alone(line, key, stop)
            else:
                await self._serve_among_others(self._shared, key[1], stop)
        except (SQLAlchemyError, OSError) as error:
            await self._app.troubles.heard(error)
        finally:
            self._known.difference_update(row.id or 0 for row in line)  # is there at the next look
            del self._lines[key]
            if rest_s := self._rests(key):
                asyncio.get_running_loop().call_later(rest_s, self._news.set)
            elif self._there_is_more:
                self._news.set()

    async def _serve_alone(self, line: deque[Update], key: tuple[str, int], stop: asyncio.Event) -> None:
        while line and not stop.is_set() and not self._rests(key):
            row = line[0]
            await self._settle(row.id or 0, key[1] if key[0] == "chat" else 0, stop, read=row)
            line.popleft()
            self._known.discard(row.id or 0)
            self._finished.add(row.id or 0)

    async def _serve_among_others(self, lines: Lines, chat_id: int, stop: asyncio.Event) -> None:
        """The chat's updates when it is our turn: also those that another process kept, as they may be the earlier ones."""
        async with self._turns:
            if not await lines.take(chat_id):
                asyncio.get_running_loop().call_later(TURN_AGAIN_S, self._news.set)
                return
            try:
                while not stop.is_set() and not self._rests(("chat", chat_id)):
                    if (first := await lines.first(chat_id)) is None:
                        return
                    await self._settle(first, chat_id, stop)
            finally:
                await lines.let_go(chat_id)

    def _rests(self, key: tuple[str, int]) -> float:
        """For how many seconds this line waits because of its own flood. It holds nothing that others need."""
        return self._flood.wait_s(key[1], asyncio.get_running_loop().time()) if key[0] == "chat" else 0.0

    async def _count(self, row: Update) -> None:
        """What is typed inline is a look at every letter, and asks for no message."""
        if is_inline(row.payload) or not row.chat_id:
            return
        is_flood = self._flood.spend(row.chat_id, asyncio.get_running_loop().time())
        if is_flood and self._on_flood is not None:
            log.info("flood", update=row.id)
            await self._on_flood(row)

    async def _settle(
        self, update_id: int, chat_id: int, stop: asyncio.Event, *, read: Update | None = None
    ) -> None:
        """One update, until it is handled, put aside, or we stop. `read`: its row, where nobody else can have changed it."""
        for wait_s in (*self._retry_after_s, None):
            is_eager = self._flood.is_eager(chat_id, asyncio.get_running_loop().time())
            async with self._room:
                with having_time(is_eager):
                    row, error = await self._once(update_id, read)
            if row is None:
                return
            if error is None:
                await self._count(row)
                return
            if wait_s is None:
                await self._put_aside(row)
                return
            read = None
            await pause(stop, wait_s)
            if stop.is_set():
                return

    async def _once(self, update_id: int, row: Update | None) -> tuple[Update | None, Exception | None]:
        if row is None:
            async with self._app.reading(brief=True) as session:
                row = await session.get(Update, update_id)
        if row is None or row.handled_at is not None:
            return None, None
        error = await _tried(self._handle, row)
        if error is not None:
            log.error("update failed", update=update_id, attempts=row.attempts + 1, exc_info=error)
            let_go(error)
            await self._note(update_id, error)
        return row, error

    async def _note(self, update_id: int, error: Exception) -> None:
        async with self._app.session() as session:
            row = await session.get(Update, update_id)
            if row is not None:
                row.attempts += 1
                row.error = f"{type(error).__name__}: {error}"[:ERROR_CHARS]

    async def _put_aside(self, row: Update) -> None:
        is_waiting = (col(Update.id) == row.id, col(Update.handled_at).is_(None))
        async with self._app.session() as session:
            put = await session.execute(update(Update).where(*is_waiting).values(handled_at=self._app.now()))
        if not put.rowcount:  # type: ignore[attr-defined]
            return  # another program had it in hand as well
        log.error("update put aside", update=row.id)
        if self._on_poison is not None and (error := await _tried(self._on_poison, row)) is not None:
            log.error("apology failed", update=row.id, exc_info=error)
            let_go(error)

    async def _prune(self) -> None:
        """Once an hour, what was handled a week ago goes."""
        now = self._app.now()
        if self._pruned_at is not None and now - self._pruned_at < timedelta(hours=1):
            return
        self._pruned_at = now
        asked = select(col(Question.update_id))
        async with self._app.session() as session:
            await session.execute(
                delete(Update)
                .where(col(Update.handled_at) < now - KEPT)
                .where(col(Update.id).not_in(asked))
                .execution_options(synchronize_session=False)
            )


async def _tried(handle: Handle, row: Update) -> Exception | None:
    """What the handler raised: its code may raise anything, and no chat stands still for it. Trouble of the database is no
    fault of this update, which waits until the database is well: that is raised."""
    try:
        await handle(row)
    except Exception as error:
        if (trouble := trouble_of(error)) is not None:
            raise trouble.error from None
        return error
    return None
