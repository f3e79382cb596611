"""Storing the new articles of a feed: what the program does in its transaction (session, rows, their ids back), against raw
`sqlite3.executemany` of the same rows in a transaction of its own.

Fifty articles a feed, on one SQLite file each (WAL, synchronous NORMAL). The index of words, the feed's own row and the work that is
owed are in neither. Storing goes past the ORM, in one statement, since 22 November 2026 (before: 15 to 20 times raw; 3.5 to 3.8 until transactions began in place, 2.7 to 3.8
until values went to the driver column by column, past SQLAlchemy's look at each by its name, and the row was taken in a brief transaction, as fetching has it, on 23 November). What
is left beside the rows themselves is a session and its two statements through SQLAlchemy, a quarter of it; times, of which none may be naive, a tenth; and foreign keys, which raw
leaves unchecked. `INSERT ... RETURNING` for all rows at once was tried and costs twice as much as asking for the ids afterwards.
"""

import sqlite3
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.speed.measured import Row, cpu_s
from news.app import App
from news.intake.keeping import insert_articles
from news.models import Feed
from news.testing import a_feed, an_app, an_outlet

A_FEED, FEEDS, ROUNDS = 50, 40, 5
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


async def rows(*, sample: bool) -> list[Row]:
    feeds, rounds = (2, 1) if sample else (FEEDS, ROUNDS)
    with tempfile.TemporaryDirectory() as folder:
        async with an_app(Path(folder)) as app:
            async with app.session() as session:
                feed = await a_feed(session, await an_outlet(session, "Post", language="en"), "world")
            bare = _bare(Path(folder))
            took = []
            for _ in range(rounds + 1):
                batches = [_batch(feed) for _ in range(feeds)]
                took.append((await _ours(app, feed, batches), _theirs(bare, batches)))
            bare.close()
    ours, theirs = (
        sorted(pair[side] for pair in took[1:] or took)[len(took[1:] or took) // 2] for side in (0, 1)
    )
    made = feeds * A_FEED
    return [
        Row(
            f"{A_FEED} articles a feed, an article",
            f"{1e6 * ours / made:.1f} µs",
            f"sqlite3 executemany, {sqlite3.sqlite_version}",
            f"{1e6 * theirs / made:.1f} µs",
            ours / theirs,
            "at most 2",
        )
    ]


_numbers = iter(range(1, 10**9))


def _batch(feed: Feed) -> list[dict[str, Any]]:
    return [_article(feed, next(_numbers)) for _ in range(A_FEED)]


def _article(feed: Feed, number: int) -> dict[str, Any]:
    url = f"https://post.example/{number}"
    return {
        "feed_id": feed.id, "outlet_id": feed.outlet_id, "guid": url, "version": 1, "url": url, "canonical_url": url,
        "title": f"Council {number} opens libraries", "text": "Two libraries open on Monday. " * 12, "author": "Ann Lee",
        "language": "en", "kind": "news", "published_at": AT, "fetched_at": AT, "text_hash": f"{number:064d}",
    }  # fmt: skip


async def _ours(app: App, feed: Feed, batches: list[list[dict[str, Any]]]) -> float:
    began = cpu_s()
    for batch in batches:
        async with app.session(brief=True) as session:
            await insert_articles(session, feed.id or 0, batch)
    return cpu_s() - began


def _bare(folder: Path) -> sqlite3.Connection:
    """A table like the program's, with its indexes."""
    with sqlite3.connect(folder / "test.sqlite3") as made:
        schema = made.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name = 'article' AND sql IS NOT NULL"
        ).fetchall()
    bare = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
    bare.execute("PRAGMA journal_mode=WAL")
    bare.execute("PRAGMA synchronous=NORMAL")
    for (statement,) in schema:
        bare.execute(statement)
    return bare


def _theirs(bare: sqlite3.Connection, batches: list[list[dict[str, Any]]]) -> float:
    began = cpu_s()
    for batch in batches:
        columns = list(batch[0])
        values = [
            tuple(v.isoformat() if isinstance(v, datetime) else v for v in row.values()) for row in batch
        ]
        bare.execute("BEGIN IMMEDIATE")
        marks = ", ".join("?" * len(columns))
        bare.executemany(f"INSERT INTO article ({', '.join(columns)}) VALUES ({marks})", values)
        bare.execute("COMMIT")
    return cpu_s() - began
