"""Groups and channels of a sandbox, the people in them, and the bot among them: over HTTP, with all that is owed done at once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp

from bot.application import build_application
from bot.handling import handle
from bot.inbox import ALLOWED, chat_of, keep
from news.adapters.telegram import PacedBot, TelegramMessenger, open_bot
from news.adapters.turns import Rates
from news.app import App
from news.models import Story, Update
from news.pipeline import STEPS
from news.testing import Clock, a_feed, a_story, a_topic, an_app, an_article, an_outlet
from news.work import claim
from sandbox.limits import Limits
from sandbox.server import Sandbox, serve

Json = dict[str, Any]
FAST = Rates(overall_per_second=1_000, chat_per_second=1_000, chat_burst=1_000, group_per_minute=60_000)
FERRY = "A ferry sank off Marel in the night. All 40 passengers were saved by fishing boats."


@dataclass
class Village:
    """Who does what where; the bot's side settles after each act."""

    app: App
    application: Any
    bot: PacedBot
    telegram: Sandbox
    http: aiohttp.ClientSession
    clock: Clock

    # --- places

    async def opens(self, kind: str, **about: Any) -> int:
        """A new chat with the bot in it; gives its id."""
        made = await self._post("/operator/chats", {"type": kind, "title": kind.title(), **about})
        await self.settle()
        return int(made["id"])

    async def topic(self, chat: int, name: str) -> int:
        made = await self._post(f"/operator/chats/{chat}/topics", {"name": name})
        await self.settle()
        return int(made["message_thread_id"])

    async def operator(self, path: str, **body: Any) -> Json:
        done = await self._post(f"/operator/chats/{path}", body)
        await self.settle()
        return done

    # --- people

    async def meets(self, user: int, code: str = "en") -> None:
        await self._post("/people", {"user": user, "first_name": f"P{user}", "language_code": code})

    async def says(self, user: int, chat: int, text: str, **more: Any) -> Json:
        """Gives the message that was written."""
        made = await self._post(f"/people/{user}/chats/{chat}/send", {"text": text, **more})
        await self.settle()
        return dict(made["message"])

    async def sends_file(self, user: int, chat: int, name: str, content: str, *, reply_to: int) -> None:
        form = aiohttp.FormData({"reply_to_message_id": str(reply_to)})
        form.add_field("file", content.encode(), filename=name, content_type="text/xml")
        url = f"{self.telegram.url}/people/{user}/chats/{chat}/send_document"
        async with self.http.post(url, data=form) as answer:
            answer.raise_for_status()
        await self.settle()

    async def presses(self, user: int, message: Json, label: str) -> Json:
        """Presses the button whose label holds these words; gives what Telegram was told to answer."""
        for row in message["reply_markup"]["inline_keyboard"]:
            for button in row:
                if label in button["text"]:
                    return await self.sends_press(user, message, button["callback_data"])
        raise AssertionError(f"no button {label!r} in {message}")

    async def sends_press(self, user: int, message: Json, data: str, **more: Any) -> Json:
        pressed = {"chat_id": message["chat"]["id"], "message_id": message["message_id"], "data": data}
        made = await self._post(f"/people/{user}/press", pressed | more)
        await self.settle()
        url = f"{self.telegram.url}/people/{user}/answers/{made['callback_query_id']}"
        async with self.http.get(url, params={"timeout": "2"}) as answer:
            return dict(await answer.json())

    # --- what is seen

    async def heard(self, user: int, chat: int, *, thread: int | None = None) -> list[Json]:
        """What the bot wrote there, oldest first; in this topic (0: in none), where one is named."""
        async with self.http.get(f"{self.telegram.url}/people/{user}/chats/{chat}/messages") as answer:
            found = await answer.json()
        mine = [m for m in found if _is_bots(m, self.bot.id)]
        return [m for m in mine if thread is None or m.get("message_thread_id", 0) == thread]

    async def last(self, user: int, chat: int, *, thread: int | None = None) -> Json:
        return (await self.heard(user, chat, thread=thread))[-1]

    def calls(self, method: str) -> list[Json]:
        return [call for call in self.telegram.api.calls if call["method"] == method]

    # --- the bot's side

    async def settle(self) -> None:
        """Everything that has arrived is handled, and everything that is owed now is done."""
        idle = 0
        while idle < 3:
            done = await self._handle() + await self._work()
            idle = 0 if done else idle + 1
            self.clock.move(timedelta(seconds=1) if not done else timedelta(0))

    async def _handle(self) -> int:
        queue = self.telegram.world.updates
        updates = queue.first(100)
        if not updates:
            return 0
        await keep(self.app, updates)
        for update in updates:
            row = Update(
                id=update["update_id"], chat_id=chat_of(update), payload=update, received_at=self.app.now()
            )
            await handle(self.app, self.application, row)
            queue.acknowledge(update["update_id"] + 1)
        return len(updates)

    async def _work(self) -> int:
        count = 0
        for step in STEPS:
            async with self.app.session() as session:
                claims = await claim(session, step.name, now=self.app.now(), lease=step.lease, limit=20)
            for taken in claims:
                await step.run(self.app, taken)
            count += len(claims)
        return count

    async def _post(self, path: str, body: Json) -> Json:
        async with self.http.post(self.telegram.url + path, json=body) as answer:
            assert answer.status < 300, await answer.text()
            return dict(await answer.json())


def _is_bots(message: Json, bot_id: int) -> bool:
    """In a channel all posts are the channel's: the bot's are those that nobody typed."""
    if message["chat"]["type"] == "channel":
        return "sender_chat" in message and not message.get("text", "").startswith("/")
    return bool(message.get("from", {}).get("id") == bot_id)


def buttons(message: Json) -> list[Json]:
    keyboard = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in keyboard for button in row]


@asynccontextmanager
async def a_village(folder: Path, **parts: Any) -> AsyncIterator[Village]:
    """Two topics of news, no chats yet. `parts` take the place of the app's."""
    clock = Clock()
    limits = Limits(enabled=False)
    async with (
        an_app(folder, clock=clock) as app,
        serve(limits=limits) as telegram,
        open_bot(telegram.token, telegram.url, rates=FAST) as bot,
        aiohttp.ClientSession() as http,
    ):
        telegram.world.updates.allowed = list(ALLOWED)
        application = build_application(bot)
        await application.initialize()
        app = replace(app, **{"messenger": TelegramMessenger(bot)} | parts)
        async with app.session() as session:
            await a_topic(session, "world")
            await a_topic(session, "science")
        yield Village(app, application, bot, telegram, http, clock)


async def the_ferry(village: Village) -> Story:
    """A story that every reader may have."""
    async with village.app.session() as session:
        articles = []
        for name in ("Courier", "Post"):
            feed = await a_feed(session, await an_outlet(session, name, language="en"), "world")
            articles.append(await an_article(session, feed, f"Ferry sinks off Marel, {name}", FERRY))
        return await a_story(session, *articles)
