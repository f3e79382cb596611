"""Structured logs to standard error: readable on a terminal, JSON lines elsewhere, never a secret.

httpx logs request URLs at INFO and Telegram's URLs hold the token, so that logger is raised to WARNING, and
every line is scrubbed all the same.
"""

import logging
import re
import sys
from typing import Any

import structlog

_SECRETS = re.compile(  # in an address a token follows the word "bot", so no word boundary may be asked for before it
    r"(?<!\d)\d{5,}:[A-Za-z0-9_-]{30,}|\bsk-[A-Za-z0-9_-]{8,}|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"
)
_NOISY = ("httpx", "httpcore", "telegram", "apscheduler", "aiohttp.access", "openai", "aiosqlite", "alembic")
_TELLS_OF_BAD_GATEWAYS = "telegram.request"
"""With a traceback for each reply that is not JSON, as a proxy's 502 is; what came of the call is in a line of ours."""


def scrub(text: str) -> str:
    """The text without bot tokens, model keys and passwords in addresses."""
    return _SECRETS.sub("[secret]", text)


def _scrub_line(_logger: Any, _name: str, line: Any) -> str:
    """Last of all, on the finished line: a secret deep in a value or a traceback is found as well."""
    return scrub(str(line))


def set_up_logging(level: str) -> None:
    """Once, from a `__main__` module. Libraries' records take the same way out as ours."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    terminal = sys.stderr.isatty()
    last = (
        structlog.dev.ConsoleRenderer() if terminal else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                last,
                _scrub_line,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _NOISY:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    logging.getLogger(_TELLS_OF_BAD_GATEWAYS).setLevel(logging.CRITICAL)
