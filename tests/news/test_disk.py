"""What a power cut takes back: nothing that we have acted on."""

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Semaphore

import pytest

from bot.inbox import keep
from news import disk
from news.deliver import deliver
from news.disk import Disk
from news.models import Chat, Delivery
from news.ports import Outcome, Outgoing, Sent
from news.testing import NOON, Outbox, an_app
from news.work import claim, owe

LEASE = timedelta(minutes=3)


@dataclass
class Machine:
    """Of which a power cut leaves what was written down last, and nothing after it."""

    files: Path
    left: Path
    looks: int = 0

    def write_down(self, _log: Path) -> None:
        self.looks += 1
        for file in self.files.glob("test.sqlite3*"):
            shutil.copy(file, self.left)

    def after_a_power_cut(self, question: str) -> list[tuple[object, ...]]:
        with sqlite3.connect(self.left / "test.sqlite3") as database:
            return database.execute(question).fetchall()


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine(tmp_path, tmp_path / "left")
    made.left.mkdir()
    monkeypatch.setattr(disk, "write_down", made.write_down)
    return made


async def test_the_intent_of_a_message_that_leaves_outlasts_a_power_cut(
    tmp_path: Path, machine: Machine
) -> None:
    saw: list[object] = []

    def answer(_call: Outgoing) -> Outcome:
        saw.extend(machine.after_a_power_cut("SELECT state, low_water IS NOT NULL FROM delivery"))
        return Sent(message_id=5)

    async with an_app(tmp_path, messenger=Outbox(answer)) as app:
        async with app.session() as session:
            session.add(Chat(id=1, chat_id=7, kind="private", created_at=NOON))
            await session.flush()
            row = {
                "kind": "answer",
                "subject": 1,
                "chat": 1,
                "payload": {"text": "hello"},
                "created_at": NOON,
            }
            session.add(Delivery(id=1, **row))
            await owe(session, "deliver", 1, at=NOON)
            (work,) = await claim(session, "deliver", now=NOON, lease=LEASE, limit=1)
        await deliver(app, work)
    assert saw == [("sending", 1)]


async def test_an_update_outlasts_a_power_cut_before_it_is_acknowledged(
    tmp_path: Path, machine: Machine
) -> None:
    async with an_app(tmp_path) as app:
        await keep(app, [{"update_id": 9, "message": {"message_id": 4, "chat": {"id": 5}}}])
        assert machine.after_a_power_cut("SELECT id FROM inbox") == [(9,)]
        assert machine.after_a_power_cut("SELECT value FROM mark WHERE name = 'offset'") == [("9",)]


# --- waiting for the disk ------------------------------------------------------------------------


@dataclass
class SlowDisk:
    """Takes as long as it is not let go on."""

    looks: int = 0
    goes_on: Semaphore = field(default_factory=lambda: Semaphore(0))
    fails: bool = False

    def write_down(self, _log: Path) -> None:
        self.looks += 1
        self.goes_on.acquire()
        if self.fails:
            raise OSError("the disk is away")


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowDisk]:
    made = SlowDisk()
    monkeypatch.setattr(disk, "write_down", made.write_down)
    yield made
    made.goes_on.release(10)


async def passed(turns: int = 5) -> None:
    for _ in range(turns):
        await asyncio.sleep(0)


async def test_one_look_of_the_disk_serves_all_who_wait_for_it(slow: SlowDisk, tmp_path: Path) -> None:
    waited_for = Disk(tmp_path / "a.sqlite3")
    first = asyncio.ensure_future(waited_for.reach())
    await passed()
    rest = asyncio.gather(*(waited_for.reach() for _ in range(24)))
    await passed()
    slow.goes_on.release(2)
    await asyncio.gather(first, rest)
    assert slow.looks == 2


async def test_who_commits_while_the_disk_writes_waits_for_the_next_time(
    slow: SlowDisk, tmp_path: Path
) -> None:
    waited_for = Disk(tmp_path / "a.sqlite3")
    first = asyncio.ensure_future(waited_for.reach())
    await passed()
    second = asyncio.ensure_future(waited_for.reach())
    slow.goes_on.release()
    await first
    await passed()
    assert not second.done()
    slow.goes_on.release()
    await second


async def test_who_was_not_written_down_hears_of_it_and_the_next_are_tried_anew(
    slow: SlowDisk, tmp_path: Path
) -> None:
    waited_for = Disk(tmp_path / "a.sqlite3")
    slow.fails = True
    slow.goes_on.release(2)
    with pytest.raises(OSError, match="away"):
        await waited_for.reach()
    slow.fails = False
    await waited_for.reach()


async def test_what_has_no_file_is_not_waited_for(slow: SlowDisk) -> None:
    await Disk(None).reach()
    assert slow.looks == 0


def test_the_log_of_a_database_is_written_down_where_there_is_one(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "a.sqlite3", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("CREATE TABLE a (b)")
    disk.write_down(tmp_path / "a.sqlite3-wal")
    database.close()
    assert not (tmp_path / "a.sqlite3-wal").exists()
    disk.write_down(tmp_path / "a.sqlite3-wal")
