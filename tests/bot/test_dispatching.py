"""Each update is handled once, in the order of its chat; what fails stops nobody."""

import asyncio
import gc
import os
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text as statement
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.dispatching import Dispatcher
from bot.flood import Flood
from bot.inbox import keep
from news.models import Update
from news.testing import a_postgres
from news.testing import an_app as a_whole_app
from tests.bot.inbox_world import App, an_app
from tests.news.operating.test_troubles import of_sqlite
from tests.waiting import Noted


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    async with an_app(tmp_path) as app:
        yield app


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


async def test_of_two_programs_one_puts_it_aside_and_tells_of_it(tmp_path: Path) -> None:
    """One that had stalled goes on where another has taken its seat."""
    server = os.environ.get("TEST_POSTGRES_URL")
    if server is None:
        pytest.skip("TEST_POSTGRES_URL names no PostgreSQL server")
    both, sorry = asyncio.Barrier(2), Noted[int]()

    async def fail(row: Update) -> None:
        await both.wait()
        raise ValueError("poison")

    async def apologise(row: Update) -> None:
        sorry.append(row.id)

    async with a_postgres(server) as url, a_whole_app(tmp_path, database_url=url) as app:
        await arrive(app, *range(1, 11))
        more = {"retry_after_s": (), "on_poison": apologise}
        async with dispatching(app, fail, **more) as one, dispatching(app, fail, **more) as other:
            await sorry.until(lambda: len(sorry) >= 10)
            await asyncio.gather(one.idle(), other.idle())
    assert sorted(sorry) == [*range(1, 11)]


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
