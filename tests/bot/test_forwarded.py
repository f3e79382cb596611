"""What people bring to have it compared: forwarded posts, links, pasted texts; and what is none of these."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlmodel import col, select

from news.app import App
from news.models import BroughtPost, Update, Work
from news.reader.limits import LIMITS, Thing
from news.testing import NOON
from tests.bot.counter import a_counter, handed_over

READER = {"id": 7, "is_bot": False, "first_name": "Ann", "language_code": "en"}
CHAT = {"id": 7, "type": "private", "first_name": "Ann"}
ORIGIN = {"type": "hidden_user", "sender_user_name": "Port Watch", "date": 1_795_000_000}
MOST = LIMITS[Thing.POST][0].most
POST = "Ferry Halcyon hits quay in Port Ansel, 41 people injured, harbour authority says"


@dataclass
class Reader:
    app: App
    application: Any
    update_id: int = 0

    async def sends(self, **content: Any) -> list[str]:
        """What is said at once."""
        self.update_id += 1
        message = {
            "message_id": self.update_id,
            "chat": CHAT,
            "from": READER,
            "date": 1_795_000_000,
            **content,
        }
        payload = {"update_id": self.update_id, "message": message}
        row = Update(id=self.update_id, chat_id=7, payload=payload, received_at=NOON)
        return [answer["text"] for answer in await handed_over(self.app, self.application, row)]

    async def brought(self) -> list[BroughtPost]:
        async with self.app.reading() as session:
            posts = list((await session.execute(select(BroughtPost))).scalars())
            works = list(
                (await session.execute(select(Work.row).where(col(Work.step) == "compare"))).scalars()
            )
        assert works == [post.id for post in posts]
        return posts


@pytest.fixture
async def reader(tmp_path) -> AsyncIterator[Reader]:
    async with a_counter(tmp_path) as counter:
        yield Reader(counter.app, counter.application)


async def test_a_forwarded_post_is_compared(reader):
    assert await reader.sends(text=POST, forward_origin=ORIGIN) == []

    [post] = await reader.brought()
    assert (post.text, post.reply_to) == (POST, 1)


async def test_the_words_under_a_forwarded_picture_are_compared(reader):
    photo = [{"file_id": "a", "file_unique_id": "a", "width": 1, "height": 1}]
    await reader.sends(caption=POST, photo=photo, forward_origin=ORIGIN)

    assert [post.text for post in await reader.brought()] == [POST]


async def test_a_link_is_looked_up(reader):
    await reader.sends(text="https://harbour.example/ferry")

    assert len(await reader.brought()) == 1


async def test_an_address_behind_words_is_looked_up(reader):
    entity = {"type": "text_link", "offset": 0, "length": 4, "url": "https://harbour.example/ferry"}
    await reader.sends(text="Read this about the ferry at the quay", entities=[entity])

    assert [post.links for post in await reader.brought()] == [["https://harbour.example/ferry"]]


async def test_a_pasted_headline_is_compared(reader):
    await reader.sends(text=POST)

    assert len(await reader.brought()) == 1


@pytest.mark.parametrize("text", ["hello there", "electric cars", "🙂🙂🙂", "thanks a lot"])
async def test_a_few_words_are_not_compared_but_answered(reader, text):
    assert await reader.sends(text=text)
    assert await reader.brought() == []


async def test_who_brings_very_many_hears_of_the_limit(reader):
    for _ in range(MOST):
        assert await reader.sends(text=POST, forward_origin=ORIGIN) == []

    [said] = await reader.sends(text=POST, forward_origin=ORIGIN)
    assert "What outlets report on this: at most 20 an hour." in said
    assert len(await reader.brought()) == MOST
