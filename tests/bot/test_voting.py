"""More or less like a story, or like a thing by its name, said in a line: what a tap does, and taken back as easily."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select
from sqlmodel import col

from news.markup import Html, plain
from news.models import Outlet
from news.testing import Clock, a_topic
from tests.bot.readers import Json, Reader, a_reader, buttons, digest_now
from tests.bot.test_why import votes
from tests.news.test_compose import a_told_story


@pytest.fixture
async def reader(tmp_path) -> AsyncIterator[Reader]:
    async with a_reader(tmp_path, clock=Clock()) as made:
        async with made.app.session() as session:
            for slug in ("sport", "science"):
                await a_topic(session, slug)
            await a_told_story(session, "Cup final goes to Norn", topic="sport")
            await a_told_story(session, "Lab in Arvel weighs a neutrino", topic="science")
        await made.types("/topics sport science")
        await digest_now(made)
        yield made


def text_of(message: Json) -> str:
    return plain(Html(message["text"]))


async def values(reader: Reader) -> list[int]:
    return [value for value, _ in await votes(reader)]


@pytest.mark.parametrize("line", ["/like 2", "2 👍", "👍 2", "👍🏽2", "/like ٢"])
async def test_a_line_votes_for_a_story_by_its_number(reader: Reader, line: str) -> None:
    said = await reader.types(line)
    assert "Lab in Arvel" in text_of(said)
    assert "A little more like this" in text_of(said)
    assert [one["text"] for one in buttons(said)] == ["✅ 👍 More like this", "👎 Less like this"]
    assert await values(reader) == [1]


async def test_a_line_says_the_same_however_often_and_another_turns_it_round(reader: Reader) -> None:
    await reader.types("/like 1")
    await reader.types("/like 1")
    assert await values(reader) == [1]
    await reader.types("/dislike 1")
    assert await values(reader) == [-1]


async def test_a_vote_is_taken_back_by_a_line(reader: Reader) -> None:
    await reader.types("1 👎")
    said = await reader.types("/unlike 1")
    assert "Taken back." in text_of(said)
    assert await values(reader) == []
    await reader.types("/unlike 1")
    assert await values(reader) == []


async def test_a_number_that_the_digest_does_not_have_votes_for_nothing(reader: Reader) -> None:
    said = await reader.types("9 👍")
    assert "There is no story 9 in your digest; its stories are 1 to 2." in text_of(said)
    assert await values(reader) == []


@pytest.mark.parametrize("text", ["👍", "👍👍", "1 👍 2", "good 👍 2"])
async def test_a_thumb_without_a_story_is_no_vote(reader: Reader, text: str) -> None:
    await reader.types(text)
    assert await values(reader) == []


async def test_a_topic_is_liked_by_its_name_turned_round_and_forgotten(reader: Reader) -> None:
    said = await reader.types("/like Science")
    assert "👍 Science" in text_of(said)
    said = await reader.types("/dislike science")
    assert "👎 Science" in text_of(said)
    said = await reader.types("/unlike Science")
    assert "Forgotten." in text_of(said)
    assert "👎 Science" not in text_of(said)
    assert await values(reader) == []


async def test_an_outlet_is_liked_by_its_name(reader: Reader) -> None:
    async with reader.app.reading() as session:
        name = (await session.execute(select(col(Outlet.name)))).scalars().first()
    said = await reader.types(f"/dislike {name}")
    assert f"👎 \u2068{name}" in text_of(said)


async def test_what_nobody_knows_is_said_to_be_unknown(reader: Reader) -> None:
    for line in ("/like zebras", "/unlike Science"):
        assert "I have learned nothing about" in text_of(await reader.types(line))
    assert await values(reader) == []


@pytest.mark.parametrize("line", ["/why forget", "/why vergiss"])
async def test_all_that_was_learned_is_forgotten_by_a_line(reader: Reader, line: str) -> None:
    await reader.types("/like 1")
    await reader.types("/like Science")
    assert "Nothing yet" in text_of(await reader.types(line))
    assert await values(reader) == []


async def test_no_number_and_no_name_shows_what_was_learned(reader: Reader) -> None:
    await reader.types("/like Science")
    assert "👍 Science" in text_of(await reader.types("/like"))
