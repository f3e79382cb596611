"""Searching, links to stories and inline mode, as people use them: typed, tapped, followed, chosen."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from news.app import App
from news.models import Brief, Membership, Seen, Story, Subscriber, Update
from news.searching import search_index
from news.testing import NOON, a_feed, a_story, a_subscriber, an_article, an_outlet, kept
from sandbox import inline
from sandbox.server import Sandbox
from tests.bot.counter import a_counter, handed_over


@dataclass
class Town:
    app: App
    application: Any
    telegram: Sandbox
    updates: int = 0

    async def types(self, text: str, *, user: int = 7, language: str = "en") -> list[dict[str, Any]]:
        """What is answered, as calls."""
        person = {"id": user, "is_bot": False, "first_name": "Ann", "language_code": language}
        chat = {"id": user, "type": "private", "first_name": "Ann"}
        message = {"message_id": 1, "from": person, "chat": chat, "date": 1_795_000_000, "text": text}
        return await self._takes(user, message=message)

    async def taps(self, data: str, *, user: int = 7) -> list[dict[str, Any]]:
        chat = {"id": user, "type": "private", "first_name": "Ann"}
        shown = {"message_id": 3, "chat": chat, "date": 1_795_000_000, "text": "…"}
        person = {"id": user, "is_bot": False, "first_name": "Ann", "language_code": "en"}
        press = {"id": "1", "from": person, "chat_instance": "1", "message": shown, "data": data}
        return await self._takes(user, callback_query=press)

    async def asks_inline(
        self, text: str, *, user: int = 7, language: str = "en", offset: str = ""
    ) -> dict[str, Any]:
        """What is offered."""
        world = self.telegram.world
        world.person(user).language_code = language
        query = inline.ask(world, user, world.rooms[user], text=text, offset=offset)
        update = world.updates.pop()
        assert update is not None
        await self._takes(0, **{k: v for k, v in update.update.items() if k != "update_id"})
        assert query.answer is not None, "the query was not answered"
        return query.answer | {"contents": query.contents}

    async def _takes(self, chat: int, **content: Any) -> list[dict[str, Any]]:
        self.updates += 1
        payload = {"update_id": self.updates, **content}
        row = Update(id=self.updates, chat_id=chat, payload=payload, received_at=NOON)
        return await handed_over(self.app, self.application, row)

    async def publishes(self, title: str, body: str = "", *, outlets: int = 1, **more: Any) -> int:
        at = more.pop("published_at", NOON - timedelta(hours=1))
        language = more.pop("language", "en")
        async with self.app.session() as session:
            articles = []
            for number in range(outlets):
                name = f"Post {number} {len(title)}{title[:3]}"
                domain = f"{abs(hash((title, number)))}.example"
                outlet = await an_outlet(session, name, domain=domain, language=language)
                feed = await a_feed(session, outlet, "world", fetched_at=NOON)
                articles.append(await an_article(session, feed, title, body, published_at=at))
            return (await a_story(session, *articles, **more)).id or 0

    async def tells(
        self, story: int, headline: str, *sentences: str, language: str = "en", **more: Any
    ) -> None:
        async with self.app.session() as session:
            member = select(col(Membership.article_id)).where(col(Membership.story_id) == story).limit(1)
            article = (await session.execute(member)).scalar_one()
            told = [{"text": text, "cites": [article], "language": language} for text in sentences]
            brief = Brief(
                **{
                    "story_id": story,
                    "language": language,
                    "revision": 1,
                    "state": "ready",
                    "mode": "extractive",
                    "headline": headline,
                    "headline_cites": [article],
                    "paragraphs": [told],
                    "ordered_at": NOON,
                    "ready_at": NOON,
                }
                | more
            )
            await kept(session, brief)
            await search_index.index_told(session, brief)


@pytest.fixture
async def town(tmp_path) -> AsyncIterator[Town]:
    async with a_counter(tmp_path) as counter:
        yield Town(counter.app, counter.application, counter.telegram)


def buttons(call: dict[str, Any]) -> dict[str, str]:
    rows = call.get("reply_markup", {}).get("inline_keyboard", [])
    return {button["text"]: button.get("callback_data") or button["url"] for row in rows for button in row}


def bare(text: str) -> str:
    return re.sub(r"<[^>]+>|[\u2066-\u2069\u200f\u2060]", "", text)


# --- /search -------------------------------------------------------------------------------------


async def test_a_search_gives_stories_with_outlets_dates_and_links_each_with_a_button(town):
    story = await town.publishes("Ferry sinks off Marel", outlets=2)
    (call,) = await town.types("/search ferries")
    text = bare(call["text"])
    assert text.startswith("🔎 ferries\n1 story\n\n1. Ferry sinks off Marel\n2 outlets · Nov 22 11:00")
    assert re.search(r"\n• Post [01].* · Nov 22 11:00\u202fAM", text)
    assert 'href="https://news.example/' in call["text"]
    assert buttons(call) == {"1": f"v1:open:{story}"}


async def test_a_story_is_shown_under_the_readers_own_headline(town):
    story = await town.publishes("Une navette coule", language="fr")
    await town.tells(story, "Ferry sinks", "It sank.", language="en")
    (call,) = await town.types("/search navette")
    assert "1. Ferry sinks" in bare(call["text"])
    assert "• Une navette coule" in bare(call["text"])


async def test_a_story_that_was_read_in_russian_is_found_by_its_russian_words(town):
    story = await town.publishes("Ferry sinks off Marel")
    await town.tells(story, "Паром затонул у Мареля", "Ночью был шторм.", "Экипаж спасли.", language="ru")
    async with town.app.session() as session:
        await a_subscriber(session, 7, interface_language="ru", digest_language="ru")
    (by_headline,) = await town.types("/search паром", language="ru")
    assert "1. Паром затонул у Мареля" in bare(by_headline["text"])
    assert "Экипаж" not in by_headline["text"]
    (by_sentence,) = await town.types("/search экипажа", language="ru")
    assert re.search(r"\n• Экипаж спасли\. · Post 0", bare(by_sentence["text"]))
    assert 'href="https://news.example/' in by_sentence["text"]
    assert buttons(by_sentence) == {"1": f"v1:open:{story}"}
    offered = await town.asks_inline("экипаж", user=7)
    assert [one["title"] for one in offered["results"]] == ["Паром затонул у Мареля"]


async def test_what_was_told_to_others_in_their_language_is_not_found(town):
    story = await town.publishes("Ferry sinks off Marel")
    await town.tells(story, "Паром затонул у Мареля", language="ru")
    (call,) = await town.types("/search паром")
    assert "No story of the feeds I read" in call["text"]


async def test_pages_of_stories_that_were_told_are_turned_too(town):
    async with town.app.session() as session:
        await a_subscriber(session, 7, interface_language="en", digest_language="ru")
    for number in range(7):
        await town.tells(await town.publishes(f"Ferry {number}"), f"Паром {number}", language="ru")
    (first,) = await town.types("/search паром")
    (second,) = await town.taps(buttons(first)["Next page ▶"])
    opened = {data for call in (first, second) for data in buttons(call).values() if "open" in data}
    assert len(opened) == 7


async def test_pages_are_turned_in_place_and_do_not_shift_when_news_comes(town):
    stories = {await town.publishes(f"Ferry {number}") for number in range(7)}
    (first,) = await town.types("/search ferry")
    await town.publishes("Ferry found")
    (second,) = await town.taps(buttons(first)["Next page ▶"])
    assert second["message_id"] == 3
    opened = {
        int(data.rpartition(":")[2])
        for call in (first, second)
        for data in buttons(call).values()
        if data.startswith("v1:open")
    }
    assert opened == stories
    assert "7 stories" in bare(second["text"])
    (again,) = await town.taps(buttons(second)["◀ Previous page"])
    assert bare(again["text"]) == bare(first["text"])


async def test_a_page_of_somebody_elses_search_is_not_turned(town):
    for number in range(7):
        await town.publishes(f"Ferry {number}")
    (call,) = await town.types("/search ferry", user=7)
    assert await town.taps(buttons(call)["Next page ▶"], user=8) == []


@pytest.mark.parametrize("data", ["v1:found:1:9:99", "v1:found:999:0:1", "v1:found:x:y:z", "v1:found"])
async def test_a_page_that_is_not_there_is_answered_politely(town, data):
    await town.publishes("Ferry sinks")
    await town.types("/search ferry")
    assert await town.taps(data) == []


async def test_what_nothing_has_offers_to_follow_the_words(town):
    (call,) = await town.types("/search purple monkeys")
    assert "No story of the feeds I read has all of this." in call["text"]
    ((label, data),) = buttons(call).items()
    assert "purple monkeys" in label
    (followed,) = await town.taps(data)
    assert "You follow: " in followed["text"]


async def test_a_word_that_nothing_has_is_left_out_and_said(town):
    await town.publishes("Ferry sinks off Marel")
    (call,) = await town.types("/search ferry zzyzx")
    assert "No article has “zzyzx”, so I looked for the rest." in bare(call["text"])
    assert "Ferry sinks" in call["text"]


@pytest.mark.parametrize("text", ["/search", "/search 😀 😀", "/search -football", "/search ***"])
async def test_without_a_word_it_is_said_how_to_search(town, text):
    (call,) = await town.types(text)
    assert "Search the news" in call["text"]
    assert ("no word" in call["text"]) == (text != "/search")


@pytest.mark.parametrize(
    "words",
    ["'; DROP TABLE article; --", 'a" OR "b', "NEAR(x y)", "<b>&lt;script>", "x" * 4_000, "@bot /stop t.me"],
)
async def test_hostile_words_get_a_fitting_answer(town, words):
    (call,) = await town.types(f"/search {words}")
    assert "No story" in call["text"]
    assert len(call["text"]) < 2_000
    assert "<script" not in call["text"]


async def test_a_page_of_the_longest_headlines_fits_into_one_message(town):
    for number in range(5):
        await town.publishes(f"Ferry {number} " + "very & long " * 40, outlets=3)
    (call,) = await town.types("/search ferry")
    assert len(bare(call["text"]).encode("utf-16-le")) // 2 <= 4_096


@pytest.mark.parametrize("code", ["de", "es", "fr", "ru", "uk", "ar", "zh"])
async def test_it_speaks_the_readers_language(town, code):
    await town.publishes("Ferry sinks off Marel")
    for text in ("/search", "/search ferry zzyzx", "/search nothing of this"):
        (call,) = await town.types(text, language=code, user=20)
        assert not re.search(r"Search the news|No article|No story", call["text"])


# --- links to stories ----------------------------------------------------------------------------


async def test_a_newcomer_reads_the_linked_story_first_and_is_then_led_through_the_choices(town):
    story = await town.publishes("Ferry sinks off Marel")
    await town.tells(story, "Ferry sinks", "It sank on Sunday.")
    told, hello = await town.types(f"/start s_{story}")
    assert "It sank on Sunday." in told["text"]
    assert "Welcome to Pressradar" in hello["text"]
    assert "At your hour" not in hello["text"]
    async with town.app.reading() as session:
        assert (await session.execute(select(Subscriber))).scalar_one().state == "new"


async def test_a_link_to_a_story_that_is_gone_says_so_before_the_welcome(town):
    gone, hello = await town.types("/start s_999")
    assert "This story is no longer here." in gone["text"]
    assert "Welcome to Pressradar" in hello["text"]


async def test_who_has_read_here_is_told_that_a_linked_story_is_gone_and_not_welcomed_anew(town):
    await town.types("/help")
    (gone,) = await town.types("/start s_999")
    assert "This story is no longer here." in gone["text"]


async def test_a_reader_gets_the_linked_story_alone_and_one_who_stopped_stays_so(town):
    story = await town.publishes("Ferry sinks off Marel")
    await town.tells(story, "Ferry sinks", "It sank on Sunday.")
    async with town.app.session() as session:
        await a_subscriber(session, 7, state="stopped")
    (told,) = await town.types(f"/start s_{story}")
    assert "It sank on Sunday." in told["text"]
    async with town.app.reading() as session:
        assert (await session.execute(select(Subscriber))).scalar_one().state == "stopped"
        assert (await session.execute(select(Seen))).scalar_one().story_id == story


async def test_a_linked_story_that_is_not_written_yet_is_ordered_and_can_be_opened_later(town):
    story = await town.publishes("Ferry sinks off Marel")
    waiting, _hello = await town.types(f"/start s_{story}")
    assert "Ferry sinks off Marel" in waiting["text"]
    assert "being written" in waiting["text"]
    assert buttons(waiting) == {"📖 Open the story": f"v1:open:{story}"}
    async with town.app.reading() as session:
        assert (await session.execute(select(Brief))).scalar_one().state == "ordered"


async def test_a_link_to_a_story_that_became_another_opens_that_one(town):
    older = await town.publishes("Ferry sinks off Marel")
    await town.tells(older, "Ferry sinks", "It sank on Sunday.")
    younger = await town.publishes("Ship lost near Marel")
    async with town.app.session() as session:
        (await session.get_one(Story, younger)).merged_into = older
    told, _hello = await town.types(f"/start s_{younger}")
    assert "It sank on Sunday." in told["text"]
    assert f"s_{older}" in buttons(told)["📤 Share"].replace("%3D", "=")


@pytest.mark.parametrize(
    "payload", ["s_999", "s_0", "s_9223372036854775808", "s_99999999999999999999", "s_-1", "s_x"]
)
async def test_a_link_to_no_story_is_answered_politely(town, payload):
    calls = await town.types(f"/start {payload}")
    assert "Welcome to Pressradar" in calls[-1]["text"]
    if payload == "s_999":
        assert "no longer here" in calls[0]["text"]


async def test_a_story_whose_articles_have_all_left_is_no_longer_here(town):
    story = await town.publishes("Ferry sinks off Marel")
    async with town.app.session() as session:
        (await session.execute(select(Membership))).scalar_one().until_at = NOON
    said, _hello = await town.types(f"/start s_{story}")
    assert "no longer here" in said["text"]
    assert "Ferry" not in said["text"]


async def test_an_opened_story_can_be_shared(town):
    story = await town.publishes("Ferry sinks off Marel")
    await town.tells(story, "Ferry & ship sink", "They sank.")
    (told,) = await town.taps(f"v1:open:{story}")
    assert buttons(told)["📤 Share"] == (
        f"https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fsandbox_bot%3Fstart%3Ds_{story}&text=Ferry+%26+ship+sink"
    )


# --- inline mode ---------------------------------------------------------------------------------


async def test_words_behind_the_bots_name_offer_stories_to_send(town):
    story = await town.publishes("Ferry sinks off Marel", outlets=2)
    await town.tells(story, "Ferry sinks", "It sank on Sunday.", "All are safe.", "More is known.")
    offered = await town.asks_inline("ferries")
    (result,) = offered["results"]
    assert result["title"] == "Ferry sinks"
    assert bare(result["description"]) == "2 outlets · Nov 22 11:00\u202fAM · It sank on Sunday."
    (content,) = offered["contents"].values()
    assert bare(content["text"]).startswith(
        "Ferry sinks\n2 outlets · Nov 22 11:00\u202fAM\n\nIt sank on Sunday. [1] All are safe. [1]"
    )
    assert "More is known" not in content["text"]
    assert "Sentences are quoted word for word" in content["text"]
    links = {entity["url"] for entity in content["entities"] if entity["type"] == "text_link"}
    assert f"https://t.me/sandbox_bot?start=s_{story}" in links
    assert any(url.startswith("https://news.example/") for url in links)


async def test_a_story_that_nobody_has_written_is_offered_in_the_outlets_first_lines_and_nothing_is_ordered(
    town,
):
    story = await town.publishes("Ferry sinks off Marel", "A ferry sank off Marel on Sunday. All are safe.")
    offered = await town.asks_inline("ferry")
    (content,) = offered["contents"].values()
    assert "A ferry sank off Marel on Sunday. [1]" in content["text"]
    assert "All are safe" not in content["text"]
    async with town.app.reading() as session:
        assert (await session.execute(select(Brief))).all() == []
    assert offered["results"][0]["id"].startswith(f"{story}-")


async def test_it_speaks_the_readers_language_else_that_of_their_app(town):
    story = await town.publishes("Ferry sinks off Marel")
    await town.tells(story, "Ferry sinks", "It sank.")
    await town.tells(story, "Fähre gesunken", "Sie sank.", language="de")
    assert (await town.asks_inline("ferry", language="de"))["results"][0]["title"] == "Fähre gesunken"
    async with town.app.session() as session:
        await a_subscriber(session, 8, interface_language="fr", digest_language="de")
    offered = await town.asks_inline("ferry", user=8, language="en")
    assert offered["results"][0]["title"] == "Fähre gesunken"
    assert (
        "1 source" in offered["results"][0]["description"] or "média" in offered["results"][0]["description"]
    )
    assert "button" not in offered, "who reads here needs no invitation"


async def test_without_words_the_stories_of_today_are_offered_the_most_reported_first(town):
    await town.publishes("Old news", published_at=NOON - timedelta(days=3))
    await town.publishes("A small thing")
    await town.publishes("The great thing", outlets=3)
    offered = await town.asks_inline("")
    assert [one["title"] for one in offered["results"]] == ["The great thing", "A small thing"]


async def test_a_newcomer_is_offered_a_desk_of_their_own(town):
    offered = await town.asks_inline("anything")
    assert offered["results"] == []
    assert offered["button"] == {"text": "Get your own news desk", "start_parameter": "inline"}
    (hello,) = await town.types("/start inline")
    assert "Welcome to Pressradar" in hello["text"]


async def test_the_beginning_of_a_word_is_enough_while_it_is_typed(town):
    await town.publishes("Volcano erupts near Marel")
    assert [one["title"] for one in (await town.asks_inline("volca"))["results"]] == [
        "Volcano erupts near Marel"
    ]


async def test_more_stories_come_page_by_page(town):
    for number in range(13):
        await town.publishes(f"Ferry {number}")
    first = await town.asks_inline("ferry")
    assert (len(first["results"]), first["next_offset"]) == (10, "10")
    second = await town.asks_inline("ferry", offset="10")
    assert (len(second["results"]), second["next_offset"]) == (3, "")
    assert not {one["id"] for one in first["results"]} & {one["id"] for one in second["results"]}


@pytest.mark.parametrize("words", ["😀", '"', "' OR 1=1", "x" * 256, "s_999", "-x", "\u202e"])
async def test_strange_words_offer_nothing_and_do_no_harm(town, words):
    await town.publishes("Ferry sinks off Marel")
    assert (await town.asks_inline(words))["results"] == []


@pytest.mark.parametrize("offset", ["-5", "x", "²", "9" * 30])
async def test_a_strange_offset_does_no_harm(town, offset):
    await town.publishes("Ferry sinks off Marel")
    assert len((await town.asks_inline("ferry", offset=offset))["results"]) <= 1


async def test_a_permalink_behind_the_bots_name_offers_that_story(town):
    story = await town.publishes("Ferry sinks off Marel")
    await town.publishes("Another thing")
    assert [one["title"] for one in (await town.asks_inline(f"s_{story}"))["results"]] == [
        "Ferry sinks off Marel"
    ]


async def test_a_query_that_is_answered_too_late_is_let_go(town):
    await town.publishes("Ferry sinks off Marel")
    query = {
        "id": "1",
        "from": {"id": 7, "is_bot": False, "first_name": "Ann"},
        "query": "ferry",
        "offset": "",
    }
    assert await town._takes(0, inline_query=query) == []
    async with town.app.reading() as session:
        assert (await session.get_one(Update, town.updates)).handled_at is not None


async def test_what_somebody_sends_through_us_in_our_own_chat_is_not_answered(town):
    world = town.telegram.world
    person = {"id": 7, "is_bot": False, "first_name": "Ann", "language_code": "en"}
    chat = {"id": 7, "type": "private", "first_name": "Ann"}
    message = {"message_id": 1, "from": person, "chat": chat, "date": 1_795_000_000, "text": "Ferry sinks?"}
    assert await town._takes(7, message=message | {"via_bot": world.bot_user()}) == []
