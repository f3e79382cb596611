"""Views that are kept: the same as long as the rows are the same, and made anew whatever of them changes."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from news.app import App
from news.models import Article, Brief, Outlet, Story
from news.queries import briefs_of
from news.story.kept_views import Views
from news.story.stories import read_stories
from news.story.viewing import view_of
from news.story.views import StoryView
from news.testing import NOON, a_feed, a_story, an_app, an_article, an_outlet, kept

CHANGES = {
    "the headline of the brief": update(Brief).values(headline="Ferry sinks"),
    "a sentence": update(Brief).values(paragraphs=[[{"text": "Ten died.", "cites": [1], "language": "en"}]]),
    "whether it may be told": update(Brief).values(state="withdrawn"),
    "who tells it": update(Outlet).values(name="The Post"),
    "the address": update(Article).values(url="https://post.example/moved"),
    "when it broke": update(Story).values(breaking_at=NOON),
    "how many tell it": update(Story).values(outlets=7),
}


async def a_told_story(app: App) -> None:
    async with app.session() as session:
        article = await an_article(session, await a_feed(session, await an_outlet(session, "Post"), "world"), "Ferry", "Nine died.")  # fmt: skip
        story = await a_story(session, article, topics=["world"])
        sentences = [[{"text": "Nine died.", "cites": [article.id], "language": "en"}]]
        await kept(
            session,
            Brief(
                story_id=story.id, language="en", revision=1, state="ready", mode="extractive", headline="Ferry",
                headline_cites=[article.id], paragraphs=sentences, ordered_at=NOON, ready_at=NOON + timedelta(seconds=1),
            ),
        )  # fmt: skip


async def seen(app: App, views: Views) -> tuple[StoryView | None, StoryView | None]:
    """As it is kept, and as it is made from the same rows."""
    async with app.reading() as session:
        [told] = (await read_stories(session, [1])).values()
        briefs = await briefs_of(session, [1])
        return views.of(told, briefs, language="en"), view_of(told, briefs, language="en")


@pytest.mark.parametrize("what", CHANGES)
async def test_a_view_is_kept_until_something_of_it_changes(tmp_path, what: str) -> None:
    views = Views()
    async with an_app(tmp_path) as app:
        await a_told_story(app)
        first, made = await seen(app, views)
        assert first == made is not None
        assert (await seen(app, views))[0] is first
        async with app.session() as session:
            await session.execute(CHANGES[what])
        again, made = await seen(app, views)
        assert again == made != first


async def test_once_texts_are_let_go_nothing_that_was_made_of_them_is_kept(tmp_path) -> None:
    async with an_app(tmp_path) as app:
        await a_told_story(app)
        first, _ = await seen(app, app.views)
        app.let_go_of_texts()
        again, _ = await seen(app, app.views)
        assert again == first
        assert again is not first
        assert again.sources[1] is not first.sources[1]
