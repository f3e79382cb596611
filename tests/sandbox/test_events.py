"""Screens hear of everything at once, and what they missed when they come back."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sandbox.events import EventHub

Event = tuple[int, str, dict[str, Any]]


@asynccontextmanager
async def screen(telegram: Any, user: int, **headers: str) -> AsyncIterator[Any]:
    """A function that waits for the next event of the user: (id, name, payload)."""
    async with telegram.session.get(f"{telegram.url}/people/{user}/events", headers=headers) as response:
        assert response.content_type == "text/event-stream"
        await response.content.readuntil(b"\n\n")  # the greeting: from here on nothing is missed

        async def following() -> Event:
            async with asyncio.timeout(20):
                block = (await response.content.readuntil(b"\n\n")).decode()
            fields = dict(line.split(": ", 1) for line in block.strip().split("\n"))
            return int(fields["id"]), fields["event"], json.loads(fields["data"])

        yield following


async def test_each_thing_the_bot_does_is_an_event(telegram) -> None:
    async with screen(telegram, 1) as following:
        sent = await telegram.send(
            1, reply_markup={"inline_keyboard": [[{"text": "a", "callback_data": "a"}]]}
        )
        about = {"chat_id": 1, "message_id": sent["message_id"]}
        await telegram.ok("sendChatAction", chat_id=1, action="typing")
        await telegram.ok("sendMessageDraft", chat_id=1, draft_id=3, text="<b>a</b>b", parse_mode="HTML")
        await telegram.ok("editMessageText", **about, text="new")
        query = (await telegram.post("/people/1/press", **about, data="a", force=True))["callback_query_id"]
        await telegram.ok("answerCallbackQuery", callback_query_id=query, text="done")
        await telegram.ok("setMyCommands", commands=[{"command": "digest", "description": "Now"}])
        await telegram.ok("deleteMessage", **about)
        events = [await following() for _ in range(7)]
    payloads = {name: payload for _, name, payload in events}
    assert [name for _, name, _ in events] == [
        *("message", "action", "draft", "edited", "answer", "bot", "deleted"),
    ]
    assert payloads["message"]["message"]["outgoing"] is False
    assert payloads["action"] == {"chat_id": 1, "action": "typing"}
    assert payloads["draft"] == {
        "chat_id": 1,
        "draft_id": 3,
        "text": "ab",
        "entities": [{"type": "bold", "offset": 0, "length": 1}],
    }
    assert payloads["edited"]["message"]["text"] == "new"
    assert payloads["answer"] == {"callback_query_id": query, "text": "done", "show_alert": False, "url": ""}
    assert payloads["bot"]["commands"] == [{"command": "digest", "description": "Now"}]
    assert payloads["deleted"] == {"chat_id": 1, "message_ids": [sent["message_id"]]}


async def test_a_screen_that_comes_back_gets_what_it_missed(telegram) -> None:
    async with screen(telegram, 1) as following:
        await telegram.send(1, "seen")
        last_id, _, _ = await following()
    await telegram.send(1, "missed")
    async with screen(telegram, 1, **{"Last-Event-ID": str(last_id)}) as following:
        await telegram.send(1, "new")
        assert [(await following())[2]["message"]["text"] for _ in range(2)] == ["missed", "new"]


async def test_nobody_sees_the_chats_of_others(telegram) -> None:
    group = await telegram.open_chat("group", members=[2], bot="member")
    async with screen(telegram, 2) as following:
        await telegram.send(1, "private")
        await telegram.send(group, "for the group")
        assert (await following())[2]["message"]["text"] == "for the group"


async def test_a_person_sees_their_own_words_as_outgoing_on_every_screen(telegram) -> None:
    async with screen(telegram, 1) as one, screen(telegram, 1) as other:
        await telegram.say(1, "mine")
        for following in (one, other):
            assert (await following())[2]["message"]["outgoing"] is True


async def test_a_quiet_line_is_kept_open_by_pings() -> None:
    hub = EventHub(first_id=1)
    async for sent in hub.listen(1, None, ping_seconds=0.01):
        assert sent == b": ping\n\n"
        break
