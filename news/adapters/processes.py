"""Another program on this machine: given bytes, it gives bytes, within a time and a size. No shell reads its line.

It does not get our settings: tokens and keys are none of its business. Knows nothing of what it does.
"""

import asyncio
import os
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress

from news.errors import ProgramFailed
from news.settings import Settings

COMPLAINT_BYTES = 2_000
PIPES_S = 5.0


class _TooMuch(Exception):
    """It writes more than we take."""


async def run(command: Sequence[str], given: bytes, *, deadline_s: float, most_bytes: int) -> bytes:
    """What it writes. Raises ProgramFailed, also where it is not there, takes longer, or writes more."""
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=environment(os.environ),
            start_new_session=True,  # with all that it starts, it can be ended
        )
    except (OSError, ValueError) as error:
        raise ProgramFailed(command[0], getattr(error, "strerror", None) or str(error)) from error
    failure = ""
    try:
        async with asyncio.timeout(deadline_s), asyncio.TaskGroup() as talk:
            talk.create_task(_feed(process.stdin, given))
            written = talk.create_task(_read(process.stdout, most_bytes))
            complaint = talk.create_task(_read_beginning(process.stderr))
            ended = talk.create_task(process.wait())
    except* _TooMuch:
        failure = f"more than {most_bytes // 1_000_000} MB"
    except* TimeoutError:
        failure = f"not done within {deadline_s:.0f} s"
    finally:
        if process.returncode is None or failure:
            await end(process)
    if not failure and ended.result() != 0:
        failure = complaint.result().decode("utf-8", "replace").strip() or f"exit code {ended.result()}"
    if failure:
        raise ProgramFailed(command[0], failure.splitlines()[-1][:200])
    return written.result()


def environment(ours: Mapping[str, str]) -> dict[str, str]:
    """What another program may know of our surroundings: nothing that is a setting of ours."""
    own = {name.upper() for name in Settings.model_fields}
    return {name: value for name, value in ours.items() if name.upper() not in own}


async def _feed(into: asyncio.StreamWriter | None, given: bytes) -> None:
    """Whoever has heard enough may hang up."""
    assert into is not None
    with suppress(BrokenPipeError, ConnectionResetError):
        into.write(given)
        await into.drain()
        into.close()
        await into.wait_closed()


async def _read(stream: asyncio.StreamReader | None, most_bytes: int) -> bytes:
    assert stream is not None
    parts, size = list[bytes](), 0
    while part := await stream.read(65_536):
        parts.append(part)
        size += len(part)
        if size > most_bytes:
            raise _TooMuch
    return b"".join(parts)


async def _read_beginning(stream: asyncio.StreamReader | None) -> bytes:
    assert stream is not None
    kept = b""
    while part := await stream.read(65_536):
        kept = (kept + part)[:COMPLAINT_BYTES]
    return kept


async def end(process: asyncio.subprocess.Process) -> None:
    """Of whoever did not end by itself, with its children; it leads a session of its own.

    What it has still written is read away: before Python 3.12 one who waits for a process waits for the end of its
    pipes too, and a pipe that is full has none (https://github.com/python/cpython/issues/119710). A child that left
    the session may hold a pipe for ever; it is not waited for.
    """
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    with suppress(TimeoutError):
        async with asyncio.timeout(PIPES_S):
            await asyncio.gather(_read_away(process.stdout), _read_away(process.stderr))
            await process.wait()


async def _read_away(stream: asyncio.StreamReader | None) -> None:
    with suppress(RuntimeError):  # someone else is reading it, to its end
        while stream is not None and await stream.read(65_536):
            pass
