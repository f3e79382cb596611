"""`pressradar feeds`: how the feeds are doing, polling them by hand, pausing some, and taking the list elsewhere."""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from bot.terminal.opening import console, opened, or_give_up, read_settings, say
from news.errors import SettingsError
from news.settings import Settings

if TYPE_CHECKING:
    from datetime import datetime

    from rich.progress import Progress
    from rich.table import Table

    from news.app import App
    from news.catalogue import Catalogue
    from news.models import Feed
    from news.operating.health import FeedHealth

app = typer.Typer(help="Show how the feeds are doing; poll, pause or export them.", rich_markup_mode=None)


@app.callback(invoke_without_command=True)
def default(context: typer.Context) -> None:
    """Show how the feeds are doing; the same as `pressradar feeds list`."""
    if context.invoked_subcommand is None:
        list_feeds(failing=False)


@app.command("list")
def list_feeds(
    failing: Annotated[bool, typer.Option("--failing", help="Only feeds whose last poll failed.")] = False,
) -> None:
    """List the feeds with their last poll and error, those that fail most first."""
    settings = read_settings()
    with or_give_up():
        asyncio.run(_list(settings, failing=failing))


@app.command()
def check(
    limit: Annotated[
        int | None, typer.Option(min=1, max=1_000_000, help="Poll at most so many feeds.")
    ] = None,
) -> None:
    """Poll feeds now and keep what is new, those never polled first, then the longest ago.

    Exits with 1 when none of them could be read.
    """
    settings = read_settings()
    with or_give_up():
        asyncio.run(_check(settings, limit=limit))


@app.command()
def pause(
    feed: Annotated[
        str,
        typer.Argument(
            help="Its address as `feeds list` shows it, or an outlet's domain for all of its feeds."
        ),
    ],
) -> None:
    """Read a feed no more until it is resumed, also where the catalogue is read anew. The program may run meanwhile."""
    _tend(feed, is_to_rest=True)


@app.command()
def resume(
    feed: Annotated[
        str, typer.Argument(help="Its address, or an outlet's domain for all of its paused feeds.")
    ],
) -> None:
    """Read a feed again, at once. The program may run meanwhile."""
    _tend(feed, is_to_rest=False)


def _tend(feed: str, *, is_to_rest: bool) -> None:
    settings = read_settings()
    with or_give_up():
        asyncio.run(_rest(settings, feed) if is_to_rest else _read_again(settings, feed))


@app.command()
def export() -> None:
    """Write the feeds as OPML to the standard output, for another reader or for FEEDS."""
    settings = read_settings()
    with or_give_up():
        typer.echo(asyncio.run(_export(settings)))


# --- list ----------------------------------------------------------------------------------------


async def _list(settings: Settings, *, failing: bool) -> None:
    from news.operating.health import feed_counts, feeds_by_health
    from news.operating.tending import paused_feeds

    async with opened(settings) as parts, parts.reading() as session:
        counts = await feed_counts(session)
        feeds = await feeds_by_health(session, only_failing=failing)
        paused = await paused_feeds(session)
        now = parts.now()
    if feeds:
        console.print(_table(feeds, now=now))
    say(
        f"{counts.active} feeds: {counts.well} well, {counts.failing} failing, {counts.never} never polled; "
        f"{counts.resting} resting."
    )
    for feed in paused:
        say(f"paused {_ago(feed.paused_at, now=now)}: {feed.url}")
    if not counts.active:
        say("`pressradar run` reads the catalogue at its start, `pressradar feeds check` as well.")


def _table(feeds: "Sequence[FeedHealth]", *, now: "datetime") -> "Table":
    from rich.markup import escape
    from rich.table import Table

    table = Table("", "outlet", "polled", box=None, pad_edge=False)
    table.add_column("feed and error", overflow="fold")
    for feed in feeds:
        told = feed.url
        if feed.last_error and feed.failures:
            told += f"\nfailed {feed.failures} times: {feed.last_error}"
        table.add_row(_sign(feed), escape(feed.outlet), _ago(feed.fetched_at, now=now), escape(told))
    return table


def _sign(feed: "FeedHealth") -> str:
    if feed.failures:
        return "✗"
    return "·" if feed.fetched_at is None else "✓"


def _ago(at: "datetime | None", *, now: "datetime") -> str:
    if at is None:
        return "never"
    minutes = int((now - at).total_seconds() // 60)
    if minutes < 90:
        return f"{minutes} min ago"
    return f"{minutes // 60} h ago" if minutes < 48 * 60 else f"{minutes // 1440} days ago"


# --- check ---------------------------------------------------------------------------------------


async def _check(settings: Settings, *, limit: int | None) -> None:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from news.operating.health import feeds_by_health, longest_unpolled

    async with opened(settings) as parts:
        await _read_catalogue_once(parts, settings)
        async with parts.reading() as session:
            ids = await longest_unpolled(session, limit=limit)
        columns = (TextColumn("Polling"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with _quiet_log(), Progress(*columns, console=console, transient=True) as progress:
            await _poll(parts, ids, progress)
        async with parts.reading() as session:
            polled = [feed for feed in await feeds_by_health(session) if feed.id in set(ids)]
    failed = [feed for feed in polled if feed.failures]
    if failed:
        console.print(_table(failed, now=parts.now()))
    say(f"{len(polled) - len(failed)} of {len(ids)} feeds were read, {len(failed)} failed.")
    if ids and len(failed) == len(polled):
        raise typer.Exit(1)


@contextmanager
def _quiet_log() -> Iterator[None]:
    """The table at the end says which feeds failed; the log need not say it into the progress."""
    log = logging.getLogger("news.fetch")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(before)


async def _poll(parts: "App", ids: Sequence[int], progress: "Progress") -> None:
    from jobs.here import Sweeper
    from news.pipeline import STEPS

    (fetch,) = (step for step in STEPS if step.name == "fetch")
    sweeper, room = Sweeper(parts, [fetch]), asyncio.Semaphore(fetch.concurrency)
    bar = progress.add_task("feeds", total=len(ids))

    async def poll(feed: int) -> None:
        async with room:
            await sweeper.run_now("fetch", feed)
        progress.advance(bar)

    async with asyncio.TaskGroup() as tasks:
        for feed in ids:
            tasks.create_task(poll(feed))


async def _read_catalogue_once(parts: "App", settings: Settings) -> None:
    """Only where there are no feeds at all: a program that is running may have its reasons for those it has."""
    from news.catalogue import bundled_topics
    from news.intake.enlist import enlist
    from news.intake.feeds import load_catalogue
    from news.operating.health import feed_counts

    async with parts.reading() as session:
        counts = await feed_counts(session)
    if counts.active:
        return
    catalogue = await load_catalogue(settings.feeds, parts.fetcher)
    async with parts.session() as session:
        await enlist(session, catalogue, bundled_topics(), now=parts.now(), replace=True)


# --- pause and resume ----------------------------------------------------------------------------


async def _rest(settings: Settings, named: str) -> None:
    from news.operating.tending import feeds_named, pause_feed

    async with opened(settings) as parts, parts.session() as session:
        feeds = [feed for feed in await feeds_named(session, named) if feed.paused_at is None]
        for feed in feeds:
            await pause_feed(session, feed, now=parts.now())
    _say_of(feeds, "paused", named=named, otherwise="nothing that is read")


async def _read_again(settings: Settings, named: str) -> None:
    from news.operating.tending import feeds_named, resume_feed

    async with opened(settings) as parts, parts.session() as session:
        feeds = [feed for feed in await feeds_named(session, named) if feed.paused_at is not None]
        for feed in feeds:
            await resume_feed(session, feed, now=parts.now())
    _say_of(feeds, "read again", named=named, otherwise="nothing that is paused")


def _say_of(feeds: "Sequence[Feed]", done: str, *, named: str, otherwise: str) -> None:
    """Each of them. Raises SettingsError where there is none."""
    for feed in feeds:
        say(f"{done}: {feed.url}")
    if not feeds:
        raise SettingsError(
            f"{named}: {otherwise}. `pressradar feeds list` has the addresses, paused ones at its end."
        )


# --- export --------------------------------------------------------------------------------------


async def _export(settings: Settings) -> str:
    from news.intake.feeds import load_catalogue
    from news.intake.opml import write_opml

    async with opened(settings) as parts:
        catalogue = await _from_rows(parts) or await load_catalogue(settings.feeds, parts.fetcher)
    return write_opml(catalogue)


async def _from_rows(parts: "App") -> "Catalogue | None":
    """The active feeds as a catalogue; None where there are none yet."""
    from sqlalchemy import select
    from sqlmodel import col

    from news.catalogue import Catalogue, FeedEntry, OutletEntry
    from news.models import Feed, Outlet

    found: dict[int, tuple[Outlet, list[FeedEntry]]] = {}
    statement = select(Outlet, Feed).join(Feed, col(Feed.outlet_id) == col(Outlet.id)).where(col(Feed.active))
    async with parts.reading() as session:
        for outlet, feed in await session.execute(statement.order_by(col(Outlet.name), col(Feed.url))):
            entry = FeedEntry(feed.url, tuple(feed.topics), feed.language, feed.title)
            found.setdefault(outlet.id or 0, (outlet, []))[1].append(entry)
    outlets = tuple(
        OutletEntry(o.name, o.domain, o.country, o.language, o.owner, o.kind, o.facts_from, tuple(feeds))
        for o, feeds in found.values()
    )
    return Catalogue(outlets=outlets, topics=()) if outlets else None
