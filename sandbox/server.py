"""The server: a Telegram at one address, for as long as it is needed.

    async with serve() as telegram:
        ...  # telegram.url, telegram.token

The bot's side is `/bot<token>/...`, the people's `/people/...`, the operator's `/operator/...`; the chat
page is `/`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from aiohttp import web
from yarl import URL

from sandbox.bot_api import BotApi
from sandbox.chats import World
from sandbox.errors import Refused
from sandbox.keepers import Keepers
from sandbox.limits import Limits
from sandbox.operator_api import Operator
from sandbox.people import CannotDo, People
from sandbox.storage import CannotKeep as CannotKeep
from sandbox.storage import InUse as InUse
from sandbox.storage import StateFile, restore
from sandbox.updates import RESTART

DEFAULT_TOKEN = "7000000001:SANDBOX-no-secret-0123456789abcdef"  # noqa: S105 - a token for this machine only
PAGE = Path(__file__).parent / "page"
BODY_BYTES = 55 * 1024 * 1024


@dataclass(frozen=True)
class Sandbox:
    """A running server."""

    url: str
    token: str
    world: World
    api: BotApi


@asynccontextmanager
async def serve(
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    token: str = DEFAULT_TOKEN,
    state_path: Path | None = None,
    limits: Limits | None = None,
    now: Callable[[], float] = time.time,
    webhook_retry_seconds: float = 1.0,
) -> AsyncIterator[Sandbox]:
    """Serves until the block is left; port 0 takes any free one. Raises OSError when the port is taken, `InUse` when the state
    is another server's, `CannotKeep` when it cannot be written."""
    state_file = StateFile(state_path) if state_path else None
    with state_file.owned() if state_file else nullcontext():
        async with _serve(host, port, token, state_file, limits, now, webhook_retry_seconds) as served:
            yield served


@asynccontextmanager
async def _serve(
    host: str,
    port: int,
    token: str,
    state_file: StateFile | None,
    limits: Limits | None,
    now: Callable[[], float],
    webhook_retry_seconds: float,
) -> AsyncIterator[Sandbox]:
    world = World(token=token, now=now, limits=limits)
    api = BotApi(world, retry_seconds=webhook_retry_seconds)
    stored = state_file.read() if state_file else None
    webhook = restore(world, stored) if stored else None
    if webhook:
        await api.sender.start(webhook)
    runner = web.AppRunner(build(world, api), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, host, port, reuse_address=True)
    await site.start()
    keeping = (
        asyncio.create_task(state_file.keep_up(world, lambda: api.sender.webhook)) if state_file else None
    )
    url = f"http://{host}:{runner.addresses[0][1]}"
    if state_file:
        state_file.serves(url)
    try:
        yield Sandbox(url, token, world, api)
    finally:
        webhook = api.sender.webhook
        world.events.close()
        world.updates.interrupt(RESTART)
        await api.sender.stop()
        await runner.cleanup()
        if keeping and state_file:
            keeping.cancel()
            with suppress(asyncio.CancelledError):
                await keeping
            await state_file.keep(world, webhook)


def build(world: World, api: BotApi) -> web.Application:
    app = web.Application(client_max_size=BODY_BYTES, middlewares=[_only_from_here, _plain_refusals])
    people = People(world, api)
    app.add_routes([*api.routes(), *people.routes(), *Keepers(world, people).routes()])
    app.add_routes(Operator(world, api).routes())
    app.add_routes([web.get("/", _page)])
    if PAGE.is_dir():
        app.router.add_static("/page", PAGE)
    return app


async def _page(_request: web.Request) -> web.StreamResponse:
    index = PAGE / "index.html"
    if not index.is_file():
        raise web.HTTPNotFound(text="The chat page is not installed.")
    return web.FileResponse(index, headers={"Cache-Control": "no-cache"})


@web.middleware
async def _only_from_here(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Another site's page in the same browser must not speak here: not by a form or script (Origin), and not
    by a name of its own that leads to this machine (Host)."""
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"{request.scheme}://{request.host}":
        raise web.HTTPForbidden(text="This sandbox takes no requests from other sites.")
    name = URL(f"http://{request.host}").host or ""
    if not _is_address(name) and name != "localhost":
        raise web.HTTPForbidden(text="This sandbox is spoken to by its address.")
    return await handler(request)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


@web.middleware
async def _plain_refusals(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """People and operators are told in JSON what cannot be done."""
    try:
        return await handler(request)
    except CannotDo as refusal:
        return web.json_response({"error": refusal.why}, status=refusal.status)
    except Refused as refusal:
        return web.json_response({"error": refusal.description}, status=refusal.code)
