"""`pressradar`: the one command. Reads the settings, sets up the logs, and starts what was asked for.

Heavy parts are imported by the commands that need them, so that `--help` is there at once.
"""

import asyncio
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console

from news.errors import SettingsError
from news.logs import set_up_logging
from news.settings import Settings

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)

app = typer.Typer(
    name="pressradar",
    help="Your own news desk on Telegram. Without a command it runs everything: see `pressradar run --help`.",
    no_args_is_help=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def read_settings() -> Settings:
    """The settings, or a plain word on each variable that cannot work, and exit 2."""
    try:
        settings = Settings()
    except ValidationError as problems:
        for problem in problems.errors():
            name = "_".join(str(part) for part in problem["loc"]).upper()
            errors.print(f"{name}: {problem['msg']}. It is set in the environment or in .env.")
        raise typer.Exit(2) from None
    set_up_logging(settings.log_level)
    return settings


@app.callback(invoke_without_command=True)
def _default(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        run()


@app.command()
def run(
    port: Annotated[
        int | None, typer.Option(help="Port of the sandbox's page, instead of SANDBOX_PORT.")
    ] = None,
) -> None:
    """Run everything in this process: the bot, the jobs, and without TELEGRAM_BOT_TOKEN the sandbox."""
    from bot.serve import serve

    settings = read_settings()
    if port is not None:
        settings = settings.model_copy(update={"sandbox_port": port})
    try:
        asyncio.run(serve(settings, say=console.print))
    except SettingsError as problem:
        errors.print(str(problem))
        raise typer.Exit(2) from None


def main() -> None:
    app()


if __name__ == "__main__":
    main()
