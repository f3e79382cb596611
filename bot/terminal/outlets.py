"""`pressradar outlets`: which outlets are read, what is there of one, and taking one down with all its text."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from bot.terminal.opening import console, opened, or_give_up, read_settings, say
from news.errors import SettingsError
from news.settings import Settings

if TYPE_CHECKING:
    from news.app import App
    from news.models import Outlet
    from news.takedown.register import Listed
    from news.takedown.take_down import Figures

app = typer.Typer(help="Show the outlets, or take one down with all its text.", rich_markup_mode=None)
Named = Annotated[str, typer.Argument(metavar="NAME-OR-DOMAIN", help="As `pressradar outlets` shows it.")]


@app.callback(invoke_without_command=True)
def default(context: typer.Context) -> None:
    """Show the outlets; the same as `pressradar outlets list`."""
    if context.invoked_subcommand is None:
        list_outlets(None)


@app.command("list")
def list_outlets(
    words: Annotated[str | None, typer.Argument(help="Only those with this in their name or domain.")] = None,
) -> None:
    """List the outlets with their feeds and articles, and those that were taken down."""
    _run(_list, words)


@app.command()
def show(outlet: Named) -> None:
    """Show what is there of an outlet. Changes nothing."""
    _run(_show, outlet)


@app.command()
def forget(
    outlet: Named,
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
    older: Annotated[
        bool,
        typer.Option(
            "--older",
            help="Replace older messages that told a story of it, too: whole, as their words are no longer kept.",
        ),
    ] = False,
) -> None:
    """Take an outlet down with all its text: articles, what was told from them, and the messages of the last seven days, which are edited.

    Shows first what is there, and asks. Its feeds are read no more, whoever lists or brings them, also after an older backup was put back. The program may run meanwhile: it sends the edits.
    """
    _run(_forget, outlet, yes, older)


@app.command()
def allow(
    domain: Annotated[str, typer.Argument(help="The domain of an outlet that was taken down.")],
) -> None:
    """Let an outlet that was taken down be read again. What was deleted stays deleted."""
    _run(_allow, domain)


def _run(command, *arguments) -> None:  # type: ignore[no-untyped-def]
    settings = read_settings()
    with or_give_up():
        asyncio.run(command(settings, *arguments))


async def _list(settings: Settings, words: str | None) -> None:
    from rich.markup import escape
    from rich.table import Table
    from sqlalchemy import func, or_, select
    from sqlmodel import col

    from news.models import Article, Feed, Outlet
    from news.takedown.take_down import registered

    feeds = select(func.count()).where(col(Feed.outlet_id) == col(Outlet.id)).scalar_subquery()
    articles = select(func.count()).where(col(Article.outlet_id) == col(Outlet.id)).scalar_subquery()
    like = or_(col(Outlet.name).icontains(words or ""), col(Outlet.domain).icontains(words or ""))
    async with opened(settings) as parts:
        async with parts.reading() as session:
            rows = await session.execute(
                select(col(Outlet.name), col(Outlet.domain), feeds, articles)
                .where(like)
                .order_by(col(Outlet.name))
            )
            found = rows.all()
        register = await registered(parts)
    table = Table("outlet", "domain", box=None, pad_edge=False)
    table.add_column("feeds", justify="right")
    table.add_column("articles", justify="right")
    for name, domain, of_feeds, of_articles in found:
        table.add_row(escape(name), escape(domain), f"{of_feeds:,}", f"{of_articles:,}")
    if found:
        console.print(table)
    say(f"{len(found)} outlets.")
    for one in register.listed:
        say(f"Taken down on {one.at:%Y-%m-%d}: {one.name} ({one.domain}).")


async def _show(settings: Settings, named: str) -> None:
    from news.takedown.take_down import figures_of, listed_of

    async with opened(settings) as parts:
        listed = await listed_of(parts, await _outlet(parts, named))
        _say_figures(listed, await figures_of(parts, listed))


async def _forget(settings: Settings, named: str, yes: bool, older: bool) -> None:
    from news.takedown.take_down import figures_of, listed_of, take_down

    async with opened(settings) as parts:
        listed = await listed_of(parts, await _outlet(parts, named))
        _say_figures(listed, await figures_of(parts, listed))
        if not yes and not typer.confirm("Take all of it down? It cannot be brought back."):
            say("Nothing was changed.")
            return
        edited = await take_down(parts, listed, with_older=older)
    say(f"{listed.name} is taken down. {edited:,} messages are edited as the program sends them.")
    say(
        "Backups made until now still hold its text: delete them, or keep the list beside the database when you restore one."
    )


async def _allow(settings: Settings, domain: str) -> None:
    from news.takedown.take_down import allow_again

    async with opened(settings) as parts:
        if not await allow_again(parts, domain.strip().casefold()):
            raise SettingsError(f"{domain} was not taken down: see `pressradar outlets`.")
    say(f"{domain} may be read again: the catalogue brings it back at the next start.")


async def _outlet(parts: "App", named: str) -> "Outlet":
    """Raises SettingsError where there is none, or several."""
    from news.takedown.scope import outlets_named

    async with parts.reading() as session:
        found = await outlets_named(session, named)
    if not found:
        raise SettingsError(f"There is no outlet {named}: see `pressradar outlets list`.")
    if len(found) > 1:
        domains = ", ".join(outlet.domain for outlet in found)
        raise SettingsError(f"Several outlets are called {named}: name one by its domain ({domains}).")
    return found[0]


def _say_figures(listed: "Listed", figures: "Figures") -> None:
    say(f"{listed.name} ({listed.domain}, and what is below it):")
    for count, what in (
        (figures.feeds, "feeds"),
        (figures.articles, "articles, with all versions"),
        (figures.stories, f"stories that it reported, {figures.alone:,} of them it alone"),
        (figures.messages, "messages of the last seven days that have its words"),
        (figures.older, "older messages that told a story of it, replaced whole with --older, else left"),
        (figures.followers, "readers who follow a feed of it"),
    ):
        say(f"  {count:>9,} {what}")
