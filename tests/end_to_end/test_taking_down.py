"""An outlet is taken down by the command while the program runs; readers see it in their chats, also after an older backup."""

import asyncio
import json
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


def an_outlet_told(file: Path, shown: str) -> tuple[str, str]:
    """The domain of an outlet of which the digest tells, and the headline that it has there, translated or not: one that no other
    outlet has, as those may go on to say so."""
    with closing(sqlite3.connect(file)) as database:
        told = database.execute("SELECT headline, headline_cites FROM brief WHERE state = 'ready'").fetchall()
        outlets = "SELECT DISTINCT domain FROM outlet JOIN article ON article.outlet_id = outlet.id"
        found = []
        for headline, cites in told:
            if headline and headline in shown:
                own = database.execute(f"{outlets} WHERE article.title = ?", (headline,)).fetchall()
                cited = database.execute(f"{outlets} WHERE article.id = ?", json.loads(cites)[:1]).fetchall()
                found.append((len(own) != 1, (own or cited)[0][0], headline))
    _, domain, headline = min(found)
    return domain, headline


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
        domain, title = an_outlet_told(file, digest["text"])
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
