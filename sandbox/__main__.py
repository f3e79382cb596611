"""`python -m sandbox`: a Telegram on this machine until Ctrl-C."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from sandbox.limits import Limits
from sandbox.server import DEFAULT_TOKEN, serve


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument(
        "--port", type=int, default=8081, help="port to listen on, 0 for any (default: %(default)s)"
    )
    parser.add_argument("--token", default=DEFAULT_TOKEN, help="the bot's token (default: %(default)s)")
    parser.add_argument("--state", type=Path, help="a JSON file that keeps everything across restarts")
    parser.add_argument("--no-limits", action="store_true", help="without Telegram's flood limits")
    options = parser.parse_args()
    asyncio.run(_serve(options))


async def _serve(options: argparse.Namespace) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with serve(
        host=options.host,
        port=options.port,
        token=options.token,
        state_path=options.state,
        limits=Limits(enabled=not options.no_limits),
    ) as telegram:
        sys.stdout.write(
            f"Chat page: {telegram.url}/\nBot API:   {telegram.url}/bot{telegram.token}/<method>\n"
        )
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    main()
