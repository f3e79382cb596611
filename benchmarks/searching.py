"""How long a search takes over an archive, against the limit of 50 ms for 95 of 100 searches.

    python -m benchmarks.searching [ARTICLES] [--folder FOLDER]

ARTICLES is 1,000,000 unless said otherwise. The articles are words of seven languages drawn by how often they are used
(wordfreq), 40 an article (`benchmarks.press`). On SQLite, and on PostgreSQL where TEST_POSTGRES_URL names a server:
there in a database of its own, which is dropped again. What is timed is the whole of a search: reading the words, the
indexes (of articles, and of what was told in the language of who asks), the stories, and their order. Beside the time by the clock stands the CPU time of this process, which holds SQLite
but no PostgreSQL: on a machine that has other things to do, it alone says much. An archive that is in FOLDER already is
searched as it is.
"""

import argparse
import asyncio
import os
import random
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import quantiles

from benchmarks.archive import Size, fill
from benchmarks.press import LANGUAGES, NOW, vocabulary
from news.db import Database, open_engine
from news.searching.search import read
from news.searching.search_stories import search
from news.testing import a_postgres

LIMIT_MS = 50.0
SEARCHES = 150  # of each kind
Took = tuple[float, float]
"""Milliseconds by the clock, and of this process's CPU."""


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
    await fill(url, Size(articles, is_lean=True))
    database = Database(open_engine(url))
    try:
        await warm(database)
        everything: list[Took] = []
        for kind, searches in kinds().items():
            took = [await _time(database, words, language) for words, language in searches]
            everything += took
            _report(name, articles, kind, took)
        _report(name, articles, "**all**", everything)
    finally:
        await database.close()


async def warm(database: Database) -> None:
    """Stemmers and lists of stop words are read once a process."""
    for language in LANGUAGES:
        await _time(database, " ".join(vocabulary(language)[50:60]), language)


async def _time(database: Database, words: str, language: str) -> Took:
    began, worked = time.perf_counter(), time.process_time()
    sought = read(words, languages=(language,))
    assert sought is not None, words
    async with database.reading() as session:
        await search(session, sought, now=NOW, languages=(language,))
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
            drawn = [vocabulary(language)[chance.randrange(*rank)] for rank in ranks]
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


if __name__ == "__main__":
    main()
