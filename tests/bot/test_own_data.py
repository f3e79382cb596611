"""What is kept about a reader is said, handed over and deleted, by taps and by lines."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from telegram import CallbackQuery
from telegram.error import BadRequest

from news.export import export, files_of
from news.models import Chat, Delivery, Enclosure, Forgotten, Row, Subscriber, Subscription, Update
from news.reader.tombstones import Tombstones
from news.testing import Dictated, a_feed, an_outlet
from news.work import claim
from tests.bot.readers import Reader, a_reader, buttons, data_of

FAREWELL = "Everything is deleted. Send /start to begin again."


@pytest.fixture
async def reader(tmp_path) -> AsyncIterator[Reader]:
    async with a_reader(tmp_path) as reader:
        reader.app = replace(reader.app, tombstones=Tombstones(tmp_path / "desk.forgotten"))
        yield reader


async def test_privacy_says_what_is_kept_and_how_long(reader):
    said = await reader.types("/privacy")
    assert "How long I keep it:" in said["text"]
    assert "1 week" in said["text"]
    assert "3 months" in said["text"]
    assert "No language model sees" in said["text"]
    assert {"v1:export", "v1:erase:ask", "v1:forget"} <= set(data_of(said))


async def test_a_model_elsewhere_is_named_and_consent_taken_back_by_one_tap(reader):
    reader.app = replace(reader.app, model=Dictated({}), model_is_near=False)
    assert "nothing is sent" in (await reader.types("/privacy"))["text"]
    await reader.taps("v1:lend:yes")
    said = await reader.types("/privacy")
    assert "dictated" in said["text"]
    assert "allowed this" in said["text"]
    assert "v1:lend:no" in data_of(said)


async def test_the_settings_lead_there(reader):
    shown = await reader.taps("v1:menu:own")
    assert "🔐" in shown["text"]
    back = [b["callback_data"] for b in buttons(shown) if b["text"].startswith("‹")]
    assert back == ["v1:menu:settings"]


async def test_an_export_holds_what_the_reader_did(reader):
    await reader.types("/topics world")
    await reader.types("/export")
    async with reader.app.session() as session:
        (claimed,) = await claim(session, "export", now=reader.app.now(), lease=timedelta(minutes=5), limit=5)
    await export(reader.app, claimed)

    async with reader.app.reading() as session:
        file = (await session.execute(select(Enclosure))).scalar_one()
        delivery = (await session.execute(select(Delivery).where(Delivery.kind == "file"))).scalar_one()
    kept = json.loads(file.content or b"")["kept"]
    assert file.name.endswith(".json")
    assert delivery.method == "sendDocument"
    assert "/topics world" in str(kept["inbox"])
    assert {"chat", "subscriber"} <= set(kept)


async def test_the_feeds_of_ones_own_come_as_a_list_too(reader):
    await reader.types("/help")
    async with reader.app.session() as session:
        outlet = await an_outlet(session, "Harbour Blog")
        feed = await a_feed(session, outlet, is_brought=True)
        subscriber = (await session.execute(select(Subscriber))).scalar_one()
        session.add(
            Subscription(
                subscriber_id=subscriber.id or 0,
                kind="feed",
                target=str(feed.id),
                created_at=reader.app.now(),
            )
        )
        chat = await session.get_one(Chat, subscriber.chat)
        files = await files_of(session, chat, subscriber, now=reader.app.now())
    assert [file.name.rpartition(".")[2] for file in files] == ["json", "opml"]
    assert feed.url in files[1].content.decode()


async def test_everything_is_deleted_after_two_questions(reader, tmp_path):
    await reader.types("/topics world")
    asked = await reader.types("/forget")
    assert "v1:erase:again" in data_of(asked)
    asked = await reader.taps("v1:erase:again")
    assert "v1:erase:yes" in data_of(asked)
    await reader.taps("v1:erase:yes")

    async with reader.app.reading() as session:
        for table in (Chat, Subscriber, Subscription, Delivery):
            assert (await session.execute(select(table))).first() is None
        updates = (await session.execute(select(Update))).scalars().all()
        assert all(row.payload == {} and row.chat_id == 0 and row.handled_at for row in updates)
        assert len((await session.execute(select(Forgotten))).all()) == 1
    assert len((tmp_path / "desk.forgotten").read_text().splitlines()) == 4


def shown_at_presses(monkeypatch) -> dict[str, list[str]]:
    """What is shown at a press at once, where a press is too old to be answered."""
    shown: dict[str, list[str]] = {"edited": [], "answered": []}

    async def edit(_query, text, **_more):
        shown["edited"].append(text)

    async def answer(_query, *, text=None, **_more):
        shown["answered"].append(text)
        raise BadRequest("Query is too old and response timeout expired or query ID is invalid")

    monkeypatch.setattr(CallbackQuery, "edit_message_text", edit)
    monkeypatch.setattr(CallbackQuery, "answer", answer)
    return shown


async def test_the_last_word_is_shown_also_where_the_press_is_too_old_to_be_answered(reader, monkeypatch):
    await reader.types("/forget everything")
    shown = shown_at_presses(monkeypatch)
    await reader.taps("v1:erase:yes")
    assert shown == {"edited": [FAREWELL], "answered": [FAREWELL]}


@pytest.mark.parametrize("data", ["v1:erase:yes", "v1:erase:no", "v1:erase:ask"])
async def test_who_was_forgotten_and_presses_again_is_told_so_and_not_known_anew(reader, monkeypatch, data):
    await reader.types("/help")
    await reader.taps("v1:erase:yes")
    shown = shown_at_presses(monkeypatch)
    await reader.taps(data)
    assert shown["edited"] == [FAREWELL]
    async with reader.app.reading() as session:
        for table in (Chat, Subscriber, Delivery):
            assert (await session.execute(select(table))).first() is None
        updates = (await session.execute(select(Update))).scalars().all()
    assert all(row.payload == {} and row.chat_id == 0 and row.handled_at for row in updates)


@pytest.mark.parametrize("stop", ["v1:erase:no", "v1:erase:ask"])
async def test_nothing_is_deleted_on_the_way_there(reader, stop):
    await reader.types("/forget everything")
    await reader.taps(stop)
    async with reader.app.reading() as session:
        assert (await session.execute(select(Subscriber))).first() is not None
        assert (await session.execute(select(Forgotten))).first() is None


async def test_who_was_forgotten_can_begin_anew(reader):
    await reader.types("/language de")
    await reader.taps("v1:erase:yes")
    said = await reader.types("/start")
    assert "Welcome" in said["text"]
    async with reader.app.reading() as session:
        assert (await session.execute(select(Subscriber.interface_language))).scalars().all() == ["en"]


async def test_what_is_looked_for_inline_is_not_kept(reader):
    await reader._turn(
        inline_query={"id": "1", "from": reader.person, "query": "harbour secret", "offset": ""}
    )
    async with reader.app.reading() as session:
        kept = [
            str(tuple(row)) for row in (await session.execute(select(Row.metadata.tables["inbox"]))).all()
        ]
    assert "harbour secret" not in str(kept)
