"""Reads the sample edition from `outlets/*.toml` and says what stands in it at a given moment.

Knows nothing of XML, of HTTP or of who reads it. Ages are minutes before the press started; an article
with a second version changes, and a late article appears, when the second edition is out.
"""

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Version:
    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Article:
    slug: str
    story: str
    age: timedelta
    first: Version
    second: Version | None
    author: str | None
    is_late: bool
    is_correction: bool


@dataclass(frozen=True)
class Feed:
    path: str
    title: str
    topics: tuple[str, ...]
    dialect: str
    dress: str
    encoding: str
    has_full_text: bool
    articles: tuple[Article, ...]


@dataclass(frozen=True)
class Outlet:
    name: str
    domain: str
    country: str | None
    language: str
    owner: str
    kind: str
    feeds: tuple[Feed, ...]


@dataclass(frozen=True)
class Item:
    """An article as it stands at one moment."""

    slug: str
    title: str
    sentences: tuple[str, ...]
    author: str | None
    published_at: datetime
    updated_at: datetime


def outlets(folder: Path = FOLDER / "outlets") -> tuple[Outlet, ...]:
    """Every outlet of the edition, in the order of its file's name. Raises KeyError for a missing field."""
    return tuple(_outlet(tomllib.loads(path.read_text("utf-8"))) for path in sorted(folder.glob("*.toml")))


def standing(feed: Feed, at: datetime, *, started_at: datetime, update_after: timedelta) -> list[Item]:
    """The items of a feed at a moment, newest first."""
    second_at = started_at + update_after
    is_second = at >= second_at
    items = [
        _item(article, started_at, second_at if is_second else None)
        for article in feed.articles
        if is_second or not article.is_late
    ]
    return sorted(items, key=lambda item: item.published_at, reverse=True)


def _item(article: Article, started_at: datetime, second_at: datetime | None) -> Item:
    published_at = second_at if article.is_late and second_at else started_at - article.age
    version, updated_at = article.first, published_at
    if article.second and second_at:
        version, updated_at = article.second, second_at
    return Item(article.slug, version.title, version.sentences, article.author, published_at, updated_at)


def _outlet(table: dict[str, Any]) -> Outlet:
    facts = table["outlet"]
    return Outlet(
        name=facts["name"],
        domain=facts["domain"],
        country=facts.get("country"),
        language=facts["language"],
        owner=facts["owner"],
        kind=facts["kind"],
        feeds=tuple(_feed(feed) for feed in table["feed"]),
    )


def _feed(table: dict[str, Any]) -> Feed:
    return Feed(
        path=table["path"],
        title=table["title"],
        topics=tuple(table["topics"]),
        dialect=table["dialect"],
        dress=table.get("dress", "plain"),
        encoding=table.get("encoding", "utf-8"),
        has_full_text=table.get("full_text", False),
        articles=tuple(_article(article) for article in table["article"]),
    )


def _article(table: dict[str, Any]) -> Article:
    return Article(
        slug=table["slug"],
        story=table["story"],
        age=timedelta(minutes=table["age"]),
        first=_version(table),
        second=_version(table["second"]) if "second" in table else None,
        author=table.get("author"),
        is_late=table.get("late", False),
        is_correction=table.get("correction", False),
    )


def _version(table: dict[str, Any]) -> Version:
    """One sentence stands on each line of `text`."""
    return Version(table["title"], tuple(table["text"].strip().splitlines()))
