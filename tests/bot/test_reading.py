"""What a reader sees behind a story: pressed buttons answer with its timeline, who reported it, and its thread."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from news.app import App
from news.models import Brief, Chat, Delivery, Fact, Story, Update
from news.testing import NOON, a_feed, a_story, an_article, an_outlet, kept
from tests.bot.counter import a_counter, handed_over

READER = {"id": 7, "is_bot": False, "first_name": "Ann", "language_code": "en"}
CHAT = {"id": 7, "type": "private", "first_name": "Ann"}


@dataclass
class Reader:
    app: App
    application: Any
    update_id: int = 0

    async def presses(self, button: str) -> list[dict[str, Any]]:
        """What is answered, as calls."""
        shown = {"message_id": 3, "chat": CHAT, "date": 1_795_000_000, "text": "…"}
        press = {"id": "1", "from": READER, "chat_instance": "1", "message": shown, "data": button}
        return await self._updates_with({"callback_query": press})

    async def sends(self, text: str, *, reply_to: int) -> list[dict[str, Any]]:
        replied = {"message_id": reply_to, "chat": CHAT, "date": 1_795_000_000, "text": "…"}
        message = {"message_id": 4, "chat": CHAT, "from": READER, "date": 1_795_000_000, "text": text}
        if text.startswith("/"):
            length = len(text.split()[0])
            message |= {"entities": [{"type": "bot_command", "offset": 0, "length": length}]}
        return await self._updates_with({"message": message | {"reply_to_message": replied}})

    async def _updates_with(self, content: dict[str, Any]) -> list[dict[str, Any]]:
        self.update_id += 1
        payload = {"update_id": self.update_id} | content
        row = Update(id=self.update_id, chat_id=7, payload=payload, received_at=NOON)
        return await handed_over(self.app, self.application, row)


@pytest.fixture
async def reader(tmp_path) -> AsyncIterator[Reader]:
    async with a_counter(tmp_path) as counter:
        yield Reader(counter.app, counter.application)


async def published(app: App, headline: str, *, days_ago: int = 0, **more: Any) -> int:
    """A story that an English and a French outlet of one owner reported, both naming the same two names."""
    at = NOON - timedelta(days=days_ago)
    async with app.session() as session:
        articles = []
        for name, language, country in (("Post", "en", "GB"), ("Courrier", "fr", "FR")):
            outlet = await an_outlet(
                session,
                name,
                domain=f"{name.casefold()}{days_ago}.example",
                language=language,
                country=country,
                owner="Octopus",
            )
            feed = await a_feed(session, outlet, "world", fetched_at=NOON)
            articles.append(await an_article(session, feed, headline, f"{name} of {at:%d}.", published_at=at))
        story = await a_story(session, *articles, headline=headline, **more)
        brief = Brief(
            story_id=story.id or 0,
            language="en",
            revision=1,
            state="ready",
            headline=headline,
            ordered_at=NOON,
        )
        await kept(session, brief)
        for article in articles:
            for value in ("odile marant", "harbour union"):
                fact = Fact(
                    story_id=story.id or 0,
                    kind="name",
                    value=value,
                    family=article.id or 0,
                    article_id=article.id or 0,
                    first_at=at,
                )
                await kept(session, fact)
        return story.id or 0


async def is_shown(reader: Reader, story: int) -> None:
    """By a message of the bot, number 40."""
    await reader.presses("v1:help")
    async with reader.app.session() as session:
        chat = (await session.execute(select(Chat))).scalar_one()
        shown = Delivery(
            kind="reply", subject=0, chat=chat.id, payload={"text": "…"}, stories=[story], created_at=NOON,
            message_id=40, state="sent",
        )  # fmt: skip
        session.add(shown)


def buttons(call: dict[str, Any]) -> dict[str, str]:
    rows = call["reply_markup"]["inline_keyboard"]
    return {button["text"]: button.get("callback_data") or button["url"] for row in rows for button in row}


async def test_an_opened_story_has_buttons_to_more_of_it_and_to_its_thread(reader):
    strike = await published(reader.app, "Odile Marant offers the Harbour Union talks")
    vote = await published(
        reader.app, "Harbour Union votes as port workers wait for Odile Marant", days_ago=3
    )
    (call,) = await reader.presses(f"v1:open:{strike}")
    assert "Related\n• " in call["text"].replace("<b>", "").replace("</b>", "")
    shown = buttons(call)
    assert shown["⋯ More buttons"] == f"v1:more:{strike}:1"
    assert f"v1:open:{vote}" in shown.values()


async def test_the_timeline_is_sent(reader):
    story = await published(reader.app, "Ferry sinks off Marel")
    (call,) = await reader.presses(f"v1:timeline:{story}")
    assert "🕰 How the story unfolded" in call["text"]
    assert "first report" in call["text"]


async def test_who_reported_is_sent_and_what_was_not_seen_is_said_as_such(reader):
    story = await published(reader.app, "Ferry sinks off Marel")
    async with reader.app.session() as session:
        outlet = await an_outlet(session, "Diario", language="es", country="ES")
        await a_feed(session, outlet, "world", fetched_at=NOON)
    (call,) = await reader.presses(f"v1:coverage:{story}")
    text = call["text"]
    assert "2 languages · 2 countries" in text
    assert "Octopus" in text
    assert "Spanish" in text.partition("Not seen in the feeds we read")[2]
    assert "silent" not in text.casefold()


async def test_the_radar_counts_languages_and_countries_and_leads_on(reader):
    story = await published(reader.app, "Ferry sinks off Marel")
    (call,) = await reader.presses(f"v1:radar:{story}")
    assert "2 outlets · 2 languages · 2 countries" in call["text"]
    assert f"v1:coverage:{story}" in buttons(call).values()


@pytest.mark.parametrize("act", ["timeline", "coverage"])
async def test_a_button_of_a_story_that_is_gone_is_answered_politely(reader, act):
    assert await reader.presses(f"v1:{act}:999") == []


@pytest.mark.parametrize("act", ["timeline", "coverage"])
async def test_a_button_of_a_story_that_became_another_shows_that_one(reader, act):
    older = await published(reader.app, "Ferry sinks off Marel")
    younger = await published(reader.app, "Ship lost near Marel", days_ago=1)
    async with reader.app.session() as session:
        (await session.get_one(Story, younger)).merged_into = older
    (call,) = await reader.presses(f"v1:{act}:{younger}")
    assert "Ferry sinks off Marel" in call["text"]


async def test_a_story_that_broke_says_when(reader):
    story = await published(reader.app, "Ferry sinks off Marel", breaking_at=NOON)
    (call,) = await reader.presses(f"v1:open:{story}")
    assert "⚡ Breaking:" in call["text"]


async def test_a_number_of_a_story_and_a_sentence_shows_the_passage_behind_it(reader):
    story = await published(reader.app, "Odile Marant offers the Harbour Union talks")
    async with reader.app.session() as session:
        brief = (await session.execute(select(Brief).where(col(Brief.story_id) == story))).scalar_one()
        brief.paragraphs = [[{"text": "Post of 22.", "cites": [1], "language": "en"}]]
        session.add(brief)
    (listed,) = await reader.presses(f"v1:ledger:{story}:0")
    assert buttons(listed) == {"1": f"v1:ledger:{story}:1", "📖 Back to the story": f"v1:open:{story}"}

    (call,) = await reader.presses(f"v1:ledger:{story}:1")

    assert call["message_id"] == 3
    assert "“Post of 22.”" in call["text"].replace("\u2068", "").replace("\u2069", "")


async def test_passages_of_a_story_that_nobody_had_told_are_shown_once_it_is(reader):
    async with reader.app.session() as session:
        outlet = await an_outlet(session, "Post", language="en")
        article = await an_article(
            session, await a_feed(session, outlet), "Ferry sinks off Marel", "It sank."
        )
        story = (await a_story(session, article, headline="Ferry sinks off Marel")).id or 0
    await is_shown(reader, story)

    (said,) = await reader.sends("/sources 1.1", reply_to=40)

    assert "This story is being written" in said["text"]
    assert buttons(said) == {
        "🧾 Sentence 1": f"v1:ledger:{story}:1",
        "📖 Back to the story": f"v1:open:{story}",
    }
    assert await reader.presses(f"v1:ledger:{story}:1") == [], "it is being written still"

    async with reader.app.session() as session:
        brief = (await session.execute(select(Brief).where(col(Brief.story_id) == story))).scalar_one()
        brief.paragraphs, brief.state = [[{"text": "It sank.", "cites": [1], "language": "en"}]], "ready"
        session.add(brief)
    (shown,) = await reader.presses(f"v1:ledger:{story}:1")
    assert "“It sank.”" in shown["text"].replace("\u2068", "").replace("\u2069", "")


async def test_of_a_story_of_headlines_no_sentence_is_asked_for(reader):
    story = await published(reader.app, "Odile Marant offers the Harbour Union talks")
    await is_shown(reader, story)

    (said,) = await reader.sends("/sources 1.1", reply_to=40)

    assert "The outlets gave no more than their headlines." in said["text"]
    assert f"v1:radar:{story}" in buttons(said).values()


async def test_two_buttons_say_who_differs_and_who_was_not_seen_to_report(reader):
    story = await published(reader.app, "Ferry sinks off Marel")
    async with reader.app.session() as session:
        outlet = await an_outlet(session, "Diario", language="es", country="ES")
        await a_feed(session, outlet, "world", fetched_at=NOON)
    (radar,) = await reader.presses(f"v1:radar:{story}")
    shown = buttons(radar)

    (differ,) = await reader.presses(shown["⚖️ Where reports differ"])
    (silent,) = await reader.presses(shown["🔦 Outlets that have not reported"])

    assert "do not differ" in differ["text"]
    unseen = silent["text"].partition("Not seen in the feeds we read")[2]
    assert "Diario" in unseen
    assert "Courrier" not in unseen
    assert "Measured against 3 feeds" in unseen


async def test_where_nobody_is_missing_it_is_said(reader):
    story = await published(reader.app, "Ferry sinks off Marel")

    (silent,) = await reader.presses(f"v1:silent:{story}")

    assert "All outlets that we read on these topics have reported it." in silent["text"]
