"""Which catalogue we read: the bundled one, or what FEEDS names. Says plainly what is wrong with it."""

import asyncio
from pathlib import Path

from news.catalogue import Catalogue, CatalogueError, bundled, read_any
from news.errors import FetchFailed, FetchRefused, SettingsError
from news.ports import Body, Fetcher


async def load_catalogue(feeds: str | None, fetcher: Fetcher) -> Catalogue:
    """`feeds` is a path or an http(s) address of an OPML file or a catalogue; None is the bundled one.

    Raises SettingsError with what the operator can do.
    """
    if feeds is None:
        return bundled()
    content = await _read(feeds, fetcher)
    try:
        catalogue = read_any(content, source=feeds)
    except CatalogueError as error:
        raise SettingsError(f"FEEDS: {error}") from error
    if not any(outlet.feeds for outlet in catalogue.outlets):
        raise SettingsError(f"FEEDS: {feeds} names no feed.")
    return catalogue


async def _read(feeds: str, fetcher: Fetcher) -> bytes:
    if not feeds.startswith(("http://", "https://")):
        try:
            return await asyncio.to_thread(_read_file, feeds)
        except OSError as error:
            raise SettingsError(f"FEEDS: {feeds} cannot be read: {error.strerror}.") from error
    try:
        fetched = await fetcher.get(feeds)
    except (FetchFailed, FetchRefused) as error:
        raise SettingsError(
            f"FEEDS: {error.reason} ({feeds}). A private address must be named in FETCH_ALLOW."
        ) from error
    if not isinstance(fetched, Body):
        raise SettingsError(f"FEEDS: {feeds} answered without a body.")
    return fetched.content


def _read_file(path: str) -> bytes:
    return Path(path).expanduser().read_bytes()
