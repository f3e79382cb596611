"""Flood control counts as Telegram's does."""

from __future__ import annotations

import pytest

from sandbox.limits import FloodControl, Limits


@pytest.fixture
async def limited(telegram):
    await telegram.post("/operator/limits", enabled=True)
    return telegram


async def test_thirty_messages_a_second_and_then_a_pause(limited, clock) -> None:
    for user in range(1, 32):
        await limited.post(f"/people/{user}/start")
    for user in range(1, 31):
        await limited.send(user)
    answer = await limited.call("sendMessage", chat_id=31, text="x")
    assert (answer["error_code"], answer["parameters"]) == (429, {"retry_after": 1})
    clock.seconds += 1
    await limited.send(31)


async def test_a_chat_takes_a_small_burst_and_then_one_a_second(limited, clock) -> None:
    for _ in range(5):
        await limited.send(1)
    assert await limited.refused("sendMessage", chat_id=1, text="x") == "Too Many Requests: retry after 1"
    clock.seconds += 1
    await limited.send(1)
    assert await limited.refused("sendMessage", chat_id=1, text="x") == "Too Many Requests: retry after 1"


async def test_a_group_takes_twenty_messages_a_minute(limited, clock) -> None:
    group = await limited.open_chat("supergroup", members=[1], bot="member")
    for _ in range(20):
        await limited.send(group)
        clock.seconds += 1
    answer = await limited.call("sendMessage", chat_id=group, text="x")
    assert answer["parameters"] == {"retry_after": 40}
    clock.seconds += 40
    await limited.send(group)


async def test_what_is_not_a_message_is_not_limited(limited) -> None:
    sent = await limited.send(1)
    for number in range(40):
        await limited.ok("sendChatAction", chat_id=1, action="typing")
        await limited.ok("editMessageText", chat_id=1, message_id=sent["message_id"], text=f"{number}")


async def test_limits_are_set_and_lifted_by_the_operator(telegram) -> None:
    limits = await telegram.post("/operator/limits", enabled=True, chat_per_second=1, chat_burst=1)
    assert limits["chat_burst"] == 1
    await telegram.send(1)
    assert (await telegram.call("sendMessage", chat_id=1, text="x"))["error_code"] == 429
    await telegram.post("/operator/limits", enabled=False)
    await telegram.send(1)
    assert await telegram.post_status("/operator/limits", speed=3) == 400


def test_refused_messages_cost_nothing() -> None:
    flood = FloodControl(Limits(chat_burst=1))
    assert flood.wait(1, 0.0, is_group=False) == 0
    assert [flood.wait(1, 0.5, is_group=False) for _ in range(50)] == [1] * 50
    assert flood.wait(1, 1.0, is_group=False) == 0


def test_an_album_counts_its_parts() -> None:
    flood = FloodControl(Limits(chat_burst=5))
    assert flood.wait(1, 0.0, is_group=False, count=5) == 0
    assert flood.wait(1, 0.0, is_group=False, count=3) == 3
