"""The indexes of words beside the articles and beside what was told: one row an article as it stands now, one row a brief that
is the last of its story in its language, on either database.

SQLite's are FTS5 tables, Postgres's `tsvector`s with GIN indexes; both are given the words of `news.searching.search`. They are
written in the commit of the article or the brief; what was replaced leaves likewise, and a row that is deleted takes
its words along, whoever deletes it. Which story an article is in is not in the index, so merging changes nothing here.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, exists, not_, select, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from news.language.tokens import primary_subtag
from news.models import Article, Brief, Feed
from news.searching.search import (
    INDEX_VERSION,
    STEM_MARK,
    Indexed,
    Sought,
    as_tsvector,
    for_postgres,
    for_sqlite,
    index_of,
)


@dataclass(frozen=True)
class Kind:
    """What is found: rows of the table `of`, by their numbers. Statements are put together from these names alone. `mark` keeps of which words the index was made."""

    of: str
    mark: str

    @property
    def table(self) -> str:
        return f"{self.of}_search"

    @property
    def key(self) -> str:
        return f"{self.of}_id"


ARTICLES = Kind("article", "search index")
BRIEFS = Kind("brief", "search index of briefs")
KINDS = (ARTICLES, BRIEFS)
Row = Mapping[str, Any]
"""A sentence as briefs keep it."""
ROWS_AT_ONCE = 2_000
SLICE_BITS = 15
"""Postgres's index knows no order, so it is told in which slice of 32,768 articles each is: what is found in the newest
slices is enough for common words, and what is hardly found there is rare in all."""

NEWEST = 2**63 - 1
_UNLESS_THERE = {"postgresql": " ON CONFLICT DO NOTHING"}
"""Others fetch while it is made anew; SQLite has one writer at a time."""


def schema(kind: Kind, dialect: str) -> tuple[str, ...]:
    """FTS5 cuts at spaces and nowhere else: what is not ASCII is of a word, and so are the signs of `news.searching.search`."""
    table, of = kind.table, kind.of
    if dialect == "sqlite":
        return (
            f"""CREATE VIRTUAL TABLE {table} USING fts5(words, stems, columnsize=0, tokenize="ascii tokenchars '_.,'''")""",
            f"CREATE TRIGGER {table}_gone AFTER DELETE ON {of} BEGIN DELETE FROM {table} WHERE rowid = old.id; END",  # noqa: S608
        )
    return (
        f"CREATE TABLE {table} ({kind.key} INTEGER PRIMARY KEY REFERENCES {of} (id) ON DELETE CASCADE, words TSVECTOR NOT NULL)",
        # kept in order at once, so that no search pays for those before it
        f"CREATE INDEX ix_{table}_words ON {table} USING gin (words) WITH (fastupdate = off)",
    )


def make(connection: Connection) -> None:
    """Empty indexes, where tables are made without migrations. They are no tables of the models: they are others on each
    database."""
    for kind in KINDS:
        for statement in schema(kind, connection.dialect.name):
            connection.exec_driver_sql(statement)


async def index(session: AsyncSession, indexed: Mapping[int, Indexed], *, kind: Kind = ARTICLES) -> None:
    """These rows can be found from the commit on."""
    if indexed:
        dialect = session.get_bind().dialect.name
        rows = [_row(number, told, dialect) for number, told in indexed.items()]
        await session.execute(text(_insert(kind, dialect)), rows)


async def forget(session: AsyncSession, rows: Collection[int], *, kind: Kind = ARTICLES) -> None:
    """These rows, replaced by newer ones or withdrawn, are found no more."""
    if rows:
        key = "rowid" if session.get_bind().dialect.name == "sqlite" else kind.key
        statement = text(f"DELETE FROM {kind.table} WHERE {key} = :id")  # noqa: S608
        await session.execute(statement, [{"id": row} for row in rows])


async def press(session: AsyncSession) -> None:
    """SQLite's indexes keep what was deleted until their parts are merged."""
    if session.get_bind().dialect.name == "sqlite":
        for kind in KINDS:
            await session.execute(text(_optimized(kind)))


def _insert(kind: Kind, dialect: str) -> str:
    if dialect == "sqlite":
        return f"INSERT INTO {kind.table} (rowid, words, stems) VALUES (:id, :words, :stems)"  # noqa: S608
    return f"INSERT INTO {kind.table} ({kind.key}, words) VALUES (:id, CAST(:words AS tsvector))"  # noqa: S608


def _optimized(kind: Kind) -> str:
    return f"INSERT INTO {kind.table} ({kind.table}) VALUES ('optimize')"  # noqa: S608


def _row(number: int, told: Indexed, dialect: str) -> dict[str, Any]:
    if dialect == "sqlite":
        return {"id": number, "words": " ".join(told.words), "stems": " ".join(told.stems)}
    return {"id": number, "words": as_tsvector(told, within=slice_of(number))}


def slice_of(number: int) -> str:
    """A sign that no text has as a word."""
    return f"#{number >> SLICE_BITS}"


# --- what was told -------------------------------------------------------------------------------


def index_of_brief(
    headline: str, paragraphs: Iterable[Iterable[Row]], contested: Iterable[Row], language: str
) -> Indexed:
    """Its headline, its sentences and where it says that outlets differ, in the language it is told in."""
    told = [str(row.get("text", "")) for paragraph in paragraphs for row in paragraph]
    told += [str(each.get("claim", "")) for point in contested for each in point.get("versions", ())]
    cut = index_of(headline, "\n".join(told), language)
    return Indexed(cut.words, (*cut.stems, told_in(language)))


def told_in(language: str) -> str:
    """The sign of all that was told in a language: the stem of no word."""
    return f"{STEM_MARK}{primary_subtag(language)}"


async def index_told(session: AsyncSession, brief: Brief) -> None:
    """A brief that is ready is found from the commit on, what was told of the story in this language before it no more; one
    that was overtaken while it was written is not found at all."""
    rows = await session.execute(
        select(col(Brief.id), col(Brief.revision), col(Brief.state)).where(
            col(Brief.story_id) == brief.story_id, col(Brief.language) == brief.language
        )
    )
    known = [(number or 0, revision, state) for number, revision, state in rows]
    if any(state == "ready" and revision > brief.revision for _, revision, state in known):
        return
    await forget(session, [number for number, _, _ in known], kind=BRIEFS)
    told = index_of_brief(brief.headline, brief.paragraphs, brief.contested, brief.language)
    await index(session, {brief.id or 0: told}, kind=BRIEFS)


# --- finding -------------------------------------------------------------------------------------


async def find(
    session: AsyncSession, sought: Sought, *, most: int, upto: int | None = None, kind: Kind = ARTICLES
) -> list[int]:
    """The newest rows that have what is sought, newest first, of those with ids `upto` this one."""
    if session.get_bind().dialect.name == "sqlite":
        return await _find_sqlite(session, for_sqlite(sought), most=most, upto=upto, kind=kind)
    return await _find_postgres(session, sought, most=most, upto=upto)


async def find_told(
    session: AsyncSession, sought: Sought, *, languages: Collection[str], most: int
) -> list[int]:
    """The newest briefs in one of these languages that have what is sought, newest first."""
    signs = sorted({told_in(language) for language in languages})
    if session.get_bind().dialect.name == "sqlite":
        asked = for_sqlite(sought, within=signs)
        return await _find_sqlite(session, asked, most=most, upto=None, kind=BRIEFS)
    return await _ask_postgres(
        session, for_postgres(sought, within=signs), upto=NEWEST, most=most, kind=BRIEFS
    )


async def _find_sqlite(
    session: AsyncSession, asked: str, *, most: int, upto: int | None, kind: Kind
) -> list[int]:
    statement = (
        f"SELECT rowid FROM {kind.table} WHERE {kind.table} MATCH :sought AND rowid <= :upto"  # noqa: S608
        " ORDER BY rowid DESC LIMIT :most"
    )
    values = {"sought": asked, "most": most, "upto": NEWEST if upto is None else upto}
    return list((await session.execute(text(statement), values)).scalars())


async def _find_postgres(session: AsyncSession, sought: Sought, *, most: int, upto: int | None) -> list[int]:
    newest = upto if upto is not None else await _newest(session)
    slices = {slice_of(newest), slice_of(max(newest - (1 << SLICE_BITS), 0))}
    found = await _ask_postgres(session, for_postgres(sought, within=slices), upto=newest, most=most)
    if len(found) == most:
        return found
    return await _ask_postgres(session, for_postgres(sought), upto=newest, most=most)


async def _ask_postgres(
    session: AsyncSession, asked: str, *, upto: int, most: int, kind: Kind = ARTICLES
) -> list[int]:
    """By the index of words in any case: left to itself, the planner walks back over all articles by their ids."""
    statement = (
        f"WITH hits AS MATERIALIZED (SELECT {kind.key} AS number FROM {kind.table} WHERE words @@ CAST(:sought AS tsquery))"  # noqa: S608
        " SELECT number FROM hits WHERE number <= CAST(:upto AS bigint) ORDER BY number DESC LIMIT :most"
    )
    values = {"sought": asked, "upto": upto, "most": most}
    return list((await session.execute(text(statement), values)).scalars())


async def _newest(session: AsyncSession) -> int:
    return int(
        (await session.execute(text("SELECT coalesce(max(article_id), 0) FROM article_search"))).scalar_one()
    )


# --- making it anew ------------------------------------------------------------------------------


async def bring_up_to_date(engine: AsyncEngine) -> Mapping[str, int]:
    """Makes each index anew that was never filled or of words that were cut otherwise; gives how many rows are in it then, by
    their table."""
    async with engine.begin() as connection:
        stale = [kind for kind in KINDS if not await connection.run_sync(is_current, kind)]
        return {kind.of: await connection.run_sync(refill, kind) for kind in stale}


def is_current(connection: Connection, kind: Kind = ARTICLES) -> bool:
    """Whether the index was made of words cut as they are cut now."""
    found = connection.execute(text("SELECT value FROM mark WHERE name = :name"), {"name": kind.mark})
    return found.scalar_one_or_none() == INDEX_VERSION


def refill(connection: Connection, kind: Kind) -> int:
    """The whole index from the rows, in the caller's transaction; gives how many are in it. Half a millisecond a row."""
    dialect = connection.dialect.name
    connection.execute(text(f"DELETE FROM {kind.table}"))  # noqa: S608
    count = last = 0
    while rows := (_articles_after if kind is ARTICLES else _briefs_after)(connection, last):
        told = [_row(number, indexed, dialect) for number, indexed in rows.items()]
        connection.execute(text(_insert(kind, dialect) + _UNLESS_THERE.get(dialect, "")), told)
        count, last = count + len(rows), max(rows)
    if dialect == "sqlite":
        connection.execute(text(_optimized(kind)))
    _mark(connection, kind)
    return count


def _articles_after(connection: Connection, last: int) -> dict[int, Indexed]:
    found = (
        select(col(Article.id), col(Article.title), col(Article.text), col(Article.language))
        .where(
            col(Article.superseded_at).is_(None),
            col(Article.id) > last,
            col(Article.feed_id).not_in(select(col(Feed.id)).where(col(Feed.is_brought))),
        )
        .order_by(col(Article.id))
        .limit(ROWS_AT_ONCE)
    )
    return {row.id: index_of(row.title, row.text, row.language) for row in connection.execute(found)}


def _briefs_after(connection: Connection, last: int) -> dict[int, Indexed]:
    later = aliased(Brief)
    is_overtaken = exists().where(
        col(later.story_id) == col(Brief.story_id),
        col(later.language) == col(Brief.language),
        col(later.revision) > col(Brief.revision),
        col(later.state) == "ready",
    )
    found = (
        select(
            col(Brief.id),
            col(Brief.headline),
            col(Brief.paragraphs),
            col(Brief.contested),
            col(Brief.language),
        )
        .where(col(Brief.state) == "ready", col(Brief.id) > last, not_(is_overtaken))
        .order_by(col(Brief.id))
        .limit(ROWS_AT_ONCE)
    )
    return {number or 0: index_of_brief(*told) for number, *told in connection.execute(found)}


def _mark(connection: Connection, kind: Kind) -> None:
    connection.execute(text("DELETE FROM mark WHERE name = :name"), {"name": kind.mark})
    statement = text("INSERT INTO mark (name, value, at) VALUES (:name, :value, CURRENT_TIMESTAMP)")
    connection.execute(statement, {"name": kind.mark, "value": INDEX_VERSION})


def indexes_of(articles: Iterable[tuple[str, str, str | None]]) -> list[Indexed]:
    """Of (title, text, language) each. CPU work: not on the event loop."""
    return [index_of(*article) for article in articles]
