"""An outlet is taken down by the command while the program runs; readers see it in their chats, also after an older backup."""

import asyncio
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from tests.end_to_end.conftest import Program, Town, a_town
from tests.end_to_end.test_conversation import is_digest


async def pressradar(program: Program, *words: str, exits: int = 0) -> str:
    """What the command says beside the program."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *words, cwd=program.folder, env=program.environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await asyncio.wait_for(process.communicate(), timeout=60)
    assert process.returncode == exits, said.decode()
    return said.decode()


def first_outlet(file: Path) -> tuple[str, str]:
    """The domain of the outlet that the first story of the digest quotes, and the title it has."""
    with closing(sqlite3.connect(file)) as database:
        (domain, title) = database.execute(
            "SELECT outlet.domain, story.headline FROM carried JOIN story ON story.id = carried.story_id"
            " JOIN article ON article.title = story.headline JOIN outlet ON outlet.id = article.outlet_id LIMIT 1"
        ).fetchone()
    return domain, title


def holds(file: Path, words: str) -> list[str]:
    """The tables in which these words are."""
    with closing(sqlite3.connect(file)) as database:
        tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return [
            table
            for table in tables
            if any(words in str(row) for row in database.execute(f'SELECT * FROM "{table}"'))
        ]


async def a_digest(town: Town):
    reader = await town.person()
    await reader.send("/topics world")
    await reader.hears("World")
    await reader.send("/digest")
    return reader, await reader.hears(is_digest)


async def test_a_reader_sees_that_it_was_taken_down_and_an_older_backup_does_not_bring_it_back(
    tmp_path,
) -> None:
    file = tmp_path / "desk.sqlite3"
    async with a_town(tmp_path) as town:
        await town.program.start()
        reader, digest = await a_digest(town)
        domain, title = first_outlet(file)
        assert title in digest["text"]
        await pressradar(town.program, "db", "backup", "older")
        said = await pressradar(town.program, "outlets", "forget", domain, "--yes")
        assert "is taken down" in said
        edited = await reader.sees(digest["message_id"], "was taken down")
        assert title not in edited["text"]
        assert holds(file, title) == []
        await town.program.stop()
        await pressradar(town.program, "db", "restore", "older")
        assert holds(file, title) != []
        await town.program.start()
        await reader.send("/help")
        await reader.hears("/settings")
        assert holds(file, title) == []
