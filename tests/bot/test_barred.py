"""Where we are and may not write: it is said once, to somebody who can change it, and goes on by itself, over HTTP."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.bot.test_groups import planned
from tests.bot.villages import Village, a_village, the_ferry

ADMIN, MEMBER = 31, 32


@pytest.fixture
async def village(tmp_path) -> AsyncIterator[Village]:
    async with a_village(tmp_path) as made:
        await made.meets(ADMIN)
        await made._post(f"/people/{ADMIN}/start", {})
        await made.settle()
        yield made


async def a_forum(village: Village) -> tuple[int, int]:
    group = await village.opens("supergroup", admins=[ADMIN], members=[MEMBER], title="Port", is_forum=True)
    thread = await village.topic(group, "Ships")
    await village.says(ADMIN, group, "/time 07:30 Berlin", message_thread_id=thread)
    return group, thread


async def a_digest_is_due(village: Village, chat: int, thread: int = 0) -> None:
    """As its hour would have it: nobody has to say anything in the chat."""
    from sqlalchemy import select
    from sqlmodel import col

    from news.models import Chat, Subscriber
    from news.reader.agenda import digest_now

    async with village.app.session() as session:
        found = await session.execute(
            select(Subscriber)
            .join(Chat, col(Chat.id) == col(Subscriber.chat))
            .where(col(Chat.chat_id) == chat, col(Chat.thread_id) == thread)
        )
        await digest_now(session, found.scalar_one(), now=village.app.now())
    await village.settle()


def texts(messages: list[dict[str, Any]]) -> list[str]:
    return [message["text"] for message in messages]


async def test_that_a_topic_is_closed_is_said_once_in_its_group_and_its_digests_go_on_when_it_opens(village):
    await the_ferry(village)
    group, thread = await a_forum(village)
    await village.operator(f"{group}/topics/{thread}", is_closed=True)
    for _ in range(3):
        await a_digest_is_due(village, group, thread)
    said = [text for text in texts(await village.heard(ADMIN, group, thread=0)) if "Ships" in text]
    assert len(said) == 1
    assert "closed" in said[0]
    await village.operator(f"{group}/topics/{thread}", is_closed=False)
    await a_digest_is_due(village, group, thread)
    digest = await village.last(ADMIN, group, thread=thread)
    assert digest["text"].startswith("🗞"), "and the stories that could not be sent are in it"
    assert "Ferry" in digest["text"]


async def test_a_deleted_topic_ends_alone_and_is_said_once(village):
    await the_ferry(village)
    group, thread = await a_forum(village)
    await village.says(ADMIN, group, "/time 08:30 Berlin")
    del village.telegram.world.rooms[group].topics[thread]
    for _ in range(2):
        await a_digest_is_due(village, group, thread)
    said = [text for text in texts(await village.heard(ADMIN, group, thread=0)) if "Ships" in text]
    assert len(said) == 1
    assert "is gone" in said[0]
    assert 0 in await planned(village, group)
    await a_digest_is_due(village, group)
    assert (await village.last(ADMIN, group, thread=0))["text"].startswith("🗞")


async def test_who_let_us_in_hears_once_in_private_that_we_may_not_write(village):
    await the_ferry(village)
    group = await village.opens("supergroup", admins=[ADMIN], members=[MEMBER], title="Port")
    await village.says(ADMIN, group, "/time 07:30 Berlin")
    await village.operator(f"{group}/members", user="bot", status="restricted")
    for _ in range(3):
        await a_digest_is_due(village, group)
    said = [text for text in texts(await village.heard(ADMIN, ADMIN)) if "Port" in text]
    assert said == ["I may not write in \u2068Port\u2069. Its digests wait until I may."]
    await village.operator(f"{group}/members", user="bot", status="member")
    await a_digest_is_due(village, group)
    assert "Ferry" in (await village.last(ADMIN, group))["text"]


async def test_a_channel_that_takes_its_admin_away_gets_nothing_more(village):
    await the_ferry(village)
    channel = await village.opens("channel", admins=[ADMIN], members=[MEMBER], bot="administrator")
    await village.says(ADMIN, channel, "/time 07:30 Berlin")
    await village.operator(f"{channel}/members", user="bot", status="member")
    before = len(village.calls("sendMessage"))
    await a_digest_is_due(village, channel)
    assert len(village.calls("sendMessage")) == before
    assert await planned(village, channel) == []
