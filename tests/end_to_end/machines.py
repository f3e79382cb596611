"""The program as several processes on one PostgreSQL database: bots behind a balancer, workers, clocks. As an operator of a large
installation starts them, on one machine.
"""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from news.db import open_engine
from news.schema import bring_up_to_date

START_S, END_S = 150.0, 60.0
PIECE, MOST_SAID = 65_536, 4_000
AT_WORK = (b"webhook listens", b'"event": "working"', b"calling for what is due")
MOST_OF_A_WORD = max(map(len, AT_WORK))
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
    logs_of: dict[str, Path] = field(default_factory=dict)
    """The newest of each role."""
    on_end: Callable[[], None] = lambda: None
    """Called whenever a process ended."""
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
        began = {name: await self.start_one(name) for name in self.roles if name not in self.processes}
        async with asyncio.timeout(START_S):
            for name, at_work in began.items():
                await self._until_at_work(name, at_work)

    async def _until_at_work(self, name: str, at_work: asyncio.Event) -> None:
        """Raises RuntimeError with what it said where it ends before."""
        process, log = self.processes[name], self.logs_of[name]
        waits = [asyncio.ensure_future(each) for each in (at_work.wait(), process.wait())]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waits:
                each.cancel()
        if process.returncode is not None:
            await self._writers[process]
            said = log.read_text(errors="replace")[-MOST_SAID:]
            raise RuntimeError(f"{name} ended at its start with {process.returncode}: {said}")

    async def start_one(self, name: str) -> asyncio.Event:
        """Gives what is set once it says that it is at work."""
        role = self.roles[name]
        log = self.folder / f"{name}-{len(self.logs)}.log"
        self.logs.append(log)
        self.logs_of[name] = log
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            *role.command,
            cwd=self.folder,
            env=self.environment | dict(role.settings),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        at_work = asyncio.Event()
        self.processes[name] = process
        self._writers[process] = asyncio.create_task(_write_down(process, log, at_work))
        self._writers[process].add_done_callback(lambda _: self.on_end())
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
        async with asyncio.timeout(END_S):
            code = await process.wait()
            await self._writers.pop(process)
        return code

    @property
    def said(self) -> str:
        return "\n".join(log.read_text(errors="replace") for log in self.logs)


async def _write_down(process: asyncio.subprocess.Process, log: Path, at_work: asyncio.Event) -> None:
    """What it says, until it ends, however long its lines: it would wait for who does not read."""
    assert process.stdout is not None
    end = b""  # of what came before: a word may be in two pieces
    with log.open("wb", buffering=0) as file:
        while piece := await process.stdout.read(PIECE):
            file.write(piece)
            if any(word in end + piece for word in AT_WORK):
                at_work.set()
            end = (end + piece)[-MOST_OF_A_WORD:]


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
