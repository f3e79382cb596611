"""What every command begins with: settings or plain words on what is wrong with them, and the parts it needs."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console

from news.errors import SettingsError
from news.logs import scrub, set_up_logging
from news.settings import Settings, complaints

if TYPE_CHECKING:
    from news.app import App

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)


def read_settings(**given: object) -> Settings:
    """The settings, or a plain word on each variable that cannot work, and exit 2. What is given on the command line goes
    before the environment; None was not given."""
    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as problems:
        for complaint in complaints(problems):
            errors.print(complaint, markup=False, soft_wrap=True)
        raise typer.Exit(2) from None
    set_up_logging(settings.log_from)
    return settings


def say(text: str) -> None:
    """A line of prose, which the terminal wraps and not we."""
    console.print(text, markup=False, soft_wrap=True)


def give_up(why: object) -> NoReturn:
    """For what the operator must change: says it, exit 2."""
    errors.print(scrub(str(why)), markup=False, soft_wrap=True)
    raise typer.Exit(2)


@contextmanager
def or_give_up() -> Iterator[None]:
    """Around what a command does: a SettingsError is for the operator to mend."""
    try:
        yield
    except SettingsError as problem:
        give_up(problem)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator["App"]:
    """The parts without Telegram, on a current schema. Raises SettingsError."""
    from news.app import open_app
    from news.operating.troubles import said_to_operator
    from news.schema import bring_up_to_date

    async with said_to_operator(), open_app(settings) as app:
        await bring_up_to_date(app.db.engine)
        yield app
