"""The catalogue: which outlets and feeds exist and which topics one may follow, as data.

The bundled one is `topics.toml` and `outlets/*.toml` in this folder; README.md there tells the format
and where the facts come from. An operator may bring another, as OPML or in the same format. Pure but
for reading its own package's files; knows nothing of rows or the network.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from news.catalogue.entries import read_entries
from news.catalogue.names import topic_name
from news.catalogue.outlines import looks_like_xml, read_outlines
from news.catalogue.values import (
    KINDS,
    Catalogue,
    CatalogueError,
    FeedEntry,
    OutletEntry,
    TopicEntry,
)

__all__ = [
    "KINDS",
    "Catalogue",
    "CatalogueError",
    "FeedEntry",
    "OutletEntry",
    "TopicEntry",
    "bundled",
    "bundled_topics",
    "read_any",
    "read_catalogue",
    "topic_name",
]


@cache
def bundled() -> Catalogue:
    """The catalogue that comes with the program, with its whole tree of topics."""
    folder = files(__name__).joinpath("outlets")
    named = sorted(
        (file.name, file.read_text("utf-8")) for file in folder.iterdir() if file.name.endswith(".toml")
    )
    parts = [read_catalogue(text, source=f"outlets/{name}") for name, text in named]
    return Catalogue(
        outlets=tuple(outlet for part in parts for outlet in part.outlets), topics=bundled_topics()
    )


@cache
def bundled_topics() -> tuple[TopicEntry, ...]:
    """The tree of topics, popular ones first; a parent may come after its children."""
    text = files(__name__).joinpath("topics.toml").read_text("utf-8")
    return read_entries(text, source="topics.toml", known=()).topics


def read_catalogue(text: str, *, source: str) -> Catalogue:
    """The catalogue that a text in our format describes; `source` names it in errors.

    Its feeds may name the bundled topics and those it brings. Raises CatalogueError.
    """
    return read_entries(text, source=source, known={topic.slug for topic in bundled_topics()})


def read_any(text: bytes, *, source: str) -> Catalogue:
    """The catalogue in a file that is either OPML or our format, told by its content."""
    if looks_like_xml(text):
        return read_outlines(text, source=source, known=bundled_topics())
    try:
        return read_catalogue(text.decode("utf-8-sig"), source=source)
    except UnicodeDecodeError as error:
        raise CatalogueError(source, "neither OPML nor a text in UTF-8: save it as UTF-8") from error
