"""The first minute: few taps, no dead end, links that choose topics, and a language that is offered once."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.keyboards import LANGUAGES_A_PAGE, languages
from bot.stories.permalinks import topics_named
from news.callbacks import decode
from news.catalogue import bundled_topics
from news.i18n import open_words
from news.models import Digest, Subscriber
from news.queries import wider_topics
from news.testing import NOON
from news.work import owe
from tests.bot.followers import Follower, a_follower_of_topics, button, label, plain

TREE = {topic.slug: topic for topic in bundled_topics()}


@pytest.fixture
async def reader(tmp_path) -> AsyncIterator[Follower]:
    async with a_follower_of_topics(tmp_path) as made:
        yield made


async def digests(reader: Follower) -> list[Digest]:
    async with reader.app.reading() as session:
        rows = await session.execute(select(Digest).order_by(col(Digest.id)))
        return list(rows.scalars())


async def me(reader: Follower) -> Subscriber:
    async with reader.app.reading() as session:
        return (await session.execute(select(Subscriber).order_by(col(Subscriber.id)))).scalars().first()


def data(payload: dict[str, Any]) -> list[str]:
    return [one["callback_data"] for row in payload["reply_markup"]["inline_keyboard"] for one in row]


async def test_a_bundle_leads_to_the_first_digest_in_four_taps(reader: Follower) -> None:
    hello = await reader.types("/start")
    menu = await reader.taps(button(hello, "Continue"))
    menu = await reader.taps(button(menu, "Tech and science"))
    hours = await reader.taps(button(menu, "Continue"))
    assert "Time zone:" in plain(hours)
    ready = await reader.taps(button(hours, "8:00\u202fAM"))
    assert "Your first digest is on its way. Press a number below it to open a story." in plain(ready)
    assert await reader.follows("topic") == ["technology", "science"]
    assert [digest.schedule_id is None for digest in await digests(reader)] == [False, True]


async def test_while_feeds_are_read_for_the_first_time_that_is_said_and_the_digest_is_kept(
    reader: Follower,
) -> None:
    async with reader.app.session() as session:
        await owe(session, "fetch", 1, at=NOON)
    said = await reader.types("/digest")
    assert "The feeds are being read for the first time." in plain(said)
    assert [(digest.schedule_id, digest.state) for digest in await digests(reader)] == [(None, "planned")]


async def test_the_last_step_says_that_feeds_are_read_for_the_first_time(reader: Follower) -> None:
    async with reader.app.session() as session:
        await owe(session, "fetch", 1, at=NOON)
    hello = await reader.types("/start")
    menu = await reader.taps(button(hello, "Continue"))
    ready = await reader.taps(button(await reader.taps(button(menu, "Continue")), "8:00\u202fAM"))
    assert "Your digest comes by itself" in plain(ready)
    assert "Your first digest is on its way. Press a number below it to open a story." not in plain(ready)


async def test_a_sample_comes_by_one_tap_before_anything_is_chosen(reader: Follower) -> None:
    hello = await reader.types("/start")
    await reader.taps(button(hello, "Send a digest now"))
    assert [digest.schedule_id for digest in await digests(reader)] == [None]
    assert (await me(reader)).state == "new"


async def test_who_had_a_sample_gets_no_second_digest_at_once(reader: Follower) -> None:
    hello = await reader.types("/start")
    await reader.taps(button(hello, "Send a digest now"))
    menu = await reader.taps(button(hello, "Continue"))
    hours = await reader.taps(button(menu, "Continue"))
    ready = await reader.taps(button(hours, "8:00\u202fAM"))
    assert "on its way" not in plain(ready)
    assert "v1:now" in data(ready), "another one is a tap away"


async def test_the_clock_is_changed_on_the_way_and_the_way_goes_on(reader: Follower) -> None:
    menu = await reader.taps("v1:setup:topics")
    hours = await reader.taps(button(menu, "Continue"))
    clocks = await reader.taps(button(hours, "Time zone"))
    hours = await reader.taps(button(clocks, "Tokyo"))
    assert "Tokyo" in plain(hours)
    ready = await reader.taps(button(hours, "8:00\u202fAM"))
    assert "Your news desk is ready." in plain(ready)


async def test_every_step_has_a_way_on(reader: Follower) -> None:
    hello = await reader.types("/start")
    seen, waiting = set(), [one for one in data(hello) if "setup" in one]
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        shown = await reader.taps(one)
        assert shown.get("reply_markup") or "on its way" in plain(shown), one
        waiting += [
            found for found in data(shown) if found.startswith(("v1:setup", "v1:topics", "v1:hour:08"))
        ]
    assert {"v1:setup:topics", "v1:setup:hour", "v1:setup:zone"} <= seen


# --- links ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "slugs"),
    [
        ("science", ["science"]),
        ("science-sport", ["science", "sport"]),
        ("latin-america-science", ["latin-america", "science"]),
        ("SCIENCE-nonsense-sport", ["science", "sport"]),
        ("science-science", ["science"]),
        ("nonsense", []),
        ("", []),
    ],
)
def test_topics_are_read_from_a_link(written: str, slugs: list[str]) -> None:
    assert topics_named(written, TREE) == slugs


async def test_a_link_ticks_topics_for_a_newcomer(reader: Follower) -> None:
    hello = await reader.types("/start t_science-latin-america")
    assert "Science" in plain(hello)
    assert await reader.follows("topic") == ["science", "latin-america"]
    menu = await reader.taps(button(hello, "Continue"))
    assert label(menu, "Science").startswith("✅")


async def test_a_link_to_a_bundle_ticks_its_topics(reader: Follower) -> None:
    await reader.types("/start p_tech")
    assert await reader.follows("topic") == ["technology", "science"]


async def test_a_link_asks_who_is_set_up_already(reader: Follower) -> None:
    await reader.types("/topics sport")
    await reader.taps("v1:hour:08:00:setup")
    offered = await reader.types("/start t_science")
    assert await reader.follows("topic") == ["sport"]
    await reader.taps(button(offered, "Follow"))
    assert await reader.follows("topic") == ["sport", "science"]


async def test_a_link_to_what_is_followed_says_so_and_asks_nothing(reader: Follower) -> None:
    await reader.types("/topics sport science")
    await reader.taps("v1:hour:08:00:setup")
    said = await reader.types("/start t_science")
    assert "You follow: Science." in plain(said)
    assert "v1:linked" not in str(said)


async def test_a_link_to_nothing_starts_as_usual(reader: Follower) -> None:
    for payload in ("t_nonsense", "p_nonsense", "t_", "x_science", "t_science_sport"):
        assert "Welcome to Pressradar" in plain(await reader.types(f"/start {payload}"))
    assert await reader.follows("topic") == []


# --- languages -----------------------------------------------------------------------------------


async def test_who_writes_in_another_language_is_asked_once_in_that_language(reader: Follower) -> None:
    first = await reader.says("Warum steigen die Preise für Strom in diesem Winter schon wieder?")
    asked = next(one for one in first if "Deutsch" in one["text"])
    assert "Soll ich das auch sprechen?" in plain(asked)
    again = await reader.says("Und warum ist der Bahnhof heute den ganzen Tag geschlossen geblieben?")
    assert not any("Soll ich" in one["text"] for one in again)
    spoken = await reader.taps(button(asked, "Deutsch"))
    assert "Ich spreche Deutsch" in plain(spoken)
    reader_now = await me(reader)
    assert (reader_now.interface_language, reader_now.digest_language) == ("de", "de")


async def test_who_declines_keeps_the_language_and_is_not_asked_again(reader: Follower) -> None:
    first = await reader.says("Почему сегодня снова закрыли станцию метро в центре города?")
    asked = next(one for one in first if "Говорить на нём" in one["text"])
    await reader.taps(button(asked, "English"))
    again = await reader.says("Почему вчера снова закрыли станцию метро в центре города?")
    assert not any("Говорить на нём" in one["text"] for one in again)
    assert (await me(reader)).interface_language == "en"


async def test_digests_in_another_language_than_the_buttons_stay_so(reader: Follower) -> None:
    await reader.types("/language da")
    first = await reader.says("Warum steigen die Preise für Strom in diesem Winter schon wieder?")
    await reader.taps(button(next(one for one in first if "Soll ich" in one["text"]), "Deutsch"))
    reader_now = await me(reader)
    assert (reader_now.interface_language, reader_now.digest_language) == ("de", "da")


async def test_short_words_and_ones_own_language_ask_nothing(reader: Follower) -> None:
    for text in (
        "Berlin?",
        "ok",
        "Why is the price of electricity going up again this winter, and for whom?",
    ):
        assert not any(
            "Shall I speak" in one["text"] or "Soll ich" in one["text"] for one in await reader.says(text)
        )
    assert (await me(reader)).language_offered is None


def test_every_language_is_on_some_page_the_readers_own_first() -> None:
    words = open_words()
    listed = []
    for page in range(9):
        rows = languages(words, chosen="uk", then="setup", page=page)
        presses = [decode(one.data) for row in rows for one in row]
        shown = [press.word() for press in presses if press is not None and press.act == "lang"]
        assert len(shown) <= LANGUAGES_A_PAGE
        listed += shown
        if not any(
            press is not None and press.act == "langs" and press.number() == page + 1 for press in presses
        ):
            break
    assert listed[:2] == ["uk", "en"]
    assert sorted(listed) == sorted(words.languages)


# --- nothing yet ---------------------------------------------------------------------------------


def test_what_to_widen_is_right_above_what_is_followed() -> None:
    assert [topic.slug for topic in wider_topics(["football", "germany"], TREE)] == ["sport", "europe"]
    assert wider_topics(["football", "sport"], TREE) == []
    assert wider_topics(["science", "gone"], TREE) == []


async def test_a_wider_topic_is_followed_by_a_tap(reader: Follower) -> None:
    await reader.types("/topics football")
    told = await reader.taps("v1:widen:sport")
    assert "Sport" in plain(told)
    assert await reader.follows("topic") == ["football", "sport"]
