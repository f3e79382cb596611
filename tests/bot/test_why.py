"""Votes as a reader gives them, what they change, and `/why`: what was reckoned, what was learned, and its forgetting."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from news.markup import Html, plain
from news.models import Delivery, Digest, Outlet, Story, Vote
from news.rendering.render_why import Learned
from news.testing import Clock, a_topic
from tests.bot.readers import Json, Reader, a_reader, button, buttons, digest_now, unfolded
from tests.news.test_compose import a_told_story

FOOTBALL, PHYSICS = "Cup final goes to Norn", "Lab in Arvel weighs a neutrino"


def text_of(message: Json) -> str:
    return plain(Html(message["text"]))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def reader(tmp_path, clock: Clock) -> AsyncIterator[Reader]:
    async with a_reader(tmp_path, clock=clock) as made:
        async with made.app.session() as session:
            for slug in ("sport", "science"):
                await a_topic(session, slug)
            await a_told_story(session, FOOTBALL, topic="sport")
            await a_told_story(session, PHYSICS, topic="science")
        await made.types("/topics sport science")
        yield made


async def story(reader: Reader, headline: str) -> int:
    async with reader.app.reading() as session:
        found = await session.execute(select(col(Story.id)).where(col(Story.headline) == headline))
        return found.scalar_one() or 0


async def votes(reader: Reader) -> list[tuple[int, list[str]]]:
    async with reader.app.reading() as session:
        rows = (await session.execute(select(Vote).order_by(col(Vote.id)))).scalars()
        return [(row.value, row.about) for row in rows]


async def pressed(reader: Reader, headline: str, label: str) -> None:
    opened = await reader.taps(f"v1:open:{await story(reader, headline)}")
    await reader.taps(button(opened, label))


async def headlines(reader: Reader, *, new: tuple[str, ...]) -> list[str]:
    """Of stories of both topics that come anew, in the order of the next digest."""
    async with reader.app.session() as session:
        for title in new:
            await a_told_story(session, title, topic="sport" if "match" in title else "science")
    text = text_of(await digest_now(reader))
    return sorted((title for title in new if title in text), key=text.index)


async def test_a_vote_against_changes_the_order_of_the_next_digest(reader: Reader) -> None:
    await digest_now(reader)
    before = await headlines(reader, new=("The match at Norn ended late", "A comet was seen over Marel"))
    assert before == ["The match at Norn ended late", "A comet was seen over Marel"]
    await pressed(reader, FOOTBALL, "👎")
    after = await headlines(reader, new=("A match at Arvel was moved", "Seven frogs of Dole are new to us"))
    assert after == ["Seven frogs of Dole are new to us", "A match at Arvel was moved"]


async def test_the_same_vote_again_takes_it_back(reader: Reader) -> None:
    await pressed(reader, FOOTBALL, "👎")
    assert [value for value, _ in await votes(reader)] == [-1]
    await pressed(reader, FOOTBALL, "👍")
    assert [value for value, _ in await votes(reader)] == [1]
    opened = await reader.taps(f"v1:open:{await story(reader, FOOTBALL)}")
    assert "✅ 👍 More like this" in [one["text"] for one in buttons(opened)]
    await reader.taps(button(opened, "👍"))
    assert await votes(reader) == []


async def test_why_says_in_words_what_placed_each_story(reader: Reader) -> None:
    await digest_now(reader)
    text = text_of(await reader.types("/why"))
    assert f"1. \u2068{FOOTBALL}" in text
    assert f"2. \u2068{PHYSICS}" in text
    assert "▲ You follow: Sport." in text
    assert "▲ 2 independent outlets" in text
    assert "▲ Reported in your language" in text
    assert "Nothing yet: press" in text


async def test_why_of_one_story_speaks_of_that_one(reader: Reader) -> None:
    await digest_now(reader)
    text = text_of(await reader.types("/why 2"))
    assert PHYSICS in text
    assert FOOTBALL not in text
    opened = await reader.taps(f"v1:open:{await story(reader, PHYSICS)}")
    assert text_of(await reader.taps(button(await unfolded(reader, opened), "Why this story?"))) == text


async def test_why_speaks_of_what_happened_and_not_of_now(reader: Reader, clock: Clock) -> None:
    await digest_now(reader)
    first = text_of(await reader.types("/why 1"))
    await reader.types("/topics science")
    async with reader.app.session() as session:
        row = await session.get_one(Story, await story(reader, FOOTBALL))
        row.independent, row.topics = 9, ["culture"]
        session.add(row)
    clock.move(timedelta(days=3))
    assert text_of(await reader.types("/why 1")) == first


async def test_why_says_what_was_learned_and_lets_one_thing_be_forgotten(reader: Reader) -> None:
    await pressed(reader, FOOTBALL, "👎")
    await pressed(reader, PHYSICS, "👍")
    await digest_now(reader)
    shown = await reader.types("/why")
    assert "👎 Sport" in text_of(shown)
    assert "👍 Science" in text_of(shown)
    forget = button(shown, "👎 → 👍 Sport").replace(":up:", ":forget:")
    assert forget in [one["callback_data"] for one in buttons(shown)]
    left = text_of(await reader.taps(forget))
    assert "Sport" not in left
    assert "👍 Science" in left
    assert all("topic=sport" not in about for _, about in await votes(reader))


async def test_the_stories_stay_explained_where_one_thing_is_forgotten(reader: Reader) -> None:
    await digest_now(reader)
    await pressed(reader, FOOTBALL, "👎")
    shown = await reader.types("/why 1")
    async with reader.app.session() as session:
        rows = await session.execute(select(Delivery).order_by(col(Delivery.id).desc()).limit(1))
        rows.scalar_one().message_id = 2  # as Telegram would have answered: the message that is pressed
    left = text_of(await reader.taps(button(shown, "👎 → 👍 Sport").replace(":up:", ":forget:")))
    assert FOOTBALL in left
    assert "You follow: Sport." in left
    assert "👎 Sport" not in left


async def test_what_was_learned_can_be_turned_round_by_a_tap(reader: Reader) -> None:
    await pressed(reader, FOOTBALL, "👎")
    await digest_now(reader)
    turned = await reader.taps(button(await reader.types("/why"), "👎 → 👍 Sport"))
    assert "👍 Sport" in text_of(turned)
    again = await reader.taps(button(turned, "👍 → 👎 Sport"))
    assert "👎 Sport" in text_of(again)


async def test_all_that_was_learned_is_forgotten_by_a_tap(reader: Reader) -> None:
    await pressed(reader, FOOTBALL, "👎")
    await digest_now(reader)
    left = await reader.taps(button(await reader.types("/why"), "Delete all that"))
    assert "Nothing yet" in text_of(left)
    assert await votes(reader) == []


async def test_a_digest_made_before_reasons_were_kept_says_so(reader: Reader) -> None:
    await digest_now(reader)
    async with reader.app.session() as session:
        digest = (await session.execute(select(Digest))).scalar_one()
        digest.items = [{"story": item["story"], "revision": 1} for item in digest.items]
        session.add(digest)
    assert "I have not kept why" in text_of(await reader.types("/why 1"))


async def test_a_story_of_no_digest_says_so(reader: Reader) -> None:
    await reader.types("/topics science")
    await digest_now(reader)
    opened = await reader.taps(f"v1:open:{await story(reader, FOOTBALL)}")
    assert await reader.taps(button(await unfolded(reader, opened), "Why this story?")) == {}


@pytest.mark.parametrize(
    "data", ["v1:taste:forget:topic=none", "v1:taste:x:y", "v1:vote:1:sideways", "v1:vote:99999:up"]
)
async def test_a_press_that_names_nothing_changes_nothing(reader: Reader, data: str) -> None:
    await reader.taps(data)
    assert await votes(reader) == []


async def test_nobody_edits_what_was_learned_of_another(reader: Reader) -> None:
    await pressed(reader, FOOTBALL, "👎")
    reader.chat = 8
    await reader.taps("v1:taste:all")
    await reader.taps("v1:taste:forget:topic=sport")
    assert len(await votes(reader)) == 1


async def test_what_was_learned_goes_by_the_names_of_outlets_and_says_how_many_more_there_are(
    reader: Reader,
) -> None:
    await pressed(reader, FOOTBALL, "👍")
    await pressed(reader, PHYSICS, "👍")
    async with reader.app.reading() as session:
        outlets = (await session.execute(select(col(Outlet.name), col(Outlet.domain)))).all()
        (about,) = (await session.execute(select(col(Vote.about)).limit(1))).scalars()
    learned = text_of(await reader.types("/why"))
    told = [(name, domain) for name, domain in outlets if f"outlet={domain}" in about]
    assert told
    assert all(name in learned for name, _ in told)
    assert not any(domain in learned for name, domain in told if domain != name)
    count = (
        learned.split("What I learned from you")[1].count("👍") - 1
    )  # one stands in what is said below them
    assert f"+{count - 3}" in text_of(await reader.types("/settings"))


async def test_why_has_a_way_on(reader: Reader) -> None:
    await digest_now(reader)
    number = await story(reader, FOOTBALL)
    assert f"v1:open:{number}" in [one["callback_data"] for one in buttons(await reader.types("/why 1"))]
    assert "v1:menu:up:learned" in [one["callback_data"] for one in buttons(await reader.types("/why"))]


def test_what_is_called_alike_stands_once_and_goes_as_one() -> None:
    called = {"name=valdova": "Ирина Валдова", "name=валдова": "Ирина Валдова"}
    learned = Learned({"name=валдова": 0.3, "name=valdova": 0.5, "name=dremin": 0.1}, {}, called)
    assert learned.strongest() == [("name=valdova", 0.5), ("name=dremin", 0.1)]
    assert sorted(learned.alike("name=valdova")) == ["name=valdova", "name=валдова"]
    assert learned.alike("name=dremin") == ["name=dremin"]
