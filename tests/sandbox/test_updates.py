"""How the bot is told: long polling, offsets, conflicts, webhooks."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from sandbox.errors import Json
from sandbox.updates import UpdateQueue
from sandbox.webhooks import Webhook, WebhookSender


async def polled(telegram: Any, **parameters: Any) -> asyncio.Task[Any]:
    """A long poll that has certainly begun to wait."""
    task = asyncio.create_task(telegram.call("getUpdates", timeout=30, **parameters))
    await telegram.sandbox.world.updates.polled.wait()
    return task


async def test_a_waiting_poll_wakes_at_once(telegram) -> None:
    waiting = await polled(telegram)
    began = asyncio.get_running_loop().time()
    await telegram.say(1, "wake up")
    answer = await waiting
    assert answer["result"][0]["message"]["text"] == "wake up"
    assert asyncio.get_running_loop().time() - began < 15  # half of what it would have waited


async def test_who_waits_for_an_update_is_waiting_no_more_once_there_is_one(telegram) -> None:
    waiting = await polled(telegram)
    updates = telegram.sandbox.world.updates
    updates.put("message", {"text": "wake up"})
    assert not updates.is_polled  # though whoever polled has not been woken yet
    await waiting


async def test_an_update_comes_again_until_its_offset_is_passed(telegram) -> None:
    for text in ("one", "two", "three"):
        await telegram.say(1, text)
    first = await telegram.ok("getUpdates")
    assert await telegram.ok("getUpdates") == first
    ids = [update["update_id"] for update in first]
    assert ids == list(range(ids[0], ids[0] + 3))
    rest = await telegram.ok("getUpdates", offset=ids[1])
    assert [update["update_id"] for update in rest] == ids[1:]
    assert await telegram.ok("getUpdates", offset=ids[2] + 1) == []
    assert await telegram.ok("getUpdates", offset=ids[0]) == []


async def test_a_negative_offset_keeps_only_the_newest(telegram) -> None:
    for text in ("one", "two", "three"):
        await telegram.say(1, text)
    assert [update["message"]["text"] for update in await telegram.ok("getUpdates", offset=-1)] == ["three"]
    assert len(await telegram.ok("getUpdates")) == 1


async def test_limit_bounds_an_answer(telegram) -> None:
    for text in ("one", "two", "three"):
        await telegram.say(1, text)
    assert len(await telegram.ok("getUpdates", limit=2)) == 2


async def test_a_second_poller_ends_the_first(telegram) -> None:
    first = await polled(telegram)
    second = await telegram.call("getUpdates", timeout=0)
    answer = await first
    assert second["ok"]
    assert (answer["error_code"], answer["description"]) == (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )


async def test_updates_are_forgotten_after_a_day(telegram, clock) -> None:
    await telegram.say(1, "old")
    clock.seconds += 24 * 3600 + 1
    assert await telegram.ok("getUpdates") == []


async def test_only_the_kinds_asked_for_arrive(telegram) -> None:
    await telegram.ok("getUpdates", allowed_updates=["callback_query"])
    await telegram.say(1, "unheard")
    await telegram.ok("getUpdates", allowed_updates=[])
    await telegram.say(1, "heard")
    assert [update["message"]["text"] for update in await telegram.updates()] == ["heard"]


@asynccontextmanager
async def bot_server(
    answer: Callable[[web.Request], Awaitable[web.Response]], port: int = 0
) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/hook", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    finally:
        await runner.cleanup()


async def test_a_webhook_gets_each_update_with_its_secret(telegram) -> None:
    got: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()

    async def hook(request: web.Request) -> web.Response:
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        got.put_nowait((secret, await request.json()))
        return web.Response()

    async with bot_server(hook) as url:
        await telegram.say(1, "before")
        await telegram.ok("setWebhook", url=url, secret_token="s3cret_-")
        await telegram.say(1, "after")
        said = [await asyncio.wait_for(got.get(), 5) for _ in range(2)]
        assert {(secret, update["message"]["text"]) for secret, update in said} == {
            ("s3cret_-", "before"),
            ("s3cret_-", "after"),
        }
        assert (await telegram.call("getUpdates"))["description"] == (
            "Conflict: can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first"
        )
        info = await telegram.ok("getWebhookInfo")
        assert (info["url"], info["max_connections"]) == (url, 40)
        await telegram.ok("deleteWebhook")
        assert await telegram.ok("getUpdates") == []


async def test_setting_a_webhook_ends_a_waiting_poll(telegram) -> None:
    waiting = await polled(telegram)
    await telegram.ok("setWebhook", url="https://127.0.0.1:1/hook")
    assert (await waiting)["description"] == "Conflict: terminated by setWebhook request"


@pytest.mark.parametrize("steps", range(6))
async def test_a_webhook_set_again_while_updates_are_brought_loses_none(steps: int) -> None:
    """Several bots behind one address set it at their starts. An update whose bringing had not even begun was lost."""

    async def reply(method: str, parameters: Json) -> None:
        raise AssertionError("nothing answers at this address")

    queue = UpdateQueue(time.time)
    sender = WebhookSender(queue, reply=reply, now=time.time, retry_seconds=60)
    for number in (1, 2):
        queue.put("message", {"chat": {"id": number}})
    await sender.start(Webhook("http://127.0.0.1:9/hook"))
    for _ in range(steps):
        await asyncio.sleep(0)
    await sender.stop()
    assert [update["message"]["chat"]["id"] for update in queue.first(10)] == [1, 2]


async def test_a_webhook_gets_the_messages_of_a_chat_in_order_and_others_meanwhile(telegram) -> None:
    got: list[str] = []
    first_tried, may_take, done = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def hook(request: web.Request) -> web.Response:
        text = (await request.json())["message"]["text"]
        if text == "one" and not may_take.is_set():
            first_tried.set()
            return web.Response(status=503)
        got.append(text)
        if text == "elsewhere":
            may_take.set()
        if text == "two":
            done.set()
        return web.Response()

    async with bot_server(hook) as url:
        await telegram.ok("setWebhook", url=url)
        await telegram.say(1, "one")
        await asyncio.wait_for(first_tried.wait(), 5)
        await telegram.say(1, "two")
        await telegram.say(2, "elsewhere")
        await asyncio.wait_for(done.wait(), 10)
        await telegram.ok("deleteWebhook")
    assert got == ["elsewhere", "one", "two"]


async def test_a_failing_webhook_is_tried_again_until_it_takes_the_update(telegram) -> None:
    tries: list[int] = []
    done = asyncio.Event()

    async def hook(request: web.Request) -> web.Response:
        tries.append((await request.json())["update_id"])
        if len(tries) < 3:
            return web.Response(status=500)
        done.set()
        return web.Response()

    async with bot_server(hook) as url:
        await telegram.ok("setWebhook", url=url)
        await telegram.say(1, "hear me")
        await asyncio.wait_for(done.wait(), 5)
        assert len(tries) == 3
        assert len(set(tries)) == 1
        info = await telegram.ok("getWebhookInfo")
        assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"


async def test_updates_that_a_dead_webhook_never_took_are_polled_later(telegram) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        await telegram.ok("setWebhook", url=f"http://127.0.0.1:{closed.getsockname()[1]}/hook")
        await telegram.say(1, "one")
        await telegram.say(1, "two")
        assert (await telegram.ok("getWebhookInfo"))["pending_update_count"] == 2
        await telegram.ok("deleteWebhook")
    assert [update["message"]["text"] for update in await telegram.updates()] == ["one", "two"]


async def test_a_webhook_may_answer_with_a_method(telegram) -> None:
    async def hook(_request: web.Request) -> web.Response:
        return web.json_response({"method": "sendMessage", "chat_id": 1, "text": "at once"})

    async with bot_server(hook) as url, telegram.session.get(f"{telegram.url}/people/1/events") as events:
        await telegram.ok("setWebhook", url=url)
        await telegram.say(1, "hello")
        async with asyncio.timeout(20):
            async for line in events.content:
                if b"at once" in line:
                    return


async def test_what_the_bot_is_writing_can_be_stopped_once_while_it_is_shown(telegram, clock) -> None:
    await telegram.say(1, "hi")
    await telegram.updates()
    assert await telegram.post_status("/people/1/chats/1/stop", draft_id=5) == 409, "nothing is written"
    await telegram.ok("sendMessageDraft", chat_id=1, draft_id=4)
    assert await telegram.post_status("/people/1/chats/1/stop", draft_id=4) == 409, "it cannot be stopped"
    await telegram.ok("sendMessageDraft", chat_id=1, draft_id=5, text="a", can_stop=True)
    assert await telegram.post_status("/people/1/chats/1/stop", draft_id=4) == 409, "another is shown"
    await telegram.post("/people/1/chats/1/stop", draft_id=5)
    assert await telegram.post_status("/people/1/chats/1/stop", draft_id=5) == 409, "it was stopped"
    [update] = await telegram.updates()
    stopped = update["stopped_message_generation"]
    assert (stopped["chat"]["id"], stopped["draft_id"]) == (1, 5)

    await telegram.ok("sendMessageDraft", chat_id=1, draft_id=6, can_stop=True)
    await telegram.send(1, "whole")
    assert await telegram.post_status("/people/1/chats/1/stop", draft_id=6) == 409, "it is written"
    await telegram.ok("sendMessageDraft", chat_id=1, draft_id=7, can_stop=True)
    clock.seconds += 31
    assert await telegram.post_status("/people/1/chats/1/stop", draft_id=7) == 409, "nobody sees it"
