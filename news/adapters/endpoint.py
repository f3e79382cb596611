"""An OpenAI-compatible endpoint: how its client is opened, how it refuses, and how much of an answer is read.

Knows no question and no answer. openai imports in half a second, so it is imported with the first call.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from news.errors import ModelFailed

if TYPE_CHECKING:
    from httpx2 import Response
    from openai import AsyncOpenAI

FINAL = frozenset({401, 402, 403, 404, 405})
"""Trying again soon would change nothing: the key, the account, the model or the address is wrong."""
COMPLAINT_BYTES = 16_000
COMPLAINT_S = 3.0
SHORTEST_SECRET = 6
"""A shorter key would be found in words that are none: whoever serves a model to themselves may call it "k"."""


@dataclass(frozen=True)
class Endpoint:
    """`base_url` None: OpenAI's own. `key` None: an endpoint that asks for none."""

    model: str
    base_url: str | None = None
    key: str | None = None


class Refusal(ModelFailed):
    """The endpoint answered with an error. `after_s` is how long it asked us to stay away, if it did; `code`, `param` and
    `complaint` are what it says of it, empty where it says nothing that can be read."""

    def __init__(
        self,
        status: int,
        after_s: float | None = None,
        *,
        code: str = "",
        param: str = "",
        complaint: str = "",
    ) -> None:
        super().__init__(f"HTTP {status}" + (f", {code}" if code else ""))
        self.status, self.after_s = status, after_s
        self.code, self.param, self.complaint = code, param, complaint


def open_client(endpoint: Endpoint, *, patience_s: float, connect_s: float) -> "AsyncOpenAI":
    """A client that never tries again by itself, and raises Refusal (as the cause) for every status but success."""
    import httpx2
    from openai import AsyncOpenAI, DefaultAsyncHttpx2Client

    patience = httpx2.Timeout(patience_s, connect=connect_s)
    return AsyncOpenAI(
        api_key=endpoint.key or "none",
        base_url=endpoint.base_url,
        max_retries=0,
        timeout=patience,
        http_client=DefaultAsyncHttpx2Client(
            timeout=patience, event_hooks={"response": [partial(_refuse, key=endpoint.key)]}
        ),
    )


async def read_bounded(parts: AsyncIterator[bytes], *, most_bytes: int) -> bytes:
    """Raises ModelFailed for more than that."""
    read: list[bytes] = []
    read_bytes = 0
    async for part in parts:
        read_bytes += len(part)
        if read_bytes > most_bytes:
            raise ModelFailed(f"an answer of more than {most_bytes // 1_000_000} MB")
        read.append(part)
    return b"".join(read)


async def _refuse(response: "Response", *, key: str | None) -> None:
    """Some endpoints say which key they refuse; nobody is to read it in a log."""
    if response.status_code >= 300:
        after_s = _seconds(response.headers.get("Retry-After"))
        body = await _beginning(response)
        if key and len(key) >= SHORTEST_SECRET:
            body = body.replace(key.encode(), b"[secret]")
        raise _refusal(response.status_code, after_s, body)


async def _beginning(response: "Response") -> bytes:
    """Of an error's body: enough for its words, however long it is and however slowly it comes."""
    import httpx2

    read = b""
    try:
        async with asyncio.timeout(COMPLAINT_S):
            async for part in response.aiter_bytes():
                read += part
                if len(read) >= COMPLAINT_BYTES:
                    break
    except (TimeoutError, httpx2.HTTPError):
        pass  # what was read by then has to do
    return read[:COMPLAINT_BYTES]


def _refusal(status: int, after_s: float | None, body: bytes) -> Refusal:
    text = body.decode("utf-8", "replace")
    try:
        told: Any = json.loads(text)
    except (ValueError, RecursionError):
        return Refusal(status, after_s, complaint=text[:2_000])
    error = told.get("error", told) if isinstance(told, dict) else told
    if not isinstance(error, dict):
        return Refusal(status, after_s, complaint=str(error)[:2_000])
    code = error.get("code") or error.get("type") or ""
    return Refusal(
        status,
        after_s,
        code=str(code)[:80] if not isinstance(code, int) else "",
        param=str(error.get("param") or "")[:80],
        complaint=str(error.get("message") or error)[:2_000],
    )


def _seconds(written: str | None) -> float | None:
    """Retry-After in seconds; a date or junk counts as not said."""
    if written is None or not written.strip().isdecimal():
        return None
    return float(min(int(written.strip()[:9]), 86_400))
