"""Somebody who types and taps what they follow, for tests: topics and words of their own."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from news.adapters.telegram_calls import plain_text
from news.app import App
from news.catalogue import Catalogue, bundled_topics
from news.intake.enlist import enlist
from news.models import Subscription, Update
from news.testing import NOON, Clock
from sandbox.server import Sandbox
from tests.bot.counter import Json, a_counter, handed_over

READER = {"id": 7, "is_bot": False, "first_name": "Ann", "language_code": "en"}
CHAT = {"id": 7, "type": "private", "first_name": "Ann"}


@dataclass
class Follower:
    """Types and taps, in their chat or as somebody else in another, and sees the first thing that is answered."""

    app: App
    application: Any
    telegram: Sandbox
    clock: Clock
    language: str = "en"
    updates: int = 0

    async def types(self, text: str, chat: int = 7, **more: Any) -> Json:
        return await self.sends(chat, text=text, **more)

    async def says(self, text: str) -> list[Json]:
        """Types, and gives everything that is answered."""
        return await self.takes(7, message=self._written(7) | {"text": text})

    async def sends(self, chat: int, **content: Any) -> Json:
        """A message with other content than text."""
        return _first(await self.takes(chat, message=self._written(chat) | content))

    async def taps(self, data: str, chat: int = 7) -> Json:
        message = {"message_id": 1, "chat": CHAT | {"id": chat}, "date": 1_795_000_000, "text": "menu"}
        press = {
            "id": "1",
            "from": self._person(chat),
            "chat_instance": "1",
            "data": data,
            "message": message,
        }
        return _first(await self.takes(chat, callback_query=press))

    def _written(self, chat: int) -> Json:
        return {
            "message_id": 1,
            "from": self._person(chat),
            "chat": CHAT | {"id": chat},
            "date": 1_795_000_000,
        }

    def _person(self, chat: int) -> Json:
        return READER | {"id": chat, "language_code": self.language}

    async def takes(self, chat: int, **content: Any) -> list[Json]:
        self.updates += 1
        payload = {"update_id": self.updates, **content}
        row = Update(id=self.updates, chat_id=chat, payload=payload, received_at=NOON)
        return await handed_over(self.app, self.application, row)

    async def follows(self, kind: str = "phrase") -> list[str]:
        """What they follow, in the order in which they began to."""
        async with self.app.reading() as session:
            rows = await session.execute(
                select(col(Subscription.target))
                .where(col(Subscription.kind) == kind)
                .order_by(col(Subscription.id))
            )
            return list(rows.scalars())


def _first(answers: list[Json]) -> Json:
    return next(iter(answers), {})


@asynccontextmanager
async def a_follower(folder: Path) -> AsyncIterator[Follower]:
    """Of a bot that has no topics yet."""
    clock = Clock()
    async with a_counter(folder, clock=clock) as counter:
        yield Follower(counter.app, counter.application, counter.telegram, clock)


@asynccontextmanager
async def a_follower_of_topics(folder: Path) -> AsyncIterator[Follower]:
    """Of a bot with all topics of the catalogue, and no feeds."""
    async with a_follower(folder) as follower:
        async with follower.app.session() as session:
            await enlist(session, Catalogue((), ()), bundled_topics(), now=NOON, replace=False)
        yield follower


def plain(payload: Json) -> str:
    return plain_text(payload["text"]).replace("\u2068", "").replace("\u2069", "")


def button(payload: Json, words: str) -> str:
    """What the first button does that says these words; first of those on which they are no part of a longer word."""
    buttons = [one for row in payload["reply_markup"]["inline_keyboard"] for one in row]
    whole = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
    saying = sorted(
        (one for one in buttons if words in one["text"]), key=lambda one: not whole.search(one["text"])
    )
    assert saying, (words, [one["text"] for one in buttons])
    return saying[0]["callback_data"]


def label(payload: Json, words: str) -> str:
    """What the first button says that says these words."""
    rows = payload["reply_markup"]["inline_keyboard"]
    return next(one["text"] for row in rows for one in row if words in one["text"])
