"""The real program on a disk that is full, a database that another process holds, and one that is damaged: the operator is told
in a sentence, nothing that was acknowledged is lost, and what can mend by itself does.
"""

import asyncio
import sqlite3
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Person, Town, a_town
from tests.end_to_end.test_taking_down import pressradar
from tests.waiting import Writes

DISK_MB = 12
OPERATOR = 900


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system with little room. Skips where none may be mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", str(place)]
    with suppress(FileNotFoundError):
        if subprocess.run(mounting, capture_output=True, check=False).returncode == 0:
            yield place
            subprocess.run(["umount", "--lazy", str(place)], check=False)
            return
    pytest.skip("no file system may be mounted here")


@contextmanager
def no_room(disk: Path) -> Iterator[None]:
    """Not a byte is left meanwhile."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        for size in (1 << 16, 1 << 12, 1):
            with suppress(OSError):
                while file.write(b"\0" * size):
                    pass
    try:
        yield
    finally:
        filler.unlink()


async def says(town: Town, words: str, *, patience_s: float = 60.0) -> None:
    """Waits for a line of the program."""
    async with Writes(town.program.folder) as writes:
        await writes.until(lambda: words in town.program.said, patience_s=patience_s)


def damage(file: Path) -> None:
    """Writes over the middle of the file, as a dying disk does."""
    size = file.stat().st_size
    with file.open("r+b") as opened:
        opened.seek(size // 3 // 4096 * 4096)
        opened.write(b"\xa5" * (size // 3))


def is_kept(file: Path, words: str) -> bool:
    with closing(sqlite3.connect(file)) as database:
        found = database.execute(
            "SELECT count(*) FROM inbox WHERE payload LIKE ?", (f"%{words}%",)
        ).fetchone()
    return bool(found[0])


async def a_reader(town: Town, user: int = 1) -> Person:
    reader = await town.person(user)
    await reader.send("/help")
    await reader.hears("/settings")
    return reader


@pytest.fixture
async def full_town(tmp_path: Path, small_disk: Path) -> AsyncIterator[Town]:
    database = f"sqlite:///{small_disk}/desk.sqlite3"
    async with a_town(tmp_path, DATABASE_URL=database, OPERATOR_CHAT_ID=str(OPERATOR)) as town:
        await town.program.start()
        yield town


async def test_on_a_full_disk_nothing_is_acknowledged_that_is_not_kept_and_it_goes_on_by_itself(
    full_town: Town, small_disk: Path, record
) -> None:
    town, file = full_town, small_disk / "desk.sqlite3"
    operator, reader = await a_reader(town, OPERATOR), await a_reader(town)
    with no_room(small_disk):
        await reader.send("/topics world")
        await says(town, "There is no room left to write to the database")
        assert not is_kept(file, "/topics world")
        await operator.hears("There is no room left to write to the database. Make room on its disk.")
        assert town.program.process is not None
        assert town.program.process.returncode is None
    freed = time.monotonic()
    await reader.hears("World", patience_s=60)
    await says(town, "database well again")
    took = time.monotonic() - freed
    assert "Traceback" not in town.program.said
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    record(
        f"A full disk ({DISK_MB} MB file system): a reader writes meanwhile",
        bar="the operator is told in the chat and the log; nothing acknowledged is lost; it goes on within 60 s by itself",
        figure=f"told; answered {took:.0f} s after there was room; no traceback",
    )


async def test_a_program_that_is_started_on_a_full_disk_says_so_in_a_sentence(
    tmp_path: Path, small_disk: Path
) -> None:
    async with a_town(tmp_path, DATABASE_URL=f"sqlite:///{small_disk}/desk.sqlite3") as town:
        with no_room(small_disk):
            await town.program.start()
            assert town.program.process is not None
            assert await asyncio.wait_for(town.program.process.wait(), timeout=60) == 2
    assert "DATABASE_URL: There is no room left to write to the database" in town.program.said
    assert "Traceback" not in town.program.said


async def test_a_database_that_another_process_holds_is_waited_for_and_no_update_is_lost(
    tmp_path: Path, record
) -> None:
    file = tmp_path / "desk.sqlite3"
    async with a_town(tmp_path) as town:
        await town.program.start()
        reader = await a_reader(town)
        holder = sqlite3.connect(file, isolation_level=None, timeout=20)
        holder.execute("BEGIN IMMEDIATE")
        try:
            await reader.send("/topics world")
            await says(town, "Somebody else holds the database")
            assert not is_kept(file, "/topics world")
        finally:
            holder.execute("ROLLBACK")
            holder.close()
        freed = time.monotonic()
        await reader.hears("World", patience_s=60)
        took = time.monotonic() - freed
        assert "Traceback" not in town.program.said
    record(
        "The database held by another process for longer than anybody waits for it",
        bar="said in words; nothing acknowledged is lost; it goes on within 60 s by itself",
        figure=f"said; answered {took:.0f} s after it was let go; no traceback",
    )


async def test_a_damaged_database_is_not_started_on_and_a_backup_brings_everything_back(
    tmp_path: Path,
) -> None:
    file = tmp_path / "desk.sqlite3"
    async with a_town(tmp_path) as town:
        await town.program.start()
        reader = await a_reader(town)
        await pressradar(town.program, "db", "backup", "good")
        await town.program.stop()
        damage(file)
        await town.program.start()
        assert town.program.process is not None
        assert await asyncio.wait_for(town.program.process.wait(), timeout=60) == 2
        assert "DATABASE_URL: The database is damaged." in town.program.said
        assert "pressradar db restore FILE" in town.program.said
        assert "✗ Database" in await pressradar(town.program, "doctor", exits=1)
        said = await pressradar(town.program, "db", "restore", "good")
        assert "What was there is" in said
        await town.program.start()
        await reader.send("/help")
        await reader.hears("/settings")
        assert "Traceback" not in town.program.said


async def test_a_database_that_is_damaged_under_the_program_ends_it_with_a_sentence(
    tmp_path: Path, record
) -> None:
    file = tmp_path / "desk.sqlite3"
    async with a_town(tmp_path) as town:
        await town.program.start()
        reader = await a_reader(town)
        with closing(sqlite3.connect(file)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        damage(file)
        for number in range(20):
            await reader.send(f"/search word{number}")
        assert town.program.process is not None
        code = await asyncio.wait_for(town.program.process.wait(), timeout=90)
    assert code == 2
    last = town.program.said.strip().splitlines()[-1]
    assert last.startswith("The database is damaged."), town.program.said[-2000:]
    assert "pressradar db restore FILE" in last
    record(
        "A database that is damaged while the program runs",
        bar="it ends with a sentence that says what to do, exit code 2",
        figure="so it does",
    )
