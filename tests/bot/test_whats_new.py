"""`/new` tells what came since a reader last looked, and nothing they were shown."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from news.app import App
from news.language.sentences import split
from news.models import (
    Article,
    Brief,
    Fact,
    Feed,
    Membership,
    Outlet,
    Seen,
    Story,
    Subscriber,
    Update,
)
from news.testing import Clock, a_feed, a_story, an_article, an_outlet
from news.writing.extract import facts
from tests.bot.counter import a_counter, handed_over


@dataclass
class Reader:
    app: App
    application: Any
    clock: Clock
    updates: int = 0

    async def types(self, text: str) -> str:
        return await self._takes(
            message={
                "message_id": 1, "date": 1_795_000_000, "text": text,
                "from": {"id": 7, "is_bot": False, "first_name": "Ann", "language_code": "en"},
                "chat": {"id": 7, "type": "private", "first_name": "Ann"},
            }
        )  # fmt: skip

    async def opens(self, story: int) -> str:
        return await self.presses("open", story)

    async def presses(self, what: str, story: int) -> str:
        shown = {"message_id": 3, "chat": {"id": 7, "type": "private"}, "date": 1_795_000_000, "text": "…"}
        person = {"id": 7, "is_bot": False, "first_name": "Ann"}
        press = {
            "id": "1",
            "from": person,
            "chat_instance": "1",
            "message": shown,
            "data": f"v1:{what}:{story}",
        }
        return await self._takes(callback_query=press)

    async def _takes(self, **content: Any) -> str:
        self.updates += 1
        self.clock.move(timedelta(minutes=1))
        payload = {"update_id": self.updates, **content}
        row = Update(id=self.updates, chat_id=7, payload=payload, received_at=self.clock())
        answers = await handed_over(self.app, self.application, row)
        return "\n".join(each["text"] for each in answers)

    async def reported(
        self, outlet: str, text: str, *, story: int | None = None, title: str = "Ferry hits quay"
    ) -> int:
        """An outlet reports, of a new story or of one there is; gives the story."""
        self.clock.move(timedelta(minutes=5))
        async with self.app.session() as session:
            feed = await self._feed(session, outlet)
            article = await an_article(
                session, feed, title, text, guid=f"{self.clock()}", published_at=self.clock()
            )
            if story is None:
                row = await a_story(session, article, headline="Ferry hits quay")
                told = [{"text": each, "cites": [article.id], "language": "en"} for each in split(text, "en")]
                session.add(
                    Brief(
                        story_id=row.id or 0, language="en", revision=1, state="ready", paragraphs=[told],
                        headline="Ferry hits quay", ordered_at=self.clock(), ready_at=self.clock(),
                    )
                )  # fmt: skip
            else:
                row = await session.get_one(Story, story)
                session.add(Membership(story_id=story, article_id=article.id or 0, since_at=self.clock()))
                row.revision += 1
            await self._know(session, row, article)
            return row.id or 0

    async def _feed(self, session: Any, outlet: str) -> Feed:
        domain = f"{outlet.casefold()}.example"
        known = select(Feed).join(Outlet).where(col(Outlet.domain) == domain)
        feed = (await session.execute(known)).scalar_one_or_none()
        place = None if feed else await an_outlet(session, outlet, domain=domain, language="en")
        return feed or await a_feed(session, place, "world")

    async def _know(self, session: Any, story: Story, article: Article) -> None:
        for fact in facts(article.text, "en"):
            session.add(
                Fact(
                    story_id=story.id or 0, kind=fact.kind, value=fact.value, family=article.id or 0,
                    article_id=article.id or 0, first_at=article.published_at,
                )
            )  # fmt: skip


@pytest.fixture
async def reader(tmp_path) -> AsyncIterator[Reader]:
    clock = Clock()
    async with a_counter(tmp_path, clock=clock) as counter:
        yield Reader(counter.app, counter.application, clock)


async def test_only_what_came_after_the_last_look_is_told(reader):
    story = await reader.reported("Post", "The ferry struck the quay and 12 people were injured on Friday.")
    await reader.opens(story)
    await reader.reported(
        "Dispatch",
        "The ferry struck the quay and 12 people were injured on Friday. The captain, Ilse Corrigan, was stood down after 40 minutes.",
        story=story,
    )

    said = await reader.types("/new")

    assert "Ilse Corrigan" in said
    assert "12 people" not in said
    assert "1 more outlet" in said
    assert "Dispatch" in said


async def test_what_was_told_once_is_not_new_again(reader):
    story = await reader.reported("Post", "The ferry struck the quay and 12 people were injured on Friday.")
    await reader.opens(story)
    await reader.reported(
        "Dispatch", "The captain, Ilse Corrigan, was stood down after 40 minutes.", story=story
    )
    await reader.types("/new")

    assert "Nothing new in your stories since" in await reader.types("/new")


async def test_another_outlet_with_the_same_facts_is_news_of_an_outlet_only(reader):
    text = "The ferry struck the quay and 12 people were injured on Friday."
    story = await reader.reported("Post", text)
    await reader.opens(story)
    await reader.reported("Dispatch", "On Friday 12 people were injured as the ferry struck.", story=story)

    said = await reader.types("/new")

    assert "1 more outlet" in said
    assert "“" not in said


@pytest.mark.parametrize(
    ("hours", "title", "is_told"),
    [
        (2, "All 14 miners rescued", True),
        (0, "All 14 miners rescued", False),
        (2, "14 miners trapped", False),
    ],
)
async def test_what_an_outlet_wrote_again_is_news_though_it_has_no_new_number_or_name(
    reader, hours, title, is_told
):
    text = "The 14 miners of Korvel have been trapped since Friday."
    story = await reader.reported("Post", text, title="14 miners trapped")
    await reader.opens(story)
    reader.clock.move(timedelta(hours=hours))
    rescue = "The 14 miners of Korvel were rescued on Friday."
    await reader.reported("Post", rescue, story=story, title=title)

    assert ("were rescued" in await reader.types("/new")) is is_told
    assert "were rescued" not in await reader.types("/new"), "told once"


async def test_a_reader_who_was_shown_nothing_is_told_how_to_begin(reader):
    await reader.reported("Post", "The ferry struck the quay.")

    assert "You have had no digest yet" in await reader.types("/new")


async def test_a_look_is_remembered(reader):
    story = await reader.reported("Post", "The ferry struck the quay and 12 people were injured on Friday.")
    await reader.opens(story)
    await reader.reported(
        "Dispatch", "The captain, Ilse Corrigan, was stood down after 40 minutes.", story=story
    )
    await reader.types("/new")

    async with reader.app.reading() as session:
        subscriber = (await session.execute(select(Subscriber))).scalar_one()
        seen = (
            await session.execute(select(Seen).where(col(Seen.subscriber_id) == subscriber.id))
        ).scalar_one()
    assert seen.shown_at == reader.clock()
    assert len(seen.families) == 2


async def test_a_second_article_of_an_outlet_is_news_where_its_first_lines_were_never_opened(reader):
    story = await reader.reported("Post", "The ferry struck the quay and 12 people were injured on Friday.")
    await reader.opens(story)
    await reader.reported(
        "Post",
        "Divers looked at the hull of the ship during the whole night. "
        "The captain, Ilse Corrigan, was stood down after 40 minutes.",
        story=story,
    )

    said = await reader.types("/new")

    assert "“The captain, Ilse Corrigan, was stood down after 40 minutes.”" in said


async def test_the_radar_counts_what_was_quoted_as_new(reader):
    story = await reader.reported("Post", "The ferry struck the quay and 12 people were injured on Friday.")
    await reader.opens(story)
    await reader.reported(
        "Post",
        "Divers looked at the hull of the ship during the whole night. "
        "The captain, Ilse Corrigan, was stood down after 40 minutes.",
        story=story,
    )
    await reader.types("/new")

    assert "looked at the hull" not in await reader.presses("radar", story)


async def test_what_may_not_be_quoted_any_more_is_still_news_and_is_linked_to(reader):
    story = await reader.reported(
        "Post",
        "The ferry struck the quay and 12 people were injured on Friday. Nobody of the 300 passengers was killed.",
    )
    await reader.opens(story)
    await reader.reported("Post", "The captain, Ilse Corrigan, was stood down after 40 minutes.", story=story)

    said = await reader.types("/new")

    assert "Ferry hits quay</a> — " in said.replace("\u2068", "").replace("\u2069", "")
    assert "Ilse Corrigan" not in said
