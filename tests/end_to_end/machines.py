"""The program as several processes on one PostgreSQL database: bots behind a balancer, workers, clocks. As an operator of a large
installation starts them, on one machine.
"""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from news.db import open_engine
from news.schema import bring_up_to_date

START_S = 150.0
MOST_OF_A_LINE = 2**24
"""Bytes: a failure is told in one line, with all of its traceback."""
AT_WORK = ("webhook listens", '"event": "working"', "calling for what is due")
SECRET = "t-8Fq_" * 6
PATH = "/telegram/0d4f"
GATHER = "fetch,read,cluster,write,translate,compose,spot,look"
TELL = "deliver,correct,compare,titles,draw,answer,stand,export,retain,announce,oversee,review,follow,alert"


@dataclass
class Balancer:
    """Hands each connection to the next bot that takes it, as a load balancer of plain TCP does."""

    ports: Sequence[int]
    port: int = 0
    _turn: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            inner_reader, inner_writer = await self._next()
        except ConnectionError:
            writer.transport.abort()
            return
        await asyncio.wait(
            {
                asyncio.create_task(_pour(reader, inner_writer)),
                asyncio.create_task(_pour(inner_reader, writer)),
            }
        )

    async def _next(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        for _ in self.ports:
            self._turn += 1
            with suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", self.ports[self._turn % len(self.ports)])
        raise ConnectionError("no bot listens")


async def _pour(source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while piece := await source.read(65_536):
            to.write(piece)
            await to.drain()
    with suppress(OSError):
        to.close()


@asynccontextmanager
async def balanced(ports: Sequence[int]) -> AsyncIterator[Balancer]:
    balancer = Balancer(ports)
    server = await asyncio.start_server(balancer.serve, "127.0.0.1", 0)
    balancer.port = server.sockets[0].getsockname()[1]
    try:
        yield balancer
    finally:
        server.close()


def free_ports(many: int) -> list[int]:
    probes = [socket.socket() for _ in range(many)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()


@dataclass(frozen=True)
class Role:
    """A process: its command after `python -m`, and what is set for it alone."""

    command: tuple[str, ...]
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Fleet:
    """The roles of an installation, each a process that can be started, stopped and killed."""

    folder: Path
    environment: dict[str, str]
    roles: Mapping[str, Role]
    processes: dict[str, asyncio.subprocess.Process] = field(default_factory=dict)
    logs: list[Path] = field(default_factory=list)
    _writers: dict[asyncio.subprocess.Process, asyncio.Task[None]] = field(default_factory=dict)

    @property
    def process(self) -> asyncio.subprocess.Process | None:
        """Of any role, where one runs."""
        return next(iter(self.processes.values()), None)

    async def start(self) -> None:
        """All that do not run."""
        engine = open_engine(self.environment["DATABASE_URL"])
        await bring_up_to_date(engine)  # as `pressradar db upgrade` does
        await engine.dispose()
        began = [await self.start_one(name) for name in self.roles if name not in self.processes]
        async with asyncio.timeout(START_S):
            for at_work in began:
                await at_work.wait()

    async def start_one(self, name: str) -> asyncio.Event:
        """Gives what is set once it says that it is at work."""
        role = self.roles[name]
        log = self.folder / f"{name}-{len(self.logs)}.log"
        self.logs.append(log)
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            *role.command,
            cwd=self.folder,
            env=self.environment | dict(role.settings),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            limit=MOST_OF_A_LINE,
        )
        at_work = asyncio.Event()
        self.processes[name] = process
        self._writers[process] = asyncio.create_task(_write_down(process, log, at_work))
        return at_work

    async def revive(self) -> None:
        """Who ended by itself begins again, as a service manager would have it."""
        for name, process in list(self.processes.items()):
            if process.returncode is not None:
                await self.start_one(name)

    async def stop(self, by: signal.Signals = signal.SIGTERM) -> int:
        """Ends all at once; gives the worst of their exit codes."""
        codes = await asyncio.gather(*(self.stop_one(name, by) for name in list(self.processes)))
        return max(codes, key=abs, default=0)

    async def stop_one(self, name: str, by: signal.Signals = signal.SIGTERM) -> int:
        process = self.processes.pop(name)
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.send_signal(by)
        code = await asyncio.wait_for(process.wait(), timeout=60)
        await self._writers.pop(process)
        return code

    @property
    def said(self) -> str:
        return "\n".join(log.read_text(errors="replace") for log in self.logs)


async def _write_down(process: asyncio.subprocess.Process, log: Path, at_work: asyncio.Event) -> None:
    """What it says, until it ends."""
    assert process.stdout is not None
    with log.open("wb", buffering=0) as file:
        async for line in process.stdout:
            file.write(line)
            if any(word in line.decode(errors="replace") for word in AT_WORK):
                at_work.set()


@asynccontextmanager
async def a_fleet(folder: Path, environment: Mapping[str, str], *, clocks: int = 1) -> AsyncIterator[Fleet]:
    """Two bots by webhook, two workers, clocks; not started yet."""
    ports = free_ports(2)
    async with balanced(ports) as balancer:
        webhook = {
            "WEBHOOK_URL": f"http://127.0.0.1:{balancer.port}{PATH}",
            "WEBHOOK_SECRET": SECRET,
        }
        roles = {
            **{
                f"bot{number}": Role(("bot", "bot"), webhook | {"WEBHOOK_PORT": str(port)})
                for number, port in enumerate(ports)
            },
            "gather": Role(("jobs", "work", "--queue", GATHER)),
            "tell": Role(("jobs", "work", "--queue", TELL)),
            **{f"clock{number}": Role(("jobs", "schedule")) for number in range(clocks)},
        }
        fleet = Fleet(folder, {**environment, "PYTHONUNBUFFERED": "1"}, roles)
        try:
            yield fleet
        finally:
            await fleet.stop(signal.SIGKILL)


def postgres_tools() -> Path | None:
    """Where initdb and pg_ctl are, on this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: path.parts[-3])
    return found[-1].parent if found and os.access(found[-1], os.X_OK) else None
