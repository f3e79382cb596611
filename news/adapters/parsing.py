"""The worker's side of `news.adapters.parser`: reads bodies from a pipe, answers with parsed feeds, until
it closes.

Both sides speak through the two pairs of functions here: a length of four bytes, then JSON (a body's bytes
follow its description). Limits are set on this process itself, so that a feed costs at most one worker.
"""

import json
import os
import signal
import struct
import sys
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from news.errors import ParseFailed
from news.ports import Body, Freshness, ParsedArticle, ParsedFeed

HEAD = struct.Struct(">I")
MEMORY_BYTES = 512 * 1024 * 1024  # beyond what the worker has after starting
CPU_S = 6
OUT_OF_MEMORY = 3


# --- what goes through the pipe ------------------------------------------------------------------


def encoded(body: Body) -> bytes:
    about = json.dumps({"url": body.url, "content_type": body.content_type}).encode()
    return HEAD.pack(len(about)) + about + HEAD.pack(len(body.content)) + body.content


def decoded(reply: bytes, url: str) -> ParsedFeed:
    """The feed in a worker's reply. Raises ParseFailed where it says so, or is no reply of ours."""
    try:
        said = json.loads(reply)
        if "failed" in said:
            raise ParseFailed(url, str(said["failed"]))
        return _feed(said)
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        raise ParseFailed(url, "the parser's answer cannot be read") from error


def _feed(said: dict[str, Any]) -> ParsedFeed:
    return ParsedFeed(
        title=said["title"],
        language=said["language"],
        ttl=None if said["ttl"] is None else timedelta(seconds=said["ttl"]),
        articles=tuple(_article(*fields) for fields in said["articles"]),
        remark=said["remark"],
    )


def _article(
    guid: str, url: str, title: str, text: str, author: str | None, at: str | None, *rest: Any
) -> ParsedArticle:
    language, categories = rest
    published_at = None if at is None else datetime.fromisoformat(at)
    return ParsedArticle(guid, url, title, text, author, published_at, language, tuple(categories))


def _said(feed: ParsedFeed) -> dict[str, Any]:
    return {
        "title": feed.title,
        "language": feed.language,
        "ttl": None if feed.ttl is None else feed.ttl.total_seconds(),
        "articles": [
            (
                a.guid,
                a.url,
                a.title,
                a.text,
                a.author,
                a.published_at and a.published_at.isoformat(),
                a.language,
                a.categories,
            )
            for a in feed.articles
        ],
        "remark": feed.remark,
    }


# --- the process ---------------------------------------------------------------------------------


def main() -> None:
    """Serves until the pipe closes; ignores signals, as whoever holds the other end decides when it is
    over.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    from news.parse import parse  # takes 0.3 s: after the signals are settled

    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    sys.stdout = sys.stderr  # what a library prints must not mix with answers
    _limit_memory()
    while (body := _next(source)) is not None:
        _limit_cpu()
        try:
            said = _said(parse(body))
        except ParseFailed as failure:
            said = {"failed": failure.reason}
        except MemoryError:
            _answer(sink, {"failed": "took more memory than a feed may"})
            sys.exit(OUT_OF_MEMORY)
        _answer(sink, said)


def _next(source: BinaryIO) -> Body | None:
    head = source.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    about = json.loads(source.read(HEAD.unpack(head)[0]))
    content = source.read(HEAD.unpack(source.read(HEAD.size))[0])
    return Body(content, about["content_type"], about["url"], "", Freshness())


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


if __name__ == "__main__":
    main()
