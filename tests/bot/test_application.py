"""What arrives is read and answered: every button, every kind of update, whatever server it comes from."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlmodel import col

from bot.application import PRESSES, build_application
from bot.handling import handle
from news.adapters.telegram import open_bot
from news.app import App
from news.callbacks import ACTS
from news.models import Chat, Delivery, Digest, Subscriber, Update
from news.testing import NOON, an_app
from sandbox.server import serve

READER = {"id": 7, "is_bot": False, "first_name": "Ann", "language_code": "en"}
CHAT = {"id": 7, "type": "private", "first_name": "Ann"}


@dataclass
class Counter:
    """Hands updates over the counter, and tells what they were answered."""

    app: App
    application: Any
    update_id: int = 0

    async def take(self, **content: Any) -> list[Delivery]:
        self.update_id += 1
        row = Update(
            id=self.update_id,
            chat_id=7,
            payload={"update_id": self.update_id, **content},
            received_at=NOON,
        )
        async with self.app.session() as session:
            session.add(row)
        await handle(self.app, self.application, row)
        async with self.app.reading() as session:
            said = select(Delivery).where(col(Delivery.subject) == self.update_id).order_by(col(Delivery.id))
            return list((await session.execute(said)).scalars())

    async def hear(self, text: str, **more: Any) -> list[Delivery]:
        message = {"message_id": 1, "from": READER, "chat": CHAT, "date": 1_795_000_000, "text": text}
        return await self.take(message=message | more)


@pytest.fixture
async def counter(tmp_path) -> AsyncIterator[Counter]:
    async with an_app(tmp_path) as app, serve() as sandbox, open_bot(sandbox.token, sandbox.url) as bot:
        application = build_application(bot)
        await application.initialize()
        yield Counter(app, application)


def test_every_button_that_can_be_made_is_answered():
    assert set(PRESSES) == ACTS


async def test_a_command_is_one_by_how_it_begins_whatever_the_server_says_of_it(counter):
    (said,) = await counter.hear("/language de")
    assert "Deutsch" in said.payload["text"]


async def test_a_digest_asked_for_by_a_line_is_acknowledged_at_once(counter):
    await counter.hear("/help")
    (said,) = await counter.hear("/digest")
    assert "on its way" in said.payload["text"]


async def test_a_kind_of_update_that_was_not_asked_for_is_passed_over(counter):
    assert await counter.take(poll_answer={"poll_id": "1", "option_ids": [0]}) == []
    assert await counter.take(a_kind_of_next_year={"chat": CHAT}) == []


async def test_a_menu_under_a_message_too_old_to_be_changed_is_shown_in_a_new_one(counter):
    gone = {"message_id": 3, "chat": CHAT, "date": 0}
    press = {"id": "1", "from": READER, "chat_instance": "1", "message": gone, "data": "v1:menu:settings"}
    (said,) = await counter.take(callback_query=press)
    assert said.method == "sendMessage"


async def test_who_speaks_again_after_the_chat_was_lost_gets_digests_again(counter):
    """Telegram does not always say that we were let in again: its word is kept for a day only."""
    await counter.hear("/time 07:30 Berlin")
    async with counter.app.session() as session:
        await session.execute(update(Chat).values(state="blocked"))
        await session.execute(delete(Digest))
    await counter.hear("/digest")
    async with counter.app.reading() as session:
        assert (await session.execute(select(col(Chat.state)))).scalars().all() == ["active"]
        planned = (await session.execute(select(col(Digest.schedule_id)))).scalars().all()
    assert len(planned) == 2  # tomorrow's, and the one asked for


@pytest.mark.parametrize(
    ("code", "language"), [("nb", "no"), ("pt-BR", "pt"), ("zh-Hant", "zh"), ("iw", "he")]
)
async def test_a_language_is_kept_as_articles_name_it(counter, code, language):
    await counter.hear(f"/language {code}")
    await counter.hear(
        "/start", **{"from": READER | {"id": 8, "language_code": code}, "chat": CHAT | {"id": 8}}
    )
    async with counter.app.reading() as session:
        chosen = (await session.execute(select(col(Subscriber.digest_language)))).scalars().all()
    assert chosen == [language, language]
