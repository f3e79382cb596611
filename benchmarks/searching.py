"""How long a search takes over an archive, against the limit of 50 ms for 95 of 100 searches.

    python -m benchmarks.searching [ARTICLES] [--folder FOLDER]

ARTICLES is 1,000,000 unless said otherwise. The articles are words of seven languages drawn by how often they are used
(wordfreq), 40 an article, three articles a story. On SQLite, and on PostgreSQL where TEST_POSTGRES_URL names a server:
there in a database of its own, which is dropped again. What is timed is the whole of a search: reading the words, the
index, the stories, and their order. Beside the time by the clock stands the CPU time of this process, which holds SQLite
but no PostgreSQL: on a machine that has other things to do, it alone says much. An archive that is in FOLDER already is
searched as it is.
"""

import argparse
import asyncio
import os
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from statistics import quantiles
from typing import Any

from sqlalchemy import Connection, text
from wordfreq import top_n_list

from news.db import Database, open_engine
from news.searching import search_index
from news.searching.search import index_of, read
from news.searching.search_stories import search
from news.testing import a_postgres, make_tables

LIMIT_MS = 50.0
LANGUAGES = ("en", "de", "fr", "es", "ru", "ar", "zh")
VOCABULARY, TITLE, BODY, A_STORY, OUTLETS = 20_000, 8, 32, 3, 600
AT_ONCE = 5_000
SEARCHES = 150  # of each kind
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WITHIN = timedelta(days=30)
Rows = list[tuple[Any, ...]]
Took = tuple[float, float]
"""Milliseconds by the clock, and of this process's CPU."""

COLUMNS = {
    "outlet": ("id", "name", "domain"),
    "feed": (*("id", "outlet_id", "url", "topics", "active", "interval_s", "failures", "moved_count"),),
    "article": (
        *("id", "feed_id", "outlet_id", "guid", "version", "url", "canonical_url", "title", "text"),
        *("language", "kind", "published_at", "fetched_at", "text_hash"),
    ),
    "story": (
        *(
            "id",
            "revision",
            "headline",
            "language",
            "topics",
            "languages",
            "articles",
            "outlets",
            "independent",
        ),
        *("first_published_at", "last_published_at", "created_at", "changed_at"),
    ),
    "membership": ("article_id", "story_id", "since_at"),
}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("articles", nargs="?", type=int, default=1_000_000)
    asked.add_argument("--folder", type=Path)
    given = asked.parse_args()
    print(
        "| database | articles | kind of search | p50 ms | p95 ms | p95 of the limit | CPU p50 ms | CPU p95 ms |"
    )
    print("|---|---|---|---|---|---|---|---|")
    asyncio.run(measure(given.articles, given.folder))


async def measure(articles: int, folder: Path | None) -> None:
    async with AsyncExitStack() as stack:
        place = folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        await on(f"sqlite:///{place}/searched-{articles}.sqlite3", "SQLite", articles)
        server = os.environ.get("TEST_POSTGRES_URL")
        if server is None:
            print("(PostgreSQL: not measured, TEST_POSTGRES_URL names no server)")
            return
        await on(await stack.enter_async_context(a_postgres(server)), "PostgreSQL", articles)


async def on(url: str, name: str, articles: int) -> None:
    database = Database(open_engine(url))
    try:
        await fill(database, articles)
        await _warm(database)
        everything: list[Took] = []
        for kind, searches in kinds().items():
            took = [await _time(database, words, language) for words, language in searches]
            everything += took
            _report(name, articles, kind, took)
        _report(name, articles, "**all**", everything)
    finally:
        await database.close()


async def _warm(database: Database) -> None:
    """Stemmers and lists of stop words are read once a process."""
    for language in LANGUAGES:
        await _time(database, " ".join(_words(language)[50:60]), language)


async def _time(database: Database, words: str, language: str) -> Took:
    began, worked = time.perf_counter(), time.process_time()
    sought = read(words, languages=(language,))
    assert sought is not None, words
    async with database.reading() as session:
        await search(session, sought, now=NOW)
    return 1e3 * (time.perf_counter() - began), 1e3 * (time.process_time() - worked)


def _report(name: str, articles: int, kind: str, took: Sequence[Took]) -> None:
    clock, cpu = (quantiles(times, n=20) for times in zip(*took, strict=True))
    print(
        f"| {name} | {articles:,} | {kind} | {clock[9]:.1f} | {clock[18]:.1f} | {clock[18] / LIMIT_MS:.2f} |"
        f" {cpu[9]:.1f} | {cpu[18]:.1f} |",
        flush=True,
    )


# --- what is looked for --------------------------------------------------------------------------


def kinds() -> dict[str, list[tuple[str, str]]]:
    """Searches with the language of who asks, by kind. Ranks are of how often a word is used."""
    chance = random.Random(5)

    def several(*ranks: tuple[int, int], form: str) -> list[tuple[str, str]]:
        made = []
        for _ in range(SEARCHES):
            language = chance.choice(LANGUAGES)
            drawn = [_words(language)[chance.randrange(*rank)] for rank in ranks]
            made.append((form.format(*drawn), language))
        return made

    often, at_times, seldom = (100, 400), (400, 4_000), (4_000, 20_000)
    return {
        "a rare word": several(seldom, form="{0}"),
        "a word": several(at_times, form="{0}"),
        "a common word": several(often, form="{0}"),
        "two words": several(often, at_times, form="{0} {1}"),
        "two common words": several(often, often, form="{0} {1}"),
        "three words": several(often, often, at_times, form="{0} {1} {2}"),
        "words in order": several(often, often, form='"{0} {1}"'),
        "one without another": several(at_times, often, form="{0} -{1}"),
        "no such word beside one": several(at_times, form="{0} zzyzxqq"),
    }


# --- the archive ---------------------------------------------------------------------------------


async def fill(database: Database, articles: int) -> None:
    async with database.engine.connect() as connection:
        if await connection.run_sync(lambda bare: bare.dialect.has_table(bare, "article")):
            return
    async with database.engine.begin() as connection:
        await connection.run_sync(make_tables)
        if connection.dialect.name == "postgresql":
            await connection.execute(
                text("DROP INDEX ix_article_search_words")
            )  # made anew at the end, in one go
        await _write(connection, _press())
    for part in _parts(articles):
        indexed = {row[0]: index_of(row[7], row[8], row[9]) for row in part["article"]}
        async with database.engine.begin() as connection:
            await _write(connection, part)
        async with database.session() as session:
            await search_index.index(session, indexed)
    async with database.engine.begin() as connection:
        await connection.run_sync(_settle)


def _settle(connection: Connection) -> None:
    """As a database is that has run for a while."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("ANALYZE")
        return
    connection.exec_driver_sql(search_index.SCHEMA["postgresql"][1])
    for table in (*COLUMNS, search_index.TABLE):
        connection.execute(text(f"ANALYZE {table}"))


async def _write(connection: Any, rows: dict[str, Rows]) -> None:
    for table, listed in rows.items():
        columns = COLUMNS[table]
        if connection.dialect.name == "postgresql":
            raw = (await connection.get_raw_connection()).driver_connection
            await raw.copy_records_to_table(table, records=listed, columns=columns)
        else:
            marks = ", ".join("?" * len(columns))
            told = [tuple(_plain(value) for value in row) for row in listed]
            await connection.exec_driver_sql(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", told
            )


def _plain(value: Any) -> Any:
    return value.replace(tzinfo=None).isoformat(" ", "microseconds") if isinstance(value, datetime) else value


def _press() -> dict[str, Rows]:
    ids = range(1, OUTLETS + 1)
    return {
        "outlet": [(n, f"Outlet {n}", f"outlet-{n}.example") for n in ids],
        "feed": [(n, n, f"https://outlet-{n}.example/feed", '["world"]', True, 900, 0, 0) for n in ids],
    }


def _parts(articles: int) -> Iterator[dict[str, Rows]]:
    chance = random.Random(7)
    for first in range(1, articles + 1, AT_ONCE):
        part: dict[str, Rows] = {"story": [], "article": [], "membership": []}
        for number in range(first, min(first + AT_ONCE, articles + 1)):
            at = NOW - WITHIN * (1 - number / articles)
            story = (number - 1) // A_STORY + 1
            language, outlet = chance.choice(LANGUAGES), chance.randrange(1, OUTLETS + 1)
            title, body = (_text(language, size, chance) for size in (TITLE, BODY))
            url = f"https://outlet-{outlet}.example/{number}"
            if (number - 1) % A_STORY == 0:
                told = (1, title, language, '["world"]', "[]", A_STORY, A_STORY, A_STORY, at, at, at, at)
                part["story"].append((story, *told))
            part["article"].append(
                (number, outlet, outlet, url, 1, url, url, title, body, language, "news", at, at, url)
            )
            part["membership"].append((number, story, at))
        yield part


def _text(language: str, size: int, chance: random.Random) -> str:
    words = chance.choices(_words(language), cum_weights=_weights(), k=size)
    return ("" if language == "zh" else " ").join(words)


@cache
def _words(language: str) -> list[str]:
    listed = [word for word in top_n_list(language, VOCABULARY + 2_000) if word.isalpha()]
    return listed[:VOCABULARY]


@cache
def _weights() -> list[float]:
    return list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))


if __name__ == "__main__":
    main()
