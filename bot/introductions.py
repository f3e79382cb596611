"""How the bot introduces itself on Telegram: commands and description, in every shipped language.

These calls are limited more tightly than messages, so we look first and write only what differs, wait as long as we are
told to, and go on with the language where we were. A server that lacks one of them is no reason not to start.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import structlog
from telegram import BotCommand
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from news.app import App
from news.i18n import Speech

log = structlog.get_logger(__name__)

AGAIN_IN_S = 60.0
"""After Telegram could not be reached."""


def commands(speech: Speech) -> list[BotCommand]:
    """The command menu, most used first: eight at most, `/help` names the others."""
    return [
        BotCommand("digest", speech.gettext("Send me a digest now")),
        BotCommand("ask", speech.gettext("Ask about the news")),
        BotCommand("search", speech.gettext("Search the news")),
        BotCommand("sources", speech.gettext("What every outlet wrote")),
        BotCommand("topics", speech.gettext("Choose topics")),
        BotCommand("time", speech.gettext("Choose your hour")),
        BotCommand("settings", speech.gettext("See and change your settings")),
        BotCommand("help", speech.gettext("What you can do")),
    ]


async def introduce(
    app: App,
    bot: ExtBot[Any],
    *,
    name: str | None = None,
    wait: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> None:
    """Brings Telegram's idea of us up to date, in every language, however often it has to be tried. Never raises for
    Telegram's refusals.

    `name` is given in the sandbox only: on Telegram the operator has chosen one with @BotFather. `wait` takes seconds.
    """
    for code in (None, *(language for language in app.words.languages if language != "en")):
        named = name if code is None else None
        while (again_in_s := await _try(bot, app.words(code), code, name=named)) is not None:
            await wait(again_in_s)


async def _try(bot: ExtBot[Any], speech: Speech, code: str | None, *, name: str | None) -> float | None:
    """When to try this language again; None where it was told, or refused for good."""
    try:
        if name is not None:
            await bot.set_my_name(name)
        await _introduce_in(bot, speech, code)
    except TelegramError as error:
        log.info("introduction not changed", language=code or "default", reason=str(error))
        return _again_in_s(error)
    return None


def _again_in_s(error: TelegramError) -> float | None:
    """A refusal is a network error to the library."""
    if isinstance(error, RetryAfter):
        asked = error.retry_after
        return asked.total_seconds() if isinstance(asked, timedelta) else float(asked)
    is_passing = isinstance(error, NetworkError) and not isinstance(error, BadRequest)
    return AGAIN_IN_S if is_passing else None


async def _introduce_in(bot: ExtBot[Any], speech: Speech, code: str | None) -> None:
    wanted = commands(speech)
    if list(await bot.get_my_commands(language_code=code)) != wanted:
        await bot.set_my_commands(wanted, language_code=code)
    about = speech.gettext(
        "Your own news desk: the few stories that matter to you, at the time you choose, in your language, with a source for every sentence. Press Start."
    )
    if (await bot.get_my_description(language_code=code)).description != about:
        await bot.set_my_description(about, language_code=code)
    short = speech.gettext("News for you: few stories, every sentence with its source.")
    if (await bot.get_my_short_description(language_code=code)).short_description != short:
        await bot.set_my_short_description(short, language_code=code)
