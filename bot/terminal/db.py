"""`pressradar db`: the database, and the revision of its schema."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from sqlalchemy.exc import DBAPIError

from bot.terminal.opening import opened, or_give_up, read_settings, say
from news.errors import SettingsError
from news.logs import scrub
from news.operating.backups import at_work, put_back, take
from news.settings import Settings

if TYPE_CHECKING:
    from news.db import Database

app = typer.Typer(
    help="Look after the database and its index of words.", no_args_is_help=True, rich_markup_mode=None
)


@app.command()
def status() -> None:
    """Show which database is used, the revision of its schema, and how much is in it.

    Changes nothing.
    """
    settings = read_settings()
    with or_give_up():
        asyncio.run(_status(settings))


@app.command()
def upgrade() -> None:
    """Create the database, or bring its schema up to date.

    `pressradar run` does this by itself; the command is for doing it before, with nothing running.
    """
    settings = read_settings()
    with or_give_up():
        asyncio.run(_upgrade(settings))


@app.command()
def reindex() -> None:
    """Make the indexes of words, by which /search finds articles and told stories, anew.

    The program does this by itself where it is needed. The command is for an index that finds what is not there, or does not find what is. On PostgreSQL it may run beside the program; on SQLite everything else waits meanwhile.
    """
    settings = read_settings()
    with or_give_up():
        asyncio.run(_reindex(settings))


@app.command()
def backup(
    file: Annotated[
        Path | None,
        typer.Argument(help="Where to; by default beside the database, with the date in its name."),
    ] = None,
) -> None:
    """Copy the database while the program runs. The copy holds what readers told the bot: keep it as you keep that.

    SQLite only: PostgreSQL has pg_dump.
    """
    settings = read_settings()
    with or_give_up():
        database = _sqlite_file(settings, "pg_dump --format=custom --file=pressradar.dump ADDRESS")
        now = datetime.now(UTC)
        copy = file or database.with_name(f"{database.stem}-{now:%Y%m%dT%H%M%S}.backup")
        take(database, copy)
    say(f"{copy}: {copy.stat().st_size / 1e6:.1f} MB, checked.")


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="A file that `pressradar db backup` wrote.")]) -> None:
    """Put a backup in the place of the database, with nothing running. What was there is kept beside it.

    Messages that were on their way at the time of the backup are not sent again; whoever told the bot since then to forget them
    stays forgotten.
    """
    settings = read_settings()
    with or_give_up():
        database = _sqlite_file(settings, "pg_restore --clean --dbname=ADDRESS pressradar.dump")
        aside = put_back(file, database, now=datetime.now(UTC))
        asyncio.run(_upgrade(settings))
    say(f"{database} is now {file}." + (f" What was there is {aside}." if aside else ""))


@app.command()
def copy(
    address: Annotated[
        str, typer.Argument(help="postgresql://user:password@host/database, which must be empty.")
    ],
) -> None:
    """Move this installation from SQLite to PostgreSQL, with nothing running: every row, counted there afterwards.

    Then set DATABASE_URL to the address and start the program. The SQLite file stays as it is. Telegram keeps what people
    write meanwhile for a day.
    """
    settings = read_settings()
    with or_give_up():
        database = _sqlite_file(settings, "nothing: this is PostgreSQL already")
        if worker := at_work(database, now=datetime.now(UTC)):
            raise SettingsError(f"{worker} is working on {database}: stop it first.")
        asyncio.run(_copy(settings, address))


def _sqlite_file(settings: Settings, otherwise: str) -> Path:
    """The database's file. Raises SettingsError with what to do where it is no SQLite."""
    from news.db import sqlite_file

    file = sqlite_file(settings.database_url)
    if file is None:
        raise SettingsError(f"DATABASE_URL names no SQLite file. For PostgreSQL: {otherwise}.")
    return file


async def _copy(settings: Settings, address: str) -> None:
    from news.db import open_engine
    from news.operating.moving import move

    source, target = open_engine(settings.database_url), open_engine(address)
    if target.dialect.name != "postgresql":
        raise SettingsError("The address to move to must be of a PostgreSQL database.")
    try:
        counts = await move(source, target, said=lambda table, count: say(f"  {count:>9,} {table}"))
    except (DBAPIError, OSError) as problem:
        raise SettingsError(f"{scrub(address)}: {getattr(problem, 'orig', problem)}.") from problem
    finally:
        await source.dispose()
        await target.dispose()
    say(f"{sum(counts.values()):,} rows are there. Set DATABASE_URL to the address, then start the program.")


async def _status(settings: Settings) -> None:
    from news.db import Database, open_engine, sqlite_file
    from news.schema import newest, revision

    say(f"Database  {scrub(settings.database_url)}")
    file = sqlite_file(settings.database_url)
    if file is not None and not file.exists():
        say("It is not there yet: the first `pressradar run` makes it, or `pressradar db upgrade`.")
        return
    if file is not None:
        say(f"Size      {file.stat().st_size / 1e6:.1f} MB")
    database = Database(open_engine(settings.database_url))
    try:
        at = await revision(database.engine)
        say(f"Schema    {at or 'none'} (newest: {newest()})")
        if at == newest():
            await _show_counts(database)
        else:
            say("Bring it up to date with `pressradar db upgrade`, or start the program.")
    finally:
        await database.close()


async def _show_counts(database: "Database") -> None:
    from sqlalchemy import func, select

    from news.models import Article, Brief, Delivery, Digest, Feed, Story, Subscriber

    async with database.reading() as session:
        for what, table in {
            "feeds": Feed,
            "articles": Article,
            "stories": Story,
            "briefs": Brief,
            "subscribers": Subscriber,
            "digests": Digest,
            "deliveries": Delivery,
        }.items():
            count = (await session.execute(select(func.count()).select_from(table))).scalar_one()
            say(f"  {count:>9,} {what}")


async def _upgrade(settings: Settings) -> None:
    from news.db import Database, open_engine
    from news.schema import bring_up_to_date, newest

    database = Database(open_engine(settings.database_url))
    try:
        changed = await bring_up_to_date(database.engine)
    finally:
        await database.close()
    say(f"The schema is now at {newest()}." if changed else f"Nothing to do: the schema is at {newest()}.")


async def _reindex(settings: Settings) -> None:
    from news.searching.search_index import ARTICLES, BRIEFS, refill

    async with opened(settings) as parts, parts.db.engine.begin() as connection:
        articles = await connection.run_sync(refill, ARTICLES)
        briefs = await connection.run_sync(refill, BRIEFS)
    say(f"{articles:,} articles are indexed, and {briefs:,} told stories.")
