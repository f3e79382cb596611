"""The bot's counter, for tests: a bot that has just been set up, and updates handed over to it one by one. No network beyond loopback."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from bot.application import build_application
from bot.handling import handle
from news.adapters.telegram import open_bot
from news.app import App
from news.models import Delivery, Update
from news.testing import an_app
from sandbox.server import Sandbox, serve

Json = dict[str, Any]


@dataclass(frozen=True)
class Counter:
    """Where updates come in. `telegram` is the server that the bot talks to."""

    app: App
    application: Any
    telegram: Sandbox


@asynccontextmanager
async def a_counter(folder: Path, **settings: Any) -> AsyncIterator[Counter]:
    """Of a bot over an empty database. `settings` go to `an_app`."""
    async with (
        an_app(folder, **settings) as app,
        serve() as telegram,
        open_bot(telegram.token, telegram.url) as bot,
    ):
        application = build_application(bot)
        await application.initialize()
        yield Counter(app, application, telegram)


async def handed_over(app: App, application: Any, update: Update) -> list[Json]:
    """Keeps an update and has it handled; gives the payloads of what is answered, in their order."""
    async with app.session() as session:
        session.add(update)
    return await handled(app, application, update)


async def handled(app: App, application: Any, update: Update) -> list[Json]:
    """Has an update handled that is in the inbox; gives what is answered, as `handed_over`."""
    await handle(app, application, update)
    async with app.reading() as session:
        said = (
            select(Delivery)
            .where(col(Delivery.subject) == update.id, col(Delivery.kind) == "reply")
            .order_by(col(Delivery.id))
        )
        return [delivery.payload for delivery in (await session.execute(said)).scalars()]
