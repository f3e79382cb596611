"""Reads articles' pages, where their sites allow it: asks the site first, fetches through the guarded fetcher, and lets
a process that can be killed find the article.

A site is asked once a day: robots.txt and /.well-known/tdmrep.json. One that cannot be asked is taken to say no for
an hour. Where an address leads elsewhere, that place is asked too before its page is used. Which words are a no is for
`news.intake.fulltext_consent`.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from news.adapters.page_parsing import decoded
from news.adapters.workers import Workers
from news.errors import FetchFailed
from news.intake.addresses import read_address
from news.intake.fulltext_consent import refused_by_headers, refused_by_robots, refused_by_tdmrep
from news.intake.fulltext_page import page_source
from news.ports import Body, Fetcher, PageText, Withheld

ASK_AGAIN = timedelta(hours=24)  # RFC 9309, 2.4
ASK_THE_SILENT_AGAIN = timedelta(hours=1)
MOST_SITES = 2_000
WORKERS = 1
_SAYS_NO = {401, 403, 429, 451}  # stricter than RFC 9309, which takes any 4xx for silence
_HTML = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True)
class _Site:
    """What a site said of itself. `refusal` where it could not be asked, or said no to everything."""

    asked_at: datetime
    robots: str = ""
    tdmrep: str = ""
    refusal: str | None = None

    def holds(self, now: datetime) -> bool:
        return now - self.asked_at < (ASK_THE_SILENT_AGAIN if self.refusal else ASK_AGAIN)

    def refuses(self, url: str) -> str | None:
        return self.refusal or refused_by_robots(self.robots, url) or refused_by_tdmrep(self.tdmrep, url)


class WebPages:
    """Fulfils `news.ports.Pages`. Closes its processes, not the fetcher."""

    def __init__(self, fetcher: Fetcher, *, now: Callable[[], datetime], workers: int = WORKERS) -> None:
        self._fetcher, self._now = fetcher, now
        self._workers = Workers("news.adapters.page_parsing", workers=workers)
        self._sites: OrderedDict[str, _Site] = OrderedDict()

    @property
    def pids(self) -> set[int]:
        """The processes there are, for whoever watches over memory."""
        return self._workers.pids

    async def read(self, url: str) -> PageText | Withheld:
        if why := (await self._site(url)).refuses(url):
            return Withheld(why)
        body = await self._body(url)
        if why := await self._refused(url, body):
            return Withheld(why)
        return decoded(await self._workers.ask(body), url)

    async def close(self) -> None:
        await self._workers.close()

    async def _refused(self, url: str, body: Body) -> str | None:
        if body.url != url and (why := (await self._site(body.url)).refuses(body.url)):
            return why
        kind = (body.content_type or _HTML[0]).partition(";")[0].strip().lower()
        return refused_by_headers(body.reuse, body.url) or (None if kind in _HTML else "no web page")

    async def _site(self, url: str) -> _Site:
        parts = urlsplit(read_address(url).url)
        origin = f"{parts.scheme}://{parts.netloc}".lower()
        known = self._sites.get(origin)
        if known is None or not known.holds(self._now()):
            known = await self._asked(origin)
            self._sites[origin] = known
        self._sites.move_to_end(origin)
        while len(self._sites) > MOST_SITES:
            self._sites.popitem(last=False)
        return known

    async def _asked(self, origin: str) -> _Site:
        try:
            robots = await self._said(f"{origin}/robots.txt", no=_SAYS_NO)
            tdmrep = await self._said(f"{origin}/.well-known/tdmrep.json", no=set())
        except FetchFailed as error:
            return _Site(self._now(), refusal=f"robots.txt: {error.reason}")
        return _Site(self._now(), robots, tdmrep)

    async def _said(self, url: str, *, no: set[int]) -> str:
        """The file, or nothing where there is none. Raises FetchFailed where the server does not say."""
        try:
            body = await self._body(url)
        except FetchFailed as error:
            is_absent = error.status is not None and 400 <= error.status < 500 and error.status not in no
            if is_absent:
                return ""
            raise
        return await asyncio.to_thread(page_source, body.content, body.content_type)

    async def _body(self, url: str) -> Body:
        fetched = await self._fetcher.get(url)
        if not isinstance(fetched, Body):
            raise FetchFailed(url, "says that nothing changed, though we never had it")
        return fetched
