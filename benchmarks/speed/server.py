"""A small HTTP server on loopback in a process of its own, so that its work is not counted as ours.

Answers every address of 127.0.0.0/8, so that a thousand hosts are a thousand addresses. Its answers are bytes made
beforehand: by path, and 304 where the request names a validator. With a limit it answers 429 beyond so many sent messages in
any second, as Telegram does, and says under /count how many it took and how many it refused. Asked for /later, it serves
what comes `later` from then on.
"""

import asyncio
import json
import re
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

NOT_CHANGED = b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\nCache-Control: max-age=300\r\n\r\n'
MISSING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@contextmanager
def serving(
    bodies: dict[str, bytes], *, later: dict[str, bytes] | None = None, limit: int | None = None
) -> Iterator[int]:
    """The port at which these are served, by path."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(theirs, [bodies, later or {}], limit), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join()


def answer(body: bytes, *, status: str = "200 OK", version: int = 1) -> bytes:
    """With a validator."""
    head = f'HTTP/1.1 {status}\r\nContent-Type: application/xml\r\nETag: "{version}"\r\nContent-Length: {len(body)}\r\n\r\n'
    return head.encode() + body


TOO_MANY = answer(
    json.dumps(
        {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 1",
            "parameters": {"retry_after": 1},
        }
    ).encode(),
    status="429 Too Many Requests",
)


class Gate:
    """At most so many in any second; counts what it lets pass and what not."""

    def __init__(self, limit: int | None) -> None:
        self.limit, self.counted = limit, Counter[str]()
        self._passed: deque[float] = deque()

    def passes(self) -> bool:
        now = asyncio.get_running_loop().time()
        while self._passed and self._passed[0] <= now - 1:
            self._passed.popleft()
        passes = self.limit is None or len(self._passed) < self.limit
        if passes:
            self._passed.append(now)
        self.counted["taken" if passes else "refused"] += 1
        return passes


def _run(pipe: Any, versions: list[dict[str, bytes]], limit: int | None) -> None:
    asyncio.run(_serve(pipe, versions, Gate(limit)))


async def _serve(pipe: Any, versions: list[dict[str, bytes]], gate: Gate) -> None:
    made = [
        {path: answer(body, version=number) for path, body in bodies.items()}
        for number, bodies in enumerate(versions, start=1)
    ]
    answers, known = made[0], b'"1"'

    def said(path: str, head: bytes) -> bytes:
        nonlocal answers, known
        if path == "/later":
            answers, known = made[1], b'"2"'
            return answer(b"later")
        if path == "/count":
            return answer(json.dumps(gate.counted).encode())
        if gate.limit is not None and path.endswith("/sendMessage") and not gate.passes():
            return TOO_MANY
        knows = b"if-none-match: " + known in head.lower()
        return NOT_CHANGED if knows else answers.get(path, MISSING)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                if length := _LENGTH.search(head):
                    await reader.readexactly(int(length[1]))
                writer.write(said(head.split(b" ", 2)[1].decode(), head))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "0.0.0.0", 0, backlog=2_000)
    pipe.send(server.sockets[0].getsockname()[1])
    async with server:
        await server.serve_forever()
