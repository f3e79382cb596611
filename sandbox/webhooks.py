"""Delivers updates to the bot's own server, as often as it takes.

https://core.telegram.org/bots/api#setwebhook: a secret token in a header, several connections, retries with a
growing pause, and an answer that may carry a method to call. What belongs together (the messages of a chat, the taps of a
person) is brought in its order: the next only when the one before was taken (`queue_updates_` in
https://github.com/tdlib/telegram-bot-api/blob/master/telegram-bot-api/WebhookActor.cpp).
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from sandbox.errors import Json, malformed
from sandbox.updates import UpdateQueue, Waiting

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
ANSWER_SECONDS = 60.0
LONGEST_PAUSE_SECONDS = 60.0
Reply = Callable[[str, Json], Awaitable[None]]


@dataclass
class Webhook:
    url: str
    secret_token: str = ""
    max_connections: int = 40
    ip_address: str = ""
    last_error_at: int = 0
    last_error: str = ""
    under_way: set[asyncio.Task[None]] = field(default_factory=set)

    def info(self, pending: int, allowed: list[str] | None) -> Json:
        about: Json = {"url": self.url, "has_custom_certificate": False, "pending_update_count": pending}
        if self.url:
            about |= {"max_connections": self.max_connections, "ip_address": self.ip_address or "127.0.0.1"}
        if self.last_error_at:
            about |= {"last_error_date": self.last_error_at, "last_error_message": self.last_error}
        if allowed:
            about["allowed_updates"] = allowed
        return about


def check_url(url: str) -> None:
    """HTTPS, or plain HTTP to this machine and private networks, as a local Bot API server allows.

    Raises Refused.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise malformed("bad webhook: An HTTPS URL must be provided for webhook")
    if parts.scheme == "http" and not _is_near(parts.hostname):
        raise malformed("bad webhook: An HTTPS URL must be provided for webhook")


def _is_near(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False


class WebhookSender:
    """One loop that takes updates from the queue while there is a webhook to bring them to."""

    def __init__(
        self, queue: UpdateQueue, *, reply: Reply, now: Callable[[], float], retry_seconds: float
    ) -> None:
        self._queue = queue
        self._reply = reply
        self._now = now
        self._retry_seconds = retry_seconds
        self._loop: asyncio.Task[None] | None = None
        self._last: dict[tuple[str, object], asyncio.Task[None]] = {}
        self.webhook: Webhook | None = None

    @property
    def pending(self) -> int:
        return len(self._queue) + (len(self.webhook.under_way) if self.webhook else 0)

    async def start(self, webhook: Webhook) -> None:
        await self.stop()
        self.webhook = webhook
        self._loop = asyncio.create_task(self._run(webhook))

    async def stop(self) -> None:
        """Updates under way and not taken stay owed."""
        tasks = [task for task in (self._loop, *(self.webhook.under_way if self.webhook else ())) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._loop = self.webhook = None

    async def _run(self, webhook: Webhook) -> None:
        timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            free = asyncio.Semaphore(webhook.max_connections)
            while True:
                await free.acquire()
                waiting = self._queue.pop()
                if waiting is None:
                    free.release()
                    self._queue.stirred.clear()
                    await self._queue.stirred.wait()
                    continue
                line = line_of(waiting.update)
                before = self._last.get(line)
                task = asyncio.create_task(self._bring(session, webhook, waiting, before))
                self._last[line] = task
                task.add_done_callback(partial(self._over, line, waiting))
                webhook.under_way.add(task)
                task.add_done_callback(webhook.under_way.discard)
                task.add_done_callback(lambda _task: free.release())

    def _over(self, line: tuple[str, object], waiting: Waiting, task: asyncio.Task[None]) -> None:
        if (
            task.cancelled()
        ):  # here and not in the task: one that is cancelled before its first step runs none of its code
            self._queue.give_back(waiting)
        if self._last.get(line) is task:
            del self._last[line]

    async def _bring(
        self,
        session: aiohttp.ClientSession,
        webhook: Webhook,
        waiting: Waiting,
        before: asyncio.Task[None] | None,
    ) -> None:
        pause = self._retry_seconds
        if before is not None:
            await asyncio.wait({before})
        while waiting.expires_at > self._now():
            answer = await self._post(session, webhook, waiting.update)
            if answer is not None:
                await self._obey(answer)
                return
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def _post(self, session: aiohttp.ClientSession, webhook: Webhook, update: Json) -> Any:
        """What the bot's server answered, {} for nothing readable; None when it did not take the update."""
        headers = {SECRET_HEADER: webhook.secret_token} if webhook.secret_token else {}
        try:
            async with session.post(webhook.url, json=update, headers=headers) as response:
                if response.status // 100 == 2:
                    return await _json_or_nothing(response)
                error = f"Wrong response from the webhook: {response.status} {response.reason}"
        except (aiohttp.ClientError, TimeoutError, OSError) as failure:
            error = "Connection refused" if isinstance(failure, OSError) else "Read timeout expired"
        webhook.last_error_at, webhook.last_error = int(self._now()), error
        return None

    async def _obey(self, answer: Any) -> None:
        if isinstance(answer, dict) and isinstance(answer.get("method"), str):
            parameters = {key: value for key, value in answer.items() if key != "method"}
            await self._reply(answer["method"], parameters)


def line_of(update: Json) -> tuple[str, object]:
    """What an update comes after: the others of its kind in the chat, or of the person where there is no chat."""
    for kind, content in update.items():
        if isinstance(content, dict):
            place = content.get("chat") or content.get("from") or {}
            return kind, place.get("id")
    return "", None


async def _json_or_nothing(response: aiohttp.ClientResponse) -> Any:
    try:
        return await response.json(content_type=None) or {}
    except ValueError:
        return {}
