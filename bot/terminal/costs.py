"""`pressradar costs`: what the model has cost, by the day, and for each reader and day."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from bot.terminal.opening import console, opened, or_give_up, read_settings, say
from news.settings import Settings

if TYPE_CHECKING:
    from news.operating.costs import DayCosts


def costs(
    days: Annotated[
        int, typer.Option(help="How many days to look back on, today included.", min=1, max=36_500)
    ] = 14,
) -> None:
    """Show what the model told, used up and cost.

    Money needs OPENAI_PRICES. A story that fell back was paid for, and is told in its sources' own sentences all the same. A reader-day is a reader who had a digest on a day.
    """
    settings = read_settings()
    with or_give_up():
        asyncio.run(_show(settings, days))


async def _show(settings: Settings, days: int) -> None:
    from rich.table import Table

    from news.operating.costs import costs_by_day, total_of

    async with opened(settings) as parts, parts.reading() as session:
        found = await costs_by_day(session, today=parts.now().date(), days=days)
    total = total_of(found)
    if not total.calls and not total.stories:
        say(f"No model was asked in the last {days} days.")
        return
    table = Table("day", box=None, pad_edge=False)
    for name in (
        "stories",
        "translations",
        "fell back",
        "calls",
        "tokens in",
        "tokens out",
        "cost",
        "readers",
    ):
        table.add_column(name, justify="right")
    for day in found:
        table.add_row(f"{day.day}", *_numbers(day))
    table.add_row("all", *_numbers(total))
    console.print(table)
    if total.cost is None:
        say("What it cost is not known: OPENAI_PRICES says what a million tokens cost.")
    elif total.readers:
        say(f"{total.cost / total.readers:.4f} for each reader and day.")


def _numbers(day: "DayCosts") -> list[str]:
    cost = "-" if day.cost is None else f"{day.cost:.2f}"
    counts = (day.stories, day.translations, day.fell_back, day.calls, day.tokens_in, day.tokens_out)
    return [*(f"{count:,}" for count in counts), cost, f"{day.readers:,}"]
