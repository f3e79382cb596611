"""The index of words beside the articles: one row an article as it stands now, on either database.

SQLite's is an FTS5 table, Postgres's a `tsvector` with a GIN index; both are given the words of `news.searching.search`. It is
written in the commit of the article; a version that was replaced leaves it likewise, and an article that is deleted takes
its row along, whoever deletes it. Which story an article is in is not in the index, so merging changes nothing here.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from news.searching.search import (
    INDEX_VERSION,
    Indexed,
    Sought,
    as_tsvector,
    for_postgres,
    for_sqlite,
    index_of,
)

TABLE = "article_search"
MARK = "search index"
ROWS_AT_ONCE = 2_000
SLICE_BITS = 15
"""Postgres's index knows no order, so it is told in which slice of 32,768 articles each is: what is found in the newest
slices is enough for common words, and what is hardly found there is rare in all."""

SCHEMA: Mapping[str, tuple[str, ...]] = {
    "sqlite": (
        """CREATE VIRTUAL TABLE article_search USING fts5(words, stems, columnsize=0, tokenize="ascii tokenchars '_.,'''")""",
        "CREATE TRIGGER article_search_gone AFTER DELETE ON article BEGIN DELETE FROM article_search WHERE rowid = old.id; END",
    ),
    "postgresql": (
        "CREATE TABLE article_search (article_id INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE, words TSVECTOR NOT NULL)",
        # kept in order at once, so that no search pays for those before it
        "CREATE INDEX ix_article_search_words ON article_search USING gin (words) WITH (fastupdate = off)",
    ),
}
"""FTS5 cuts at spaces and nowhere else: what is not ASCII is of a word, and so are the signs of `news.searching.search`."""
_INSERT = {
    "sqlite": "INSERT INTO article_search (rowid, words, stems) VALUES (:id, :words, :stems)",
    "postgresql": "INSERT INTO article_search (article_id, words) VALUES (:id, CAST(:words AS tsvector))",
}
_UNLESS_THERE = {"postgresql": " ON CONFLICT DO NOTHING"}
"""Others fetch while it is made anew; SQLite has one writer at a time."""
_DELETE = {
    "sqlite": "DELETE FROM article_search WHERE rowid = :id",
    "postgresql": "DELETE FROM article_search WHERE article_id = :id",
}
NEWEST = 2**63 - 1


def make(connection: Connection) -> None:
    """An empty index, where tables are made without migrations. It is no table of the models: it is another one on each
    database."""
    for statement in SCHEMA[connection.dialect.name]:
        connection.exec_driver_sql(statement)


async def index(session: AsyncSession, indexed: Mapping[int, Indexed]) -> None:
    """These articles can be found from the commit on."""
    if indexed:
        dialect = session.get_bind().dialect.name
        rows = [_row(article, told, dialect) for article, told in indexed.items()]
        await session.execute(text(_INSERT[dialect]), rows)


async def forget(session: AsyncSession, articles: Collection[int]) -> None:
    """These articles, replaced by newer versions, are found no more."""
    if articles:
        statement = text(_DELETE[session.get_bind().dialect.name])
        await session.execute(statement, [{"id": article} for article in articles])


def _row(article: int, told: Indexed, dialect: str) -> dict[str, Any]:
    if dialect == "sqlite":
        return {"id": article, "words": " ".join(told.words), "stems": " ".join(told.stems)}
    return {"id": article, "words": as_tsvector(told, within=slice_of(article))}


def slice_of(article: int) -> str:
    """A sign that no text has as a word."""
    return f"#{article >> SLICE_BITS}"


# --- finding -------------------------------------------------------------------------------------


async def find(session: AsyncSession, sought: Sought, *, most: int, upto: int | None = None) -> list[int]:
    """The newest articles that have what is sought, newest first, of those with ids `upto` this one."""
    if session.get_bind().dialect.name == "sqlite":
        return await _find_sqlite(session, sought, most=most, upto=upto)
    return await _find_postgres(session, sought, most=most, upto=upto)


async def _find_sqlite(session: AsyncSession, sought: Sought, *, most: int, upto: int | None) -> list[int]:
    statement = (
        "SELECT rowid FROM article_search WHERE article_search MATCH :sought AND rowid <= :upto"
        " ORDER BY rowid DESC LIMIT :most"
    )
    values = {"sought": for_sqlite(sought), "most": most, "upto": NEWEST if upto is None else upto}
    return list((await session.execute(text(statement), values)).scalars())


async def _find_postgres(session: AsyncSession, sought: Sought, *, most: int, upto: int | None) -> list[int]:
    newest = upto if upto is not None else await _newest(session)
    slices = {slice_of(newest), slice_of(max(newest - (1 << SLICE_BITS), 0))}
    found = await _ask_postgres(session, for_postgres(sought, within=slices), upto=newest, most=most)
    if len(found) == most:
        return found
    return await _ask_postgres(session, for_postgres(sought), upto=newest, most=most)


async def _ask_postgres(session: AsyncSession, asked: str, *, upto: int, most: int) -> list[int]:
    """By the index of words in any case: left to itself, the planner walks back over all articles by their ids."""
    statement = (
        "WITH hits AS MATERIALIZED (SELECT article_id FROM article_search WHERE words @@ CAST(:sought AS tsquery))"
        " SELECT article_id FROM hits WHERE article_id <= :upto ORDER BY article_id DESC LIMIT :most"
    )
    values = {"sought": asked, "upto": upto, "most": most}
    return list((await session.execute(text(statement), values)).scalars())


async def _newest(session: AsyncSession) -> int:
    return int(
        (await session.execute(text("SELECT coalesce(max(article_id), 0) FROM article_search"))).scalar_one()
    )


# --- making it anew ------------------------------------------------------------------------------


async def bring_up_to_date(engine: AsyncEngine) -> int | None:
    """Makes the index anew where it was never filled or words were cut otherwise; gives how many articles are in it then,
    None where there was nothing to do."""
    async with engine.begin() as connection:
        return None if await connection.run_sync(is_current) else await connection.run_sync(refill)


def is_current(connection: Connection) -> bool:
    """Whether the index was made of words cut as they are cut now."""
    found = connection.execute(text("SELECT value FROM mark WHERE name = :name"), {"name": MARK})
    return found.scalar_one_or_none() == INDEX_VERSION


def refill(connection: Connection) -> int:
    """The whole index from the articles, in the caller's transaction; gives how many are in it. Half a millisecond an article."""
    dialect = connection.dialect.name
    connection.execute(text("DELETE FROM article_search"))
    count = last = 0
    while rows := _articles_after(connection, last):
        told = [_row(row[0], index_of(*row[1:]), dialect) for row in rows]
        connection.execute(text(_INSERT[dialect] + _UNLESS_THERE.get(dialect, "")), told)
        count, last = count + len(rows), rows[-1][0]
    if dialect == "sqlite":
        connection.execute(text("INSERT INTO article_search (article_search) VALUES ('optimize')"))
    _mark(connection)
    return count


def _articles_after(connection: Connection, last: int) -> list[Any]:
    statement = text(
        "SELECT id, title, text, language FROM article WHERE superseded_at IS NULL AND id > :last"
        " AND feed_id NOT IN (SELECT id FROM feed WHERE is_brought) ORDER BY id LIMIT :most"
    )
    return list(connection.execute(statement, {"last": last, "most": ROWS_AT_ONCE}))


def _mark(connection: Connection) -> None:
    connection.execute(text("DELETE FROM mark WHERE name = :name"), {"name": MARK})
    statement = text("INSERT INTO mark (name, value, at) VALUES (:name, :value, CURRENT_TIMESTAMP)")
    connection.execute(statement, {"name": MARK, "value": INDEX_VERSION})


def indexes_of(articles: Iterable[tuple[str, str, str | None]]) -> list[Indexed]:
    """Of (title, text, language) each. CPU work: not on the event loop."""
    return [index_of(*article) for article in articles]
