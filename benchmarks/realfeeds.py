"""Reads every collected feed through the worker, as the program does, and prints what came of each set.

    python benchmarks/realfeeds.py [folder]

The folder (`../shared/data/realfeeds` beside the checkout by default) holds sets of raw feeds, one folder a set.
The peer is feedparser with its defaults, on the same bytes: no feed may give fewer distinct items than it does.
Prints a table as Markdown; every failure and difference is named below it. Exits with 1 if there is a failure that
feedparser does not share.
"""

import asyncio
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import anyio
import feedparser

from news.adapters.parser import WorkerParser
from news.errors import ParseFailed
from news.intake.taking import language_of
from news.ports import Body, Freshness, ParsedArticle, ParsedFeed

FOLDER = Path(__file__).parents[2] / "shared" / "data" / "realfeeds"
SETS = ("A_2017", "A_repaired", "B_2026", "F_", "G_")
ADDRESS = "https://feeds.example/feed.xml"


@dataclass
class Result:
    """What one set gave."""

    name: str
    files: int = 0
    articles: int = 0
    peer_items: int = 0
    undated: int = 0
    linkless: int = 0
    seconds: float = 0.0
    peer_seconds: float = 0.0
    languages: Counter[str] = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


async def main(sets: list[Path]) -> int:
    parser = WorkerParser()
    try:
        results = [await measured(path, parser) for path in sets]
    finally:
        await parser.close()
    print(
        "| set | files | read | articles | feedparser's items | no date | no link | languages | wall s through the worker | feedparser's CPU s |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    for result in results:
        print(row(result))
    for result in results:
        for line in (*result.failures, *result.remarks):
            print(f"- {result.name}: {line}")
    return 1 if any(result.failures for result in results) else 0


def sets_in(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.iterdir()) if path.name.startswith(SETS) and path.is_dir()]


def files_of(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


async def measured(folder: Path, parser: WorkerParser) -> Result:
    result = Result(folder.name.partition("_raw")[0])
    for path in files_of(folder):
        content = await anyio.Path(path).read_bytes()
        started = time.process_time()
        peer = feedparser.parse(BytesIO(content)).entries
        result.peer_seconds += time.process_time() - started
        result.files += 1
        result.peer_items += len(peer)
        started = time.perf_counter()
        try:
            feed = await parser.parse(Body(content, None, ADDRESS, "", Freshness()))
        except ParseFailed as failure:
            result.failures.append(f"{path.name}: {failure.reason} (feedparser: {len(peer)} items)")
            continue
        finally:
            result.seconds += time.perf_counter() - started
        add(result, path.name, feed, peer)
    return result


def add(result: Result, name: str, feed: ParsedFeed, peer: list[feedparser.FeedParserDict]) -> None:
    result.articles += len(feed.articles)
    result.undated += sum(article.published_at is None for article in feed.articles)
    result.linkless += sum(not article.url for article in feed.articles)
    result.languages.update(language(article, feed) for article in feed.articles)
    if feed.remark:
        result.remarks.append(f"{name}: read although {feed.remark}")
    if (fewer := len(peer) - len(feed.articles)) > 0:
        result.remarks.append(f"{name}: {fewer} of {len(peer)} items are {why_fewer(peer, fewer)}")


def why_fewer(peer: list[feedparser.FeedParserDict], fewer: int) -> str:
    """Repeated (the same id and link as another), or empty (neither title nor text)."""
    full = [entry for entry in peer if entry.get("title") or entry.get("summary") or entry.get("content")]
    distinct = {(entry.get("id"), entry.get("link"), entry.get("title")) for entry in full}
    empty, repeated = len(peer) - len(full), len(full) - len(distinct)
    return f"not explained ({empty} empty, {repeated} repeated)" if empty + repeated < fewer else (
        " and ".join(filter(None, (f"{empty} empty" if empty else "", f"{repeated} repeated" if repeated else "")))
    )  # fmt: skip


def language(article: ParsedArticle, feed: ParsedFeed) -> str:
    return language_of(article, [feed.language]) or "?"


def row(result: Result) -> str:
    languages = " ".join(f"{code}:{count}" for code, count in result.languages.most_common())
    cells = (
        result.name, result.files, result.files - len(result.failures), result.articles, result.peer_items,
        result.undated, result.linkless, languages, f"{result.seconds:.2f}", f"{result.peer_seconds:.2f}",
    )  # fmt: skip
    return "| " + " | ".join(map(str, cells)) + " |"


if __name__ == "__main__":
    chosen = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    if not chosen.is_dir():
        sys.exit(f"{chosen} is not there: the collected feeds are not part of the project")
    sys.exit(asyncio.run(main(sets_in(chosen))))
