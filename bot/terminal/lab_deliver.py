"""`pressradar lab deliver`: what only the real Telegram can confirm, tried on a chat of the operator's own."""

import asyncio
from typing import Annotated

import typer

from bot.terminal.opening import or_give_up, read_settings, say
from news.errors import SettingsError
from news.sending.trial_deliver import BEYOND, Found, try_delivery
from news.settings import Settings


def deliver(
    chat: Annotated[
        int, typer.Argument(help="Number of a chat that the bot may write in: your own, or a test group.")
    ],
    messages: Annotated[
        int, typer.Option(help="How many; one a second goes to a chat.", min=2, max=1_000)
    ] = 200,
) -> None:
    """Try on a chat what delivery rests on: send silent messages, look for each as after a lost reply, delete them.

    Exits with 1 where this Telegram does otherwise than the program expects. Do not write in the chat meanwhile.
    """
    settings = read_settings()
    with or_give_up():
        found = asyncio.run(_tried(settings, chat, messages))
    _tell(found)
    if not found.holds:
        raise typer.Exit(1)


async def _tried(settings: Settings, chat: int, messages: int) -> Found:
    from news.adapters.telegram import TelegramMessenger, open_bot

    if settings.telegram_bot_token is None:
        raise SettingsError("TELEGRAM_BOT_TOKEN is not set: there is no Telegram to try.")
    token = settings.telegram_bot_token.get_secret_value()
    async with open_bot(token, settings.telegram_api_url) as bot:
        return await try_delivery(TelegramMessenger(bot), chat, messages=messages, wait=asyncio.sleep)


def _tell(found: Found) -> None:
    say(f"{'✓' if len(found.ids) == found.asked else '✗'} {len(found.ids)} of {found.asked} sent.")
    if found.failed:
        say(f"  The first that was not: {found.failed[0]}")
    say(f"{'✓' if not found.held_back else '!'} Asked to come back later {found.held_back} times.")
    say(f"{'✓' if found.is_growing else '✗'} Their numbers {'grow' if found.is_growing else 'do not grow'}.")
    say(
        f"{'✓' if not found.unrecognised else '✗'} {found.recognised} found again by an edit that changes nothing."
    )
    say(
        f"{'✓' if found.absent == BEYOND else '✗'} {found.absent} of {BEYOND} numbers beyond the last are not there."
    )
    say(
        "Delivery can rest on this Telegram."
        if found.holds
        else "Delivery cannot rest on this: please report it."
    )
