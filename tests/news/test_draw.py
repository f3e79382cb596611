"""The coverage of a story as a picture: drawn once, sent to all who ask, and said in words where it cannot be drawn."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from news.app import App
from news.deliver import deliver
from news.draw import draw, owe_picture, picture_of
from news.errors import PictureFailed
from news.models import Chat, Delivery, Picture, Story, Subscriber, Work
from news.operating.week import Board
from news.ports import File, Message, Outcome, Outgoing, Sent
from news.rendering.chart import Chart
from news.testing import NOON, Clock, a_feed, a_story, a_subscriber, an_app, an_article, an_outlet
from news.work import claim


class Painter:
    """Draws a few bytes, or nothing."""

    def __init__(self, png: bytes | None = b"\x89PNG drawn") -> None:
        self.png, self.charts = png, list[Chart | Board]()

    async def draw(self, chart: Chart | Board) -> bytes:
        self.charts.append(chart)
        if self.png is None:
            raise PictureFailed("no paper")
        return self.png

    async def close(self) -> None: ...


class Post:
    """Takes everything and keeps it; a photo gets an id."""

    def __init__(self) -> None:
        self.calls: list[Outgoing] = []

    async def send(self, call: Outgoing) -> Outcome:
        self.calls.append(call)
        return Sent(len(self.calls), file_id="photo-1" if call.files else None)

    async def exists(self, call: Outgoing, message_id: int) -> bool | None:
        return None


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    async with an_app(tmp_path, clock=Clock()) as opened:
        yield replace(opened, painter=Painter(), messenger=Post())


async def ask(app: App, chat_id: int, *, update: int, language: str = "en", zone: str = "UTC") -> None:
    async with app.session() as session:
        story = (await session.execute(select(Story))).scalar_one_or_none()
        if story is None:
            outlet = await an_outlet(session, "Harbour Post", domain="post.example", country="GB")
            article = await an_article(session, await a_feed(session, outlet), "Ferry hits quay", "It did.")
            story = await a_story(session, article)
        subscriber = await a_subscriber(session, chat_id, interface_language=language, zone=zone)
        chat = await session.get(Chat, subscriber.chat)
        assert chat is not None
        picture = await picture_of(
            session, story.id or 0, story.revision, language=language, zone=zone, now=NOON
        )
        await owe_picture(session, chat, picture, Message("Ferry", stories=(1,)), subject=update, now=NOON)


async def run(app: App) -> None:
    """Everything that is owed to readers now."""
    for step, verb in (("draw", draw), ("deliver", deliver), ("deliver", deliver)):
        async with app.session() as session:
            claims = await claim(session, step, now=app.now(), lease=timedelta(minutes=3), limit=9)
        for taken in claims:
            await verb(app, taken)


def calls(app: App) -> list[Outgoing]:
    assert isinstance(app.messenger, Post)
    return app.messenger.calls


async def test_a_picture_comes_with_its_words_under_it(app: App) -> None:
    await ask(app, 7, update=1)
    await run(app)

    [call] = calls(app)
    assert (call.method, call.chat_id, call.payload["caption"]) == ("sendPhoto", 7, "Ferry")
    assert call.files == {"photo": File("photo.png", b"\x89PNG drawn")}
    assert "text" not in call.payload
    assert "link_preview_options" not in call.payload


async def test_a_picture_is_drawn_once_and_sent_by_its_id_from_then_on(app: App) -> None:
    await ask(app, 7, update=1)
    await run(app)
    await ask(app, 8, update=2)
    await run(app)

    assert isinstance(app.painter, Painter)
    assert len(app.painter.charts) == 1
    assert calls(app)[1].payload["photo"] == "photo-1"
    assert not calls(app)[1].files


async def test_all_who_wait_for_a_picture_get_it(app: App) -> None:
    await ask(app, 7, update=1)
    await ask(app, 8, update=2)
    await run(app)

    assert isinstance(app.painter, Painter)
    assert len(app.painter.charts) == 1
    assert sorted(call.chat_id for call in calls(app)) == [7, 8]


async def test_each_language_has_its_own_picture(app: App) -> None:
    await ask(app, 7, update=1)
    await ask(app, 8, update=2, language="de")
    await run(app)

    assert isinstance(app.painter, Painter)
    assert {chart.title.text for chart in app.painter.charts} == {
        "Coverage over time",
        "Berichte im Lauf der Zeit",
    }


async def test_a_picture_that_cannot_be_drawn_is_said_in_words_and_tried_anew_when_asked_again(
    app: App,
) -> None:
    app = replace(app, painter=Painter(None))
    await ask(app, 7, update=1, language="de")
    await run(app)

    [call] = calls(app)
    assert call.method == "sendMessage"
    assert "konnte nicht gezeichnet werden" in call.payload["text"]

    app = replace(app, painter=Painter())
    await ask(app, 8, update=2, language="de")
    await run(app)

    assert calls(app)[-1].method == "sendPhoto"


async def test_a_picture_is_not_sent_before_it_is_drawn(app: App) -> None:
    await ask(app, 7, update=1)
    async with app.reading() as session:
        works = (await session.execute(select(Work.step))).scalars().all()
        picture = (await session.execute(select(Picture))).scalar_one()
        delivery = (await session.execute(select(Delivery))).scalar_one()

    assert list(works) == ["draw"]
    assert (picture.state, delivery.state) == ("ordered", "pending")


async def test_a_draw_that_died_after_its_commit_sends_nothing_twice(app: App) -> None:
    await ask(app, 7, update=1)
    await run(app)
    async with app.session() as session:
        picture = (await session.execute(select(Picture))).scalar_one()
        session.add(Work(step="draw", row=picture.id or 0, due_at=NOON))
    await run(app)

    assert len(calls(app)) == 1
    async with app.reading() as session:
        assert (await session.execute(select(Subscriber))).scalars().all()
