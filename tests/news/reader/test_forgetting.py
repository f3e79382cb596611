"""Whoever asks to be forgotten is: in every table that holds anything of theirs, and again after an old copy is restored."""

import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Date, LargeBinary, String, insert, select
from sqlmodel import col
from sqlmodel.sql.sqltypes import AutoString

from news.app import App
from news.export import everything
from news.models import (
    Chat,
    Feed,
    Forgotten,
    Mark,
    OwnStory,
    Row,
    Subscriber,
    Subscription,
    Update,
    UtcDateTime,
    Work,
)
from news.pipeline import STEPS
from news.reader.forgetting import forget_reader, heed_tombstones, list_tombstones
from news.reader.holdings import CHAT, ENCLOSED, INBOX, NAMED_IN_OTHERS, OWED, held_tables, reader_of
from news.reader.tombstones import Tombstones
from news.sending.settling import mark_of
from news.testing import NOON, Clock, a_feed, a_postgres, a_story, a_subscriber, an_app, an_article, an_outlet

OF_THE_PRESS = {
    "outlet", "feed", "feedinventory", "article", "embedding", "page", "topic", "story", "membership", "fact", "usual", "brief", "spelling",
    "correction", "translatedtitle", "picture", "knownanswer", "clip",
}  # fmt: skip
OF_THE_PROGRAM = {
    "spending",
    "work",
    "mark",
    "worker",
    "hold",
    "forgotten",
    "takendown",
    "announcement",
    "invite",
}
PRESS_STEPS = {"spot", "fetch", "read", "cluster", "write", "translate", "correct", "draw", "speak", "retain"}
OPERATOR_STEPS = {"announce", "oversee", "review"}


def test_every_table_is_a_readers_or_is_known_not_to_be():
    """A table that is added must refer to whoever it is about, or stand in a list above."""
    held = {table.name for table in held_tables()}
    assert not held & (OF_THE_PRESS | OF_THE_PROGRAM)
    assert held | set(ENCLOSED) | OF_THE_PRESS | OF_THE_PROGRAM == set(Row.metadata.tables)


def test_no_other_table_names_a_chat_or_a_reader():
    named = {
        (table.name, column.name)
        for table in Row.metadata.tables.values()
        for column in table.columns
        if re.search(r"chat|subscriber|reader|user|thread|_by$", column.name)
    }
    held = {table.name for table in held_tables()}
    assert {table for table, _ in named} <= held
    assert {(table, column) for table, column in named if column.endswith("_by")} == set(NAMED_IN_OTHERS)


def test_every_steps_work_is_of_the_press_or_of_a_table_that_is_named():
    assert {step.name for step in STEPS} == set(OWED) | PRESS_STEPS | OPERATOR_STEPS
    assert set(OWED.values()) <= {table.name for table in held_tables()}


# --- rows in every table -------------------------------------------------------------------------


@asynccontextmanager
async def a_full_app(
    folder: Path, *, chats: tuple[int, ...] = (7, 8), database_url: str | None = None
) -> AsyncIterator[App]:
    """For each chat a row in every table that a reader's rows are in, made from the tables alone."""
    async with an_app(folder, clock=Clock(), database_url=database_url) as app:
        async with app.session() as session:
            article = await an_article(
                session, await a_feed(session, await an_outlet(session, "Post")), "Ferry"
            )
            story = await a_story(session, article)
        for chat in chats:
            await fill(app, chat, story=story.id or 0, article=article.id or 0)
        yield app


async def fill(app: App, number: int, *, story: int, article: int) -> None:
    made: dict[str, Any] = {"story": story, "article": article, "feed": 1}
    async with app.session() as session:
        for name in ENCLOSED:
            made[name] = await put(session, name, made, number)
        for table in held_tables():
            made[table.name] = await put(session, table.name, made, number)
        for step, table in OWED.items():
            session.add(Work(step=step, row=made[table], due_at=NOON))
        session.add(Mark(name=mark_of(number), value="5", at=NOON))


async def put(session: Any, name: str, made: dict[str, Any], number: int) -> int:
    """A row that says the chat's number in every text; gives its id."""
    table = Row.metadata.tables[name]
    values = {}
    for column in table.columns:
        keys = [key.column.table.name for key in column.foreign_keys]
        if column.name == "id" and name != INBOX:
            continue
        if column.primary_key and name == INBOX:
            values[column.name] = number
        elif keys:
            values[column.name] = made.get(keys[0])
        elif column.name in ("chat_id", "user_id", "added_by", "asked_by"):
            values[column.name] = number
        elif column.name == "handled_at":
            values[column.name] = NOON
        else:
            values[column.name] = sample(number, column)
    made_row = await session.execute(insert(table).values(**values))
    key = made_row.inserted_primary_key[0]
    return int(key)


def sample(number: int, column: Any) -> Any:
    if column.name == "state" and column.table.name == "delivery":
        return "sent"
    match column.type:
        case UtcDateTime():
            return NOON
        case String() | AutoString():
            is_kind = column.name == "kind" and column.table.name == CHAT
            return "private" if is_kind else f"secret of {number}"
        case JSON():
            said = f"secret of {number}"
            return {"message": {"text": said}} if column.table.name == INBOX else [said]
        case LargeBinary():
            return f"secret of {number}".encode()
        case Boolean():
            return False
        case Date():
            return NOON.date()
    return number


async def whole(app: App) -> str:
    """Everything in the database, as one text."""
    async with app.reading() as session:
        rows = [
            str(tuple(row))
            for table in Row.metadata.sorted_tables
            for row in (await session.execute(select(table))).all()
        ]
    return "\n".join(rows)


async def forget(app: App, number: int, *, update_id: int | None = None) -> None:
    async with app.session() as session:
        chat = (await session.execute(select(Chat).where(col(Chat.chat_id) == number))).scalars().first()
        assert chat is not None
        session.expunge(chat)
        await forget_reader(session, chat, now=app.now(), update_id=update_id)


@pytest.fixture(params=["SQLite", "PostgreSQL"])
async def database_url(request, tmp_path) -> AsyncIterator[str]:
    """The address of an empty database, of each kind that we run on."""
    server = os.environ.get("TEST_POSTGRES_URL")
    if request.param == "SQLite":
        yield f"sqlite:///{tmp_path}/test.sqlite3"
    elif server is None:
        pytest.skip("TEST_POSTGRES_URL names no PostgreSQL server")
    else:
        async with a_postgres(server) as url:
            yield url


async def test_nothing_is_left_of_who_is_forgotten_and_all_of_the_others(tmp_path, database_url):
    async with a_full_app(tmp_path, database_url=database_url) as app:
        before = await whole(app)
        assert before.count("secret of 7") == before.count("secret of 8") > 50

        await forget(app, 7)

        after = await whole(app)
        assert "secret of 7" not in after
        assert after.count("secret of 8") == before.count("secret of 8")
        async with app.reading() as session:
            assert len((await session.execute(select(Work))).all()) == len(OWED)
            marks = (await session.execute(select(col(Mark.name)))).scalars().all()
            assert mark_of(7) not in marks
            assert mark_of(8) in marks


async def test_everything_of_a_reader_is_exported_and_nothing_of_another(tmp_path):
    async with a_full_app(tmp_path) as app, app.reading() as session:
        chat = (await session.execute(select(Chat).where(col(Chat.chat_id) == 7))).scalar_one()
        document = await everything(session, chat, now=NOON)

    assert set(document["kept"]) == {table.name for table in held_tables()} | set(ENCLOSED)
    assert "secret of 8" not in str(document)
    assert document["stories"][0]["headline"] == "Ferry"
    assert document["stories"][0]["links"]


async def test_the_topics_of_a_group_are_forgotten_one_by_one(tmp_path):
    async with an_app(tmp_path) as app:
        async with app.session() as session:
            for thread in (0, 5):
                chat = Chat(chat_id=-3, thread_id=thread, kind="supergroup", created_at=NOON)
                session.add(chat)
                await session.flush()
                session.add(Subscriber(chat=chat.id or 0, created_at=NOON))
        async with app.session() as session:
            chat = (await session.execute(select(Chat).where(col(Chat.thread_id) == 5))).scalar_one()
            assert (await reader_of(session, chat)).numbers == ()
            session.expunge(chat)
            await forget_reader(session, chat, now=NOON)
        async with app.reading() as session:
            assert (await session.execute(select(col(Chat.thread_id)))).scalars().all() == [0]


async def test_what_was_not_handled_yet_is_not_thrown_away(tmp_path):
    async with a_full_app(tmp_path, chats=(7,)) as app:
        async with app.session() as session:
            session.add(Update(id=99, chat_id=7, payload={"message": "after"}, received_at=NOON))
            session.add(Update(id=98, chat_id=7, payload={"message": "the wish"}, received_at=NOON))
        await forget(app, 7, update_id=98)
        async with app.reading() as session:
            left = {row.id: row for row in (await session.execute(select(Update))).scalars()}
        assert left[99].payload == {"message": "after"}
        assert (left[98].payload, left[98].chat_id) == ({}, 0)
        assert (left[7].payload, left[7].chat_id) == ({}, 0)


# --- restoring an older copy ---------------------------------------------------------------------


@pytest.fixture
def listed(tmp_path) -> Tombstones:
    return Tombstones(tmp_path / "desk.forgotten")


async def test_a_restored_copy_forgets_them_again(tmp_path, listed):
    (tmp_path / "now").mkdir()
    (tmp_path / "old").mkdir()
    async with a_full_app(tmp_path / "now") as app:
        app = replace(app, tombstones=listed)
        app.now.move(timedelta(hours=1))
        await forget(app, 7)
        await list_tombstones(app)
    async with a_full_app(tmp_path / "old") as app:
        app = replace(app, tombstones=listed)
        app.now.move(timedelta(days=1))

        assert await heed_tombstones(app) == 1
        assert "secret of 7" not in await whole(app)
        assert "secret of 8" in await whole(app)
        assert await heed_tombstones(app) == 0


async def test_who_came_back_since_is_not_forgotten_again(tmp_path, listed):
    async with a_full_app(tmp_path, chats=(7,)) as app:
        app = replace(app, tombstones=listed)
        app.now.move(timedelta(hours=1))
        await forget(app, 7)
        await list_tombstones(app)
        async with app.session() as session:
            session.add(Chat(chat_id=7, created_at=app.now() + timedelta(minutes=1)))
        assert await heed_tombstones(app) == 0


async def test_who_came_back_since_is_in_a_newer_copy_too_after_an_older_one_was_restored(tmp_path, listed):
    for name in ("now", "old", "newer"):
        (tmp_path / name).mkdir()
    async with a_full_app(tmp_path / "now", chats=(7,)) as app:
        app = replace(app, tombstones=listed)
        app.now.move(timedelta(hours=1))
        await forget(app, 7)
        await list_tombstones(app)
    async with a_full_app(tmp_path / "old", chats=(7,)) as app:
        app = replace(app, tombstones=listed)
        app.now.move(timedelta(days=2))
        assert await heed_tombstones(app) == 1
    async with a_full_app(tmp_path / "newer", chats=(8,)) as app:
        app = replace(app, tombstones=listed)
        async with app.session() as session:
            session.add(Chat(chat_id=7, created_at=NOON + timedelta(days=1)))
        app.now.move(timedelta(days=3))
        assert await heed_tombstones(app) == 0


async def test_a_topic_that_is_forgotten_again_takes_no_other_with_it(tmp_path, listed):
    """An older copy has only that topic: it is no more the whole group there than it was when its admins deleted it."""
    for name in ("now", "old", "newer"):
        (tmp_path / name).mkdir()
    group = Chat(chat_id=-3, kind="supergroup", created_at=NOON)
    topic = {"chat_id": -3, "thread_id": 5, "kind": "supergroup", "created_at": NOON}
    async with an_app(tmp_path / "now") as app:
        app = replace(app, tombstones=listed)
        async with app.session() as session:
            session.add_all([group, Chat(**topic)])
        app.now.move(timedelta(hours=1))
        async with app.session() as session:
            chat = (await session.scalars(select(Chat).where(col(Chat.thread_id) == 5))).one()
            session.expunge(chat)
            await forget_reader(session, chat, now=app.now())
        await list_tombstones(app)
    async with an_app(tmp_path / "old") as app:
        app = replace(app, tombstones=listed)
        async with app.session() as session:
            session.add(Chat(**topic))
        app.now.move(timedelta(days=1))
        assert await heed_tombstones(app) == 1
    async with an_app(tmp_path / "newer") as app:
        app = replace(app, tombstones=listed)
        async with app.session() as session:
            session.add(Chat(chat_id=-3, kind="supergroup", created_at=NOON))
        app.now.move(timedelta(days=2))
        assert await heed_tombstones(app) == 0


async def test_the_list_is_made_whole_when_its_last_line_was_lost(tmp_path, listed):
    """A kill after the commit and before the file is written."""
    async with a_full_app(tmp_path, chats=(7,)) as app:
        app = replace(app, tombstones=listed)
        await list_tombstones(app)
        await forget(app, 7)
        await heed_tombstones(app)
        async with app.reading() as session:
            marks = (await session.execute(select(col(Forgotten.mark)))).scalars().all()
    read = listed.read()
    assert read is not None
    assert set(read.forgotten) == set(marks)
    assert len(marks) == 1


async def test_the_list_names_nobody(tmp_path, listed):
    async with a_full_app(tmp_path, chats=(7_123_456,)) as app:
        app = replace(app, tombstones=listed)
        await forget(app, 7_123_456)
        await list_tombstones(app)
    assert "7123456" not in listed.path.read_text()
    assert listed.path.stat().st_mode & 0o077 == 0


async def test_who_is_forgotten_is_no_longer_named_in_the_rows_of_groups(tmp_path):
    async with a_full_app(tmp_path, chats=(-3,)) as app:
        async with app.session() as session:
            session.add(Chat(chat_id=7, created_at=NOON))
            group = (await session.execute(select(Chat).where(col(Chat.chat_id) == -3))).scalar_one()
            group.added_by = 7
        await forget(app, 7)
        async with app.reading() as session:
            assert (await session.execute(select(col(Chat.added_by)))).scalars().all() == [None]


async def test_what_they_wrote_and_tapped_in_groups_goes_and_what_others_did_stays(tmp_path):
    written = [
        {"message": {"from": {"id": user}, "text": f"{user} asks", "chat": {"id": -3}}} for user in (7, 8)
    ] + [{"callback_query": {"from": {"id": user}, "data": "v1:open:1"}} for user in (7, 8)]
    async with a_full_app(tmp_path, chats=(-3,)) as app:
        async with app.session() as session:
            session.add(Chat(chat_id=7, created_at=NOON))
            for number, payload in enumerate(written, start=901):
                session.add(Update(id=number, chat_id=-3, payload=payload, received_at=NOON, handled_at=NOON))
        await forget(app, 7)
        async with app.reading() as session:
            left = [await session.get(Update, number) for number in range(901, 905)]
    assert [update.payload for update in left] == [{}, written[1], {}, written[3]]


@pytest.mark.parametrize("others", [0, 1])
async def test_a_feed_that_only_they_brought_goes_with_all_that_came_of_it(tmp_path, others):
    async with an_app(tmp_path) as app:
        async with app.session() as session:
            outlet = await an_outlet(session, "Secret blog")
            feed = await a_feed(session, outlet, is_brought=True)
            article = await an_article(session, feed, "Secret headline", "Secret text.", fetched_at=NOON)
            await a_story(session, article, feed_id=feed.id)
            await an_article(session, feed, "Secret second", fetched_at=NOON, published_at=NOON)
            session.add(Work(step="fetch", row=feed.id or 0, due_at=NOON))
            for number in range(7, 8 + others):
                reader = await a_subscriber(session, number)
                followed = {"subscriber_id": reader.id or 0, "kind": "feed", "target": str(feed.id)}
                session.add(Subscription(**followed, created_at=NOON))
        await forget(app, 7)
        assert ("Secret" in await whole(app)) == bool(others)
        async with app.reading() as session:
            assert len((await session.execute(select(Work))).all()) == others


async def test_what_another_reader_keeps_of_a_brought_feed_stays(tmp_path):
    async with an_app(tmp_path) as app:
        async with app.session() as session:
            feed = await a_feed(session, await an_outlet(session, "Blog"), is_brought=True)
            story = await a_story(session, await an_article(session, feed, "Kept headline"), feed_id=feed.id)
            reader, other = await a_subscriber(session, 7), await a_subscriber(session, 8)
            session.add(
                Subscription(subscriber_id=reader.id or 0, kind="feed", target=str(feed.id), created_at=NOON)
            )
            session.add(OwnStory(subscriber_id=other.id or 0, story_id=story.id or 0, saved_at=NOON))
        await forget(app, 7)
        async with app.reading() as session:
            assert (await session.execute(select(col(Feed.active)))).scalars().all() == [False]
            assert len((await session.execute(select(OwnStory))).all()) == 1
