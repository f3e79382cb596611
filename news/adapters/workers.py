"""Processes of our own that read what strangers wrote, so that no input can hold up the event loop for minutes, or take
all memory.

Each is `python -m` a module that answers through `news.adapters.serving`, started when first needed and kept. It gets a
body over a pipe and gives JSON back (not pickles: a worker that an input has taken over must not reach us), knows none of
our secrets, and limits its own memory and CPU time; beyond the deadline it is killed from here, and the next body gets
a new one. anyio's process pool was tried and left: it imports our `__main__` into each worker, and takes a Ctrl-C for an
answer. Knows nothing of what is read.
"""

import asyncio
import os
import signal
import sys
from contextlib import suppress

from news.adapters import processes
from news.adapters.serving import HEAD, Beside, encoded
from news.errors import ParseFailed
from news.ports import Body

WORKERS = 2
DEADLINE_S = 10.0
GOODBYE_S = 2.0
MOST_REPLY_BYTES = 100_000_000
_NOTHING: Beside = {}
_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "VIRTUAL_ENV", "PYTHONPATH", "SYSTEMROOT", "TMPDIR")


class Workers:
    """At most so many processes that run `module`."""

    def __init__(self, module: str, *, workers: int = WORKERS, deadline_s: float = DEADLINE_S) -> None:
        self._module = module
        self._slots = asyncio.Semaphore(workers)
        self._deadline_s = deadline_s
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()

    @property
    def pids(self) -> set[int]:
        """The processes there are, for whoever watches over memory."""
        return {worker.process.pid for worker in self._all}

    async def ask(self, body: Body, beside: Beside = _NOTHING) -> bytes:
        """The worker's answer; `beside` is said to it with the body. Raises ParseFailed where there is none in time."""
        async with self._slots:
            worker = await self._ready()
            try:
                async with asyncio.timeout(self._deadline_s):
                    return await worker.ask(body, beside)
            except TimeoutError as error:
                raise ParseFailed(body.url, f"took longer than {self._deadline_s:g} s to read") from error
            except (asyncio.IncompleteReadError, ConnectionError) as error:
                raise ParseFailed(body.url, await worker.last_words()) from error
            finally:
                await self._given_back(worker)

    async def close(self) -> None:
        """Lets idle workers end by themselves and kills busy ones; none is left behind."""
        await asyncio.gather(*(worker.end() for worker in list(self._all)))
        self._all.clear()
        self._idle.clear()

    async def _ready(self) -> "_Worker":
        while self._idle:
            worker = self._idle.pop()
            if worker.process.returncode is None:
                return worker
            self._all.discard(worker)
        worker = _Worker(await _started(self._module))
        self._all.add(worker)
        return worker

    async def _given_back(self, worker: "_Worker") -> None:
        if worker.is_between_bodies and worker.process.returncode is None:
            self._idle.append(worker)
            return
        self._all.discard(worker)
        await asyncio.shield(worker.kill())


class _Worker:
    """One process and its pipes. `is_between_bodies` says whether it can be asked again."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.is_between_bodies = True

    async def ask(self, body: Body, beside: Beside) -> bytes:
        reader, writer = self.process.stdout, self.process.stdin
        if reader is None or writer is None:
            raise ConnectionResetError("the worker has no pipes")
        self.is_between_bodies = False
        writer.write(encoded(body, beside))
        await writer.drain()
        size = HEAD.unpack(await reader.readexactly(HEAD.size))[0]
        if size > MOST_REPLY_BYTES:
            raise ConnectionResetError("the worker's answer is no answer")
        reply = await reader.readexactly(size)
        self.is_between_bodies = True
        return reply

    async def last_words(self) -> str:
        """Why the process ended, in words."""
        with suppress(TimeoutError):
            async with asyncio.timeout(GOODBYE_S):
                await self.process.wait()
        if self.process.returncode == -getattr(signal, "SIGXCPU", 0):
            return "took more computing time than it may"
        return "reading it ended the parser"

    async def kill(self) -> None:
        await processes.end(self.process)
        self._hang_up()

    async def end(self) -> None:
        self._hang_up()
        if self.is_between_bodies:
            with suppress(TimeoutError):
                async with asyncio.timeout(GOODBYE_S):
                    await self.process.wait()
                    return
        await self.kill()

    def _hang_up(self) -> None:
        if self.process.stdin is not None:
            self.process.stdin.close()


async def _started(module: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
        start_new_session=True,  # a Ctrl-C is for us, not for it
    )
