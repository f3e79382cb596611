"""The world of outlets: their feeds and their pages, and what becomes of them when they are read."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True)
class Freshness:
    """What a response said of how long it is good and how to ask again."""

    etag: str | None = None
    last_modified: str | None = None
    max_age: timedelta | None = None
    retry_after: timedelta | None = None
    moved_to: str | None = None  # the address after permanent redirects only


@dataclass(frozen=True)
class Unchanged:
    """304, or the same bytes as last time."""

    freshness: Freshness


@dataclass(frozen=True)
class Body:
    """The decoded body (gzip undone, at most the fetcher's bound), with what HTTP said of it.

    `reuse` holds the response's headers that speak of who may do what with it, by lower-case name, in their order.
    """

    content: bytes
    content_type: str | None
    url: str
    sha256: str
    freshness: Freshness
    reuse: tuple[tuple[str, str], ...] = ()


Fetched = Unchanged | Body


class Fetcher(Protocol):
    """The one way out to feeds and pages."""

    async def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        body_hash: str | None = None,
    ) -> Fetched:
        """Must: never reach a private address unless allowed, keep all its bounds, one total deadline.
        Raises FetchRefused, FetchFailed."""
        ...

    def also_allow(self, host: str) -> None:
        """From now on this private host may be fetched: a server of our own on this machine."""
        ...

    async def close(self) -> None: ...


@dataclass(frozen=True)
class ParsedArticle:
    """An item as the feed gives it, as plain text. `published_at` None: the feed did not say."""

    guid: str
    url: str
    title: str
    text: str
    author: str | None
    published_at: datetime | None
    language: str | None
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class Noted:
    """An item as it stood in its feed: digests of its text and of the guid that it gave ("": it gave no article), its date, and
    whether we have it."""

    digest: str
    guid: str
    published_at: datetime | None
    is_kept: bool = False


@dataclass(frozen=True)
class Inventory:
    """What a feed listed, in its order; `around` is the digest of what stood around the items, `ttl` what it said there."""

    around: str
    ttl: timedelta | None
    items: tuple[Noted, ...]


@dataclass(frozen=True)
class ParsedFeed:
    """What a feed says, but for what an earlier inventory lists: that is passed over.

    `inventory` lists all of it, for the next time; None where next time all has to be read again. `above` is how many
    of the articles stand above all that was passed over and is ours; None where nothing was passed over. `left` are the dates of
    the articles that are not among `articles` for their age.
    """

    title: str | None
    language: str | None
    ttl: timedelta | None
    articles: tuple[ParsedArticle, ...]
    remark: str | None = None  # what was wrong with it, although it could be read
    inventory: Inventory | None = None
    above: int | None = None
    left: tuple[datetime, ...] = ()


class Parser(Protocol):
    async def parse(
        self, body: Body, *, before: Inventory | None = None, since: datetime | None = None
    ) -> ParsedFeed:
        """`before` is what the feed listed when it was last read. What is dated before `since` may be left. Must: not hold the
        event loop, end within its own deadline. Raises ParseFailed."""
        ...

    async def close(self) -> None: ...


@dataclass(frozen=True)
class PageText:
    """What an article's page says, as plain text, a line a paragraph."""

    text: str


@dataclass(frozen=True)
class Withheld:
    """The page may not be read, or is none we could read; `reason` in a few words, for the operator."""

    reason: str


class Pages(Protocol):
    """The texts of articles as their pages have them, where their outlets allow it."""

    async def read(self, url: str) -> PageText | Withheld:
        """Must: ask nobody who says no in a way that machines can read, keep the fetcher's bounds, not hold the event
        loop. Raises FetchRefused, FetchFailed, ParseFailed."""
        ...

    async def close(self) -> None: ...
