"""`pressradar jobs`: what is owed of each step, and what rests because it failed too often."""

import asyncio
from typing import Annotated

import typer

from bot.terminal.opening import console, opened, or_give_up, read_settings, say
from news.errors import SettingsError
from news.settings import Settings

app = typer.Typer(help="Show what work is owed and what rests, or try it again.", rich_markup_mode=None)


@app.callback(invoke_without_command=True)
def show(context: typer.Context) -> None:
    """Show the work owed of each step: due now, waiting for its time, running, resting after too many failures.

    Resting work is not tried again by itself: `pressradar jobs retry STEP` does.
    """
    if context.invoked_subcommand is not None:
        return
    settings = read_settings()
    with or_give_up():
        asyncio.run(_show(settings))


@app.command()
def retry(
    step: Annotated[
        str, typer.Argument(help="fetch, cluster, write, translate, compose, deliver or answer.")
    ],
    row: Annotated[
        int | None,
        typer.Argument(help="The row's number; without it, all that failed.", min=1, max=2**63 - 1),
    ] = None,
) -> None:
    """Try failed work of a step again, now, with a clean record.

    A program that is running takes it up within a second.
    """
    settings = read_settings()
    with or_give_up():
        asyncio.run(_retry(settings, step, row))


async def _show(settings: Settings) -> None:
    from rich.table import Table

    from news.operating.health import Owed, owed_by_step
    from news.pipeline import STEPS

    async with opened(settings) as parts, parts.reading() as session:
        owed = await owed_by_step(session, now=parts.now())
    table = Table("step", box=None, pad_edge=False)
    for name in ("due", "waiting", "running", "resting"):
        table.add_column(name, justify="right")
    table.add_column("last error", overflow="fold")
    for step in STEPS:
        now = owed.get(step.name) or Owed(step.name, 0, 0, 0, 0, None)
        counts = [str(count) for count in (now.due, now.waiting, now.running, now.resting)]
        table.add_row(step.name, *counts, _first_line(now.last_error))
    console.print(table)
    if any(now.resting for now in owed.values()):
        say("Resting work is tried again by `pressradar jobs retry STEP [ROW]`.")


def _first_line(error: str | None) -> str:
    from rich.markup import escape

    return escape((error or "").strip().partition("\n")[0][:160])


async def _retry(settings: Settings, step: str, row: int | None) -> None:
    from sqlalchemy import select
    from sqlmodel import col

    from news.models import Work
    from news.pipeline import STEPS
    from news.work import owe_at

    if step not in {known.name for known in STEPS}:
        raise SettingsError(f"There is no step {step!r}. The steps are {', '.join(s.name for s in STEPS)}.")
    failed = select(col(Work.row)).where(col(Work.step) == step, ~col(Work.leased))
    failed = failed.where(col(Work.attempts) > 0) if row is None else failed.where(col(Work.row) == row)
    async with opened(settings) as parts, parts.session() as session:
        rows = list((await session.execute(failed)).scalars())
        for found in rows:
            await owe_at(session, step, found, at=parts.now())
    if row is not None and not rows:
        raise SettingsError(f"No work of {step} for row {row} waits: it is done, or running right now.")
    say(f"{len(rows)} of {step} will be tried again now.")
