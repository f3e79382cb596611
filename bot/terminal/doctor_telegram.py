"""The doctor's look at Telegram: whether it knows the token, how updates come from it, and what time it is there.

Changes nothing: a webhook that is not as it should be is told, and left.
"""

import time
from asyncio import timeout
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from bot.terminal.finding import Finding, Verdict
from news.errors import SettingsError
from news.operating.pulse import Brought, read_brought
from news.settings import Settings

if TYPE_CHECKING:
    from news.adapters.telegram import PacedBot

PATIENCE_S = 5.0
ABOUT, UPDATES = "Telegram", "Updates"
LATELY = timedelta(hours=1)
MANY_WAITING = 100
CLOCK_IS_OFF = timedelta(minutes=1)
"""A `Date` has whole seconds, and an answer takes some: what is less may be the way."""


async def examine_telegram(settings: Settings) -> list[Finding]:
    if settings.telegram_bot_token is None:
        said = "no TELEGRAM_BOT_TOKEN, so `pressradar run` starts the sandbox, a Telegram on this machine."
        return [Finding(Verdict.WELL, ABOUT, said)]
    from news.adapters.telegram import open_bot

    token, api_url = settings.telegram_bot_token.get_secret_value(), settings.telegram_api_url
    try:
        async with timeout(PATIENCE_S), open_bot(token, api_url) as bot:
            return [_greeted(bot, api_url), await _updates(bot, settings)]
    except SettingsError as error:
        return [Finding(Verdict.BROKEN, ABOUT, str(error))]
    except TimeoutError:
        said = f"{api_url} does not answer within {PATIENCE_S:g} s."
        return [Finding(Verdict.BROKEN, ABOUT, said, "Check the network, a proxy, and TELEGRAM_API_URL.")]


def _greeted(bot: "PacedBot", api_url: str) -> Finding:
    said = f"{api_url} knows the token as @{bot.username}."
    off = "Inline mode is off; to let people pass stories on by its name: @BotFather, /setinline."
    return Finding(Verdict.WELL, ABOUT, said, "" if bot.supports_inline_queries else off)


async def _updates(bot: "PacedBot", settings: Settings) -> Finding:
    from telegram.error import TelegramError

    try:
        info = await bot.call("getWebhookInfo", {})
    except TelegramError as error:
        return Finding(Verdict.LOOK, UPDATES, f"Telegram does not say how they come ({error}).")
    has_another = bool(info.get("url"))
    return judge_updates(
        read_brought(info, url=settings.webhook_url or ""),
        by_webhook=settings.webhook_url is not None,
        has_another=has_another,
        now=datetime.now(UTC),
    )


def judge_updates(told: Brought, *, by_webhook: bool, has_another: bool, now: datetime) -> Finding:
    """How updates come, by what Telegram says. `has_another`: it has some address, ours or not."""
    waiting = f"{told.waiting} wait at Telegram"
    if not told.is_ours:
        if by_webhook:
            said = f"Telegram brings them {'to another address' if has_another else 'nowhere'}; {waiting}."
            advice = "`pressradar bot` sets WEBHOOK_URL when it starts; whoever polls with this token takes it away."
        else:
            said = f"Telegram brings them to a webhook, though WEBHOOK_URL is unset; {waiting}."
            advice = "The program takes it down when it polls; if another one uses this token, that one then hears nothing."
        return Finding(Verdict.LOOK, UPDATES, said, advice)
    way = "by webhook" if by_webhook else "by polling"
    if told.failed_at is not None and told.waiting and now - told.failed_at < LATELY:
        said = f"Telegram cannot bring them, {told.waiting} wait: {told.reason} ({told.failed_at:%H:%M} UTC)."
        advice = (
            "Look at what ends TLS for WEBHOOK_URL, its certificate, and what stands before WEBHOOK_PORT."
        )
        return Finding(Verdict.LOOK, UPDATES, said, advice)
    if told.waiting > MANY_WAITING:
        return Finding(Verdict.LOOK, UPDATES, f"{way}, {waiting}.", "Is the bot running? See its log.")
    return Finding(Verdict.WELL, UPDATES, f"{way}, {waiting}.")


async def find_skew(settings: Settings) -> timedelta | None:
    """How far our clock is ahead of Telegram's, by the `Date` of an answer; None where there is none. Needs no token."""
    import aiohttp

    if settings.telegram_bot_token is None:
        return None
    patience = aiohttp.ClientTimeout(total=PATIENCE_S)
    began = time.monotonic()
    try:
        async with aiohttp.ClientSession(timeout=patience, trust_env=True) as http:
            async with http.head(settings.telegram_api_url, allow_redirects=False) as answer:
                said = answer.headers.get("Date", "")
                theirs = parsedate_to_datetime(said).astimezone(UTC)
    except (aiohttp.ClientError, OSError, ValueError):  # TimeoutError is an OSError
        return None
    return datetime.now(UTC) - timedelta(seconds=(time.monotonic() - began) / 2) - theirs
