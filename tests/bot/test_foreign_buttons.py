"""Whatever button somebody presses or forges, with whatever number: nothing of another reader's changes or is shown.

For every act there is, and so for one that is added later; over rows in every table that holds anything of a reader's.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.application import PRESSES, build_application
from news.adapters.telegram import open_bot
from news.callbacks import ACTS, LIMIT_BYTES, for_place
from news.models import Chat
from news.reader.holdings import held_tables, is_of, reader_of
from sandbox.server import serve
from tests.bot.readers import Reader
from tests.news.reader.test_forgetting import a_full_app

OWNER, PRESSER = 7, 8
SECRET = f"secret of {OWNER}"
THEIRS = "1"
"""The number of each of the owner's rows, as nobody has made any before; of what they sent it is theirs."""
SECOND = ("", THEIRS, "0", "yes", "keep", "send", "saved", "off", "setup", "title")
THIRD = ("", "1")


@pytest.fixture
async def presser(tmp_path: Path) -> AsyncIterator[Reader]:
    """Somebody who has just come to a bot that keeps everything of another reader."""
    async with (
        a_full_app(tmp_path, chats=(OWNER,)) as app,
        serve() as sandbox,
        open_bot(sandbox.token, sandbox.url) as bot,
    ):
        application = build_application(bot)
        await application.initialize()
        reader = Reader(app, application, app.words("en"), chat=PRESSER, update_id=100)
        await reader.types("/start")
        yield reader


async def kept_of_owner(reader: Reader) -> list[str]:
    """Every row of the owner's, in every table."""
    async with reader.app.reading() as session:
        owner = await reader_of(session, await session.get_one(Chat, int(THEIRS)))
        return [
            f"{table.name} {tuple(row)}"
            for table in held_tables()
            for row in await session.execute(select(table).where(is_of(table, owner)))
        ]


def forged(act: str) -> list[str]:
    """What an app may send for this act with the owner's numbers, and as if it set up the owner's chat."""
    said = {":".join(("v1", act, THEIRS, *filter(None, more))) for more in _more()}
    said |= {f"v1:{act}:{OWNER}", f"v1:{act}:yes:{THEIRS}", f"v1:{act}:w:{THEIRS}"}
    said |= {for_place(each, int(THEIRS)) for each in list(said)}
    return sorted(each for each in said if len(each.encode()) <= LIMIT_BYTES)


def _more() -> list[tuple[str, str]]:
    return [(second, third) for second in SECOND for third in THIRD]


def test_each_act_has_a_handler_and_is_tried_here() -> None:
    assert set(PRESSES) == ACTS
    assert all(forged(act) for act in ACTS)


@pytest.mark.parametrize("part", range(4))
async def test_no_press_of_anybody_else_changes_or_shows_what_is_a_readers(
    presser: Reader, part: int
) -> None:
    before = await kept_of_owner(presser)
    tables = {row.split()[0] for row in before}
    assert {"chat", "subscriber", "question", "feedlookup", "digest", "ownstory", "mute"} <= tables
    for act in sorted(ACTS)[part::4]:
        for data in forged(act)[part::3]:
            await presser.taps(data)
            assert SECRET not in str(presser.answers), data
        assert await kept_of_owner(presser) == before, act
