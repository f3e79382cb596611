"""A reader at the bot's counter, for tests: types and taps, and sees what was answered. No network beyond loopback."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from news.app import App
from news.compose import compose
from news.i18n import Speech
from news.models import Delivery, Update
from news.testing import NOON
from news.work import claim
from tests.bot.counter import Json, a_counter, handed_over, handled


@dataclass
class Reader:
    """One who writes to the bot in a private chat. `answers` are the payloads of the last turn, `toast` its short word."""

    app: App
    application: Any
    speech: Speech
    chat: int = 7
    code: str = "en"
    update_id: int = 0
    answers: list[Json] = field(default_factory=list)

    @property
    def person(self) -> Json:
        return {"id": self.chat, "is_bot": False, "first_name": "Ann", "language_code": self.code}

    @property
    def place(self) -> Json:
        return {"id": self.chat, "type": "private", "first_name": "Ann"}

    async def types(self, text: str, **more: Any) -> Json:
        """Sends a line, and gives the last message that comes back."""
        said = {"message_id": 1, "from": self.person, "chat": self.place, "date": 1_795_000_000, "text": text}
        return await self._turn(message=said | more)

    async def sends(self, **content: Any) -> Json:
        """Sends something else than text."""
        said = {"message_id": 1, "from": self.person, "chat": self.place, "date": 1_795_000_000}
        return await self._turn(message=said | content)

    async def taps(self, data: str, *, under: Json | None = None) -> Json:
        """Presses a button, and gives what its message shows then; nothing where it stays as it is. `under` the message that
        it belongs to, where its other buttons matter."""
        message = {"message_id": 2, "chat": self.place, "date": 1_795_000_000, "text": "menu"}
        if under is not None:
            message |= {"reply_markup": under["reply_markup"]}
        press = {"id": "1", "from": self.person, "chat_instance": "1", "message": message, "data": data}
        return await self._turn(callback_query=press)

    async def _turn(self, **content: Any) -> Json:
        self.update_id += 1
        row = Update(
            id=self.update_id,
            chat_id=self.chat,
            payload={"update_id": self.update_id, **content},
            received_at=NOON,
        )
        return self._last(await handed_over(self.app, self.application, row))

    async def handles(self, row: Update) -> Json:
        """Has the bot handle an update that is in the inbox; gives the last message that comes back."""
        return self._last(await handled(self.app, self.application, row))

    def _last(self, answers: list[Json]) -> Json:
        self.answers = answers
        return self.answers[-1] if self.answers else {}


async def digest_now(reader: Reader) -> Json:
    """A digest asked for by hand, as it is sent. What it is told from must be written."""
    await reader.types("/digest")
    for _ in range(5):
        async with reader.app.session() as session:
            claims = await claim(
                session, "compose", now=reader.app.now(), lease=timedelta(minutes=2), limit=10
            )
        for one in claims:
            await compose(reader.app, one)
    async with reader.app.reading() as session:
        rows = select(Delivery).where(col(Delivery.kind) == "digest").order_by(col(Delivery.id).desc())
        return (await session.execute(rows)).scalars().first().payload  # type: ignore[union-attr]


@asynccontextmanager
async def a_reader(folder: Path, **settings: Any) -> AsyncIterator[Reader]:
    """A reader of a bot that has just been set up. `settings` go to `an_app`."""
    async with a_counter(folder, **settings) as counter:
        yield Reader(counter.app, counter.application, counter.app.words("en"))


def buttons(message: Json) -> list[Json]:
    keyboard = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in keyboard for button in row]


def button(message: Json, words: str) -> str:
    """What the button says whose label holds these words."""
    return next(one["callback_data"] for one in buttons(message) if words in one["text"])


async def unfolded(reader: Reader, story: Json) -> Json:
    """A story's message with its rarer buttons."""
    return await reader.taps(button(story, "⋯"), under=story)


def data_of(message: Json) -> list[str]:
    return [button["callback_data"] for button in buttons(message) if "callback_data" in button]
