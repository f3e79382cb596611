"""OPML in and out: the lists of feeds that people and other readers exchange.

Joins the reader of outlines to the bundled topics. Knows nothing of files, rows or the network.
"""

from __future__ import annotations

from news.catalogue import Catalogue, bundled_topics
from news.catalogue.outlines import read_lines, read_outlines, write_outlines


def read_opml(text: str | bytes, *, source: str) -> Catalogue:
    """The outlets and feeds of an OPML text, with the topics that its folders add to the bundled ones.

    Raises CatalogueError for broken or hostile XML and for more than 5 MB or 5,000 feeds.
    """
    return read_outlines(text, source=source, known=bundled_topics())


def feeds_in(text: str | bytes) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The feeds of somebody's list, each its address and title, in the list's order as far as outlets go; and its lines without a
    web address, as they are.

    Raises CatalogueError as `read_opml` does.
    """
    catalogue, rest = read_lines(text, source="list", known=bundled_topics())
    return [
        (feed.url, feed.title or outlet.name) for outlet in catalogue.outlets for feed in outlet.feeds
    ], rest


def write_opml(catalogue: Catalogue) -> str:
    """OPML 2.0 that `read_opml` reads back to the same outlets, feeds, languages and topics.

    What OPML has no place for (country, owner, kind, source) is left out.
    """
    return write_outlines(catalogue)
