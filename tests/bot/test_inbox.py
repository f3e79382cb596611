"""Nothing that Telegram tells us is lost, and nothing is handled twice."""

import asyncio
import gc
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy import text as statement
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot import polling
from bot.dispatching import Dispatcher
from bot.flood import Flood
from bot.inbox import chat_of, keep
from bot.polling import receive
from news.adapters.telegram import PacedBot, open_bot
from news.db import Database, open_engine
from news.errors import SettingsError
from news.models import Mark, Row, Update
from news.operating.troubles import Troubles
from news.sending.in_flight import InFlight
from news.sending.settling import mark_of, note_ids
from news.work import Bell
from sandbox.posting import post
from sandbox.server import Sandbox, serve
from tests.news.operating.test_troubles import of_sqlite
from tests.waiting import PATIENCE_S, Noted

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


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    database = Database(open_engine(f"sqlite:///{tmp_path}/test.sqlite3"))
    async with database.engine.begin() as connection:
        await connection.run_sync(Row.metadata.create_all)
    yield App(database)
    await database.close()


@dataclass
class Line:
    """The bot and its server, where people can write."""

    bot: PacedBot
    sandbox: Sandbox

    def say(self, user: int, text: str) -> int:
        world = self.sandbox.world
        world.person(user).has_started = True
        said: int = post(world, world.rooms[user], {"text": text}, sender_id=user)["message_id"]
        return said

    async def everything_acknowledged(self) -> None:
        """Until the bot waits for more: nothing is left then."""
        async with asyncio.timeout(PATIENCE_S):
            await self.sandbox.world.updates.polled.wait()

    def polls(self) -> int:
        return len([call for call in self.sandbox.api.calls if call["method"] == "getUpdates"])


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    async with serve() as sandbox, open_bot(sandbox.token, sandbox.url) as bot:
        yield Line(bot, sandbox)


class Arrivals:
    """Counts the rings of `receive`."""

    def __init__(self) -> None:
        self.count = 0
        self._event = asyncio.Event()

    def __call__(self) -> None:
        self.count += 1
        self._event.set()

    async def next(self) -> None:
        async with asyncio.timeout(20):
            await self._event.wait()
        self._event.clear()


@asynccontextmanager
async def receiving(app: App, bot: Any, *, timeout_s: int = 2) -> AsyncIterator[Arrivals]:
    arrivals, stop = Arrivals(), asyncio.Event()
    task = asyncio.create_task(receive(app, bot, stop=stop, on_arrival=arrivals, timeout_s=timeout_s))
    try:
        yield arrivals
    finally:
        stop.set()
        async with asyncio.timeout(20):
            await task


# --- receiving -----------------------------------------------------------------------------------


async def test_what_arrives_is_committed_with_its_chat_and_message_id(app: App, line: Line) -> None:
    said = line.say(5, "hello")
    async with receiving(app, line.bot) as arrivals:
        await arrivals.next()
    [row] = await app.rows()
    assert (row.chat_id, row.payload["message"]["text"], row.handled_at) == (5, "hello", None)
    async with app.reading() as session:
        mark = await session.get(Mark, mark_of(5))
    assert mark is not None
    assert int(mark.value) == said


async def test_the_highest_message_id_of_a_chat_is_kept_in_whatever_order_they_come(app: App) -> None:
    async with app.session() as session:
        await note_ids(session, {"b": 9, "a": 11}, now=app.now())
    async with app.session() as session:
        await note_ids(session, {"a": 9, "b": 101, "c": 1}, now=app.now())
    async with app.reading() as session:
        marks = {mark.name: mark.value for mark in await session.scalars(select(Mark))}
    assert marks == {"a": "11", "b": "101", "c": "1"}  # as numbers: "9" is not above "11"


async def test_an_update_is_acknowledged_only_after_it_is_committed(app: App, line: Line) -> None:
    line.say(5, "hello")

    class Full(Exception):
        """As if the disk were full."""

    class Failing(App):
        def session(self, *, brief: bool = False) -> AbstractAsyncContextManager[AsyncSession]:
            raise Full

    stop = asyncio.Event()
    with pytest.raises(Full):
        await receive(Failing(app.db), line.bot, stop=stop, on_arrival=Arrivals(), timeout_s=1)
    assert len(line.sandbox.world.updates) == 1
    async with receiving(app, line.bot) as arrivals:
        await arrivals.next()
    assert len(await app.rows()) == 1


async def test_on_a_full_disk_nothing_is_acknowledged_and_it_is_kept_when_there_is_room(
    app: App, line: Line
) -> None:
    """SQLite's own "database or disk is full", by a limit on its pages. A real small disk: hostile/test_storage.py."""
    is_full = True

    def limit(connection: Any) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages if is_full else 1_000_000}")

    event.listen(app.db.engine.sync_engine, "begin", limit)
    for number in range(40):
        line.say(5, f"{number} " + "hello " * 600)
    told = Noted[str]()

    async def tell(text: str) -> None:
        told.append(text)

    app.troubles = Troubles(tell=tell)
    async with receiving(app, line.bot) as arrivals:
        await told.until(lambda: bool(told))
        assert (await app.rows(), len(line.sandbox.world.updates)) == ([], 40)
        is_full = False
        await arrivals.next()
    assert len(await app.rows()) == 40
    assert told == [told[0]]
    assert "no room left" in told[0]


async def test_after_a_restart_receiving_goes_on_where_it_ended(app: App, line: Line) -> None:
    for text in ("one", "two"):
        line.say(5, text)
        async with receiving(app, line.bot) as arrivals:
            await arrivals.next()
    assert [row.payload["message"]["text"] for row in await app.rows()] == ["one", "two"]


async def test_updates_told_twice_are_kept_once(app: App) -> None:
    update = {"update_id": 9, "message": {"message_id": 4, "chat": {"id": 5}}}
    assert await keep(app, [update]) == 1
    assert await keep(app, [update]) == 0


async def test_after_a_quiet_week_the_offset_is_not_trusted(app: App, line: Line) -> None:
    """Their ids start anywhere then; an offset above them would throw them away."""
    await keep(app, [{"update_id": 999_999_999, "message": {"message_id": 4, "chat": {"id": 5}}}])
    app.at += timedelta(days=8)
    line.say(5, "long time")
    async with receiving(app, line.bot) as arrivals:
        await arrivals.next()
    assert len(await app.rows()) == 2


async def test_updates_numbered_anew_below_the_old_ones_are_acknowledged(app: App, line: Line) -> None:
    """Else they come again with every poll, at once, and from the hundredth on nothing new comes at all."""
    await keep(app, [{"update_id": 999_999_999, "message": {"message_id": 4, "chat": {"id": 5}}}])
    app.at += timedelta(days=8)
    line.say(5, "long time")
    async with receiving(app, line.bot) as arrivals:
        await arrivals.next()
        await line.everything_acknowledged()


async def test_a_clock_that_is_put_back_leaves_no_update_unacknowledged(app: App, line: Line) -> None:
    line.say(5, "when the clock went ahead")
    async with receiving(app, line.bot) as arrivals:
        await arrivals.next()
        app.at -= timedelta(hours=2)
        line.say(5, "and now")
        await arrivals.next()
        await line.everything_acknowledged()


async def test_stopping_does_not_wait_for_the_long_poll(app: App, line: Line) -> None:
    loop = asyncio.get_running_loop()
    async with receiving(app, line.bot, timeout_s=50):
        await line.everything_acknowledged()
        before = loop.time()
    assert loop.time() - before < 25  # half of the poll


async def test_trouble_on_the_way_is_survived(app: App, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "FIRST_WAIT_S", 0.01)
    for kind in ("reset", "error", "lost_reply"):
        line.sandbox.api.faults.lay({"method": "getUpdates", "kind": kind})
    line.say(5, "hello")
    async with receiving(app, line.bot) as arrivals:
        await arrivals.next()
    assert len(await app.rows()) == 1


async def test_a_locked_database_is_survived_and_nothing_is_lost(
    app: App, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "FIRST_WAIT_S", 0.01)
    tries: list[int] = []

    async def locked_at_first(app: Any, updates: Any) -> int:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))
        return await keep(app, updates)

    monkeypatch.setattr(polling, "keep", locked_at_first)
    line.say(5, "hello")
    async with receiving(app, line.bot) as arrivals:
        await arrivals.next()
        await line.everything_acknowledged()
    assert [row.chat_id for row in await app.rows()] == [5]


async def test_a_second_instance_is_left_alone_and_told_of(
    app: App, line: Line, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(polling, "CONFLICT_WAIT_S", 0.2)
    conflict = (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    line.sandbox.api.faults.lay(
        {"method": "getUpdates", "kind": "error", "error_code": 409, "description": conflict, "times": 2}
    )
    line.say(5, "hello")
    async with receiving(app, line.bot) as arrivals:
        await arrivals.next()
        assert line.polls() == 3
    assert "another instance polls" in capsys.readouterr().out


async def test_a_webhook_that_is_still_set_is_removed_without_dropping_updates(
    app: App, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "FIRST_WAIT_S", 0.01)
    conflict = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete it"
    line.sandbox.api.faults.lay(
        {"method": "getUpdates", "kind": "error", "error_code": 409, "description": conflict}
    )
    line.say(5, "hello")
    async with receiving(app, line.bot) as arrivals:
        await arrivals.next()
    assert "deleteWebhook" in [call["method"] for call in line.sandbox.api.calls]


async def test_a_refused_token_ends_the_program_with_a_reason(app: App, line: Line) -> None:
    line.sandbox.api.faults.lay(
        {"method": "getUpdates", "kind": "error", "error_code": 401, "description": "Unauthorized"}
    )
    with pytest.raises(SettingsError):
        await receive(app, line.bot, stop=asyncio.Event(), on_arrival=Arrivals(), timeout_s=1)


async def test_a_wedged_poll_gets_new_connections(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "ANSWER_MARGIN_S", 0.02)
    monkeypatch.setattr(polling, "FIRST_WAIT_S", 0.01)
    renewed = asyncio.Event()

    class Wedged:
        async def call(self, *_: Any, **__: Any) -> Any:
            await asyncio.Event().wait()

        async def renew_polling(self) -> None:
            renewed.set()

    async with receiving(app, Wedged(), timeout_s=0):
        async with asyncio.timeout(20):
            await renewed.wait()


@pytest.mark.parametrize(
    ("update", "chat"),
    [
        ({"update_id": 1, "message": {"chat": {"id": 7}}}, 7),
        ({"update_id": 1, "callback_query": {"message": {"chat": {"id": -8}}}}, -8),
        ({"update_id": 1, "my_chat_member": {"chat": {"id": 9}}}, 9),
        ({"update_id": 1, "inline_query": {"from": {"id": 3}}}, 3),
        ({"update_id": 1, "kind_of_the_future": "?"}, 0),
    ],
)
def test_an_update_knows_its_chat(update: dict[str, Any], chat: int) -> None:
    assert chat_of(update) == chat


# --- dispatching ---------------------------------------------------------------------------------


async def arrive(app: App, *chats: int, first: int = 1) -> None:
    updates = [
        {"update_id": first + n, "message": {"message_id": n, "chat": {"id": chat}}}
        for n, chat in enumerate(chats)
    ]
    await keep(app, updates)


def marking(
    app: App, handled: Noted[int], *, before: Callable[[Update], Awaitable[None]] | None = None
) -> Any:
    """A handler that commits its mark, after whatever else it does."""

    async def handle(row: Update) -> None:
        if before is not None:
            await before(row)
        async with app.session() as session:
            kept = await session.get(Update, row.id)
            assert kept is not None
            kept.handled_at = app.now()
        handled.append(row.id)

    return handle


@asynccontextmanager
async def dispatching(app: App, handle: Any, **more: Any) -> AsyncIterator[Dispatcher]:
    dispatcher, stop = Dispatcher(app, handle, **more), asyncio.Event()
    task = asyncio.create_task(dispatcher.run(stop))
    try:
        yield dispatcher
    finally:
        stop.set()
        async with asyncio.timeout(20):
            await task


async def test_what_was_left_unhandled_is_dispatched_at_start(app: App) -> None:
    handled = Noted[int]()
    await arrive(app, 5, 6)
    async with dispatching(app, marking(app, handled)):
        await handled.until(lambda: len(handled) == 2)
    assert all(row.handled_at for row in await app.rows())


async def test_a_chats_updates_keep_their_order_while_another_chat_is_slow(app: App) -> None:
    handled = Noted[int]()
    slow = asyncio.Event()

    async def wait_for_chat_5(row: Update) -> None:
        if row.chat_id == 5:
            await slow.wait()

    await arrive(app, 5, 6, 5, 6, 6)
    async with dispatching(app, marking(app, handled, before=wait_for_chat_5)):
        await handled.until(lambda: len(handled) == 3)
        assert handled == [2, 4, 5]
        slow.set()
        await handled.until(lambda: len(handled) == 5)
    assert handled[3:] == [1, 3]


async def test_what_arrives_later_is_handled_too(app: App) -> None:
    handled = Noted[int]()
    async with dispatching(app, marking(app, handled)) as dispatcher:
        for first in (1, 2, 3):
            await arrive(app, 5, first=first)
            dispatcher.wake()
            await handled.until(lambda wanted=first: len(handled) == wanted)
    assert handled == [1, 2, 3]


async def test_more_than_one_look_shows_are_all_handled(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.dispatching.LOOKED_AHEAD", 3)
    handled = Noted[int]()
    await arrive(app, *range(1, 12))
    async with dispatching(app, marking(app, handled)):
        await handled.until(lambda: len(handled) == 11)


async def test_what_is_finished_while_the_next_look_goes_on_is_not_handled_again(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    handled = Noted[int]()
    looked, may_finish = asyncio.Event(), asyncio.Event()
    execute = AsyncSession.execute

    async def slow_look(session: AsyncSession, statement: Any, *args: Any, **kwargs: Any) -> Any:
        found = await execute(session, statement, *args, **kwargs)
        if handled == [] and "row_number" in str(statement) and not may_finish.is_set():
            if (
                looked.is_set()
            ):  # the second look has found the row unhandled; it is finished before that look ends
                may_finish.set()
                await handled.until(lambda: len(handled) == 1)
            looked.set()
        return found

    async def wait(row: Update) -> None:
        await may_finish.wait()

    monkeypatch.setattr(AsyncSession, "execute", slow_look)
    await arrive(app, 5)
    async with dispatching(app, marking(app, handled, before=wait)) as dispatcher:
        await looked.wait()
        dispatcher.wake()
        await may_finish.wait()
        await handled.until(lambda: len(handled) == 1)
        await arrive(app, 6, first=2)
        dispatcher.wake()
        await handled.until(lambda: 2 in handled)
        await dispatcher.idle()
    assert handled == [1, 2]


async def test_whoever_sent_thousands_stands_before_nobody(app: App) -> None:
    handled = Noted[int]()
    await arrive(app, *[5] * 3_000, 6, 7)
    async with dispatching(app, marking(app, handled)):
        await handled.until(lambda: {3_001, 3_002} <= set(handled))
    assert max(handled.index(3_001), handled.index(3_002)) < 20


async def test_a_flood_is_handled_to_its_end_in_order_slower_and_told_of_once(app: App) -> None:
    handled = Noted[int]()
    told: list[int] = []

    async def slow_down(row: Update) -> None:
        told.append(row.id)

    await arrive(app, *[5] * 12, 6)
    flood = Flood(private=(4, 3.0))  # no machine is so busy that it takes longer for each of them
    async with dispatching(app, marking(app, handled), flood=flood, on_flood=slow_down):
        await handled.until(lambda: len(handled) == 13)
    assert [number for number in handled if number != 13] == list(range(1, 13))
    assert handled.index(13) < 8
    assert len(told) == 1


async def test_a_flood_of_looks_while_typing_waits_for_nothing(app: App) -> None:
    handled = Noted[int]()
    typed = [{"update_id": n, "inline_query": {"id": str(n), "from": {"id": 5}}} for n in range(1, 31)]
    await keep(app, typed)
    async with dispatching(app, marking(app, handled), flood=Flood(private=(1, 0.01))):
        await handled.until(lambda: len(handled) == 30)
    assert handled == list(range(1, 31))


async def test_a_kill_between_receiving_and_handling_loses_nothing(app: App) -> None:
    handled = Noted[int]()
    begun = Noted[int]()
    await arrive(app, 5, 5, 6)

    async def never(row: Update) -> None:
        begun.append(row.id)
        await asyncio.Event().wait()

    killed = asyncio.create_task(Dispatcher(app, never).run(asyncio.Event()))
    await begun.until(lambda: len(begun) == 2)
    killed.cancel()
    with suppress(asyncio.CancelledError):
        await killed
    async with dispatching(app, marking(app, handled)):
        await handled.until(lambda: len(handled) == 3)
    assert sorted(handled) == [1, 2, 3]


async def test_an_update_that_fails_is_tried_again(app: App) -> None:
    handled = Noted[int]()
    tries: list[int] = []

    async def fail_twice(row: Update) -> None:
        tries.append(row.id)
        if len(tries) < 3:
            raise ValueError("not yet")

    await arrive(app, 5, 5)
    async with dispatching(app, marking(app, handled, before=fail_twice), retry_after_s=(0.01, 0.01)):
        await handled.until(lambda: len(handled) == 2)
    assert handled == [1, 2]
    first, _ = await app.rows()
    assert (first.attempts, first.error) == (2, "ValueError: not yet")


async def test_a_poisoned_update_is_put_aside_told_of_once_and_does_not_stop_its_chat(app: App) -> None:
    handled = Noted[int]()
    sorry: list[int] = []

    async def fail_on_first(row: Update) -> None:
        if row.id == 1:
            raise ValueError("poison")

    async def apologise(row: Update) -> None:
        sorry.append(row.id)

    await arrive(app, 5, 5)
    more = {"retry_after_s": (0.01, 0.01), "on_poison": apologise}
    async with dispatching(app, marking(app, handled, before=fail_on_first), **more):
        await handled.until(lambda: handled == [2])
    poisoned, _ = await app.rows()
    assert (poisoned.attempts, poisoned.error) == (3, "ValueError: poison")
    assert poisoned.handled_at is not None
    assert sorry == [1]


async def test_a_chat_goes_on_though_not_even_the_apology_could_be_made(app: App) -> None:
    handled = Noted[int]()

    async def fail_on_first(row: Update) -> None:
        if row.id == 1:
            raise ValueError("poison")

    async def fail_again(_row: Update) -> None:
        raise KeyError("no such chat")

    await arrive(app, 5, 5)
    more = {"retry_after_s": (), "on_poison": fail_again}
    async with dispatching(app, marking(app, handled, before=fail_on_first), **more):
        await handled.until(lambda: handled == [2])


class Read(list[int]):
    """Rows that a handler has in hand."""


@pytest.mark.parametrize(
    ("read_only", "fails"),
    [(0, "SELECT nothing FROM nowhere"), (1, "CREATE TABLE more (a)")],
    ids=["by itself", "by the database"],
)
async def test_an_update_that_fails_leaves_nothing_of_what_its_handler_had_in_hand(
    app: App, read_only: int, fails: str
) -> None:
    """Nor to who looks for circles, which is seldom."""
    held = Noted[weakref.ref[Read]]()

    async def fail_in_a_statement(_row: Update) -> None:
        read = Read(range(9))
        held.append(weakref.ref(read))
        async with app.session() as session:
            await session.execute(statement(f"PRAGMA query_only={read_only}"))
            try:
                await session.execute(statement(fails))
            finally:
                await session.execute(statement("PRAGMA query_only=0"))

    await arrive(app, 5, 6)
    gc.collect()
    gc.disable()
    try:
        more = {"retry_after_s": (0.0,), "on_poison": fail_in_a_statement}
        async with dispatching(app, fail_in_a_statement, **more) as dispatcher:
            await held.until(lambda: len(held) >= 2)
            await dispatcher.idle()
            assert [each for each in held if each() is not None] == []
    finally:
        gc.enable()


async def test_stopping_finishes_what_runs_and_leaves_the_rest(app: App) -> None:
    handled = Noted[int]()
    started, go_on = asyncio.Event(), asyncio.Event()

    async def wait(_row: Update) -> None:
        started.set()
        await go_on.wait()

    await arrive(app, 5, 5, 5)
    stop = asyncio.Event()
    running = asyncio.create_task(Dispatcher(app, marking(app, handled, before=wait)).run(stop))
    await started.wait()
    stop.set()
    go_on.set()
    await running
    assert handled == [1]
    assert [row.handled_at is None for row in await app.rows()] == [False, True, True]


async def test_what_was_handled_a_week_ago_goes(app: App) -> None:
    handled = Noted[int]()
    await arrive(app, 5, 6)
    async with dispatching(app, marking(app, handled)):
        await handled.until(lambda: len(handled) == 2)
    app.at += timedelta(days=8)
    await arrive(app, 7, first=3)
    async with dispatching(app, marking(app, handled)):
        await handled.until(lambda: len(handled) == 3)
    assert [row.chat_id for row in await app.rows()] == [7]


async def test_an_update_whose_failure_could_not_be_noted_is_found_again(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database may be locked for a while, by a backup perhaps."""
    tries = Noted[int]()
    handled = Noted[int]()

    async def locked(*_: object) -> None:
        tries.append(1)
        raise OperationalError("UPDATE", {}, Exception("database is locked"))

    async def handle(row: Update) -> None:
        if not tries:
            raise ValueError("at first")
        await marking(app, handled)(row)

    monkeypatch.setattr(Dispatcher, "_note", locked)
    await arrive(app, 5)
    async with dispatching(app, handle) as dispatcher:
        await tries.until(lambda: bool(tries))
        await dispatcher.idle()
        dispatcher.wake()
        await handled.until(lambda: handled == [1])


async def test_an_update_that_the_database_did_not_let_be_handled_is_never_put_aside(app: App) -> None:
    """However often: it is no fault of the update, and was acknowledged."""
    tries = Noted[int]()
    handled = Noted[int]()

    async def handle(row: Update) -> None:
        tries.append(1)
        if len(tries) < 6:
            raise OperationalError("UPDATE", {}, of_sqlite("database is locked", "SQLITE_BUSY"))
        await marking(app, handled)(row)

    await arrive(app, 5)
    async with dispatching(app, handle) as dispatcher:
        for count in range(1, 7):
            await tries.until(lambda count=count: len(tries) == count)
            await dispatcher.idle()
            dispatcher.wake()
        await handled.until(lambda: handled == [1])
    [row] = await app.rows()
    assert (row.attempts, row.error) == (0, None)
