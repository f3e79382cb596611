"""Copies of the database while somebody writes to it, and putting one back."""

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from news.db import Database, open_engine
from news.errors import SettingsError
from news.models import Chat, Delivery, Subscriber, Work
from news.operating.backups import put_back, take
from news.schema import bring_up_to_date
from news.testing import NOON, a_subscriber, kept
from news.work import claim, owe
from news.workers import sign_in


async def a_database(file: Path) -> Database:
    database = Database(open_engine(f"sqlite:///{file}"))
    await bring_up_to_date(database.engine)
    return database


async def readers_in(file: Path) -> int:
    with closing(sqlite3.connect(file)) as database:
        (count,) = database.execute("SELECT count(*) FROM subscriber").fetchone()
    return int(count)


async def test_a_backup_is_whole_although_somebody_writes_meanwhile(tmp_path: Path) -> None:
    file, copy = tmp_path / "desk.sqlite3", tmp_path / "copy"
    database = await a_database(file)
    await database.close()
    with closing(sqlite3.connect(file)) as made:
        made.execute("CREATE TABLE pair (a INTEGER, b INTEGER, filler TEXT)")
        made.executemany("INSERT INTO pair VALUES (?, ?, ?)", [(n, n, "x" * 500) for n in range(20_000)])
        made.commit()
    stop, begun = threading.Event(), threading.Event()

    def write_on() -> None:
        with closing(sqlite3.connect(file, timeout=20)) as writer:
            n = 0
            while not stop.is_set():
                n += 1
                writer.execute("UPDATE pair SET a = ?, b = ?", (n, n))
                writer.commit()
                begun.set()

    writing = threading.Thread(target=write_on)
    writing.start()
    try:
        assert begun.wait(timeout=20)
        take(file, copy)
    finally:
        stop.set()
        writing.join()
    with closing(sqlite3.connect(copy)) as taken:
        assert taken.execute("SELECT count(*), count(DISTINCT a), sum(a = b) FROM pair").fetchone() == (
            20_000,
            1,
            20_000,
        )
    assert copy.stat().st_mode & 0o077 == 0


async def test_a_backup_overwrites_nothing_and_needs_a_database(tmp_path: Path) -> None:
    file, copy = tmp_path / "desk.sqlite3", tmp_path / "copy"
    with pytest.raises(SettingsError, match="no database"):
        take(file, copy)
    await (await a_database(file)).close()
    copy.write_text("precious")
    with pytest.raises(SettingsError, match="overwrites nothing"):
        take(file, copy)
    assert copy.read_text() == "precious"


async def test_what_is_put_back_is_what_was_taken_and_the_other_is_kept(tmp_path: Path) -> None:
    file, copy = tmp_path / "desk.sqlite3", tmp_path / "copy"
    database = await a_database(file)
    async with database.session() as session:
        await a_subscriber(session, 1)
    take(file, copy)
    async with database.session() as session:
        await a_subscriber(session, 2)
    await database.close()
    aside = put_back(copy, file, now=NOON)
    assert await readers_in(file) == 1
    assert aside is not None
    assert await readers_in(aside) == 2


async def test_messages_that_were_on_their_way_are_not_sent_again(tmp_path: Path) -> None:
    file, copy = tmp_path / "desk.sqlite3", tmp_path / "copy"
    database = await a_database(file)
    async with database.session() as session:
        chat = await kept(session, Chat(chat_id=1, created_at=NOON))
        for number, state in enumerate(("pending", "sending", "sent")):
            delivery = await kept(
                session,
                Delivery(kind="digest", subject=number, chat=chat.id or 0, state=state, created_at=NOON),
            )
            if state != "sent":
                await owe(session, "deliver", delivery.id or 0, at=NOON)
        await owe(session, "compose", 1, at=NOON)
        await claim(session, "compose", now=NOON, lease=timedelta(hours=5), limit=1)
    await database.close()
    take(file, copy)
    put_back(copy, file, now=NOON + timedelta(hours=1))
    database = await a_database(file)
    async with database.reading() as session:
        states = [row.state for row in await session.scalars(select(Delivery))]
        owed = [(work.step, work.due_at, work.leased) for work in await session.scalars(select(Work))]
    await database.close()
    assert sorted(states) == ["rolled", "rolled", "sent"]
    assert owed == [("compose", NOON + timedelta(hours=1), False)]


async def test_nothing_is_put_back_under_a_running_program(tmp_path: Path) -> None:
    file, copy = tmp_path / "desk.sqlite3", tmp_path / "copy"
    database = await a_database(file)
    take(file, copy)
    async with database.session() as session:
        await sign_in(session, now=NOON)
    await database.close()
    with pytest.raises(SettingsError, match="is working on"):
        put_back(copy, file, now=NOON + timedelta(seconds=5))
    assert put_back(copy, file, now=NOON + timedelta(minutes=5))


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\x00" + b"\xff" * 5_000])
async def test_what_is_no_backup_changes_nothing(content: bytes, tmp_path: Path) -> None:
    file, copy = tmp_path / "desk.sqlite3", tmp_path / "copy"
    database = await a_database(file)
    async with database.session() as session:
        await a_subscriber(session, 1)
    await database.close()
    copy.write_bytes(content)
    with pytest.raises(SettingsError):
        put_back(copy, file, now=datetime.now(UTC))
    assert await readers_in(file) == 1


async def test_a_damaged_backup_is_refused(tmp_path: Path) -> None:
    file, copy = tmp_path / "desk.sqlite3", tmp_path / "copy"
    database = await a_database(file)
    async with database.session() as session:
        for reader in range(1, 200):
            await a_subscriber(session, reader)
    await database.close()
    take(file, copy)
    damaged = bytearray(copy.read_bytes())
    damaged[len(damaged) // 2 : len(damaged) // 2 + 20_000] = b"\xa5" * 20_000
    copy.write_bytes(damaged)
    with pytest.raises(SettingsError, match=r"damaged|no database"):
        put_back(copy, file, now=NOON)
    async with (await a_database(file)).reading() as session:
        assert len(list(await session.scalars(select(Subscriber)))) == 199
