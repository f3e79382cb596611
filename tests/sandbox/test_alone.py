"""`python -m sandbox` is a whole Telegram, and keeps its state when told to stop."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

import aiohttp

ROOT = Path(__file__).parents[2]


async def started(state: Path) -> tuple[asyncio.subprocess.Process, str, str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sandbox", "--port", "0", "--state", str(state), "--no-limits"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    page = (await process.stdout.readline()).decode().split()[-1]
    method = (await process.stdout.readline()).decode().split()[-1]
    return process, page.rstrip("/"), method


async def test_it_says_where_it_is_and_stops_without_losing_anything(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    async with aiohttp.ClientSession() as session:
        process, url, _ = await started(state)
        async with session.post(f"{url}/people/1/start", json={}) as response:
            assert response.status == 200
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0
        process, _, method = await started(state)
        async with session.get(method.replace("<method>", "getUpdates")) as response:
            assert (await response.json())["result"][0]["message"]["text"] == "/start"
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0
