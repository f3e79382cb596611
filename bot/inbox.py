"""The inbox: what Telegram tells us is committed before it is acknowledged, and handled once, in order.

`receive` polls and commits (`webhook` is the other way in); `Dispatcher` hands the rows to a handler that commits its effects together with
the mark that the row was handled. A kill between any two steps loses nothing and repeats nothing. Knows of an
update who it is from, and nothing of what it means.
"""

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from sqlalchemy import delete, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.flood import Flood
from bot.timing.places import without_places
from news.app import App
from news.db import insert_missing
from news.errors import SettingsError
from news.models import Mark, Question, Update
from news.operating.troubles import trouble_of
from news.sending.settling import ACCOUNT, OWN_COUNTER, mark_of, note_ids

log = structlog.get_logger(__name__)

Json = Mapping[str, Any]
Handle = Callable[[Update], Awaitable[None]]

STOPPED = "stopped_message_generation"
ALLOWED = (
    *("message", "edited_message", "channel_post", "callback_query", "my_chat_member", "inline_query"),
    STOPPED,
)
"""Listed by hand: the library's list lacks newer kinds, and Telegram's default is not all."""
ANSWER_MARGIN_S = 10.0
"""A poll that has no answer this long after its own timeout never will."""
FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 60.0
CONFLICT_WAIT_S = 5.0
NUMBERED_ANEW = timedelta(days=6)
"""After a week without updates their ids start anywhere (https://core.telegram.org/bots/api#update)."""
OFFSET = "offset"
"""The mark that keeps the id of the update that came last."""


class Caller(Protocol):
    """The bot, as far as polling needs it."""

    async def call(
        self, method: str, parameters: Mapping[str, Any], *, read_timeout_s: float = ...
    ) -> Any: ...

    async def renew_polling(self) -> None: ...


# --- receiving -----------------------------------------------------------------------------------


@dataclass
class Pulse:
    """When Telegram last answered a poll; at first, when polling began."""

    at: datetime | None = None


async def receive(
    app: App,
    bot: Caller,
    *,
    stop: asyncio.Event,
    on_arrival: Callable[[], None],
    timeout_s: int = 50,
    pulse: Pulse | None = None,
) -> None:
    """Polls until `stop`. Whatever a batch holds is committed before the next poll acknowledges it.

    Raises SettingsError when Telegram refuses the token.
    """
    pulse = pulse or Pulse()
    pulse.at, last_answer_at = app.now(), asyncio.get_running_loop().time()
    failures = 0
    while not stop.is_set():
        try:
            updates = await _unless(stop, _poll(app, bot, timeout_s=timeout_s))
            arrived = await keep(app, updates) if updates else 0
        except Conflict as error:
            failures += 1
            await _yield_to_other(bot, error, stop, failures)
        except (TelegramError, TimeoutError) as error:
            if isinstance(error, InvalidToken) and "unauthorized" in str(error).casefold():
                raise SettingsError("Telegram no longer accepts TELEGRAM_BOT_TOKEN.") from error
            failures += 1
            silent_s = asyncio.get_running_loop().time() - last_answer_at
            await _after_trouble(
                bot, error, stop, failures, wedged=silent_s > 3 * (timeout_s + ANSWER_MARGIN_S)
            )
        except (SQLAlchemyError, OSError) as error:  # of the database: nothing of it was acknowledged
            failures += 1
            await app.troubles.heard(error)
            await _pause(stop, _span_s(failures))
        else:
            pulse.at, last_answer_at = app.now(), asyncio.get_running_loop().time()
            failures = 0
            if arrived:
                on_arrival()


async def _poll(app: App, bot: Caller, *, timeout_s: int) -> Sequence[Json]:
    """One long poll, which acknowledges what is committed."""
    async with app.reading() as session:
        offset = await _offset(session, now=app.now())
    async with asyncio.timeout(timeout_s + ANSWER_MARGIN_S):
        updates: Sequence[Json] = await bot.call(
            "getUpdates",
            {"offset": offset, "timeout": timeout_s, "allowed_updates": list(ALLOWED), "limit": 100},
            read_timeout_s=timeout_s + ANSWER_MARGIN_S / 2,
        )
    return updates


async def _offset(session: AsyncSession, *, now: datetime) -> int | None:
    """One more than the update that came last: asking for it acknowledges the ones before.

    Not the highest id: after a quiet week ids start anywhere, below the old ones too, and an offset above what
    waits, or none at all, would never acknowledge it. Nor the one received last by our clock, which may be put back.
    """
    last = await session.get(Mark, OFFSET)
    return int(last.value) + 1 if last is not None and now - last.at < NUMBERED_ANEW else None


async def keep(app: App, updates: Sequence[Json]) -> int:
    """Commits updates that are not here yet, without coordinates, and which message ids their chats have reached."""
    now = app.now()
    rows = [
        {
            "id": update["update_id"],
            "chat_id": chat_of(update),
            "payload": without_places(update),
            "received_at": now,
        }
        | {"attempts": 0}
        for update in updates
    ]
    async with app.session() as session:
        new = await insert_missing(session, Update, rows, unique=("id",))
        await note_ids(session, heard(updates), now=now)
        if updates:
            await session.merge(Mark(name=OFFSET, value=str(updates[-1]["update_id"]), at=now))
    return len(new)


def chat_of(update: Json) -> int:
    """The chat an update is from. What somebody types inline is from none, and counts as from their own: so it waits for
    them alone. 0 where it is from nobody, and in no order with others."""
    if is_inline(update):
        return _number_of(update["inline_query"].get("from"))
    for content in update.values():
        if not isinstance(content, Mapping):
            continue
        message = content.get("message")
        for place in (content, message):
            chat = place.get("chat") if isinstance(place, Mapping) else None
            if number := _number_of(chat):
                return number
    return 0


def is_inline(update: Json) -> bool:
    return isinstance(update.get("inline_query"), Mapping)


def _number_of(place: object) -> int:
    number = place.get("id") if isinstance(place, Mapping) else None
    return number if isinstance(number, int) else 0


def heard(updates: Iterable[Json]) -> dict[str, int]:
    """The highest incoming message id by mark: `news.sending.settling` must know later where ids stood."""
    highest: dict[str, int] = {}
    for update in updates:
        message = update.get("message") or update.get("channel_post")
        if not isinstance(message, Mapping) or not isinstance(message.get("message_id"), int):
            continue
        own_counter = message.get("chat", {}).get("type") in OWN_COUNTER
        for name in (mark_of(chat_of(update)), *(() if own_counter else (ACCOUNT,))):
            highest[name] = max(highest.get(name, 0), message["message_id"])
    return highest


async def _yield_to_other(bot: Caller, error: Conflict, stop: asyncio.Event, failures: int) -> None:
    """409: another instance polls, which is left alone, or a webhook is set, which is removed."""
    wait_s = min(CONFLICT_WAIT_S * 2 ** (failures - 1), LONGEST_WAIT_S)
    if "webhook is active" in str(error).casefold():
        log.warning("webhook removed", reason="updates come by polling here")
        with suppress(TelegramError):
            await bot.call("deleteWebhook", {"drop_pending_updates": False})
        wait_s = FIRST_WAIT_S
    else:
        log.error("another instance polls", hint="one process a token; stop the other one", wait_s=wait_s)
    await _pause(stop, wait_s)


async def _after_trouble(
    bot: Caller, error: Exception, stop: asyncio.Event, failures: int, *, wedged: bool
) -> None:
    log.warning("poll failed", error=type(error).__name__, reason=str(error), failures=failures)
    if wedged:
        log.warning("poll connections renewed")
        await bot.renew_polling()
    await _pause(stop, _span_s(failures))


def _span_s(failures: int) -> float:
    span_s = min(FIRST_WAIT_S * 2 ** min(failures - 1, 10), LONGEST_WAIT_S / 2)
    return float(span_s * random.uniform(0.5, 1.0))  # noqa: S311


async def _unless(stop: asyncio.Event, work: Awaitable[Sequence[Json]]) -> Sequence[Json]:
    """The work's result; nothing when `stop` came first: a cut-off poll comes again."""
    polling = asyncio.ensure_future(work)
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({polling, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if polling.done():
            return polling.result()
        return ()
    finally:
        for task in (polling, stopping):
            task.cancel()
        await asyncio.wait({polling, stopping})


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()


# --- dispatching ---------------------------------------------------------------------------------

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
        self._lines: dict[tuple[str, int], deque[int]] = {}
        self._known: set[int] = set()
        self._workers: set[asyncio.Task[None]] = set()
        self._there_is_more = False
        self._pruned_at: datetime | None = None

    def wake(self) -> None:
        """Something has arrived."""
        self._news.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`; what runs then is finished, what waits stays in the inbox for the next start."""
        self._news.set()
        while not stop.is_set():
            self._news.clear()
            try:
                for update_id, chat_id in await self._unhandled():
                    self._enqueue(update_id, chat_id, stop)
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

    async def _unhandled(self) -> list[tuple[int, int]]:
        """The first of each chat, then the second of each, and so on."""
        turn = func.row_number().over(partition_by=col(Update.chat_id), order_by=col(Update.id))
        waiting = (
            select(col(Update.id), col(Update.chat_id), turn.label("turn"))
            .where(col(Update.handled_at).is_(None))
            .subquery()
        )
        async with self._app.reading() as session:
            found = await session.execute(
                select(waiting.c.id, waiting.c.chat_id, waiting.c.turn)
                .where(waiting.c.turn <= OF_A_CHAT)
                .order_by(waiting.c.turn, waiting.c.id)
                .limit(LOOKED_AHEAD)
            )
            rows = [(row[0], row[1], row[2]) for row in found]
        self._there_is_more = len(rows) == LOOKED_AHEAD or any(row[2] == OF_A_CHAT for row in rows)
        return [row[:2] for row in rows if row[0] not in self._known]

    def _enqueue(self, update_id: int, chat_id: int, stop: asyncio.Event) -> None:
        key = ("chat", chat_id) if chat_id else ("update", update_id)
        if self._rests(key):
            return  # it is looked for again when it may go on
        self._known.add(update_id)
        line = self._lines.get(key)
        if line is not None:
            line.append(update_id)
            return
        self._lines[key] = deque([update_id])
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
            self._known.difference_update(line)  # what was not settled is there at the next look
            del self._lines[key]
            if rest_s := self._rests(key):
                asyncio.get_running_loop().call_later(rest_s, self._news.set)
            elif self._there_is_more:
                self._news.set()

    async def _serve_alone(self, line: deque[int], key: tuple[str, int], stop: asyncio.Event) -> None:
        while line and not stop.is_set() and not self._rests(key):
            await self._settle(line[0], stop)
            self._known.discard(line.popleft())

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
                    await self._settle(first, stop)
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

    async def _settle(self, update_id: int, stop: asyncio.Event) -> None:
        """One update, until it is handled, put aside, or we stop."""
        for wait_s in (*self._retry_after_s, None):
            async with self._room:
                row, error = await self._once(update_id)
            if row is None:
                return
            if error is None:
                await self._count(row)
                return
            if wait_s is None:
                await self._put_aside(row)
                return
            await _pause(stop, wait_s)
            if stop.is_set():
                return

    async def _once(self, update_id: int) -> tuple[Update | None, Exception | None]:
        async with self._app.reading() as session:
            row = await session.get(Update, update_id)
        if row is None or row.handled_at is not None:
            return None, None
        try:
            await self._handle(row)
        except Exception as error:
            if (trouble := trouble_of(error)) is not None:
                raise trouble.error from None  # no fault of this update: it waits until the database is well
            log.error("update failed", update=update_id, attempts=row.attempts + 1, exc_info=error)
            await self._note(update_id, error)
            return row, error
        return row, None

    async def _note(self, update_id: int, error: Exception) -> None:
        async with self._app.session() as session:
            row = await session.get(Update, update_id)
            if row is not None:
                row.attempts += 1
                row.error = f"{type(error).__name__}: {error}"[:ERROR_CHARS]

    async def _put_aside(self, row: Update) -> None:
        async with self._app.session() as session:
            kept = await session.get(Update, row.id)
            if kept is None or kept.handled_at is not None:
                return
            kept.handled_at = self._app.now()
        log.error("update put aside", update=row.id)
        if self._on_poison is not None:
            try:
                await self._on_poison(row)
            except Exception as error:
                log.error("apology failed", update=row.id, exc_info=error)

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
