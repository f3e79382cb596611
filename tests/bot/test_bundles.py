"""Bundles of topics: tapped on, and tapped off as if they had never been."""

import re
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from news.catalogue import bundled_topics, topic_name
from news.i18n import UI_LANGUAGES
from news.models import Subscriber, Topic
from news.queries import followed
from news.testing import a_topic
from tests.bot.readers import Reader, a_reader

FIVE_MINUTES, TECH = "v1:preset:world:settings", "v1:preset:tech:settings"


@pytest.fixture
async def reader(tmp_path) -> AsyncIterator[Reader]:
    async with a_reader(tmp_path) as reader:
        async with reader.app.session() as session:
            for slug in ("world", "science", "technology"):
                await a_topic(session, slug)
        yield reader


async def set_now(reader: Reader) -> tuple[list[str], int | None]:
    """What is followed, and how many minutes a digest may take."""
    async with reader.app.reading() as session:
        subscriber = (await session.execute(select(Subscriber))).scalar_one()
        return sorted(await followed(session, subscriber.id or 0)), subscriber.minutes


async def sets_minutes(reader: Reader, minutes: int) -> None:
    async with reader.app.session() as session:
        (await session.execute(select(Subscriber))).scalar_one().minutes = minutes


async def test_the_world_in_five_minutes_gives_back_the_length_and_the_topic_it_found(reader: Reader) -> None:
    await reader.types("/topics world science")
    await sets_minutes(reader, 10)
    await reader.taps(FIVE_MINUTES)
    assert await set_now(reader) == (["science", "world"], 5)
    await reader.taps(FIVE_MINUTES)
    assert await set_now(reader) == (["science", "world"], 10)


async def test_what_a_bundle_brought_goes_with_it(reader: Reader) -> None:
    await reader.types("/topics science")
    await reader.taps(FIVE_MINUTES)
    await reader.taps(TECH)
    assert await set_now(reader) == (["science", "technology", "world"], 5)
    await reader.taps(TECH)
    await reader.taps(FIVE_MINUTES)
    assert await set_now(reader) == (["science"], None)


async def test_what_a_bundle_found_is_remembered_anew_each_time(reader: Reader) -> None:
    await reader.types("/topics world")
    await reader.taps(FIVE_MINUTES)
    await reader.taps(FIVE_MINUTES)
    await reader.types("/topics science")
    await sets_minutes(reader, 3)
    await reader.taps(FIVE_MINUTES)
    await reader.taps(FIVE_MINUTES)
    assert await set_now(reader) == (["science"], 3)


@pytest.mark.parametrize("name", ["tech and science", "Technik und Wissenschaft"])
async def test_a_bundle_is_followed_and_dropped_by_a_line(reader: Reader, name: str) -> None:
    await reader.types("/topics science")
    await reader.types("/language de")
    await reader.types(f"/follow {name}")
    assert await set_now(reader) == (["science", "technology"], None)
    await reader.types(f"/unfollow {name}")
    assert await set_now(reader) == (["science"], None)


HOME = next(topic for topic in bundled_topics() if topic.slug == "germany")
MINE = {
    "en": "my country", "de": "mein Land", "es": "mi país", "fr": "mon pays", "ru": "моя страна", "uk": "моя країна",
    "ar": "بلدي", "zh": "我的国家", "it": "il mio paese", "pt": "o meu país", "nl": "mijn land", "sv": "mitt land",
    "ro": "țara mea", "el": "η χώρα μου", "pl": "mój kraj", "cs": "moje země", "tr": "ülkem", "fa": "کشورم",
    "he": "המדינה שלי", "hi": "मेरा देश", "bn": "আমার দেশ", "id": "negaraku", "vi": "nước tôi", "ja": "自分の国", "ko": "내 나라",
}  # fmt: skip


@pytest.mark.parametrize("language", UI_LANGUAGES)
async def test_bundles_are_followed_by_a_line_in_every_language(reader: Reader, language: str) -> None:
    speech = reader.app.words(language)
    async with reader.app.session() as session:
        session.add(Topic(slug="germany", names=dict(HOME.names), territory="DE"))
    await reader.types("/zone Berlin")
    await reader.types(f"/language {language}")
    home = speech.gettext("News about my country: {country}", country=topic_name(HOME, language))
    for line in (MINE[language], home, re.split("[:：]", home)[0]):
        await reader.types(f"/follow {line}")
        assert (await set_now(reader))[0] == ["germany"], line
        await reader.types(f"/unfollow {line}")
        assert (await set_now(reader))[0] == [], line
    await reader.types(f"/follow {speech.gettext('World in five minutes')}")
    assert await set_now(reader) == (["world"], 5)


@pytest.mark.parametrize(
    "line", ["the world in five minutes", "World in five minutes", "Bundle: World in five minutes"]
)
async def test_a_bundle_goes_by_its_button_and_with_an_article(reader: Reader, line: str) -> None:
    await reader.types(f"/follow {line}")
    assert await set_now(reader) == (["world"], 5)


async def test_nothing_is_dropped_where_no_name_is_said(reader: Reader) -> None:
    await reader.types("/zone Berlin")
    await reader.types("/topics world")
    await reader.types("/unfollow")
    assert (await set_now(reader))[0] == ["world"]
