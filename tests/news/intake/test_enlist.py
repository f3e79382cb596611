"""A catalogue becomes rows, once, however often it is read."""

import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from sqlmodel import col

from news.catalogue import Catalogue, FeedEntry, OutletEntry, TopicEntry
from news.db import Database, open_engine
from news.intake.enlist import Enlisted, enlist
from news.models import Feed, Outlet, Row, Topic, Work

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
SCIENCE = TopicEntry("science", None, "🔬", {"en": "Science", "de": "Wissenschaft"}, None)


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(open_engine(f"sqlite:///{tmp_path}/t.sqlite3"))
    async with database.engine.begin() as connection:
        await connection.run_sync(Row.metadata.create_all)
    yield database
    await database.close()


def outlet(
    name: str, *urls: str, language: str = "en", topics: tuple[str, ...] = ("science",)
) -> OutletEntry:
    feeds = tuple(FeedEntry(url, topics, language, None) for url in urls)
    return OutletEntry(name, f"{name}.example", "DE", language, None, "public", "Wikidata (CC0)", feeds)


def catalogue(*outlets: OutletEntry, topics: tuple[TopicEntry, ...] = ()) -> Catalogue:
    return Catalogue(outlets=outlets, topics=topics)


async def enlisted(db: Database, brought: Catalogue, *, replace: bool = True) -> Enlisted:
    async with db.session() as session:
        return await enlist(session, brought, [SCIENCE], now=NOW, replace=replace)


async def counted(db: Database, table: type[Row]) -> int:
    async with db.reading() as session:
        return (await session.scalar(select(func.count()).select_from(table))) or 0


async def feeds(db: Database) -> dict[str, Feed]:
    async with db.reading() as session:
        return {row.url: row for row in await session.scalars(select(Feed))}


async def test_a_catalogue_becomes_topics_outlets_feeds_and_polls_that_are_due(db: Database) -> None:
    chess = TopicEntry("chess", "science", "♟️", {"en": "Chess"}, None)
    given = await enlisted(
        db, catalogue(outlet("north", "http://north.example/a", "http://north.example/b"), topics=(chess,))
    )
    assert given == Enlisted(outlets=1, feeds=2, added=2, retired=0)
    async with db.reading() as session:
        assert [(w.step, w.due_at) for w in await session.scalars(select(Work))] == [("fetch", NOW)] * 2
        assert {t.slug: t.parent for t in await session.scalars(select(Topic))} == {
            "science": None,
            "chess": "science",
        }
    row = (await feeds(db))["http://north.example/a"]
    assert (row.topics, row.language, row.active) == (["science"], "en", True)


async def test_reading_it_again_changes_nothing(db: Database) -> None:
    brought = catalogue(outlet("north", "http://north.example/a"), outlet("south", "http://south.example/a"))
    await enlisted(db, brought)
    before = await feeds(db)
    assert await enlisted(db, brought) == Enlisted(outlets=2, feeds=2, added=0, retired=0)
    assert {url: row.model_dump() for url, row in (await feeds(db)).items()} == {
        url: row.model_dump() for url, row in before.items()
    }
    assert await counted(db, Work) == 2


async def test_a_feed_no_longer_listed_rests_and_comes_back_when_listed_again(db: Database) -> None:
    both = catalogue(outlet("north", "http://north.example/a"), outlet("south", "http://south.example/a"))
    await enlisted(db, both)
    one = catalogue(outlet("north", "http://north.example/a"))
    assert (await enlisted(db, one)).retired == 1
    assert not (await feeds(db))["http://south.example/a"].active
    assert await counted(db, Outlet) == 2
    await enlisted(db, both)
    assert (await feeds(db))["http://south.example/a"].active


async def test_another_catalogue_may_be_added_without_replacing(db: Database) -> None:
    await enlisted(db, catalogue(outlet("north", "http://north.example/a")))
    given = await enlisted(db, catalogue(outlet("south", "http://south.example/a")), replace=False)
    assert given.retired == 0
    assert all(row.active for row in (await feeds(db)).values())


async def test_what_the_catalogue_corrects_is_corrected(db: Database) -> None:
    await enlisted(db, catalogue(outlet("north", "http://north.example/a")))
    await enlisted(db, catalogue(outlet("north", "http://north.example/a", language="de", topics=("world",))))
    row = (await feeds(db))["http://north.example/a"]
    assert (row.language, row.topics) == ("de", ["world"])


async def test_a_feed_that_moved_is_known_by_the_address_it_is_listed_under(db: Database) -> None:
    brought = catalogue(outlet("north", "http://north.example/old"))
    await enlisted(db, brought)
    async with db.session() as session:
        moved = {"url": "http://north.example/new", "listed_as": "http://north.example/old"}
        await session.execute(update(Feed).values(**moved))
    assert await enlisted(db, brought) == Enlisted(outlets=1, feeds=1, added=0, retired=0)
    assert [(row.url, row.active) for row in (await feeds(db)).values()] == [
        ("http://north.example/new", True)
    ]


async def test_a_feed_that_its_server_ended_stays_ended(db: Database) -> None:
    brought = catalogue(outlet("north", "http://north.example/a"))
    await enlisted(db, brought)
    async with db.session() as session:
        await session.execute(update(Feed).values(active=False, last_error="gone"))
        await session.execute(update(Work).where(col(Work.step) == "fetch").values(step="done"))
    await enlisted(db, brought)
    assert not (await feeds(db))["http://north.example/a"].active


async def test_a_large_catalogue_is_in_within_seconds(db: Database) -> None:
    many = [outlet(f"o{n}", *(f"http://o{n}.example/{k}" for k in range(3))) for n in range(120)]
    started = time.process_time()
    assert (await enlisted(db, catalogue(*many))).added == 360
    assert time.process_time() - started < 10  # a statement for each feed and outlet takes longer
