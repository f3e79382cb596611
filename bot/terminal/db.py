"""`pressradar db`: the database, and the revision of its schema."""

import asyncio
from typing import TYPE_CHECKING

import typer

from bot.terminal.opening import give_up, opened, read_settings, say, sqlite_file
from news.errors import SettingsError
from news.logs import scrub
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
    try:
        asyncio.run(_status(settings))
    except SettingsError as problem:
        give_up(problem)


@app.command()
def upgrade() -> None:
    """Create the database, or bring its schema up to date.

    `pressradar run` does this by itself; the command is for doing it before, with nothing running.
    """
    settings = read_settings()
    try:
        asyncio.run(_upgrade(settings))
    except SettingsError as problem:
        give_up(problem)


@app.command()
def reindex() -> None:
    """Make the index of words, by which /search finds articles, anew.

    The program does this by itself where it is needed. The command is for an index that finds what is not there, or does not find what is. On PostgreSQL it may run beside the program; on SQLite everything else waits meanwhile.
    """
    settings = read_settings()
    try:
        asyncio.run(_reindex(settings))
    except SettingsError as problem:
        give_up(problem)


async def _status(settings: Settings) -> None:
    from news.db import Database, open_engine
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
    from news.search_index import refill

    async with opened(settings) as parts, parts.db.engine.begin() as connection:
        count = await connection.run_sync(refill)
    say(f"{count:,} articles are indexed.")
