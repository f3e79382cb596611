"""Who blocked us and comes back finds everything as it was; and a press that comes too late for Telegram does what it says."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from news.models import Chat, Digest, Subscriber, Subscription
from news.testing import a_topic
from tests.bot.followers import Follower, a_follower, plain

SET_UP = ("/topics world", "/time 07:30", "/length 3", "/quiet 22-7")
TOO_LATE = "Bad Request: query is too old and response timeout expired or query ID is invalid"


@pytest.fixture
async def reader(tmp_path: Path) -> AsyncIterator[Follower]:
    async with a_follower(tmp_path) as made:
        async with made.app.session() as session:
            await a_topic(session, "world")
        yield made


async def membership(reader: Follower, status: str) -> None:
    """Telegram says that the reader blocked us ("kicked"), or lets us write again ("member")."""
    user = {"id": 7, "is_bot": False, "first_name": "Ada", "language_code": "en"}
    bot = {"id": 1, "is_bot": True, "first_name": "Bot", "username": "bot"}
    old, new = ("member", status) if status == "kicked" else ("kicked", status)
    change: dict[str, Any] = {"chat": {"id": 7, "type": "private", "first_name": "Ada"}, "from": user}
    change |= {
        "date": 1_795_000_000,
        "old_chat_member": _member(bot, old),
        "new_chat_member": _member(bot, new),
    }
    await reader.takes(7, my_chat_member=change)


def _member(bot: dict[str, Any], status: str) -> dict[str, Any]:
    return {"user": bot, "status": status} | ({"until_date": 0} if status == "kicked" else {})


async def settings_of(reader: Follower) -> tuple[Any, ...]:
    async with reader.app.reading() as session:
        who = (await session.execute(select(Subscriber))).scalar_one()
        follows = (await session.execute(select(col(Subscription.target)))).scalars().all()
        return (sorted(follows), who.stories, who.minutes, who.quiet_from, who.quiet_until, who.zone)


async def planned(reader: Follower) -> int:
    async with reader.app.reading() as session:
        found = await session.execute(select(col(Digest.id)).where(col(Digest.state) == "planned"))
        return len(found.scalars().all())


async def test_who_blocked_us_and_starts_again_is_welcomed_with_everything_as_it_was(
    reader: Follower,
) -> None:
    for line in SET_UP:
        await reader.types(line)
    before = await settings_of(reader)
    await membership(reader, "kicked")
    async with reader.app.reading() as session:
        assert (await session.execute(select(col(Chat.state)))).scalar_one() == "blocked"
    assert await planned(reader) == 0, "nothing is made for who does not want it"
    await membership(reader, "member")
    said = await reader.says("/start")
    assert any("Welcome back! Everything is as you left it." in plain(one) for one in said)
    assert await settings_of(reader) == before
    assert await planned(reader) == 1


async def test_a_press_that_is_too_old_for_telegram_does_what_it_says_all_the_same(reader: Follower) -> None:
    await reader.types("/topics world")
    reader.telegram.api.faults.lay(
        {
            "method": "answerCallbackQuery",
            "kind": "error",
            "error_code": 400,
            "description": TOO_LATE,
            "times": 2,
        }
    )
    await reader.taps("v1:pause:7")
    assert reader.telegram.api.called["answerCallbackQuery"] == 1
    async with reader.app.reading() as session:
        who = (await session.execute(select(Subscriber))).scalar_one()
    assert who.paused_until is not None
