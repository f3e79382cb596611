"""How the bot introduces itself on Telegram: commands and description, in every shipped language.

These calls are limited more tightly than messages, so we look first and write only what differs. A server that lacks
one of them is no reason not to start.
"""

from typing import Any

import structlog
from telegram import BotCommand
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from news.app import App
from news.i18n import Speech

log = structlog.get_logger(__name__)


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


async def introduce(app: App, bot: ExtBot[Any], *, name: str | None = None) -> None:
    """Brings Telegram's idea of us up to date. Never raises for Telegram's refusals.

    `name` is given in the sandbox only: on Telegram the operator has chosen one with @BotFather.
    """
    for code in (None, *(language for language in app.words.languages if language != "en")):
        speech = app.words(code)
        try:
            if name is not None and code is None:
                await bot.set_my_name(name)
            await _introduce_in(bot, speech, code)
        except TelegramError as error:
            log.info("introduction not changed", language=code or "default", reason=str(error))
            if _ends_all(error):
                return


def _ends_all(error: TelegramError) -> bool:
    """Whether the other languages would fare no better. A refusal is a network error to the library."""
    return isinstance(error, (NetworkError, RetryAfter)) and not isinstance(error, BadRequest)


async def _introduce_in(bot: ExtBot[Any], speech: Speech, code: str | None) -> None:
    wanted = commands(speech)
    if list(await bot.get_my_commands(language_code=code)) != wanted:
        await bot.set_my_commands(wanted, language_code=code)
    about = speech.gettext(
        "Your own news desk: at your hour the few stories that matter to you, in your language, every sentence with its source. Press Start."
    )
    if (await bot.get_my_description(language_code=code)).description != about:
        await bot.set_my_description(about, language_code=code)
    short = speech.gettext("News for you: few stories, every sentence with its source.")
    if (await bot.get_my_short_description(language_code=code)).short_description != short:
        await bot.set_my_short_description(short, language_code=code)
