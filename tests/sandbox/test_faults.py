"""Trouble comes when an operator orders it, as often as ordered, and looks like the real thing."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest


async def texts(telegram) -> list[str]:
    return [row["text"] for row in await telegram.get("/operator/record?chat_id=1")][1:]


async def test_a_flood_answer_on_order_names_its_pause(telegram) -> None:
    await telegram.post("/operator/faults", method="sendMessage", kind="error", retry_after=7, times=2)
    for _ in range(2):
        answer = await telegram.call("sendMessage", chat_id=1, text="x")
        assert answer["error_code"] == 429
        assert answer["description"] == "Too Many Requests: retry after 7"
        assert answer["parameters"] == {"retry_after": 7}
    await telegram.send(1, "through")
    assert await texts(telegram) == ["through"]


@pytest.mark.parametrize("code", [500, 502, 503])
async def test_a_server_error_on_order_has_no_effect(telegram, code: int) -> None:
    await telegram.post("/operator/faults", method="*", kind="error", error_code=code)
    url = f"{telegram.url}/bot{telegram.sandbox.token}/sendMessage"
    async with telegram.session.post(url, json={"chat_id": 1, "text": "x"}) as response:
        assert response.status == code
        assert response.content_type == ("text/html" if code == 502 else "application/json")
    assert await texts(telegram) == []


async def test_a_lost_reply_has_its_effect(telegram) -> None:
    await telegram.post("/operator/faults", method="sendMessage", kind="lost_reply")
    with pytest.raises(aiohttp.ClientError):
        await telegram.call("sendMessage", chat_id=1, text="sent after all")
    assert await texts(telegram) == ["sent after all"]


async def test_a_reset_has_none(telegram) -> None:
    await telegram.post("/operator/faults", method="sendMessage", kind="reset")
    with pytest.raises((aiohttp.ClientError, ConnectionResetError)):
        await telegram.call("sendMessage", chat_id=1, text="never")
    assert await texts(telegram) == []


async def test_a_timeout_holds_the_call_and_drops_it(telegram) -> None:
    await telegram.post("/operator/faults", method="sendMessage", kind="timeout", seconds=30)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await telegram.call("sendMessage", chat_id=1, text="never")
    await telegram.post("/operator/faults", method="sendMessage", kind="timeout", seconds=0.01)
    with pytest.raises(aiohttp.ClientError):
        await telegram.call("sendMessage", chat_id=1, text="never")
    assert await texts(telegram) == []


async def test_a_delay_only_takes_time(telegram) -> None:
    await telegram.post("/operator/faults", method="sendMessage", kind="delay", seconds=0.1)
    began = asyncio.get_running_loop().time()
    await telegram.send(1, "late")
    assert asyncio.get_running_loop().time() - began >= 0.1
    assert await texts(telegram) == ["late"]


async def test_a_fault_of_one_chat_spares_the_others(telegram) -> None:
    await telegram.post("/people/2/start")
    await telegram.post("/operator/faults", kind="error", error_code=500, chat_id=2, times=None)
    await telegram.send(1)
    assert (await telegram.call("sendMessage", chat_id=2, text="x"))["error_code"] == 500
    async with telegram.session.delete(f"{telegram.url}/operator/faults") as response:
        assert await response.json() == []
    await telegram.send(2)


async def test_an_order_that_makes_no_sense_is_refused(telegram) -> None:
    assert await telegram.post_status("/operator/faults", kind="earthquake") == 400
    assert await telegram.post_status("/operator/faults", colour="red") == 400


async def test_calls_are_logged_with_their_outcome(telegram) -> None:
    after = (await telegram.get("/operator/state"))["calls"]
    await telegram.send(1, "one")
    await telegram.call("sendMessage", chat_id=404, text="two")
    await telegram.ok("getMe")
    calls = await telegram.get(f"/operator/calls?method=sendMessage&after={after}")
    assert [(call["parameters"]["text"], call["ok"], call["error_code"]) for call in calls] == [
        ("one", True, None),
        ("two", False, 400),
    ]
    assert calls[1]["description"] == "Bad Request: chat not found"
    assert calls[0]["duration_ms"] >= 0
