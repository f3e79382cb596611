"""What a catalogue is made of: topics, outlets, feeds, and the one error of reading them.

Knows nothing of files, formats, rows or the network.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

KINDS = frozenset({"private", "public", "state", "nonprofit", "agency", "party"})
"""Who stands behind an outlet. Unknown is None, never a word."""


@dataclass(frozen=True)
class TopicEntry:
    """A node one may follow. `territory` is ISO 3166-1 alpha-2 or a UN M.49 region, and names it."""

    slug: str
    parent: str | None
    emoji: str
    names: Mapping[str, str]
    territory: str | None


@dataclass(frozen=True)
class FeedEntry:
    """An address to poll. `language` None means the outlet's own; it is a primary BCP 47 subtag."""

    url: str
    topics: tuple[str, ...]
    language: str | None
    title: str | None


@dataclass(frozen=True)
class OutletEntry:
    """Who publishes. `domain` is unique in a catalogue; `source` says where the facts come from."""

    name: str
    domain: str
    country: str | None
    language: str | None
    owner: str | None
    kind: str | None
    source: str | None
    feeds: tuple[FeedEntry, ...]


@dataclass(frozen=True)
class Catalogue:
    """Outlets with their feeds, and the topics that the text itself brings."""

    outlets: tuple[OutletEntry, ...]
    topics: tuple[TopicEntry, ...]


class CatalogueError(Exception):
    """A catalogue cannot be used as it is written.

    `source` is the file or address as the operator named it, `line` counts from 1, `entry` says
    which outlet or topic in words, `advice` what is wrong and what to do about it.
    """

    def __init__(
        self, source: str, advice: str, *, line: int | None = None, entry: str | None = None
    ) -> None:
        self.source = source
        self.advice = advice
        self.line = line
        self.entry = entry
        super().__init__(source, advice)

    def __str__(self) -> str:
        where = self.source if self.line is None else f"{self.source}, line {self.line}"
        return f"{where}: {self.entry}: {self.advice}" if self.entry else f"{where}: {self.advice}"
