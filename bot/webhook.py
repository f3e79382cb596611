"""Updates by webhook: Telegram brings them, we commit them, and only then say that we have them.

Any number of processes may stand behind one address, whose TLS ends before them: whoever gets an update keeps it in the
inbox, and an update that is brought twice is kept once. What is not from Telegram (another path, another method, not the
secret) is turned away unread. Knows of an update nothing but that it has a number.
"""

import asyncio
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

import structlog
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError
from telegram.error import TelegramError

from bot.inbox import ALLOWED
from bot.waiting import pause
from news.app import utc_now
from news.errors import SettingsError
from news.operating.pulse import Pulse, read_brought

log = structlog.get_logger(__name__)

Json = Mapping[str, Any]

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
MOST_BYTES = 1_000_000
"""Of one update. The longest message with all its entities is a tenth of it."""
AT_ONCE = 40
"""Updates that Telegram brings at the same time, to all processes together; its own default."""
READ_S = 10.0
WATCH_S = 60.0
FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 60.0


class Caller(Protocol):
    """The bot, as far as a webhook needs it."""

    async def call(self, method: str, parameters: Mapping[str, Any]) -> Any: ...


@dataclass(frozen=True)
class Webhook:
    """The address that Telegram knows, its secret, and where we listen for what comes from there."""

    url: str
    secret: str
    host: str
    port: int

    def __repr__(self) -> str:
        return f"Webhook({self.host}:{self.port})"  # neither the address nor the secret is for logs

    @property
    def path(self) -> str:
        return urlsplit(self.url).path or "/"


@asynccontextmanager
async def listening(webhook: Webhook, keep: Callable[[Json], Awaitable[None]]) -> AsyncIterator[None]:
    """Takes updates until the end of the block; `keep` commits one. Raises SettingsError where the port cannot be had."""
    runner = web.AppRunner(_site(webhook, keep), access_log=None, shutdown_timeout=10)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, webhook.host, webhook.port).start()
        except OSError as error:
            said = f"WEBHOOK_PORT: {webhook.host}:{webhook.port} cannot be had: {error.strerror}."
            raise SettingsError(said) from error
        log.info("webhook listens", host=webhook.host, port=runner.addresses[0][1])
        yield
    finally:
        await runner.cleanup()  # who is answered is answered to the end


def _site(webhook: Webhook, keep: Callable[[Json], Awaitable[None]]) -> web.Application:
    async def take(request: web.Request) -> web.Response:
        said = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(said.encode(errors="replace"), webhook.secret.encode()):
            return web.Response(status=403)
        try:
            async with asyncio.timeout(READ_S):
                update = json.loads(await request.read())
        except TimeoutError:
            return web.Response(status=408)
        except ValueError:
            return web.Response(status=400)
        if not isinstance(update, dict) or not _is_number(update.get("update_id")):
            return web.Response(status=400)
        try:
            await keep(update)
        except (SQLAlchemyError, OSError) as error:
            log.error("update not kept", update=update["update_id"], reason=str(error))
            return web.Response(status=503)  # Telegram brings it again
        return web.Response()

    site = web.Application(client_max_size=MOST_BYTES)
    site.router.add_post(webhook.path, take)
    return site


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63


async def announce(
    bot: Caller,
    webhook: Webhook,
    *,
    stop: asyncio.Event,
    pulse: Pulse | None = None,
    now: Callable[[], datetime] = utc_now,
) -> None:
    """Tells Telegram the address, until it has heard; then looks every minute whether it still stands and what Telegram says
    of it, until `stop`.

    An address that another set meanwhile is left alone: two installations with one token must not fight.
    """
    parameters = {
        "url": webhook.url,
        "secret_token": webhook.secret,
        "allowed_updates": list(ALLOWED),
        "max_connections": AT_ONCE,
    }
    pulse = pulse or Pulse()
    pulse.at = now()
    wait_s = FIRST_WAIT_S
    while not stop.is_set():
        try:
            await bot.call("setWebhook", parameters)
            pulse.at = now()
            break
        except TelegramError as error:
            log.warning("webhook not set", reason=str(error), wait_s=wait_s)
            await pause(stop, wait_s)
            wait_s = min(wait_s * 2, LONGEST_WAIT_S)
    while not stop.is_set():
        await pause(stop, WATCH_S)
        if not stop.is_set():
            await look(bot, webhook, pulse, now=now)


async def look(bot: Caller, webhook: Webhook, pulse: Pulse, *, now: Callable[[], datetime] = utc_now) -> None:
    """What Telegram says of the webhook, into the pulse and, where it is new, into the log."""
    try:
        brought = read_brought(await bot.call("getWebhookInfo", {}), url=webhook.url)
    except TelegramError as error:
        log.warning("webhook not looked at", reason=str(error))
        return
    before, pulse.brought, pulse.at = pulse.brought, brought, now()
    if not brought.is_ours:
        log.error("webhook taken away", hint="another process polls or has set its own with this token")
    if brought.failed_at and (before is None or before.failed_at != brought.failed_at):
        log.warning("webhook failed", reason=brought.reason, waiting=brought.waiting)
