"""In which language a story is read by somebody for whom it could not be told in theirs."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from news.models import Brief, Seen
from news.queries import briefs_of
from news.story.stories import read_stories
from news.story.viewing import bare_view, fresh_sentences, view_of
from news.story.views import StoryView
from news.testing import NOON, a_feed, a_story, an_app, an_article, an_outlet


async def a_story_told_in(session: AsyncSession, *languages: str) -> int:
    """Of an Arabic outlet, whose story it is, and an English one; told in these languages, in this order."""
    articles = []
    for language in ("ar", "en"):
        outlet = await an_outlet(session, f"Outlet {language}", language=language)
        articles.append(await an_article(session, await a_feed(session, outlet), f"Quake ({language})"))
    story = await a_story(session, *articles, language="ar")
    for language in languages:
        session.add(
            Brief(
                story_id=story.id, language=language, revision=1, state="ready", headline=f"Told in {language}",
                paragraphs=[], ordered_at=NOON,
            )
        )  # fmt: skip
        await session.flush()
    return story.id or 0


async def headline_for(reader: str, told_in: tuple[str, ...], tmp_path) -> str:
    async with an_app(tmp_path) as app:
        async with app.session() as session:
            story = await a_story_told_in(session, *told_in)
            told = (await read_stories(session, [story]))[story]
            view = view_of(told, await briefs_of(session, [story]), language=reader)
    assert view is not None
    return view.headline


async def test_whose_language_it_is_not_told_in_gets_it_in_its_own(tmp_path):
    assert await headline_for("ja", ("de", "en", "ar"), tmp_path) == "Told in ar"


async def test_a_language_of_its_sources_comes_before_a_translation_for_others(tmp_path):
    assert await headline_for("ja", ("de", "en"), tmp_path) == "Told in en"


async def test_a_translation_for_others_is_better_than_nothing(tmp_path):
    assert await headline_for("ja", ("de",), tmp_path) == "Told in de"


async def test_a_translation_into_ones_own_language_comes_before_all(tmp_path):
    assert await headline_for("de", ("ar", "en", "de"), tmp_path) == "Told in de"


async def test_what_is_not_told_yet_stands_under_the_headline_of_an_outlet_of_the_readers_language(tmp_path):
    async with an_app(tmp_path) as app, app.session() as session:
        story = await a_story_told_in(session)
        told = (await read_stories(session, [story]))[story]

    assert (bare_view(told, language="en").headline, bare_view(told, language="en").language) == (
        "Quake (en)",
        "en",
    )
    assert bare_view(told, language="ja").headline == told.headline == "Quake (ar)"


async def an_update(tmp_path, mode: str, title: str = "Director of the mine resigns") -> StoryView:
    """Of a story that was shown when it had one article."""
    news = "Hanna Voss resigned as director of the mine on Tuesday."
    async with an_app(tmp_path) as app, app.session() as session:
        outlet = await an_outlet(session, "Post", language="en")
        feed = await a_feed(session, outlet)
        first = await an_article(session, feed, "Lift collapse traps 14 workers")
        later = await an_article(session, feed, title, news)
        story = await a_story(session, first, later)
        paragraphs = [[{"text": news, "cites": [later.id], "language": "en"}]]
        brief = Brief(
            story_id=story.id, language="en", revision=2, state="ready", headline="Lift collapse traps 14 workers",
            headline_cites=[first.id], paragraphs=paragraphs, mode=mode, ordered_at=NOON, ready_at=NOON,
        )  # fmt: skip
        session.add(brief)
        await session.flush()
        told = (await read_stories(session, [story.id or 0]))[story.id or 0]
        briefs = await briefs_of(session, [story.id or 0])
    view = view_of(told, briefs, language="en")
    assert view is not None
    seen = Seen(
        subscriber_id=1, story_id=story.id or 0, revision=1, facts=["14"], shown_at=NOON - timedelta(hours=2)
    )
    update = fresh_sentences(view, told, briefs, seen)
    assert update is not None
    return update


async def test_an_update_in_the_outlets_words_stands_under_the_headline_of_its_news(tmp_path):
    assert (await an_update(tmp_path, "extractive")).headline == "Director of the mine resigns"


@pytest.mark.parametrize(
    ("mode", "title"),
    [("model", "Director of the mine resigns"), ("extractive", "Live: the latest from the mine")],
)
async def test_an_update_keeps_the_storys_headline_where_it_was_worded_or_the_other_tells_nothing(
    tmp_path, mode, title
):
    assert (await an_update(tmp_path, mode, title)).headline == "Lift collapse traps 14 workers"
