"""Somebody who had a digest of two stories and asks about them, for tests of every way to ask."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from bot.handling import handle
from news.answer import answer
from news.app import App
from news.models import (
    Article,
    Delivery,
    Digest,
    Membership,
    Question,
    Story,
    Subscriber,
    Update,
)
from news.stand import answer_standing
from news.testing import NOON, Clock, a_feed, a_story, an_article, an_outlet, kept
from news.work import claim
from tests.bot.counter import a_counter

FERRY = (
    (
        "Ferry Halcyon hits quay in Port Ansel",
        "The ferry Halcyon struck the east quay of Port Ansel on Friday. "
        "Nine people were injured in the collision, the harbour office said.",
    ),
    (
        "Engines of the Halcyon had failed before it hit the quay",
        "Harbour master Tomas Weir and transport minister Dorran Hale met reporters after the collision of the ferry. "
        "Weir said the engines of the Halcyon had failed.",
    ),
    (
        "East quay of Port Ansel closed after collision",
        "The east quay was fenced off by workers during the night after the collision. "
        "Transport minister Dorran Hale said the east quay would stay closed for three weeks.",
    ),
)
RATE = (
    (
        "Bank of Northmoor raises key rate",
        "The Bank of Northmoor raised its key interest rate to 4.25 percent. "
        "Governor Hester Quill said inflation was easing too slowly.",
    ),
)
CRASH = (
    (
        "Bus and tram collide in Hallen",
        "A bus and a tram collided at the central station of Hallen on Friday. "
        "Four people were injured in the collision, the police said.",
    ),
)
READER = {"id": 7, "is_bot": False, "first_name": "Ann", "language_code": "en"}
CHAT = {"id": 7, "type": "private", "first_name": "Ann"}


@dataclass
class Asker:
    """Somebody in a private chat; `app` answers at once."""

    app: App
    application: Any
    clock: Clock
    updates: int = 0
    messages: int = 100
    deliveries: int = 0
    stories: list[int] = field(default_factory=list)

    async def sends(self, text: str, **more: Any) -> list[str]:
        """What is answered to a message, as plain texts, in order."""
        self.messages += 1
        return await self.tells({"text": text} | more)

    async def tells(self, content: dict[str, Any], *, kind: str = "message", **of_message: Any) -> list[str]:
        message = {
            "message_id": self.messages,
            "date": 1_795_000_000,
            "chat": CHAT,
            "from": READER,
        } | of_message
        return [call["text"] for call in await self.updates_with({kind: message | content})]

    async def presses(self, button: str) -> list[dict[str, Any]]:
        shown = {"message_id": 3, "chat": CHAT, "date": 1_795_000_000, "text": "…"}
        press = {"id": "1", "from": READER, "chat_instance": "1", "message": shown, "data": button}
        return await self.updates_with({"callback_query": press})

    async def updates_with(self, content: dict[str, Any]) -> list[dict[str, Any]]:
        await self.comes(content)
        await self.is_answered()
        return await self.heard()

    async def comes(self, content: dict[str, Any]) -> None:
        self.updates += 1
        payload = {"update_id": self.updates} | content
        row = Update(id=self.updates, chat_id=7, payload=payload, received_at=self.app.now())
        async with self.app.session() as session:
            session.add(row)
        await handle(self.app, self.application, row)

    async def is_answered(self) -> None:
        """Does what is owed to questions."""
        for step, run in (("answer", answer), ("stand", answer_standing)):
            async with self.app.session() as session:
                taken = await claim(session, step, now=self.app.now(), lease=timedelta(minutes=4), limit=10)
            for each in taken:
                await run(self.app, each)

    async def heard(self) -> list[dict[str, Any]]:
        """What came since last heard; each is given an id, as Telegram would."""
        async with self.app.session() as session:
            said = select(Delivery).where(col(Delivery.id) > self.deliveries).order_by(col(Delivery.id))
            found = list((await session.execute(said)).scalars())
            for delivery in found:
                self.messages += 1
                delivery.message_id, delivery.state = self.messages, "sent"
                self.deliveries = delivery.id or 0
            return [delivery.payload for delivery in found]


@asynccontextmanager
async def an_asker(tmp_path: Path) -> AsyncIterator[Asker]:
    """Somebody who got a digest of two stories, the ferry first."""
    clock = Clock()
    async with a_counter(tmp_path, clock=clock) as counter:
        app = counter.app
        somebody = Asker(app, counter.application, clock)
        await somebody.sends("/help")
        somebody.stories = [await a_told_story(app, *told) for told in (FERRY, RATE)]
        await a_sent_digest(somebody)
        yield somebody


async def a_told_story(app: App, *told: tuple[str, str]) -> int:
    """A story of an outlet for each article."""
    async with app.session() as session:
        articles = []
        for title, text in told:
            outlet = await an_outlet(session, f"Outlet of {title}", language="en")
            feed = await a_feed(session, outlet)
            articles.append(
                await an_article(session, feed, title, text, fetched_at=NOON - timedelta(hours=1))
            )
        return (await a_story(session, *articles)).id or 0


async def a_sent_digest(reader: Asker) -> None:
    async with reader.app.session() as session:
        subscriber = (await session.execute(select(Subscriber))).scalar_one()
        digest = Digest(
            subscriber_id=subscriber.id or 0,
            local_date=NOON.date(),
            slot_at=NOON,
            state="ready",
            items=[{"story": story, "revision": 1} for story in reader.stories],
            composed_at=NOON,
            created_at=NOON,
        )
        await kept(session, digest)
        await kept(
            session,
            Delivery(
                kind="digest",
                subject=digest.id or 0,
                chat=subscriber.chat,
                payload={"text": "🗞 Your news"},
                stories=reader.stories,
                created_at=NOON,
                message_id=50,
                state="sent",
            ),
        )
    await reader.heard()


async def questions(reader: Asker) -> list[Question]:
    async with reader.app.reading() as session:
        return list((await session.execute(select(Question).order_by(col(Question.id)))).scalars())


def replying(message_id: int) -> dict[str, Any]:
    return {"reply_to_message": {"message_id": message_id, "date": 1_795_000_000, "chat": CHAT}}


def pressed(message: dict[str, Any], label: str) -> str:
    """What the button of this label says."""
    rows = message["reply_markup"]["inline_keyboard"]
    return next(button["callback_data"] for row in rows for button in row if label in button["text"])


def a_line(text: str) -> dict[str, Any]:
    message = {"message_id": 190, "date": 1_795_000_000, "chat": CHAT, "from": READER, "text": text}
    return {"message": message}


def message(reader: Asker, text: str, reply_to: int) -> dict[str, Any]:
    reader.messages += 1
    told = {"message_id": reader.messages, "date": 1_795_000_000, "chat": CHAT, "from": READER, "text": text}
    return {"message": told | replying(reply_to)}


async def kept_waiting(reader: Asker, text: str) -> None:
    """Asked of the ferry's story, refused, and kept until a source says it."""
    await reader.presses(f"v1:ask:{reader.stories[0]}")
    await reader.updates_with(message(reader, text, reader.messages))
    (question,) = await questions(reader)
    await reader.presses(f"v1:stand:{question.id}")


async def news_of(reader: Asker, title: str, text: str, *, is_material: bool = True) -> None:
    """Another article in the ferry's story; where it is not material it has no new number, name or outlet."""
    async with reader.app.session() as session:
        story = await session.get(Story, reader.stories[0])
        assert story is not None
        outlet = await an_outlet(session, f"Late {title}", language="en")
        at = reader.app.now() + timedelta(minutes=1)
        article: Article = await an_article(
            session, await a_feed(session, outlet), title, text, fetched_at=at, published_at=at
        )
        await kept(session, Membership(article_id=article.id or 0, story_id=story.id or 0, since_at=at))
        story.revision += is_material
        session.add(story)
