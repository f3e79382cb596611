"""Our own catalogue format: TOML with `[[outlet]]`, `[[outlet.feed]]` and `[[topic]]` tables.

Strict, so that a misspelt key or topic is told to whoever wrote it and not passed over. The format
is described for people in README.md beside this file. Knows nothing of files or the network.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from news.catalogue.names import flag, is_country, is_territory, primary_language, slugify
from news.catalogue.values import KINDS, Catalogue, CatalogueError, FeedEntry, OutletEntry, TopicEntry
from news.i18n import UI_LANGUAGES

MAX_URL_LENGTH = 2048

_TOPIC_KEYS = {"slug", "parent", "emoji", "names", "territory"}
_OUTLET_KEYS = {"name", "domain", "country", "language", "owner", "kind", "source", "feed"}
_FEED_KEYS = {"url", "topics", "language", "title"}


def read_entries(text: str, *, source: str, known: Collection[str]) -> Catalogue:
    """The catalogue that a text in our format describes.

    `known` are the topic slugs that exist besides those the text brings. Raises CatalogueError.
    """
    document = _parse(text, source)
    _refuse_others(document, {"topic", "outlet"}, _Place(source, None, None))
    topics = tuple(_topic(table, place) for table, place in _tables(document, "topic", text, source))
    slugs = {*known, *(topic.slug for topic in topics)}
    outlets = tuple(
        _outlet(table, place, slugs) for table, place in _tables(document, "outlet", text, source)
    )
    _refuse_repeats("topic", (topic.slug for topic in topics), source)
    _refuse_repeats("domain", (outlet.domain for outlet in outlets), source)
    _refuse_repeats("feed", (feed.url for outlet in outlets for feed in outlet.feeds), source)
    _refuse_lost_parents(topics, slugs, source)
    return Catalogue(outlets=outlets, topics=topics)


def is_web_address(url: str) -> bool:
    """Whether it is an absolute http(s) address with a host, a possible port and a sane length."""
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and parts.port != 0
        return parts.scheme in ("http", "https") and named and len(url) <= MAX_URL_LENGTH
    except ValueError:
        return False


@dataclass(frozen=True)
class _Place:
    source: str
    line: int | None
    entry: str | None

    def refuse(self, advice: str) -> CatalogueError:
        return CatalogueError(self.source, advice, line=self.line, entry=self.entry)


def _parse(text: str, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise CatalogueError(source, "nested too deeply to be a catalogue") from error
    except ValueError as error:  # TOMLDecodeError, or a number too long to be one
        # The line is an attribute of the error only from Python 3.14 on.
        found = re.search(r"at line (\d+)", str(error))
        advice = f"not valid TOML: {error}"
        raise CatalogueError(source, advice, line=int(found[1]) if found else None) from error


def _tables(document: Mapping[str, Any], kind: str, text: str, source: str) -> Iterator[tuple[Any, _Place]]:
    tables = document.get(kind, [])
    if not isinstance(tables, list):
        raise CatalogueError(source, f"write each {kind} as a [[{kind}]] table")
    header = re.compile(rf"[ \t]*\[\[[ \t]*{kind}[ \t]*\]\]")
    lines = [number for number, line in enumerate(text.split("\n"), start=1) if header.match(line)]
    trusted = len(lines) == len(tables)
    for number, table in enumerate(tables, start=1):
        place = _Place(source, lines[number - 1] if trusted else None, f"{kind} {number}")
        if not isinstance(table, dict):
            raise place.refuse(f"write it as a [[{kind}]] table")
        yield table, place


def _topic(table: Mapping[str, Any], place: _Place) -> TopicEntry:
    slug = _text(table, "slug", place)
    if not slug:
        raise place.refuse("needs a slug")
    place = _Place(place.source, place.line, f"topic {slug}")
    _refuse_others(table, _TOPIC_KEYS, place)
    if slugify(slug) != slug:
        raise place.refuse(f"a slug is small letters, digits and hyphens: try {slugify(slug)!r}")
    territory = _text(table, "territory", place)
    if territory and not is_territory(territory):
        raise place.refuse(f"territory {territory!r} is neither ISO 3166-1 alpha-2 nor a UN M.49 region")
    emoji = _text(table, "emoji", place) or (flag(territory) if territory and is_country(territory) else "📁")
    names = _names(table, place)
    if not names and not territory:
        raise place.refuse('needs names, such as names = { en = "Chess" }, or a territory')
    return TopicEntry(slug, _text(table, "parent", place), emoji, names, territory)


def _names(table: Mapping[str, Any], place: _Place) -> Mapping[str, str]:
    names = table.get("names", {})
    if not isinstance(names, dict) or not all(isinstance(name, str) and name for name in names.values()):
        raise place.refuse('names maps a language to a name: { en = "Chess", de = "Schach" }')
    if strange := [code for code in names if primary_language(code) is None]:
        raise place.refuse(
            f"{strange[0]!r} is no language code; the interface speaks {', '.join(UI_LANGUAGES)}"
        )
    return names


def _outlet(table: Mapping[str, Any], place: _Place, slugs: Collection[str]) -> OutletEntry:
    name = _text(table, "name", place)
    if not name:
        raise place.refuse("needs a name")
    place = _Place(place.source, place.line, f"outlet {name}")
    _refuse_others(table, _OUTLET_KEYS, place)
    feeds = table.get("feed", [])
    if not isinstance(feeds, list) or not feeds or not all(isinstance(feed, dict) for feed in feeds):
        raise place.refuse("needs at least one [[outlet.feed]] table with a url")
    return OutletEntry(
        name=name,
        domain=_domain(table, place),
        country=_checked(table, "country", place, is_country, "is no ISO 3166-1 alpha-2 code such as DE"),
        language=_language(table, place),
        owner=_text(table, "owner", place),
        kind=_checked(table, "kind", place, KINDS.__contains__, f"is none of {', '.join(sorted(KINDS))}"),
        source=_text(table, "source", place),
        feeds=tuple(_feed(feed, place, slugs) for feed in feeds),
    )


def _feed(table: Mapping[str, Any], outlet: _Place, slugs: Collection[str]) -> FeedEntry:
    url = _text(table, "url", outlet)
    if not url or not is_web_address(url):
        raise outlet.refuse(f"a feed needs a url that begins with http:// or https://, not {url!r}")
    place = _Place(outlet.source, outlet.line, f"{outlet.entry}, feed {url}")
    _refuse_others(table, _FEED_KEYS, place)
    topics = table.get("topics", [])
    if not isinstance(topics, list) or not all(isinstance(topic, str) for topic in topics):
        raise place.refuse('topics is a list of slugs: ["world", "science"]')
    if unknown := [topic for topic in topics if topic not in slugs]:
        raise place.refuse(f"no topic has the slug {unknown[0]!r}: correct it, or add a [[topic]] for it")
    language = _language(table, place)
    return FeedEntry(url, tuple(dict.fromkeys(topics)), language, _text(table, "title", place))


def _domain(table: Mapping[str, Any], place: _Place) -> str:
    domain = _text(table, "domain", place)
    if not domain or "://" in domain or domain != domain.lower() or re.search(r"\s", domain):
        raise place.refuse(f'needs a domain in small letters, such as domain = "dw.com", not {domain!r}')
    return domain


def _language(table: Mapping[str, Any], place: _Place) -> str | None:
    written = _text(table, "language", place)
    code = primary_language(written)
    if written and code is None:
        raise place.refuse(f"language {written!r} is no BCP 47 code such as de or zh-Hant")
    return code


def _checked(
    table: Mapping[str, Any], key: str, place: _Place, allows: Callable[[str], bool], otherwise: str
) -> str | None:
    written = _text(table, key, place)
    if written and not allows(written):
        raise place.refuse(f"{key} {written!r} {otherwise}")
    return written


def _text(table: Mapping[str, Any], key: str, place: _Place) -> str | None:
    written = table.get(key)
    if written is not None and not isinstance(written, str):
        raise place.refuse(f'{key} must be a text in quotes: {key} = "..."')
    return written.strip() or None if written else None


def _refuse_others(table: Mapping[str, Any], allowed: Collection[str], place: _Place) -> None:
    if others := sorted(set(table) - set(allowed)):
        raise place.refuse(f"does not know the key {others[0]!r}; it knows {', '.join(sorted(allowed))}")


def _refuse_repeats(what: str, written: Iterator[str], source: str) -> None:
    seen: set[str] = set()
    for one in written:
        if one in seen:
            raise CatalogueError(source, f"the {what} is there twice: remove one", entry=one)
        seen.add(one)


def _refuse_lost_parents(topics: tuple[TopicEntry, ...], slugs: Collection[str], source: str) -> None:
    parents = {topic.slug: topic.parent for topic in topics}
    for topic in topics:
        if topic.parent is not None and topic.parent not in slugs:
            advice = f"its parent {topic.parent!r} is not there"
            raise CatalogueError(source, advice, entry=f"topic {topic.slug}")
        above, steps = topic.parent, 0
        while above is not None and steps <= len(topics):
            above, steps = parents.get(above), steps + 1
        if above is not None:
            raise CatalogueError(source, "is among its own ancestors", entry=f"topic {topic.slug}")
