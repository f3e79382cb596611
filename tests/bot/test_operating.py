"""`/admin`: the operator sees how things are and speaks to everybody; nobody else learns that it is there."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from news.callbacks import encode
from news.models import Announcement, Work
from news.testing import a_subscriber
from tests.bot.readers import Reader, a_reader, button, data_of


@pytest.fixture
async def operator(tmp_path: Path) -> AsyncIterator[Reader]:
    async with a_reader(tmp_path) as reader:
        reader.app = replace(reader.app, operator_chat_id=reader.chat)
        yield reader


async def rows(reader: Reader, table: type) -> list:
    async with reader.app.reading() as session:
        return list((await session.execute(select(table))).scalars())


@pytest.mark.parametrize("line", ["/admin", "/admin announce Hello", "/admin feed https://example.org"])
async def test_to_everybody_else_it_is_no_command(operator: Reader, line: str):
    operator.app = replace(operator.app, operator_chat_id=8)
    said = await operator.types(line)
    unknown = await operator.types("/adminn")
    assert said["text"] == unknown["text"]
    assert await rows(operator, Announcement) == []


@pytest.mark.parametrize("line", ["/admin", "/admin announce Hello"])
async def test_without_an_operator_nobody_is_one(operator: Reader, line: str):
    operator.app = replace(operator.app, operator_chat_id=None)
    assert "did not understand" in (await operator.types(line))["text"]


async def test_it_shows_how_everything_is_doing(operator: Reader):
    async with operator.app.session() as session:
        await a_subscriber(session, 1)
        await a_subscriber(session, 2, state="stopped")
    said = await operator.types("/admin")
    for name in ("Feeds", "Readers", "Deliveries", "Model", "1 reader", "1 stopped", "GiB"):
        assert name in said["text"]
    assert "Feeds" in (await operator.taps(button(said, "Refresh")))["text"]


async def test_an_announcement_is_shown_as_readers_will_see_it_and_sent_after_a_tap(operator: Reader):
    async with operator.app.session() as session:
        await a_subscriber(session, 1)
        await a_subscriber(session, 2)
    text = "/admin announce We <move>\nhouse 🏠 today"
    bold = {"type": "bold", "offset": text.index("today") + 1, "length": 5}  # in UTF-16, 🏠 is two
    command = {"type": "bot_command", "offset": 0, "length": 6}
    asked = await operator.types(text, entities=[command, bold])
    assert operator.answers[-2]["text"] == "We &lt;move&gt;\nhouse 🏠 <b>today</b>"
    assert "2 chats" in asked["text"]
    assert "announce" not in {work.step for work in await rows(operator, Work)}

    told = await operator.taps(button(asked, "Send"))
    assert "Sending" in told["text"]
    assert "announce" in {work.step for work in await rows(operator, Work)}
    await operator.taps(button(asked, "Send"))  # a second tap does not begin anew
    [row] = await rows(operator, Announcement)
    assert row.state == "sending"
    assert "Stopped" in (await operator.taps(button(told, "Stop")))["text"]


async def test_what_was_dropped_is_not_sent_by_a_late_tap(operator: Reader):
    async with operator.app.session() as session:
        await a_subscriber(session, 1)
    asked = await operator.types("/admin announce Oops")
    assert "Dropped" in (await operator.taps(button(asked, "Drop")))["text"]
    assert "Dropped" in (await operator.taps(button(asked, "Send")))["text"]
    assert "announce" not in {work.step for work in await rows(operator, Work)}


async def test_an_announcement_of_nothing_says_how_it_is_done(operator: Reader):
    assert "/admin announce" in (await operator.types("/admin announce"))["text"]
    assert await rows(operator, Announcement) == []


async def test_no_tap_of_another_chat_does_anything(operator: Reader):
    async with operator.app.session() as session:
        await a_subscriber(session, 1)
    asked = await operator.types("/admin announce Hello")
    stranger = replace(operator, app=replace(operator.app, operator_chat_id=8), update_id=100)
    for data in [*data_of(asked), encode("admin", "home")]:
        assert await stranger.taps(data) == {}
    [row] = await rows(operator, Announcement)
    assert row.state == "shown"
