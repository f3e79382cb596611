"""Real feeds that were captured: the sets A, B, D (their files as stored) and B2 (titles in 52 languages).

The sets lie beside the repository and are not part of it; what people read in them does, as addresses
(`tests/news/clustering/labels`). Knows nothing of joining.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from babel import Locale

from benchmarks.labelled import LABELS, SETS, lines, time_of
from news.clustering.trial import Sample
from news.intake.parse import parse
from news.intake.plain import plain_text
from news.ports import Body, Freshness

FEEDS = SETS / "realfeeds"
CAPTURED = {"A": datetime(2017, 1, 7, 15, tzinfo=UTC), "B": datetime(2026, 2, 18, 2, 15, tzinfo=UTC)}
"""When what has no date of its own was published at the latest."""


@dataclass(frozen=True)
class Event:
    """What of a set tells one event (`urls`), and what stands around it and is right in either place."""

    name: str
    set: str
    urls: frozenset[str]
    around: frozenset[str]


@dataclass(frozen=True)
class Judged:
    """Two articles of B2 in two languages, as somebody read them: same, subject, unrelated or unsure."""

    urls: frozenset[str]
    verdict: str
    half: str


@cache
def samples(name: str) -> tuple[Sample, ...]:
    """A set's articles, each once an outlet, in order of publication. FileNotFoundError where the set is absent."""
    folders = sorted(FEEDS.glob(f"{name}_*"), key=lambda folder: "repaired" not in folder.name)
    if not folders:
        raise FileNotFoundError(2, "no such set", str(FEEDS / name))
    found: dict[tuple[str, str], Sample] = {}
    for sample in _read(folders, name):
        found.setdefault((sample.outlet, sample.url), sample)
    return tuple(sorted(found.values(), key=lambda sample: sample.published_at))


def events() -> list[Event]:
    read: dict[str, dict[str, Any]] = json.loads((LABELS / "events.json").read_text("utf-8"))
    return [
        Event(name, row["set"], frozenset(row["urls"]), frozenset(row["around"]))
        for name, row in read.items()
    ]


def judged() -> list[Judged]:
    rows = json.loads((LABELS / "pairs.json").read_text("utf-8"))
    return [Judged(frozenset(row["urls"]), row["verdict"], row["half"]) for row in rows]


def _read(folders: Iterable[Path], name: str) -> Iterator[Sample]:
    files = [file for folder in folders for file in sorted(folder.rglob("*.*"))]
    read: set[str] = set()
    for file in files:
        if file.suffix == ".jsonl":
            yield from map(_of_headline, lines(file))
        elif file.suffix == ".json":
            yield from _of_items(json.loads(file.read_text("utf-8")))
        elif file.suffix == ".xml" and file.name not in read:
            read.add(file.name)  # a repaired feed stands for the one as it was stored
            yield from _of_feed(file, captured=CAPTURED[name])


def _of_feed(file: Path, *, captured: datetime) -> Iterator[Sample]:
    content = file.read_bytes()
    url = f"https://example.invalid/{file.name}"
    feed = parse(Body(content, "application/xml", url, sha256(content).hexdigest(), Freshness()))
    for article in feed.articles:
        yield Sample(
            outlet=file.stem,
            language=article.language or feed.language,
            url=article.url,
            title=article.title,
            text=article.text,
            published_at=article.published_at or captured,
        )


def _of_items(feed: dict[str, Any]) -> Iterator[Sample]:
    for item in feed["items"]:
        yield Sample(
            outlet=urlsplit(feed["feed"]).hostname or "",
            language=item.get("language") or feed.get("language"),
            url=item.get("link") or "",
            title=plain_text(item.get("title") or "", is_html=True),
            text=plain_text(item.get("description") or "", is_html=True),
            published_at=time_of(item["date_published"]),
        )


def _of_headline(row: dict[str, Any]) -> Sample:
    return Sample(
        outlet=urlsplit(row["url"]).hostname or "",
        language=_languages().get((row["language"] or "").lower()),
        url=row["url"],
        title=row["title"],
        text=row["description"],
        published_at=_time(row["published_at"]),
    )


@cache
def _languages() -> dict[str, str]:
    """Their codes, by their names in English."""
    names = {name.lower(): code for code, name in Locale("en").languages.items() if len(code) in (2, 3)}
    return names | {"norwegian": "no", "bengali": "bn"}


def _time(written: str) -> datetime:
    try:
        return time_of(written)
    except ValueError:
        return datetime.strptime(written, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
