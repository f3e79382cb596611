"""What is under embargo is shown nowhere until its time has come, and is counted nowhere either."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from news.app import App
from news.models import Brief, Fact, Update
from news.story.stories import read_stories
from news.story.viewing import bare_view
from news.testing import NOON, Clock, a_feed, a_story, an_article, an_outlet, kept
from tests.bot.counter import a_counter, handed_over

READER = {"id": 7, "is_bot": False, "first_name": "Ann", "language_code": "en"}
CHAT = {"id": 7, "type": "private", "first_name": "Ann"}
EARLY = "EMBARGOED until 23 November 2026 18:00. Voltra will close its plant in Hallen, 900 people learn on Monday."
LIFTED = NOON + timedelta(days=1, hours=7)
ACTS = ("open", "radar", "timeline", "coverage")


class Desk:
    def __init__(self, app: App, application: Any, clock: Clock) -> None:
        self.app, self.application, self.clock, self.updates = app, application, clock, 0

    async def presses(self, button: str) -> str:
        """All that is answered, as one text."""
        self.updates += 1
        shown = {"message_id": 3, "chat": CHAT, "date": 1_795_000_000, "text": "…"}
        press = {"id": "1", "from": READER, "chat_instance": "1", "message": shown, "data": button}
        row = Update(
            id=self.updates,
            chat_id=7,
            payload={"update_id": self.updates, "callback_query": press},
            received_at=NOON,
        )
        answers = await handed_over(self.app, self.application, row)
        return "\n".join(str(each.get("text")) for each in answers)

    async def story(self, *, with_public: bool = True) -> int:
        """A story that a wire has under embargo, and, if asked, an outlet without."""
        async with self.app.session() as session:
            wire = await an_outlet(session, "Tidewater Wire", language="en", country="IE")
            post = await an_outlet(session, "Marel Post", language="en", country="GB")
            early = await an_article(
                session, await a_feed(session, wire), "Voltra to close Hallen plant", EARLY
            )
            articles = [early]
            if with_public:
                text = "Voltra called its staff in Hallen to a meeting on Monday, the council said on Sunday."
                articles.append(
                    await an_article(
                        session, await a_feed(session, post), "Voltra calls staff to meeting", text
                    )
                )
            story = await a_story(session, *articles)
            for article in articles:
                await kept(
                    session,
                    Fact(
                        story_id=story.id,
                        kind="number",
                        value="900",
                        family=article.id,
                        article_id=article.id,
                        first_at=NOON,
                    ),
                )
            if with_public:
                said = [{"text": text, "cites": [articles[1].id], "language": "en"}]
                await kept(
                    session,
                    Brief(
                        story_id=story.id, language="en", revision=1, state="ready", mode="extractive",
                        headline="Voltra calls staff to meeting", headline_cites=[articles[1].id], paragraphs=[said],
                        ordered_at=NOON, ready_at=NOON,
                    ),
                )  # fmt: skip
            return story.id or 0


@pytest.fixture
async def desk(tmp_path) -> AsyncIterator[Desk]:
    clock = Clock()
    async with a_counter(tmp_path, clock=clock) as counter:
        yield Desk(counter.app, counter.application, clock)


@pytest.mark.parametrize("act", ACTS)
async def test_an_article_under_embargo_is_in_no_view_of_its_story(desk: Desk, act: str) -> None:
    story = await desk.story()
    said = await desk.presses(f"v1:{act}:{story}")
    assert "Voltra calls staff" in said
    assert "close" not in said
    assert "Tidewater" not in said
    assert "900" not in said
    assert "Ireland" not in said
    assert "2 outlets" not in said


@pytest.mark.parametrize("act", ["open", "radar", "coverage"])
async def test_it_is_shown_when_its_time_has_come(desk: Desk, act: str) -> None:
    story = await desk.story()
    desk.clock.at = LIFTED
    said = await desk.presses(f"v1:{act}:{story}")
    assert "2 outlets" in said or "Ireland" in said


@pytest.mark.parametrize("act", ACTS)
async def test_a_story_that_nobody_may_tell_yet_is_not_there(desk: Desk, act: str) -> None:
    story = await desk.story(with_public=False)
    assert await desk.presses(f"v1:{act}:{story}") == ""


async def test_the_headline_of_a_story_is_not_that_of_an_article_under_embargo(desk: Desk) -> None:
    story = await desk.story()
    async with desk.app.reading() as session:
        told = (await read_stories(session, [story], shown_at=NOON))[story]
        whole = (await read_stories(session, [story], shown_at=LIFTED))[story]
    assert (bare_view(told).headline, bare_view(told).outlets) == ("Voltra calls staff to meeting", 1)
    assert (bare_view(whole).headline, bare_view(whole).outlets) == ("Voltra to close Hallen plant", 2)
