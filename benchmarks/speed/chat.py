"""An update through the whole bot: kept in the inbox, handled (one's settings read, the answer owed), and its answer handed to a messenger
that takes everything. CPU time of all of it but Telegram's library's own reading of the network, with a SQLite file.

Fifty readers, who ask for help and their settings, look at what is muted, and tap through the menu in turn. *Taps*: the same taps arriving 50 a
second, by the clock from the arrival to the answer's hand-over, other work on the machine included.
"""

import asyncio
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.speed.measured import Row, cpu_s, percentile
from bot.handling import handle
from bot.inbox import keep
from jobs.here import Sweeper
from news.models import Update
from news.pipeline import STEPS
from tests.bot.readers import Reader, a_reader, data_of

READERS, UPDATES, TAPS, A_SECOND = 50, 600, 300, 50
LINES = ("/help", "/settings", "/mute", "/next")
AIM_A_SECOND, AIM_S = 500, 0.05


async def rows(*, sample: bool) -> list[Row]:
    updates, taps = (20, 20) if sample else (UPDATES, TAPS)
    with tempfile.TemporaryDirectory() as folder:
        async with a_reader(Path(folder)) as reader:
            counter = Counter(reader)
            menu = await counter.meets(3 if sample else READERS)
            spent = await counter.answers(updates, menu)
            late_s = await counter.is_tapped(taps, menu)
    rate, p95_s = updates / spent, percentile(late_s, 0.95)
    return [
        Row("updates through the bot", f"{rate:,.0f}/CPU s", "limit", f"{AIM_A_SECOND}/CPU s", rate / AIM_A_SECOND, "at least 1"),
        Row(
            f"p95 of a tap, {A_SECOND} a second, by the clock (p50 {1e3 * percentile(late_s, 0.5):.0f} ms)",
            f"{1e3 * p95_s:.0f} ms", "limit", f"{1e3 * AIM_S:.0f} ms", p95_s / AIM_S, "at most 1",
        ),
    ]  # fmt: skip


class Counter:
    """Where readers are answered: the bot's own inbox, handlers and deliveries."""

    def __init__(self, reader: Reader) -> None:
        self.app, self.application, self._reader = reader.app, reader.application, reader
        self._sweeper = Sweeper(reader.app, [step for step in STEPS if step.name == "deliver"])
        self._last, self._chats = 1_000_000, [1]

    async def meets(self, readers: int) -> Sequence[str]:
        """Each says /start; gives the buttons of the settings."""
        self._chats = list(range(1, readers + 1))
        for chat in self._chats:
            await self.hears(self._typed(chat, "/start"))
        return [data for data in data_of(await self._reader.types("/settings")) if data]

    async def answers(self, updates: int, menu: Sequence[str]) -> float:
        """CPU seconds."""
        began = cpu_s()
        for number in range(updates):
            chat = self._chats[number % len(self._chats)]
            line = LINES[number // 2 % len(LINES)]
            await self.hears(
                self._typed(chat, line) if number % 2 else self._tapped(chat, menu[number % len(menu)])
            )
        return cpu_s() - began

    async def is_tapped(self, taps: int, menu: Sequence[str]) -> list[float]:
        """Seconds from each tap's arrival until its answer was handed over."""
        began = time.monotonic()
        taken: list[float] = []

        async def one(number: int) -> None:
            arrives_at = began + number / A_SECOND
            await asyncio.sleep(arrives_at - time.monotonic())
            await self.hears(self._tapped(self._chats[number % len(self._chats)], menu[number % len(menu)]))
            taken.append(time.monotonic() - arrives_at)

        async with asyncio.TaskGroup() as tasks:
            for number in range(taps):
                tasks.create_task(one(number))
        return taken

    async def hears(self, update: dict[str, Any]) -> None:
        await keep(self.app, [update])
        async with self.app.reading() as session:
            row = await session.get(Update, update["update_id"])
        assert row is not None
        await handle(self.app, self.application, row)
        await self._sweeper.sweep()
        await self._sweeper.idle()

    def _typed(self, chat: int, text: str) -> dict[str, Any]:
        return self._update(message={"message_id": 1, **self._who(chat), "date": 1_795_000_000, "text": text})

    def _tapped(self, chat: int, data: str) -> dict[str, Any]:
        message = {"message_id": 2, "chat": self._who(chat)["chat"], "date": 1_795_000_000, "text": "menu"}
        press = {
            "id": "1",
            "from": self._who(chat)["from"],
            "chat_instance": "1",
            "message": message,
            "data": data,
        }
        return self._update(callback_query=press)

    def _who(self, chat: int) -> dict[str, Any]:
        person = {"id": chat, "is_bot": False, "first_name": "Ann", "language_code": "en"}
        return {"from": person, "chat": {"id": chat, "type": "private", "first_name": "Ann"}}

    def _update(self, **content: Any) -> dict[str, Any]:
        self._last += 1
        return {"update_id": self._last, **content}
