"""The bot as a process, by itself or with all jobs in it: schema, feeds, the sandbox where there is no token; and a clean end.

Only here and in `__main__` do the rooms meet: bot, jobs and sandbox.
"""

import asyncio
import signal
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

import structlog
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.application import build_application
from bot.dispatching import Dispatcher
from bot.edition import fall_back_to_sample, forget_sample
from bot.handling import apologise, handle
from bot.inbox import Json, keep
from bot.introductions import introduce
from bot.limiting import slow_down
from bot.lines import SharedLines
from bot.polling import receive
from bot.turns import always, in_turn
from bot.webhook import Webhook, announce, listening
from jobs.afar import Clock
from jobs.here import Sweeper
from jobs.modes import is_wired, open_wire
from jobs.presence import Presence
from jobs.schedule import calling, heeding, present, running
from news.adapters.monitor import monitored
from news.adapters.telegram import PacedBot, TelegramMessenger, open_bot
from news.adapters.turns import Rates
from news.app import App, open_app
from news.catalogue import bundled_topics
from news.collecting import collect_seldom
from news.db import Database, beside_database, one_at_a_time, open_engine, sqlite_file
from news.errors import SettingsError
from news.heap import give_memory_back
from news.intake.enlist import enlist
from news.intake.feeds import load_catalogue
from news.operating.pulse import Pulse
from news.operating.troubles import of_damage, said_to_operator
from news.operating.wholeness import find_damage
from news.pipeline import STEPS
from news.reader.forgetting import heed_tombstones
from news.schema import bring_up_to_date
from news.settings import Settings
from news.takedown.take_down import heed_register
from news.work import owe, take_back
from news.workers import may_live
from sandbox.edition.contents import FOLDER as EDITION_FOLDER

log = structlog.get_logger(__name__)

Say = Callable[[str], None]
OpenParts = Callable[..., AbstractAsyncContextManager[App]]
T = TypeVar("T")
RECEIVE = "receive"
"""The seat of the program that asks Telegram for updates and hands them over, where they are not brought by webhook."""
PORTS_TRIED = 20
LOOKED_S = 5.0
"""At the start, at a SQLite file."""
STARTING = 7_216_447_921
"""The number of the lock under which schema and catalogue are brought up to date: several may start at once."""
OVERSEE_AFTER = timedelta(minutes=2)
RETAIN_AFTER = timedelta(minutes=5)  # the start has enough to do
PHRASEBOOK = EDITION_FOLDER / "phrasebook"


def rates_of(settings: Settings) -> Rates:
    """What Telegram allows this bot, by the operator's word."""
    return Rates(
        overall_per_second=settings.telegram_per_second, group_per_minute=settings.telegram_group_per_minute
    )


@dataclass(frozen=True)
class Telegram:
    """Where our Telegram is: the real one, or the sandbox and its page."""

    token: str
    api_url: str
    page: str | None = None


async def serve(
    settings: Settings, *, say: Say, with_jobs: bool = True, open_parts: OpenParts = open_app
) -> None:
    """Runs until SIGTERM or SIGINT; then takes nothing new, finishes what runs, and closes. Without jobs, workers elsewhere run
    the steps. `open_parts` opens the app.

    Raises SettingsError for what the operator must change.
    """
    collect_seldom()
    give_memory_back()
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with AsyncExitStack() as stack:
        watched = await stack.enter_async_context(
            monitored(host=settings.monitor_host, port=settings.monitor_port)
        )
        watched.waits_for = "the schema of the database"
        await make_schema(settings.database_url)
        watched.waits_for = "Telegram"
        starting = _start(settings, stack, say=say, with_jobs=with_jobs, open_parts=open_parts)
        started = await _unless(stop, starting)
        if started is not None:
            with watched.serving(started[0]):
                await _run(*started, settings, watched.pulse, stop=stop, say=say, with_jobs=with_jobs)
        say("Stopping: finishing what is under way.")
    say("Stopped.")


async def _start(
    settings: Settings, stack: AsyncExitStack, *, say: Say, with_jobs: bool, open_parts: OpenParts
) -> tuple[App, PacedBot]:
    """The parts, opened and with their feeds. Waits as long as Telegram does not answer."""
    telegram = await _find_telegram(settings, stack)
    if telegram.page:
        say(f"Open {telegram.page} in a browser: a Telegram on this machine, nothing leaves it.")
    bot = await stack.enter_async_context(
        open_bot(telegram.token, telegram.api_url, rates=rates_of(settings))
    )
    if not telegram.page:
        say(f"Serving @{bot.username}: https://t.me/{bot.username}")
    app = await stack.enter_async_context(
        open_parts(settings, messenger=TelegramMessenger(bot), phrasebook=PHRASEBOOK)
    )
    async with one_at_a_time(app.db.engine, STARTING):
        if with_jobs:
            await _take_back(app, settings)
        await _take_up(app)
        await _read_feeds(app, settings)
    return app, bot


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """The work's result; None when `stop` came first."""
    working, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        working.cancel()
        stopping.cancel()
        await asyncio.wait({working, stopping})
    return None if working.cancelled() else working.result()


async def make_schema(database_url: str) -> None:
    """Raises SettingsError in words where the database cannot be reached, is damaged or cannot be brought up to date."""
    await _see_whole(database_url)
    database = Database(open_engine(database_url))
    try:
        async with said_to_operator(), one_at_a_time(database.engine, STARTING):
            await bring_up_to_date(database.engine)
    finally:
        await database.close()


async def _see_whole(database_url: str) -> None:
    file = sqlite_file(database_url)
    damage = await asyncio.to_thread(find_damage, file, within_s=LOOKED_S) if file and file.exists() else None
    if damage is not None:
        raise SettingsError(f"DATABASE_URL: {of_damage(damage).words}")


async def _find_telegram(settings: Settings, stack: AsyncExitStack) -> Telegram:
    if settings.telegram_bot_token is not None:
        return Telegram(settings.telegram_bot_token.get_secret_value(), settings.telegram_api_url)
    from sandbox import server

    state = beside_database(settings.database_url, "sandbox.json")
    for port in range(settings.sandbox_port, settings.sandbox_port + PORTS_TRIED):
        try:
            running_server = await stack.enter_async_context(server.serve(port=port, state_path=state))
        except server.InUse as other:
            where = f", and its Telegram at {other.url}/" if other.url else ""
            raise SettingsError(
                f"DATABASE_URL: a program without TELEGRAM_BOT_TOKEN is at work on this database already{where}."
            ) from None
        except server.CannotKeep as refused:
            raise SettingsError(f"DATABASE_URL: {refused}.") from None
        except OSError:
            continue
        return Telegram(running_server.token, running_server.url, page=running_server.url + "/")
    raise SettingsError(
        f"SANDBOX_PORT: {settings.sandbox_port} and the {PORTS_TRIED} ports after it are taken."
    )


async def _take_back(app: App, settings: Settings) -> None:
    """On SQLite, what a killed predecessor held need not wait for its leases. Another program that lives keeps its own: taken up
    here as well, a message would be sent twice."""
    if make_url(settings.database_url).get_backend_name() == "sqlite":
        async with app.session() as session:
            await take_back(session, now=app.now(), but=await may_live(session))


async def _take_up(app: App) -> None:
    await heed_tombstones(app)
    await heed_register(app)
    async with app.session() as session:
        await owe(session, "retain", 0, at=app.now() + RETAIN_AFTER)
        await owe(session, "oversee", 0, at=app.now() + OVERSEE_AFTER)


async def _read_feeds(app: App, settings: Settings) -> None:
    catalogue = await load_catalogue(settings.feeds, app.fetcher)
    async with app.session() as session:
        enlisted = await enlist(session, catalogue, bundled_topics(), now=app.now(), replace=True)
        await forget_sample(session)
    log.info("catalogue read", feeds=enlisted.feeds, outlets=enlisted.outlets, new=enlisted.added)


async def _run(
    app: App,
    bot: PacedBot,
    settings: Settings,
    pulse: Pulse,
    *,
    stop: asyncio.Event,
    say: Say,
    with_jobs: bool,
) -> None:
    application = build_application(bot)
    await application.initialize()  # what it opens is the bot's, which `open_bot` closes
    presence = Presence(app, STEPS if with_jobs else (), seats=() if settings.webhook_url else (RECEIVE,))
    dispatcher = Dispatcher(
        app,
        partial(handle, app, application),
        on_poison=partial(apologise, app, application),
        shared=SharedLines(app, lambda: presence.name) if settings.webhook_url else None,
        on_flood=partial(slow_down, app),
    )
    async with AsyncExitStack() as stack:
        await _put_to_work(app, settings, presence, stack, with_jobs=with_jobs)
        if settings.is_sandbox and settings.feeds is None:
            await stack.enter_async_context(fall_back_to_sample(app, say=say))
        is_our_turn = partial(presence.has_seat, RECEIVE) if not settings.webhook_url else always
        if not is_our_turn():
            say(
                "Another program is at work on this database: this one stands by, and goes on where that one ends."
            )
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(in_turn(dispatcher.run, is_our_turn, stop=stop), name="dispatch")
                hear = partial(_hear, app, bot, settings, dispatcher.wake, pulse)
                tasks.create_task(in_turn(hear, is_our_turn, stop=stop), name="receive")
                introducing = tasks.create_task(
                    introduce(app, bot, name="Pressradar" if settings.is_sandbox else None), name="introduce"
                )
                watching = tasks.create_task(app.troubles.until_final(), name="troubles")
                await stop.wait()
                introducing.cancel()
                watching.cancel()
        except ExceptionGroup as failed:
            refused, _ = failed.split(SettingsError)  # for the operator, in a sentence
            if refused is None:
                raise
            raise refused.exceptions[0] from None
        await presence.leave(RECEIVE)  # the other goes on while we finish what runs


async def _put_to_work(
    app: App, settings: Settings, presence: Presence, stack: AsyncExitStack, *, with_jobs: bool
) -> None:
    """Runs what is owed here, or calls those elsewhere who do."""
    if with_jobs:
        beats = await stack.enter_async_context(running(Sweeper(app, presence=presence)))
    elif is_wired(settings):
        wire = open_wire(app)
        stack.push_async_callback(wire.close)
        await wire.open(lambda: None)
        clock = Clock(app, wire, [step.name for step in STEPS])
        beats = await stack.enter_async_context(calling(clock, wire, presence, every=False))
    else:
        beats = await stack.enter_async_context(present(presence))
    heeding(beats, app)


async def _hear(
    app: App,
    bot: PacedBot,
    settings: Settings,
    on_arrival: Callable[[], None],
    pulse: Pulse,
    stop: asyncio.Event,
) -> None:
    """What Telegram tells us, by webhook where the operator gave an address for it, else by polling."""
    if settings.webhook_url is None or settings.webhook_secret is None:
        await receive(app, bot, stop=stop, on_arrival=on_arrival, pulse=pulse)
        return
    webhook = Webhook(
        settings.webhook_url,
        settings.webhook_secret.get_secret_value(),
        settings.webhook_host,
        settings.webhook_port,
    )

    async def take(update: Json) -> None:
        try:
            arrived = await keep(app, [update])
        except (SQLAlchemyError, OSError) as error:
            await app.troubles.heard(error)
            raise
        if arrived:
            on_arrival()

    async with listening(webhook, take):
        await announce(bot, webhook, stop=stop, pulse=pulse, now=app.now)
        await stop.wait()
