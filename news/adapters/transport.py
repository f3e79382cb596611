"""HTTP to Telegram by aiohttp: with 64 calls in flight, the library's own transport takes several times the CPU time.

Tells what surely was not sent (its error's cause is `NotSent`) from what may have been. Knows no methods of the Bot API.
"""

from typing import Any

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

KEPT_ALIVE_S = 15.0
"""Shorter than servers keep a connection, or a call may meet one that is being closed, and nobody knows what became of it."""
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_NEVER_LEFT = (
    aiohttp.ClientConnectorError,
    aiohttp.ClientHttpProxyError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
)


class NotSent(Exception):
    """There was no connection to send it by, or none became free in time."""


class Transport(BaseRequest):
    """The library's port for HTTP. `connect_s` and `pool_s` are what it may take to get a connection, `read_s` each wait for
    the answer. `is_proxied`: by what the environment names, if it does."""

    def __init__(
        self, *, connections: int, connect_s: float, pool_s: float, read_s: float, is_proxied: bool = True
    ) -> None:
        self._connections, self._is_proxied = connections, is_proxied
        self._connect_s, self._pool_s, self._read_s = connect_s, pool_s, read_s
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._read_s

    async def initialize(self) -> None:
        """Opened by the first call, in its event loop."""

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body. A body that cannot be written ends with the wait for the answer."""
        connect_s = _told(connect_timeout, self._connect_s)
        patience = aiohttp.ClientTimeout(
            connect=_sum(_told(pool_timeout, self._pool_s), connect_s),
            sock_connect=connect_s,
            sock_read=_told(read_timeout, self._read_s),
        )
        try:
            async with self._opened().request(
                method, url, timeout=patience, allow_redirects=False, **_content(request_data)
            ) as response:
                return response.status, await response.read()
        except _NEVER_LEFT as error:
            raise NetworkError(f"not sent ({type(error).__name__})") from NotSent(str(error))
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientError as error:
            raise NetworkError(f"{type(error).__name__}: {error}") from error

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=KEPT_ALIVE_S)
            self._session = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                trust_env=self._is_proxied,
            )
        return self._session


def _told(seconds: Any, default_s: float) -> float | None:
    """What the caller said; None is for ever."""
    return default_s if isinstance(seconds, type(BaseRequest.DEFAULT_NONE)) else seconds


def _sum(one_s: float | None, other_s: float | None) -> float | None:
    return None if one_s is None or other_s is None else one_s + other_s


def _content(request: RequestData | None) -> dict[str, Any]:
    """The parameters, and files if there are any: what a request is made with. Without files they are written here, which
    is quicker than as a form."""
    if request is None:
        return {}
    files = request.multipart_data
    if not files:
        return {"data": request.url_encoded_parameters().encode(), "headers": FORM}
    form = aiohttp.FormData(request.json_parameters)
    for name, (filename, content, kind) in files.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return {"data": form}
