"""`pressradar`: the one command. Reads the settings, sets up the logs, and starts what was asked for.

Heavy parts are imported by the commands that need them, so that `--help` is there at once.
"""

import asyncio
import os
from typing import Annotated

import typer

from bot.terminal import db, feeds, jobs, lab, outlets
from bot.terminal.costs import costs
from bot.terminal.doctor import doctor
from bot.terminal.opening import or_give_up, read_settings, say
from news.collecting import uncollected
from news.errors import SettingsError

app = typer.Typer(
    name="pressradar",
    help="Your own news desk on Telegram. Without a command it runs everything: see `pressradar run --help`.",
    no_args_is_help=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command()(doctor)
app.command()(costs)
app.add_typer(feeds.app, name="feeds")
app.add_typer(outlets.app, name="outlets")
app.add_typer(jobs.app, name="jobs")
app.add_typer(db.app, name="db")
app.add_typer(lab.app, name="lab")


@app.callback(invoke_without_command=True)
def _default(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        run()


@app.command()
def run(
    port: Annotated[
        int | None,
        typer.Option(help="Port of the sandbox's page, instead of SANDBOX_PORT.", min=0, max=65_535),
    ] = None,
) -> None:
    """Run everything in this one process.

    The bot, the jobs, and without TELEGRAM_BOT_TOKEN the sandbox: a Telegram on this machine.
    """
    with uncollected():
        from bot.serve import serve

    settings = read_settings()
    if port is not None:
        settings = settings.model_copy(update={"sandbox_port": port})
    with or_give_up():
        asyncio.run(serve(settings, say=say))


@app.command()
def bot(
    webhook: Annotated[
        str | None, typer.Option(help="Address that Telegram brings updates to, instead of WEBHOOK_URL.")
    ] = None,
) -> None:
    """Run the bot alone, beside workers and clocks (`python -m jobs`).

    It polls for updates, one process a token. With WEBHOOK_URL and WEBHOOK_SECRET any number may stand behind one address.
    """
    with uncollected():
        from bot.serve import serve

    settings = read_settings(webhook_url=webhook)
    with or_give_up():
        if settings.is_sandbox:
            raise SettingsError("`pressradar bot` needs TELEGRAM_BOT_TOKEN; without one, `pressradar run`.")
        asyncio.run(serve(settings, say=say, with_jobs=False))


def main() -> None:
    os.umask(0o077)  # what we write holds what readers told us: for nobody else on this machine
    app()


if __name__ == "__main__":
    main()
