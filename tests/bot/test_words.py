"""Following one's own words, as a reader does it: typed, tapped, listed, dropped."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.application import build_application
from bot.handling import handle
from news.adapters.telegram import open_bot, plain_text
from news.app import App
from news.models import Delivery, Mute, Schedule, Subscription, Update
from news.testing import NOON, Clock, a_topic, an_app, kept
from sandbox.server import serve

READER = {"id": 7, "is_bot": False, "first_name": "Ann", "language_code": "en"}
CHAT = {"id": 7, "type": "private", "first_name": "Ann"}
TYPED = "/topics electric cars +Norway !Tesla"
CANONICAL = "electric cars +Norway !Tesla"


class Reader:
    """Types and taps, and sees what is answered."""

    language = "en"

    def __init__(self, app: App, application: Any, clock: Clock) -> None:
        self.app, self.application, self.clock, self.updates = app, application, clock, 0

    async def types(self, text: str, chat: int = 7, **more: Any) -> dict[str, Any]:
        message = {
            "message_id": 1,
            "from": READER | {"id": chat, "language_code": self.language},
            "chat": CHAT | {"id": chat},
            "date": 1_795_000_000,
        }
        return await self._takes(chat, message=message | {"text": text} | more)

    async def says(self, text: str) -> list[dict[str, Any]]:
        """Types, and gives everything that is answered."""
        await self.types(text)
        async with self.app.reading() as session:
            said = await session.execute(
                select(Delivery).where(col(Delivery.subject) == self.updates).order_by(col(Delivery.id))
            )
            return [delivery.payload for delivery in said.scalars()]

    async def taps(self, data: str, chat: int = 7) -> dict[str, Any]:
        message = {"message_id": 1, "chat": CHAT | {"id": chat}, "date": 1_795_000_000, "text": "menu"}
        query = {
            "id": "1",
            "from": READER | {"id": chat, "language_code": self.language},
            "chat_instance": "1",
            "data": data,
            "message": message,
        }
        return await self._takes(chat, callback_query=query)

    async def _takes(self, chat: int, **content: Any) -> dict[str, Any]:
        self.updates += 1
        row = Update(
            id=self.updates, chat_id=chat, payload={"update_id": self.updates, **content}, received_at=NOON
        )
        async with self.app.session() as session:
            session.add(row)
        await handle(self.app, self.application, row)
        async with self.app.reading() as session:
            said = await session.execute(select(Delivery).where(col(Delivery.subject) == self.updates))
            return next((delivery.payload for delivery in said.scalars()), {})

    async def follows(self) -> list[str]:
        async with self.app.reading() as session:
            rows = await session.execute(
                select(col(Subscription.target)).where(col(Subscription.kind) == "phrase")
            )
            return list(rows.scalars())


@pytest.fixture
async def reader(tmp_path) -> AsyncIterator[Reader]:
    clock = Clock()
    async with (
        an_app(tmp_path, clock=clock) as app,
        serve() as sandbox,
        open_bot(sandbox.token, sandbox.url) as bot,
    ):
        application = build_application(bot)
        await application.initialize()
        async with app.session() as session:
            await a_topic(session, "world")
        yield Reader(app, application, clock)


def plain(payload: dict[str, Any]) -> str:
    return plain_text(payload["text"]).replace("\u2068", "").replace("\u2069", "")


def button(payload: dict[str, Any], words: str) -> str:
    """What the first button does that says these words; first of those on which they are no part of a longer word."""
    buttons = [one for row in payload["reply_markup"]["inline_keyboard"] for one in row]
    whole = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
    saying = sorted(
        (one for one in buttons if words in one["text"]), key=lambda one: not whole.search(one["text"])
    )
    assert saying, (words, [one["text"] for one in buttons])
    return saying[0]["callback_data"]


async def test_words_that_are_no_topic_can_be_followed_listed_and_dropped(reader: Reader) -> None:
    offered = await reader.types(TYPED)
    followed = await reader.taps(button(offered, "electric cars"))
    assert CANONICAL in followed["text"]
    assert "English" in followed["text"]
    assert await reader.follows() == [CANONICAL]
    menu = await reader.types("/topics")
    page = await reader.taps(button(menu, "electric cars"))
    dropped = await reader.taps(button(page, "Stop following"))
    assert await reader.follows() == []
    await reader.taps(button(dropped, "Follow again"))
    assert await reader.follows() == [CANONICAL]


async def test_words_are_shown_back_as_they_are_understood(reader: Reader) -> None:
    shown = plain(await reader.types("/follow electric cars +Norway !Tesla"))
    assert "All of these: “electric” and “cars”" in shown
    assert "Always: “Norway”" in shown
    assert "Never: “Tesla”" in shown
    assert "You now get only what you follow." in shown
    await reader.types("/topics world")
    assert "You now get only" not in plain(await reader.types("/follow ferries"))
    shown = plain(await reader.types('/follow "fast charging" station prices'))
    assert "Most of these: “fast charging”, “station”, and “prices”" in shown
    assert "This, or what means the same: “Norway”" in plain(await reader.types("/follow Norway"))
    shown = plain(await reader.types('/follow "fast charging"'))
    assert "These words in this order: “fast charging”" in shown


async def test_an_article_is_no_part_of_what_is_followed(reader: Reader) -> None:
    await reader.types("/follow the quiet ferries")
    assert await reader.follows() == ["quiet ferries"]
    await reader.types("/unfollow the quiet ferries")
    assert await reader.follows() == []


async def test_words_are_changed_by_typing_them_anew(reader: Reader) -> None:
    page = await reader.types(TYPED.replace("/topics", "/follow"))
    asked = await reader.taps(button(page, "Change the words"))
    assert asked["reply_markup"]["force_reply"]
    assert CANONICAL in plain(asked), "what is to be changed can be copied"
    changed = plain(await reader.types("electric bikes +Norway"))
    assert "“bikes”" in changed
    assert await reader.follows() == ["electric bikes +Norway"]


async def test_words_changed_into_others_that_are_followed_become_one(reader: Reader) -> None:
    await reader.types("/follow quixotic windmills")
    page = await reader.types("/follow electric cars")
    await reader.taps(button(page, "Change the words"))
    await reader.types("quixotic windmills")
    assert await reader.follows() == ["quixotic windmills"]


async def named_in_rows(reader: Reader) -> tuple[list[str], list[str]]:
    """The words that digests are of, and what mutes hold in."""
    async with reader.app.reading() as session:
        words = (await session.execute(select(col(Schedule.words)))).scalars()
        within = (await session.execute(select(col(Mute.within)).order_by(col(Mute.id)))).scalars()
        return [word for listed in words for word in listed], list(within)


async def test_words_that_are_changed_are_changed_in_digests_and_mutes(reader: Reader) -> None:
    page = await reader.types("/follow electric cars")
    await reader.types("/time 18:00 electric cars")
    await reader.types("/mute Tesla in electric cars")
    assert await named_in_rows(reader) == (["electric cars"], ["=electric cars"])
    await reader.taps(button(page, "Change the words"))
    await reader.types("electric bikes")
    assert await named_in_rows(reader) == (["electric bikes"], ["=electric bikes"])


async def test_words_that_become_others_leave_each_digest_and_mute_once(reader: Reader) -> None:
    await reader.types("/follow quixotic windmills")
    page = await reader.types("/follow electric cars")
    await reader.types("/mute Tesla in quixotic windmills")
    await reader.types("/mute Tesla in electric cars")
    async with reader.app.session() as session:
        owner = (await session.execute(select(Subscription.subscriber_id))).scalars().first()
        await kept(
            session,
            Schedule(subscriber_id=owner, local_time="18:00", words=["electric cars", "quixotic windmills"]),
        )
    await reader.taps(button(page, "Change the words"))
    await reader.types("quixotic windmills")
    assert await named_in_rows(reader) == (["quixotic windmills"], ["=quixotic windmills"])


async def test_a_digest_is_not_said_to_be_of_words_that_were_dropped(reader: Reader) -> None:
    page = await reader.types("/follow electric cars")
    await reader.types("/time 18:00 electric cars")
    assert "electric cars" in (await reader.types("/time"))["text"]
    dropped = await reader.taps(button(page, "Stop following"))
    assert "electric cars" not in (await reader.types("/time"))["text"]
    await reader.taps(button(dropped, "Follow again"))
    assert "electric cars" in (await reader.types("/time"))["text"]


async def test_a_command_ends_the_wait_for_words(reader: Reader) -> None:
    page = await reader.types("/follow electric cars")
    await reader.taps(button(page, "Change the words"))
    await reader.types("/settings")
    await reader.types("purple monkey dishwasher")
    assert await reader.follows() == ["electric cars"]


async def test_words_are_not_awaited_for_ever(reader: Reader) -> None:
    page = await reader.types("/follow electric cars")
    await reader.taps(button(page, "Change the words"))
    reader.clock.move(timedelta(minutes=16))
    await reader.types("purple monkey dishwasher")
    assert await reader.follows() == ["electric cars"]


async def test_a_line_follows_and_a_line_stops_it(reader: Reader) -> None:
    await reader.types("/follow electric cars")
    gone = await reader.types("/unfollow electric cars")
    assert await reader.follows() == []
    await reader.taps(button(gone, "Follow again"))
    assert await reader.follows() == ["electric cars"]
    assert "You do not follow" in plain(await reader.types("/unfollow quixotic windmills"))


async def test_what_another_dropped_is_not_brought_back_for_them(reader: Reader) -> None:
    await reader.types("/follow electric cars")
    gone = await reader.types("/unfollow electric cars")
    await reader.taps(button(gone, "Follow again"), chat=8)
    assert await reader.follows() == []


async def test_the_same_words_are_followed_once(reader: Reader) -> None:
    offered = await reader.types(TYPED)
    for _ in range(2):
        await reader.taps(button(offered, "electric cars"))
    assert await reader.follows() == [CANONICAL]


async def test_choosing_topics_keeps_ones_own_words(reader: Reader) -> None:
    offered = await reader.types(TYPED)
    await reader.taps(button(offered, "electric cars"))
    told = await reader.types("/topics world")
    assert "electric cars" in told["text"]
    assert await reader.follows() == [CANONICAL]


async def test_the_settings_name_ones_own_words_and_not_everything(reader: Reader) -> None:
    offered = await reader.types(TYPED)
    await reader.taps(button(offered, "electric cars"))
    shown = await reader.types("/settings")
    assert "electric cars" in shown["text"]
    assert "everything" not in shown["text"]


async def test_nobody_can_follow_or_drop_through_anothers_button(reader: Reader) -> None:
    offered = await reader.types(TYPED)
    await reader.types("/topics", chat=8)
    await reader.taps(button(offered, "electric cars"), chat=8)
    assert await reader.follows() == []
    await reader.taps(button(offered, "electric cars"))
    page = await reader.taps(button(await reader.types("/topics"), "electric cars"))
    for label in ("Change the words", "Stop following"):
        await reader.taps(button(page, label), chat=8)
    assert await reader.follows() == [CANONICAL]


async def test_no_more_words_are_taken_than_can_be_looked_for(reader: Reader) -> None:
    for number in range(21):
        offered = await reader.types(f"/topics quixotic matter{number}")
        await reader.taps(button(offered, "quixotic"))
    assert len(await reader.follows()) == 20


async def test_hostile_words_are_shown_as_text(reader: Reader) -> None:
    offered = await reader.types("/topics <b>bold</b> & \u202egnitrevni")
    followed = await reader.taps(button(offered, "bold"))
    assert "<b>bold" not in followed["text"]
    assert "&lt;b&gt;" in followed["text"]


@pytest.mark.parametrize("words", ["a", "the", "!Tesla", "and +the"])
async def test_what_no_report_could_be_about_is_not_followed_in_silence(reader: Reader, words: str) -> None:
    said = await reader.types(f"/follow {words}")
    assert "I found no word to look for in that." in plain(said)
    async with reader.app.reading() as session:
        followed = select(Subscription).where(col(Subscription.kind) == "phrase")
        assert (await session.execute(followed)).first() is None
