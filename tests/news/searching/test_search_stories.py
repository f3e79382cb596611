"""Searching, on both databases alike: what is found, what is not, and in which order."""

import os
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import col, delete, select

from news.app import App
from news.models import Article, Brief, Feed, Membership, Story
from news.searching import search_index
from news.searching.search import read
from news.searching.search_stories import search, top_stories
from news.testing import (
    NOON,
    a_feed,
    a_postgres,
    a_story,
    an_app,
    an_article,
    an_outlet,
    kept,
)


@pytest.fixture(params=["SQLite", "PostgreSQL"])
async def app(request, tmp_path) -> AsyncIterator[App]:
    server = os.environ.get("TEST_POSTGRES_URL")
    if request.param == "SQLite":
        async with an_app(tmp_path) as made:
            yield made
    elif server is None:
        pytest.skip("TEST_POSTGRES_URL names no PostgreSQL server")
    else:
        async with a_postgres(server) as url, an_app(tmp_path, database_url=url) as made:
            yield made


async def published(app: App, title: str, body: str = "", *, language: str = "en", **more) -> int:
    """The story of one article."""
    async with app.session() as session:
        outlet = await an_outlet(session, f"Outlet {title}", domain=f"{abs(hash(title))}.example")
        feed = await a_feed(session, outlet, "world", language=language)
        article = await an_article(session, feed, title, body, **more)
        return (await a_story(session, article)).id or 0


async def found(app: App, words: str, *languages: str, **more) -> list[int]:
    sought = read(words, languages=languages or ("en",))
    assert sought is not None
    async with app.reading() as session:
        return [result.story for result in (await search(session, sought, now=NOON, **more)).results]


@pytest.mark.parametrize(
    ("language", "title", "asked"),
    [
        ("en", "Voters reject the harbour tunnel", "tunnels"),
        ("de", "Wähler lehnen den Hafentunnel ab", "Wählern"),
        ("fr", "Les électeurs rejettent le tunnel du port", "électeur"),
        ("ru", "Избиратели отвергли туннель", "туннеля"),
        ("uk", "Виборці відхилили тунель", "виборців"),
        ("ar", "الناخبون يرفضون النفق", "نفق"),
        ("hi", "मतदाताओं ने सुरंग को नकारा", "सुरंग"),
        ("zh", "选民否决海港隧道计划", "海港隧道"),
        ("ja", "有権者がトンネル計画を否決", "トンネル"),
        ("th", "ผู้มีสิทธิเลือกตั้งปฏิเสธอุโมงค์", "อุโมงค์"),
        ("ko", "유권자들이 터널을 거부했다", "터널"),
    ],
)
async def test_words_of_every_language_are_found_in_their_other_forms(app, language, title, asked):
    story = await published(app, title, language=language)
    await published(app, "Ein ganz anderer Bericht", language="de")
    assert await found(app, asked, language) == [story]


@pytest.mark.parametrize(
    "asked", ["octopus 3900", "octopus 3,900", "octopus 3.900", "octopus 3 900", "octopus ٣٩٠٠"]
)
async def test_a_number_is_found_however_it_is_written(app, asked):
    stories = [
        await published(app, title, f"{title}, said the station")
        for title in ("Octopus lays 3,900 eggs", "Octopus: 3.900 Eier", "Octopus 3 900 œufs", "Octopus ٣٩٠٠")
    ]
    await published(app, "Octopus lays 390 eggs and 13,900 more")

    assert sorted(await found(app, asked)) == stories


async def test_all_words_must_be_there_those_in_quotes_in_this_order_and_those_after_a_minus_not(app):
    bank = await published(app, "Bank of Marel cuts rates")
    river = await published(app, "Rates of fish along the river bank fall")
    assert set(await found(app, "bank rates")) == {bank, river}
    assert await found(app, '"cuts rates"') == [bank]
    assert await found(app, '"rates cuts"') == []
    assert await found(app, "bank -river") == [bank]


@pytest.mark.parametrize(
    "words",
    [
        "'; DROP TABLE article_search; --",
        'NEAR("a" "b", 5) OR NOT *',
        "words : x AND stems : y",
        "a" * 10_000,
        "x " * 5_000,
        "ab\x00cd",
        "\\' \\\\ & | ! <-> :* ( )x",
        "O'Brien's 😀 \"",
        "\ud83d x",
        "%_ x",
    ],
)
async def test_whatever_is_written_does_no_harm(app, words):
    story = await published(app, "Ferry sinks off Marel")
    await found(app, words)
    assert await found(app, "ferry") == [story]


async def test_a_changed_article_is_found_by_what_it_says_now(app):
    story = await published(app, "Ferry sinks off Marel")
    async with app.session() as session:
        old = (await session.execute(select(Article))).scalar_one()
        feed = await session.get_one(Feed, old.feed_id)
        old.superseded_at = NOON
        await search_index.forget(session, [old.id or 0])
        new = await an_article(session, feed, "Ferry saved off Marel", guid=old.guid, version=2)
        (await session.execute(select(Membership))).scalar_one().until_at = NOON
        await kept(session, Membership(article_id=new.id or 0, story_id=story, since_at=NOON))
    assert await found(app, "sinks") == []
    assert await found(app, "saved") == [story]


async def test_an_article_that_moved_is_found_in_the_story_it_is_in_now(app):
    older = await published(app, "Ferry sinks off Marel")
    younger = await published(app, "Ship lost near Marel")
    async with app.session() as session:
        past = (
            await session.execute(select(Membership).where(col(Membership.story_id) == younger))
        ).scalar_one()
        past.until_at = NOON
        await kept(
            session, Membership(article_id=past.article_id, story_id=older, since_at=NOON + timedelta(1))
        )
    assert await found(app, "ship lost") == [older]


async def test_an_article_that_is_deleted_is_found_no_more_whoever_deleted_it(app):
    await published(app, "Ferry sinks off Marel")
    async with app.session() as session:
        await session.execute(delete(Membership))
        await session.execute(delete(Article))
        assert (await session.execute(text("SELECT count(*) FROM article_search"))).scalar_one() == 0


async def test_an_article_that_is_in_no_story_is_not_found(app):
    async with app.session() as session:
        feed = await a_feed(session, await an_outlet(session, "Post"), "world")
        await an_article(session, feed, "Ferry sinks off Marel")
    assert await found(app, "ferry") == []


async def test_articles_of_feeds_that_no_catalogue_lists_any_more_are_not_found(app):
    await published(app, "Ferry sinks off Marel")
    async with app.session() as session:
        feed = (await session.execute(select(Feed))).scalar_one()
        feed.active = False
        session.add(feed)
    assert await found(app, "ferry") == []


async def test_a_story_comes_once_however_many_of_its_articles_are_found(app):
    async with app.session() as session:
        articles = []
        for name in ("Post", "Ledger"):
            feed = await a_feed(session, await an_outlet(session, name), "world", language="en")
            articles.append(await an_article(session, feed, f"Ferry sinks, says {name}"))
        story = (await a_story(session, *articles)).id
        sought = read("ferry")
    async with app.reading() as session:
        (result,) = (await search(session, sought, now=NOON)).results
    assert result.story == story
    assert {match.outlet for match in result.matches} == {"Post", "Ledger"}


async def test_what_has_the_word_in_its_headline_comes_before_what_mentions_it_and_new_before_old(app):
    mentions = await published(app, "Storm over the coast", "A ferry was late.")
    old = await published(app, "Ferry launched", published_at=NOON - timedelta(days=6))
    new = await published(app, "Ferry sinks off Marel")
    assert await found(app, "ferry") == [new, old, mentions]


async def test_where_nothing_has_a_word_the_others_are_looked_for_and_it_is_said(app):
    story = await published(app, "Ferry sinks off Marel")
    sought = read("ferry zzyzx")
    async with app.reading() as session:
        seen = await search(session, sought, now=NOON)
    assert [result.story for result in seen.results] == [story]
    assert [part.shown for part in seen.left_out] == ["zzyzx"]


async def test_a_later_page_does_not_see_what_came_meanwhile(app):
    first = await published(app, "Ferry sinks off Marel")
    async with app.reading() as session:
        upto = (await search(session, read("ferry"), now=NOON)).upto
    await published(app, "Ferry found")
    assert await found(app, "ferry", upto=upto) == [first]


async def test_an_index_that_is_made_anew_finds_the_same(app):
    story = await published(app, "Ferry sinks off Marel")
    async with app.session() as session:
        await session.execute(text("DELETE FROM article_search"))
    assert await found(app, "ferry") == []
    assert await search_index.bring_up_to_date(app.db.engine) == {"article": 1, "brief": 0}
    assert await found(app, "ferry") == [story]
    assert await search_index.bring_up_to_date(app.db.engine) == {}


# --- what was told -------------------------------------------------------------------------------


async def tells(app: App, story: int, headline: str, *sentences: str, language: str = "ru", **more) -> Brief:
    async with app.session() as session:
        told = [{"text": text, "cites": [], "language": language} for text in sentences]
        plain = {"revision": 1, "state": "ready", "ordered_at": NOON, "ready_at": NOON}
        brief = Brief(
            story_id=story, language=language, headline=headline, paragraphs=[told], **plain | more
        )  # fmt: skip
        await kept(session, brief)
        await search_index.index_told(session, brief)
        return brief


async def found_by(app: App, words: str, *languages: str, **more) -> list[int]:
    """As `found`, by somebody who reads these languages."""
    return await found(app, words, *languages, languages=languages, **more)


async def test_a_story_is_found_by_the_words_in_which_it_was_told(app):
    story = await published(app, "Ferry sinks off Marel")
    await tells(app, story, "Паром затонул у Мареля", "Экипаж спасли рыбаки.")
    for words in ("паром", "экипажа", "рыбак", '"затонул у"'):
        assert await found_by(app, words, "ru", "en") == [story]
    assert await found_by(app, "паром -рыбаки", "ru") == []


async def test_what_was_told_in_a_language_of_others_is_not_found(app):
    story = await published(app, "Ferry sinks off Marel")
    await tells(app, story, "Fähre Halcyon gesunken", language="de")
    assert await found_by(app, "halcyon", "ru", "en") == []
    assert await found_by(app, "halcyon", "de") == [story]


async def test_what_was_told_before_is_found_no_more(app):
    story = await published(app, "Ferry sinks off Marel")
    await tells(app, story, "Паром затонул")
    await tells(app, story, "Паром спасён", revision=2)
    assert await found_by(app, "затонул", "ru") == []
    assert await found_by(app, "спасён", "ru") == [story]


async def test_what_was_overtaken_while_it_was_written_is_not_found(app):
    story = await published(app, "Ferry sinks off Marel")
    await tells(app, story, "Паром спасён", revision=2)
    await tells(app, story, "Паром затонул")
    assert await found_by(app, "затонул", "ru") == []
    assert await found_by(app, "спасён", "ru") == [story]


@pytest.mark.parametrize("state", ["withdrawn", "ordered", "unavailable"])
async def test_what_was_told_and_does_not_stand_is_not_found(app, state):
    story = await published(app, "Ferry sinks off Marel")
    brief = await tells(app, story, "Паром затонул")
    async with app.session() as session:
        (await session.get_one(Brief, brief.id)).state = state
    assert await found_by(app, "паром", "ru") == []


async def test_a_brief_that_is_deleted_is_found_no_more_whoever_deleted_it(app):
    await tells(app, await published(app, "Ferry sinks off Marel"), "Паром затонул")
    async with app.session() as session:
        await session.execute(delete(Brief))
        assert (await session.execute(text("SELECT count(*) FROM brief_search"))).scalar_one() == 0


async def test_what_was_told_of_a_story_that_became_another_finds_that_one_once(app):
    older = await published(app, "Ferry sinks off Marel")
    younger = await published(app, "Ship lost near Marel")
    await tells(app, younger, "Паром затонул")
    await tells(app, older, "Паром пропал")
    async with app.session() as session:
        (await session.get_one(Story, younger)).merged_into = older
    assert await found_by(app, "затонул", "ru") == [older]
    assert await found_by(app, "паром", "ru") == [older]


async def test_what_was_told_is_not_found_where_no_feed_that_is_read_tells_it_any_more(app):
    await tells(app, await published(app, "Ferry sinks off Marel"), "Паром затонул")
    async with app.session() as session:
        (await session.execute(select(Feed))).scalar_one().active = False
    assert await found_by(app, "паром", "ru") == []


async def test_what_was_told_of_what_readers_brought_is_not_found(app):
    story = await published(app, "Ferry sinks off Marel")
    await tells(app, story, "Паром затонул")
    async with app.session() as session:
        feed = (await session.execute(select(Feed))).scalar_one()
        (await session.get_one(Story, story)).feed_id = feed.id
    assert await found_by(app, "паром", "ru") == []


async def test_a_story_found_by_both_comes_once_with_its_articles(app):
    story = await published(app, "Halcyon sinks off Marel")
    await tells(app, story, "Паром Halcyon затонул")
    async with app.reading() as session:
        seen = await search(session, read("halcyon"), now=NOON, languages=("ru",))
    ((result,),) = (seen.results,)
    assert (result.story, result.is_told, [match.title for match in result.matches]) == (
        story,
        True,
        ["Halcyon sinks off Marel"],
    )


async def test_a_later_page_finds_what_was_told_anew_meanwhile_but_no_newer_story(app):
    story = await published(app, "Ferry sinks off Marel")
    await tells(app, story, "Паром затонул")
    async with app.reading() as session:
        upto = (await search(session, read("паром"), now=NOON, languages=("ru",))).upto
    await tells(app, story, "Паром спасён", revision=2)
    await tells(app, await published(app, "Ferry found"), "Паром найден")
    assert await found_by(app, "паром", "ru", upto=upto) == [story]


async def test_a_word_that_only_was_told_is_not_said_to_be_nowhere(app):
    story = await published(app, "Ferry sinks off Marel")
    await tells(app, story, "Паром затонул")
    async with app.reading() as session:
        seen = await search(session, read("паром zzyzx"), now=NOON, languages=("ru",))
    assert [result.story for result in seen.results] == [story]
    assert [part.shown for part in seen.left_out] == ["zzyzx"]


async def test_an_index_of_what_was_told_that_is_made_anew_finds_the_same(app):
    story = await published(app, "Ferry sinks off Marel")
    await tells(app, story, "Паром затонул")
    await tells(app, story, "Паром спасён", revision=2)
    async with app.session() as session:
        await session.execute(text("DELETE FROM brief_search"))
    await search_index.bring_up_to_date(app.db.engine)
    assert await found_by(app, "спасён", "ru") == [story]
    assert await found_by(app, "затонул", "ru") == []


async def test_more_articles_than_are_looked_at_give_the_newest_and_say_so(app, monkeypatch):
    monkeypatch.setattr("news.searching.search_stories.LOOKED_AT", 2)
    stories = [await published(app, f"Ferry {number}") for number in range(3)]
    async with app.reading() as session:
        seen = await search(session, read("ferry"), now=NOON)
    assert {result.story for result in seen.results} == set(stories[1:])
    assert seen.are_more


async def test_the_stories_of_today_are_those_that_most_outlets_report(app):
    await published(app, "Old", published_at=NOON - timedelta(days=3))
    small = await published(app, "Small")
    async with app.session() as session:
        feed = await a_feed(session, await an_outlet(session, "Post"), "world", language="en")
        big = (await a_story(session, await an_article(session, feed, "Big"), independent=9)).id
        assert await top_stories(session, now=NOON, most=5, language="en") == [big, small]


async def test_of_the_stories_of_today_those_come_first_that_there_are_in_the_language(app):
    english = await published(app, "Big", language="en")
    german = await published(app, "Klein", language="de-AT")
    translated = await published(app, "Traduit", language="fr")
    async with app.session() as session:
        brief = Brief(story_id=translated, language="de", revision=1, state="ready", ordered_at=NOON)
        await kept(session, brief)
        assert await top_stories(session, now=NOON, most=5, language="de") == [translated, german, english]
