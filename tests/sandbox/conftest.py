"""A running Telegram, and short words for talking to it from all three sides."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from sandbox.limits import Limits
from sandbox.server import Sandbox, serve

Json = dict[str, Any]


class Clock:
    """Unix seconds that move only when told to."""

    def __init__(self) -> None:
        self.seconds = 1_790_000_000.0

    def __call__(self) -> float:
        return self.seconds


class Client:
    def __init__(self, sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
        self.sandbox = sandbox
        self.session = session
        self.url = sandbox.url

    async def call(self, method: str, **parameters: Any) -> Json:
        """The whole answer of a Bot API method."""
        url = f"{self.url}/bot{self.sandbox.token}/{method}"
        async with self.session.post(url, json=parameters) as response:
            answer: Json = await response.json(content_type=None)
            return answer

    async def ok(self, method: str, **parameters: Any) -> Any:
        answer = await self.call(method, **parameters)
        assert answer["ok"], answer
        return answer["result"]

    async def refused(self, method: str, **parameters: Any) -> str:
        answer = await self.call(method, **parameters)
        assert not answer["ok"], answer
        return str(answer["description"])

    async def post(self, path: str, **body: Any) -> Any:
        async with self.session.post(self.url + path, json=body) as response:
            answer = await response.json()
            assert response.status == 200, answer
            return answer

    async def post_status(self, path: str, **body: Any) -> int:
        async with self.session.post(self.url + path, json=body) as response:
            return response.status

    async def get(self, path: str) -> Any:
        async with self.session.get(self.url + path) as response:
            answer = await response.json()
            assert response.status == 200, answer
            return answer

    async def say(self, user: int, text: str, *, chat: int | None = None, **more: Any) -> Json:
        answer = await self.post(f"/people/{user}/chats/{chat or user}/send", text=text, **more)
        message: Json = answer["message"]
        return message

    async def send(self, chat_id: int | str, text: str = "hello", **more: Any) -> Json:
        message: Json = await self.ok("sendMessage", chat_id=chat_id, text=text, **more)
        return message

    async def open_chat(self, kind: str, **about: Any) -> int:
        chat = await self.post("/operator/chats", type=kind, title="The desk", **about)
        return int(chat["id"])

    async def updates(self) -> list[Json]:
        """Everything the bot has not been told yet, acknowledged."""
        found: list[Json] = await self.ok("getUpdates")
        if found:
            await self.ok("getUpdates", offset=found[-1]["update_id"] + 1)
        return found


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def telegram(clock: Clock) -> AsyncIterator[Client]:
    """Without flood limits, and with user 1 in conversation with the bot."""
    async with serve(limits=Limits(enabled=False), now=clock, webhook_retry_seconds=0.01) as sandbox:
        async with aiohttp.ClientSession() as session:
            client = Client(sandbox, session)
            await client.post("/people/1/start")
            await client.updates()
            yield client
