"""A worker's side of `news.adapters.workers`: reads bodies from a pipe, answers with JSON, until it closes.

Both sides speak so: a length of four bytes, then JSON (a body's bytes follow its description). Limits are set on this
process itself, so that an input costs at most one worker. Knows nothing of what is read.
"""

import json
import os
import signal
import struct
import sys
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

from news.errors import ParseFailed
from news.ports import Body, Freshness

HEAD = struct.Struct(">I")
MEMORY_BYTES = 512 * 1024 * 1024  # beyond what the worker has after starting
CPU_S = 6
OUT_OF_MEMORY = 3

Beside = Mapping[str, str | None]
"""What is said of a body besides."""
Answer = Callable[[Body, Beside], dict[str, Any]]


def encoded(body: Body, beside: Beside) -> bytes:
    about = json.dumps({"url": body.url, "content_type": body.content_type, "beside": dict(beside)}).encode()
    return HEAD.pack(len(about)) + about + HEAD.pack(len(body.content)) + body.content


def serve(prepare: Callable[[], Answer]) -> None:
    """Serves until the pipe closes; ignores signals, as whoever holds the other end decides when it is over.

    `prepare` gives what answers: libraries that take a while to load are loaded there, after the signals are settled.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    answer = prepare()
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    sys.stdout = sys.stderr  # what a library prints must not mix with answers
    _limit_memory()
    while (asked := _next(source)) is not None:
        _limit_cpu()
        try:
            said = answer(*asked)
        except ParseFailed as failure:
            said = {"failed": failure.reason}
        except MemoryError:
            _answer(sink, {"failed": "took more memory than it may"})
            sys.exit(OUT_OF_MEMORY)
        _answer(sink, said)


def _next(source: BinaryIO) -> tuple[Body, Beside] | None:
    head = source.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    about = json.loads(source.read(HEAD.unpack(head)[0]))
    content = source.read(HEAD.unpack(source.read(HEAD.size))[0])
    return Body(content, about["content_type"], about["url"], "", Freshness()), about["beside"]


def _answer(sink: BinaryIO, said: dict[str, Any]) -> None:
    reply = json.dumps(said).encode()
    sink.write(HEAD.pack(len(reply)) + reply)
    sink.flush()


if sys.platform == "win32":  # has no such limits; the deadline from outside still holds

    def _limit_memory() -> None: ...

    def _limit_cpu() -> None: ...

else:
    import resource

    def _limit_memory() -> None:
        """At most so much more than now. Where the platform does not count address space, the limit has no
        effect.
        """
        _limit(resource.RLIMIT_CORE, 0)
        try:
            with open("/proc/self/statm", encoding="ascii") as statm:
                held_bytes = int(statm.read().split()[0]) * resource.getpagesize()
        except OSError:
            held_bytes = 0
        _limit(resource.RLIMIT_AS, held_bytes + MEMORY_BYTES)

    def _limit_cpu() -> None:
        """So many seconds more than were used until now; then the kernel ends the process."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + CPU_S)

    def _limit(what: int, value: int) -> None:
        hard = resource.getrlimit(what)[1]
        soft = value if hard == resource.RLIM_INFINITY else min(value, hard)
        try:
            resource.setrlimit(what, (soft, hard))
        except (ValueError, OSError):
            return  # macOS refuses some; the deadline from outside still holds
