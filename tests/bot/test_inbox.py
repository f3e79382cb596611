"""Nothing that Telegram tells us is lost: it is kept, and acknowledged after that."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from bot import polling
from bot.inbox import chat_of, keep
from bot.polling import receive
from news.adapters.telegram import PacedBot, open_bot
from news.errors import SettingsError
from news.models import Mark
from news.operating.troubles import Troubles
from news.sending.settling import mark_of, note_ids
from sandbox.posting import post
from sandbox.server import Sandbox, serve
from tests.bot.inbox_world import App, an_app
from tests.waiting import PATIENCE_S, Noted


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    async with an_app(tmp_path) as app:
        yield app


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


async def test_what_another_kept_that_polled_before_us_is_rung_for(app: App) -> None:
    """It stalled with its batch, and committed that when we had asked for the same: it hands on nothing any more."""

    class Late:
        async def call(self, *_: Any, **__: Any) -> list[dict[str, Any]]:
            batch = [{"update_id": 1, "message": {"message_id": 1, "chat": {"id": 5}}}]
            await keep(app, batch)
            return batch

    async with receiving(app, Late()) as arrivals:
        await arrivals.next()
    assert len(await app.rows()) == 1


async def test_whoever_polls_no_more_does_not_say_that_it_hears_all(app: App, line: Line) -> None:
    """Another program does; what is sent meanwhile is judged by what is known here."""
    async with receiving(app, line.bot):
        await line.everything_acknowledged()
        assert app.in_flight.hears
    assert app.in_flight.hears is None


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
