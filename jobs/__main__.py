"""`python -m jobs`: a worker without the bot, for chosen steps.

It needs no token but where `deliver` is among its steps, and then only sends. Any number may run beside each other
on one database; whoever claims a row first has it. The schema is brought up to date by `pressradar run` or
`pressradar db upgrade`, not here.
"""

import argparse
import asyncio
import signal
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack

import structlog
from pydantic import ValidationError

from jobs.here import Sweeper
from jobs.schedule import running
from news.adapters.monitor import monitored
from news.app import open_app
from news.db import Database, open_engine
from news.errors import SettingsError
from news.logs import scrub, set_up_logging
from news.pipeline import STEPS, Step
from news.ports import Messenger
from news.schema import newest, revision
from news.settings import Settings, complaints

log = structlog.get_logger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Works until SIGTERM or SIGINT. Gives the exit code: 2 for what the operator must change."""
    parser = argparse.ArgumentParser(
        prog="python -m jobs", description="Run steps of the line, without the bot."
    )
    names = ",".join(step.name for step in STEPS)
    parser.add_argument("--steps", default=names, help=f"comma-separated; all by default: {names}")
    try:
        steps = choose(parser.parse_args(arguments).steps)
        settings = Settings()
        set_up_logging(settings.log_level or "INFO")
        asyncio.run(work(settings, steps))
    except ValidationError as problems:
        return _say(*complaints(problems))
    except SettingsError as problem:
        return _say(str(problem))
    return 0


def _say(*complaints: str) -> int:
    sys.stderr.write(scrub("\n".join(complaints)) + "\n")
    return 2


def choose(names: str) -> tuple[Step, ...]:
    """The steps of a comma-separated list, in the order of the line. Raises SettingsError."""
    wanted = {name.strip() for name in names.split(",") if name.strip()}
    unknown = wanted - {step.name for step in STEPS}
    if unknown or not wanted:
        raise SettingsError(
            f"--steps: there is no step {', '.join(sorted(unknown)) or 'named'}. "
            f"The steps are {', '.join(step.name for step in STEPS)}."
        )
    return tuple(step for step in STEPS if step.name in wanted)


async def work(settings: Settings, steps: Sequence[Step], *, stop: asyncio.Event | None = None) -> None:
    """Sweeps the steps until `stop` (by default SIGTERM or SIGINT), then finishes what runs.

    Raises SettingsError when the schema is not current, or `deliver` cannot reach its bot.
    """
    stop = stop or _stopped_by_signal()
    await _see_schema(settings.database_url)
    async with AsyncExitStack() as stack:
        messenger = await _open_messenger(settings, steps, stack)
        app = await stack.enter_async_context(open_app(settings, messenger=messenger))
        watched = monitored(app, host=settings.monitor_host, port=settings.monitor_port)
        async with watched, running(Sweeper(app, steps)):
            log.info("working", steps=[step.name for step in steps])
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
    """Telegram, only for who delivers, or reads files that readers send: a worker that fetches feeds does not even import it."""
    needing = [step.name for step in steps if step.name in ("deliver", "look")]
    if not needing:
        return None
    if settings.telegram_bot_token is None:
        raise SettingsError(
            f"{needing[0]} needs TELEGRAM_BOT_TOKEN; without it, leave it out: --steps fetch,cluster,..."
        )
    from news.adapters.pace import Rates
    from news.adapters.telegram import TelegramMessenger, open_bot

    token = settings.telegram_bot_token.get_secret_value()
    rates = Rates(
        overall_per_second=settings.telegram_per_second, group_per_minute=settings.telegram_group_per_minute
    )
    return TelegramMessenger(
        await stack.enter_async_context(open_bot(token, settings.telegram_api_url, rates=rates))
    )


if __name__ == "__main__":
    sys.exit(main())
