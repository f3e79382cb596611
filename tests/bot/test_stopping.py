"""The stop button of an answer, as Telegram tells of it: an update that the library does not know."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.handling import handle
from bot.inbox import ALLOWED, chat_of
from bot.questions.stopping import heed
from news.answers.stops import heed_stops
from news.answers.under_way import UnderWay
from news.models import Question, Update
from news.testing import a_subscriber, an_app
from tests.bot.counter import a_counter

STOPPED: dict[str, Any] = {"chat": {"id": 7, "type": "private", "first_name": "Ann"}, "draft_id": 3}


async def test_an_answer_is_ended_where_its_reader_presses_stop(tmp_path: Path) -> None:
    async with a_counter(tmp_path) as counter:
        app = counter.app
        payload = {"update_id": 1, "stopped_message_generation": STOPPED}
        row = Update(id=1, chat_id=chat_of(payload), payload=payload, received_at=app.now())
        async with app.session() as session:
            session.add(row)
        with app.under_way.stoppable(7, 3) as stop, app.under_way.stoppable(7, 4) as other:
            await handle(app, counter.application, row)
        async with app.reading() as session:
            kept = await session.get(Update, 1)

    assert stop.is_set()
    assert not other.is_set()
    assert kept is not None
    assert (kept.handled_at, kept.chat_id) == (app.now(), 7)
    assert "stopped_message_generation" in ALLOWED


async def test_nobody_stops_the_answer_of_another_chat(tmp_path: Path) -> None:
    async with an_app(tmp_path) as app:
        with app.under_way.stoppable(7, 3) as stop:
            await heed(app, {"stopped_message_generation": STOPPED | {"chat": {"id": 8}}})
            assert not stop.is_set()
        assert not app.under_way.stop(7, 3), "it is over"


async def test_an_answer_that_another_process_words_is_ended_there(tmp_path: Path) -> None:
    async with an_app(tmp_path) as app:
        async with app.session() as session:
            reader = await a_subscriber(session, 7)
            session.add(Update(id=1, chat_id=7, received_at=app.now()))
            await session.flush()
            question = Question(update_id=1, subscriber_id=reader.id or 0, text="Why?", asked_at=app.now())
            session.add(question)
        told = STOPPED | {"draft_id": question.id}
        elsewhere = replace(app, under_way=UnderWay())
        with elsewhere.under_way.stoppable(7, question.id or 0) as stop:
            await heed(app, {"stopped_message_generation": told | {"chat": {"id": 8}}})
            await heed_stops(elsewhere)
            assert not stop.is_set(), "of another chat"
            await heed(app, {"stopped_message_generation": told})
            await heed_stops(elsewhere)
            assert stop.is_set()


@pytest.mark.parametrize(
    "told", [None, [], "stop", {}, {"chat": 7, "draft_id": 3}, {"chat": {"id": "7"}, "draft_id": "3"}]
)
async def test_what_is_no_such_update_stops_nothing(told: Any, tmp_path: Path) -> None:
    async with an_app(tmp_path) as app:
        with app.under_way.stoppable(7, 3) as stop:
            await heed(app, {"stopped_message_generation": told})
            await heed(app, {"message": STOPPED})
            assert not stop.is_set()
