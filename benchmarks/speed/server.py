"""A small HTTP server on loopback in a process of its own, so that its work is not counted as ours.

Answers every address of 127.0.0.0/8, so that a thousand hosts are a thousand addresses. Its answers are bytes made
beforehand: by path, and 304 where the request names a validator.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

NOT_CHANGED = b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\nCache-Control: max-age=300\r\n\r\n'
MISSING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


@contextmanager
def serving(bodies: dict[str, bytes]) -> Iterator[int]:
    """The port at which these are served, by path."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(theirs, bodies), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join()


def full(body: bytes, *, kind: str = "application/rss+xml") -> bytes:
    """An answer of 200 with a validator."""
    head = f'HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nETag: "1"\r\nContent-Length: {len(body)}\r\n\r\n'
    return head.encode() + body


def _run(pipe: Any, bodies: dict[str, bytes]) -> None:
    asyncio.run(_serve(pipe, bodies))


async def _serve(pipe: Any, bodies: dict[str, bytes]) -> None:
    answers = {path: full(body) for path, body in bodies.items()}

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ", 2)[1].decode()
                knows = b"if-none-match" in head.lower()
                writer.write(NOT_CHANGED if knows else answers.get(path, MISSING))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "0.0.0.0", 0, backlog=2_000)
    pipe.send(server.sockets[0].getsockname()[1])
    async with server:
        await server.serve_forever()
