"""`python -m jobs`: processes without the bot. `work` runs chosen steps, `schedule` is a clock for workers elsewhere.

On PostgreSQL work comes over a wire (`afar`), from any number of clocks to any number of workers; on SQLite a worker sweeps
the rows itself and no clock is needed. Telegram is told of only where a step speaks to it: a worker that fetches feeds needs
no token. The schema is brought up to date by `pressradar run`, `pressradar bot` or `pressradar db upgrade`, not here.
"""

import argparse
import asyncio
import signal
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack

import structlog
from pydantic import ValidationError

from jobs.afar import Carrier, Clock
from jobs.hands import Hands
from jobs.here import Sweeper
from jobs.modes import is_wired, open_wire
from jobs.presence import Presence
from jobs.schedule import calling, carrying, heeding, running
from news.adapters.monitor import monitored
from news.app import App, open_app
from news.collecting import collect_seldom
from news.db import Database, open_engine
from news.errors import SettingsError
from news.heap import give_memory_back
from news.logs import scrub, set_up_logging
from news.operating.troubles import said_to_operator
from news.pipeline import STEPS, Step
from news.ports import Messenger
from news.schema import newest, revision
from news.settings import Settings, complaints

log = structlog.get_logger(__name__)

NEEDS_TELEGRAM = ("deliver", "look")
SHOWN_AS_IT_GROWS = ("answer",)
"""Steps that do without Telegram, and do better with it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Works until SIGTERM or SIGINT. Gives the exit code: 2 for what the operator must change."""
    asked = command_line().parse_args(arguments)
    try:
        steps = choose(asked.queue) if asked.command == "work" else None
        settings = Settings()
        set_up_logging(settings.log_level or "INFO")
        collect_seldom()
        give_memory_back()
        asyncio.run(work(settings, steps) if steps is not None else schedule(settings))
    except ValidationError as problems:
        return _say(*complaints(problems))
    except SettingsError as problem:
        return _say(str(problem))
    return 0


def command_line() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m jobs", description="Processes without the bot.")
    commands = parser.add_subparsers(dest="command", required=True)
    names = ",".join(step.name for step in STEPS)
    working = commands.add_parser("work", help="run chosen steps; start as many as you like")
    working.add_argument("--queue", default=names, help=f"comma-separated; all by default: {names}")
    commands.add_parser("schedule", help="call for what is due, on PostgreSQL; two of them are one to spare")
    return parser


def _say(*complaints: str) -> int:
    sys.stderr.write(scrub("\n".join(complaints)) + "\n")
    return 2


def choose(names: str) -> tuple[Step, ...]:
    """The steps of a comma-separated list, in the order of the line. Raises SettingsError."""
    wanted = {name.strip() for name in names.split(",") if name.strip()}
    unknown = wanted - {step.name for step in STEPS}
    if unknown or not wanted:
        raise SettingsError(
            f"--queue: there is no step {', '.join(sorted(unknown)) or 'named'}. "
            f"The steps are {', '.join(step.name for step in STEPS)}."
        )
    return tuple(step for step in STEPS if step.name in wanted)


async def work(settings: Settings, steps: Sequence[Step], *, stop: asyncio.Event | None = None) -> None:
    """Runs the steps until `stop` (by default SIGTERM or SIGINT), then finishes what runs.

    Raises SettingsError when the schema is not current, or `deliver` cannot reach its bot.
    """
    stop = stop or _stopped_by_signal()
    async with AsyncExitStack() as stack:
        watched = await stack.enter_async_context(
            monitored(host=settings.monitor_host, port=settings.monitor_port)
        )
        await _see_schema(settings.database_url)
        watched.waits_for = "Telegram"
        messenger = await _open_messenger(settings, steps, stack)
        app = await stack.enter_async_context(open_app(settings, messenger=messenger))
        stack.enter_context(watched.serving(app))
        if is_wired(settings):
            await _work_afar(app, steps, stack)
        else:
            await stack.enter_async_context(running(Sweeper(app, steps)))
        log.info("working", steps=[step.name for step in steps])
        await stop.wait()
        log.info("stopping")


async def _work_afar(app: App, steps: Sequence[Step], stack: AsyncExitStack) -> None:
    wire, presence = open_wire(app), Presence(app, steps)
    hands = Hands(app, steps, presence, on_room=lambda _step: carrier.stir())
    carrier = Carrier(app, wire, hands, worker=lambda: presence.name)
    stack.push_async_callback(wire.close)
    await wire.open(carrier.stir)
    clock = Clock(app, wire, [step.name for step in STEPS])
    beats = await stack.enter_async_context(calling(clock, wire, presence, every=False))
    heeding(beats, app)
    await stack.enter_async_context(carrying(carrier, hands))


async def schedule(settings: Settings, *, stop: asyncio.Event | None = None) -> None:
    """Puts what falls due on the wire until `stop`. Raises SettingsError on SQLite, and when the schema is not current."""
    stop = stop or _stopped_by_signal()
    if not is_wired(settings):
        raise SettingsError(
            "DATABASE_URL names SQLite: there is no wire, `python -m jobs work` finds its work itself."
        )
    async with AsyncExitStack() as stack:
        watched = await stack.enter_async_context(
            monitored(host=settings.monitor_host, port=settings.monitor_port)
        )
        await _see_schema(settings.database_url)
        app = await stack.enter_async_context(open_app(settings))
        stack.enter_context(watched.serving(app))
        wire = open_wire(app)
        stack.push_async_callback(wire.close)
        await wire.open(lambda: None)
        clock = Clock(app, wire, [step.name for step in STEPS])
        await stack.enter_async_context(calling(clock, wire, Presence(app), every=True))
        log.info("calling for what is due")
        await stop.wait()
        log.info("stopping")


def _stopped_by_signal() -> asyncio.Event:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    return stop


async def _see_schema(database_url: str) -> None:
    database = Database(open_engine(database_url))
    try:
        async with said_to_operator():
            at = await revision(database.engine)
    finally:
        await database.close()
    if at != newest():
        raise SettingsError(
            f"The schema is at {at or 'none'}, not {newest()}: run `pressradar db upgrade` first."
        )


async def _open_messenger(
    settings: Settings, steps: Sequence[Step], stack: AsyncExitStack
) -> Messenger | None:
    """Telegram, only for who speaks to it: a worker that fetches feeds does not even import it."""
    needing = [step.name for step in steps if step.name in NEEDS_TELEGRAM]
    if needing and settings.telegram_bot_token is None:
        raise SettingsError(
            f"{needing[0]} needs TELEGRAM_BOT_TOKEN; without it, leave it out: --queue fetch,cluster,..."
        )
    speaking = needing or [step.name for step in steps if step.name in SHOWN_AS_IT_GROWS]
    if not speaking or settings.telegram_bot_token is None:
        return None
    from news.adapters.telegram import TelegramMessenger, open_bot
    from news.adapters.turns import Rates

    token = settings.telegram_bot_token.get_secret_value()
    rates = Rates(
        overall_per_second=settings.telegram_per_second, group_per_minute=settings.telegram_group_per_minute
    )
    return TelegramMessenger(
        await stack.enter_async_context(open_bot(token, settings.telegram_api_url, rates=rates))
    )


if __name__ == "__main__":
    sys.exit(main())
